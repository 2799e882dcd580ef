"""What a column's heading says about the column, before anybody looks at its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

WORDS, INSTEAD, THEME, DATE, PAGE, ELEMENT, SOURCE, FINGERPRINT = (
    "words",
    "instead",
    "theme",
    "date",
    "page",
    "element",
    "source",
    "fingerprint",
)
PERSON, RATING, CHOICE, META, EMPTY, UNREAD, CONSENT = (
    "person",
    "rating",
    "choice",
    "meta",
    "empty",
    "unread",
    "consent",
)

GENERIC, OPEN, CLOSED = "generic", "open", "closed"
"""How a heading asks for words: by a name such as Comment, by an open question, or by a closed one."""

MAYBE = 6
"""How sure it is that a column is not read whose heading names words too, as in Points from your table."""


@dataclass(frozen=True)
class Meaning:
    """What a heading means. `asks` says how, for words; `sure` is smaller the surer it is."""

    role: str = ""
    asks: str = ""
    sure: int = 9


_STRONG = "said comment comments feedback remark remarks observation observations".split()
_WEAK = (
    "wrong what view views opinion opinions text note notes point points issue issues content contents body message"
    " reflection reflections "
    "response responses answer"
    " answers reply desc idea ideas card thought thoughts description statement contribution sticky entry question "
    "questions kommentar"
    " kommentare commentaire commentaires commento commenti comentario comentarios opmerking opmerkingen sylw sylwadau"
).split()
_THEME = "theme themes topic topics subject category heading prompt column section area label thema tema".split()
_DATE = "date day when time timestamp submitted created completed recorded started ended dyddiad amser".split()
_FILLER = frozenset(
    "was were is are your you any other further additional general overall please leave optional the a an of or "
    "and people they group table here enter free our my to"
    " if on from box field type write give us more detail details what comment comments feedback text".split()
)

_HARD = frozenset(
    "surname forename firstname lastname fullname initials email emails mail phone telephone tel mobile cell "
    "cellphone fax postcode zip"
    " zipcode birth birthday birthdate dob gender sex ethnicity ethnic race religion disability disabled "
    "nationality pronoun pronouns salary ip"
    " ipaddress username login nickname creator submitter sender signature photo linkedin twitter latitude "
    "longitude recipient"
    " bio biography enw swydd sefydliad beruf rolle nom prénom nombre apellido empresa organisme"
    " employer occupation seniority jobtitle nhs age ages marital sexual allergies identity".split()
)
_SOFT = frozenset(
    "job role roles title position post grade band rank company organisation organisations organization "
    "organizations org employed employment"
    " team teams department departments dept directorate council authority institution university faculty college "
    "school agency ministry"
    " charity firm sector profession workplace country nation region town city county location unit division "
    "affiliation stakeholder background discipline"
    " author authors participant respondent attendee voter contact user owner assignee address manager supervisor "
    "member profile"
    " qualification qualifications expertise represent representing responsibility responsibilities"
    " organisational delegate delegates facilitator scribe speaker interviewer interviewee reviewer commenter".split()
)
_ABOUT = re.compile(
    r"\b(?:who (?:are you|you are)|introduce yourself"
    r"|where (?:are|were) you|(?:where|whom?|which) do you (?:work|represent)|what do you do$"
    r"|do you work|you work (?:for|in|at)|you are (?:a|an)"
    r"|i am (?:a|an)|i work|describes? you|closest to you|about you(?:rself)?|how old|how long have you (?:been"
    r"|worked)|years (?:of|in)"
    r"|how did you hear|what (?:is|was) your (?:current |main |own )?(?:role|job|position|title|post|grade|team"
    r"|organi[sz]ation|work|background|function)"
    r"|linked ?in|(?:your|contact|personal) details|created by|posted by|added by|submitted by|assigned to"
    r"|entered by|modified by|completed by|written by|reported by|invited by|notes? (?:takers?|taken by)"
    r"|are you from|did you (?:travel|come) from|you belong to|for a living|length of service|in what capacity"
    r"|(?:i am|we are|are you) (?:responding|(?:giving|making) (?:my|our|your|this) (?:contribution|response))"
    r" (?:as|on behalf)|how many years have you"
    r"|what (?:is|was) your (?:\w+ )?(?:area|line|field|place) of (?:work|business|practice|expertise)"
    r"|(?:your|you have any) (?:\w+ or )?(?:access|dietary|health|medical|mobility)"
    r"|(?:we|us|people|others) (?:should |can |may |could )?(?:call|address) you|you (?:like|prefer|want|wish) to be"
    r" (?:called|addressed|known)"
    r"|(?:connection|relationship|relation) (?:to|with) (?:the |this |your |our )?(?:area|place|service|council"
    r"|organi[sz]ation|project|consultation|programme|site))\b"
    r"|^(?:\w+ ){1,2}by$"
    r"|^(?:any )?(?:access|dietary|medical|mobility|health) (?:needs?|requirements?|conditions?)$"
    r"|^(?:main |primary |current )?(?:area|line|field) of (?:work|business|practice|expertise)$"
)
_YOURS = re.compile(
    r"\byour (?:current |main )?(?:job|role|title|position|post|grade|employer|organi[sz]ation|company|team"
    r"|department|council|name|area of work|field|area|service|directorate|ward|town|region)$"
)
_BODIES = frozenset(
    "organisation organization company team department council authority agency charity unit division".split()
)
_OWN = re.compile(
    r"\b(?:your|my) (?:team|organi[sz]ation|company|department|council|authority|agency|charity|unit|division)\b"
)
_FORMALITY = re.compile(
    r"^(?:consent|gdpr|privacy|terms|declaration|recaptcha|captcha)\b(?: \w+){0,4}$|\bselected choice$|\bpage path$"
    r"|\b(?:agree|consent|happy|willing) to (?:take part|participate|be (?:recorded|filmed|photographed))\b"
    r"|^complete$|^response set$|^(?:question|group|page|interview|total) time\b"
    r"|(?: |^)(?:first click|last click|page submit|click count)$|^browser meta info\b"
    r"|^q\d\w*(?: text)? (?:parent topics|topics|topic hierarchy level \d|actionability|effort"
    r"|(?:topic )?sentiment(?: (?:label|score|polarity))?)$"
)
"""What a form asks or says so that it may be used at all, and which choice was picked: nothing that was said."""
_OFFICE = re.compile(
    r"(?:admin|administrator|administrative|entry|internal|staff|office|moderator|moderation|legacy)s?"
    r" (?:notes?|comments?)$"
)
"""What those who run a form write beside an answer."""
_SENT = re.compile(
    r"(?:submitted|submission|received|sent|started|ended|asked|created) (?:date|time|at|on)(?: (?:and )?time)?"
)
_CONSENT = re.compile(
    r"(?!(?:what|why|how|which) ).*\b(?:may|can|could|happy|consent|agree|permission|content|like|want|allow|willing"
    r"|would|wish|ok|okay)\b.*\b(?:publish(?:ed)?|publication|quot(?:e|ed|es)|attributed|confidential"
    r"|(?:share|shared|use|used) (?:your|my|this|these) (?:answers?|responses?|comments?|words|views?))\b.*"
    r"|(?:please )?(?:publish|quote) (?:my|your|this|these) (?:\w+ ?){1,3}"
    r"|.*\b(?:response|answers?|comments?|words|views?) (?:to )?be (?:published|quoted|made public|treated as"
    r" confidential|kept confidential)\b.*"
)
"""Whether what somebody wrote may be shown to others."""
_NAME = re.compile(r"\bnames?\b")
_NAME_OF_A_THING = re.compile(
    r"^(?P<kind>card|note|sticky|idea|task|item|list|column|lane|board|project|file|form|survey|event|workshop|session"
    r"|sheet|page|tool|step|poll|question|post|issue|topic|section) (?:name|title)s?$"
)
"""A name that is nobody's: on a board, what a card says is its name."""
_NAME_AS_VERB = re.compile(
    r"^(?:please |can you |could you )?name (?:up to |at least )?(?:one|two|three|four|five|a|an|any|some"
    r"|something|anything|the|\d)\b"
)
_OPINION = re.compile(
    r"\b(?:chang|improv|better|worse|missing|miss\b|unclear|clear|confus|useful|helpful|help|lik(?:e|ed) (?:most"
    r"|best|least|about)|enjoy|learn|suggest"
    r"|recommend|comment|remark|think|thought|feel|felt|stop|prevent|barrier|obstacle|difficult|hard\b|challeng"
    r"|need|want|hope|concern|worr|surpris"
    r"|take ?away|differently|add\b|remov|keep\b|idea|benefit|expect|value|work(?:ed|s|ing)? well|not work"
    r"|didn t work|wrong|right|struggl|easier|easy"
    r"|use (?:it|this|the|these|them)|apply|do next|get in the way|fit\b|gain|risk|opportunit|impact|affect"
    r"|difference|take back|feedback (?:on|about)|like to see|tell (?:your|the|others|people|colleagues))"
)
_OPEN = re.compile(
    r"^(?:and |if (?:so|not|yes|no),? |optional |please |in one \w+ |\d+ |q\d+ |question \d+ )*"
    r"(?:what|how|why|any\b|anything|tell|describe|explain|share|outline|suggest|comment|elaborate|complete|finish"
    r"|(?:say|state) (?:why|what|how|more)|(?:your|my|our) (?:views?|thoughts|opinions?|reactions?|suggestions?|ideas)"
    r"|give (?:an|one|us|two|three)"
    r"|list (?:\w+ )?(?:things?|ideas|ways|reasons)|(?:one|two|three) (?:things?|words?|ideas?|points?|ways)"
    r"|name (?:one|two|three|a|any|some|something|up)"
    r"|do you have (?:any|other|further|more|anything)|have you (?:any|anything)|(?:is|are|was|were) there (?:any"
    r"|anything|something|other)"
    r"|can you (?:think|suggest|tell|give|describe|name)|could you (?:suggest|tell|describe|name)|where (?:could"
    r"|can|did|should|would) (?:we|it|the)"
    r"|i (?:liked|learned|learnt|wish|wonder|would|like|suggest)|we (?:should|could|need)|(?:the )?(?:best|worst"
    r"|most|least|biggest|main) )"
)
_CLOSED = re.compile(
    r"^(?:and |\d+ |q\d+ )*(?:who|whom|which|when|where|do|does|did|is|are|was|were|will|would|could|can|should"
    r"|have|has|had|may|might)\b"
)
_SELECT = re.compile(
    r"\b(?:select|tick|choose|check) (?:all|one|any|the|up|two|three|your)|\btick (?:if|all)\b|\bout of (?:5|10"
    r"|five|ten)\b|\b(?:1|0) ?(?:to|=|is) ?\d*"
    r"|\bscale (?:of|from)\b|\bhow many\b|\bhow (?:likely|satisfied|often)\b|\brate\b|\brating\b|\brank\b"
)
_RETRO = frozenset(
    (
        "went well|what went well|to improve|improve|improvements|start|stop|continue|start doing|stop doing|keep "
        "doing|keep|drop|add|mad|sad|glad|liked|"
        "learned|learnt|lacked|longed "
        "for|strengths|weaknesses|opportunities|threats|positives|negatives|likes|dislikes|wishes|rose|thorn|bud"
        "|roses|"
        "thorns|buds|actions|action items|action points|next steps|concerns|risks|questions and "
        "concerns|pros|cons|highlights|lowlights|worked well|did not work|"
        "what worked|what did not work|even better if|puzzles|kudos|takeaways|take aways|parking lot|car "
        "park|barriers|enablers|lessons|lessons learned|"
        "plus|delta|deltas|benefits|challenges|other|other please specify|please specify|further "
        "thoughts|suggestions for improvement"
    ).split("|")
)
_META = frozenset(
    "id ids no nr number timestamp status progress duration finished collector network tags tag token seed "
    "language channel votes vote upvotes"
    " downvotes score scores points rating ratings url link links attachment attachments color colour width height "
    "index count table seat session"
    " version browser device referer referrer submission ref reference lastpage startlanguage locale consent "
    "ending external distribution"
    " resultid source start end last modified updated published approved likes row item key type state".split()
)


