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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median
from typing import Any

from spellchecker import SpellChecker

from macros.loading import Handbook, Place
from macros.marks import LINK, plain
from macros.model import Prose, values_of
from macros.problems import Problem, Problems, shown_path

LONGEST = {"method": 260, "step": 2100, "how": 190, "briefing": 1700}
"""Words, at the most (voice.md): a tool's method fits a printed side, a step reads in about eight minutes, an
activity in one, a briefing at a sitting. The 45 of a glossary entry are `checking.check_terms`."""

LOOKED_UP = {"table", "pairs"}
"""The parts of a briefing that a reader looks something up in: they do not count towards its length."""

COPIED_RUN = 12
"""So many equal words in a row are a copy, not a coincidence."""

LISTS_OF_NAMES = {"commissioners", "providers"}
"""Fields in which equal words are no copy: the same organisations, in whatever order."""

EASE_FLOORS = {
    "briefing": 68,
    "case-study": 58,
    "clause": 64,
    "glossary": 59,
    "guidance": 59,
    "iteration": 60,
    "path": 76,
    "principle": 71,
    "step": 74,
    "tension": 67,
    "tool": 75,
    "workshop": 62,
    "written": 73,
}
"""The least Flesch reading ease that the median page of a type may have: what was measured in November 2026, less about five."""

PLAIN_ENGLISH = 60
"""The floor of a type that is not among them: plain English by Flesch's own scale."""

FAR_BELOW = 15
"""A single page so far below the floor of its type is reported too."""

FEWEST_WORDS = 100
"""A page with fewer words in sentences is too short to be measured."""

NOT_SENTENCES = {
    "title",
    "label",
    "heading",
    "caption",
    "columns",
    "rows",
    "table",
    "fields",
    "example",
    "drafting",
    "place",
    "sector",
    "commissioners",
    "providers",
    "years",
    "value",
    "length",
    "route",
    "who",
    "time",
    "group_size",
    "term",
    "one_good",
    "other_good",
    "theme",
}
"""Fields that hold names, labels, tables, sheets or a lawyer's drafting: spelled like the rest, and not measured for ease."""


@dataclass(frozen=True)
class Passage:
    """One text for readers. `kind` and `id` name its page, `path` its place in the record, `rows` the lines of its file."""

    file: str
    line: int
    kind: str
    id: str
    path: tuple[str | int, ...]
    text: str
    rows: tuple[str, ...] = ()

    def line_of(self, words: str) -> int:
        """The line on which words of this passage stand, as near as can be told."""
        first = re.compile(rf"(?<!\w){re.escape(words.split()[0])}(?!\w)", re.I)
        return next(
            (number for number, row in enumerate(self.rows[self.line - 1 :], self.line) if first.search(row)), self.line
        )

    def problem(self, words: str, what: str, do: str) -> Problem:
        """A finding about some words of this passage."""
        return Problem(self.file, self.line_of(words), what, do)


# -- what there is to read ------------------------------------------------------------------------


def passages(handbook: Handbook) -> list[Passage]:
    """Every text that a reader sees in the draft, in the workshops and on the hand-written pages, in files' order."""
    found: list[Passage] = []
    rows = {
        file.shown: tuple(file.path.read_text("utf-8").splitlines())
        for file in (*handbook.draft.files, *(place.file for place in handbook.workshop_places.values()))
    }
    for record, place, kind, id_ in _records(handbook):
        for path, value, marks in values_of(record):
            prose = any(isinstance(mark, Prose) for mark in marks) or path[:2] == ("example", "values")
            words_of_others = kind == "source" and path[0] not in ("note", "read_via")
            if prose and isinstance(value, str) and not words_of_others:
                found.append(
                    Passage(place.file.shown, place.line(path), kind, id_, path, value, rows[place.file.shown])
                )
    for page in sorted((handbook.root / "docs").rglob("*.md")):
        if "adr" not in page.parts:
            found += written_passages(page.read_text("utf-8"), shown_path(page, handbook.root))
    return found


