"""Makes a drawing of a page stand by itself: the style sheet's rules for pictures written into it, in the colours of
paper. A program that sets type knows neither our style sheet nor its variables."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree, html

from macros.model.colours import palettes

TYPEFACE = "Atkinson Hyperlegible Next"
"""The name of the typeface in its own files. The style sheet calls it Atkinson."""

_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"\.picture ([a-z]*)((?:\.[\w-]+)*)")
_DRAWN = ("fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "font-size", "font-weight")
_VARIABLE = re.compile(r"var\(--([\w-]+)\)")


@dataclass(frozen=True)
class Drawings:
    """The rules for pictures, and the colours of paper."""

    rules: tuple[tuple[str, frozenset[str], dict[str, str]], ...]
    light: dict[str, str]

    @classmethod
    def of(cls, css: str) -> Drawings:
        """Reads the style sheet as it is sent."""
        bare = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", css)
        rules = []
        for selectors, declarations in _RULE.findall(bare):
            said = dict(each.split(":", 1) for each in declarations.split(";") if ":" in each)
            drawn = {name: value.strip() for name, value in said.items() if name in _DRAWN}
            for selector in selectors.split(","):
                match = _SIMPLE.fullmatch(selector.strip())
                if drawn and match:
                    rules.append((match[1], frozenset(match[2].split(".")[1:]), drawn))
        return cls(tuple(rules), palettes(css)["light"])

    def alone(self, drawing: html.HtmlElement) -> str:
        """A drawing of a page as an SVG file. It leads nowhere: links in it are links of the text beside it."""
        root = deepcopy(drawing)
        root.tail = None
        for element in root.iter():
            if not isinstance(element.tag, str):
                continue
            self._paint(element)
        for element in root.iter():
            for name in ("class", "id", "role", "href", *(name for name in element.attrib if name.startswith("aria-"))):
                element.attrib.pop(name, None)
            if element.tag == "a":
                element.tag = "g"
        root.set("xmlns", "http://www.w3.org/2000/svg")
        root.set("font-family", TYPEFACE)
        written = etree.tostring(root, encoding="unicode")
        return written.replace(" viewbox=", " viewBox=")

    def _paint(self, element: html.HtmlElement) -> None:
        names = set(element.get("class", "").split())
        for tag, needed, drawn in self.rules:
            if tag in ("", element.tag) and needed <= names and (tag or needed):
                for name, value in drawn.items():
                    element.set(name, _VARIABLE.sub(lambda match: self._colour(element, match[1]), value))

    def _colour(self, element: html.HtmlElement, name: str) -> str:
        if name in ("step", "step-wash"):
            steps = [
                each
                for around in (element, *element.iterancestors())
                for each in around.get("class", "").split()
                if re.fullmatch(r"step-\d", each)
            ]
            number = steps[0][-1] if steps else ""
            name = {
                "step": f"step-{number}" if number else "link",
                "step-wash": f"wash-{number}" if number else "wash",
            }[name]
        return self.light[name]