@lru_cache(maxsize=5_000)
def plain(heading: str) -> str:
    """A heading as its words alone: `JobTitle`, `job_title` and `Job title:` are the same."""
    text = re.sub(r"<[^<>]*>", " ", heading)
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return " ".join(re.findall(r"[^\W_]+", text.replace("’", "'").replace("'", " ").casefold()))


_NUMBER = re.compile(r"^(?:(?:[A-Z]{1,3}\d+)?Q?\d{1,3}|[A-Z]{1,3}\d+)(?:[_\[]\w+\]?)?[.):](?:[a-z]{1,2}[.):])?\s+")
_TO_THE_READER = re.compile(
    r"\s*\((?:optional|required|if any|please specify|(?:long|short) answer|(?:single|multiple) choice)\)|\s*\*+$"
    r"|(?<=[?.:])\s+(?:optional|required)$|\s+- (?:text|open[- ]ended response)$",
    re.I,
)


def bare(heading: str) -> str:
    """A heading without its number, and without what is said to those who fill in a form."""
    return _TO_THE_READER.sub("", _NUMBER.sub("", heading)).strip() or heading


@lru_cache(maxsize=5_000)
def meaning(heading: str) -> Meaning:
    """What a heading means by itself; an empty role if it says nothing that we know."""
    if "please specify" not in heading.casefold():
        heading = bare(heading)
    before, _, after = heading.rpartition(": ")
    if before and len(after.split()) > 2 and not meaning(before).role == PERSON:  # Part 2: What would you change?
        found = meaning(after)
        if found.asks or found.role == PERSON:
            return found
    text = plain(heading)
    words = text.split()
    few = len(words) <= 3
    asks_view = bool(_OPINION.search(text))
    question = bool(_OPEN.match(text) or _CLOSED.match(text)) and len(words) > 2 or heading.strip().endswith("?")
    if not words:
        return Meaning(META, sure=1) if heading.strip() == "#" else Meaning()
    if re.fullmatch(r"__?[a-z][a-z_]*", heading.strip()):  # what a form's software calls its own
        return Meaning(DATE if "time" in words else PERSON if "by" in words else META, sure=1)
    if text in ("fingerprint", "handbook fingerprint"):
        return Meaning(FINGERPRINT, sure=0)
    if _CONSENT.fullmatch(text) and not re.search(r"\b(?:chang|improv|add|remov|better|differently)", text):
        return Meaning(CONSENT, sure=0)
    if _about_person(text, words, asks_view, question):
        return Meaning(PERSON, sure=0)
    if thing := _NAME_OF_A_THING.search(text):
        return _named(thing["kind"])
    exact = len(words) == 1
    if _FORMALITY.search(text) and not asks_view or _OFFICE.match(text):
        return Meaning(META, sure=1)
    if _SENT.fullmatch(text):
        return Meaning(DATE, sure=_date_sure(words, 0))
    if few and not question and (dates := [_DATE.index(word) for word in words if word in _DATE]):
        return Meaning(DATE, sure=_date_sure(words, dates[0]))
    for role, known in ((THEME, _THEME), (SOURCE, ["source", "record"]), (ELEMENT, ["element"]), (PAGE, ["page"])):
        if few and not (question and len(words) > 2) and any(word in known for word in words) and "last" not in words:
            if role != SOURCE or exact:
                return Meaning(role, sure=0 if exact else 1 + len(words))
    if re.match(
        r"(?:on |about )?which page\b|what page\b|(?:which|what) (?:tool|part|section)(?: (?:is|was) (?:it"
        r"|this) about)?$",
        text,
    ):
        return Meaning(PAGE, sure=2)
    if (
        few
        and any(word in ("instead", "suggestion", "suggestions", "proposal", "proposals") for word in words)
        or (re.match(r"what (?:should|would|could) (?:it|we|you) (?:say|write) instead", text))
    ):
        return Meaning(INSTEAD, GENERIC, 0 if exact else 3)
    if text in _RETRO or text.removeprefix("i ").removeprefix("we ") in _RETRO:
        return Meaning(WORDS, OPEN, 2)
    return _words(text, words, question)


