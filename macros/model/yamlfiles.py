"""Read one YAML file safely and fast, and remember on which line everything stands.

PyYAML's C parser is four to five times quicker than the Python one (measured in the founding
work), so it does the parsing. We build the values ourselves from its nodes, for four reasons:
a line number for every value; duplicate keys reported and not silently merged; aliases refused
(nobody needs them here, and a few of them can expand to gigabytes); and no YAML 1.1 surprises,
in which a bare `no` means false and `12:30` means 750.
"""

from __future__ import annotations

import datetime as dt
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from macros.basics.digests import digest_of_file
from macros.basics.files import MOST_BYTES as MOST_BYTES
from macros.basics.files import read_text
from macros.basics.problems import Problem, shown_path
from macros.model.swallowed import UNSEEN, rows_of, space_in_form, swallowed, unseen_in

try:
    from yaml import CSafeLoader as _BaseLoader
except ImportError:  # a PyYAML without libyaml: slower, same result
    from yaml import SafeLoader as _BaseLoader  # type: ignore[assignment]


DEEPEST = 40
"""Levels within levels, at the most. The C library falls over at some tens of thousands; nobody needs ten."""


MOST_DIGITS = 15
"""Figures of a number, at the most: more than any sum of money has."""


Path_ = tuple[str | int, ...]


_ID = re.compile(r"^[ \t]*(?:-[ \t]+)?[\"']?id[\"']?[ \t]*:[ \t]*[\"']?([a-z0-9-]+)", re.M)


class _Loader(_BaseLoader):
    """A loader that resolves only null, true, false, whole numbers, decimals and ISO dates."""


_Loader.yaml_implicit_resolvers = {}

