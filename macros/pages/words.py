"""From the words in data to safe Markdown.

Data may be written by anybody, so none of it reaches a page unmarked: every character that means
something to Markdown, HTML or a template is written as an entity, but for what we allow: emphasis,
strong, lists, links to the web, and the three marks of `marks`. So a `<script>`, an `onerror=`, a
`javascript:` link, an attribute list or a `{{ macro }}` in a YAML value comes out as plain text.
"""

from __future__ import annotations

import re
import textwrap
from bisect import bisect_left
from collections.abc import Callable, Collection
from itertools import pairwise

from markupsafe import Markup

from macros.model.marks import CITE, INFERRED, LINK, WEB_LINK, emphasis, plain
from macros.model.records import Source
from macros.pages.voices import Spoken, english, is_said

_ENTITIES = {character: f"&#{ord(character)};" for character in '[]{}`|\\"'} | {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


_SPECIAL = re.compile("[" + re.escape("".join(_ENTITIES)) + "]")


_OPENING = re.compile(
    r"^(\s*)(?:((?:[-_*][ \t]*){3,}$|#+|[-+*](?=\s|$)|-{2,}|_{3,}|\*{3,}|~{3,}|!{3,}|=+\s*$|:(?=\s))|(\d+)([.)]))"
)


_ITEM = re.compile(r"^(\s*)([-*+]|\d{1,2}[.)])\s+")


_MARK = re.compile(
    "|".join(
        f"(?P<{name}>{re.sub(r'[(][?]P<[a-z]+>', '(?:', pattern.pattern)})"
        for name, pattern in (("cite", CITE), ("link", LINK), ("inferred", INFERRED), ("web", WEB_LINK))
    )
)


_OPENING_QUOTE = re.compile(r"""(?<![^\s(\[{“‘–—/-])(?:"(?=\S)|'(?=[^\s\d]))""")


def typeset(text: str) -> str:
    """Text with the quotation marks and apostrophes of print, whichever were typed. What MkDocs renders beside our data
    gets the same from Python-Markdown's `smarty`."""
    if '"' not in text and "'" not in text:
        return text
    text = _OPENING_QUOTE.sub(lambda mark: "“" if mark[0] == '"' else "‘", text)
    return text.replace('"', "”").replace("'", "’")


def printed(value: object) -> object:
    """What a template prints: plain text typeset, and everything else, HTML that is marked as safe too, as it is."""
    return typeset(value) if isinstance(value, str) and type(value) in (str, Spoken) else value


def neutral(text: str) -> Markup:
    """Any text as Markdown and HTML that shows that text, with the quotation marks of print,
    in a sentence or in an attribute."""
    return Markup(_kept(typeset(text)).replace("*", "&#42;").replace("_", "&#95;"))


def _kept(text: str, letters: Collection[int] = ()) -> str:
    """Text with its emphasis kept and everything else neutralised. `letters` are the places of asterisks that are
    no marks."""
    cuts = [-1, *letters, len(text)]
    pieces = (text[start + 1 : end] for start, end in pairwise(cuts))
    text = "&#42;".join(_SPECIAL.sub(lambda m: _ENTITIES[m[0]], piece) for piece in pieces)
    return text[:-1] + "&#33;" if text.endswith("!") else text  # a link may follow, and must not become a picture


def _no_block(text: str) -> str:
    """A line whose beginning cannot start a heading, a rule or a list."""

    def tame(m: re.Match[str]) -> str:
        if m[3]:
            return f"{m[1]}{m[3]}&#{ord(m[4])};"
        return m[1] + "".join(f"&#{ord(character)};" for character in m[2])

    return _OPENING.sub(tame, text)


class Words:
    """Turns the text of one page into Markdown, and remembers what it cites.

    `find_link(id, words)` gives a Markdown link to an element or term from this page; it raises
    `KeyError` for an unknown id. `sources` are those of the iteration. A page that lists what it cites is
    where its citations lead; for one that does not, `find_source(source)` says where else.
    """

    def __init__(
        self,
        find_link: Callable[[str, str | None], str],
        sources: dict[str, Source],
        find_source: Callable[[Source], str] | None = None,
    ):
        self.find_link = find_link
        self.sources = sources
        self.cited: list[str] = []
        self.inferred = False
        self.find_source = find_source

    def line(self, text: str | None) -> Markup:
        """One line of Markdown, safe to stand anywhere in a page."""
        if not text:
            return Markup("")
        said = Markup(_no_block(self._inline(" ".join(text.split()))))
        return said if is_said(text) else Markup(english(said))

    def block(self, text: str | None) -> Markup:
        """Paragraphs and lists, safe to stand at the start of a line."""
        if not text:
            return Markup("")
        rows: list[str] = []
        in_list, spoken = False, str if is_said(text) else english
        for row in textwrap.dedent(text).strip().splitlines():
            item = _ITEM.match(row)
            if item:
                if rows and rows[-1] and not in_list:
                    rows.append("")
                indent = "    " if in_list and len(item[1]) >= 2 else ""
                marker = item[2] if item[2][0].isdigit() else "-"
                rows.append(
                    f"{indent}{marker.replace(')', '.')} " + spoken(_no_block(self._inline(row[item.end() :].rstrip())))
                )
                in_list = True
            elif not row.strip():
                rows.append("")
                in_list = False
            else:
                lead = "    " if in_list and row.startswith(" ") else ""
                rows.append(lead + spoken(_no_block(self._inline(row.strip()))))
                in_list = in_list and bool(lead)
        return Markup("\n".join(rows))

    def _inline(self, text: str) -> str:
        text, at = typeset(text), 0
        found_marks = list(_MARK.finditer(text))
        letters: list[int] = []
        if "*" in text:
            marks = emphasis(_MARK.sub(lambda mark: "." * len(mark[0]), text))
            letters = [place for place, letter in enumerate(text) if letter == "*" and place not in marks]

        def kept(start: int, end: int) -> str:
            inside = letters[bisect_left(letters, start) : bisect_left(letters, end)]
            return _kept(text[start:end], [place - start for place in inside])

        out: list[str] = []
        for found in found_marks:
            before = kept(at, found.start())
            if found["cite"] and before.endswith(" "):
                before = before.rstrip(" ") + "\N{NO-BREAK SPACE}"  # the number stays with the word that it stands for
            out += before, self._mark(found)
            at = found.end()
        out.append(kept(at, len(text)))
        return "".join(out)

    def _mark(self, found: re.Match[str]) -> str:
        if found["cite"]:
            inner = CITE.fullmatch(found[0])
            assert inner
            return self.cite(inner["id"], inner["place"])
        if found["link"]:
            inner = LINK.fullmatch(found[0])
            assert inner
            return self.find_link(inner["id"], inner["words"])
        if found["inferred"]:
            self.inferred = True
            return "*our reading*{ .inferred }"
        inner = WEB_LINK.fullmatch(found[0])
        assert inner
        return f"[{neutral(inner['words'])}]({inner['url']})"

    def cite(self, id_: str, place: str | None = None) -> str:
        """A citation: the number of the source on this page, and the place in it. The first of a source says its title;
        a script says it of the others (`handbook.js`), and the list of sources for everybody."""
        source = self.sources[id_]
        again = id_ in self.cited
        if not again:
            self.cited.append(id_)
        number = self.cited.index(id_) + 1
        label = f"{number}, {neutral(place.strip())}" if place else str(number)
        if self.find_source:
            return f"[{label}]({self.find_source(source)}){{ .cite }}"
        if again:
            return f"[{label}](#cited-{number}){{ .cite }}"
        return f'[{label}](#cited-{number}){{ .cite title="{neutral(plain(source.title))}" }}'

    def cited_sources(self) -> list[Source]:
        """The sources cited so far, in the order of their numbers."""
        return [self.sources[id_] for id_ in self.cited]
