"""Since when each line of an element stands as it stands, what it said before, and where its words came from.

One pass over all iterations, oldest first. A line that an iteration shares with the one before, word for word, stands
as long as it stood there; every other stands since then. What is the same is decided as in `comparing`: words count,
their punctuation and capitals do not. Elements are followed through `was`, merges and splits, and words that left one
place and came to another are found again there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from macros.basics.answers import Answers
from macros.history.comparing import GLOSSARY, Part, joint_titles, match, parts, texts_by_field
from macros.history.explains import EXPLAINS
from macros.history.history import History
from macros.history.lines import Line, Titles, Where, filled_in, lines_of
from macros.history.rejoined import rejoined
from macros.history.wordings import ALIKE, Words, alike
from macros.model.handbook import Handbook, LoadedIteration
from macros.model.marks import plain
from macros.model.records import Change

A_SENTENCE = 4
"""Fewer words than this say nothing by themselves: they are the same only in the same place."""


MOVED = 6
"""So many words at least must a line have that is found again in an element that has nothing to do with this one."""


@dataclass(frozen=True)
class Move:
    """Words that came from another place: in which iteration, and from which element and field."""

    iteration: str
    id: str
    field: str


@dataclass(frozen=True)
class Told:
    """A line with its past: since when it stands, in which element it came, what it said before, and its moves."""

    line: Line
    since: str
    came_in: str
    before: str = ""
    moves: tuple[Move, ...] = ()


@dataclass
class _Left:
    """The lines of an element of the iteration before, and which of them have been found again."""

    id: str
    lines: tuple[Told, ...]
    found: set[int] = field(default_factory=set)

    def free(self) -> Iterator[tuple[int, Told]]:
        """Those that have not."""
        return ((at, told) for at, told in enumerate(self.lines) if at not in self.found)


Provenance = dict[str, tuple[Told, ...]]
"""By element, as comparison knows it (`term:…`, `framework`): its lines."""


def provenance(history: History, iteration: LoadedIteration, answers: Answers | None = None) -> Provenance:
    """Where each line of an iteration comes from. Nobody may change what comes out.

    `answers` has what was worked out before of iterations that are frozen.
    """
    known, before = answers or Answers(), history.handbook.before(iteration)

    def work() -> Provenance:
        return (
            _followed(history, before, provenance(history, before, known), iteration)
            if before
            else _first(history, iteration)
        )

    def kept() -> Provenance:
        chain = _chain(history.handbook, iteration)
        if not all(chain):  # a draft: it will say something else by the next run
            return work()
        found: Provenance = known.once("provenance", chain, work)
        return found

    return history.once(("provenance", iteration.version), kept)


def _chain(handbook: Handbook, iteration: LoadedIteration | None) -> list[str]:
    """The digests of an iteration and of those before it, empty for one that is not frozen."""
    found = []
    while iteration is not None:
        found.append(iteration.digest)
        iteration = handbook.before(iteration)
    return found


def reasons(history: History, told: Told) -> list[Change]:
    """The entries that put a line where it stands: those of the iteration since which it stands so that name its
    element, and are of a kind that accounts for it. None for what stands since the first iteration, and where no entry
    names the element."""
    return _naming(history, told.since, told.came_in, told.line.field == "title")


def moved_by(history: History, move: Move, id_: str) -> list[Change]:
    """The entries of an iteration that name an element to which words moved, or the one that they left."""
    found = [change for name in (id_, move.id) for change in _naming(history, move.iteration, name, False)]
    return list({change.id: change for change in found}.values())


def _naming(history: History, version: str, id_: str, title: bool) -> list[Change]:
    return history.once(("naming", version, id_, title), lambda: _entries(history, version, id_, title))


def _entries(history: History, version: str, id_: str, title: bool) -> list[Change]:
    iteration = history.handbook.iterations[version]
    before = history.handbook.before(iteration)
    part = parts(iteration).get(id_)
    names = {id_, *(part.was if part else ())}
    came = before is not None and not names & parts(before).keys()
    if id_.startswith("term:"):
        names.add(GLOSSARY)
    wanted = "added" if came else "title" if title else "words"
    in_order = sorted(iteration.changes.values(), key=lambda change: (change.order, change.id))
    naming = [change for change in in_order if names & {*change.elements, *change.before}]
    found = [change for change in naming if wanted in EXPLAINS[change.kind]] or naming
    if title:
        found = [change for change in found if change.kind == "renamed"] or found
    if not found and came and part and part.parent and part.kind == "activity":  # it came with its step
        return _entries(history, version, part.parent, False)
    return found


# -- one iteration after the other ------------------------------------------------------------------


def _first(history: History, iteration: LoadedIteration) -> Provenance:
    titles = _titles(history, iteration)
    return {
        id_: tuple(Told(line, iteration.version, id_) for line in lines_of(part, titles))
        for id_, part in parts(iteration).items()
    }


def _titles(history: History, iteration: LoadedIteration) -> Titles:
    """What links are filled in with in an iteration."""

    def work() -> Titles:
        before = history.handbook.before(iteration)
        earlier = _titles(history, before).first if before else {}
        first = {
            part.id: next((earlier[was] for was in (part.id, *part.was) if was in earlier), part.id)
            for part in parts(iteration).values()
        }
        things: list[Any] = [*iteration.elements.values(), *(activity for _, activity in iteration.activities())]
        return Titles({each.id: plain(each.title) for each in things}, first)

    return history.once(("titles", iteration.version), work)


def _followed(history: History, before: LoadedIteration, earlier: Provenance, iteration: LoadedIteration) -> Provenance:
    """The lines of an iteration, each found again in the one before, or new."""
    old, new = parts(before), parts(iteration)
    then, now = _titles(history, before), _titles(history, iteration)
    pairs, gone, come = match(old, new)
    origin = {b.id: a for a, b in pairs}
    renamed = {f"[[{id_}" for id_, title in now.now.items() if then.now.get(id_) != title}
    left = {id_: _Left(id_, lines) for id_, lines in earlier.items()}
    made: dict[str, list[Told | None]] = {}
    lines: dict[str, list[Line]] = {}
    for id_, part in new.items():
        a = origin.get(id_)
        if a and _same(a, part, renamed):
            left[a.id].found = set(range(len(earlier[a.id])))
            made[id_] = list(earlier[a.id])
        else:
            lines[id_] = lines_of(part, now)
            made[id_] = [None] * len(lines[id_])
    own = _under_old_keys(lines, earlier, joint_titles(pairs, gone, come))
    order = {version: at for at, version in enumerate(history.handbook.iterations)}
    rows = {
        id_: _find_again(lines[id_], made[id_], left[origin[id_].id], iteration.version, order)
        for id_ in lines
        if id_ in origin
    }
    named = {id_: _came_of(iteration, id_, origin) for id_ in lines}
    for id_, sources in named.items():
        for source in sources:
            if source in left:
                _find_elsewhere(lines[id_], made[id_], [left[source]], iteration.version, A_SENTENCE, copied=True)
    changed = [each for each in left.values() if len(each.found) < len(each.lines)]
    for id_ in lines:
        _find_elsewhere(lines[id_], made[id_], changed, iteration.version, MOVED)
    for id_ in lines:
        sources = [*([origin[id_].id] if id_ in origin else []), *named[id_]]
        said = _said_before(
            lines[id_], made[id_], [left[source] for source in sources if source in left], rows.get(id_, {})
        )
        for at, told in enumerate(made[id_]):
            if told is None:
                made[id_][at] = Told(lines[id_][at], iteration.version, id_, said.get(at, ""))
    for id_, at in own:
        if told := made[id_][at]:
            made[id_][at] = replace(told, line=own[id_, at])
    return {id_: tuple(told for told in found if told) for id_, found in made.items()}


def _under_old_keys(
    lines: dict[str, list[Line]], earlier: Provenance, titles: dict[str, str]
) -> dict[tuple[str, int], Line]:
    """Give each line that says what one before said, when links are filled in with titles, the key of that one: a link
    that became the title of what it led to is no other word, and so it is in a comparison. `lines` is changed; returns
    what the changed ones were."""
    known = {told.line.key for found in earlier.values() for told in found}
    filled = {filled_in(told.line, titles): told.line.key for found in earlier.values() for told in found}
    own: dict[tuple[str, int], Line] = {}
    for id_, found in lines.items():
        for at, line in enumerate(found):
            key = line.key if line.key in known else filled.get(filled_in(line, titles), line.key)
            if key != line.key:
                own[id_, at] = line
                found[at] = replace(line, key=key)
    return own


def _same(a: Part, b: Part, renamed: set[str]) -> bool:
    """Whether two parts have the same lines: the same texts, in which no link is filled in with another title."""
    if a.record is None or b.record is None or a.id != b.id or a.title != b.title:
        return False
    texts = texts_by_field(b.record)
    if texts_by_field(a.record) != texts:
        return False
    linking = [text for found in texts.values() for text in found if "[[" in text]
    return not any(link in text for text in linking for link in renamed)


def _came_of(iteration: LoadedIteration, id_: str, origin: dict[str, Part]) -> list[str]:
    """The other elements of the iteration before from which an element was merged or split."""
    own = origin[id_].id if id_ in origin else ""
    return [
        before
        for change in iteration.changes.values()
        if change.kind in ("merged", "split") and id_ in change.elements
        for before in change.before
        if before != own
    ]


def _find_again(
    lines: list[Line], made: list[Told | None], left: _Left, version: str, order: dict[str, int]
) -> dict[int, list[int]]:
    """Find the lines of an element again in what it was: in the same place, in the same row, elsewhere in it, in its
    text parted otherwise. Then a line stands since the newest of its words (`order`: of the iterations).

    Returns for each line in a row the lines of the row that it was.
    """
    by_place: dict[tuple[Where, str], list[int]] = {}
    by_words: dict[str, list[int]] = {}
    for at, told in enumerate(left.lines):
        by_place.setdefault((told.line.shape, told.line.key), []).append(at)
        by_words.setdefault(told.line.key, []).append(at)

    def take(at: int, places: Iterable[int]) -> None:
        for place in places:
            if place not in left.found:
                left.found.add(place)
                told = left.lines[place]
                made[at] = _carried(lines[at], told, left.id, told.line.field != lines[at].field, version)
                return

    for at, line in enumerate(lines):
        if line.words >= A_SENTENCE or not line.row:
            take(at, by_place.get((line.shape, line.key), ()))
    rows = _aligned(lines, [told.line for told in left.lines])
    for at, old in rows.items():
        if made[at] is None:
            same = [place for place in old if left.lines[place].line.key == lines[at].key]
            take(at, sorted(same, key=lambda place: left.lines[place].line.shape != lines[at].shape))
    for at, line in enumerate(lines):
        if made[at] is None and line.words >= A_SENTENCE:
            places = by_words.get(line.key, [])
            take(at, sorted(places, key=lambda place: left.lines[place].line.field != line.field))
    unfound = [at for at, told in enumerate(made) if told is None]
    for at, those in rejoined(lines, [told.line for told in left.lines], unfound):
        newest = max((left.lines[place] for place in those), key=lambda told: order[told.since])
        made[at] = replace(newest, line=lines[at])
        left.found.update(those)
    return rows


def _carried(line: Line, told: Told, from_id: str, moved: bool, version: str) -> Told:
    """A line that was found again, with its past, and with where it came from if that is another place."""
    moves = (*told.moves, Move(version, from_id, told.line.field)) if moved else told.moves
    return replace(told, line=line, moves=moves)


def _rows(lines: Iterable[Line]) -> dict[Where, list[int]]:
    """The lines that stand in one row, by the row."""
    found: dict[Where, list[int]] = {}
    for at, line in enumerate(lines):
        if line.row:
            found.setdefault(line.row, []).append(at)
    return found


def _aligned(lines: list[Line], before: list[Line]) -> dict[int, list[int]]:
    """For each line in a row, the lines of the row before that it was: the one that shares a sentence with it, begins
    with the same words, or has the same in half of its columns."""
    old, taken = _rows(before), set[Where]()
    found: dict[int, list[int]] = {}
    for row, places in _rows(lines).items():
        said = {(lines[at].shape, lines[at].key) for at in places}
        first = lines[places[0]].shape, lines[places[0]].key
        best, most = None, 0.0
        for other, those in old.items():
            if other in taken or other[0] != row[0]:
                continue
            same = [at for at in those if (before[at].shape, before[at].key) in said]
            begins = bool(same) and (before[those[0]].shape, before[those[0]].key) == first
            score = len(same) / len(places) + begins + any(before[at].words >= A_SENTENCE for at in same)
            if score > most:
                best, most = other, score
        if best is not None and most >= 0.5:
            taken.add(best)
            found |= dict.fromkeys(places, old[best])
    return found


def _find_elsewhere(
    lines: list[Line], made: list[Told | None], left: list[_Left], version: str, least: int, copied: bool = False
) -> None:
    """Find lines again in other elements: words that left them, or with `copied` words that they may have kept."""
    wanted = {line.key: at for at, line in reversed(list(enumerate(lines))) if made[at] is None and line.words >= least}
    for each in left if wanted else ():
        for place, told in list(enumerate(each.lines)) if copied else list(each.free()):
            at = wanted.pop(told.line.key, None)
            if at is not None:
                each.found.add(place)
                made[at] = _carried(lines[at], told, each.id, True, version)
                if not wanted:
                    return


def _said_before(
    lines: list[Line], made: list[Told | None], left: list[_Left], rows: dict[int, list[int]]
) -> dict[int, str]:
    """What each line that is new said before: the cell that stood in its place, the only text of its place, or the
    most alike of what was not found again, in the same place rather than in another."""
    new = [at for at, told in enumerate(made) if told is None]
    free = [(source, place, told) for source in left for place, told in source.free()] if new else []
    ranked: list[tuple[float, int, str, int, str]] = []
    words = {(source.id, place): Words(told.line.key.split()) for source, place, told in free}
    alone = _alone(lines, new, left)
    for at in new:
        mine = Words(lines[at].key.split())
        for source, place, told in free:
            same_place = told.line.shape == lines[at].shape
            replaced = same_place and source is left[0] and (place in rows.get(at, ()) or lines[at].shape in alone)
            score = alike(mine, words[source.id, place])
            if replaced or (score >= ALIKE and (lines[at].words >= A_SENTENCE or not lines[at].row)):
                ranked.append((score + same_place + replaced, at, source.id, place, told.line.text))
    ranked.sort(key=lambda row: (-row[0], row[1], row[2], row[3]))
    said: dict[int, str] = {}
    used: set[tuple[str, int]] = set()
    for _, at, source_id, place, text in ranked:
        if at not in said and (source_id, place) not in used:
            said[at] = text
            used.add((source_id, place))
    return said


def _alone(lines: list[Line], new: list[int], left: list[_Left]) -> set[Where]:
    """The places, none of them in a list, in which one text is new and one is gone."""
    come = Counter(lines[at].shape for at in new)
    gone = Counter(told.line.shape for _, told in left[0].free()) if left else Counter()
    return {shape for shape, count in come.items() if count == 1 == gone[shape] and "*" not in shape}
