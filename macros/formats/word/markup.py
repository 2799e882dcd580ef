"""Word's own XML, made of names and words: no text can be taken for markup, and none holds what XML cannot.

What the elements are called and the order they stand in is ECMA-376 (Office Open XML), part 1, chapter 17.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup, escape

from macros.pages.phrases import language
from macros.pages.voices import BEGIN, END, without_signs
from macros.pages.words import typeset

_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, whatever it is written as."""

TAG_ROOM = 64
"""How long Word lets the name of a content control be."""

STANDING, LYING = 9638, 14570
"""How wide a page's text is, in twentieths of a point: A4, with margins of 2 cm, as in the template of a document."""


def section(lying: bool) -> Markup:
    """How the pages of a part lie: A4, upright or on its side, with the foot that all of them have."""
    across, down = (16838, 11906) if lying else (11906, 16838)
    margins = dict.fromkeys(("top", "right", "bottom", "left"), 1134)
    return w(
        "sectPr",
        w("footerReference", **{"w:type": "default", "r:id": "footer"}),
        w("pgSz", w=across, h=down, orient="landscape" if lying else None),
        w("pgMar", **margins, header=567, footer=567, gutter=0),
    )


def fit(text: object) -> str:
    """A text without what XML cannot hold."""
    return _UNFIT.sub("", str(text))


def w(name: str, /, *inside: object, **about: object) -> Markup:
    """An element of Word's: `w("p", w("r", …))`. What is inside is escaped unless it is an element; so are attributes.

    Names without a prefix get Word's. An attribute that is `None` is left out.
    """
    attributes = "".join(
        f' {key if ":" in key else f"w:{key}"}="{escape(fit(value))}"'
        for key, value in about.items()
        if value is not None
    )
    element = name if ":" in name else f"w:{name}"
    if not inside:
        return Markup(f"<{element}{attributes}/>")
    return Markup(f"<{element}{attributes}>{joined(inside)}</{element}>")


def joined(parts: Iterable[object]) -> Markup:
    """Elements and words one after the other."""
    return Markup("".join(part if isinstance(part, Markup) else escape(fit(part)) for part in parts))


def run(words: str, *looks: Markup, style: str | None = None) -> Markup:
    """Words in one look. A line break in them is one in Word."""
    properties = [*([w("rStyle", val=style)] if style else []), *looks]
    lines: list[Markup] = []
    for number, line in enumerate(words.split("\n")):
        lines += [*([w("br")] if number else []), w("t", line, **{"xml:space": "preserve"})]
    return w("r", *([w("rPr", *properties)] if properties else []), *lines)


BOLD, ITALIC = w("b"), w("i")


def paragraph(*inside: str | Markup, style: str | None = None, more: Sequence[Markup] = ()) -> Markup:
    """A paragraph of runs; plain text in it is typeset, and becomes a run."""
    properties = [*([w("pStyle", val=style)] if style else []), *more]
    return w(
        "p",
        *([w("pPr", *properties)] if properties else []),
        *(each if isinstance(each, Markup) else run(typeset(each)) for each in inside),
    )


def table(head: Sequence[Markup], rows: Sequence[Markup], widths: Sequence[int], caption: str = "") -> Markup:
    """A table: the cells of its head, which repeats on each page, if it has one, and its rows, made by `row`."""
    return w(
        "tbl",
        w(
            "tblPr",
            w("tblStyle", val="HandbookTable"),
            w("tblW", w=sum(widths), type="dxa"),
            w("tblLayout", type="fixed"),
            w(
                "tblLook",
                val="0420",
                firstRow=int(bool(head)),
                lastRow=0,
                firstColumn=0,
                lastColumn=0,
                noHBand=0,
                noVBand=1,
            ),
            *([w("tblCaption", val=caption)] if caption else []),
        ),
        w("tblGrid", *(w("gridCol", w=width) for width in widths)),
        *([row(head, widths, repeats=True)] if head else []),
        *rows,
    )


def row(cells: Sequence[Markup], widths: Sequence[int], repeats: bool = False) -> Markup:
    """A row of a table, each cell a paragraph or more. It is not split between pages; a head repeats on each."""
    return w(
        "tr",
        w("trPr", w("cantSplit"), *([w("tblHeader")] if repeats else [])),
        *(w("tc", w("tcPr", w("tcW", w=width, type="dxa")), cell) for cell, width in zip(cells, widths, strict=True)),
    )


