"""An iteration in another language: which of its pages there are in it, where they stand, and what has fallen behind.

Pages of a language stand in a folder of its own within the version, `latest/cy/steps/…`. There is one for each
hand-written page and each element of which something is translated, and one for the sheet of every tool; what is not
translated stands in it in English, and says so.
Everything else is linked to where it is.
"""

from __future__ import annotations

import copy
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from macros import model
from macros.basics.frontmatter import divided
from macros.basics.problems import Problem, Problems, did_you_mean
from macros.model.handbook import LoadedIteration, Place, version_key
from macros.model.languages import (
    FOLDER,
    MADE_FROM,
    PAGES,
    PHRASES,
    Laid,
    Tongue,
    Translated,
    TranslatedPage,
    digest_of_words,
    in_language,
)
from macros.model.marks import plain
from macros.model.yamlfiles import read_yaml
from macros.pages.addresses import path_of, sheet_of
from macros.pages.copied import called
from macros.pages.library import Library, Page
from macros.pages.making import element_page, sheet_page
from macros.pages.phrases import Phrases, in_english
from macros.pages.voices import Voice, speaking

_LINK = re.compile(r"\]\((?!\w+:)([^)\s#{}]+\.md)(#[^)\s]*)?\)")


def paths_in(library: Library, iteration: LoadedIteration, tongue: Tongue) -> frozenset[str]:
    """The pages of an iteration that there are in a language, by their paths in English: hand-written ones, elements of
    which something is translated, and the sheet of every tool, which asks in English what is not. None before the
    iteration with which the language began."""
    if version_key(iteration.version) < version_key(tongue.about.since):
        return frozenset()
    written = {page.path for page in library.written_in(iteration)} & set(tongue.pages)
    names = as_called_in(tongue, library, iteration).elements
    there = [iteration.elements[id_] for id_ in names if id_ in iteration.elements]
    sheets = {sheet_of(tool.id) for tool in iteration.of("tool") if tool.fields}
    return frozenset(written | sheets | {path_of(element.kind, element.id) for element in there})


def as_called_in(tongue: Tongue, library: Library, iteration: LoadedIteration) -> Tongue:
    """A language with its elements under the names that an iteration has for them: a translation is moved when its
    element gets another name, and what was released under the old one keeps its page."""
    elements: dict[str, tuple[Translated, Place]] = {}
    for id_, (translated, place) in tongue.elements.items():
        here = library.history.called(id_, iteration)
        elements.setdefault(here, (translated.model_copy(update={"id": here}), place))
    return replace(tongue, elements=elements)


class Translation:
    """One iteration in one language."""

    def __init__(self, library: Library, iteration: LoadedIteration, tongue: Tongue):
        tongue = as_called_in(tongue, library, iteration)
        self.english, self.iteration, self.tongue = library, iteration, tongue
        self.tag, self.prefix = tongue.tag, f"{tongue.tag}/"
        self.paths = paths_in(library, iteration, tongue)

    @cached_property
    def laid(self) -> Laid:
        """The iteration with the words of the language laid over it."""
        return in_language(self.iteration, self.tongue, self.english.handbook.root)

    @cached_property
    def voice(self) -> Voice:
        """How it is spoken."""
        said = {text for fields in self.laid.changed.values() for each in fields for text in _texts(each.ours)}
        return Voice(
            self.tag,
            phrases_of(self.tongue, self.english.handbook.root),
            frozenset(" ".join(form.split()) for text in said for form in (text, plain(text))),
            self.tongue.codes,
        )

    def placed(self, path: str) -> str:
        """Where a page stands within the version: in the folder of the language, if there is one in it. Scripts that
        speak stand there too."""
        bare, mark, anchor = path.partition("#")
        own = bare in self.paths or bare.endswith(".js")
        return f"{self.prefix if own else ''}{bare}{mark}{anchor}"

    @cached_property
    def library(self) -> Library:
        """The library as this language sees it: its own hand-written pages, and its words over this iteration."""
        _ = self.english.paths  # the addresses are those of the English: worked out before the copy is taken
        seen = copy.copy(self.english)
        seen.__dict__.pop("written", None)  # those of the language are others
        seen.__dict__.pop("_once", None)
        seen.docs = self.english.handbook.root / FOLDER / self.tag / PAGES
        seen.placed = self.placed
        return seen

    @cached_property
    def pages(self) -> list[Page]:
        """The pages of elements and the sheets of tools, by their paths in English."""
        with speaking(self.voice):
            return list(self._made())

    def _made(self) -> Iterator[Page]:
        iteration, known = self.laid.iteration, self.tongue.elements
        for kind in model.ELEMENTS:
            for element in iteration.of(kind):
                pages = [element_page(self.library, iteration, element)] if element.id in known else []
                if isinstance(element, model.Tool) and element.fields:
                    pages.append(sheet_page(self.library, iteration, element))
                for page in pages:
                    yield replace(page, words_in=known[element.id][1].file.shown) if element.id in known else page

    @property
    def written(self) -> dict[str, TranslatedPage]:
        """The hand-written pages, by their paths in English."""
        return {path: page for path, page in self.tongue.pages.items() if path in self.paths}

    def source_of(self, path: str) -> str:
        """A hand-written page as MkDocs reads it, its links mended: from the folder of the language, what is not
        translated stands a folder further up."""
        here = posixpath.dirname(self.placed(path))

        def mended(found: re.Match[str]) -> str:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), found[1]))
            return f"]({posixpath.relpath(self.placed(target), here)}{found[2] or ''})"

        return _LINK.sub(mended, self.tongue.pages[path].file.read_text("utf-8"))

    def behind(self, path: str) -> list[str]:
        """What has fallen behind on a page: fields as readers know them, or nothing but the page itself (`""`)."""
        if path in self.tongue.pages:
            return [] if self.tongue.pages[path].of == digest_of_page(self.english, path) else [""]
        ids = [page.id for page in self.pages if page.path == path]
        clashes = [clash for clash in self.laid.clashes if clash.altered.id in ids and clash.what == "words"]
        return [called(clash.altered.fields[clash.index].field) for clash in clashes]