def _named(kind: str) -> Meaning:
    """What the name of a thing means: what a card says, the list that it hangs in, or what the file is about."""
    if kind in ("card", "note", "sticky", "idea", "task", "item"):
        return Meaning(WORDS, GENERIC, 4)
    asked = ("list", "column", "lane", "poll", "question", "topic", "section", "post", "issue")
    return Meaning(THEME, sure=3) if kind in asked else Meaning(META, sure=5)


def _words(text: str, words: list[str], question: bool) -> Meaning:
    """The meaning of a heading over what people wrote, or nothing."""
    strong = [word for word in words if word in _STRONG]
    weak = [word for word in words if word in _WEAK and (word != "what" or len(words) == 1)]
    bare = all(word in _FILLER or word in _STRONG or word in _WEAK for word in words)
    if _SELECT.search(text) and not strong:
        return Meaning(WORDS, CLOSED, 7) if question else Meaning()
    if strong and bare:
        return Meaning(WORDS, GENERIC, 0 if len(words) == 1 else 1)
    if question and _OPEN.match(text):
        return Meaning(WORDS, OPEN, 3)
    if question and _CLOSED.match(text):
        return Meaning(WORDS, CLOSED, 6)
    if strong:
        return Meaning(WORDS, GENERIC if len(words) <= 3 else OPEN, 2)
    if weak and (bare or len(words) <= 3) and not any(word in _META for word in words):
        return Meaning(WORDS, GENERIC, 4)
    if len(words) <= 5 and any(word in _META for word in words):
        return Meaning(META, sure=MAYBE if weak else 5)
    if question:
        return Meaning(WORDS, OPEN, 5)
    if _OPEN.match(text) and len(words) > 3 or weak:
        return Meaning(WORDS, OPEN, 6)
    return Meaning()


