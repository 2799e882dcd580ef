"""Everything that can be wrong with data that fits the model: one list, one function a rule.

Errors stop a build and a release. Notices are reported and stop nothing: a legal fact that wants
another look, for one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from macros import model
from macros.changelists import check_changes
from macros.comparing import FRAMEWORK, GLOSSARY, bare, parts
from macros.freezing import check_frozen
from macros.loading import KIND_NAMES, Handbook, LoadedIteration, Place, read_all, version_key
from macros.marks import is_traced, mentions, plain
from macros.problems import Problem, Problems, did_you_mean

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

REQUIRED: dict[str, dict[str, tuple[str, ...]]] = {
    "0.3": {
        "step": ("lead", "risks", "activities", "questions", "done_when", "accountability", "cost", "learning"),
        "activity": ("who", "time", "outcome", "goes_wrong_when"),
        "principle": (
            "why",
            "we_will",
            "we_wont",
            "good_signs",
            "warning_signs",
            "in_the_contract",
            "evidence",
            "keywords",
        ),
        "tension": (
            "who_feels_it",
            "how_it_shows",
            "too_much_one",
            "too_much_other",
            "holding_both",
            "safeguards",
            "keywords",
        ),
        "tool": (
            "steps",
            "use_when",
            "not_when",
            "lead",
            "who",
            "group_size",
            "time",
            "needs",
            "method",
            "fields",
            "example",
            "pitfalls",
            "keywords",
        ),
        "clause": ("watch_outs", "public_law", "steps", "keywords"),
        "guidance": ("facts", "for_relational", "keywords"),
        "case-study": ("features", "lessons", "steps", "keywords", "themes"),
    },
}
"""What an element must have from a version on. Earlier iterations may be shorter: they depict less."""


@dataclass
class Findings:
    """What a check found: errors that must be mended, and notices that want a look; and the handbook as far as it was read."""

    errors: list[Problem]
    notices: list[Problem]
    handbook: Handbook | None = None


def check_all(root: Path, today: dt.date | None = None) -> Findings:
    """Read the data and run every rule, all in one go: what cannot be read does not hide what is wrong elsewhere."""
    handbook, problems = read_all(root)
    if handbook is None:
        return Findings(sorted(set(problems)), [])
    findings = check(handbook, today)
    from macros.searching import read_synonyms
    from macros.skeletons import check_placeholders  # it asks this module what a version requires

    try:
        read_synonyms(root)
    except Problems as found:
        problems = [*problems, *found.problems]
    left = check_placeholders(handbook)
    unfinished = {(problem.file, problem.line) for problem in left}  # said once, and not again by another rule
    others = [problem for problem in findings.errors if (problem.file, problem.line) not in unfinished]
    return Findings(sorted({*problems, *others, *left}), findings.notices, handbook)


def check(handbook: Handbook, today: dt.date | None = None) -> Findings:
    """Run every rule over a loaded handbook. `today` decides which legal facts are old."""
    errors: list[Problem] = []
    errors += check_chain(handbook)
    for iteration in handbook.iterations.values():
        for rule in (check_references, check_required, check_tools, check_terms, check_cases):
            errors += rule(iteration)
        before = handbook.before(iteration)
        if not iteration.unread:  # what could not be read would look as if it were gone
            errors += check_steps(iteration) + check_sources(iteration, handbook.in_time())
            if before is None or not before.unread:
                errors += check_changes(handbook, iteration)
        if not iteration.is_draft:
            errors += check_frozen(iteration, handbook.root)
    errors += check_workshops(handbook) + check_errata(handbook)
    return Findings(
        sorted(set(errors)), sorted(set(check_legal_dates(handbook.draft, today or dt.date.today()))), handbook
    )


def _items(iteration: LoadedIteration) -> Iterator[tuple[Any, Place, str]]:
    """Every record of an iteration with its place and its kind; activities within their step."""
    for element in iteration.elements.values():
        yield element, iteration.places[element.kind, element.id], element.kind
    for kind, group in (("term", iteration.terms), ("source", iteration.sources), ("change", iteration.changes)):
        for item in group.values():
            yield item, iteration.places[kind, item.id], kind
    yield iteration.about, iteration.places["iteration", "iteration"], "iteration"


def check_chain(handbook: Handbook) -> list[Problem]:
    """Iterations follow one another without a gap, and one of them is the draft."""
    problems = []
    previous: LoadedIteration | None = None
    for iteration in sorted(handbook.iterations.values(), key=lambda item: version_key(item.version)):
        place = iteration.places["iteration", "iteration"]
        folder = iteration.folder.name
        expected = previous.version if previous else None
        if iteration.about.follows != expected:
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("follows",)),
                    f"Iteration {iteration.version} says that it follows {iteration.about.follows or 'none'}.",
                    f'It should say follows: "{expected}".'
                    if expected
                    else "The first iteration follows none: take the line out.",
                )
            )
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
        previous = iteration
    return problems


def check_references(iteration: LoadedIteration) -> list[Problem]:
    """Whatever is named by id exists, and is of a kind that may stand there."""
    problems = []
    known = iteration.ids()
    for record, place, _ in _items(iteration):
        for mention in mentions(record):
            if "feedback" in mention.kinds or "workshop" in mention.kinds and mention.id not in known:
                continue  # workshops live outside the iterations: see check_workshops
            pool: Any = {"source": iteration.sources, "term": iteration.terms}.get(mention.kinds[0], known)
            if (
                mention.id in iteration.unread
                or "source" in mention.kinds
                and "sources" in iteration.unread
                or "term" in mention.kinds
                and "glossary" in iteration.unread
            ):
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
                        f'"{mention.id}" is {KIND_NAMES[known[mention.id]]}; a {mention.kinds[0].replace("-", " ")} is expected here.',
                        did_you_mean(mention.id, [i for i in pool if known[i] in mention.kinds]),
                    )
                )
    return problems


def check_required(iteration: LoadedIteration) -> list[Problem]:
    """An element has what its version asks for."""
    problems = []
    wanted: dict[str, set[str]] = {}
    for version, kinds in REQUIRED.items():
        if version_key(iteration.version) >= version_key(version):
            for kind, names in kinds.items():
                wanted.setdefault(kind, set()).update(names)
    records: list[tuple[Any, Place, str]] = [
        (e, iteration.places[e.kind, e.id], e.kind) for e in iteration.elements.values()
    ]
    records += [(a, iteration.places["activity", a.id], "activity") for _, a in iteration.activities()]
    for record, place, kind in records:
        for name in sorted(wanted.get(kind, ())):
            if getattr(record, name) in (None, []):
                hint = type(record).model_fields[name].description or ""
                problems.append(
                    Problem(
                        place.file.shown,
                        place.line(),
                        f'"{name}" is missing from {KIND_NAMES[kind]}, "{record.id}".',
                        f"Add it. {hint}",
                    )
                )
    return problems


def check_tools(iteration: LoadedIteration) -> list[Problem]:
    """An example answers every field of its template, each in the field's type."""
    problems = []
    for tool in iteration.of("tool"):
        place = iteration.places["tool", tool.id]
        fields = {item.id: item for item in tool.fields}
        if len(fields) != len(tool.fields):
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("fields",)),
                    "Two fields of this template have the same id.",
                    "Rename one of them.",
                )
            )
        if not tool.example:
            continue
        for name, value in tool.example.values.items():
            path = ("example", "values", name)
            if name not in fields:
                problems.append(
                    Problem(
                        place.file.shown,
                        place.line(path),
                        f'The example answers "{name}", which is not a field of the template.',
                        did_you_mean(name, fields),
                    )
                )
                continue
            wrong = wrong_answer(fields[name], value)
            if wrong:
                problems.append(
                    Problem(
                        place.file.shown,
                        place.line(path),
                        f'The answer to "{name}" does not fit: {wrong}.',
                        f"The field's type is {fields[name].type}.",
                    )
                )
        for name in fields.keys() - tool.example.values.keys():
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("example", "values")),
                    f'The example leaves out "{name}".',
                    "Answer every field.",
                )
            )
    return problems


