"""What seems personal in a text. It says which kind, and never repeats the thing itself.

It knows forms, and the commonest given names; a story by which somebody would be recognised it cannot see.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_DAY = (
    r"(?:\d{1,2}(?:st|nd|rd|th)?[\s./-]+(?:of\s+)?(?:\d{1,2}|[A-Z][a-z]{2,8})[\s./,-]+(?:19|20)?\d\d"
    r"|(?:19|20)\d\d-\d\d-\d\d|[A-Z][a-z]{2,8}\s+\d{1,2}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d)"
)
_NAME = r"(?P<name>[^\W\d_][\w'’-]*)"
_FAMILY = (
    "son|daughter|mother|father|mum|mam|mom|dad|wife|husband|partner|brother|sister|child|baby|grandson|granddaughter"
    "|grandmother|grandfather|gran|nan|grandad|aunt|uncle|niece|nephew|cousin|neighbour|carer|friend|client|patient"
    "|boyfriend|girlfriend|stepson|stepdaughter"
)
_STREET = "Street|St|Road|Rd|Avenue|Ave|Lane|Close|Drive|Way|Court|Crescent|Terrace|Gardens|Grove"

PATTERNS: dict[str, tuple[re.Pattern[str], ...]] = {
    "an email address": (
        re.compile(r"[\w.+'-]+\s?(?:@|\[at\]|\(at\))\s?[\w-]+(?:\s?(?:\.|\[dot\]|\(dot\))\s?[\w-]+)+", re.I),
        re.compile(r"\b\w+(?: (?:dot|underscore|hyphen) \w+)* at [\w-]+(?: dot [a-z]{2,})+\b", re.I),
        re.compile(r"\b\w+ (?:dot|underscore) \w+ at (?!the\b|a\b|an\b|our\b|this\b)\w+", re.I),
    ),
    "a telephone number": (
        re.compile(r"(?<![\w£$€.,/-])(?:\+44|0044)[ ().-]*0?[ ().-]*[1235789](?:[ ().-]{0,2}\d){8,9}(?!\d)"),
        re.compile(r"(?<![\w£$€.,/-])(?!\d{1,2}[ .-]\d{1,2}[ .-]\d{4}\b)\(?0[1235789](?:[ ().-]{0,2}\d){8,9}(?!\d)"),
        re.compile(r"(?<!\w)(?:\+(?!44)|00 ?)[1-9](?:[ ().-]{0,2}\d){8,13}(?!\d)"),
        re.compile(r"(?<!\w)\(\d{3}\) ?\d{3}[ .-]?\d{4}(?!\d)"),
        re.compile(r"(?<![\w£$€.,/-])[2-9]\d{2}([.-])\d{3}\1\d{4}(?!\d)"),
        re.compile(
            r"\b(?:tel|telephone|phone|mobile|mob|cell|whatsapp|fax)\b[^\n\d]{0,15}\+?\(?\d(?:[ ().-]{0,2}\d){5,}", re.I
        ),
        re.compile(r"\bextn?\b\.?:? ?\d{3,6}\b|\bextension(?: (?:number|no\.?))? \d{3,6} for\b", re.I),
    ),
    "a postcode": (
        re.compile(
            r"\b(?:GIR ?0AA|(?!\w{2,4} ?\d(?:st|nd|rd|th)\b)[A-PR-UWYZa-pr-uwyz][A-HK-Ya-hk-y]?\d[A-Za-z\d]? ?"
            r"\d[ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2})\b"
        ),
    ),
    "a National Insurance number": (re.compile(r"\b[A-Z]{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]\b", re.I),),
    "a date of birth": (
        re.compile(r"\b(?:d\.?\s?o\.?\s?b\b|date of birth|birth ?da(?:y|te))[^\n]{0,30}?\d", re.I),
        re.compile(rf"\b[Bb]orn\s+(?:on\s+)?(?:the\s+)?{_DAY}"),
    ),
    "a postal address": (
        re.compile(rf"\b\d{{1,4}}[a-zA-Z]?,?\s+(?:[A-Z][\w'’]+\s+){{1,3}}(?:{_STREET})\b"),
        re.compile(r"\b(?:flat|apartment|apt\.?) \d{1,4}[a-z]?,? (?:[A-Z]|\d)", re.I),
    ),
    "a bank account": (
        re.compile(r"\b\d\d[- ]\d\d[- ]\d\d\b.{0,25}\b\d{8}\b|\bsort code\b.{0,10}\d", re.I),
        re.compile(r"\baccount (?:number|no\.?)\b.{0,10}\d{5}", re.I),
    ),
    "a number of a passport or licence": (
        re.compile(r"\b(?:passport|driving licence|visa)\b(?: (?:number|no\.?|is))*[ :#]*[A-Z0-9]*\d{5,}", re.I),
    ),
    "a name on social media": (
        re.compile(
            r"\b(?:linkedin\.com/(?:in|pub)|(?:twitter|x|facebook|instagram|threads|tiktok|t)\.(?:com|net|me)"
            r"|bsky\.app/profile|mastodon\.\w+)/@?[\w.%-]+",
            re.I,
        ),
        re.compile(r"(?<![\w.@/[])(?<!\[ )@[A-Za-z_][\w.]{1,29}(?!\w)"),
        re.compile(
            r"\b(?:insta(?:gram)?|twitter|skype|snapchat|tiktok|discord|linkedin|bluesky)(?: id| name| handle)?:\s*\S",
            re.I,
        ),
    ),
}
"""What can be known by its form alone.

