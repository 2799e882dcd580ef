"""The search index of one version: a plain function from a site to JSON.

What goes in are the pages of an iteration as Markdown, its terms and its sources; what comes out is read
by `docs/assets/engine.js`, which ranks. Nobody else reads it. What the two must agree on travels in the index, so
that they cannot disagree: how words are spelt (`SPELT`), shortened (`STEM`) and taken to their root (`ROOT`), which are
too common to count (`STOP`), and which ask for a kind of page (`CUES`). Only the numbering of blocks (`Index`) does not.

How well it answers is measured by `tests/test_search.py` and compared with other engines by
`tests/bench/search.py`.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Iterable, Iterator

from macros.marks import plain
from macros.pages import Page, address_of, terms_of
from macros.problems import Problem, Problems
from macros.site import Site
from macros.words import typeset
from macros.yamlfiles import read_yaml

SYNONYMS = Path("data/search/synonyms.yml")
PAGES = "pages"
"""The group of that file that has no synonyms: what else people call a page, by its address."""

STEM = (
    (r"['’]s?$", ""),  # provider's, Barnardo's
    (r"['’]", ""),
    (r"(?<=[a-z]{2})ies$", "y"),  # policies, policy
    (r"(?<=[a-z]{2}[^s])s$", ""),  # clauses, clause
    (r"(?<=[a-z]{3})iz(?=(e[dr]?|ing|ation)$)", "is"),  # organization, organisation
    (r"(?<=[a-z])yz(?=(e[dr]?|ing)$)", "ys"),  # analyze, analyse
    (r"(?<=[a-z]{2})our(?=(al|ed|ing|able)?$)", "or"),  # behaviour, behavior
    (r"(?<=[a-z]{3})tre$", "ter"),  # centre, center
    (r"(?<=[a-z]log)ue$|(?<=gram)me$|(?<=dg)e(?=ment$)", ""),  # dialogue, programme, judgement
    (r"^sk(?=ept)", "sc"),  # skeptic, sceptic
    (r"^enquir", "inquir"),
    (r"(?<=[a-z]{3})(ing|ed)$", ""),  # planning, planned
    (r"(?<=[a-z]{2})([bdglmnprt])(?=\1$)", ""),  # plann, plan; but not ITT, it
    (r"(?<=[a-z]{6})ment$", ""),  # management, manage
    (r"(?<=[a-z]{4}[st])ion$", ""),  # evaluation, evaluate
    (r"(?<=[a-z]{3})e$", ""),
    (r"(?<=[a-z]{2}[ei])ns$", "nc"),  # license, licence
    (r"(?<=pract)is$", "ic"),  # practise, practice
)
"""How a word is shortened, one rule after another. Light on purpose: commissioner and commissioning stay apart. American
spelling becomes ours, or ours American: what matters is that they meet.

Only what Python and JavaScript read alike may stand here."""

ROOT = (
    r"(?<=[a-z]{3})(?:(?:ab|ib)(?:ilit|l)y?|abl|ibl|at(?:ion|iv|or|ory)?|it(?:ion|iv|y)|iv(?:ity)?|ity|ilit|ancy?|ency?|ant|ent|"
    r"al(?:ity|ly)?|ers?|ors?|ment|ness|ful|ly|y|ion|i)$"
)
"""What comes off a stem so that only its root is left: `transparent` and `transparency`, `renew` and `renewal`. Words of one root
are found too, and count less than the word itself."""

STOP = frozenset(
    """a about after all also am an and any anybody anyone anything are as at be because been before being between both but by can could did
