"""The style sheets that pages load, joined from a file a concern in `docs/assets/css/`. Text in, text out.

The files are written for people: a declaration a line, remarks, each colour once. What a reader is sent has the same
rules in the same order without the rest, and the colours of both palettes written out for browsers that do not know
`light-dark()`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

FOLDER = "assets/css"
FIRST = "assets/handbook.css"

SHEETS = {
    FIRST: (
        "fonts",
        "tokens",
        "text",
        "top",
        "version",
        "frame",
        "page-head",
        "sides",
        "pieces",
        "take-away",
        "marks",
        "page-end",
        "tables",
        "search",
    ),
    "assets/sheets.css": ("sheets", "forms", "service"),
    "assets/some-pages.css": ("comparisons", "pictures", "home", "style-page", "filters"),
    "assets/print.css": ("paper",),
}
"""The style sheets that are sent, and the files of each in the order in which they are joined: of two rules that weigh
the same, the later one counts. What every page shows stands in the first; paper has one that no screen waits for."""

ORDER = tuple(name for names in SHEETS.values() for name in names)

_WANTED = {
    "assets/sheets.css": ("sheet", "field", "choices", "feedback-kinds", "gather-camera", "say-it", "service-page",
                          "service-tools", "result"),
    "assets/some-pages.css": ("compared", "differences", "then-now", "triangle", "whole", "words", "picture",
                             "way", "filter", "ways", "opening", "specimen", "swatch", "size-head"),
}  # fmt: skip
"""By which classes in the words of a page it is known that it wants one of the others. What a script adds later stands
in something that is there from the start: the dialog of remarks in `say-it`."""

_CLASSES = re.compile(r'\bclass="([^"]+)"')

_BOTH = re.compile(r"light-dark\(([^,()]+),([^,()]+)\)")


def is_source(path: str) -> bool:
    """Whether a file of the site is one that is joined, and not sent itself."""
    return path.startswith(f"{FOLDER}/")


def wanted(content: str) -> list[str]:
    """The style sheets besides the first and that for paper which a page wants, by its HTML."""
    there = {name for names in _CLASSES.findall(content) for name in names.split()}
    return [address for address, names in _WANTED.items() if there & set(names)]


def joined(docs: Path, colours: Mapping[str, tuple[str, str]] = MappingProxyType({})) -> dict[str, str]:
    """The style sheets as they are sent, by address, with those colours, each for light and for dark pages, that a copy
    replaces. Raises `LookupError` for a file that has no place in the order."""
    texts = {path.stem: path.read_text("utf-8") for path in (docs / FOLDER).glob("*.css")}
    if astray := set(texts) ^ set(ORDER):
        raise LookupError(
            f"{', '.join(sorted(astray))}: macros/stylesheet.py and docs/{FOLDER}/ must name the same files."
        )
    for name, (light, dark) in colours.items():
        declared = rf"(--{re.escape(name)}: ?)light-dark\([^()]*\)"
        texts["tokens"] = re.sub(declared, rf"\g<1>light-dark({light}, {dark})", texts["tokens"])
    return {
        address: "".join(with_both_palettes(minified(texts[name])) for name in names) + "\n"
        for address, names in SHEETS.items()
    }


def minified(css: str) -> str:
    """The same rules without remarks, line ends and spaces that say nothing. Within a line only its ends change."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    lines = (re.sub(r"^([\w-]+): ", r"\1:", line.strip()) for line in css.splitlines())
    css = "\n".join(line for line in lines if line)
    css = re.sub(r" ?([{};,])\n", r"\1", css + "\n")
    return re.sub(r";?\n?}", "}", css).replace("\n", " ").rstrip(" ")


def script(text: str) -> str:
    """A script without the remarks that have lines of their own, and without indentation: what readers are sent.

    No text of our scripts runs over several lines; a test holds that.
    """
    lines = (line.strip() for line in text.splitlines())
    return "".join(line + "\n" for line in lines if line and not line.startswith("//"))


def with_both_palettes(css: str) -> str:
    """Write out the rule whose colours differ: for light pages and paper, for a dark system, and for the button."""
    rule = re.search(r":root\{([^{}]*light-dark\([^{}]*)\}", css)
    if not rule:
        return css
    light = _BOTH.sub(r"\1", rule[1]).replace("color-scheme:light dark", "color-scheme:light")
    differ = [_BOTH.sub(r"\2", each).replace(": ", ":") for each in rule[1].split(";") if _BOTH.search(each)]
    dark = ";".join([*differ, "color-scheme:dark"])
    written = (
        f":root{{{light}}}"
        f'@media screen and (prefers-color-scheme: dark){{:root:not([data-palette="light"]){{{dark}}}}}'
        f'@media screen{{:root[data-palette="dark"]{{{dark}}}}}'
    )
    return css.replace(rule[0], written)