The postcode's form is that of Royal Mail: no Q, V or X first, and no C, I, K, M, O or V last.
"""

_NAMED = (
    re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Cllr|Councillor|Rev)\.?\s+(?:[A-Z]\.?\s+)*{_NAME}"),
    re.compile(rf"\b(?i:mr|mrs)\.?\s+{_NAME}"),
    re.compile(
        rf"\b(?i:my|his|her)\s+(?:[a-z-]+\s+)?(?i:{_FAMILY})(?:-in-law)?,?\s+(?:(?:is\s+)?(?:called|named)\s+)?{_NAME}"
    ),
    re.compile(
        rf"\b(?i:our|their)\s+(?:[a-z-]+\s+)?(?i:{_FAMILY.replace('partner|', '')})(?:-in-law)?,?\s+"
        rf"(?:(?:is\s+)?(?:called|named)\s+)?{_NAME}"
    ),
    re.compile(rf"\b(?i:my name is|my name's|my name’s)\s+{_NAME}"),
)
"""A name that somebody's title, or kinship, announces.

`our partner` is left out: in this field it is an organisation.
"""

_NO_NAMES = {"i", "i'm", "i’m", "i've", "i’ve", "i'd", "i'll", "nhs", "who", "and"}

GIVEN = frozenset(
    """
    aaron abdul adam adrian agnieszka ahmed aisha alan alastair albert alex alexander alexandra alice alison amanda
    amina amir amy ana andrea andrew andy angela anita ann anna anne annie anthony antonio arthur asif barbara barry
    ben benjamin beth bethany brenda brian bridget callum carl carla carol caroline catherine cathy charles charlie
    cheryl chris christina christine christopher claire clare colin craig daniel danielle darren dave david deborah
    debbie deepak denise dennis derek diana diane dominic donald donna dorothy douglas duncan eamon edward eileen
    elaine eleanor elizabeth ella ellen emily emma eric erin esther ewan farah fatima fiona francesca fred gareth
    gary gavin gemma geoff geoffrey george georgina geraldine gillian gordon graham greg gwen hannah harriet harry
    hassan heather helen helena henry hilary howard hugh huw ian ibrahim imran irene isabel isla ivan jack jackie
    jacob jacqueline jake james jamie jane janet janice jasmine jason jean jeff jenna jennifer jenny jeremy jess
    jessica jill jim jo joan joanna joanne joe joel john jonathan joseph josh joshua joyce judith judy julia julian
    julie karen kate katherine kathleen kathryn katie keith kelly ken kenneth kerry kevin khadija kim kirsty kwame
    laura lauren leah leon leonard lesley lewis liam linda lisa lorna lorraine louise lucy luke lynn lynne maciej
    magda malcolm mandy marcus margaret maria marie marion martin mary matt matthew maureen megan mei melanie
    michael michelle mick mike miriam mohamed mohammad mohammed molly monica muhammad nadia naomi natalie natasha
    neil nick nicholas nicola nigel nina noah noel nora olga oliver olivia omar oscar owen pamela patricia patrick
    paul paula pauline peter phil philip phoebe piotr polly priya rachel raj ralph rajesh ravi rebecca rhys richard
    rita rob robert roger ronald rosemary roy russell ruth ryan sally sam samantha samuel sandra sanjay sara sarah
    sean sharon sheila shirley simon siobhan sonia sophie stacey stefan stella stephanie stephen steve steven stuart
    sue sunita susan suzanne sylvia tanya tara teresa terry theresa thomas tim timothy tina toby tom tony tracey
    tracy trevor valerie vanessa vicky vikram vincent wayne wendy yasmin yusuf yvonne zainab zoe
    """.split()
)
"""Given names that are hardly anything else.

