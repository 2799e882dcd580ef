"""The tables that each version publishes, as CSV (RFC 4180, UTF-8 without a byte order mark).

They are made from `handbook.json`'s own model, so that the two cannot disagree. Text is without our marks.

A spreadsheet runs a cell that begins with one of = + - @ as a formula, whoever wrote it. Such cells get
a leading apostrophe: https://owasp.org/www-community/attacks/CSV_Injection. `unprotected` takes it off
again, and gives back exactly what went in.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Any, Iterable

from macros import model
from macros.datafiles import HandbookFile
from macros.marks import mentions, plain

BETWEEN = "; "
"""What stands between the items of a list in one cell."""

_DANGEROUS = re.compile(r"'*\s*[=+\-@\t\r\n＝＋－＠]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def protected(text: str) -> str:
    """A cell's text that no spreadsheet takes for a formula. One that already looks protected gets one apostrophe more."""
    return "'" + text if _DANGEROUS.match(text) else text


def unprotected(text: str) -> str:
    """What `protected` was given."""
    return text[1:] if text.startswith("'") and _DANGEROUS.match(text) else text


def tables(data: HandbookFile) -> dict[str, str]:
    """Every table by the name of its file. A kind that an iteration lacks is a table with headings only."""
    rows = {
        "elements.csv": (["id", "kind", "title", "one_line", "address", "status"], [vars(entry) for entry in data.index]),
        "sources.csv": ([*_fields(model.Source), "cited_by"],
                        [{**vars(source), "cited_by": who} for who, sources in (("iteration", data.sources), ("workshops", data.workshop_sources)) for source in sources]),
        "feedback.csv": (["id", "workshop", "workshop_title", "workshop_kind", "date", "shown", "theme", "said", "source", "status", "response", "changes"],
                         [{**vars(item), "workshop": workshop.id, "workshop_title": workshop.title, "workshop_kind": workshop.kind, "date": workshop.date,
                           "shown": workshop.shown, "changes": data.led_to[item.id]} for workshop in data.workshops for item in workshop.feedback]),
        "changes.csv": (_fields(model.Change), [vars(change) for change in data.changes]),
        "glossary.csv": (_fields(model.Term), [{**vars(term), "not_to_confuse": [f"{each.term}: {each.difference}" for each in term.not_to_confuse]} for term in data.terms]),
        "case-studies.csv": (["id", "title", "place", "country", "sector", "themes", "commissioners", "providers", "years", "value", "length", "route", "form",
                              "form_note", "result", "evidence", "evidence_note", "sources", "address"],
                             [{**vars(case), "sources": _cited(case), "address": _address(data, case.id)} for case in data.elements.case_study]),
    }
    return {name: _csv([*columns, "iteration"], [{**row, "iteration": data.version} for row in made]) for name, (columns, made) in rows.items()}


def _fields(what: type[model.Record]) -> list[str]:
    return list(what.model_fields)


def _cited(record: model.Record) -> list[str]:
    """Every source that a record cites, in the order of mention: cells are without citations."""
    return list(dict.fromkeys(mention.id for mention in mentions(record) if mention.kinds == ("source",)))


def _address(data: HandbookFile, id_: str) -> str:
    return next(entry.address for entry in data.index if entry.id == id_)


def _csv(columns: list[str], rows: Iterable[dict[str, Any]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, dialect="excel")  # commas, doubled quotes, CRLF: RFC 4180
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(row[name]) for name in columns])
    return out.getvalue()


def cell(value: Any) -> str:
    """A value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, list):
        value = BETWEEN.join(plain(item) for item in value)
    return protected(_CONTROL.sub("", plain(value)))