LETTER, PADDING = 118, 190
"""How wide a letter of a table's text is, and the room around a cell's words, in twips."""


def shared_out(weights: Sequence[float], lying: bool = False, letters: Sequence[int] = ()) -> list[int]:
    """The widths of a table's columns, together as wide as the page's text.

    Each has room for a word of so many `letters`, if there is room for all. What is left is shared out by weight.
    """
    whole = LYING if lying else STANDING
    least = [LETTER * each + PADDING for each in letters] or [0] * len(weights)
    shrunk = min(1, whole / (sum(least) or 1))
    left = max(0, whole - sum(least)) / sum(weights)
    widths = [int(room * shrunk + left * weight) for room, weight in zip(least, weights, strict=True)]
    return [*widths[:-1], whole - sum(widths[:-1])]


def control(tag: str, title: str, shown: str, *, empty: bool, kind: Markup | None = None) -> Markup:
    """A content control within a paragraph: Word's own field to fill in, with the name by which a program finds it.

    `shown` is the answer, or if it is `empty` what stands in its place. Raises `ValueError` for a name that Word would
    cut off.
    """
    if len(tag) > TAG_ROOM:
        raise ValueError(f"Word cuts names of fields off after {TAG_ROOM} characters: {tag}")
    return w(
        "sdt",
        w(
            "sdtPr",
            w("alias", val=title[:TAG_ROOM]),
            w("tag", val=tag),
            *([w("showingPlcHdr")] if empty else []),
            kind or w("richText"),  # in one of plain text LibreOffice 7 puts line breaks in the wrong place
        ),
        w("sdtContent", run(shown, style="PlaceholderText" if empty else None)),
    )


def dropdown(options: Mapping[str, str]) -> Markup:
    """The kind of a control that offers options: what each is kept as, and what is shown."""
    return w("dropDownList", *(w("listItem", displayText=shown, value=value) for value, shown in options.items()))


def calendar(day: str = "") -> Markup:
    """The kind of a control that takes a day, given as 2026-10-05."""
    return w(
        "date",
        w("dateFormat", val="d MMMM yyyy"),
        w("lid", val=language()),
        w("storeMappedDataAs", val="dateTime"),
        w("calendar", val="gregorian"),
        fullDate=f"{day}T00:00:00Z" if day else None,
    )


def growing(tag: str, title: str, rows: Sequence[Markup]) -> Markup:
    """Rows that Word lets a reader repeat."""
    return w(
        "sdt",
        w("sdtPr", w("alias", val=title[:TAG_ROOM]), w("tag", val=tag), w("w15:repeatingSection")),
        w(
            "sdtContent",
            *(w("sdt", w("sdtPr", w("w15:repeatingSectionItem")), w("sdtContent", each)) for each in rows),
        ),
    )


_RUN = re.compile(r"<w:r>(?:<w:rPr>(.*?)</w:rPr>)?(.*?)</w:r>", re.S)
_TEXT = '<w:t xml:space="preserve">'
_SAID = re.compile(f"([{BEGIN}{END}])")


def in_runs(xml: str, tag: str) -> str:
    """A part of a document in which each run of English says so; `tag` is that of English. What is English stands
    between the signs of `pages/voices.py`, which may reach over several runs."""
    depth, out, at = 0, [], 0
    for found in _RUN.finditer(xml):
        out.append(without_signs(xml[at : found.start()]))
        at = found.end()
        looks, cut = found[1] or "", False
        for number, piece in enumerate(_SAID.split(found[2])):
            if number % 2:
                depth = max(depth + (1 if piece == BEGIN else -1), 0)
                continue
            whole = f"{_TEXT}{piece}" if cut else piece
            cut = whole.rfind("<w:t") > whole.rfind("</w:t>")  # a text that is cut is closed, and opened again
            whole += "</w:t>" if cut else ""
            if re.sub(r"<w:t[^>]*></w:t>", "", whole):
                own = looks + (f'<w:lang w:val="{tag}"/>' if depth else "")
                out.append(f"<w:r>{f'<w:rPr>{own}</w:rPr>' if own else ''}{whole}</w:r>")
    return "".join([*out, without_signs(xml[at:])])