def wrong_answer(field: model.TemplateField | model.Column, value: Any) -> str:
    """Why a value does not answer a field, or nothing if it does."""
    if field.type in ("text", "long-text", "person"):
        return "" if isinstance(value, str) and value.strip() else "it should be text"
    if field.type == "number":
        return "" if isinstance(value, (int, float)) and not isinstance(value, bool) else "it should be a number"
    if field.type == "date":
        return "" if isinstance(value, dt.date) else "it should be a date, 2026-11-22"
    if field.type == "choice":
        return "" if value in field.options else f"it should be one of: {', '.join(field.options)}"
    if field.type == "scale":
        assert field.least is not None and field.most is not None
        fits = isinstance(value, int) and not isinstance(value, bool) and field.least <= value <= field.most
        return "" if fits else f"it should be a whole number from {field.least} to {field.most}"
    assert isinstance(field, model.TemplateField)
    if not isinstance(value, list) or not value or not all(isinstance(row, dict) for row in value):
        return "it should be a list of rows, each with the columns as names"
    columns = {column.id: column for column in field.columns}
    if field.rows and len(value) != len(field.rows):
        return f"it has {len(value)} rows and the template has {len(field.rows)}"
    for number, row in enumerate(value, 1):
        for name in row:
            if name not in columns:
                return f'row {number} has a column "{name}" that the template does not have'
        for name, column in columns.items():
            if name not in row:
                return f'row {number} leaves out "{name}"'
            wrong = wrong_answer(column, row[name])
            if wrong:
                return f'row {number}, "{name}": {wrong}'
    return ""


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


