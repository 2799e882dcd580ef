"""Hostile words: put into every text, title, label, option and address of a scratch draft, whose pages are then read.

Words may look like anything; on a page they must stay words. So the pages of the poisoned draft may have no tag, no
attribute, no handler and no kind of address that the pages of the real one do not have.
"""

from __future__ import annotations

import contextlib
import copy
import random
import re
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lxml.html
import yaml
from pydantic import BaseModel, ValidationError

from macros import model
from macros.basics.project import Project
from macros.formats.plainmarkdown import written_page
from macros.formats.tree import html_of
from macros.model.kinds import KINDS
from macros.model.loading import load
from macros.model.swallowed import UNSEEN
from macros.model.values import filled, in_words, worked_out
from macros.model.yamlfiles import read_yaml
from macros.pages.edition import Edition
from macros.pages.library import Library
from macros.pages.templating import page_templates

WORDS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src=//e.example>",
    "</p></article><script>x</script>",
    '"><b onmouseover=alert(1)>',
    "' onfocus='alert(1)' autofocus='",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&#58;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x]( javascript:alert(1))",
    "[x](https://e.example/'onclick='alert(1))",
    '[x](https://e.example/ "t\\" onclick=\\"x")',
    "![x](x.png)",
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "<https://e.example/>",
    "https://e.example/?a=<b>",
    "[x]: javascript:alert(1)",
    "[x][x]",
    "[^1] [^1]: note",
    "{: onclick=alert(1) }",
    "{: .x #y style=color:red }",
    "{onclick=alert(1)}",
    "{#id .class}",
    "[]{: onclick=x }",
    "# heading {: onclick=x }",
    "=====",
    "-----",
    "| a | b |\n| - | - |",
    "`<b>x</b>`",
    "``` <b>",
    "~~~",
    "    code <b>",
    "* * *",
    "1. one",
    "- item",
    "+ item",
    "> quote",
    ": definition",
    "!!! note",
    "??? note",
    '=== "tab"',
    '--8<-- "x"',
    "**",
    "*",
    "__",
    "_x_",
    "***x",
    "~~x~~",
    "==x==",
    "^^x^^",
    ":smile:",
    ":material-account:",
    "*[abbr]: x",
    "++ctrl++",
    "{{ 7*7 }}",
    "{% raw %}",
    "{# x #}",
    "{{ config }}",
    "{% include 'x' %}",
    "${7*7}",
    "<%= x %>",
    "<?php x ?>",
    "<!-- x",
    "-->",
    "<![CDATA[x]]>",
    "]]>",
    "&lt;b&gt;",
    "&#60;b&#62;",
    "&#x3c;script&#x3e;",
    "&amp;lt;",
    "&nbsp;",
    "&",
    "<",
    ">",
    "<<",
    "</",
    "<a href=javascript:alert(1)>x</a>",
    "<a/href='x'>",
    "<style>*{}</style>",
    "<link rel=x>",
    "<meta http-equiv=refresh content=0>",
    "<base href=//e.example/>",
    "<form action=x><input name=y>",
    "<object data=x>",
    "<embed src=x>",
    "<math><mi>x",
    "<template>x",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<div markdown='1'>**x**</div>",
    "<div onclick=x>",
    "<details open ontoggle=x>",
    "<video><source onerror=x>",
    "\\<b\\>",
    "\\[x](y)",
    "\\`",
    "\\\\",
    "klzzwxh:0001",
    "\x02klzzwxh:0001\x03",
    "\x02stx\x03",
    "wzxhzdk:0",
    "amp\x02",
    "\u202egnirts",
    "\u200b",
    "\ufeff",
    "\u2028x",
    "ﬁ",
    "日本語",
    "😀",
    "x" * 120,
    "7*7 a week",
    "see note *",
    "[[",
    "]]",
    "[[x",
    "[@",
    "[@x",
    "[inferred",
    "[[term:",
    "[[|]]",
    "[x](y",
    "[x]",
    "(x)",
    "[[ID]](javascript:b)",
    "[[ID|<b>x</b>]]",
    "[[ID|](x)]]",
    "[@SOURCE](javascript:b)",
    "[@SOURCE, <b>]",
    '[@SOURCE, "onclick=x]',
    "[*x*](https://e.example/*y*)",
    "[`x`](https://e.example/`)",
    "[x](https://e.example/(a)",
    "[x](//e.example)",
    "[x](https://a@e.example/)",
    "[x](https://e.example/%22onclick=)",
    "[x](mailto:a@b.c)",
    "[x](file:///etc/passwd)",
    "<b\nonclick=x>",
    "<\tscript>",
    "<scr\x00ipt>",
    "＜script＞",
    "onclick=alert(1)",
    "style=x",
    "javascript:alert(1)",
)

