"""JSON Schemas of every kind of file, for editors: generated from the models, committed, kept in step by a test."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from macros import model
from macros.model.languages import Language, Translated
from macros.model.own import Altered, OwnHandbook
from macros.model.papers import Paper
from macros.model.values import Value

FILES: dict[str, Any] = {
    **model.ELEMENTS,
    "iteration": model.Iteration,
    "change": model.Change,
    "what-to-do": model.DoneSince,
    "workshop": model.Workshop,
    "erratum": model.Erratum,
    "reading": model.Reading,
    "glossary": list[model.Term],
    "sources": list[model.Source],
    "values": list[Value],
    "papers": list[Paper],
    "own-handbook": OwnHandbook,
    "own-change": Altered,
    "language": Language,
    "translation": Translated,
}
"""What each schema describes, by the name of its file."""


def schemas() -> dict[str, str]:
    """Every schema as text, by the name of its file in data/schema/."""
    return {
        f"{name}.json": json.dumps(
            {"$schema": "https://json-schema.org/draft/2020-12/schema", **TypeAdapter(what).json_schema()},
            indent=2,
            ensure_ascii=False,
        )
        + "\n"
        for name, what in FILES.items()
    }


def write_schemas(root: Path) -> list[Path]:
    """Write every schema into data/schema/ and return the files."""
    folder = root / "data" / "schema"
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    fresh = [(folder / f".{name}.new", folder / name, text) for name, text in schemas().items()]
    try:
        for beside, _, text in fresh:
            beside.write_text(text, "utf-8", newline="\n")
        for beside, path, _ in fresh:  # only what is written whole takes the place of what is there
            beside.replace(path)
            written.append(path)
    finally:
        for beside, _, _ in fresh:
            beside.unlink(missing_ok=True)
    return written


def _resolved(what: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """A part of a JSON Schema with its reference followed, and without the possibility of nothing."""
    options = [option for option in what.get("anyOf", ()) if option.get("type") != "null"]
    what = {**(options[0] if options else {}), **what}  # what a field says of itself comes before what its list says
    return (
        {
            **schema["$defs"][what["$ref"].rsplit("/", 1)[-1]],
            **({"description": what["description"]} if "description" in what else {}),
        }
        if "$ref" in what
        else what
    )


def description_at(cls: Any, path: tuple[str | int, ...]) -> str:
    """What the model says of the field at a path."""
    schema = cls.model_json_schema()
    what: dict[str, Any] = schema
    said = ""
    for part in path:
        what = _resolved(what, schema)
        what = what.get("items", {}) if isinstance(part, int) else what.get("properties", {}).get(part, {})
        said = what.get("description", said)
    return said