def _records(handbook: Handbook) -> Iterator[tuple[Any, Place, str, str]]:
    """Every record of the draft, and every workshop: with its place, its page's type and its page's id."""
    draft = handbook.draft
    for element in draft.elements.values():
        yield element, draft.places[element.kind, element.id], element.kind, element.id
    for term in draft.terms.values():
        yield term, draft.places["term", term.id], "glossary", "glossary"
    for source in draft.sources.values():
        yield source, draft.places["source", source.id], "source", "sources"
    yield draft.about, draft.places["iteration", "iteration"], "iteration", draft.version
    for change in draft.changes.values():
        yield change, draft.places["change", change.id], "iteration", draft.version
    for workshop in handbook.workshops.values():
        yield workshop, handbook.workshop_places[workshop.id], "workshop", workshop.id


_MACHINE = re.compile(
    r"\A---\n.*?\n---\n|```.*?```|\{\{.*?\}\}|\{%.*?%\}|<[^>]+>|\{[ :#.][^{}]*\}|`[^`]*`|(?<=\])\([^)]*\)", re.S
)
_STARTS = re.compile(r"\s*(?:#|\||[-*+]\s|\d+[.)]\s)")


def written_passages(text: str, file: str) -> Iterator[Passage]:
    """The paragraphs, headings, list items and table rows of a hand-written page, without its macros and marks."""
    rows = tuple(text.splitlines())
    bare = _MACHINE.sub(lambda m: "\n" * m[0].count("\n") or " ", text).splitlines()
    start, block = 0, ""
    for number, row in enumerate([*bare, ""], 1):
        if block and (not row.strip() or _STARTS.match(row)):
            path = ("table",) if block.startswith("|") else ("heading",) if block.startswith("#") else ()
            yield Passage(file, start, "written", file, path, block, rows)
            block = ""
        if row.strip():
            start = start if block else number
            block = f"{block} {row.strip()}".strip()


# -- spelling and voice ---------------------------------------------------------------------------


def _entries(path: Path) -> list[str]:
    """The lines of a word list, without remarks. Raises `Problems` where there is no list: the checks would pass for want of words."""
    if not path.is_file():
        raise Problems(
            [
                Problem(
                    path.as_posix(),
                    0,
                    "This word list is missing.",
                    "Bring it back from git: git checkout -- data/words",
                )
            ]
        )
    return [row.strip() for row in path.read_text("utf-8").splitlines() if row.strip() and not row.startswith("#")]


@dataclass(frozen=True)
class WordLists:
    """The words that we know: those of `data/words/`, on top of an English dictionary."""

    ours: tuple[str, ...]
    american: dict[str, str]
    never: dict[str, str]

    @classmethod
    def read(cls, folder: Path) -> WordLists:
        """Read the three lists of a folder."""

        def pairs(name: str, between: str) -> dict[str, str]:
            return {left: right for left, _, right in (entry.partition(between) for entry in _entries(folder / name))}

        return cls(tuple(_entries(folder / "ours.txt")), pairs("american.txt", " "), pairs("never.txt", ": "))

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


_ENDINGS = r"(e|ed|es|er|ers|ing|able|ation|ations|ational)$"
_BRITISH_ISE = re.compile(r"(\w\w[iy])s" + _ENDINGS)
_AMERICAN_IZE = re.compile(r"(\w\w[iy])z" + _ENDINGS)
_RIGHT_WITH_Z = re.compile(r"^(?:re|up|down|over|out|mid|under|cap)?siz|priz|seiz|maiz")
_ADDRESS = re.compile(
    r"https?://\S+|\S+@\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:uk|com|org|gov|net|eu|info|io|nz|au|ca|md|yml)\b\S*"
)
_WORD = re.compile(r"(?<![\w.])[^\W\d_]+(?:['’][^\W\d_]+)*(?!\w)")


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
                guess = lists.dictionary.correction(word)
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
                    phrase, f'The handbook does not say "{phrase}".', _sentence(lists.never[phrase.casefold()])
                )
            )
    return problems