def digest_of_page(library: Library, path: str) -> str:
    """The digest of what a hand-written page says in English."""
    return digest_of_words(divided((library.docs / path).read_text("utf-8"))[1])


def translations(library: Library, iteration: LoadedIteration) -> list[Translation]:
    """An iteration in each language that has pages of it."""
    found = [Translation(library, iteration, tongue) for tongue in library.tongues]
    return [each for each in found if each.paths]


def phrases_of(tongue: Tongue, root: Path) -> Phrases:
    """The phrases of a language, with English behind them. Raises `Problems` if they cannot be said."""
    if not tongue.phrases:
        what = "The language has no words of the interface."
        place = f"{FOLDER}/{tongue.tag}/{PHRASES}"
        raise Problems([Problem(place, 0, what, "Write a file there with language and plurals in its head.")])
    first, *more = tongue.phrases
    spoken = Phrases(first, root, more, behind=in_english())
    for key, made_from in tongue.made_from.items():
        if key in spoken.known and key in in_english().known and made_from != digest_of_phrase(key):
            spoken.old[key] = spoken.known.pop(key)
    return spoken


def digest_of_phrase(key: str) -> str:
    """The digest of what a phrase says in English."""
    return digest_of_words(in_english().known[key].forms)


def phrases_told(tongues: Iterable[Tongue], root: Path) -> dict[str, tuple[int, int]]:
    """How many phrases each language has, by its tag, and how many of them have fallen behind."""
    every = {tongue.tag: phrases_of(tongue, root) for tongue in tongues}
    return {tag: (len(spoken.known) + len(spoken.old), len(spoken.old)) for tag, spoken in every.items()}


def look_at_phrases(tongues: Iterable[Tongue], root: Path) -> tuple[list[Problem], list[Problem]]:
    """What is wrong with the phrases of languages: what cannot be read, a name that English does not have, values that
    are missing or too many, and what does not say of which English it was made. And what has fallen behind."""
    problems: list[Problem] = []
    notices: list[Problem] = []
    for tongue in tongues:
        try:
            spoken, known = phrases_of(tongue, root), in_english().known
        except Problems as found:
            problems += found.problems
            continue
        theirs, where = {**spoken.known, **spoken.old}, f"{FOLDER}/{tongue.tag}/{MADE_FROM}"
        for file in (read_yaml(path, root) for path in tongue.phrases):
            for group, rows in file.values.items():
                for name in rows if isinstance(rows, dict) and group != "plurals" else ():
                    key, line = f"{group}.{name}", file.line_of((group, name))
                    if key not in known:
                        what = f'There is no phrase "{key}" in English.'
                        problems.append(Problem(file.shown, line, what, did_you_mean(key, known)))
                        continue
                    if odd := sorted(known[key].takes ^ theirs[key].takes):
                        what = f'"{key}" takes {", ".join(sorted(known[key].takes)) or "no value"} in English; '
                        what += f"{', '.join(odd)} is missing here, or too much."
                        problems.append(Problem(file.shown, line, what, "Write the same values, in any order."))
                    do = f'in {where}, under {group}: {name}: "{digest_of_phrase(key)}"'
                    if key not in tongue.made_from:
                        what = f'"{key}" does not say of which English it was made.'
                        problems.append(Problem(file.shown, line, what, f"Write {do}"))
                    elif key in spoken.old:
                        what = f'"{key}" has fallen behind: the English says something else since it was translated: '
                        what += f'"{" / ".join(known[key].forms.values())}". Readers see the English.'
                        notices.append(Problem(file.shown, line, what, f"Translate it again, and write {do}"))
        for key in tongue.made_from:
            if key not in theirs:
                group, _, name = key.rpartition(".")
                line = tongue.made_from_file.line_of((group, name)) if tongue.made_from_file else 0
                what = f'There is no phrase "{key}" in {tongue.about.in_english}.'
                problems.append(Problem(where, line, what, did_you_mean(key, theirs)))
    return problems, notices


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value
