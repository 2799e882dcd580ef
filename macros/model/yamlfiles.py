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
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from macros.basics.problems import Problem, shown_path

try:
    from yaml import CSafeLoader as _BaseLoader
except ImportError:  # a PyYAML without libyaml: slower, same result
    from yaml import SafeLoader as _BaseLoader  # type: ignore[assignment]


MOST_BYTES = 1_000_000
"""The largest file we read. The longest real one, sources.yml, is a third of this."""


DEEPEST = 40
"""Levels within levels, at the most. The C library falls over at some tens of thousands; nobody needs ten."""


Path_ = tuple[str | int, ...]


class _Loader(_BaseLoader):
    """A loader that resolves only null, true, false, whole numbers, decimals and ISO dates."""


_Loader.yaml_implicit_resolvers = {}

for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("int", r"^[-+]?(?:0|[1-9][0-9]*)$", "-+0123456789"),
    ("float", r"^[-+]?(?:0|[1-9][0-9]*)\.[0-9]+$", "-+0123456789"),
    ("timestamp", r"^\d{4}-\d{2}-\d{2}$", "0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))


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
    parsed: dict[Any, Any] = field(default_factory=dict)
    """The records that were made of its values, by model and path: a file that has not changed makes the same again."""

    def __getstate__(self) -> dict[str, Any]:
        """What is kept of a file whose iteration is remembered: its name. See `__getattr__`."""
        return {"path": self.path, "shown": self.shown}

    def __getattr__(self, name: str) -> Any:
        """What the file holds, read when it is asked for: of a remembered one, hardly ever."""
        if name not in ("values", "lines", "problems"):
            raise AttributeError(name)
        read = _read_yaml(self.path, self.path.parent)
        self.values, self.lines, self.problems = read.values, read.lines, read.problems
        return getattr(self, name)

    def line_of(self, path: Path_) -> int:
        """The line of a value, or of the nearest thing that holds it when it is not there itself."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


_read: dict[Path, tuple[tuple[int, int], YamlFile]] = {}


def read_yaml(path: Path, root: Path) -> YamlFile:
    """Read a file into plain values with line numbers; a file that has not changed since is not read again.

    Never raises for what the file holds: whatever is wrong is in `problems`, with its line. Nobody
    may change the values in place.
    """
    try:
        now = path.stat()
        stamp = (now.st_mtime_ns, now.st_size)
    except OSError:
        return _read_yaml(path, root)
    key = path.absolute()
    if key not in _read or _read[key][0] != stamp or _read[key][1].shown != shown_path(path, root):
        _read[key] = (stamp, _read_yaml(path, root))
    return _read[key][1]


def _read_yaml(path: Path, root: Path) -> YamlFile:
    read = YamlFile(path, shown_path(path, root))

    def wrong(line: int, what: str, do: str) -> YamlFile:
        read.problems.append(Problem(read.shown, line, what, do))
        return read

    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            return wrong(
                0,
                f"The file is {size / 1e6:.1f} MB; the most we read is {MOST_BYTES / 1e6:.0f} MB.",
                "Split it, or take out what does not belong in it.",
            )
        raw = path.read_bytes()
    except OSError as error:
        return wrong(
            0, f"The file cannot be read: {error.strerror or error}.", "Check that it exists and that you may read it."
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return wrong(
            line,
            "The file is not saved as UTF-8.",
            'In your editor, choose "Save with encoding" and UTF-8. Curly quotes pasted from Word are a common cause.',
        )
    for number, row in enumerate(text.splitlines(), 1):
        if "\t" in row[: len(row) - len(row.lstrip())]:
            return wrong(number, "There is a tab at the start of this line.", "YAML wants spaces: two for each level.")
    try:
        if _depth(text) > DEEPEST:
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
    read.values = _Builder(read).build(node, ())
    return read


def _depth(text: str) -> int:
    """How deep a file nests, as far as the limit: the parser's events do not nest, so this is safe for any file."""
    deepest = depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            deepest = max(deepest, depth)
            if depth > DEEPEST:
                break
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
    return deepest


def _plain(error: yaml.YAMLError) -> str:
    """The parser's own words, without the quotation of the file that follows them."""
    said = getattr(error, "problem", None) or str(error).splitlines()[0]
    context = getattr(error, "context", None)
    return f"{said} ({context})" if context else str(said)


class _Builder:
    """Turns YAML nodes into plain values, noting lines, duplicate keys and aliases."""

    def __init__(self, read: YamlFile):
        self.read = read
        self.seen: set[int] = set()

    def wrong(self, node: yaml.Node, what: str, do: str) -> None:
        self.read.problems.append(Problem(self.read.shown, node.start_mark.line + 1, what, do))

    def build(self, node: yaml.Node, path: Path_) -> Any:
        self.read.lines.setdefault(path, node.start_mark.line + 1)
        if id(node) in self.seen:
            self.wrong(
                node,
                "Anchors and aliases (& and *) are not used in this handbook.",
                "Write the value out where it is needed. Text that starts with & or * wants quotes.",
            )
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*path, index)) for index, child in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)  # there is no fourth kind
        return self.scalar(node)

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
            if key in first:
                self.wrong(key_node, f'"{key}" is given twice, here and on line {first[key]}.', "Keep one of the two.")
                continue
            first[key] = line
            self.read.lines[(*path, key)] = line
            values[key] = self.build(value_node, (*path, key))
        return values

    def scalar(self, node: yaml.ScalarNode) -> Any:
        kind = node.tag.rsplit(":", 1)[-1]
        value = node.value
        if kind == "str":
            # In a folded block (>-) one blank line means a new paragraph to whoever writes it;
            # YAML keeps one line break of it.
            return re.sub(r"(?<!\n)\n(?!\n|$)", "\n\n", value) if node.style == ">" else value
        if kind == "null":
            return None
        if kind == "bool":
            return value == "true"
        try:
            if kind == "int":
                return int(value)
            if kind == "float":
                return float(value)
            if kind == "timestamp":
                return dt.date.fromisoformat(value)
        except ValueError:
            self.wrong(
                node,
                f'"{value}" is not a {"date" if kind == "timestamp" else "number"} that exists.',
                "Dates are written year-month-day: 2026-11-22.",
            )
            return None
        self.wrong(node, f"The tag {node.tag} is not used in this handbook.", "Remove it.")
        return None
