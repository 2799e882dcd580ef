"""The style sheets that pages load, joined from a file a concern in `docs/assets/css/`. Text in, text out.

The files are written for people: a declaration a line, remarks, each colour once. What a reader is sent has the same
rules in the same order without the rest, and the colours of both palettes written out for browsers that do not know
`light-dark()`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path
from string import ascii_lowercase
from types import MappingProxyType

from macros.basics.answers import Answers

FOLDER = "assets/css"
FIRST = "assets/handbook.css"
END = "assets/end.css"
PRINT = "assets/print.css"
CARDS = "assets/prints.css"

FOR_FEW = "print,(forced-colors)"
"""Who waits for the second: paper, and whoever forces colours of their own."""

ALWAYS = ("fonts", "tokens", "text", "top", "version", "frame", "page-head")
"""What every page shows from its top."""

ENDS = ("page-end", "sources")
"""What a page shows at its end, below the first screen: linked where the end begins."""

SOMETIMES = (
    "margin", "sides", "facts", "framed", "when", "take-away", "marks", "notes", "rules-of-law", "cites", "terms",
    "sources", "changes", "entries", "steps", "today", "filters", "tables", "translation", "search", "fields", "sheets",
    "remarks", "work", "forms", "service", "comparisons", "pictures", "way", "front", "style-page", "drawn", "months",
    "shelves", "examples", "stations", "case-map", "strip", "picture-tools", "picture-tree", "aid", "room",
)  # fmt: skip
"""What only some pages show."""

BY_SCRIPTS = ("together", "look", "aid-live")
"""What only a script makes, which then asks for it by itself: `styled` in docs/assets/forms/made.js."""

ALONG = {"service": ("work",)}
"""What a script makes on a page with the first, of which nothing is there from the start."""

LAST = frozenset({"#where-next", "#history", "#sources"})
"""The headings with one of which the end of a page begins, if it has them."""

EVERYTHING = "*"
"""The name in a page whose words are not known: it may want any rule."""

MARGIN = "[margin]"
"""The name of what every page has that does not take the whole width."""

ORDER = (*ALWAYS, *SOMETIMES, *BY_SCRIPTS, "paper", "forced", "prints", "page-end")
"""Every file in the order in which the rules stand: of two that weigh the same, the later one counts."""

_AT = re.compile(r"@[^{]*\{")
_ANY_OF = re.compile(r":(?:is|has)\(([^()]*)\)")
_NO_NAMES = re.compile(
    r":not\((?:[^()]|\([^()]*\))*\)|\[(?!data-title\])[^\]]*\]|::?(?!is\(|has\()[\w-]+(?:\([^()]*\))?"
)
_NAME = re.compile(r"[.#]?[a-z][\w-]*|\[data-title\]", re.I)
_IN_PAGE = re.compile(r'<([a-z][\w-]*)|\b(class|id|data-title)="([^"]+)"')
_WIDE = re.compile(r'<body class="[^"]*\bwide\b')
_IN_SCRIPT = re.compile(r'\bclass(?:Name|List)?\b[^"\n]{0,9}"([\w -]+)"')

_PROPERTY = re.compile(r"--[a-z][\w-]*")
_END_BEGINS = re.compile(r'<h2 id="(?:where-next|history|sources)"')
_SPACES = re.compile(r" ?([>~]) ?|(,) |(?<=\()([\w-]+:) ")
_QUOTED = re.compile(r'("[^"]*")')

_BOTH = re.compile(r"light-dark\(([^,()]+),([^,()]+)\)")


def is_source(path: str) -> bool:
    """Whether a file of the site is one that is joined, and not sent itself."""
    return path.startswith(f"{FOLDER}/")


@dataclass(frozen=True)
class Rule:
    """A rule, or several within one condition, and what it is about: sets of names, of one of which a page must have
    all."""

    css: str
    about: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Styles:
    """The style sheets of a version, and which page wants which: what has a rule for something in it, known by the
    names of elements, classes and ids that the rule asks for. What a script makes later has its rules in a file that
    the page wants for what is there from the start."""

    sheets: Mapping[str, str]
    """What is sent, by address."""

    made: frozenset[str] = frozenset()
    """The classes that scripts give to what they make."""

    @cached_property
    def _rules(self) -> dict[str, list[Rule]]:
        return {name: rules_in(self.sheets[f"assets/{name}.css"]) for name in SOMETIMES}

    def files(self, there: AbstractSet[str]) -> list[str]:
        """The files that a page wants in its head, by the names in it."""
        wanted = {name for name, rules in self._rules.items() if any(self._begins(rule, there) for rule in rules)}
        if there & LAST:
            wanted -= {*ENDS}
        wanted.update(other for name in wanted & ALONG.keys() for other in ALONG[name])
        return [name for name in SOMETIMES if name in wanted]

    def _begins(self, rule: Rule, there: AbstractSet[str]) -> bool:
        """Whether a rule is about something that is in a page, or about what a script makes within such a thing."""
        return any(
            names <= there or names & self.made and (fixed := self._fixed(names)) and fixed <= there
            for names in rule.about
        )

    def _fixed(self, names: frozenset[str]) -> frozenset[str]:
        """The classes and ids among some names that no script makes. Elements without one may all be made."""
        return frozenset(name for name in names - self.made if name[0] in ".#[")

    def of_kind(self, pages: Sequence[AbstractSet[str]]) -> str:
        """The style sheet of a kind of page: each rule that any of its pages wants, by the names in each."""
        files = {name for there in pages for name in self.files(there)}
        rules = (rule for name in SOMETIMES if name in files for rule in self._rules[name])
        return "".join(rule.css for rule in rules if any(self._wants(rule, there) for there in pages)) + "\n"

    def _wants(self, rule: Rule, there: AbstractSet[str]) -> bool:
        """The same, of a rule in a file that a page wants: there it may be about nothing but what a script makes."""
        return any(
            names <= there or self._fixed(names) <= there and any(name[0] in ".#" for name in names)
            for names in rule.about
        )

    def with_kinds(self, pages: Mapping[str, Sequence[AbstractSet[str]]], answers: Answers | None = None) -> Styles:
        """The same with a sheet for each kind of page, by the names in the pages of each, one of which may be
        `EVERYTHING`. `answers` has what was worked out in an earlier run."""
        known = answers or Answers()
        rules = sha256(repr((dict(self.sheets), sorted(self.made))).encode()).hexdigest()

        def sheet(some: Sequence[AbstractSet[str]]) -> str:
            different = sorted({tuple(sorted(names)) for names in some})
            if any(EVERYTHING in names for names in different):
                return "".join(self.sheets[f"assets/{name}.css"] for name in SOMETIMES)
            work = partial(self.of_kind, [frozenset(names) for names in different])
            return str(known.once("style sheet of a kind", (rules, different), work))

        return Styles({**self.sheets, **{kind_sheet(kind): sheet(some) for kind, some in pages.items()}}, self.made)

    def wanted(self, page: str, kind: str) -> list[str]:
        """The style sheets that a page waits for, by the HTML of its body: that of every page, and that of its kind. Of
        hand-written pages each is of a kind of its own: it has the files that it wants."""
        own = self.sheets.get(kind_sheet(kind))
        if own is None:
            return [FIRST, *(f"assets/{name}.css" for name in self.files(_there(page)))]
        return [FIRST, *([kind_sheet(kind)] if own.strip() else [])]


def kind_sheet(kind: str) -> str:
    """Where the style sheet of a kind of page stands."""
    return f"assets/kinds/{kind}.css"


def rules_in(css: str) -> list[Rule]:
    """The rules of a style sheet as it is sent."""
    rules, depth, begin = [], 0, 0
    for at, sign in enumerate(css):
        depth += (sign == "{") - (sign == "}")
        if sign == "}" and not depth:
            whole, begin = css[begin : at + 1], at + 1
            selectors = (each.rpartition("}")[2].strip() for each in _AT.sub("}", whole).split("{")[:-1])
            rules.append(Rule(whole.strip(), tuple(names for each in selectors for names in asked_for(each))))
    return rules


def made_in(scripts: Iterable[str]) -> frozenset[str]:
    """The classes that scripts give to what they make, by the text of the scripts."""
    return frozenset(f".{name}" for script in scripts for found in _IN_SCRIPT.findall(script) for name in found.split())


def names_in(page: str) -> set[str]:
    """The names that rules may ask for in a page: `a`, `.cite`, `#sources`; and, of attributes, whether a table has the
    titles of its columns in each cell."""
    found = set()
    for tag, kind, names in _IN_PAGE.findall(page):
        if kind == "data-title":
            found.add("[data-title]")
        else:
            found.update([tag] if tag else [f"{'.' if kind == 'class' else '#'}{name}" for name in names.split()])
    return found


def _there(page: str) -> set[str]:
    """The same, and whether the page has a margin: rules for that say `body:not(.wide)`."""
    return names_in(page) | ({MARGIN} if not _WIDE.search(page) else set())


def asked_for(selector: str) -> list[frozenset[str]]:
    """The sets of names one of which a page must have all of, for a rule to be about anything in it."""
    margin = {MARGIN} if "body:not(.wide)" in selector else set()
    return [names | margin for names in _asked_for(selector)]


def _asked_for(selector: str) -> list[frozenset[str]]:
    bare = _NO_NAMES.sub(" ", selector)
    if choice := _ANY_OF.search(bare):
        before, after = bare[: choice.start()], bare[choice.end() :]
        return [names for each in choice[1].split(",") for names in _asked_for(f"{before} {each} {after}")]
    return [frozenset(_NAME.findall(each)) for each in bare.split(",")]


def joined(docs: Path, colours: Mapping[str, tuple[str, str]] = MappingProxyType({})) -> dict[str, str]:
    """The style sheets by address, with those colours, each for light and for dark pages, that a copy
    replaces. Raises `LookupError` for a file that has no place in the order."""
    texts = {path.stem: path.read_text("utf-8") for path in (docs / FOLDER).glob("*.css")}
    if astray := set(texts) ^ set(ORDER):
        raise LookupError(
            f"{', '.join(sorted(astray))}: macros/stylesheet.py and docs/{FOLDER}/ must name the same files."
        )
    for name, (light, dark) in colours.items():
        declared = rf"(--{re.escape(name)}: ?)light-dark\([^()]*\)"
        texts["tokens"] = re.sub(declared, rf"\g<1>light-dark({light}, {dark})", texts["tokens"])
    sent = {name: with_both_palettes(minified(text)) for name, text in texts.items()}
    return {
        FIRST: "".join(sent[name] for name in ALWAYS) + "\n",
        END: "".join(sent[name] for name in ENDS) + "\n",
        **{f"assets/{name}.css": f"{sent[name]}\n" for name in (*SOMETIMES, *BY_SCRIPTS)},
        PRINT: sent["paper"] + sent["forced"] + "\n",
        CARDS: sent["prints"] + "\n",
    }


def shortened(sheets: Mapping[str, str]) -> dict[str, str]:
    """The same with a letter or two in place of the name of each custom property: nothing but style sheets knows them,
    and they are much of what is sent."""
    names = sorted({name for css in sheets.values() for name in _PROPERTY.findall(css)})
    letters = [f"--{one}{two}" for one in ("", *ascii_lowercase) for two in ascii_lowercase]
    short = dict(zip(names, letters, strict=False))
    return {address: _PROPERTY.sub(lambda found: short[found[0]], css) for address, css in sheets.items()}


def cut(words: str) -> tuple[str, str]:
    """The words of a page up to where its end begins, and the rest."""
    found = _END_BEGINS.search(words)
    at = found.start() if found else len(words)
    return words[:at], words[at:]


def minified(css: str) -> str:
    """The same rules without remarks, line ends and spaces that say nothing. Within a line only its ends change."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    lines = (re.sub(r"^([\w-]+): ", r"\1:", line.strip()) for line in css.splitlines())
    css = "\n".join(line for line in lines if line)
    css = re.sub(r" ?([{};,])\n", r"\1", css + "\n")
    css = re.sub(r";?\n?}", "}", css).replace("\n", " ").rstrip(" ")
    parts = _QUOTED.split(css)
    parts[::2] = [_SPACES.sub(lambda found: found[1] or found[2] or found[3], part) for part in parts[::2]]
    return "".join(parts)


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
