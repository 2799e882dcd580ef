"""A version in another language as the page shell sees it, and the files that stand beside its pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from macros.formats.feed import feed_of
from macros.formats.search.index import translated_index
from macros.formats.translation import translation_file
from macros.formats.word.books import word_page
from macros.formats.word.documents import blank_files
from macros.model.handbook import LoadedIteration
from macros.pages.addresses import address_of, word_of_translated
from macros.pages.library import Page
from macros.pages.menus import navigation
from macros.pages.phrases import in_english, say
from macros.pages.toolbook import toolbook
from macros.pages.translated import Translation, paths_in, translations
from macros.pages.voices import heard, speaking, with_languages
from macros.site.shell import Site

SEARCH, WORDS = ("search/index.json", "search/rest.json"), "translation.json"
"""The two files of the search index: what gives the first answer, and what is fetched after it."""


@dataclass
class Entry:
    """A line in the menus, as the shell asks for one of MkDocs'."""

    title: str
    url: str = ""
    path: str = ""
    children: list[Entry] | None = None
    active: bool = False

    @property
    def file(self) -> Any:
        return self

    @property
    def src_uri(self) -> str:
        return self.path


@dataclass
class Menus:
    """The menus of a language, as the shell asks for MkDocs'."""

    homepage: Entry
    items: list[Entry]


@dataclass(repr=False)
class TranslatedSite(Site):
    """A version in another language: `iteration` has its words, and `pages` are those that there are in it."""

    translation: Translation | None = None

    @property
    def spoken(self) -> Translation:
        assert self.translation is not None
        return self.translation

    @cached_property
    def pages(self) -> list[Page]:
        return self.spoken.pages

    def full(self, path: str) -> str:
        """Where a page stands within the version."""
        return self.spoken.placed(path)

    def bare(self, path: str) -> str:
        """A path of this language as it is in English."""
        return path.removeprefix(self.spoken.prefix)

    def title(self, path: str) -> str:
        """What a page is called in this language, if it is translated."""
        if path in self.spoken.written:
            return self.spoken.written[path].title
        made = self.made.get(path)
        return made.title if made else heard(self.library.title_of(self.iteration, path))

    @property
    def feed(self) -> str:
        return feed_of(self.spoken.tag)

    def other_languages(self, path: str) -> list[tuple[str, str, str]]:
        """The same page in English."""
        english = in_english()
        return [(english.language, english.say("translation.language", {}), self.bare(path))]

    def crumbs(self, path: str) -> list[tuple[str, str]]:
        """The way from the home page to a page, each in this language where there is one."""
        path, (home, *above) = self.bare(path), super().crumbs(self.bare(path))
        return [(home[0], self.full(home[1])), *((self.title(each), self.full(each)) for _, each in above)]

    def neighbours(self, path: str) -> tuple[Page | None, Page | None]:
        """The pages before and after a page, where they stand."""
        found = super().neighbours(self.bare(path))
        before, after = (page and replace(page, path=self.full(page.path)) for page in found)
        return before, after

    def cite(self, path: str, title: str) -> str:
        """Nothing: what is cited is the English, until somebody has reviewed the translation."""
        return ""

    def canonical(self, path: str) -> str:
        """The address that search engines should show: in the newest release, if it has the page in this language."""
        if not self.project.site:
            return ""
        folder = self.folder if self._only_here(path) else "latest"
        return f"{self.project.site}{folder}/{address_of(path)}"

    def is_unlisted(self, path: str) -> bool:
        return self.iteration.is_draft and not (self.project.site and not self._only_here(path))

    def _only_here(self, path: str) -> bool:
        """Whether the newest release does not have a page in this language."""
        newest = self.handbook.latest
        return newest.is_draft or self.bare(path) not in self._paths_of(newest)

    def _in(self, iteration: LoadedIteration, url: str) -> str:
        """The address of a page in another iteration: in this language if it is there."""
        bare = url.removeprefix(self.spoken.prefix)
        return url if bare in {address_of(path) for path in self._paths_of(iteration)} else bare

    def _paths_of(self, iteration: LoadedIteration) -> frozenset[str]:
        return paths_in(self.spoken.english, iteration, self.spoken.tongue)

    def versions(self, url: str) -> list[dict[str, Any]]:
        """The same page in other iterations, in this language where there is one."""
        rows, known = super().versions(url), self.handbook.iterations
        for row in rows:
            there = known[row["version"]]
            row["state"] = heard(row["state"])
            row["href"] = f"{self.up(url)}{self.handbook.folder_name(there)}/{self._in(there, url)}"
        return rows

    def state(self, iteration: LoadedIteration) -> str:
        """Where an iteration stands. Ours has other words, and is the same iteration."""
        return super().state(self.handbook.iterations[iteration.version])

    def newest_href(self, url: str) -> str:
        newest = self.handbook.latest
        return f"{self.up(url)}{'latest' if self.handbook.released else 'draft'}/{self._in(newest, url)}"

    @property
    def called(self) -> str:
        return str(heard(super().called))

    @property
    def provenance(self) -> str:
        return str(heard(super().provenance))

    def kind_title(self, kind: str, id_: str | None = None) -> str:
        return str(heard(super().kind_title(kind, id_)))

    @cached_property
    def menus(self) -> Menus:
        """What stands in the menus, each leading to this language where there is a page in it."""
        with speaking(self.spoken.voice):
            home, *sections = navigation(self.library, self.iteration)
        return Menus(self._entry(home), [self._entry(each) for each in sections])

    def _entry(self, row: Mapping[str, Any]) -> Entry:
        ((title, what),) = row.items()
        if isinstance(what, str):
            return Entry(title, address_of(self.full(what)), self.full(what))
        return Entry(title, children=[self._entry(each) for each in what])

    @property
    def tools(self) -> str:
        """What the tools are called and ask, for the scripts: what is not translated stands between the signs."""
        with speaking(self.spoken.voice):
            return toolbook(self.library, self.iteration)

    def page_at(self, path: str) -> Page | None:
        return self.made.get(self.bare(path))

    def file_of_written(self, path: str) -> str:
        return self.spoken.written[self.bare(path)].shown

    def sources(self) -> Iterator[tuple[str, str]]:
        """The pages as MkDocs reads them, by where they stand."""
        for page in self.pages:
            yield self.full(page.path), f"---\n{{}}\n---\n{page.markdown}"
        for path in self.spoken.written:
            yield self.full(path), self.spoken.source_of(path)

    def section_of(self, path: str) -> Entry | None:
        """The section of the menus in which a page stands, or the nearest page above it."""
        ways = [self.full(self.bare(path)), *map(self.full, reversed(self.above(self.bare(path))))]
        for way in ways:
            for section in self.menus.items:
                if any(each.path == way for each in section.children or ()):
                    return section
        return None

    def whole(self, page: str, url: str) -> str:
        """A page in which everything says in which language it is."""
        return with_languages(page, in_english().language, url, self.spoken.prefix)


