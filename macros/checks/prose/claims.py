"""General claims about the world that carry no mark of where they come from.

The handbook says of itself that facts cite a source. Advice needs none: "ask the auditor now" is ours, and reads
like it. A statement of how the world is, such as "most partners hide bad news" or "in Kirklees one provider left",
needs a citation, or the mark that it is our reading. This module finds sentences that look like such a statement
and have neither. It knows five signs: a figure, a word for how often, an appeal to research, a forecast of what
people do, and the name of a case.

It reads sentences, one by one. There is no list of exceptions: a sentence is let off by its own words only. It cites
(`[@source]`), it is marked `[inferred]`, it links to the case that it names, or it is worded as advice, as a question
or as a condition. What it cannot do is understand: a claim without any of these signs goes through.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from macros.basics.problems import Problem
from macros.checks.prose.passages import Passage
from macros.model.handbook import LoadedIteration
from macros.model.marks import plain

MARK = re.compile(r"\[@[A-Za-z0-9-]|\[inferred\]")
_LINK = re.compile(r"\[\[(?P<id>[A-Za-z0-9:-]+)(?:\|(?P<words>[^\]\[]+))?\]\]")
_BLANK = re.compile(r"\[(?!\[)[^\]\[@]*\](?!\()")
"""A choice to make in drafting, as in `[15] per cent`: no figure of ours."""

_LINES = re.compile(r"\n\s*\n|\n(?=\s*(?:-|\d+\.)\s)")
_START = re.compile(r"^(?:\s|[-*\"“‘(]|\d+\.\s)*")
_END = re.compile(r"[.!?][\"”’)*]*(?:\s*\[(?:@[^\]]*|inferred)\]\.?)*\s+(?!\[@|\[inferred\])(?=[\"“‘(*]*[A-Z£\d\[])")
"""Where a sentence ends: behind its full stop, and behind the marks that follow it."""

_NUMBER = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)"
_SHARED = r"(?:all|people|councils|contracts|partners|partnerships|providers)"
FIGURE = re.compile(
    r"\d(?:[\d.,]*\d)?\s?(?:%|per cent)|[£€$]\s?[\d.,]+ (?:million|billion)"
    rf"|\b{_NUMBER} (?:in|out of) (?:every )?{_NUMBER}\b|\b(?:half|a third|two thirds|a quarter) of {_SHARED}\b"
    rf"|\b(?:twice|{_NUMBER} times) (?:as (?:much|many|likely|long|often|fast|high)|more|less)\b"
    r"|\b(?:in|since) (?:19|20)\d\d\b",
    re.IGNORECASE,
)
HOW_OFTEN = re.compile(
    r"(?<!\bat )(?<!\bthe )\bmost (?:of (?!all\b|it\b)|people\b|(?!rows\b|cards\b|lines\b|entries\b|sheets\b)[a-z]+s\b)"
    r"|(?<!how )(?<!as )(?<!too )(?<!so )(?<!more )(?<!less )\boften\b(?! (?:enough|each|they|it|do|does|you|we)\b)"
    r"|\b(?:usually|typically|generally|normally|rarely|seldom|tends? to)\b"
    r"|\b(?:nearly|almost) (?:always|never|all|every\w*|nobody|no one)\b"
    r"|\b(?:is|are) (?:normal|common|rare|typical|usual)\b"
    r"|\b(?:is|are) the (?:first|last|commonest|most common|usual) (?!\w+ (?:step|question|thing) to (?:ask|do)\b)",
    re.IGNORECASE,
)
RESEARCH = re.compile(
    r"(?<!what )\b(?:research|evidence|stud(?:y|ies)|surveys?|experience|evaluations?|evaluators|researchers|experts)"
    r" (?:(?:has|have|also|often|here) )*(?:show|find|found|suggest|say|said|tell|told|teach|taught|prove|agree)"
    r"|(?<!so )\b(?:well known|well established)\b",
    re.IGNORECASE,
)
FORECAST = re.compile(
    r"^(?:An? (?!summary|figure|line|paper|note)[^,.;:\"“]{3,70}?"
    r"|People|Staff|Workers|Partners|Providers|Bidders|Somebody|Nobody)"
    r"(?<! who)(?<! that)(?<! side)(?<! manager) will (?!do\b|not sign\b|decide\b)"
)
SIGNS = {
    RESEARCH: "appeals to research",
    FIGURE: "gives a figure",
    HOW_OFTEN: "says how often",
    FORECAST: "foretells what people do",
}
_ADVICE = frozenset(
    """accept add admit adopt agree aim allow answer ask assume attach avoid be begin bring build buy call carry check
    choose circle close collect come commission compare consider copy count cut date decide define describe do don't
    draft draw drop end expect explain fill find finish fix follow get give go have hear hold ignore invite join judge
    keep know lead learn leave let link list listen look make map mark measure meet mend move name never note number
    offer open pair pass pay pick plan prefer prepare price print promise publish put question quote raise rank rate
    read record refuse remember remove repeat replace report return reward round run save say score send separate set
    settle share show sign speak split spend stand start stay stop store take talk tell test think tie treat try turn
    use visit wait walk warn watch write""".split()
)
_EXCUSED = re.compile(r"^(?:if|unless|suppose|you (?:will|may|can)(?: usually| often)? (?:want|need))\b", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    """A sentence that states something about the world and does not say how we know."""

    where: str
    sentence: str
    why: str


def find(texts: Iterable[tuple[str, str]], names: Mapping[str, str] | None = None) -> Iterator[Finding]:
    """Every unmarked claim in `texts`, pairs of a place and what stands there.

    `names` gives the words by which text calls a case, each with the id of its page: `{"Kirklees": "kirklees-…"}`.
    """
    for where, text in texts:
        for sentence in sentences(text):
            if why := reason(sentence, names or {}):
                yield Finding(where, sentence, why)


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with the marks that stand behind its full stop."""
    found = []
    for block in _LINES.split(text):
        start = 0
        for end in [match.end() for match in _END.finditer(block)] + [len(block)]:
            found.append(" ".join(block[start:end].split()))
            start = end
    return [sentence for sentence in found if sentence]


