"""What was checked, how many of it, what is known and accepted, and what is due when: told by the checks themselves.

There is no clock in it: the same data gives the same figures. What is due is told with its day, and whoever reads it
knows what day it is. What is wrong has no place here: nothing wrong is built.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from macros.checks.languages import translated
from macros.checks.rules import LEGAL_FACT_MONTHS, dated
from macros.model.codelists import READ
from macros.model.fields import Element
from macros.model.handbook import Handbook, LoadedIteration
from macros.model.heirs import heirs
from macros.model.languages import read_languages
from macros.model.marks import INFERRED, mentions, plain
from macros.model.own import FOLDER
from macros.model.records import months_later
from macros.model.walking import values_of

FORMAT = "1.1"
"""The number of the shape of this, as of the open data: docs/adr/0017."""

Counter = Callable[[Handbook, LoadedIteration], int]

LOOKED_AT: dict[str, Counter] = {
    "chain": lambda handbook, iteration: len(handbook.iterations),
    "frozen": lambda handbook, iteration: 0 if iteration.is_draft else len(iteration.files),
    "references": lambda handbook, iteration: _mentioned(iteration),
    "required": lambda handbook, iteration: len(iteration.ids()),
    "tools": lambda handbook, iteration: len(iteration.of("tool")),
    "heirs": lambda handbook, iteration: sum(len(heirs(tool)) for tool in iteration.of("tool")),
    "results": lambda handbook, iteration: sum(bool(tool.results) for tool in iteration.of("tool")),
    "terms": lambda handbook, iteration: len(iteration.terms),
    "traced": lambda handbook, iteration: _mentioned(iteration, "source"),
    "steps": lambda handbook, iteration: len(iteration.activities()),
    "values": lambda handbook, iteration: len(iteration.values),
    "papers": lambda handbook, iteration: len(iteration.papers),
    "aids": lambda handbook, iteration: len(iteration.of("aid")),
    "strips": lambda handbook, iteration: sum(bool(case.strip) for case in iteration.of("case-study")),
    "sessions": lambda handbook, iteration: len(iteration.of("session")),
    "run_sessions": lambda handbook, iteration: sum(bool(each.session) for each in handbook.workshops.values()),
    "sources": lambda handbook, iteration: len(iteration.sources),
    "days": lambda handbook, iteration: (
        sum(bool(each.accessed) for each in iteration.sources.values())
        + sum(len(dated(page)) for page in _of_law(iteration))
    ),
    "changes": lambda handbook, iteration: len(iteration.changes),
    "what_to_do": lambda handbook, iteration: len(iteration.changes),
    "workshops": lambda handbook, iteration: len(handbook.feedback()),
    "errata": lambda handbook, iteration: len(handbook.errata),
    "readings": lambda handbook, iteration: len(handbook.readings),
    "ids": lambda handbook, iteration: len(set().union(*(each.ids() for each in handbook.iterations.values()))),
    "placeholders": lambda handbook, iteration: len(iteration.files) if iteration.is_draft else 0,
    "prose": lambda handbook, iteration: len(iteration.files) if iteration.is_draft else 0,
    "own": lambda handbook, iteration: sum(1 for _ in (handbook.root / FOLDER).rglob("*.yml")),
    "languages": lambda handbook, iteration: _translated(handbook),
    "written": lambda handbook, iteration: _written(handbook),
    "legal_dates": lambda handbook, iteration: sum(len(dated(page)) for page in _of_law(iteration)),
    "reading_dates": lambda handbook, iteration: len(handbook.readings),
}
"""Of each rule of the check, without `check_` in its name: how many things it looked at. A rule that is not here fails
a test. A rule that looks at the draft only has nothing to say of what is released: it looked before the release."""


def quality(
    handbook: Handbook, iteration: LoadedIteration, phrases: Mapping[str, tuple[int, int]] = MappingProxyType({})
) -> dict[str, Any]:
    """The figures of one iteration, as plain data. `phrases` says of each language, by its tag, how many words of the
    interface it has and how many of them have fallen behind. Nobody may change what comes out."""
    key = ("quality", *sorted(phrases.items()))
    found: dict[str, Any] = iteration.once(key, lambda: _quality(handbook, iteration, phrases))
    return found


def _quality(handbook: Handbook, iteration: LoadedIteration, phrases: Mapping[str, tuple[int, int]]) -> dict[str, Any]:
    outside = [source for source in iteration.sources.values() if not source.is_ours]
    heard = [item for workshop in handbook.in_time() for item in workshop.feedback]
    return {
        "format": FORMAT,
        "version": iteration.version,
        "status": iteration.about.status,
        "digest": iteration.about.digest or "",
        "checked": [
            {"rule": rule, "count": count}
            for rule, counter in LOOKED_AT.items()
            if (count := counter(handbook, iteration))
        ],
        "accepted": {
            "sources": len(outside),
            "read": {way: sum(source.read == way for source in outside) for way in READ if way != "ours"},
            "not_confirmed": sum(source.verified is None for source in outside),
            "inferred": _inferred(iteration),
            "open": sum(item.status == "open" for item in heard),
            "declined": [
                {"id": item.id, "theme": plain(item.theme), "why": plain(item.response or "")}
                for item in heard
                if item.status == "declined"
            ],
            "translated": translated(handbook, iteration, phrases),
            "corrections": [
                {"id": erratum.id, "why": plain(erratum.why)}
                for erratum in handbook.errata.values()
                if erratum.iteration == iteration.version
            ],
        },
        "due": _due(handbook, iteration),
    }


def _due(handbook: Handbook, iteration: LoadedIteration) -> list[dict[str, str]]:
    """What wants another look, with the first day on which it does, the earliest first."""
    rows = [
        {"kind": "reading", "id": reading.id, "title": plain(reading.title), "from": reading.due.isoformat()}
        for reading in handbook.readings.values()
    ]
    for page in _of_law(iteration):
        if facts := dated(page):
            first = min(months_later(fact.checked, LEGAL_FACT_MONTHS) for _, fact in facts)
            rows.append({"kind": page.kind, "id": page.id, "title": plain(page.title), "from": first.isoformat()})
    return sorted(rows, key=lambda row: (row["from"], row["kind"], row["id"]))


def _of_law(iteration: LoadedIteration) -> list[Element]:
    """The elements that state rules of law, each with a day."""
    return [*iteration.of("guidance"), *iteration.of("aid")]


def _mentioned(iteration: LoadedIteration, kind: str = "") -> int:
    """How many times records name something: an element, a term, a source."""
    return sum(
        not kind or kind in mention.kinds for record, _, _ in iteration.records() for mention in mentions(record)
    )


def _inferred(iteration: LoadedIteration) -> int:
    """How many times a text says that it is our reading."""
    return sum(
        len(INFERRED.findall(value))
        for record, _, _ in iteration.records()
        for _, value, _ in values_of(record)
        if isinstance(value, str)
    )


def _translated(handbook: Handbook) -> int:
    """How many texts there are in other languages."""
    tongues, _ = read_languages(handbook.root)
    return sum(len(each.fields) for tongue in tongues for each, _ in tongue.elements.values()) + sum(
        len(tongue.pages) for tongue in tongues
    )


def _written(handbook: Handbook) -> int:
    """How many hand-written pages there are."""
    docs = handbook.root / "docs"
    return sum("adr" not in path.relative_to(docs).parts for path in docs.rglob("*.md"))