def _sentence(text: str) -> str:
    """A few words as a sentence: capital and full stop."""
    return f"{text[:1].upper()}{text[1:]}."


# -- length ---------------------------------------------------------------------------------------


def words_in(text: str) -> list[str]:
    """The words of a text as a reader counts them."""
    return [word for word in plain(text).split() if any(character.isalnum() for character in word)]


def check_lengths(texts: Iterable[Passage]) -> list[Problem]:
    """Methods, activities, steps and briefings that are longer than a reader has time for."""
    counted: dict[tuple[str, ...], tuple[Passage, int]] = {}
    for passage in texts:
        parts = []
        if passage.kind == "step" or passage.kind == "briefing" and not LOOKED_UP.intersection(passage.path):
            parts.append((passage.file, passage.kind))
        if passage.kind == "tool" and passage.path[0] == "method":
            parts.append((passage.file, "method"))
        if passage.path[:1] == ("activities",) and passage.path[-1] == "how":
            parts.append((passage.file, "how", str(passage.path[1])))
        for part in parts:
            first, count = counted.get(part, (passage, 0))
            counted[part] = (first, count + len(words_in(passage.text)))
    names = {
        "method": "The method of this tool",
        "step": "This step",
        "how": "The `how` of this activity",
        "briefing": "This briefing",
    }
    return [
        Problem(
            first.file,
            first.line,
            f"{names[part[1]]} has {count} words.",
            f"Keep it to {LONGEST[part[1]]}, or make two of it.",
        )
        for part, (first, count) in counted.items()
        if count > LONGEST[part[1]]
    ]


# -- readability ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class PageEase:
    """How a page reads: its Flesch reading ease (100 easy, 0 very hard; plain English is 60 or more) and words a sentence."""

    id: str
    file: str
    ease: float
    words_a_sentence: float


@dataclass(frozen=True)
class TypeEase:
    """How the pages of a type read: medians, and the hardest pages first."""

    kind: str
    pages: int
    ease: float
    words_a_sentence: float
    hardest: tuple[PageEase, ...]


_BLOCKS = re.compile(r"\n\s*\n|(?:^|\n)\s*(?:[-*+]|\d+[.)])\s+")
_STOPS = re.compile(r"(?<=[.!?])[\"”’')*]*\s+")
_SILENT = re.compile(
    r"(?<![td])(?<![bcdfgkptz]l)ed$|(?<![csxzg])(?<![sc]h)(?<![bcdfgkptz]l)es$|(?<![bcdfgkptz]l)e$"
    r"|(?<=[^aeiouy])e(?=(?:ly|ments?|ness|(?:ful|less)(?:ness)?)$)|(?<=som)e(?=\w)|(?<=[gq])ue$"
)
_VOWELS = re.compile(r"[aeiouy]+")
_APART = re.compile(
    r"(?<![tscg])i(?:[ao]|e(?=n[tc]))|i(?=et)|(?<![gq])ua|[aeiouy](?=ing)|(?<=cr)e(?=at)|(?<=[dr])ea(?=s?$)|sm$"
)


def syllables(word: str) -> int:
    """How many syllables a word has, by rule of thumb: groups of vowels, less silent endings, more where vowels part."""
    letters = re.sub(r"['’]s$|[^a-z]", "", word.casefold())
    spoken = _SILENT.sub("", letters)
    return max(1, len(_VOWELS.findall(spoken)) + len(_APART.findall(spoken)))


def sentences(text: str) -> list[list[str]]:
    """The sentences of a text, each as its words. A paragraph or list item ends one, with a stop or without."""
    split = (
        sentence for block in _BLOCKS.split(plain(text)) if block for sentence in _STOPS.split(" ".join(block.split()))
    )
    return [words for sentence in split if (words := words_in(sentence))]


