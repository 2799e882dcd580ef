"""The house holds: data flows one way through the rooms of `macros/`, and only one of them knows MkDocs."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from conftest import ROOT

MOST_LINES = 400
HOUSE = ROOT / "macros"
ROOMS = sorted(path.parent.name for path in HOUSE.glob("*/__init__.py"))


def may_import(room: str) -> set[str]:
    """What a room says of itself, in the last line of its docstring."""
    said = ast.get_docstring(ast.parse((HOUSE / room / "__init__.py").read_text("utf-8"))) or ""
    last = re.fullmatch(r"May import: ([a-z, ]+)\.", said.splitlines()[-1])
    assert len(said.splitlines()) == 3 and last, (
        f"macros/{room}/__init__.py: what comes in, what goes out, what it may import"
    )
    return {name for name in last[1].split(", ") if name != "nothing"}


def imported(source: str) -> set[str]:
    """Every module that a text imports, inside functions too: `macros.pages.view`, `mkdocs.config`."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def wrong(room: str, source: str, allowed: set[str]) -> list[str]:
    """The imports that a module of a room may not have."""
    ours = {name for name in imported(source) if name.startswith("macros.")}
    strange = {name for name in ours if name.split(".")[1] not in {room, *allowed}}
    stack = {name for name in imported(source) if re.match(r"(mkdocs|mike|properdocs)\b", name) and room != "site"}
    return sorted(strange | stack)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_what_it_says(room):
    found = {
        path.relative_to(ROOT).as_posix(): names
        for path in (HOUSE / room).rglob("*.py")
        if (names := wrong(room, path.read_text("utf-8"), may_import(room)))
    }
    assert not found


def test_the_rooms_follow_one_another():
    """No room may import one that may import it, however long the way round."""
    reached = {room: may_import(room) for room in ROOMS}
    for _ in ROOMS:
        reached = {room: below.union(*(reached[each] for each in below)) for room, below in reached.items()}
    assert not [room for room, below in reached.items() if room in below]


def test_no_two_modules_import_each_other():
    """Within a room too: no circle, however long."""
    names = {path: ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in HOUSE.rglob("*.py")}
    names = {path: name.removesuffix(".__init__") for path, name in names.items()}
    known = set(names.values())
    below = {
        name: imported_modules(path) & known - {name} for path, name in names.items() if path.name != "__init__.py"
    }
    assert not circle(below)


def imported_modules(path: Path) -> set[str]:
    """The same, with the modules from which names come."""
    found = imported(path.read_text("utf-8"))
    return found | {name.rpartition(".")[0] for name in found}


def circle(below: dict[str, set[str]]) -> list[str]:
    """What is left when everything that leads nowhere has been taken away, again and again: the circles."""
    left = dict(below)
    while True:
        ends = [name for name, others in left.items() if not others & set(left)]
        if not ends:
            return sorted(left)
        for name in ends:
            del left[name]


def test_a_module_is_read_at_a_sitting():
    long = {
        path.name: count
        for path in HOUSE.rglob("*.py")
        if (count := len(path.read_text("utf-8").splitlines())) > MOST_LINES
    }
    assert not long


@pytest.mark.parametrize(
    "room, source",
    [
        ("model", "from macros.pages import view"),
        ("model", "def late():\n    from macros.checks.everything import check_all"),
        ("history", "import macros.site.building"),
        ("pages", "from mkdocs.config import load_config"),
        ("formats", "def late():\n    import mike.commands"),
    ],
)
def test_an_arrow_back_up_is_found(room, source):
    assert wrong(room, source, may_import(room))


def test_a_circle_is_found():
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == ["a", "b", "c", "d"]
    assert not circle({"a": {"b", "c"}, "b": {"c"}, "c": set()})
