"""What can be wrong with a translation, and what has fallen behind its English: told of the files in `data/languages/`,
with what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from macros.basics.dates import MONTHS
from macros.basics.files import read_text
from macros.basics.frontmatter import divided, wrong_above
from macros.basics.problems import Problem, did_you_mean
from macros.model import codelists
from macros.model.fields import NAME
from macros.model.handbook import Handbook, LoadedIteration, version_key
from macros.model.kinds import KINDS
from macros.model.languages import (
    Passage,
    Tongue,
    Translated,
    asked_alike,
    digest_of_words,
    in_language,
    read_languages,
)
from macros.model.marks import mentions
from macros.model.overlay import Clash, Laid, find
from macros.model.tools import Tool

CODELISTS = [each for each in vars(codelists).values() if isinstance(each, codelists.Codelist)]
NAMES = frozenset(
    {name for kind in KINDS.values() for name in (kind.one, kind.many)}
    | {codelist[code].title for codelist in CODELISTS for code in codelist}
)
"""What the tables of the model call things, in English."""

BESIDES = {*MONTHS, *"draft latest older new changed".split(), "all four", "About", "List", "Sheet"} | {NAME}
"""What else has a name in English that stands in no table: months, where an iteration stands, what this is."""


def check_languages(handbook: Handbook, tongues: list[Tongue], sound: bool) -> tuple[list[Problem], list[Problem]]:
    """What is wrong with translations, and what wants a look. `sound` says that nothing is wrong with the English: only
    then is it asked what a translation links to."""
    errors: list[Problem] = []
    notices: list[Problem] = []
    for tongue in tongues:
        if tongue.about.since not in handbook.iterations:
            line = tongue.file.line_of(("since",))
            do = f"There are: {', '.join(handbook.iterations)}."
            errors.append(Problem(tongue.file.shown, line, f"There is no iteration {tongue.about.since}.", do))
            continue
        first = version_key(tongue.about.since)
        shown = [each for version, each in handbook.iterations.items() if version_key(version) >= first]
        laid = [in_language(each, tongue, handbook.root) for each in shown]
        errors += _codes(tongue) + [problem for each in laid for problem in each.problems]
        errors += _unfit(tongue, laid, shown) + [problem for each in laid for problem in _asked(each, handbook)]
        notices += _behind(tongue, laid, shown[-1])
        pages, old = _pages(tongue, handbook)
        errors, notices = errors + pages, notices + old
        if sound:
            errors += [problem for each in laid for problem in _mentioned(each, handbook)]
    return sorted(set(errors)), sorted(set(notices))


def translated(
    handbook: Handbook, iteration: LoadedIteration, phrases: Mapping[str, tuple[int, int]]
) -> list[dict[str, Any]]:
    """What an iteration has in other languages, for the page of what was checked: how many texts, how many of them have
    fallen behind their English, and who has reviewed them. `phrases` are both figures of the words of the interface."""
    rows = []
    for tongue in read_languages(handbook.root)[0]:
        if version_key(iteration.version) >= version_key(tongue.about.since):
            laid = in_language(iteration, tongue, handbook.root)
            said, old = phrases.get(tongue.tag, (0, 0))
            fields = sum(clash.what == "words" for clash in laid.clashes)
            rows.append(
                {
                    "language": tongue.tag,
                    "name": tongue.about.in_english,
                    "texts": fields + sum(map(len, laid.changed.values())) + len(tongue.pages) + said,
                    "behind": fields + len(_pages(tongue, handbook)[1]) + old,
                    "reviewed_by": tongue.about.reviewed_by,
                }
            )
    return rows


def _asked(laid: Laid, handbook: Handbook) -> Iterator[Problem]:
    """The tools that do not ask in a language what they ask in English: a service file would not fit both."""
    english = handbook.iterations[laid.iteration.version]
    for id_ in laid.changed:
        ours, theirs = laid.iteration.elements[id_], english.elements[id_]
        if isinstance(ours, Tool) and isinstance(theirs, Tool) and not asked_alike(ours, theirs):
            place = laid.iteration.places[ours.kind, id_]
            what = f'"{id_}" asks something else than in English: a field, a row or a choice is missing, or too much.'
            yield Problem(place.file.shown, place.line(("fields",)), what, "Translate each, and none besides.")


def _mentioned(laid: Laid, handbook: Handbook) -> Iterator[Problem]:
    """What a translation links to or cites, and what is not there. Only what is translated is looked at: to ask every
    rule of a whole iteration would have every released one read again."""
    iteration = laid.iteration
    for id_, said in laid.changed.items():
        element = iteration.elements[id_]
        place = iteration.places[element.kind, id_]
        fields = {each.field.split(".")[0] for each in said}
        for mention in mentions(element):
            pools: dict[str, Any] = {"source": iteration.sources, "term": iteration.terms}
            known = pools.get(mention.kinds[0], {*iteration.ids(), *handbook.workshops})
            if mention.path[0] in fields and mention.id not in known:
                what = f'There is nothing called "{mention.id}" in iteration {iteration.version}.'
                yield Problem(place.file.shown, place.line(mention.path), what, did_you_mean(mention.id, known))


def _codes(tongue: Tongue) -> list[Problem]:
    """Whether there is something that is called so."""
    known = NAMES | BESIDES
    file = tongue.codes_file
    return [
        Problem(file.shown, file.line_of((name,)), f'Nothing is called "{name}".', did_you_mean(name, known))
        for name in tongue.codes
        if file and name not in known
    ]


def _unfit(tongue: Tongue, laid: list[Laid], shown: list[LoadedIteration]) -> list[Problem]:
    """What fits no iteration: an element or a field that is not there, or a text that does not say of which English it
    was made."""
    problems = []
    known = {id_ for each in shown for id_ in each.elements}
    for translated, place in tongue.elements.values():
        if translated.id not in known:
            what = f'No iteration that is shown in {tongue.about.in_english} has an element "{translated.id}".'
            problems.append(Problem(place.file.shown, place.line(("id",)), what, did_you_mean(translated.id, known)))
            continue
        for index, passage in enumerate(translated.fields):
            clashes = [_clash(each, translated, index, passage) for each in laid]
            line = place.line(("fields", index, "field"))
            if all(clash in ("field", "untouched", "element") for clash in clashes):
                what = f'"{passage.field}" is no field of {translated.id} that can be translated.'
                problems.append(Problem(place.file.shown, line, what, "Name one that its English has."))
            elif passage.of is None:
                what = f'"{passage.field}" does not say of which English it was made.'
                digest = _digest(translated, passage, shown[-1])
                problems.append(Problem(place.file.shown, line, what, f'Add a line below it: of: "{digest}"'))
    return problems


def _clash(laid: Laid, translated: Translated, index: int, passage: Passage) -> str:
    """Why a text does not fit an iteration; nothing if it does."""
    if (translated.id, index) in laid.used:
        return ""
    named = [clash for clash in laid.clashes if clash.altered is translated]
    return next((clash.what for clash in named if _is_of(clash, passage)), "words")


def _is_of(clash: Clash, passage: Passage) -> bool:
    return clash.what == "element" or clash.altered.fields[clash.index].field == passage.field


def _digest(translated: Translated, passage: Passage, iteration: LoadedIteration) -> str:
    """The digest of what the English of a field says."""
    element = iteration.elements.get(translated.id)
    original = iteration.places[element.kind, element.id].value(()) if element else {}
    found = find(original, passage.field)
    return digest_of_words(found[1] if found else None)


def _behind(tongue: Tongue, laid: list[Laid], newest: LoadedIteration) -> Iterator[Problem]:
    """What the newest English does not say any more, and what no English says."""
    used = {entry for each in laid for entry in each.used}
    for clash in laid[-1].clashes:
        passage = clash.altered.fields[clash.index]
        if clash.what != "words" or passage.of is None:
            continue
        what = f'"{passage.field}" has fallen behind: the English says something else since it was translated: '
        what += f'"{" ".join(str(clash.now).split())}". Readers see the English.'
        do = f'Translate it again, and write of: "{digest_of_words(clash.now)}"'
        yield Problem(clash.place.file.shown, clash.place.line(("fields", clash.index, "field")), what, do)
    behind = {(clash.altered.id, clash.altered.fields[clash.index].field) for clash in laid[-1].clashes}
    for translated, place in tongue.elements.values():
        for index, passage in enumerate(translated.fields):
            if (translated.id, index) in used or passage.of is None or (translated.id, passage.field) in behind:
                continue
            what = f'No iteration says any more what this text of "{passage.field}" was made from.'
            line = place.line(("fields", index, "field"))
            yield Problem(place.file.shown, line, what, "Remove it, unless you keep it for later.")


def _pages(tongue: Tongue, handbook: Handbook) -> tuple[list[Problem], list[Problem]]:
    """What is wrong with hand-written pages, and which have fallen behind."""
    errors, notices = [], []
    docs = handbook.root / "docs"
    for path, page in tongue.pages.items() if docs.is_dir() else ():  # data may be checked without its pages
        original = docs / path
        if not original.is_file():
            known = [each.relative_to(docs).as_posix() for each in docs.rglob("*.md")]
            errors.append(Problem(page.shown, 1, f"There is no page docs/{path}.", did_you_mean(path, known)))
            continue
        text = read_text(original, handbook.root, links=True)
        if isinstance(text, Problem) or wrong_above(text):
            continue  # is said where the English pages are looked at
        digest = digest_of_words(divided(text)[1])
        do = f'write in its head: of: "{digest}"'
        if not page.of:
            errors.append(
                Problem(page.shown, 1, "The page does not say of which English it was made.", do.capitalize())
            )
        elif page.of != digest:
            what = f"The page has fallen behind: docs/{path} says something else since it was translated."
            notices.append(Problem(page.shown, 1, what, f"Translate it again, and {do}"))
    return errors, notices
