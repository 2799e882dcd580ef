"""Spelling, and words that this handbook does not use."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from spellchecker import SpellChecker

from macros.basics.files import is_there, read_text
from macros.basics.problems import Problem, Problems, shown_path
from macros.checks.prose.passages import Passage
from macros.model.marks import LINK, plain
from macros.model.swallowed import rows_of


@dataclass(frozen=True)
class WordLists:
    """The words that we know: those of `data/words/`, on top of an English dictionary."""

    ours: tuple[str, ...]
    american: dict[str, str]
    never: dict[str, str]

    @classmethod
    def read(cls, folder: Path) -> WordLists:
        """Read the three lists of a folder. Raises `Problems` with every line that is not of its form."""
        problems: list[Problem] = []

        def pairs(name: str, between: str, form: str) -> dict[str, str]:
            found = {}
            for number, entry in _entries(folder / name, problems):
                left, _, right = (part.strip() for part in entry.partition(between))
                if left and right and any(map(str.isalnum, left)):
                    found[" ".join(left.casefold().split())] = right
                else:
                    where = shown_path(folder / name, folder.parent.parent)
                    problems.append(Problem(where, number, f'"{entry}" is not of the form of this list.', form))
            return found

        lists = cls(
            tuple(entry for _, entry in _entries(folder / "ours.txt", problems)),
            pairs("american.txt", " ", "Write the American word, a space, and the British one."),
            pairs("never.txt", ": ", "Write the phrase, a colon, a space, and what to do instead."),
        )
        if problems:
            raise Problems(problems)
        return lists

    @cached_property
    def dictionary(self) -> SpellChecker:
        """An English dictionary with our words and the British spellings added."""
        dictionary = SpellChecker("en", distance=1)
        dictionary.word_frequency.load_words(
            [entry for entry in (*self.ours, *self.american.values()) if " " not in entry]
        )
        return dictionary

    @cached_property
    def set_phrases(self) -> re.Pattern[str]:
        """Names and terms of several words, which stand as they are: a court, a term that the law uses."""
        return _any_of(entry for entry in self.ours if " " in entry)

    @cached_property
    def banned(self) -> re.Pattern[str]:
        """The phrases of `never.txt`."""
        return _any_of(self.never)

    def knows(self, word: str) -> bool:
        """Whether a word is right; the dictionary is American, so a British ending is looked up by the American one."""
        return bool(self.dictionary.known([word, _BRITISH_ISE.sub(r"\1z\2", word)]))

    def british(self, word: str) -> str:
        """The British spelling of an American word, or nothing if it is not one."""
        if word in self.american:
            return self.american[word]
        with_s = _AMERICAN_IZE.sub(r"\1s\2", word)
        return with_s if with_s != word and not _RIGHT_WITH_Z.search(word) else ""


def _entries(path: Path, problems: list[Problem]) -> list[tuple[int, str]]:
    """The lines of a word list with their numbers, without remarks.
    A list that cannot be read is a problem: the checks would pass for want of words."""
    text = read_text(path, path.parent.parent.parent)
    if isinstance(text, Problem):
        problems.append(
            text
            if is_there(path)
            else replace(text, what="This word list is missing.", do="Bring it back: git checkout -- data/words")
        )
        return []
    rows = enumerate(rows_of(text), 1)
    return [(number, row.strip()) for number, row in rows if row.strip() and not row.startswith("#")]


_ENDINGS = r"(e|ed|es|er|ers|ing|able|ation|ations|ational)$"


_BRITISH_ISE = re.compile(r"(\w\w[iy])s" + _ENDINGS)


_AMERICAN_IZE = re.compile(r"(\w\w[iy])z" + _ENDINGS)


_RIGHT_WITH_Z = re.compile(r"^(?:re|up|down|over|out|mid|under|cap)?siz|priz|seiz|maiz")


_ADDRESS = re.compile(
    r"https?://\S+|\S+@\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:uk|com|org|gov|net|eu|info|io|nz|au|ca|md|yml)\b\S*"
)


_WORD = re.compile(r"(?<![\w.])[^\W\d_]+(?:['’][^\W\d_]+)*(?!\w)")


LONGEST_WORD = 40
"""No word of a longer kind is guessed at: that would take for ever, and nobody would write it."""


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """Finds any of some phrases as whole words, over line breaks too."""
    longest_first = sorted(phrases, key=len, reverse=True)
    any_phrase = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in longest_first) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{any_phrase})(?!\w)", re.I)


def _as_read(text: str, lists: WordLists) -> str:
    """A text without what is not ours to spell: titles that links fill in, addresses, set phrases."""
    text = plain(LINK.sub(lambda m: m["words"] or " ", text))
    return lists.set_phrases.sub(" ", _ADDRESS.sub(" ", text))


def check_spelling(texts: Iterable[Passage], lists: WordLists) -> list[Problem]:
    """Words that no list knows, and American spellings, each with what to write instead."""
    problems = []
    right: set[str] = set()
    for passage in texts:
        for found in _WORD.finditer(_as_read(passage.text, lists)):
            shown = re.sub(r"['’]s?$", "", found[0])
            word = shown.replace("’", "'").casefold()
            if word in right or len(word) < 2 or shown.rstrip("s").isupper():
                continue
            if instead := lists.british(word):
                problems.append(passage.problem(shown, f'"{shown}" is American spelling.', f'Write "{instead}".'))
            elif lists.knows(word):
                right.add(word)
            else:
                guess = lists.dictionary.correction(word) if len(word) <= LONGEST_WORD else None
                did_you_mean = f'Did you mean "{lists.british(guess) or guess}"? ' if guess and guess != word else ""
                problems.append(
                    passage.problem(
                        shown,
                        f'"{shown}" is in no word list.',
                        did_you_mean + "If it is right, add it to data/words/ours.txt, on a line of its own.",
                    )
                )
    return problems


def check_voice(texts: Iterable[Passage], lists: WordLists) -> list[Problem]:
    """Phrases that the voice guide bans. A term that the law or the field uses is let through by `ours.txt`."""
    problems = []
    for passage in texts:
        for found in lists.banned.finditer(_as_read(passage.text, lists)):
            phrase = " ".join(found[0].split())
            problems.append(
                passage.problem(
                    phrase,
                    f'The handbook does not say "{phrase}".',
                    _sentence(lists.never.get(phrase.casefold(), "say it in another way")),
                )
            )
    return problems


def _sentence(text: str) -> str:
    """A few words as a sentence: capital and full stop."""
    return f"{text[:1].upper()}{text[1:]}."