do does doing each everything for from get gets give go going had has have he her here his how i if in into is it its just keep kind
know let like make makes many may me might more most much must my need needs no nor not of off on once only or other our out over own
per please put said same say says see shall she should so some somebody someone something still such take tell than that the their them then there
these they this those through to too under until up upon us very want wants was we were what when where which while who whom whose why
will with without would yet you your yours""".split()
)
"""Words that say little by themselves. They count in titles and keywords, and nowhere else."""

SPELT = (
    (r"(\d),(?=\d{3})", r"\1"),
    (r"(?:\bs{1,2}|\bsect?(?:ions?)?|§)\.? ?(?=\d)", "section"),
    (r"\breg(?:ulation)?s?\.? ?(?=\d)", "regulation"),
    (r"\bsch(?:ed|edule)?s?\.? ?(?=\d)", "schedule"),
    (r"(\d) ?m\b", r"\1 million"),
    (r"%", " per cent"),
    (r"&", " and "),
)
"""What is written in several ways: £663,540 and 663540; s.74, s74 and section 74, which become one word; £5m and £5 million."""

_SPELT_SOMEHOW = re.compile(r"[\d%&§]")
"""What a text has to have for any of these."""

WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
HYPHENED = re.compile(r"[^\W_]+(?:-[^\W_]+)+")

KIND_WEIGHT = {
    "step": 0.85,
    "activity": 0.67,
    "tool": 1.23,
    "clause": 1.25,
    "guidance": 1.2,
    "principle": 0.75,
    "tension": 0.83,
    "briefing": 0.98,
    "path": 1.05,
    "term": 0.86,
    "case-study": 0.9,
    "written": 0.96,
    "workshop": 0.4,
    "iteration": 0.5,
    "list": 0.9,
    "sources": 0.35,
}
"""How much a kind counts: what helps somebody act before what tells them about it, and elements before lists."""

CUES = {
    "term": "what is, what are, what does, mean, meaning, definition, define, stands for, acronym, glossary",
    "tool": "template, tool, worksheet, checklist, form, exercise, how to run, blank, agenda",
    "clause": "clause, wording, drafting, provision, precedent, contract term",
    "guidance": "law, legal, legally, lawful, legislation, rule, act, allowed, may i, may we, can i, can we, must i, must we, have to, "
    "regulation, statutory",
    "case-study": "case study, case, example, real life, real world, success story, has anyone, anyone else, who has",
    "briefing": "briefing, overview, summary, explain, introduction, one page",
    "path": "i am a, where do i start, where to start, start, new to, reading list, as a",
    "principle": "principle",
    "tension": "tension, versus, balance, trade off, dilemma",
    "step": "step, stage, phase",
    "written": "website, site, handbook",
    "workshop": "workshop",
    "iteration": "version, iteration",
}
"""What shows that somebody asks for pages of a kind, whatever they are about."""

TOO_COMMON = 0.5
"""In more than this share of all entries, a word of the text says nothing about any of them."""

NOT_SEARCHED = {"where-next", "history", "sources", "cases", "example"}
"""Headings of an element's page below which nothing is searched: links to others, its past, its citations, invented examples."""


@dataclass
class Part:
    """A heading of a page, its anchor, and the words below it."""

    heading: str
    anchor: str
    text: str = ""


@dataclass
class Entry:
    """Something that can be found: a page, or a term of the glossary."""

    address: str
    title: str
    kind: str
    kind_title: str
    line: str = ""
    keywords: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


# -- words ---------------------------------------------------------------------------------------


def words_of(text: str) -> list[str]:
    """The words of a text, small and without accents, in order."""
    if not text.isascii():
        text = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    text = text.lower()
    if _SPELT_SOMEHOW.search(text):
        for pattern, instead in SPELT:
            text = re.sub(pattern, instead, text)
    return WORD.findall(text)


@lru_cache(maxsize=None)
def stem(word: str) -> str:
    """A word without its ending: `evaluations` and `evaluating` are both `evaluat`."""
    for pattern, instead in STEM:
        word = re.sub(pattern, instead, word, count=1)
    return word


def stems(text: str, short: bool = True) -> list[str]:
    """The stems of a text, in order. In `short` ones (titles, keywords) the common words count too."""
    return [stem(word) for word in words_of(text) if short or word not in STOP]


def joined(text: str) -> list[str]:
    """What a hyphen joins, as one word: co-production is also found as coproduction."""
    return [stem(word.replace("-", "")) for word in HYPHENED.findall(text.lower())]


# -- what can be found ------------------------------------------------------------------------------


def entries(site: Site) -> list[Entry]:
    """Everything that can be found in a version, in the order of its pages."""
    found = [_of_page(site, page) for page in site.pages if page.searchable]
    found += [
        entry
        for written in site.library.written_in(site.iteration)
        if (entry := _of_written(site, written.path, written.title))
    ]
    for term in site.iteration.terms.values():
        found.append(
            Entry(
                f"{address_of(terms_of(term.of))}#{term.id}",
                plain(term.term),
                "term",
                "Glossary",
                plain(term.definition),
                [plain(word) for word in term.also],
                [Part("", "", " ".join(plain(mix.term) + " " + plain(mix.difference) for mix in term.not_to_confuse))],
            )
        )
    also = read_keywords(site.library.handbook.root)
    for entry in found:
        entry.keywords = list(dict.fromkeys([*entry.keywords, *also.get(entry.address, [])]))
    return found


def _of_page(site: Site, page: Page) -> Entry:
    if page.kind == "sources":
        return Entry(
            page.url,
            page.title,
            "sources",
            "Sources",
            page.description,
            parts=[
                Part(
                    plain(source.title),
                    source.id,
                    " ".join(filter(None, (source.authors, source.publisher, source.date))),
                )
                for source in site.iteration.sources.values()
                if source.kind == page.id
            ],
        )
    element = site.iteration.elements.get(page.id)
    where = (
        [plain(getattr(element, name)) for name in ("place", "country", "sector") if getattr(element, name, None)]
        if page.kind == "case-study"
        else []
    )
    return Entry(
        page.url,
        page.title,
        page.kind,
        site.kind_title(page.kind),
        page.description,
        [*page.keywords, *where, *getattr(element, "themes", [])],
        [part for part in parts_of(page.markdown) if part.anchor not in NOT_SEARCHED],
    )