ENDS = (
    "#<b>",
    "/(x)",
    "/[x]",
    "/*x*",
    "/_x_",
    "?a=&lt;b&gt;",
    "/{x}",
    "/`x`",
    "/\\",
    "/|",
    "#javascript:x",
    "/{{x}}",
    "/&#34;x",
)
"""What is put behind an address."""

RISKY = frozenset(
    "script style iframe img svg object embed form input button textarea select link meta base video audio".split()
)
"""Tags of which no page may have more than before."""

SCHEMES = {"", "http", "https", "mailto"}


LET_IN = [text for text in WORDS if not (UNSEEN.search(text) or re.match(r"\s*(?:[-*+•–—]|\d+[.)])\s", text))]
"""Those that get as far as a page: unseen letters, and points of a list in words, are refused."""


def _classes() -> Iterator[tuple[str, type[BaseModel], bool]]:
    """Where the files of the draft stand, what each must be, and whether it holds a list of them."""
    for kind, cls in model.ELEMENTS.items():
        yield f"data/draft/{KINDS[kind].folder}/*.yml", cls, False
    yield "data/draft/changes/*.yml", model.Change, False
    yield "data/draft/iteration.yml", model.Iteration, False
    yield "data/draft/glossary.yml", model.Term, True
    yield "data/draft/sources.yml", model.Source, True
    yield "data/workshops/*.yml", model.Workshop, False


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _places(item, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _places(item, (*path, index))
    elif isinstance(value, str):
        yield path, value


def _put(values: Any, path: tuple[Any, ...], text: str) -> None:
    for part in path[:-1]:
        values = values[part]
    values[path[-1]] = text


def _is_a_name(path: tuple[Any, ...], values: Any) -> bool:
    """Whether something is found by this text: an id, or a row of the table of evidence, which sides of A4 name."""
    is_row = values.get("id") == "the-evidence" and "rows" in path and path[-1] == 0
    return path[-1] == "id" or "known" in path or is_row


def poisoned(
    values: Any, cls: type[BaseModel], words: Callable[[str], str], figures: Mapping[str, str] | None = None
) -> int:
    """Put hostile words into every text of a record's values where the model lets them stand. Returns how many.

    `figures` are those that texts name, as the loading puts them in."""
    places = {path: text for path, text in _places(values) if not _is_a_name(path, values)}
    for path, text in places.items():
        _put(values, path, words(text))
    left = set(places)
    for _ in range(len(places) + 2):  # each round takes back one at least
        try:
            cls.model_validate(filled(values, figures or {}))
            return len(left)
        except ValidationError as error:
            for detail in error.errors():
                at = tuple(part for part in detail["loc"])
                back = [path for path in left if _agree(path, at)] or [path for path in left if path[:1] == at[:1]]
                for path in back or list(left):
                    _put(values, path, places[path])
                    left.discard(path)
    raise AssertionError(f"{cls.__name__}: {values.get('id')} cannot be poisoned")


def figures_of(project: Path) -> dict[str, str]:
    """The figures that texts of the draft name, as the loading puts them in."""
    draft = load(project).draft
    known, _ = worked_out(draft.values, draft.folder, project)
    return {id_: in_words(figure, draft.values[id_].unit) for id_, figure in known.items()}


def _agree(path: tuple[Any, ...], at: tuple[Any, ...]) -> bool:
    """Whether an error's place is that of a value: pydantic names the branch of a union in between."""
    rest = iter(at)
    return all(part in rest for part in path)


def run(
    project: Path,
    scratch: Path,
    seed: str,
    wanted: int,
    done: int,
    until: float,
    keep: Callable[[dict[str, Any]], None],
) -> None:
    """So many rounds, each with other words in every place. They are set against a draft whose words are as new, and
    do no harm: what compares it with a release has a filter then, which a draft opened a moment ago has not."""
    _copied(project, scratch)
    _everywhere(project, scratch, lambda text: f"{text} Again." if text.endswith(".") else text)
    before = _pages(scratch)
    known = {each for found in before.values() for each in found}
    ours = "\n".join(path.read_text("utf-8") for path in (project / "macros").rglob("*.j2"))
    known |= {("class", each) for each in re.findall(r"[\w-]+", ours)}
    most = {page: _risky(found) for page, found in before.items()}
    for number in range(done, wanted):
        if time.monotonic() > until:
            return
        keep(_round(project, scratch, f"{seed}/hostile/{number}", number, known, most))


def _copied(project: Path, scratch: Path) -> None:
    shutil.rmtree(scratch, ignore_errors=True)
    for name in ("data", "docs"):
        shutil.copytree(project / name, scratch / name)


def _everywhere(project: Path, scratch: Path, words: Callable[[str], str]) -> int:
    """Write the draft with other words in the place of every text that may have them. Returns how many have."""
    figures = figures_of(project)
    insertions = 0
    for pattern, cls, many in _classes():
        for path in sorted(scratch.glob(pattern)):
            values = copy.deepcopy(read_yaml(project / path.relative_to(scratch), project).values)
            insertions += sum(poisoned(each, cls, words, figures) for each in (values if many else [values]))
            path.write_text(yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=10**6), "utf-8")
    return insertions


