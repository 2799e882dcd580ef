"""What to do differently now, as data: for each earlier iteration, by what it is about."""

from __future__ import annotations

from pydantic import Field

from macros.formats.datafiles import Stamped, stamp
from macros.formats.tables import csv_of
from macros.history.doing import to_do, to_do_rows, unchanged
from macros.history.history import History
from macros.model.fields import Plain, Record, Version
from macros.model.handbook import version_key
from macros.pages.edition import Edition


class About(Record):
    """Something that a change is about."""

    id: Plain = Field(description="The element, as this iteration calls it; `glossary` or `framework` for those.")
    kind: Plain = Field(description="What it is: step, activity, principle, tool …")
    title: Plain = Field(description="What this iteration calls it.")


class ToDoRow(Record):
    """One thing to do differently."""

    change: Plain = Field(description="The change that asks for it, as version/change-id.")
    now: Plain = Field(description="What to do differently now.")
    about: list[About] = Field(description="What it is about, without what a later change took over or is gone.")


class ToDoSince(Record):
    """What to do differently for whoever worked from one iteration."""

    worked_from: Version = Field(description="The earlier iteration.")
    to_do: list[ToDoRow] = Field(description="What to do differently now, the oldest change first.")
    alter_nothing: int = Field(description="How many other changes alter nothing that a reader does.")


class ToDoFile(Stamped):
    """What to do differently with an iteration, for each one before it."""

    since: list[ToDoSince] = Field(description="For each earlier iteration, the oldest first.")


def to_do_file(site: Edition) -> ToDoFile:
    """What to do differently with an iteration, ready to be written as JSON."""
    history, after = site.library.history, site.iteration.version
    since = [
        {
            "worked_from": earlier,
            "to_do": to_do_rows(to_do(history, earlier, after)),
            "alter_nothing": unchanged(history, earlier, after),
        }
        for earlier in _before(history, after)
    ]
    return ToDoFile.model_validate({**stamp(site, "to-do.schema.json"), "since": since})


def to_do_table(file: ToDoFile) -> str:
    """The same as a table: a row for each thing that each is about."""
    return csv_of(
        ["worked_from", "id", "kind", "title", "now", "change", "iteration"],
        (
            {
                **about.model_dump(),
                "worked_from": since.worked_from,
                "now": row.now,
                "change": row.change,
                "iteration": file.version,
            }
            for since in file.since
            for row in since.to_do
            for about in row.about
        ),
    )


def _before(history: History, version: str) -> list[str]:
    return [each for each in history.handbook.iterations if version_key(each) < version_key(version)]
