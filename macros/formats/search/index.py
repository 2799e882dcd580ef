"""The search index of one version: a plain function from a site to JSON.

What goes in are the pages of an iteration as Markdown, its terms and its sources; what comes out is read
by `docs/assets/engine.js`, which ranks. Nobody else reads it. What the two must agree on travels in the index, so
that they cannot disagree: how words are spelt (`SPELT`), shortened (`STEM`) and taken to their root (`ROOT`), which are
too common to count (`STOP`), and which ask for a kind of page (`CUES`). Only the numbering of blocks (`Index`) does
not.

How well it answers is measured by `tests/test_search.py` and compared with other engines by
`tests/bench/search.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import partial

from macros.basics.answers import Answers
from macros.formats.search.entries import Findable, Heading, entries
from macros.formats.search.language import (
    COMMON_WHERE_ASKED,
    CUES,
    ROOT,
    SPELT,
    STEM,
    STOP,
    TOO_COMMON,
    WEIGHT,
    joined,
    stems,
)
from macros.model.marks import plain
from macros.model.synonyms import read_synonyms
from macros.pages.addresses import address_of
from macros.pages.edition import Edition
from macros.pages.voices import heard, without_signs
from macros.pages.words import typeset

# -- the index -----------------------------------------------------------------------------------


class Blocks:
    """Which word stands in which block. Blocks are numbered from nothing, in the order in which they are added."""

    def __init__(self) -> None:
        self.count = 0
        self.where: dict[str, list[int]] = {}

    def add(self, words: Iterable[str]) -> None:
        """Give these words the next block."""
        for word in set(words):
            self.where.setdefault(word, []).append(self.count)
        self.count += 1

    def packed(self) -> dict[str, str]:
        """The same as the engine reads it: sorted words, and for each of them its blocks."""
        known = sorted(self.where)
        return {"words": " ".join(front_coded(known)), "blocks": " ".join(packed(self.where[word]) for word in known)}


SAYS_NOTHING = re.compile(r"\w|\d\d")
"""A word of the text that leads nowhere by itself: a letter, or a number below a hundred."""


AT_ONCE = 12
"""So many keywords of an entry, the first ones, are known to the first answer; the others come with the second line."""


class Index:
    """Two lines of JSON. The first gives a first answer: what can be found, with the words of titles and keywords.
    The second has all else: the sources, every entry's line, headings and text, how people ask for it, and the
    synonyms.

    What is shown (titles, lines, headings) is not indexed a second time: the engine reads the words from it. In the
    first line an entry has a block for its title, which is empty, and one for each of its keywords. In the second
    come, after those of the sources, for each entry a block for each way to ask for it, and then one for the text
    below each heading of each entry. So from the number of a block the engine knows the entry, and what a word was
    there.
    """

    def __init__(self, found: Iterable[Findable], answers: Answers | None = None):
        answers = answers or Answers()
        self.found = sorted(found, key=lambda entry: entry.kind == "sources")
        self.kinds = list(dict.fromkeys((entry.kind, entry.kind_title) for entry in self.found))
        self.first, self.second = Blocks(), Blocks()
        for entry in self.found:
            blocks = self.second if entry.kind == "sources" else self.first
            blocks.add([])  # the title: the engine reads its words itself
            for text in entry.keywords[:AT_ONCE]:
                blocks.add([*stems(text), *joined(text)])
        shown = [text for entry in self.found for text in (entry.title, entry.line, *headings_of(entry))]
        self.shown = {word for text in shown for word in (*stems(text), *joined(text))}
        for entry in self.found:
            for text in later(entry):
                self.second.add([*stems(text, short=False), *joined(text)])
            ways = [stems(words, short=False) for words in entry.asked]
            single = {word for way in ways if len(way) == 1 for word in way}
            self.second.add(single - {word for text in (entry.title, *entry.keywords) for word in stems(text)})
        standing: dict[str, set[int]] = {}
        texts = []
        for number, entry in enumerate(self.found):
            titled = {*stems(entry.title), *joined(entry.title)}
            for part in entry.parts:
                below = answers.once("words below", (part.heading, part.text), partial(words_below, part))
                texts.append((bool(entry.asked), below - titled))
                for word in below:
                    standing.setdefault(word, set()).add(number)
        everywhere, often = (
            {word for word, entries_ in standing.items() if len(entries_) > len(self.found) * share}
            for share in (TOO_COMMON, COMMON_WHERE_ASKED)
        )
        for asked, text in texts:
            self.second.add(text - (often if asked else everywhere))

    def row(self, entry: Findable) -> list[object]:
        """What the first answer shows of an entry: address, title, kind, how many words its keywords have."""
        number = self.kinds.index((entry.kind, entry.kind_title))
        return [entry.address, typeset(entry.title), number, sizes(entry.keywords[:AT_ONCE])]

    def more(self, entry: Findable) -> list[object]:
        """The rest of an entry: its line, how many words each way to ask for it has, headings with anchors."""
        headings = [text for part in entry.parts for text in (typeset(part.heading), part.anchor)]
        return [typeset(entry.line), sizes(later(entry)), headings]

    def knows(self, words: str) -> bool:
        """Whether each of these words stands somewhere."""
        known = (self.shown, self.first.where, self.second.where)
        return all(any(word in where for where in known) for word in stems(words))

    def as_json(self, synonyms: dict[str, list[str]]) -> str:
        """The index as the engine reads it."""
        first = {
            "stem": STEM,
            "stop": " ".join(sorted(STOP)),
            "spelt": [(pattern, re.sub(r"\\(\d)", r"$\1", instead)) for pattern, instead in SPELT],
            "root": ROOT,
            "kinds": [(title, WEIGHT.get(kind, 1.0), cues_of(kind)) for kind, title in self.kinds],
            "pages": [self.row(entry) for entry in self.found if entry.kind != "sources"],
            **self.first.packed(),
        }
        second = {
            "also": {
                " ".join(stems(word)): [" ".join(stems(other)) for other in others if self.knows(other)]
                for word, others in sorted(synonyms.items())
                if any(self.knows(other) for other in others)
            },
            "pages": [self.row(entry) for entry in self.found if entry.kind == "sources"],
            "more": [self.more(entry) for entry in self.found],
            **self.second.packed(),
        }
        return "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in (first, second))


def headings_of(entry: Findable) -> list[str]:
    """The headings of an entry."""
    return [part.heading for part in entry.parts]


def words_below(part: Heading) -> set[str]:
    """The stems of the words below a heading that it does not have itself."""
    found = set(stems(part.text, short=False)) - set(stems(part.heading))
    return {word for word in found if not SAYS_NOTHING.fullmatch(word)}


def cues_of(kind: str) -> list[str]:
    """The cues of a kind, each as the stems of its words."""
    return [" ".join(stems(cue)) for cue in CUES.get(kind, "").split(", ") if cue]


def later(entry: Findable) -> list[str]:
    """What the second line has as keywords: those that the first does not have, and each way of asking for the entry
    that has several words and says something else."""
    known = {frozenset(stems(text, short=False)) for text in (entry.title, *entry.keywords)}
    ways = {frozenset(stems(words, short=False)): words for words in reversed(entry.asked)}
    return [
        *entry.keywords[AT_ONCE:],
        *(words for found, words in reversed(ways.items()) if len(found) > 1 and found not in known),
    ]


def sizes(texts: Iterable[str]) -> str:
    """How many words each text has, without the common ones: a digit each."""
    return "".join(_digit(len(stems(text, short=False)) or len(stems(text))) for text in texts)


def _digit(size: int) -> str:
    return "0123456789abcdefghijklmnopqrstuvwxyz"[min(size, 35)]


def front_coded(words: Iterable[str]) -> Iterator[str]:
    """Sorted words, each as how many letters it shares with the one before, and the rest."""
    before = ""
    for word in words:
        shared = 0
        while shared < min(len(word), len(before), 9) and word[shared] == before[shared]:
            shared += 1
        yield f"{shared}{word[shared:]}"
        before = word


FINAL, MORE, FROM = 64, 26, 35
"""A number below FINAL is one letter; before it stand, if it is larger, one or several of MORE other letters.
Letters start at character FROM."""


def packed(numbers: Iterable[int]) -> str:
    """Rising numbers as text: the step from one to the next in one letter, or two or three. No backslash among them:
    JSON would double it."""
    out, before = [], -1
    for number in numbers:
        step = number - before - 1
        letters = [step % FINAL]
        step //= FINAL
        while step:
            letters.append(FINAL + (step - 1) % MORE)
            step = (step - 1) // MORE
        out.append("".join(chr(FROM + letter + (FROM + letter >= ord("\\"))) for letter in reversed(letters)))
        before = number
    return "".join(out)


def search_index(site: Edition, answers: Answers | None = None) -> str:
    """The search index of a version, for `engine.js`: two lines of JSON; `answers` has what was read of the same pages
    before. Raises `Problems` if the synonyms are wrong."""
    answers = answers or Answers()
    return Index(entries(site, answers), answers).as_json(synonyms_of(site))


def translated_index(site: Edition) -> str:
    """The search index of a version in another language: its pages alone, without synonyms. It is asked for while the
    language is spoken."""
    own = {address_of(path) for path in site.library.paths[site.iteration.version] if is_translated(site, path)}
    found = [entry for entry in entries(site) if entry.address in own]
    for entry in found:
        entry.title, entry.line = without_signs(entry.title), without_signs(entry.line)
        entry.kind_title = without_signs(heard(entry.kind_title))
        for part in entry.parts:
            part.heading, part.text = without_signs(part.heading), without_signs(part.text)
    return Index(found).as_json({})


def is_translated(site: Edition, path: str) -> bool:
    """Whether a page stands elsewhere in the language of a version."""
    return site.library.placed(path) != path


def synonyms_of(site: Edition) -> dict[str, list[str]]:
    """The project's synonyms, with what this version's glossary says of abbreviations."""
    known: dict[str, list[str]] = {
        word: [plain(term.term)] for term in site.iteration.terms.values() for word in term.also if word.isupper()
    }
    for word, others in read_synonyms(site.library.handbook.root).items():
        known[word] = [*known.get(word, []), *others]
    return known
