"""How easily each type of page reads, in figures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from macros.basics.problems import Problem
from macros.checks.prose.lengths import words_in
from macros.checks.prose.passages import Passage, passages
from macros.model.handbook import Handbook
from macros.model.marks import plain

EASE_FLOORS = {
    "aid": 60,
    "briefing": 68,
    "case-study": 58,
    "clause": 64,
    "glossary": 59,
    "guidance": 59,
    "iteration": 60,
    "path": 76,
    "principle": 71,
    "session": 83,
    "step": 74,
    "tension": 67,
    "tool": 75,
    "workshop": 62,
    "written": 73,
}
"""The least Flesch reading ease that the median page of a type may have:
what was measured in November 2026, less about five."""


PLAIN_ENGLISH = 60
"""The floor of a type that is not among them: plain English by Flesch's own scale."""


FAR_BELOW = 15
"""A single page so far below the floor of its type is reported too."""


FEWEST_WORDS = 100
"""A page with fewer words in sentences is too short to be measured."""


# -- readability ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class PageEase:
    """How a page reads: its Flesch reading ease (100 easy, 0 very hard;
    plain English is 60 or more) and words a sentence."""

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
    """How many syllables a word has, by rule of thumb:
    groups of vowels, less silent endings, more where vowels part."""
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
    """How each type of page reads, by its sentences:
    tables, sheets, fact boxes and drafting for lawyers are left out."""
    return ease_by_type(passages(handbook))


def ease_by_type(texts: Iterable[Passage]) -> list[TypeEase]:
    """The same for given passages."""
    pages: dict[tuple[str, str], tuple[str, list[list[str]]]] = {}
    for passage in texts:
        if passage.kind != "source" and not passage.is_label:
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
