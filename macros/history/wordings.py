"""Two wordings set side by side: which passage became which, and within a passage which words came and went.

`comparing` decides what counts as a difference; here it is laid out for reading. Where most of a passage stayed, the
words that came and went are marked within it. Where little did, the two stand beside each other, whole: a diff of two
texts that share only their small words cannot be read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import partial
from itertools import groupby
from typing import Any

from macros.basics.answers import Answers
from macros.history.comparing import Difference, texts_of
from macros.history.lines import BREAK, BULLET
from macros.history.wordbyword import Piece, bare, word_by_word
from macros.model.codelists import NATION
from macros.model.elements import ELEMENTS, Activity
from macros.model.fields import Record
from macros.model.handbook import LoadedIteration
from macros.model.marks import LINK, plain
from macros.model.records import Term

ALIKE = 0.5
"""How much of two passages must be the same for one to count as the other, said otherwise.
Tried on our own iterations."""


KEPT_WHOLE = 3
"""A longer run of unchanged passages is folded."""


WORDS_AROUND = 6
"""Of a long run of unchanged words within a passage, so many are shown at its beginning and at its end."""


CLASSES: dict[str, type[Record]] = {**ELEMENTS, "activity": Activity, "term": Term}
"""What each kind that comparisons speak of is made of."""


@dataclass(frozen=True)
class Row:
    """One passage or a few that belong together: `same`, `reworded` (then `pieces` say how), `replaced` by others, or
    `left out` because they are the same and nothing near them changed.

    A `replaced` row without `before` has only come, and one without `after` has only gone.
    """

    what: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()


def wordings(
    difference: Difference, before: LoadedIteration, after: LoadedIteration, answers: Answers | None = None
) -> list[tuple[str, list[Row]]]:
    """Each field of an element that says something else, by its name, with its passages in both wordings.

    What two texts have in common is dear to find; `answers` has it of those that were compared before.
    """
    answers = answers or Answers()

    def passages(iteration: LoadedIteration, id_: str) -> dict[str, list[str]]:
        work = partial(_passages, iteration, difference.kind, id_)
        if not iteration.digest:  # a draft: it will say something else by the next run
            return iteration.once(f"passages {difference.kind} {id_}", work)
        return answers.once("passages", (iteration.digest, difference.kind, id_), work)

    left, right = passages(before, difference.before_id or difference.id), passages(after, difference.id)
    found = []
    for field in difference.fields:
        sides = (
            ([field.before], [field.after])
            if field.name in ("title", "basis") or difference.kind == "iteration"
            else (left.get(field.name, []), right.get(field.name, []))
        )
        rows = answers.once("side by side", sides, partial(_rows_of, *sides))
        found.append((field.name, rows))
    return found


def _rows_of(before: list[str], after: list[str]) -> list[Row]:
    return folded(side_by_side(before, after))


def side_by_side(before: list[str], after: list[str]) -> list[Row]:
    """Two lists of passages as rows, in reading order. Passages that are alike are paired; the rest is replaced."""
    rows: list[Row] = []
    i = j = 0
    for a, b in [*_pairs(before, after), (len(before), len(after))]:
        if a > i or b > j:
            rows.append(Row("replaced", tuple(before[i:a]), tuple(after[j:b])))
        if a < len(before):
            same = bare(before[a]) == bare(after[b])
            rows.append(
                Row(
                    "same" if same else "reworded",
                    (before[a],),
                    (after[b],),
                    () if same else tuple(word_by_word(before[a], after[b])),
                )
            )
        i, j = a + 1, b + 1
    return rows


def folded(rows: list[Row]) -> list[Row]:
    """The same rows, with the middle of each long run of unchanged passages left out:
    around a change one on each side is enough to see where it is.

    Within a passage the same is done with words.
    """
    found: list[Row] = []
    for same, group in groupby(rows, key=lambda row: row.what == "same"):
        run = list(group)
        if same and len(run) > KEPT_WHOLE:
            run = [run[0], Row("left out", after=tuple(row.after[0] for row in run[1:-1])), run[-1]]
        found += [replace(row, pieces=tuple(map(_shortened, row.pieces))) for row in run]
    return found


def _shortened(piece: Piece) -> Piece:
    """A run of words that stayed, without its middle if it is long."""
    words = piece.text.split()
    if piece.what != "same" or len(words) <= 3 * WORDS_AROUND:
        return piece
    end = piece.text[len(piece.text.rstrip()) :]
    return Piece("same", f"{' '.join(words[:WORDS_AROUND])} … {' '.join(words[-WORDS_AROUND:])}{end}")


def _pairs(before: list[str], after: list[str]) -> list[tuple[int, int]]:
    """Which passages are the same or alike, in an order that both keep, so that as much as possible is paired."""
    best: dict[tuple[int, int], tuple[float, tuple[tuple[int, int], ...]]] = {}
    nothing: tuple[float, tuple[tuple[int, int], ...]] = (0.0, ())
    words = [[Words(bare(text)) for text in texts] for texts in (before, after)]
    for i in range(len(before) - 1, -1, -1):
        for j in range(len(after) - 1, -1, -1):
            choices = [best.get((i + 1, j), nothing), best.get((i, j + 1), nothing)]
            score_of_both = alike(words[0][i], words[1][j])
            if score_of_both >= ALIKE:
                score, pairs = best.get((i + 1, j + 1), nothing)
                choices.append((score + score_of_both, ((i, j), *pairs)))
            best[i, j] = max(choices, key=lambda choice: choice[0])
    return list(best.get((0, 0), nothing)[1])


class Words:
    """The words of a passage, in order and counted."""

    def __init__(self, words: list[str]):
        self.words, self.counts = words, Counter(words)


def alike(left: Words, right: Words) -> float:
    """How much of two passages is the same words in the same order, from 0 to 1; 0 for less than counts.

    Most pairs have nothing to do with each other, and are told by what is quickest: their lengths, then the words that
    they share in any order. Neither can be less than what is the same in order.
    """
    both, shorter = len(left.words) + len(right.words), min(len(left.words), len(right.words))
    if both and (
        2 * shorter < ALIKE * both
        or 2 * sum(min(n, right.counts[word]) for word, n in left.counts.items() if word in right.counts) < ALIKE * both
    ):
        return 0.0
    return 1.0 if left.words == right.words else SequenceMatcher(None, left.words, right.words, autojunk=False).ratio()


def _titles(iteration: LoadedIteration) -> dict[str, str]:
    """What everything that can be linked is called."""
    things: list[Any] = [*iteration.elements.values(), *(activity for _, activity in iteration.activities())]
    return {each.id: plain(each.title) for each in things}


def _passages(iteration: LoadedIteration, kind: str, id_: str) -> dict[str, list[str]]:
    """What an element says, by field: each paragraph, item of a list and row of a table apart, with the titles of what
    it links to."""
    titles = iteration.once("titles", lambda: _titles(iteration))
    found: dict[str, list[str]] = {}
    for record in _record(iteration, kind, id_):
        for place, texts in groupby(texts_of(record), key=lambda each: _together(each[0])):
            text = _IN_BETWEEN.get(str(place[-1]), "\n\n").join(
                plain(
                    NATION[text].title
                    if text in NATION
                    else LINK.sub(lambda link: link["words"] or titles.get(link["id"], link[0]), text)
                )
                for _, text in texts
            )
            passages = [" ".join(BULLET.sub("", passage).split()) for passage in BREAK.split(text)]
            found.setdefault(str(place[0]), []).extend(filter(None, passages))
    return found


_IN_BETWEEN = {"row": " · ", "rule": " – ", "nations": ", "}
"""What stands between two texts that are read as one passage."""


def _together(path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """A place that all texts of one passage share: the cells of a row, or a rule and where it is written.
    By itself, a cell says nothing."""
    match path:
        case (*_, "rows", int(), int()) | (*_, "columns", int()):
            return (*path[:-1], "row")
        case ("facts", int(), "fact" | "where"):
            return (*path[:-1], "rule")
        case (*_, "nations", int()):
            return path[:-1]
    return path


def _record(iteration: LoadedIteration, kind: str, id_: str) -> Iterator[Record]:
    """The record that has an id; none for the framework's own words, which stand in the iteration's file."""
    if kind == "activity":
        yield from (activity for _, activity in iteration.activities() if activity.id == id_)
    elif kind == "term":
        yield iteration.terms[id_.removeprefix("term:")]
    elif kind != "iteration":
        yield iteration.elements[id_]