def _of_written(site: Site, path: str, title: str) -> Entry | None:
    """A hand-written page. A list of elements is found by its own title only: the elements are found themselves."""
    if path == "index.md":
        return None
    text = (site.library.docs / path).read_text("utf-8")
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)
    lists = bool(re.search(r"handbook\.(list|part)\(", text))
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", " ", text)
    parts = parts_of(text)
    line = first_sentences(parts[0].text) if parts else ""
    if path in ("glossary.md",) or lists and not path.startswith("about/"):
        return Entry(address_of(path), title, "list", "List", line)
    return Entry(address_of(path), title, "written", "About", line, parts=parts)


def first_sentences(text: str, most: int = 170) -> str:
    """The beginning of a text, cut at the end of a sentence if there is one, or else of a word."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = max(text.rfind(mark, 0, most) for mark in (". ", "? ", "! "))
    return text[: cut + 1] if cut > 40 else text[: text.rfind(" ", 0, most)] + "…"


_HEADING = re.compile(r"#{2,4} +(?P<words>.+?)(?: *\{ *#(?P<anchor>[\w-]+)[^}]*\})? *$")
_CITE = re.compile(r"\[\d+(?:, (?P<place>[^\]]*))?\]\([^)]*\)\{ \.cite[^}]*\}")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_LABEL = re.compile(r"^(?:\*\*[^*]+\*\*:?|:|-|\d+\.)\s*")


def parts_of(markdown: str) -> list[Part]:
    """A page's Markdown as headings with the plain words below them; the first part has no heading.

    Lines that are nothing but links to other pages are left out: the pages they lead to are found themselves.
    """
    found = [Part("", "")]
    lines: list[str] = []
    for line in [*markdown.splitlines(), "## end"]:
        heading = _HEADING.match(line)
        if heading:
            found[-1].text = "\n".join(lines)
            lines = []
            words = bare(heading["words"])
            found.append(Part(words, heading["anchor"] or found[-1].anchor))
        elif line.strip() and not line.startswith(("# ", "{", "|--", "| ---")) and not _only_links(line):
            words = bare(line)
            if words:
                lines.append(words)
    return found[:-1]


def bare(markdown: str) -> str:
    """Markdown of our own making as plain words."""
    text = _CITE.sub(lambda m: f" {m['place'] or ''} ", markdown)
    text = _LINK.sub(r"\1", text.replace("*our reading*{ .inferred }", " "))
    text = re.sub(r"\{[^{}]*\}|</?[a-z][^>]*>", " ", text)
    text = html.unescape(text)
    return " ".join(re.sub(r"^\s*(?:[-:|]|\d+\.)\s+|[*|]", " ", text).split())


def _only_links(line: str) -> bool:
    rest = _LABEL.sub("", line.strip())
    return bool(_LINK.search(rest)) and not re.sub(r"\([^()]*\)|[\s,.]", "", _LINK.sub("", rest))


# -- synonyms ------------------------------------------------------------------------------------


def read_synonyms(root: Path) -> dict[str, list[str]]:
    """The project's synonyms: a word or a few, and what else to look for. Empty if the project has none."""
    return {
        word: others for group, pairs in _read_groups(root).items() if group != PAGES for word, others in pairs.items()
    }


def read_keywords(root: Path) -> dict[str, list[str]]:
    """By its address, what else people call a page or a term that has no place for keywords in its own file."""
    return _read_groups(root).get(PAGES, {})


def _read_groups(root: Path) -> dict[str, dict[str, list[str]]]:
    """The file of synonyms. Raises `Problems` if it is not of its form."""
    path = root / SYNONYMS
    if not path.is_file():
        return {}
    file = read_yaml(path, root)
    problems = list(file.problems)
    groups = file.values if isinstance(file.values, dict) else {}
    seen: set[str] = set()
    for group, pairs in groups.items():
        for word, others in pairs.items() if isinstance(pairs, dict) else ():
            where = (group, word)
            if not isinstance(others, list) or not others or not all(isinstance(other, str) for other in others):
                problems.append(
                    Problem(
                        file.shown,
                        file.line_of(where),
                        f'"{word}" needs a list of other words.',
                        f"Write {word}: [one, or several].",
                    )
                )
            elif word in seen:
                problems.append(
                    Problem(
                        file.shown,
                        file.line_of(where),
                        f'"{word}" stands in this file twice.',
                        "Put its words together.",
                    )
                )
            seen.add(word)
    if not file.problems and not (groups and all(isinstance(pairs, dict) for pairs in groups.values())):
        problems.append(
            Problem(
                file.shown,
                1,
                "The synonyms are groups of `word: [other words]`.",
                "See the words at the top of the file.",
            )
        )
    if problems:
        raise Problems(problems)
    return groups


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


