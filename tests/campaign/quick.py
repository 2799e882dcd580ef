"""Makes asking the check again quick: what was read and compared before, and has not changed, is remembered.

Records and iterations never change once they are read, so the same file gives the same record. If a name that is
wrapped here is gone, the campaign is slower and no less right.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from macros.checks import everything
from macros.model import loading

RULES = (
    "check_references", "check_required", "check_tools", "check_terms", "check_traced", "check_steps", "check_frozen",
)  # fmt: skip
"""Rules that depend on nothing but the iteration that they are given."""


@contextlib.contextmanager
def remembering() -> Iterator[None]:
    """While this lasts, records, whole iterations and what the rules said of them are kept."""
    kept = {(loading, name): getattr(loading, name, None) for name in ("_load_iteration",)}
    kept |= {(everything, name): getattr(everything, name, None) for name in (*RULES, "check_changes")}
    wraps: dict[str, Callable[[Any], Any]] = {
        "_load_iteration": _iterations,
        "check_changes": _changes,
    }
    try:
        for (module, name), plain in kept.items():
            if plain is not None:
                setattr(module, name, wraps.get(name, _rule)(plain))
        yield
    finally:
        for (module, name), plain in kept.items():
            if plain is not None:
                setattr(module, name, plain)


def _iterations(plain: Any) -> Any:
    known: dict[tuple[Path, int], tuple[int, Any]] = {}

    def load(folder: Path, root: Path, problems: list[Any], *more: Any) -> Any:
        key = folder, len(more)
        stamp = hash(tuple(_stamp(path) for path in sorted(folder.rglob("*"))))
        if key not in known or known[key][0] != stamp:
            before = len(problems)
            made = plain(folder, root, problems, *more)
            if made is None or len(problems) > before:
                return made
            known[key] = stamp, made
        return known[key][1]

    return load


def _stamp(path: Path) -> tuple[str, int, int]:
    try:
        now = path.lstat()
    except OSError:
        return str(path), 0, 0
    return str(path), now.st_mtime_ns, now.st_size


def _rule(plain: Any) -> Any:
    def rule(iteration: Any, *more: Any) -> Any:
        return list(iteration.once(f"campaign {plain.__name__}", lambda: plain(iteration, *more)))

    return rule


def _changes(plain: Any) -> Any:
    known: dict[tuple[int, int], tuple[Any, Any, list[Any]]] = {}

    def changes(handbook: Any, iteration: Any, *more: Any) -> Any:
        before = handbook.before(iteration)
        key = id(iteration), id(before)
        if key not in known:  # both are kept too, so that their ids stay their own
            if len(known) > 100:
                known.clear()
            known[key] = iteration, before, plain(handbook, iteration, *more)
        return list(known[key][2])

    return changes
