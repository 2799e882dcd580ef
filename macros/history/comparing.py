"""What is different between two iterations: by element, then field, then word.

What counts as a difference is decided here and nowhere else, and explained to readers in
docs/iterations/what-counts.md. In short: words and how they are parted, what they rest on, titles, ids, places
and coming or going count.
Punctuation, capitals, white space, citations, keywords, reading suggestions and the order of
elements that only made room for a new one do not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import partial

from macros.history.wordbyword import T, bare
from macros.model.codelists import BASIS
from macros.model.fields import Apparatus, Record, Refers
from macros.model.handbook import LoadedIteration
from macros.model.kinds import KINDS
from macros.model.marks import LINK, plain
from macros.model.walking import values_of

GLOSSARY = "glossary"


FRAMEWORK = "framework"
"""Two names that a change may use beside the elements: all terms together, and what the iteration says of itself."""


AT_ONCE = 8
"""So many elements of a kind that the earlier iteration did not have at all are told in one line:
the list of the kind names them."""


@dataclass(frozen=True)
class FieldDifference:
    """A field whose words differ. `before` or `after` is empty when it came or went."""

    name: str
    before: str
    after: str


@dataclass
class Difference:
    """How one element differs. `kinds` is a set of: added, retired, words, title, id, place."""

    id: str
    kind: str
    title: str
    before_id: str | None = None
    kinds: set[str] = field(default_factory=set)
    fields: list[FieldDifference] = field(default_factory=list)

    @property
    def said_otherwise(self) -> bool:
        """Whether both iterations have it, with other words: there is something to set side by side."""
        return bool(self.fields) and not self.kinds & {"added", "retired"}


@dataclass(frozen=True)
class Part:
    """One element as comparison sees it: its identity, and its words by field."""

    id: str
    kind: str
    title: str
    was: tuple[str, ...]
    parent: str
    words: dict[str, str]
    record: Record | None = None


def parts(iteration: LoadedIteration) -> dict[str, Part]:
    """Everything that can differ: elements, activities, the glossary's terms, and the framework's own words.
    Nobody may change what comes out."""
    return iteration.once("parts", lambda: _parts(iteration))


def _parts(iteration: LoadedIteration) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for element in iteration.elements.values():
        if KINDS[element.kind].compared:
            found[element.id] = Part(
                element.id, element.kind, element.title, tuple(element.was), "", words_of(element), element
            )
    for step, activity in iteration.activities():
        found[activity.id] = Part(
            activity.id, "activity", activity.title, tuple(activity.was), step.id, words_of(activity), activity
        )
    for term in iteration.terms.values():
        found[f"term:{term.id}"] = Part(f"term:{term.id}", "term", term.term, (), GLOSSARY, words_of(term), term)
    about = iteration.about
    found[FRAMEWORK] = Part(
        FRAMEWORK,
        "iteration",
        "The framework as a whole",
        (),
        "",
        {name: plain(getattr(about, name)) for name in ("question", "loop") if getattr(about, name)},
    )
    return found


def in_lines(
    before: LoadedIteration | None, things: Iterable[T], kind_of: Callable[[T], str], added: Callable[[T], bool]
) -> list[list[T]]:
    """Things as the lines of a list: one to a line, but for a whole kind that was not in `before` and came at once."""
    things = list(things)
    counted = Counter(kind_of(thing) for thing in things if added(thing))
    had = (
        {part.kind for part in parts(before).values()}
        if before and max(counted.values(), default=0) >= AT_ONCE
        else set()
    )
    lines: list[list[T]] = []
    together: dict[str, list[T]] = {}
    for thing in things:
        kind = kind_of(thing)
        if added(thing) and counted[kind] >= AT_ONCE and kind not in had:
            if kind not in together:
                lines.append(together.setdefault(kind, []))
            together[kind].append(thing)
        else:
            lines.append([thing])
    return lines


def words_of(record: Record) -> dict[str, str]:
    """The words of a record by field, without our marks, without links to other elements and without the apparatus."""
    return record.once("words", lambda: _words_of(record))


def _words_of(record: Record) -> dict[str, str]:
    words: dict[str, list[str]] = {}
    for path, text in texts_of(record):
        if text := plain(text):
            words.setdefault(str(path[0]), []).append(text)
    return {name: "\n".join(texts) for name, texts in words.items()}


def texts_of(record: Record) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text of a record that counts as its words, with its place, which begins with its field;
    as it is written, marks and all."""
    for path, value, marks in values_of(record):
        if not any(isinstance(mark, (Refers, Apparatus)) for mark in marks):
            yield path, str(value)


def texts_by_field(record: Record) -> dict[str, list[str]]:
    """The same texts by field. Nobody may change what comes out."""
    return record.once("texts by field", lambda: _texts_by_field(record))


def _texts_by_field(record: Record) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path, text in texts_of(record):
        found.setdefault(str(path[0]), []).append(text)
    return found


def bare_words(part: Part, name: str) -> list[str]:
    """What a part says in a field, as it is compared. Nobody may change what comes out."""
    words = partial(bare, part.words.get(name, ""))
    return part.record.once(f"bare words of {name}", words) if part.record else words()


def compare(before: LoadedIteration, after: LoadedIteration) -> list[Difference]:
    """Every difference between two iterations, in the reading order of kinds, then by title.

    Elements are matched by id, and through `was` where they were renamed. Comparing an older
    iteration with a newer one, or the other way round, are both allowed.
    """
    if before.digest and after.digest:  # both are frozen
        return after.once(f"compared with {before.digest}", lambda: _compare(before, after))
    return _compare(before, after)