class Index:
    """Two lines of JSON. The first answers most queries by itself: what can be found, with the words of titles,
    keywords, lines and headings. The second has the sources, the words of the text, and the synonyms.

    An entry has a block for its title, each of its keywords, its line, and each of its headings. In the second line
    follows, after the blocks of the sources, one for the text below each heading of each entry. So from the number
    of a block the engine knows the entry, and what a word was there.
    """

    def __init__(self, found: Iterable[Entry]):
        self.found = sorted(found, key=lambda entry: entry.kind == "sources")
        self.kinds = list(dict.fromkeys((entry.kind, entry.kind_title) for entry in self.found))
        self.first, self.second = Blocks(), Blocks()
        for entry in self.found:
            self._add(entry, self._line_of(entry))
        standing: dict[str, set[int]] = {}
        texts = []
        for number, entry in enumerate(self.found):
            for part in entry.parts:
                texts.append(set(stems(part.text, short=False)) - set(stems(part.heading)))
                for word in texts[-1]:
                    standing.setdefault(word, set()).add(number)
        everywhere = {word for word, entries_ in standing.items() if len(entries_) > len(self.found) * TOO_COMMON}
        for text in texts:
            self.second.add(text - everywhere)

    def _line_of(self, entry: Entry) -> Blocks:
        return self.second if entry.kind == "sources" else self.first

    def _add(self, entry: Entry, blocks: Blocks) -> None:
        for text in (entry.title, *entry.keywords):
            blocks.add([*stems(text), *joined(text)])
        for text in (entry.line, *(part.heading for part in entry.parts)):
            blocks.add([*stems(text, short=False), *joined(text)])

    def row(self, entry: Entry) -> list[object]:
        """An entry as the engine shows it: address, title, kind, line, how many words title and keywords have (without the common ones), headings with anchors."""
        sizes = "".join(
            _digit(len(stems(text, short=False)) or len(stems(text))) for text in (entry.title, *entry.keywords)
        )
        return [
            entry.address,
            typeset(entry.title),
            self.kinds.index((entry.kind, entry.kind_title)),
            typeset(entry.line),
            sizes,
            [text for part in entry.parts for text in (typeset(part.heading), part.anchor)],
        ]

    def knows(self, words: str) -> bool:
        """Whether each of these words stands somewhere."""
        return all(word in self.first.where or word in self.second.where for word in stems(words))

    def as_json(self, synonyms: dict[str, list[str]]) -> str:
        """The index as the engine reads it."""
        first = {
            "stem": STEM,
            "stop": " ".join(sorted(STOP)),
            "spelt": [(pattern, re.sub(r"\\(\d)", r"$\1", instead)) for pattern, instead in SPELT],
            "root": ROOT,
            "kinds": [(title, KIND_WEIGHT.get(kind, 1.0), cues_of(kind)) for kind, title in self.kinds],
            "pages": [self.row(entry) for entry in self.found if entry.kind != "sources"],
            **self.first.packed(),
        }
        second = {
            "also": {
                " ".join(stems(word)): [" ".join(stems(other)) for other in others if self.knows(other)]
                for word, others in synonyms.items()
                if any(self.knows(other) for other in others)
            },
            "pages": [self.row(entry) for entry in self.found if entry.kind == "sources"],
            **self.second.packed(),
        }
        return "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in (first, second))


def cues_of(kind: str) -> list[str]:
    """The cues of a kind, each as the stems of its words."""
    return [" ".join(stems(cue)) for cue in CUES.get(kind, "").split(", ") if cue]


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
"""A number below FINAL is one letter; before it stand, if it is larger, one or several of MORE other letters. Letters start at character FROM."""


def packed(numbers: Iterable[int]) -> str:
    """Rising numbers as text: the step from one to the next in one letter, or two or three. No backslash among them: JSON would double it."""
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


def search_index(site: Site) -> str:
    """The search index of a version, for `engine.js`: two lines of JSON. Raises `Problems` if the synonyms are wrong."""
    return Index(entries(site)).as_json(synonyms_of(site))


def synonyms_of(site: Site) -> dict[str, list[str]]:
    """The project's synonyms, with what this version's glossary says of abbreviations."""
    known: dict[str, list[str]] = {
        word: [plain(term.term)] for term in site.iteration.terms.values() for word in term.also if word.isupper()
    }
    for word, others in read_synonyms(site.library.handbook.root).items():
        known[word] = [*known.get(word, []), *others]
    return known