Mark, Will, Grant, May, Victoria and their like are left out: they would cry wolf.
"""

_NOT_FAMILY = frozenset(
    """
    council city county borough street road lane centre center trust partnership house college university school
    hospital foundation report review act ward park team service services group board committee contract agreement
    charter programme project fund institute lewis rowntree day week month is was said says has had and or the a an
    in on at to for of with from i we they it this that what who how why
    """.split()
)
_CAPITAL = r"[^\W\d_][\w'’-]*"
_PAIR = re.compile(rf"\b({_CAPITAL})[ \t]+(?:[A-Z]\.?[ \t]+)?({_CAPITAL})")
_SPEAKS = re.compile(
    r"\b(?P<first>[A-Z][a-z'’-]+)(?: (?P<last>[A-Z][a-z'’-]+))?,? (?:from|at|on) (?:the )?table\b"
    r"|\b(?P<one>[A-Z][a-z'’-]+) (?P<two>[A-Z][a-z'’-]+) (?:said|says|asked|thinks|thought|told|wants|wanted"
    r"|mentioned|suggested|noted)\b"
    r"|\b(?:[Aa]sk|[Tt]ell|[Tt]hank|[Tt]hanks to|[Ss]peak to|[Tt]alk to|[Ss]poke to|[Tt]alked to|[Ee]mail|[Rr]ing) "
    r"(?P<named>[A-Z][a-z'’-]+)\b(?! [A-Z])"
)
_ORDINARY = _NOT_FAMILY | frozenset(
    """
    public private local national adult adults children childrens social legal finance procurement commissioning
    commissioners commissioner provider providers officer officers director directors manager managers health
    housing care user users people everyone everybody somebody someone nobody citizens lawyers residents members
    partners our your my their his her each every both all some many one two three four government department
    ministry authority cabinet office digital lab england scotland wales ireland london oxford leeds
    """.split()
)


def personal_data(text: str) -> list[str]:
    """Kinds of personal data that a text seems to hold, in words; never the data itself."""
    text = _plain(text)
    found = [kind for kind, patterns in PATTERNS.items() if any(pattern.search(text) for pattern in patterns)]
    ten = re.finditer(r"(?<![\d£$€.,-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d]|[.,]\d)", text)
    if any(_is_nhs_number(match, text) for match in ten):
        found.append("an NHS number")
    if "a bank account" not in found and (_has_iban(text) or _has_card(text)):
        found.append("a bank account")
    if any(_is_name(match) for pattern in _NAMED for match in pattern.finditer(text)) or any(_whole_names(text)):
        found.append("somebody's name")
    return found


def perhaps_named(text: str) -> bool:
    """Whether a text may name somebody without anything that announces it: a given name, or `Xyz Abc said`."""
    text = _plain(text)
    for match in re.finditer(rf"\b{_CAPITAL}", text):
        word = match[0].removesuffix("'s").removesuffix("’s")
        if word[0].isupper() and word[1:].islower() and word.casefold() in GIVEN:
            following = re.match(rf"\s+({_CAPITAL})", text[match.end() :])
            if not (following and following[1][0].isupper() and following[1].casefold() in _NOT_FAMILY):
                return True
    for match in _SPEAKS.finditer(text):
        words = [word for word in match.groups() if word]
        if not any(word.casefold().strip("'’") in _ORDINARY for word in words):
            return True
    return False


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", re.sub("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]", "", text))
    return re.sub("[\u2010-\u2015\u2212]", "-", text)


def _whole_names(text: str) -> Iterator[str]:
    """Given names with a family name behind them, both with a capital."""
    for match in _PAIR.finditer(text):
        given, family = match[1], match[2].removesuffix("'s").removesuffix("’s")
        capitals = given[0].isupper() and family[0].isupper() and len(family) > 1
        if capitals and given.casefold() in GIVEN and family.casefold() not in _NOT_FAMILY:
            yield match[0]
    for match in re.finditer(rf"\b({_CAPITAL})[ \t]+({_CAPITAL})[ \t]+(?=({_CAPITAL}))", text):
        # pairs overlap: the second word of one may be the given name of the next
        given, family = match[2], match[3]
        if given[0].isupper() and family[0].isupper() and len(family) > 1:
            if given.casefold() in GIVEN and family.casefold() not in _NOT_FAMILY:
                yield match[0]


def _is_nhs_number(match: re.Match[str], text: str) -> bool:
    """Ten digits whose last is the check digit (modulus 11), or any ten that are called an NHS number."""
    digits = [int(character) for character in match[0] if character.isdigit()]
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    called = re.search(r"\bNHS\b", text[max(0, match.start() - 25) : match.start()], re.I)
    return (check % 11 == digits[9] and check != 10) or bool(called)


def _has_iban(text: str) -> bool:
    """An international account number: two letters, and a remainder of 1 when it is divided by 97."""
    for match in re.finditer(r"\b[A-Z]{2}\d\d(?: ?[A-Z0-9]{2,4}){3,8}\b", text):
        code = match[0].replace(" ", "")
        while 15 <= len(code):
            if len(code) <= 34 and int("".join(str(int(sign, 36)) for sign in code[4:] + code[:4])) % 97 == 1:
                return True
            code = code[:-1]  # a word in capitals may stand behind it
    return False


def _has_card(text: str) -> bool:
    """A payment card: thirteen to nineteen digits with Luhn's check digit, in groups or run together."""
    for match in re.finditer(r"(?<![\d£$€.,])\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{1,7}(?![\d]|[.,]\d)", text):
        digits = [int(sign) for sign in match[0] if sign.isdigit()][::-1]
        if (sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])) % 10 == 0:
            return True
    return False


def _is_name(match: re.Match[str]) -> bool:
    announced = match[0].casefold().startswith("mr")
    return match["name"].casefold() not in _NO_NAMES and (match["name"][0].isupper() or announced)