def _about_person(text: str, words: list[str], asks_view: bool, question: bool) -> bool:
    """Whether it asks who somebody is: by words that always do, or by those that do where no view is asked for."""
    if any(word in _HARD for word in words):
        return True
    if _NAME_OF_A_THING.search(text):
        return False
    if _NAME.search(text) and not _NAME_AS_VERB.match(text):
        return True
    if _ABOUT.search(text) or _YOURS.search(text) and len(words) <= 6:
        return True
    if "post" in words and "post" != text and not re.search(r"\b(?:your|current|held|title)\b", text):
        words = [word for word in words if word != "post"]  # post-it, or the survey after the workshop
    if re.match(r"(?:i|we) (?:address|contact|manage)", text) or re.search(r"\b(?:not|did|to|session) address\b", text):
        words = [word for word in words if word not in ("address", "contact")]
    if any(word in _STRONG for word in words) and not question and not _OWN.search(text):
        words = [word for word in words if word not in _BODIES]  # Team feedback, Comments of the council
    soft = any(word in _SOFT for word in words)
    return soft and not (asks_view and (question or len(words) > 3))


def _date_sure(words: list[str], place: int) -> int:
    """The day of an answer is when it was sent: that heading is surer than the one for when it was begun."""
    if "start" in words or "stage" in words:
        return 8
    return 0 if {"timestamp", "submitted", "completion", "submit"} & set(words) else 1 + place


