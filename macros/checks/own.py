"""What can be wrong with a copy's own words: told of the files in `own/`, with what the handbook said, what it says now
and what the copy says, so that nobody has to read a conflict of git."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from macros.basics.problems import Problem, did_you_mean
from macros.checks.eachiteration import RULES
from macros.checks.placeholders import TODO, check_placeholders
from macros.checks.rules import check_sources
from macros.history.history import History
from macros.model.colours import declared, too_weak
from macros.model.handbook import LoadedIteration
from macros.model.kinds import KINDS
from macros.model.marks import plain
from macros.model.overlay import Clash, Overlaid, bare
from macros.model.yamlfiles import YamlFile

TOKENS = Path("docs/assets/css/tokens.css")
LONGEST = 240
"""Letters of each wording in a message, at the most: as many as a reader compares."""


def check_own(shown: Overlaid, sound: bool) -> tuple[list[Problem], list[Problem]]:
    """What is wrong with a copy's own words, and what wants a look. `sound` says that nothing is wrong with the
    handbook itself: only then is it looked at whole, with the copy's words in it."""
    errors = [problem for laid in shown.laid.values() for problem in laid.problems]
    errors += _check_about(shown) + _check_ids(shown)
    history = History(shown.original)
    notices: list[Problem] = []
    for clash, where in _clashes(shown):
        if clash.what == "element":
            found, stops = _of_element(clash, where, shown, history)
            (errors if stops else notices).extend(found)
        else:
            errors += _of_field(clash, where, shown)
    notices += _left_over(shown)
    if sound:
        errors += _check_whole(shown)
    return errors, notices


# -- the copy itself --------------------------------------------------------------------------------


def _check_about(shown: Overlaid) -> list[Problem]:
    """Whether its iterations exist, and its colours can be read."""
    own, handbook = shown.own, shown.original
    problems = [each for file in _files(shown) for each in _unwritten(file, file.values)]
    for index, name in enumerate(own.about.iterations):
        if name not in ("latest", "draft") and name not in handbook.iterations:
            problems.append(
                Problem(
                    own.file.shown,
                    own.file.line_of(("iterations", index)),
                    f"There is no iteration {name}.",
                    f"There are: {', '.join(handbook.iterations)}. Or write latest, or draft.",
                )
            )
    if own.about.colours and (handbook.root / TOKENS).is_file():
        problems += _check_colours(shown)
    return problems


def _files(shown: Overlaid) -> list[YamlFile]:
    """The files in which a copy says who it is, and what it says otherwise."""
    return [shown.own.file, *(place.file for _, place in shown.own.altered.values())]


def _unwritten(file: YamlFile, value: Any, path: tuple[str | int, ...] = ()) -> list[Problem]:
    """What a skeleton left to be written."""
    if isinstance(value, dict | list):
        rows = value.items() if isinstance(value, dict) else enumerate(value)
        return [each for name, inside in rows for each in _unwritten(file, inside, (*path, name))]
    if not isinstance(value, str) or not value.startswith(TODO):
        return []
    return [Problem(file.shown, file.line_of(path), f'"{path[-1]}" still says {TODO}.', "Write it.")]


def _check_colours(shown: Overlaid) -> list[Problem]:
    own = shown.own
    known = declared((shown.original.root / TOKENS).read_text("utf-8"))
    problems = []
    for name, colour in own.about.colours.items():
        if name not in known["light"]:
            line = own.file.line_of(("colours", name))
            do = did_you_mean(name, known["light"])
            problems.append(Problem(own.file.shown, line, f'The style sheet has no colour "{name}".', do))
            continue
        known["light"][name], known["dark"][name] = colour.light, colour.dark
    weakest: dict[tuple[str, str], tuple[float, str, str, float]] = {}
    for palette, one, ground, contrast, least in too_weak(known):
        name = next((name for name in (one, ground) if name in own.about.colours), "")
        if name:
            found = (contrast, one, ground, least)
            weakest[name, palette] = min(weakest.get((name, palette), found), found)
    for (name, palette), (contrast, one, ground, least) in weakest.items():
        what = f'On {palette} pages "{one}" on "{ground}" has a contrast of {contrast:.1f} to 1. '
        what += f"It needs {least:g} to 1, or some people cannot read it."
        do = f"Make the colour {'darker' if palette == 'light' else 'lighter'} if it is of text or shapes, "
        do += "or nearer to the page if it is a ground."
        problems.append(Problem(own.file.shown, own.file.line_of(("colours", name, palette)), what, do))
    return problems