def reason(sentence: str, names: Mapping[str, str]) -> str | None:
    """Why a sentence needs a mark that it does not have; None if it needs none."""
    if MARK.search(sentence):
        return None
    linked = {found["id"] for found in _LINK.finditer(sentence)}
    words = _START.sub("", _BLANK.sub("", _LINK.sub(lambda found: found["words"] or "", sentence)))
    for name, case in names.items():
        if case not in linked and re.search(rf"\b{re.escape(name)}\b", words):
            return f"names {name}, and neither links to the case nor cites"
    if _is_no_claim(words):
        return None
    for sign, what in SIGNS.items():
        if found := sign.search(words):
            return f"{what} (“{found[0].strip()}”), and neither cites nor is marked as ours"
    return None


def _is_no_claim(words: str) -> bool:
    """Whether a sentence is advice, a question or a condition: it does not say how the world is."""
    if words.rstrip('"”’)').endswith("?") or _EXCUSED.match(words):
        return True
    first = re.match(r"[A-Za-z']+", words)
    return bool(first) and first[0].lower() in _ADVICE  # type: ignore[index]


ASKED = ("step", "principle", "tension", "tool", "clause")
"""The kinds of which it is asked: what they say beside advice wants a mark.
Elsewhere facts have fields of their own."""


def check_claims(texts: Iterable[Passage], draft: LoadedIteration) -> list[Problem]:
    """Statements about the world in steps, principles, tensions,
    tools and clauses that neither cite nor say that they are ours."""
    names = case_names(draft)
    problems = []
    for passage in texts:
        if passage.kind in ASKED and not passage.is_label and not passage.is_situation:
            for found in find([(passage.id, passage.text)], names):
                problems.append(
                    passage.problem(
                        plain(found.sentence),
                        f'This {found.why}: "{plain(found.sentence)}"',
                        "Cite who says so, [@source-id]; or mark it [inferred]; or say it as advice.",
                    )
                )
    return problems


def case_names(draft: LoadedIteration) -> dict[str, str]:
    """The words by which texts call a case, each with its id: the first word of its title, where that is a name."""
    found: dict[str, str] = {}
    for case in draft.of("case-study"):
        first = plain(case.title).split()[0]
        if first[0].isupper() and first in plain(case.place) and len(first) > 4:
            found[first] = case.id
    return found
