"""The shapes that feedback has on its way in: a grid of cells, a comment, what a file gave. And text, cleaned."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import Any, Self

from macros.model.swallowed import UNSEEN

MOST_LETTERS = 6_000
"""The longest single comment: what the form can hold, and a little more. A longer one is several."""
LONGEST_THEME = 80
"""The longest theme: it becomes a heading."""
NESTED = "\ue000"
"""Stands in a cell for a list or a group, which is no text."""


@dataclass(frozen=True)
class Line:
    """One row of a table. `number` is what a spreadsheet shows beside it, or its place in a list."""

    number: int
    cells: tuple[str, ...]
    wrong: str = ""


@dataclass
class Grid:
    """A table as it was found, headings among its lines.

    `name` says which; with `headed` the first line holds names.
    """

    name: str
    lines: list[Line]
    headed: bool = False
    sign: str = ""
    """What separates its cells, if it was text."""
    noun: str = "row"


@dataclass(frozen=True)
class Comment:
    """One thing that somebody said, with what the file says about it.

    `asked` is the question that it answers, where the file asks several; `where` is the column's letter.
    `nothing` holds what stood there if that says nothing, such as NA; `wrong` says why it cannot be used.
    """

    number: int
    said: str = ""
    theme: str = ""
    instead: str = ""
    source: str = ""
    date: str = ""
    page: str = ""
    element: str = ""
    asked: str = ""
    where: str = ""
    fingerprint: str = ""
    nothing: str = ""
    wrong: str = ""
    hold: str = ""
    file: str = ""
    noun: str = "row"
    told: tuple[str, ...] = ()
    """What its writer said of it besides: kind, role, whether it may be quoted."""
    notes: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """All that was said, as it will stand in the workshop's file."""
        instead = f"Suggested instead: {self.instead}" if self.instead and self.said else self.instead
        about = f"About the page {self.page}" if self.page and (self.said or self.instead) else ""
        return "\n\n".join(filter(None, (self.said, instead, about)))

    def cleaned(self) -> Self:
        """The same with its text cleaned; too much of it is refused, and a theme that is too long is shortened."""
        long: dict[str, Any] = {name: clean(getattr(self, name)) for name in ("said", "instead")}
        short: dict[str, Any] = {
            name: " ".join(clean(getattr(self, name)).split())
            for name in ("theme", "source", "date", "page", "element", "asked")
        }
        tidy = replace(self, **long, **short)
        if len(tidy.words) > MOST_LETTERS:
            why = f"it has more than {MOST_LETTERS} letters: split it into several"
            return type(self)(self.number, where=self.where, file=self.file, noun=self.noun, wrong=why)
        said_once = " ".join(tidy.words.split())
        if len(tidy.theme) > LONGEST_THEME and tidy.theme != tidy.asked and said_once and tidy.theme not in said_once:
            whole = f"{tidy.said}\n\nThe theme as it was written: {tidy.theme}".strip()
            tidy = replace(
                tidy, said=whole, notes=(*tidy.notes, "its theme is long: the whole of it stands in the words")
            )
        if tidy.said and says_nothing(tidy.said) and not tidy.instead:
            return replace(tidy, nothing=" ".join(tidy.said.split())[:30])
        return replace(tidy, theme=shortened(tidy.theme))


@dataclass
class Given:
    """What a file gave: tables to be looked at, comments that are clear as they are, and what was noticed."""

    name: str
    grids: list[Grid] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    iterations: list[str] = field(default_factory=list)
    how: str = ""
    """In a few words, what kind of file it was taken for."""


def shortened(text: str, most: int = LONGEST_THEME) -> str:
    """A text of at most so many letters, cut between words; what is cut is shown by three dots."""
    if len(text) <= most:
        return text
    return (text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:-–(") or text[: most - 1]) + "…"


def clean(text: str) -> str:
    """Text without what cannot be seen, with ordinary line breaks and no white space at the ends of lines.

    What would be one of our marks, [[a link]] or [@a source], is taken apart: it is somebody's words, and no mark.
    """
    text = re.sub("\r\n?|[\x85\u2028\u2029]", "\n", unicodedata.normalize("NFC", text))
    text = (
        UNSEEN.sub("", text.replace("\ufffd", "?"))
        .replace("[[", "[ [")
        .replace("[@", "[ @")
        .replace("[inferred]", "(inferred)")
    )
    return re.sub(r"\n{3,}", "\n\n", "\n".join(" ".join(row.split()) for row in text.split("\n"))).strip()


_TAG = re.compile(
    r"</?(?:p|div|span|b|i|u|em|strong|br|ul|ol|li|a|font|h[1-6])(?:\s[^<>]*)?/?>",
    re.I,
)


def decoded(text: str) -> str:
    """Text with character references, such as &#039;, turned into their characters, once: `&amp;lt;` is `&lt;`.

    Of text that was kept with its tags, as forms with bold and lists do, only the words stay.
    """
    if re.search(r"</(?:p|div|span|b|i|u|em|strong|ul|ol|li|a|font|h[1-6])>|<br ?/?>", text, re.I):
        text = _TAG.sub("", re.sub(r"<br ?/?>|</(?:p|div|li|h[1-6])>\s*(?=\S)", "\n", text, flags=re.I))
    if "&" not in text or ";" not in text:
        return text
    return re.sub(
        r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});", lambda m: html.unescape(m[0]), text
    )


_NOTHING = re.compile(
    r"(?:n\s?[./\\]?\s?a\.?|#(?:n/a|ref!|name\?|value!|div/0!|null!|num!|spill!|calc!)|not applicable"
    r"|not sure|no(?:ne|pe|thing|t really)?(?: at all)?|nil|null|nan"
    r"|nothing(?: else)?"
    r"(?: to add| comes to mind| really)?|no(?:ne)?,? (?:thanks|thank you)|no (?:further |more |other |additional "
    r"|real )?"
    r"(?:comments?|remarks?|suggestions?|answers?|feedback|response|reply|opinion)(?: (?:at (?:this|the) (?:time"
    r"|moment|stage)))?"
    r"|(?:don[’']?t|do not) know|dk|dunno|idk|pass|skip(?:ped)?|blank|empty|missing|as above|see above|tbc|tbd"
    r"|x{1,3}|\(?blank\)?|_?no response_?"
    r"|\{?question_not_shown\}?|other \(?please (?:specify|state)\)?:?"
    r"|prefer not to (?:say|answer)|\(?none given\)?|nichts|rien|nada|niente|sin comentarios|k\.? ?a\.?)[.!]*",
    re.I,
)


def says_nothing(text: str) -> bool:
    """Whether an answer only says that there is none: NA, n/a, -, None, no comment."""
    if len(text) > 500:
        return False
    text = text.strip().strip("[]()\"'*_ ")
    if not any(unicodedata.category(sign)[0] in "LNS" for sign in text):
        return True
    return bool(_NOTHING.fullmatch(" ".join(text.split())))


def letter(place: int) -> str:
    """A column's name in a spreadsheet: 0 is A, 26 is AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name
