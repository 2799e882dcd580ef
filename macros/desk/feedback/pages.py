"""What a comment is about, worked out from the page that it names: its whole address, a part of it, or its title."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from macros import model
from macros.model.handbook import Handbook, LoadedIteration

_PARTS = {"sheet", "on-one-page", "index.html", "index.htm", "go", "latest", "draft", ""}


class About:
    """The elements, activities and terms of the draft, and of the iteration that a workshop saw, by id and by title."""

    def __init__(self, handbook: Handbook, workshop: model.Workshop) -> None:
        shown = handbook.iterations.get(workshop.about_version or "")
        self._titles: dict[str, str] = {}
        self._terms: dict[str, str] = {}
        self._by_title: dict[str, str] = {}
        for iteration in filter(None, (shown, handbook.draft)):  # the draft last: what it says holds
            self._learn(iteration)

    def _learn(self, iteration: LoadedIteration) -> None:
        things: list[model.Element | model.Activity] = [*iteration.elements.values()]
        things += [activity for _, activity in iteration.activities()]
        for thing in things:
            for id_ in (*thing.was, thing.id):
                self._titles[id_] = thing.title
            self._by_title[thing.title.casefold()] = thing.id
        self._terms.update((term.id, f"Glossary: {term.term}") for term in iteration.terms.values())

    def element(self, page: str) -> str:
        """The id of the element or activity that a page is about; empty if there is none.

        `page` may be a whole address pasted from a browser, with a question mark and what follows, below any folder.
        """
        page = page.strip().strip("<>\"'()")
        address = urlsplit(page if "://" in page else f"//x/{page.lstrip('/')}")
        parts = [part for part in unquote(address.path).split("/") if part not in _PARTS]
        asked = re.findall(r"(?:^|&)(?:page|element)=([^&]*)", address.query)
        inner = [part for value in asked for part in re.split(r"[/#]", unquote(value)) if part]
        for candidate in (unquote(address.fragment), *reversed(inner), *reversed(parts)):
            if candidate in self._titles:
                return candidate
        return self._by_title.get(page.casefold().removeprefix("page:").strip(), "")

    def title(self, element: str, page: str) -> str:
        """The title of what a comment is about: the element that it names, or the one of its page, or a term's."""
        if element in self._titles:
            return self._titles[element]
        if page and "glossary" in page and (term := self._terms.get(unquote(page.rpartition("#")[2]))):
            return term
        found = self.element(page) if page else ""
        return self._titles.get(found, "")