def refuses(heading: str, answer: str) -> bool:
    """Whether an answer to a question of consent says that the words are not to be shown to others."""
    says_no = re.match(r"(?:no|n|false|never|none|0)\b", answer.strip(), re.I)
    if "confidential" in plain(heading).split():
        return not says_no and bool(re.match(r"(?:yes|y|true|1|please)\b|.*\bconfidential", answer.strip(), re.I))
    against = re.search(r"\b(?:not|don[’']?t|never|rather not|confidential|private|in confidence)\b", answer, re.I)
    return bool(says_no or against)


def picks(heading: str) -> bool:
    """Whether a heading says to those who fill in a form that they tick what they find in a list."""
    return bool(re.search(r"\b(?:select|tick|choose|check|mark) (?:all|any|up to|as many)\b", plain(heading)))


def standing(cells: Sequence[str]) -> int:
    """How much a row looks like headings: three for each that is known by name, two for a question, one for another."""
    score = 0
    for cell in cells:
        found = meaning(cell) if cell.strip() and len(cell) < 400 else Meaning()
        if not found.role or len(cell.split()) > 45:
            continue
        words = len(plain(cell).split())
        score += (
            3
            if found.sure <= 2 and words <= 4
            else 2
            if found.asks in (OPEN, CLOSED) and cell.strip().endswith("?")
            else 1
        )
    return score


def looks_like_headings(cells: Sequence[str]) -> bool:
    """Whether a row is surely one of headings."""
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and standing(filled) >= 2 * len(filled)