for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    ("float", r"^[-+]?(?:0|[1-9][0-9]*)\.[0-9]+$", "-+0123456789"),
    ("timestamp", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


HELD = ("values", "lines", "problems", "doubts", "ids", "rows", "written")
"""What is known of a file once it is read."""


@dataclass
class YamlFile:
    """A file as read: its plain values, and the line of each of them.

    `values` is None when the file could not be read; `problems` then says why.
    """

    path: Path
    shown: str
    values: Any = field(default_factory=lambda: None)
    lines: dict[Path_, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)
    """What is well formed and cannot be meant: words that a value has swallowed. For files that are still written."""
    ids: frozenset[str] = field(default_factory=frozenset)
    """Every id that the text gives to something, whether the file can be read or not."""
    rows: tuple[str, ...] = field(default_factory=tuple)
    """Its lines, as an editor counts them."""
    written: dict[Path_, str] = field(default_factory=dict)
    """Numbers and the like as they are written: 0.10 is no other number than 0.1."""
    parsed: dict[Any, tuple[Any, Any]] = field(default_factory=dict)
    """The records that were made of its values, by model and path, each with the figures that were filled in:
    a file that has not changed makes the same again."""

    def __getstate__(self) -> dict[str, Any]:
        """What is kept of a file whose iteration is remembered: its name. See `__getattr__`."""
        return {"path": self.path, "shown": self.shown}

    def __getattr__(self, name: str) -> Any:
        """What the file holds, read when it is asked for: of a remembered one, hardly ever."""
        if name not in HELD:
            raise AttributeError(name)
        read = _read_yaml(self.path, self.path.parent)
        for each in HELD:
            setattr(self, each, getattr(read, each))
        return getattr(self, name)

    def line_of(self, path: Path_) -> int:
        """The line of a value, or of the nearest thing that holds it when it is not there itself."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


_read: dict[Path, tuple[tuple[int, int], YamlFile]] = {}

Kept = dict[Path, tuple[bytes, dict[str, Any]]]
"""Files as they were read in an earlier run, by their digests."""

_before: Kept = {}


def recall_files(kept: Kept) -> None:
    """Have files at hand that an earlier run read: one that has the same bytes is not read again."""
    _before.update(kept)


def files_to_keep(below: Path, but: Path) -> Kept:
    """The files below a folder, but not those below another, that this run has read; nothing if they all were at
    hand."""
    read = {
        path: (digest_of_file(str(path)), file)
        for path, (_, file) in _read.items()
        if path.is_relative_to(below) and not path.is_relative_to(but)
    }
    if all(path in _before and _before[path][0] == digest for path, (digest, _) in read.items()):
        return {}
    return {
        path: (digest, {name: getattr(file, name) for name in (*HELD, "parsed")})
        for path, (digest, file) in read.items()
    }


def read_yaml(path: Path, root: Path) -> YamlFile:
    """Read a file into plain values with line numbers; a file that has not changed since is not read again.

    Never raises for what the file holds: whatever is wrong is in `problems`, with its line. Nobody
    may change the values in place.
    """
    try:
        now = path.lstat()
        stamp = (now.st_mtime_ns, now.st_size)
    except OSError:
        return _read_yaml(path, root)
    if stat.S_ISLNK(now.st_mode):  # is refused, though what it leads to may be known
        return _read_yaml(path, root)
    key = path.absolute()
    if key not in _read or _read[key][0] != stamp or _read[key][1].shown != shown_path(path, root):
        _read[key] = (stamp, _recalled(key, path, root) or _read_yaml(path, root))
    return _read[key][1]


def _recalled(key: Path, path: Path, root: Path) -> YamlFile | None:
    """A file as an earlier run read it, if it has the same bytes."""
    digest, state = _before.get(key, (b"", {}))
    return YamlFile(path, shown_path(path, root), **state) if state and digest == digest_of_file(str(key)) else None


def _read_yaml(path: Path, root: Path) -> YamlFile:
    read = YamlFile(path, shown_path(path, root))

    def wrong(line: int, what: str, do: str) -> YamlFile:
        read.problems.append(Problem(read.shown, line, what, do))
        return read

    text = read_text(path, root, read.shown)
    if isinstance(text, Problem):
        read.problems.append(text)
        return read
    rows = rows_of(text)
    read.rows = tuple(rows)
    read.ids = frozenset(_ID.findall(text))
    if "\r\r\n" in text:
        return wrong(0, "Each line of this file ends twice.", "Save it again with ordinary line ends.")
    if unseen := unseen_in(text):
        return wrong(unseen[0], *_unseen(unseen[1]))
    if line := space_in_form(rows):
        return wrong(
            line,
            "There is a no-break space on this line, or another that only looks like a space.",
            "Delete the space at the start of the words, or after the colon or hyphen, and type it again.",
        )
    for number, row in enumerate(rows, 1):
        if "\t" in row[: len(row) - len(row.lstrip())]:
            return wrong(number, "There is a tab at the start of this line.", "YAML wants spaces: two for each level.")
    try:
        depth, anchor = _depth(text)
        if anchor:
            return wrong(
                anchor,
                "Anchors and aliases (& and *) are not used in this handbook.",
                "Write the value out where it is needed. Text that starts with & or * wants quotes.",
            )
        if depth > DEEPEST:
            return wrong(
                0,
                f"This file nests groups within groups more than {DEEPEST} deep.",
                "Close the brackets that were left open, or simplify it.",
            )
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return wrong(
            mark.line + 1 if mark else 0,
            f"This is not well-formed YAML: {_plain(error)}.",
            "Look at this line and the one above it: a missing quote, colon or indent is the usual reason. "
            "Text that holds a colon followed by a space wants quotes, or the block form `>-`.",
        )
    except (RecursionError, ValueError) as error:
        return wrong(0, f"This YAML cannot be read: {type(error).__name__}: {error}.", "Simplify the file.")
    if node is None:
        return wrong(0, "The file is empty.", "Fill it in, or remove it. `handbook new` writes a skeleton.")
    read.values = _Builder(read, rows).build(node, ())
    return read


def _depth(text: str) -> tuple[int, int]:
    """How deep a file nests, as far as the limit, and the line of the first anchor or alias, or 0.

    The parser's events do not nest, so this is safe for any file.
    """
    deepest = depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if getattr(event, "anchor", None) and event.start_mark:
            return deepest, event.start_mark.line + 1
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            deepest = max(deepest, depth)
            if depth > DEEPEST:
                break
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return deepest, 0


def _unseen(number: str) -> tuple[str, str]:
    """What to say of a letter that nobody can see."""
    return (
        f"There is a letter here that nobody can see ({number}).",
        "Delete the word that it stands in, and type it again.",
    )


def _plain(error: yaml.YAMLError) -> str:
    """The parser's own words, without the quotation of the file that follows them."""
    said = getattr(error, "problem", None) or str(error).splitlines()[0]
    context = getattr(error, "context", None)
    return f"{said} ({context})" if context else str(said)


class _Builder:
    """Turns YAML nodes into plain values, noting lines, duplicate keys, and what was swallowed."""

    def __init__(self, read: YamlFile, rows: list[str]):
        self.read = read
        self.rows = rows

    def wrong(self, node: yaml.Node, what: str, do: str) -> None:
        self.read.problems.append(Problem(self.read.shown, node.start_mark.line + 1, what, do))

    def build(self, node: yaml.Node, path: Path_) -> Any:
        self.read.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*path, index)) for index, child in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)  # there is no fourth kind
        key = next((str(part) for part in reversed(path) if isinstance(part, str)), "")
        self.read.doubts += [
            Problem(self.read.shown, *found)
            for found in swallowed(node, self.rows, key, bool(path) and isinstance(path[-1], int))
        ]
        return self.scalar(node, path)

    def mapping(self, node: yaml.MappingNode, path: Path_) -> dict[str, Any]:
        values: dict[str, Any] = {}
        first: dict[str, int] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.wrong(
                    key_node,
                    "A name is expected here, not a list or a group.",
                    "Put quotes round text that starts with [ or {.",
                )
                continue
            key = key_node.value
            line = key_node.start_mark.line + 1
            if node.flow_style and isinstance(value_node, yaml.ScalarNode) and value_node.value == "":
                if not value_node.style and value_node.start_mark.index == value_node.end_mark.index:
                    self.wrong(
                        key_node,
                        f'"{key}" is read as a name, because a comma ends the value before it.',
                        "Write numbers without commas, and put quotes round text that holds one.",
                    )
                    continue
            if key in first:
                self.wrong(key_node, f'"{key}" is given twice, here and on line {first[key]}.', "Keep one of the two.")
                continue
            if UNSEEN.search(key):
                self.wrong(key_node, *_unseen(f"U+{ord(UNSEEN.findall(key)[0]):04X}"))
                continue
            first[key] = line
            self.read.lines[(*path, key)] = line
            values[key] = self.build(value_node, (*path, key))
        return values

    def scalar(self, node: yaml.ScalarNode, path: Path_) -> Any:
        kind = node.tag.rsplit(":", 1)[-1]
        value = node.value
        if kind == "str":
            if unseen := UNSEEN.search(value):
                self.wrong(node, *_unseen(f"U+{ord(unseen[0]):04X}"))
            # In a folded block (>-) one blank line means a new paragraph to whoever writes it;
            # YAML keeps one line break of it.
            return re.sub(r"(?<!\n)\n(?!\n|$)", "\n\n", value) if node.style == ">" else value
        if kind == "null":
            return None
        self.read.written[path] = value
        if kind == "bool":
            return value == "true"
        try:
            if kind in ("int", "float") and sum(map(str.isdigit, value)) > MOST_DIGITS:
                raise ValueError
            if kind == "int":
                return int(value)
            if kind == "float":
                return float(value)
            if kind == "timestamp":
                return dt.date.fromisoformat(value)
        except ValueError:
            if kind == "timestamp":
                do = "Dates are written year-month-day: 2026-11-22."
            else:
                do = f"A number has {MOST_DIGITS} figures at the most. Put quotes round it if it is text."
            self.wrong(node, f'"{value}" is not a {"date" if kind == "timestamp" else "number"} that exists.', do)
            return None
        self.wrong(node, f"The tag {node.tag} is not used in this handbook.", "Remove it.")
        return None