def reading_ease(found: list[list[str]]) -> tuple[float, float]:
    """The Flesch reading ease of some sentences (Flesch 1948), and their words a sentence."""
    words = [word for sentence in found for word in sentence]
    length = len(words) / len(found)
    return 206.835 - 1.015 * length - 84.6 * sum(map(syllables, words)) / len(words), length


def readability(handbook: Handbook) -> list[TypeEase]:
    """How each type of page reads, by its sentences: tables, sheets, fact boxes and drafting for lawyers are left out."""
    return ease_by_type(passages(handbook))


def ease_by_type(texts: Iterable[Passage]) -> list[TypeEase]:
    """The same for given passages."""
    pages: dict[tuple[str, str], tuple[str, list[list[str]]]] = {}
    for passage in texts:
        if passage.kind != "source" and not NOT_SENTENCES.intersection(passage.path):
            pages.setdefault((passage.kind, passage.id), (passage.file, []))[1].extend(sentences(passage.text))
    by_kind: dict[str, list[PageEase]] = {}
    for (kind, id_), (file, found) in sorted(pages.items()):
        if sum(map(len, found)) >= FEWEST_WORDS:
            by_kind.setdefault(kind, []).append(PageEase(id_, file, *reading_ease(found)))
    return [
        TypeEase(
            kind,
            len(all_),
            median(page.ease for page in all_),
            median(page.words_a_sentence for page in all_),
            tuple(sorted(all_, key=lambda page: page.ease)),
        )
        for kind, all_ in by_kind.items()
    ]


def ease_table(types: Iterable[TypeEase]) -> str:
    """The figures as lines of text, with the three hardest pages of each type."""
    rows = [f"{'page type':<12}{'pages':>6}{'ease':>7}{'words a sentence':>18}   hardest pages"]
    for kind in types:
        hardest = ", ".join(f"{page.id} ({page.ease:.0f})" for page in kind.hardest[:3])
        rows.append(f"{kind.kind:<12}{kind.pages:>6}{kind.ease:>7.1f}{kind.words_a_sentence:>18.1f}   {hardest}")
    return "\n".join(rows)


def check_ease(types: Iterable[TypeEase]) -> list[Problem]:
    """Page types that have become harder to read than they were, and single pages that are far harder than the rest."""
    problems = []
    do = "Shorten the sentences, and put everyday words for long ones."
    for kind in types:
        floor = EASE_FLOORS.get(kind.kind, PLAIN_ENGLISH)
        if kind.ease < floor:
            problems.append(
                Problem(
                    kind.hardest[0].file,
                    0,
                    f"The median {kind.kind} page has a reading ease of {kind.ease:.0f}; the floor is {floor}.",
                    f"{do} Start with this page, the hardest of its type.",
                )
            )
        problems += [
            Problem(
                page.file, 0, f"This page has a reading ease of {page.ease:.0f}, far below the others of its type.", do
            )
            for page in kind.hardest
            if page.ease < floor - FAR_BELOW
        ]
    return problems


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
        tokens = [] if LISTS_OF_NAMES.intersection(passage.path) else _tokens(passage.text)
        start = 0
        while start <= len(tokens) - run:
            name = seen.get(tuple(tokens[start : start + run]))
            end = start + run
            while name and end < len(tokens) and tuple(tokens[end - run + 1 : end + 1]) in seen:
                end += 1
            if name:
                words = " ".join(tokens[start:end])
                problems.append(
                    passage.problem(
                        words,
                        f'{end - start} words in a row stand the same in {name}: "{words}".',
                        f"Say it afresh, or quote fewer than {run} words and cite them.",
                    )
                )
            start = end if name else start + 1
    return problems


# -- all of it ------------------------------------------------------------------------------------


def check_prose(handbook: Handbook) -> list[Problem]:
    """Everything that is wrong with the words, in order of file and line."""
    texts = passages(handbook)
    lists = WordLists.read(handbook.root / "data" / "words")
    return sorted(
        {
            *check_spelling(texts, lists),
            *check_voice(texts, lists),
            *check_lengths(texts),
            *check_ease(ease_by_type(texts)),
        }
    )
