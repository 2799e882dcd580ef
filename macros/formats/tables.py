"""The tables that each version publishes, as CSV (RFC 4180, UTF-8 without a byte order mark).

They are made from `handbook.json`'s own model, so that the two cannot disagree. Text is without our marks.

A spreadsheet runs a cell that begins with one of = + - @ as a formula, whoever wrote it. Such cells get
a leading apostrophe: https://owasp.org/www-community/attacks/CSV_Injection. `unprotected` takes it off
again, and gives back exactly what went in. A figure below nought is no formula, and stays one that can be added up.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from macros import model
from macros.formats.datafiles import Entry, HandbookFile
from macros.model.fields import InTable, marked
from macros.model.kinds import KINDS
from macros.model.marks import mentions, plain
from macros.model.walking import values_of

BETWEEN = "; "
"""What stands between the items of a list in one cell."""


_DANGEROUS = re.compile(r"'*\s*(?![-+]\d[\d,.]*%?\Z)[=+\-@\t\r\n＝＋－＠]")


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def protected(text: str) -> str:
    """A cell's text that no spreadsheet takes for a formula.
    One that already looks protected gets one apostrophe more."""
    return "'" + text if _DANGEROUS.match(text) else text


def unprotected(text: str) -> str:
    """What `protected` was given."""
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text) else text


def tables(data: HandbookFile) -> dict[str, str]:
    """Every table by the name of its file. A kind that an iteration lacks is a table with headings only."""
    rows = {
        "elements.csv": (_fields(Entry), [_row(entry) for entry in data.index]),
        "sources.csv": (
            [*_fields(model.Source), "cited_by"],
            [
                {**_row(source), "cited_by": who}
                for who, sources in (("iteration", data.sources), ("workshops", data.workshop_sources))
                for source in sources
            ],
        ),
        "feedback.csv": (
            [
                "id",
                "workshop",
                "workshop_title",
                "workshop_kind",
                "date",
                "shown",
                "what_was_shown",
                "reconstruction",
                "theme",
                "said",
                "source",
                "status",
                "response",
                "changes",
            ],
            [
                {
                    **_row(item),
                    "workshop": workshop.id,
                    "workshop_title": plain(workshop.title),
                    "workshop_kind": workshop.kind,
                    "date": workshop.date,
                    "shown": workshop.shown or "",
                    "what_was_shown": plain(workshop.what_was_shown or ""),
                    "reconstruction": workshop.reconstruction or "",
                    "changes": BETWEEN.join(data.led_to[item.id]),
                }
                for workshop in data.workshops
                for item in workshop.feedback
            ],
        ),
        "changes.csv": (
            [*_fields(model.Change), "correction"],
            [
                {
                    **_row(change),
                    "correction": BETWEEN.join(
                        f"{plain(erratum.should_say)} {plain(erratum.why)}"
                        for erratum in data.errata
                        if erratum.change == change.id
                    ),
                }
                for change in data.changes
            ],
        ),
        "glossary.csv": (
            _fields(model.Term),
            [
                {
                    **_row(term),
                    "not_to_confuse": BETWEEN.join(
                        f"{plain(each.term)}: {plain(each.difference)}" for each in term.not_to_confuse
                    ),
                }
                for term in data.terms
            ],
        ),
        "tool-fields.csv": (
            ["tool", "field", "column", "label", "type", "unit", "options", "rows", "help"],
            [row for tool in getattr(data.elements, "tool", []) for row in _fields_of(tool)],
        ),
        **{
            f"{KINDS[kind].folder}.csv": (
                ["id", "title", *columns, "sources", "address"],
                [
                    {**_row(item), "sources": BETWEEN.join(_cited(item)), "address": _address(data, item.id)}
                    for item in getattr(data.elements, kind.replace("-", "_"))
                ],
            )
            for kind, cls in model.ELEMENTS.items()
            if (columns := marked(cls, InTable))
        },
    }
    return {
        name: csv_of([*columns, "iteration"], [{**row, "iteration": data.version} for row in made])
        for name, (columns, made) in rows.items()
    }


def _fields(what: type[model.Record]) -> list[str]:
    return list(what.model_fields)


def _row(record: model.Record) -> dict[str, str]:
    """A record's fields as text: words without marks, everything else as it is, lists in one cell."""
    texts: dict[str, list[str]] = {}
    for path, value, marks in values_of(record):
        prose = any(isinstance(mark, model.Prose) for mark in marks)
        texts.setdefault(str(path[0]), []).append(plain(value) if prose else str(value))
    return {name: BETWEEN.join(found) for name, found in texts.items()}


def _fields_of(tool: model.Tool) -> Iterable[dict[str, str]]:
    """A tool's sheet as rows: each field, and below a table each of its columns."""
    for field in tool.fields:
        yield {
            "tool": tool.id,
            "field": field.id,
            "label": plain(field.label),
            "type": field.type,
            "unit": field.unit or "",
            "options": BETWEEN.join(map(plain, field.options)) or _points(field),
            "rows": BETWEEN.join(map(plain, field.rows)),
            "help": plain(field.help or ""),
        }
        for column in field.columns:
            yield {
                "tool": tool.id,
                "field": field.id,
                "column": column.id,
                "label": plain(column.label),
                "type": column.type,
                "options": BETWEEN.join(map(plain, column.options)) or _points(column),
            }


def _points(scale: model.tools.TemplateField | model.tools.Column) -> str:
    """The points of a scale, where it is one."""
    if scale.least is None or scale.most is None:
        return ""
    return BETWEEN.join(map(str, range(scale.least, scale.most + 1)))


def _cited(record: model.Record) -> list[str]:
    """Every source that a record cites, in the order of mention: cells are without citations."""
    return list(dict.fromkeys(mention.id for mention in mentions(record) if mention.kinds == ("source",)))


def _address(data: HandbookFile, id_: str) -> str:
    return next(entry.address for entry in data.index if entry.id == id_)


def csv_of(columns: list[str], rows: Iterable[dict[str, str]]) -> str:
    """A table with these columns. A cell that a row does not have is empty."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, dialect="excel")  # commas, doubled quotes, CRLF: RFC 4180
    writer.writerow(columns)
    for row in rows:
        writer.writerow([protected(_CONTROL.sub("", row.get(name, ""))) for name in columns])
    return out.getvalue()