def _check_ids(shown: Overlaid) -> list[Problem]:
    """Whether own ids begin with the prefix, and none of the handbook's does: then the two never meet."""
    own, start = shown.own, f"{shown.own.about.prefix}-"
    problems = []
    known = {id_ for each in shown.original.iterations.values() for id_ in (*each.ids(), *each.sources)}
    if taken := sorted(id_ for id_ in known if id_.startswith(start)):
        what = f"The handbook has ids that begin so: {', '.join(taken[:3])}."
        line = own.file.line_of(("prefix",))
        problems.append(Problem(own.file.shown, line, what, "Take another prefix, or a longer one."))
    named: list[tuple[YamlFile, tuple[int, ...], Any]] = [(file, (), file.values) for _, file in own.elements]
    if own.sources and isinstance(own.sources.values, list):
        named += [(own.sources, (index,), each) for index, each in enumerate(own.sources.values)]
    for file, path, values in named:
        given = values.get("id") if isinstance(values, dict) else None
        if isinstance(given, str) and not given.startswith(start):
            what = f'The id "{given}" does not begin with "{start}", as the ids of your own do.'
            problems.append(Problem(file.shown, file.line_of((*path, "id")), what, f"Call it {start}{given}."))
    return problems


# -- what it says otherwise -------------------------------------------------------------------------


def _clashes(shown: Overlaid) -> list[tuple[Clash, str]]:
    """What does not fit, and in which iterations, in words: what is so in two of them is said once."""
    found: dict[str, tuple[Clash, list[str]]] = {}
    for version, laid in shown.laid.items():
        for clash in laid.clashes:
            key = f"{clash.what} {clash.altered.id} {clash.index} {bare(clash.now)}"
            found.setdefault(key, (clash, []))[1].append(_version(shown.original.iterations[version]))
    return [(clash, " and ".join(where)) for clash, where in found.values()]


def _of_element(clash: Clash, where: str, shown: Overlaid, history: History) -> tuple[list[Problem], bool]:
    """What became of an element that a change is about, and whether that stops a build."""
    id_, handbook = clash.altered.id, shown.original
    iteration = handbook.iterations[clash.version]
    here, line = clash.place.file.shown, clash.place.line(("id",))
    if iteration.ids().get(id_) == "activity":
        step = next(step for step, activity in iteration.activities() if activity.id == id_)
        what = f'"{id_}" is an activity of the step "{step.id}", in {where}.'
        do = f"Write it in own/changes/{step.id}.yml, with a field that begins with activities.{id_}."
        return [Problem(here, line, what, do)], True
    fate, heirs, changes = history.fate(id_, iteration)
    still = [version for version, laid in shown.laid.items() if id_ in laid.iteration.elements]
    if fate == "later":
        if any(id_ in each.elements for each in handbook.iterations.values()):
            return [], False  # it comes with a later iteration
        known = iteration.elements
        return [Problem(here, line, f'There is no "{id_}" in {where}.', did_you_mean(id_, known))], True
    kind = next(each.elements[id_].kind for each in handbook.iterations.values() if id_ in each.elements)
    became = {"renamed": "is called", "merged": "is merged into", "split": "is split into"}.get(fate, "")
    became = f"{became} {', '.join(heirs)}" if heirs else "is retired"
    said = f" The handbook says of it: {plain(changes[0].summary)}" if changes else ""
    what = f'The {KINDS[kind].one.lower()} "{id_}", of which you change words, {became} in {where}.{said}'
    if heirs and set(heirs) <= set(shown.own.altered):
        return [], False
    if heirs:
        new = " and ".join(f"own/changes/{heir}.yml" for heir in heirs)
        do = f"Write {new}, with that id, and the words of {where} under `theirs`. "
        do += f"Keep this file for iteration {still[-1]}." if still else "Then delete this file."
        return [Problem(here, line, what, do)], True
    if still:
        return [
            Problem(here, line, what, f"Nothing to do while you show iteration {still[-1]}. Then delete it.")
        ], False
    folder, prefix = KINDS[kind].folder, shown.own.about.prefix
    do = f"Delete this file. To keep the words, make an element of your own: own/{folder}/{prefix}-{id_}.yml."
    return [Problem(here, line, what, do)], True