def _compare(before: LoadedIteration, after: LoadedIteration) -> list[Difference]:
    old, new = parts(before), parts(after)
    pairs, gone, come = match(old, new)
    moved = _moved(before, after, pairs) | {b.id for a, b in pairs if a.parent != b.parent and b.kind == "activity"}
    found: list[Difference] = []
    titles = joint_titles(pairs, gone, come)

    def titled(part: Part, name: str) -> list[str]:
        """The words of a field with the title that each link has now: what got another name is the same thing."""
        texts = texts_by_field(part.record).get(name, []) if part.record else []
        if part.record and texts and not any("[[" in text for text in texts):
            return part.record.once(f"bare texts of {name}", lambda: bare(plain("\n".join(texts))))
        named = "\n".join(
            LINK.sub(lambda link: link["words"] or titles.get(link["id"], link[0]), text) for text in texts
        )
        return bare(plain(named or part.words.get(name, "")))

    for a, b in pairs:
        difference = Difference(b.id, b.kind, b.title, a.id)
        if a.id != b.id:
            difference.kinds.add("id")
        if bare(a.title) != bare(b.title):
            difference.kinds.add("title")
            difference.fields.append(FieldDifference("title", a.title, b.title))
        for name in [*b.words, *(name for name in a.words if name not in b.words)]:
            left, right = a.words.get(name, ""), b.words.get(name, "")
            if left != right and (
                titled(a, name) != titled(b, name) if bare_words(a, name) != bare_words(b, name) else parted(a, b, name)
            ):
                difference.kinds.add("words")
                difference.fields.append(FieldDifference(name, left, right))
        if basis_of(a) != basis_of(b):
            difference.kinds.add("words")
            difference.fields.append(FieldDifference("basis", basis_of(a), basis_of(b)))
        if b.id in moved:
            difference.kinds.add("place")
        if difference.kinds:
            found.append(difference)
    for part in gone:
        found.append(
            Difference(
                part.id,
                part.kind,
                part.title,
                part.id,
                {"retired"},
                [FieldDifference(name, text, "") for name, text in part.words.items()],
            )
        )
    for part in come:
        found.append(
            Difference(
                part.id,
                part.kind,
                part.title,
                None,
                {"added"},
                [FieldDifference(name, "", text) for name, text in part.words.items()],
            )
        )
    order = {kind: place for place, kind in enumerate(KINDS)}
    return sorted(found, key=lambda difference: (order[difference.kind], difference.title.casefold()))


def basis_of(part: Part) -> str:
    """What an element says that it rests on, as readers see it: our reading, or the sources. May be nothing."""
    basis = getattr(part.record, "basis", None)
    return BASIS[basis].title if basis else ""


def parted(a: Part, b: Part, name: str) -> bool:
    """Whether the same words stand in other places of a field: two items run together, or a word that moved."""
    return _apart(a, name) != _apart(b, name)


def _apart(part: Part, name: str) -> list[list[str]]:
    texts = (plain(text) for path, text in texts_of(part.record) if path[0] == name) if part.record else ()
    return [words for text in texts if (words := bare(text))]


def match(old: dict[str, Part], new: dict[str, Part]) -> tuple[list[tuple[Part, Part]], list[Part], list[Part]]:
    """Which part became which: pairs, those that are gone, and those that are new.

    An id that both have is the same thing. Otherwise `was` decides, in either direction.
    """
    pairs = [(old[id_], new[id_]) for id_ in new if id_ in old]
    left = {id_: part for id_, part in old.items() if id_ not in new}
    come = []
    for id_, part in new.items():
        if id_ in old:
            continue
        origin = next((left[was] for was in part.was if was in left), None)
        origin = origin or next((other for other in left.values() if id_ in other.was), None)
        if origin:
            pairs.append((origin, part))
            del left[origin.id]
        else:
            come.append(part)
    return pairs, list(left.values()), come


def joint_titles(pairs: list[tuple[Part, Part]], gone: list[Part], come: list[Part]) -> dict[str, str]:
    """With which title a link to each part is compared, in both iterations: the one that it has now; the one that it
    had, if it is gone. Takes what `match` gives."""
    titles = {part.id: part.title for part in gone} | {id_: b.title for a, b in pairs for id_ in (a.id, b.id)}
    return titles | {part.id: part.title for part in come}


def _moved(before: LoadedIteration, after: LoadedIteration, pairs: list[tuple[Part, Part]]) -> set[str]:
    """Ids of elements whose place among those that both iterations have is different."""
    moved: set[str] = set()
    new_id = {a.id: b.id for a, b in pairs}
    for kind in (row.name for row in KINDS.values() if row.in_order):
        moved |= _out_of_order(
            [new_id[e.id] for e in before.of(kind) if e.id in new_id], [e.id for e in after.of(kind)]
        )
    step_of = {activity.id: step.id for step, activity in after.activities()}
    for step in after.of("step"):
        earlier = [
            new_id[a.id] for _, a in before.activities() if a.id in new_id and step_of.get(new_id[a.id]) == step.id
        ]
        moved |= _out_of_order(earlier, [activity.id for activity in step.activities])
    return moved


def _out_of_order(before: list[str], after: list[str]) -> set[str]:
    """Those that are not in the longest run that kept its order."""
    common = [id_ for id_ in after if id_ in before]
    before = [id_ for id_ in before if id_ in common]
    kept = {
        common[i]
        for block in SequenceMatcher(None, before, common, autojunk=False).get_matching_blocks()
        for i in range(block.b, block.b + block.size)
    }
    return set(common) - kept