TRACED_IN_CASES = (
    "commissioners",
    "providers",
    "years",
    "value",
    "length",
    "route",
    "problem",
    "opening",
    "what_happened",
)


def check_cases(iteration: LoadedIteration) -> list[Problem]:
    """Every factual field of a case cites a source, is marked as our reading, or says that nothing was found."""
    problems = []
    for case in iteration.of("case-study"):
        place = iteration.places["case-study", case.id]
        for name in TRACED_IN_CASES:
            text = getattr(case, name)
            if not is_traced(text) and not text.casefold().startswith("not found"):
                problems.append(
                    Problem(
                        place.file.shown,
                        place.line((name,)),
                        f'"{name}" does not say where it comes from.',
                        "Cite a source, [@source-id]; or mark it [inferred]; or write: Not found.",
                    )
                )
        for name in ("features", "disagreements"):
            for index, text in enumerate(getattr(case, name)):
                if not is_traced(text):
                    problems.append(
                        Problem(
                            place.file.shown,
                            place.line((name, index)),
                            f'"{name}", item {index + 1} does not say where it comes from.',
                            "Cite a source, [@source-id], or mark it [inferred].",
                        )
                    )
    return problems


def check_sources(iteration: LoadedIteration, workshops: list[model.Workshop]) -> list[Problem]:
    """Every source is cited by something, and none is linked at a copy."""
    cited = {mention.id for workshop in workshops for mention in mentions(workshop) if "source" in mention.kinds}
    cited |= {fact.source for page in iteration.of("guidance") for fact in page.facts}
    for record, _, kind in _items(iteration):
        if kind != "source":
            cited |= {mention.id for mention in mentions(record) if "source" in mention.kinds}
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
        if source.id not in cited and iteration.is_draft:
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("id",)),
                    f'Nothing cites the source "{source.id}".',
                    "Cite it, or take it out.",
                )
            )
    return problems


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


