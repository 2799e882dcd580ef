"""In which language is spoken, and what stays English in it.

The handbook is written in English. While a page of another language is made, `speaking` says which; phrases then come
from that language, and a text that is not translated is put between two signs that no text has. When the page is whole,
`with_languages` makes of them what a screen reader needs, or takes them out where no mark-up may stand.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

BEGIN, END = "\ue000", "\ue001"
"""What stands before and after a text in English. Both are for private use: no text has them."""

_SIGNS = re.compile(f"[{BEGIN}{END}]")
_WORD = re.compile(r"[^\W\d_]{2}")
_NAME = re.compile(r"[a-z0-9./#?&=_:%~+-][\w./#?&=:%~+-]*")
_PIECES = re.compile(r"(<(?:script|style|title|textarea|option)\b.*?</\w+>|<!--.*?-->|<[^>]*>)", re.S)
_MARKUP = re.compile(r"(<[^>]*>)")
_OPENS = re.compile(r"<(\w+)([^>]*)>([^<]*)")
_NAMED = re.compile(r' (?:aria-label|data-title)="([^"]*)"')
_LEAVES = ("input", "img", "br", "hr", "wbr", "textarea", "option", "script", "style", "title")
_AWAY = re.compile(r'(<a\b(?![^>]*\bhreflang=)[^>]*?\shref=")([^":#?]+)([^"]*")')
_DRAWN = re.compile(r"<svg\b.*?</svg>", re.S)


@dataclass(frozen=True)
class Voice:
    """A language as pages speak it: its phrases, what of the handbook it says itself, and what it calls the words of
    the model's tables, by what they are in English."""

    tag: str
    phrases: Any
    said: frozenset[str] = frozenset()
    codes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class Spoken(str):
    """A text in the language that is spoken: nobody asks again."""


_voice: ContextVar[Voice | None] = ContextVar("voice", default=None)


def voice() -> Voice | None:
    """The language that is spoken now; nothing if it is English."""
    return _voice.get()


def tag() -> str:
    """The tag of the language that is spoken now; nothing if it is English."""
    now = _voice.get()
    return now.tag if now else ""


def speak(now: Voice | None) -> None:
    """Speak a language from now on, or English. `speaking` is safer where it can be had."""
    _voice.set(now)


@contextmanager
def speaking(now: Voice | None) -> Iterator[None]:
    """Speak a language within a block."""
    before = _voice.set(now)
    try:
        yield
    finally:
        _voice.reset(before)


def spoken(text: str) -> str:
    """A text that is made of what is spoken, so that nobody asks again in which language it is."""
    return Spoken(text) if _voice.get() else text


def english(text: str) -> str:
    """A text that is in English, whichever language is spoken."""
    return f"{BEGIN}{text}{END}" if _voice.get() and _WORD.search(text) else text


def is_said(text: str) -> bool:
    """Whether a text of the handbook is one that the language says itself. In English all are; so is every phrase."""
    now = _voice.get()
    return now is None or isinstance(text, Markup | Spoken) or " ".join(text.split()) in now.said


def heard(value: Any) -> Any:
    """What is printed of a value of the handbook: itself if it is translated, what its code is called, or the English.
    Names and addresses are no text."""
    now = _voice.get()
    if now is None or type(value) is not str or isinstance(value, Markup):
        return value
    bare = " ".join(value.split())
    if bare in now.codes:
        return Spoken(now.codes[bare])
    if (code := bare[:1].upper() + bare[1:]) in now.codes:  # in a sentence
        return Spoken(now.codes[code][:1].lower() + now.codes[code][1:])
    return value if bare in now.said or BEGIN in value or _NAME.fullmatch(bare) else english(value)


def told(text: str) -> str:
    """The same of what is a text for certain, and no name, though it may look like one: hours."""
    known = str(heard(text))
    return known if known != text or is_said(text) else english(text)


