"""Checks on the words themselves: spelling, voice, length, readability, and sentences that are not ours.

What is checked: every text of the draft and of the workshops that a reader sees, and the hand-written
pages of docs/. Released iterations are frozen and left alone. The rules come from the project's voice
guide (`../shared/voice.md`); the words are in `data/words/`, for anybody to edit:

* `ours.txt`: words, names and set phrases that are right although no dictionary has them;
* `american.txt`: American spellings with the British ones to write instead;
* `never.txt`: phrases that the handbook does not use, and what to do instead.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

from macros.basics.problems import Problem
from macros.checks.prose.claims import check_claims
from macros.checks.prose.ease import check_ease, ease_by_type
from macros.checks.prose.lengths import check_lengths
from macros.checks.prose.passages import Passage, passages
from macros.checks.prose.spelling import _ADDRESS, WordLists, check_spelling, check_voice
from macros.model.handbook import Handbook
from macros.model.marks import plain

COPIED_RUN = 12
"""So many equal words in a row are a copy, not a coincidence."""


# -- sentences that are not ours ------------------------------------------------------------------

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def _tokens(text: str) -> list[str]:
    """The bare words of a text, by which two texts are compared: no marks, capitals or punctuation."""
    return [token.replace("’", "'") for token in _TOKEN.findall(_ADDRESS.sub(" ", plain(text)).casefold())]


def check_copied(texts: Iterable[Passage], sources: dict[str, str], run: int = COPIED_RUN) -> list[Problem]:
    """Runs of equal words that a passage shares with a source text; `sources` maps each text's name to its words."""
    seen: dict[tuple[str, ...], str] = {}
    for name, text in sources.items():
        tokens = _tokens(text)
        for start in range(len(tokens) - run + 1):
            seen.setdefault(tuple(tokens[start : start + run]), name)
    problems = []
    for passage in texts:
        tokens = [] if passage.is_names else _tokens(passage.text)
        start = 0
        while start <= len(tokens) - run:
            found = seen.get(tuple(tokens[start : start + run]))
            end = start + run
            while found and end < len(tokens) and tuple(tokens[end - run + 1 : end + 1]) in seen:
                end += 1
            if found:
                words = " ".join(tokens[start:end])
                problems.append(
                    passage.problem(
                        words,
                        f'{end - start} words in a row stand the same in {found}: "{words}".',
                        f"Say it afresh, or quote fewer than {run} words and cite them.",
                    )
                )
            start = end if found else start + 1
    return problems


# -- all of it ------------------------------------------------------------------------------------


WORD_LISTS = "data/words"
"""The folder of the word lists."""


def check_prose(handbook: Handbook, but: Container[str] = ()) -> list[Problem]:
    """Everything that is wrong with the words, in order of file and line. `but` are files to leave out."""
    texts = [passage for passage in passages(handbook) if passage.file not in but]
    lists = WordLists.read(handbook.root / WORD_LISTS)
    return sorted(
        {
            *check_spelling(texts, lists),
            *check_voice(texts, lists),
            *check_lengths(texts),
            *check_claims(texts, handbook.draft),
            *check_ease(ease_by_type(texts)),
        }
    )