def check_workshops(handbook: Handbook) -> list[Problem]:
    """Workshops show an iteration that exists, cite known sources, and feedback and changes agree with one another."""
    problems = []
    draft = handbook.draft
    feedback = handbook.feedback()
    led_to: dict[str, set[str]] = {}
    for iteration in handbook.iterations.values():
        for change in iteration.changes.values():
            place = iteration.places["change", change.id]
            for index, id_ in enumerate(change.feedback):
                led_to.setdefault(id_, set()).add(change.id)
                if id_ not in feedback:
                    problems.append(
                        Problem(
                            place.file.shown,
                            place.line(("feedback", index)),
                            f'No workshop records the feedback "{id_}".',
                            did_you_mean(id_, feedback),
                        )
                    )
                elif feedback[id_][1].status in ("open", "declined"):
                    problems.append(
                        Problem(
                            place.file.shown,
                            place.line(("feedback", index)),
                            f'This change answers "{id_}", whose status is {feedback[id_][1].status}.',
                            f"Mend the status in {handbook.workshop_places[feedback[id_][0].id].file.shown}: accepted or done.",
                        )
                    )
        for record, place, _ in _items(iteration):
            for mention in mentions(record):
                if (
                    "workshop" in mention.kinds
                    and mention.id not in iteration.ids()
                    and mention.id not in handbook.workshops
                ):
                    problems.append(
                        Problem(
                            place.file.shown,
                            place.line(mention.path),
                            f'There is no element or workshop "{mention.id}" in iteration {iteration.version}.',
                            did_you_mean(mention.id, [*iteration.ids(), *handbook.workshops]),
                        )
                    )
    for workshop in handbook.workshops.values():
        place = handbook.workshop_places[workshop.id]
        if workshop.shown not in handbook.iterations:
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("shown",)),
                    f"There is no iteration {workshop.shown}.",
                    did_you_mean(workshop.shown, handbook.iterations),
                )
            )
            continue
        for mention in mentions(workshop):  # against the draft: a released iteration takes no new sources
            pool: Any = (
                draft.sources
                if "source" in mention.kinds
                else draft.terms
                if "term" in mention.kinds
                else {**draft.ids(), **handbook.workshops}
            )
            if mention.id not in pool:
                what = "source" if "source" in mention.kinds else "term" if "term" in mention.kinds else "element"
                problems.append(
                    Problem(
                        place.file.shown,
                        place.line(mention.path),
                        f'There is no {what} "{mention.id}" in the draft.',
                        did_you_mean(mention.id, pool),
                    )
                )
        for index, item in enumerate(workshop.feedback):
            where = place.line(("feedback", index))
            if item.status == "done" and item.id not in led_to:
                problems.append(
                    Problem(
                        place.file.shown,
                        where,
                        f'"{item.id}" is said to be done, and no change names it.',
                        "Name it in the change that answers it, under `feedback:`.",
                    )
                )
            if item.status in ("done", "declined") and not item.response:
                problems.append(
                    Problem(
                        place.file.shown,
                        where,
                        f'"{item.id}" is {item.status} without a response.',
                        "Say what we did, or why not, under `response:`.",
                    )
                )
    clash = {w.id for w in handbook.workshops.values()} & {
        i for it in handbook.iterations.values() for i in (*it.ids(), GLOSSARY, FRAMEWORK)
    }
    for id_ in sorted(clash):
        place = handbook.workshop_places[id_]
        problems.append(
            Problem(
                place.file.shown,
                place.line(("id",)),
                f'The workshop\'s id "{id_}" is taken by an element.',
                "Rename the workshop.",
            )
        )
    return problems


def check_errata(handbook: Handbook) -> list[Problem]:
    """A correction corrects words that a released iteration really has."""
    problems = []
    for erratum in handbook.errata.values():
        place = handbook.errata_places[erratum.id]
        iteration = handbook.iterations.get(erratum.iteration)
        if iteration is None or iteration.is_draft:
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("iteration",)),
                    f"There is no released iteration {erratum.iteration}.",
                    "Errata are for released iterations. In the draft, mend the words themselves.",
                )
            )
            continue
        part = parts(iteration).get(erratum.element)
        if part is None:
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("element",)),
                    f'Iteration {erratum.iteration} has no element "{erratum.element}".',
                    did_you_mean(erratum.element, iteration.ids()),
                )
            )
        elif not any(
            " ".join(bare(erratum.says)) in " ".join(bare(text)) for text in [part.title, *part.words.values()]
        ):
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("says",)),
                    f'"{erratum.element}" does not say that in iteration {erratum.iteration}.',
                    "Copy the words that are wrong exactly as they stand.",
                )
            )
    return problems


def check_legal_dates(iteration: LoadedIteration, today: dt.date) -> list[Problem]:
    """Legal facts that were last checked too long ago, as notices."""
    notices = []
    for page in iteration.of("guidance"):
        place = iteration.places["guidance", page.id]
        for index, fact in enumerate(page.facts):
            year, month, day = (int(part) for part in (fact.checked + "-01-01").split("-")[:3])
            months = (today.year - year) * 12 + today.month - month - (today.day < day)
            if months >= LEGAL_FACT_MONTHS:
                notices.append(
                    Problem(
                        place.file.shown,
                        place.line(("facts", index, "checked")),
                        f"{fact.where} was last checked on {fact.checked}, {months} months ago.",
                        "Read the source again, mend the wording if need be, and set `checked` to today.",
                    )
                )
    return notices