def _of_field(clash: Clash, where: str, shown: Overlaid) -> list[Problem]:
    """Why a change of a field does not fit."""
    entry = clash.altered.fields[clash.index]
    file, path = clash.place.file, ("fields", clash.index)
    iteration = shown.original.iterations[clash.version]
    element = iteration.elements[clash.altered.id]
    of = f'"{entry.field}" of the {KINDS[element.kind].one.lower()} "{element.id}"'
    if clash.what == "untouched":
        what = f"No copy changes {of}: addresses, links and its past hold on to it."
        return [Problem(file.shown, file.line_of((*path, "field")), what, "Change its title instead.")]
    if clash.what == "field":
        what = f"There is no {of}, in {where}."
        do = "If the handbook took it out, delete this entry. Otherwise mend the name: items of a list by id or number."
        return [Problem(file.shown, file.line_of((*path, "field")), what, do)]
    if clash.what == "adopted":
        what = f"The handbook says of {of} what you say, in {where}."
        do = "Delete this entry: it is not needed any more."
        if shown_elsewhere := _still_fits(clash, shown):
            do = f"Copy the entry, and put your own words under `theirs` too. Delete both after {shown_elsewhere}."
        return [Problem(file.shown, file.line_of((*path, "theirs")), what, do)]
    said, now = _apart(entry.theirs, clash.now)
    what = (
        f"The handbook has changed {of}, in {where}.\n"
        f"    It said:      {said}\n    It says now:  {now}\n    You say:      {_cut(_words(entry.ours))}"
    )
    again = f"run `handbook own {element.id} {entry.field}`: it adds an entry with the new words and yours"
    if elsewhere := _still_fits(clash, shown):
        do = f"If you still want yours, {again}. Keep this one too: iteration {elsewhere} still says the old words."
    else:
        do = f"If you still want yours, {again}. Then delete this one. If theirs will do, only delete it."
    return [Problem(file.shown, file.line_of((*path, "theirs")), what, do)]


def _still_fits(clash: Clash, shown: Overlaid) -> str:
    """The iteration, among those that the copy shows, that still says what a change was written against."""
    name = clash.altered.fields[clash.index].field
    for version, laid in shown.laid.items():
        if any(said.field == name for said in laid.changed.get(clash.altered.id, ())):
            return version
    return ""


def _left_over(shown: Overlaid) -> list[Problem]:
    """The entries that fit no iteration that the copy shows, where another entry for the field does."""
    used = set().union(*(laid.used for laid in shown.laid.values()))
    clashed = {
        (clash.altered.id, clash.altered.fields[clash.index].field)
        for laid in shown.laid.values()
        for clash in laid.clashes
    }
    notices = []
    for id_, (altered, place) in shown.own.altered.items():
        if not any(id_ in laid.changed for laid in shown.laid.values()):
            continue
        for index, entry in enumerate(altered.fields):
            if (id_, index) not in used and (id_, entry.field) not in clashed:
                what = f'No iteration that you show says of "{entry.field}" what stands under `theirs` any more.'
                line = place.file.line_of(("fields", index, "theirs"))
                notices.append(Problem(place.file.shown, line, what, "Delete this entry."))
    return notices


def _version(iteration: LoadedIteration) -> str:
    return f"iteration {iteration.version}{' (the draft)' if iteration.is_draft else ''}"


def _words(value: Any) -> str:
    """A value in one line."""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_words(item)}" for key, item in value.items())
    if isinstance(value, list):
        return " · ".join(_words(item) for item in value)
    return "nothing" if value is None else str(bare(value))


def _apart(before: Any, after: Any) -> tuple[str, str]:
    """Two wordings in one line each; long ones from shortly before where they part."""
    one, other = _words(before), _words(after)
    start = 0
    if max(len(one), len(other)) > LONGEST:
        pairs = enumerate(zip(one, other, strict=False))
        start = next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))
    start = one.rfind(" ", 0, start - 40) + 1 if start > 60 else 0
    return _cut(one, start), _cut(other, start)


def _cut(text: str, start: int = 0) -> str:
    """As much of a text as a message shows."""
    end = start + LONGEST
    return f"{'… ' if start else ''}{text[start:end]}{'…' if len(text) > end else ''}"


# -- the handbook with the copy's words in it -------------------------------------------------------


def _check_whole(shown: Overlaid) -> list[Problem]:
    """What the rules of the handbook find in the iterations as the copy shows them, and not in the handbook itself."""
    found = [problem for laid in shown.laid.values() for problem in _rules(laid.iteration)] + check_placeholders(
        shown.handbook
    )
    elsewhere = {problem for problem in found if not problem.file.startswith("own/")}
    if elsewhere:
        for version in shown.laid:
            elsewhere -= set(_rules(shown.original.iterations[version]))
        elsewhere -= set(check_placeholders(shown.original))
    for laid in shown.laid.values():  # a source that only the handbook's own words cited may be left alone by yours
        found += [each for each in check_sources(laid.iteration, shown.handbook) if each.file.startswith("own/")]
    return [problem for problem in found if problem.file.startswith("own/") or problem in elsewhere]


def _rules(iteration: LoadedIteration) -> Iterable[Problem]:
    for rule in RULES:
        yield from rule(iteration)