def opened(site: Site) -> Site:
    """A version that knows itself in other languages."""
    site.translated = in_other_languages(site)
    return site


def in_other_languages(site: Site) -> list[TranslatedSite]:
    """A version in each language that has pages of it."""
    found = []
    for translation in translations(site.library, site.iteration):
        translated = TranslatedSite(translation.library, translation.laid.iteration, site.project)
        translated.translation = translation
        found.append(translated)
    return found


def translated_elsewhere(site: Site, sites: Iterable[Site]) -> dict[str, tuple[str, str]]:
    """For each page that another version has in a language and this one has not: its title, and the relative address of
    the same page in English."""
    own = {each.full(path) for each in site.translated for path in each.spoken.paths}
    found = {}
    for each in (translated for one in sites for translated in one.translated):
        for path in each.spoken.paths:
            if (there := each.full(path)) not in own:
                up = "../" * address_of(there).count("/")
                found[there] = each.spoken.english.title_of(each.spoken.iteration, path), f"{up}{address_of(path)}"
    return found


def _in_word(site: TranslatedSite) -> dict[str, bytes]:
    """Each page of an element as a Word document, in which each run says in which language it is."""
    reviewed = "translation.reviewed" if site.spoken.tongue.about.reviewed_by else "translation.unreviewed"
    note = f"{say(reviewed)} {say('translation.rest')}"
    return {
        word_of_translated(page.path, site.iteration.version, site.spoken.tag): word_page(
            site, replace(page, path=site.full(page.path)), note
        )
        for page in site.pages
        if page.kind != "sheet"
    }


def search_files(index: str, prefix: str = "") -> dict[str, bytes]:
    """A search index as its two files, by their addresses: each has a line."""
    return {prefix + path: line.encode() for path, line in zip(SEARCH, index.splitlines(keepends=True), strict=True)}


def files_of_languages(site: Site) -> dict[str, bytes]:
    """Of each language its Word documents, the search index, of what there is in it, and what is translated as data.
    These stand in the folder of the language: the open data has the same files in every version."""
    files: dict[str, bytes] = {}
    for translated in site.translated:
        spoken = translated.spoken
        with speaking(spoken.voice):
            files |= _in_word(translated) | blank_files(translated, spoken.tag, site.library.answers)
            files |= search_files(translated_index(translated), spoken.prefix)
        files[f"{spoken.prefix}{WORDS}"] = translation_file(site, spoken).encode()
    return files
