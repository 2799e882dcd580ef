"""What a proposal changes, for somebody who reads no code: by page, what it says no more and what it says instead.

Two folders come in, each a whole project: as it is, and as it would be. Only words are read, and nothing of either is
run, because the second comes from somebody we need not know. For the same reason all of their words stand in blocks of
code: nobody is called by name in there, nothing is a link or a picture, and no mark means anything.
"""

from __future__ import annotations

import hashlib
import re
import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from macros.basics.files import read_text
from macros.basics.problems import Problem, Problems
from macros.basics.templating import environment
from macros.formats import TEMPLATES
from macros.history.comparing import Difference, compare
from macros.history.comparisons import PLAIN_LABEL
from macros.history.wordbyword import word_by_word
from macros.model.kinds import KINDS
from macros.model.loading import load_folder
from macros.pages.phrases import say

MOST_LETTERS = 60_000
"""What a comment on GitHub may hold, with some room: 65,536 letters."""

WIDE = 100
"""Letters in a line. A block of code is not wrapped by who shows it."""

AROUND = 12
"""Words that stay are shown so many to each side of those that change."""

FOLDERS = (
    *("data", "docs", "macros", "overrides", "tests", ".github", ".ci", ".devcontainer", ".vscode", ".gitattributes"),
    *("mkdocs.yml", "pyproject.toml", "requirements.lock", "requirements-publish.lock", "Makefile"),
)
"""What a proposal may touch, and where files are named that are no page's words."""

_BLOCK = re.compile(r"\n\s*\n")


@dataclass
class Page:
    """One page that changes: its name, its title, what it is, how it changes, and the lines that show it, each with
    its mark."""

    name: str
    title: str
    what: str
    labels: list[str]
    lines: list[str] = field(default_factory=list)


@dataclass
class Proposal:
    """What a proposal changes: pages, the reasons that it gives, and the files that none of these is made from."""

    pages: list[Page] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def review(before: Path, after: Path) -> str:
    """The comparison as Markdown that GitHub shows. Where one of the two cannot be read, it says so, and why."""
    proposal = Proposal(others=_differing_files(before, after))
    try:
        shown = _elements(before, after, proposal)
        proposal.pages += _written(before, after)
        proposal.others = [name for name in proposal.others if name not in shown and not _is_page(name)]
    except Problems as found:
        proposal.problems = found.problems
    env = environment(TEMPLATES, escape=False)
    env.globals.update(say=say, block=block, safe=_safe)
    text = env.get_template("review.md.j2").render(proposal=proposal)
    if len(text) <= MOST_LETTERS:
        return text
    whole = text[:MOST_LETTERS].rpartition("\n")[0]
    bars = re.findall(r"^`{3,}", whole, re.M)
    closed = f"{whole}\n{bars[-1]}" if len(bars) % 2 else whole
    return f"{closed}\n\n" + say("review.cut")


def block(lines: Iterable[str], language: str = "text") -> str:
    """A block of code that nothing in it can end. `diff` has it coloured by what each line begins with."""
    rows = [row for line in lines for row in line.splitlines()]
    longest = max((len(run) for row in rows for run in re.findall("`+", row)), default=0)
    bar = "`" * max(3, longest + 1)
    return "\n".join([f"{bar}{language}", *rows, bar])


def _safe(name: str) -> str:
    """The name of a file or a thing where it stands outside a block: only letters that mean nothing there."""
    return re.sub(r"[^\w./ -]", "?", name)


def _elements(before: Path, after: Path, proposal: Proposal) -> set[str]:
    """Add the elements that differ and the reasons to a proposal, and return the files that they stand in."""
    old, new = (load_folder(folder / "data" / "draft", folder) for folder in (before, after))
    shown = set()
    for difference in compare(old, new):
        labels = list(dict.fromkeys(PLAIN_LABEL[kind] for kind in sorted(difference.kinds)))
        what = KINDS[difference.kind].called
        proposal.pages.append(Page(difference.id, difference.title, what, labels, list(_lines_of(difference))))
        shown |= {
            place.file.shown
            for loaded in (old, new)
            for id_ in (difference.id, difference.before_id)
            if (place := loaded.places.get((difference.kind, id_ or "")))
        }
    for change in new.changes.values():
        if change != old.changes.get(change.id):
            proposal.why += textwrap.wrap(f"{change.summary} {change.why}", WIDE, break_on_hyphens=False)
            shown.add(new.places["change", change.id].file.shown)
    return shown


def _lines_of(difference: Difference) -> Iterator[str]:
    for one in difference.fields:
        yield f"@@ {one.name.replace('_', ' ')} @@"
        yield from _said(one.before, one.after)


def _said(before: str, after: str) -> Iterator[str]:
    """What goes, with a minus, and what comes, with a plus, each with a few of the words around it."""
    if not (before and after):
        yield from _marked("-", before)
        yield from _marked("+", after)
        return
    pieces = word_by_word(before, after)
    left, right, at_end = [], [], len(pieces) - 1
    for place, piece in enumerate(pieces):
        words = piece.text.split()
        if piece.what == "same" and len(words) > 2 * AROUND:
            head = words[:AROUND] if place else []
            tail = words[-AROUND:] if place != at_end else []
            words = [*head, "…", *tail]
        left += words if piece.what != "added" else []
        right += words if piece.what != "removed" else []
    yield from _marked("-", " ".join(left))
    yield from _marked("+", " ".join(right))


def _marked(mark: str, text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield from (f"{mark} {part}" for part in textwrap.wrap(line, WIDE, break_on_hyphens=False))


def _written(before: Path, after: Path) -> Iterator[Page]:
    """The hand-written pages that change, paragraph by paragraph."""
    old, new = _texts(before), _texts(after)
    for name in sorted(old.keys() | new.keys()):
        left, right = (_BLOCK.split(texts[name].strip()) if name in texts else [] for texts in (old, new))
        label = "added" if name not in old else "retired" if name not in new else "words"
        lines: list[str] = []
        for what, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
            if what != "equal":
                lines += _said("\n".join(left[i1:i2]), "\n".join(right[j1:j2]))
        if lines:
            title = re.search(r"^title: *(.+)$", (new.get(name) or old[name]), re.M)
            yield Page(name, title[1] if title else name, say("review.written"), [PLAIN_LABEL[label]], lines)


def _texts(project: Path) -> dict[str, str]:
    """The hand-written pages of a project by their names, without decisions and without links."""
    read = {name: read_text(path, project) for name, path in _files(project, "docs") if _is_page(name)}
    wrong = [text for text in read.values() if isinstance(text, Problem)]
    if wrong:
        raise Problems(wrong)
    return {name: text for name, text in read.items() if isinstance(text, str)}


def _files(project: Path, name: str) -> Iterator[tuple[str, Path]]:
    """The files below a folder of a project by their names. No link is followed, and no folder that is one."""
    start = project / name
    if start.is_symlink() or not start.exists():
        return
    if start.is_file():
        yield name, start
        return
    for path in sorted(start.iterdir()):
        if not path.is_symlink() and path.name != "__pycache__":
            yield from _files(project, f"{name}/{path.name}")


def _differing_files(before: Path, after: Path) -> list[str]:
    """The names of all files that differ, came or went."""

    def known(project: Path) -> dict[str, bytes]:
        return {
            name: hashlib.sha256(path.read_bytes()).digest()
            for folder in FOLDERS
            for name, path in _files(project, folder)
            if path.is_file()
        }

    old, new = known(before), known(after)
    return sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def _is_page(name: str) -> bool:
    return name.startswith("docs/") and name.endswith(".md") and not name.startswith("docs/adr/")