def in_lines(text: Any, lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines of a text, each in the language of the whole."""
    now = _voice.get()
    if now is None:
        return lines
    return tuple(Spoken(line) if is_said(text) or is_said(str(text)) else english(line) for line in lines)


def in_months(date: str) -> str:
    """A date in words, with the month as the language calls it."""
    now = _voice.get()
    return " ".join(now.codes.get(part, part) for part in date.split()) if now else date


def without_signs(text: str) -> str:
    """A text without what says in which language it is."""
    return _SIGNS.sub("", text)


def with_languages(page: str, tag: str, address: str, prefix: str) -> str:
    """A page in which every text in English says so, and every link to a page in English. `tag` is that of English,
    `address` where the page stands in its version, `prefix` the folder of its language there."""

    def markup(piece: str) -> str:
        return _AWAY.sub(lambda found: _leading(found, tag, address, prefix), without_signs(piece))

    whole = _signs_as_spans(_PIECES.split(page), f'lang="{tag}"', markup, _Within(tag, prefix.strip("/")))
    span = re.compile(rf'<(/?)span(?: lang="{tag}")?>')  # a drawing has other names for the same
    return _DRAWN.sub(lambda drawn: span.sub(lambda found: _in_drawing(found, tag), drawn[0]), whole)


def in_xml(text: str, tag: str) -> str:
    """A text of XML in which every text in English says so, where XHTML may stand; `tag` is that of English."""
    return _signs_as_spans(_MARKUP.split(text), f'xml:lang="{tag}" lang="{tag}"', without_signs)


@dataclass
class _Within:
    """The element in English that a piece of a page is within. What names an element, such as a form, a table or a
    control, is in the language of that element: one with a name in English is in English, and what is not in English
    within it says so. A voice then reads the names of its controls right, and not the words around them alone."""

    tag: str
    own: str
    name: str = ""
    deep: int = 0

    def met(self, piece: str, free: bool) -> str:
        """A piece of markup, with the language of its element if that is another one than that around it; `free` says
        that no sign is open."""
        found = _OPENS.match(piece)
        if not found:
            if self.name and piece == f"</{self.name}>":
                self.deep -= 1
                self.name = self.name if self.deep else ""
            return piece
        name, about, text = found.groups()
        named = _NAMED.search(about)
        said = text if name == "option" else named[1] if named else ""
        if said.startswith(BEGIN):
            lang = self.tag if free and not self.name else ""
        else:
            lang = self.own if self.name and _WORD.search(said) else ""
        if self.name == name:
            self.deep += 1
        elif lang and lang == self.tag and name not in _LEAVES:
            self.name, self.deep = name, 1
        end = found.end(2)
        return f'{piece[:end]} lang="{lang}"{piece[end:]}' if lang and " lang=" not in about else piece

    def around(self, text: str) -> str:
        """A text that is not in English."""
        return f'<span lang="{self.own}">{text}</span>' if self.name and _WORD.search(text) else text


def _signs_as_spans(pieces: list[str], says: str, markup: Callable[[str], str], within: _Within | None = None) -> str:
    """Texts and markup by turns, with a span around what the signs enclose that `says` its language; signs within
    signs make no more of them, nor do those `within` an element in English. `markup` is what becomes of each piece of
    markup."""
    within = within or _Within("", "")
    out, depth = [], 0
    for place, piece in enumerate(pieces):
        if place % 2:
            out.append(markup(within.met(piece, not depth)))
            continue
        at = 0
        for sign in _SIGNS.finditer(piece):
            out.append(piece[at : sign.start()] if depth else within.around(piece[at : sign.start()]))
            at = sign.end()
            before, depth = depth, max(depth + (1 if sign[0] == BEGIN else -1), 0)
            if not within.name:
                out.append(f"<span {says}>" if not before and depth else "</span>" if before and not depth else "")
        out.append(piece[at:] if depth else within.around(piece[at:]))
    return "".join(out)


def _in_drawing(found: re.Match[str], tag: str) -> str:
    return "</tspan>" if found[1] else f'<tspan lang="{tag}">'


def _leading(found: re.Match[str], tag: str, address: str, prefix: str) -> str:
    """The beginning of a link, with the language of the page that it leads to, if that is another one."""
    to = posixpath.normpath(posixpath.join(posixpath.dirname(address), found[2])) + "/"
    own = re.match(rf"(?:\.\./[^/]+/)?{prefix}", to)  # in this version or in another
    return found[0] if own else f'{found[0]} hreflang="{tag}"'
