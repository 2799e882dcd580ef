"""The closed and open lists of words that data may use, each with what it means.

A list is closed where code or a template branches on the value; an open one may grow in data.
The words are printed to readers by their title, so a policy officer can mend a title here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from macros.basics.problems import did_you_mean


@dataclass(frozen=True)
class Code:
    """One word of a list: what readers see, and what it means."""

    title: str
    description: str


class Codelist:
    """A named list of codes. `closed` lists refuse any other word."""

    def __init__(self, name: str, codes: dict[str, tuple[str, str]]):
        self.name = name
        self.codes = {code: Code(*words) for code, words in codes.items()}

    def __getitem__(self, code: str) -> Code:
        return self.codes[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self.codes)

    def check(self, value: str) -> str:
        """Return the value, or raise the error that names the list and suggests a word."""
        if value not in self.codes:
            raise PydanticCustomError(
                "codelist",
                '"{value}" is not {name}. {hint}',
                {"value": value, "name": self.name, "hint": did_you_mean(value, self.codes)},
            )
        return value


@dataclass(frozen=True)
class OneOf:
    """Marks a field whose value must be in a list. Its JSON Schema carries the words."""

    codelist: Codelist

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.codelist.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        words = "; ".join(f"{code}: {word.description}" for code, word in self.codelist.codes.items())
        return {"type": "string", "enum": list(self.codelist), "description": words}


STATUS = Codelist(
    "a status of an iteration",
    {
        "draft": ("Draft", "Being worked on. Anything may still change."),
        "released": ("Released", "Frozen. Its words no longer change."),
    },
)


PROVENANCE = Codelist(
    "a provenance",
    {
        "reconstructed": (
            "Our reconstruction",
            "Put together later by this handbook, from the public record. The original is not public, "
            "and nobody was shown this at the time.",
        ),
        "written": ("Written for this handbook", "From public sources. Each change is recorded, with its reason."),
    },
)


CHANGE_KIND = Codelist(
    "a kind of change",
    {
        "added": ("Added", "It was not there before."),
        "reworded": ("Reworded", "Says the same thing differently, or says something else at the same strength."),
        "strengthened": ("Strengthened", "Asks for more, or protects more, than before."),
        "moved": ("Moved", "The same thing in another place."),
        "renamed": ("Renamed", "The same thing under another name or id."),
        "merged": ("Merged", "Several became one."),
        "split": ("Split", "One became several."),
        "retired": ("Retired", "Taken out, with the reason."),
    },
)


FEEDBACK_STATUS = Codelist(
    "a status of feedback",
    {
        "open": ("Open", "Heard, and not decided yet."),
        "accepted": ("Accepted", "Agreed; the change is still to be made."),
        "done": ("Done", "Agreed, and the change is made."),
        "done-elsewhere": ("Done elsewhere", "Agreed, and done where no change list looks: in the software, in print."),
        "declined": ("Declined", "Not taken up; the response says why."),
    },
)


WORKSHOP_KIND = Codelist(
    "a kind of workshop",
    {
        "conference-session": ("Conference session", "A session at a conference."),
        "workshop": ("Workshop", "A meeting held to work on the framework."),
        "desk-review": (
            "Desk review",
            "Reading and comparing, without a meeting. Nobody was asked; nothing was heard.",
        ),
        "trial-reading": (
            "Trial reading by software",
            "Software was given tasks, and its way through the pages was counted. No person took part, "
            "and nobody was asked.",
        ),
    },
)

HAND_OVER = Codelist(
    "a way to hand over feedback",
    {
        "code": ("Code", "One still code after the other on the phone's screen, read by the facilitator's camera."),
        "file": ("File", "A file that the phone makes, and its owner passes on."),
        "text": ("Text", "Words to copy into a message or a document."),
        "issue": ("Issue", "A prefilled issue where the project is. It is public, and needs an account."),
    },
)

MEETINGS = ("conference-session", "workshop")
"""The kinds of workshop at which people met. The others are reviews: they have a list of their own."""


BASIS = Codelist(
    "a basis",
    {
        "ours": ("Our own", "Written for this handbook from the sources listed; no source says exactly this."),
        "inferred": ("Our reading", "A conclusion that we draw from the sources; they do not state it."),
        "sourced": ("From the sources", "Stated by the sources cited."),
    },
)


FIELD_TYPE = Codelist(
    "a type of field",
    {
        "text": ("Short answer", "One line of text."),
        "long-text": ("Long answer", "Several lines of text."),
        "number": ("Number", "A number, with its unit where it has one."),
        "date": ("Date", "A day, month and year."),
        "choice": ("Choice", "One of the options given."),
        "scale": ("Scale", "A whole number from the least to the most, with words at both ends."),
        "person": ("Person or role", "Who: by role; names stay on your own copy."),
        "table": ("Table", "Rows, with the columns given."),
    },
)


TOOL_KIND = Codelist(
    "a kind of tool",
    {
        "canvas": ("Canvas", "One sheet that a group fills in together."),
        "exercise": ("Exercise", "A meeting with a method and a result."),
        "assessment": ("Assessment", "Questions with a scale, to start a conversation."),
        "register": ("Register", "A record that is kept up to date."),
        "chooser": ("Chooser", "Questions that lead to a choice with reasons."),
        "plan": ("Plan", "What will be done, by whom and when."),
    },
)


CARRIED = Codelist(
    "a value that tools share",
    {
        "service": ("Service", "What the service, and its contract, is called."),
        "purpose": ("Purpose", "The purpose of the service, in one sentence."),
        "value": ("Value", "The value over the whole term, in pounds, with VAT and extensions."),
        "starts": ("Start", "The day when the service starts."),
        "ends": ("End", "The day when the contract ends, without extension."),
    },
)


PAPER_PART = Codelist(
    "a part of a board paper",
    {
        "purpose": ("Purpose", "The buyer's board: what the service is for."),
        "decision": ("The decision asked for", "The buyer's board: what it is asked to decide."),
        "fit": ("Does it fit, and who disagreed", "The buyer's board: whether a relational contract is right here."),
        "cost": ("What it costs", "The buyer's board: hours and pounds."),
        "route": ("Route and law", "The buyer's board: how the partner is chosen, under which rules."),
        "risks": ("Risks, and who carries them", "The buyer's board: what may go wrong, and whose it then is."),
        "measures": ("What we will measure", "The buyer's board: how anybody will know."),
        "left": ("What is left to settle", "The buyer's board: for legal, finance and equality."),
        "bid": ("Should we bid", "The provider's trustees: the answer and its reasons."),
        "our-cost": ("What it costs us", "The provider's trustees: hours and pounds."),
        "our-risk": ("What we can carry", "The provider's trustees: risk, reserves and cash."),
        "questions": ("Questions nobody is sure of", "The lawyer: what decision aids put on the list."),
        "ask": ("What we ask in return", "The provider's trustees: what the commissioner has to agree to."),
    },
)


CLAUSE_TYPE = Codelist(
    "a type of clause",
    {
        "promise": ("Promise", "A duty that can be enforced."),
        "process": ("Process", "Steps that the parties must follow; the outcome is open."),
        "guide-to-interpretation": ("Guide to interpretation", "Says how the rest of the contract is to be read."),
        "non-binding": ("Statement of intent", "Says what the parties hope for; not meant to be enforced."),
    },
)


GUIDANCE_AREA = Codelist(
    "an area of law and guidance",
    {
        "rulebook": ("Which rules apply", "Finding the law that governs your contract."),
        "route": ("Routes to a contract", "Lawful ways to choose a partner."),
        "before-market": ("Before you go to market", "Engagement, lots and preparation."),
        "choosing": ("Choosing a partner", "Criteria, users' views, assessment and standstill."),
        "publishing": ("Publishing and openness", "Notices, performance, records and freedom of information."),
        "changing": ("Changing the contract", "What may be changed, how, and what must be published."),
        "duties": ("Other duties", "Best value, social value, equality, subsidy and more."),
        "nations": ("Scotland, Wales and Northern Ireland", "Where the law differs."),
        "contract-law": ("Contract law", "What the courts say of good faith and relational contracts."),
        "official-guidance": ("Official guidance", "Government guidance worth knowing."),
    },
)


NATION = Codelist(
    "a nation",
    {
        "england": ("England", "England."),
        "wales": ("Wales", "Wales."),
        "scotland": ("Scotland", "Scotland."),
        "northern-ireland": ("Northern Ireland", "Northern Ireland."),
    },
)


CASE_FORM = Codelist(
    "a form of contract",
    {
        "formal-relational": ("Formal-relational contract", "The relationship is written into the contract."),
        "alliance": ("Alliance contract", "One agreement in which the parties share goals, risk and decisions."),
        "outcomes-relational": (
            "Outcomes contract with relational practice",
            "Pays for results; the relationship is in the practice.",
        ),
        "relational-practice": ("Relational practice", "Works in a relational way; no relational contract is shown."),
        "transactional": ("Transactional contract", "A counter-example: detailed terms, each side protecting itself."),
    },
)


CASE_RESULT = Codelist(
    "a result of a case",
    {
        "reported-well": (
            "Reported to have gone well",
            "The sources that we read report success. Look at the strength of the evidence.",
        ),
        "mixed": ("Mixed or contested", "Some of it worked, or the sources disagree."),
        "failed": ("Failed or ended early", "It was ended, or found to have failed."),
        "not-known": ("Not known yet", "No result has been published that we could read."),
    },
)


EVIDENCE = Codelist(
    "a kind of evidence",
    {
        "independent-evaluation": ("Independent evaluation", "Measured by somebody who was not a party."),
        "peer-reviewed": ("Peer-reviewed research", "Published after review by other researchers."),
        "audit-inquiry-court": ("Audit, inquiry or court", "Found by an auditor, inspector, committee or judge."),
        "self-reported": ("Self-reported", "Told by a party to the contract, its investor or its adviser."),
        "journalism": ("Journalism", "Reported by the press."),
    },
)


FROM_OUTSIDE = ("independent-evaluation", "peer-reviewed", "audit-inquiry-court")
"""The kinds of evidence that come from somebody who was not involved, and more than reported it."""


STRENGTH = Codelist(
    "a strength of evidence",
    {
        "strong": ("Strong", "Many studies agree, and some of them measure."),
        "moderate": ("Moderate", "Several studies point the same way."),
        "weak": ("Weak", "Few studies, or mostly accounts by those involved."),
        "none": ("None found", "We looked, and found nothing that tests it."),
    },
)


GRADES = tuple(STRENGTH[code].title for code in STRENGTH)
"""What tables call the strengths of evidence."""


PICTURE = Codelist(
    "a picture",
    {
        "cases": ("The cases", "The cases by kind of contract, outcome and strength of evidence."),
        "cases-in-words": ("The cases, in words", "What the same map says of formal-relational contracts, in words."),
        "hours": ("The hours", "What each step takes in hours, from the tables that have them."),
        "months": ("The months", "What must exist when, counting back from the start of the new contract."),
        "futures": ("Three futures", "The provider's account in three futures, from the example of a tool."),
        "meetings": ("A year of meetings", "A year of governance and what it costs, from the example of a tool."),
        "risks": ("The risks", "Who carries which risk, from the example of a tool."),
        "decisions": ("The decisions", "Who decides what, up to where and how fast, from the example of a tool."),
        "change": ("A change", "How a change travels, from a clause."),
    },
)


SOURCE_KIND = Codelist(
    "a kind of source",
    {
        "law": ("Act or regulations", "Legislation."),
        "judgment": ("Judgment", "A decision of a court."),
        "official-guidance": ("Official guidance", "Published by a government or public body as guidance."),
        "audit-inquiry": ("Audit or inquiry", "A report of an auditor, committee or inspectorate."),
        "evaluation": ("Evaluation", "A study of how a programme worked."),
        "research": ("Research", "A journal article, working paper, thesis or academic book."),
        "notice": ("Notice or public record", "A procurement notice, minutes or another official record."),
        "report": ("Report", "A report by an organisation."),
        "practice": ("Practice guide", "A method or guide by practitioners."),
        "legal-note": ("Legal note", "A note or article on the law by a law firm, barristers or the legal press."),
        "commentary": ("Commentary", "An article, a blog or a consultant's note."),
        "web-page": ("Web page", "A page of an organisation's site."),
        "news": ("News", "A newspaper, magazine or news site."),
    },
)


PUBLISHED_AS = Codelist(
    "a form of publication",
    {
        "article": ("Article", "An article in a journal; the publisher is the journal."),
        "book": ("Book", "A book."),
        "working-paper": ("Working paper", "A paper in a series."),
    },
)


READ = Codelist(
    "a way of reading",
    {
        "whole": ("Read whole", "We read all of it."),
        "extract": ("Read in extract", "We read a part, usually the opening, summary or the passage that matters."),
        "abstract": ("Abstract only", "We read the abstract or the publisher's summary."),
        "secondary": ("Through another source", "We have not read it; we rely on what another source says of it."),
        "ours": ("Our own record", "Written by this project itself. It is no source from outside."),
    },
)


TERM_FIELD = Codelist(
    "a field of words",
    {
        "practice": ("Words of the practice", "How partners work, plan, pay and decide."),
        "law": ("Words of the law", "What Acts, regulations and courts mean by a word."),
    },
)
"""Each field but the first has a page of its own: all terms on one would be long to open on a phone."""


PATH_KIND = Codelist(
    "a kind of path",
    {
        "role": ("By role", "For a person with a certain job."),
        "moment": ("By moment", "For a point in the life of a contract."),
    },
)


BRIEFING_PLACE = Codelist(
    "a place for a briefing",
    {
        "decide": ("Decide", "Helps somebody decide whether and why."),
        "do": ("Do", "Helps somebody do the work."),
        "learn": ("Learn", "Helps somebody learn from what happened."),
    },
)
