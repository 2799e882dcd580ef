"""The rules for data that fits the model: one function a rule."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from macros import model
from macros.basics.dates import earliest
from macros.basics.files import is_there
from macros.basics.problems import Problem, did_you_mean
from macros.model.fields import Traced, marked
from macros.model.handbook import Handbook, LoadedIteration, Place, version_key
from macros.model.kinds import KINDS
from macros.model.marks import is_traced, mentions, plain
from macros.model.required import required
from macros.model.values import named

LONGEST_DEFINITION = 45
"""Words in a glossary definition, at the most (voice.md)."""


LEGAL_FACT_MONTHS = 12
"""After how many months a legal fact is reported for another look."""


COPY_HOSTS = (
    "scribd.com",
    "docslib.org",
    "pdfslide.net",
    "fdocuments",
    "docest.com",
    "docsbay.net",
    "vdocuments",
    "5dok.net",
    "moam.info",
    "studylib",
    "herokuapp.com",
    "cloudfront.net",
    "azurewebsites.net",
    "njk.onl",
    "cnpereading.com",
    "magnolia-platform.com",
    "scite.ai",
    "yabesh.ir",
    "vlex.",
    "mendeley.com",
)
"""Document-sharing sites and mirrors. A source read there says so in `read_via`; it is never linked there."""


def check_chain(handbook: Handbook) -> list[Problem]:
    """Iterations follow one another without a gap, and one of them is the draft."""
    problems = []
    previous: str | None = None
    released = [iteration for iteration in handbook.iterations.values() if iteration.folder.name != "draft"]
    called = {iteration.folder.name: version_key(iteration.version) for iteration in released}
    for iteration in [*released, handbook.draft]:
        place = iteration.places["iteration", "iteration"]
        folder = iteration.folder.name
        if (folder == "draft") != iteration.is_draft:
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("status",)),
                    f'The status is "{iteration.about.status}" in the folder {folder}.',
                    "The folder data/draft holds the draft; data/released holds what is released.",
                )
            )
        elif folder not in ("draft", iteration.version):
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("version",)),
                    f"The version is {iteration.version} in the folder {folder}.",
                    "A released iteration's folder is named by its version.",
                )
            )
        elif folder == "draft" and called and version_key(iteration.version) <= max(called.values()):
            newest = max(called.values())
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("version",)),
                    f"The draft is called {iteration.version}, and {'.'.join(map(str, newest))} is released already.",
                    f'Give it the next number: version: "{newest[0]}.{newest[1] + 1}".',
                )
            )
        if iteration.about.follows != previous:
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("follows",)),
                    f"Iteration {iteration.version} says that it follows {iteration.about.follows or 'none'}.",
                    f'It should say follows: "{previous}".'
                    if previous
                    else "The first iteration follows none: take the line out.",
                )
            )
        previous = folder
    return problems


def check_references(iteration: LoadedIteration) -> list[Problem]:
    """Whatever is named by id exists, and is of a kind that may stand there."""
    problems = []
    known = iteration.ids()
    missing: Any = iteration.sources if not is_there(iteration.folder / "sources.yml") else None
    if missing is not None and any("source" in m.kinds for r, _, _ in iteration.records() for m in mentions(r)):
        file = iteration.places["iteration", "iteration"].file.shown.replace("iteration.yml", "sources.yml")
        problems.append(
            Problem(file, 0, "The file of the sources is missing.", f"Bring it back: git checkout -- {file}")
        )
    for record, place, _ in iteration.records():
        for mention in mentions(record):
            if "feedback" in mention.kinds or "workshop" in mention.kinds and mention.id not in known:
                continue  # workshops live outside the iterations: see check_workshops
            pool: Any = {"source": iteration.sources, "term": iteration.terms}.get(mention.kinds[0], known)
            if mention.id not in pool and (iteration.may_hold(mention.id, mention.kinds) or pool is missing):
                continue
            if mention.id not in pool:
                kinds = mention.kinds[0] if len(mention.kinds) == 1 else "element"
                problems.append(
                    Problem(
                        place.file.shown,
                        place.line(mention.path),
                        f'There is no {kinds.replace("-", " ")} "{mention.id}" in iteration {iteration.version}.',
                        did_you_mean(mention.id, [i for i in pool if pool is not known or known[i] in mention.kinds])
                        or "Add it, or take the mention out.",
                    )
                )
            elif pool is known and known[mention.id] not in mention.kinds:
                problems.append(
                    Problem(
                        place.file.shown,
                        place.line(mention.path),
                        f'"{mention.id}" is {KINDS[known[mention.id]].called}; '
                        f"a {mention.kinds[0].replace('-', ' ')} is expected here.",
                        did_you_mean(mention.id, [i for i in pool if known[i] in mention.kinds]),
                    )
                )
    return problems


def check_required(iteration: LoadedIteration) -> list[Problem]:
    """An element has what its version asks for."""
    problems = []
    records: list[tuple[Any, Place, str]] = [
        (e, iteration.places[e.kind, e.id], e.kind) for e in iteration.elements.values()
    ]
    records += [(a, iteration.places["activity", a.id], "activity") for _, a in iteration.activities()]
    for record, place, kind in records:
        for name in sorted(required(type(record), iteration.version)):
            if getattr(record, name) in (None, []):
                hint = type(record).model_fields[name].description or ""
                problems.append(
                    Problem(
                        place.file.shown,
                        place.line(),
                        f'"{name}" is missing from {KINDS[kind].called}, "{record.id}".',
                        f"Add it. {hint}",
                    )
                )
    return problems


def check_terms(iteration: LoadedIteration) -> list[Problem]:
    """A definition is short."""
    problems = []
    for term in iteration.terms.values():
        count = len(plain(term.definition).split())
        if count > LONGEST_DEFINITION:
            place = iteration.places["term", term.id]
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("definition",)),
                    f'The definition of "{term.term}" has {count} words.',
                    f"Keep it to {LONGEST_DEFINITION}.",
                )
            )
        if term.basis == "sourced" and not term.sources:
            place = iteration.places["term", term.id]
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(),
                    f'"{term.term}" cites no source.',
                    "Add `sources:`, or say `basis: ours` or `basis: inferred`.",
                )
            )
    return problems


def check_traced(iteration: LoadedIteration) -> list[Problem]:
    """Every field of facts cites a source, is marked as our reading,
    or says that nothing was found where that may be."""
    problems = []
    for element in iteration.elements.values():
        place = iteration.places[element.kind, element.id]
        for name, mark in marked(type(element), Traced).items():
            value = getattr(element, name)
            for path, text in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if text is None or is_traced(text) or mark.or_nothing and text.casefold().startswith("not found"):
                    continue
                nothing = (
                    "; or mark it [inferred]; or write: Not found." if mark.or_nothing else ", or mark it [inferred]."
                )
                problems.append(
                    Problem(
                        place.file.shown,
                        place.line((name,) if path is None else (name, path)),
                        f'"{name}"{"" if path is None else f", item {path + 1}"} does not say where it comes from.',
                        f"Cite a source, [@source-id]{nothing}",
                    )
                )
    return problems


def looks_like_a_person(author: str) -> bool:
    """Whether a name without a comma is two or three words, each with a capital or an initial: Jane Smith, T. L.
    Brown."""
    words = author.split()
    return 2 <= len(words) <= 3 and all(re.fullmatch(r"[A-Z](?:\.|[a-z'’]+(?:-[A-Z][a-z]+)*)", word) for word in words)


def check_sources(iteration: LoadedIteration, handbook: Handbook) -> list[Problem]:
    """Every source is cited by something, and none is linked at a copy."""
    cited = {
        mention.id for workshop in handbook.in_time() for mention in mentions(workshop) if "source" in mention.kinds
    }
    cited |= _citing(iteration).keys()
    problems = []
    for source in iteration.sources.values():
        place = iteration.places["source", source.id]
        if source.url and any(host in source.url for host in COPY_HOSTS):
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("url",)),
                    f'"{source.id}" is linked at a copy, not at its publisher.',
                    "Put the canonical address in `url`, or leave `url` out, and say in `read_via` where you read it.",
                )
            )
        written = place.value(("authors",))
        if iteration.is_draft and isinstance(written, str):
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("authors",)),
                    "The authors are in one line.",
                    "Write a list, one a line, each with a hyphen, the family name first: - Smith, Jane. "
                    "An organisation has no comma, or is written as - organisation: its name.",
                )
            )
        for index, author in enumerate(source.authors if iteration.is_draft else []):
            if isinstance(author, str) and looks_like_a_person(author):
                given, family = author.rsplit(None, 1)
                problems.append(
                    Problem(
                        place.file.shown,
                        place.line(("authors", index)),
                        f'"{author}" looks like a person, and is read as an organisation.',
                        f"Write the family name first: {family}, {given}. If it is one name, write organisation: "
                        f"{author}.",
                    )
                )
        if source.id not in cited and iteration.is_draft and not handbook.unread:
            problems.append(_uncited(iteration, handbook, source.id))
    return problems


def _citing(iteration: LoadedIteration) -> dict[str, list[str]]:
    """For each source that is cited, the ids of what cites it. Nobody may change what comes out."""
    return iteration.once("citing", lambda: _who_cites(iteration))


def _who_cites(iteration: LoadedIteration) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for page in iteration.of("guidance"):
        for fact in page.facts:
            found.setdefault(fact.source, []).append(page.id)
    for record, _, kind in iteration.records():
        if kind != "source":
            for mention in mentions(record):
                if "source" in mention.kinds:
                    found.setdefault(mention.id, []).append(getattr(record, "id", ""))
    return found


def _uncited(iteration: LoadedIteration, handbook: Handbook, id_: str) -> Problem:
    """What is wrong is said where the citation is gone, if it is known who cited it last."""
    before = handbook.before(iteration)
    for citing in _citing(before).get(id_, ()) if before else ():
        element = next((each for each in iteration.elements.values() if citing in (each.id, *each.was)), None)
        if before and element:
            place = iteration.places[element.kind, element.id]
            what = f'Nothing cites the source "{id_}" any more, as this did in iteration {before.version}.'
            return Problem(place.file.shown, place.line(), what, "Cite it, or take it out of sources.yml.")
    place = iteration.places["source", id_]
    what = f'Nothing cites the source "{id_}".'
    return Problem(place.file.shown, place.line(("id",)), what, "Cite it, or take it out.")


def check_values(iteration: LoadedIteration) -> list[Problem]:
    """Every figure that stands apart is named by a text, or is part of one that is."""
    named_ = {id_ for file in iteration.files for _, id_ in named(file.values)}
    named_ |= {part for value in iteration.values.values() for part in value.sum}
    return [
        Problem(
            iteration.places["value", id_].file.shown,
            iteration.places["value", id_].line(("id",)),
            f'Nothing names the value "{id_}".',
            f"Write [={id_}] where it is said, or take it out.",
        )
        for id_ in iteration.values
        if id_ not in named_
    ]


def check_steps(iteration: LoadedIteration) -> list[Problem]:
    """There are four steps, in order 1 to 4."""
    orders = [step.order for step in iteration.of("step")]
    if orders == [1, 2, 3, 4]:
        return []
    place = iteration.places["iteration", "iteration"]
    return [
        Problem(
            place.file.shown,
            0,
            f"Iteration {iteration.version} has steps in the order {orders}; the framework has four, 1 to 4.",
            "Mend `order` in the files of steps/.",
        )
    ]


Dated = model.Fact | model.Basis
"""What says where a rule stands and when it was last checked."""


def dated(element: model.Element) -> list[tuple[tuple[str | int, ...], Dated]]:
    """Every rule of law that an element states with the day on which it was checked, each with its path in the file."""
    if isinstance(element, model.Guidance):
        return [(("facts", index), fact) for index, fact in enumerate(element.facts)]
    return list(element.based()) if isinstance(element, model.Aid) else []


def check_legal_dates(iteration: LoadedIteration, today: dt.date) -> list[Problem]:
    """Legal facts that were last checked too long ago, as notices."""
    notices = []
    for element in (*iteration.of("guidance"), *iteration.of("aid")):
        place = iteration.places[element.kind, element.id]
        for path, fact in dated(element):
            since = earliest(fact.checked)
            months = (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
            if months >= LEGAL_FACT_MONTHS:
                notices.append(
                    Problem(
                        place.file.shown,
                        place.line((*path, "checked")),
                        f"{fact.where} was last checked on {fact.checked}, {months} months ago.",
                        "Read the source again, mend the wording if need be, and set `checked` to today.",
                    )
                )
    return notices