def _round(
    project: Path, scratch: Path, seed: str, number: int, known: set[Any], most: dict[str, Counter[Any]]
) -> dict[str, Any]:
    chance = random.Random(seed)
    ids = {
        "ID": sorted((project / "data" / "draft" / "tools").glob("*.yml"))[0].stem,
        "SOURCE": read_yaml(project / "data" / "draft" / "sources.yml", project).values[0]["id"],
    }

    def words(text: str) -> str:
        if re.match("https?://", text):
            return text + chance.choice(ENDS)
        bad = re.sub("ID|SOURCE", lambda named: ids[named[0]], chance.choice(LET_IN))
        where = chance.choice(("before", "behind", "both", "alone"))
        return {"before": f"{bad} {text}", "behind": f"{text} {bad}", "both": f"{bad} {text} {bad}", "alone": bad}[
            where
        ]

    insertions = _everywhere(project, scratch, words)
    found: list[str] = []
    trouble: list[str] = []
    try:
        pages = _pages(scratch)
    except Exception as error:
        pages = {}
        trouble.append(f"{type(error).__name__}: {str(error)[:300]}")
    for page, there in pages.items():
        found += [f"{page}: {each}" for each in sorted(there.keys() - known, key=repr)]
        more = _risky(there) - most.get(page, Counter())
        found += [f"{page}: {count} more {tag}" for tag, count in more.items() if page in most]
    return {
        "number": number,
        "verdict": "traceback" if trouble else "markup" if found else "words",
        "insertions": insertions,
        "pages": len(pages),
        "markup": len(found),
        "traceback": len(trouble),
        "messages": [*trouble, *found][:40],
    }


def _pages(root: Path) -> dict[str, Counter[Any]]:
    """What stands on each page of the draft: tags, attributes, kinds of addresses, styles."""
    handbook = load(root)
    edition = Edition(Library(handbook, root / "docs", page_templates()), handbook.draft, Project())
    texts = {page.path: page.markdown for page in edition.pages}
    texts |= {page.path: written_page(edition, page.path) for page in edition.library.written_in(edition.iteration)}
    return {
        path: _seen(lxml.html.fragment_fromstring(html_of(text), create_parent="article"))
        for path, text in texts.items()
    }


def _seen(tree: Any) -> Counter[Any]:
    """What a page has of everything that could do harm."""
    found: Counter[Any] = Counter()
    for element in tree.iter():
        if not isinstance(element.tag, str):
            found["a comment"] += 1
            continue
        found[element.tag] += 1
        for name, value in element.attrib.items():
            if name == "class":  # which of ours a page has depends on what it says; one of somebody else's is new
                found.update(("class", each) for each in value.split())
                continue
            found[element.tag, name] += 1
            if name == "style":
                found["style", re.sub(r"[\d.]+", "0", value)] += 1
            if name in ("href", "src", "action", "formaction", "xlink:href"):
                scheme = "?"
                with contextlib.suppress(ValueError):
                    scheme = urlsplit(re.sub(r"[\x00-\x20]", "", value)).scheme.lower()
                if scheme not in SCHEMES:
                    found["scheme", scheme] += 1
    return found


def _risky(found: Counter[Any]) -> Counter[Any]:
    return Counter({tag: count for tag, count in found.items() if tag in RISKY})
