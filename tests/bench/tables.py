"""Figures as Markdown tables, as they stand in BENCH.md."""

from __future__ import annotations

from collections.abc import Iterable

from .running import LIMIT, Run


def table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table. The first column holds names; the others hold figures and are set to the right."""
    heads = list(heads)
    lines = [heads, ["---", *("---:" for _ in heads[1:])], *([str(cell) for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def seconds(run: Run | None) -> str:
    """How long something took: `12.3 s`, with (1) behind it if it ran only once. Nothing is what was not run."""
    if run is None:
        return "not run"
    if run.failed:
        return "failed"
    if not run.finished:
        return f"over {LIMIT} s"
    return f"{run.seconds:.1f} s" + (" (1)" if run.runs == 1 else "")


def each(run: Run | None, pages: int) -> str:
    """How long it took for each page: `18 ms`."""
    return f"{run.seconds / pages * 1000:.1f} ms" if run and run.finished and pages else "–"


def memory(run: Run | None) -> str:
    """The memory of the largest process: `120 MB`."""
    return f"{run.memory:.0f} MB" if run and run.finished else "–"
