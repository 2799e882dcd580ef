"""Makes a service file of an iteration's examples, as its forms would save it: `python tests/service_files.py 0.5`.

One for each release lies in tests/service-files/, and the newest iteration opens them all. Make one with each release,
and never change it afterwards: it stands for files that people have.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

from macros.model.deciding import as_answers
from macros.model.handbook import version_key

ROOT = Path(__file__).resolve().parent.parent
FILES = ROOT / "tests" / "service-files"
LAST_WITHOUT_AIDS = "0.7"
"""Until then a service file could not hold what a decision aid was answered."""

SAVED = {"iteration": "", "saved": "2026-11-28T10:00:00.000Z"}


def service_file(iteration: Any) -> dict[str, Any]:
    """Every tool of an iteration that can be filled in, with the answers of its example. All of it is invented."""
    tools = {
        tool.id: {**SAVED, "iteration": iteration.version, "values": answers(tool)}
        for tool in iteration.of("tool")
        if tool.fields
    }
    if version_key(iteration.version) > version_key(LAST_WITHOUT_AIDS):
        tools |= {
            aid.id: {**SAVED, "iteration": iteration.version, "values": decided(aid)}
            for aid in iteration.of("aid")
            if aid.scenarios
        }
    name = f"Illustrative, iteration {iteration.version}"
    return {"format": "relational-contracting-service/1", "service": name, "tools": tools}


def decided(aid: Any) -> dict[str, str]:
    """The answers of an aid's first worked example, with what the aid asks."""
    return as_answers(aid.scenarios[0].answers)


def answers(tool: Any) -> dict[str, Any]:
    """The answers of a tool's example, in words, as a form has them. The first iterations have no examples."""
    if not tool.example:
        return {field.id: _made_up(field) for field in tool.fields}
    return {name: _words(value) for name, value in tool.example.values.items() if value not in ("", None, [])}


def _words(value: Any) -> Any:
    if isinstance(value, list):
        return [{name: _words(cell) for name, cell in row.items() if cell not in ("", None)} for row in value]
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _made_up(field: Any) -> Any:
    """An answer that fits a field."""
    if field.type == "table":
        return [{column.id: _made_up(column) for column in field.columns}]
    if field.type == "choice":
        return field.options[0]
    return {"scale": str(field.least), "number": "1", "date": "2026-11-28"}.get(
        field.type, f"Illustrative: {field.label}"
    )


if __name__ == "__main__":
    from macros.site.opening import load_checked

    handbook = load_checked(ROOT)
    for version in sys.argv[1:]:
        text = json.dumps(service_file(handbook.iterations[version]), ensure_ascii=False, indent=1)
        (FILES / f"{version}.json").write_text(text + "\n", "utf-8")
