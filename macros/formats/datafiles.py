"""The JSON that each version publishes: everything of an iteration, and how it differs from the one before.

The shape of each file is a model, as the data's own is: the JSON Schema is generated from it, and a file
can be read back through it. Whoever changes the shape changes `FORMAT`, by the rule that stands there.
"""

from __future__ import annotations

import json
from functools import cache
from types import GenericAlias
from typing import Any, Literal

from pydantic import Field, create_model

from macros import model
from macros.formats.comparison import as_data
from macros.history.comparisons import compare_iterations
from macros.history.doing import changes_told
from macros.history.fingerprints import file_digests, iteration_digest
from macros.model import codelists
from macros.model.fields import Id, Plain, Record, Url, Version, one_line
from macros.model.marks import mentions, plain
from macros.pages.addresses import address_of, path_of, place_of
from macros.pages.edition import Edition
from macros.pages.phrases import say

FORMAT = "2.1"
"""The number of the format. Something is added: 1.1. Something is taken away or means something else: 2.0."""


NAME = model.NAME


LICENCE = "CC-BY-4.0"


LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"


MARKS = {
    "[@source-id, place]": "Cites a source, by its id in `sources` or `workshop_sources`. The place in it is optional.",
    "[[element-id|words]]": "Leads to an element, an activity or a workshop, by id. The words are optional: "
    "without them its title is meant.",
    "[[term:term-id|words]]": "Leads to a term of the glossary.",
    "[inferred]": "The sentence is our reading; the source does not say it.",
    "*words*, **words**, - item, 1. item, [words](https://…)": "Emphasis, lists and links, as in Markdown. "
    "Nothing else of Markdown is used.",
}
"""The marks that stand in text fields, for somebody who has only the file."""


class Stamped(Record):
    """What every JSON file says of itself, so that a copy of it can still be traced."""

    schema_: Plain = Field(alias="$schema", description="The JSON Schema that this file fits, beside it.")
    format: Version = Field(
        description="The version of the format, not of the words. A new first number means "
        "that programs may have to change."
    )
    name: Plain = Field(description="What this is.")
    licence: Plain = Field(description="The licence of words and data, by its SPDX name.")
    version: Version = Field(description="The iteration.")
    digest: Plain = Field(
        description="The SHA-256 fingerprint of the iteration's words. For a released iteration it never changes."
    )
    commit: Plain | None = Field(
        description="A commit of the project that holds these words; null where it is not known, "
        "or where something was not committed yet."
    )
    address: Url | None = Field(description="The address of this version of the site; null where it is not known.")


class Meaning(Record):
    """A word of a closed list."""

    title: Plain = Field(description="What readers see.")
    description: Plain = Field(description="What it means.")


class Entry(Record):
    """One line of the list of everything, the same as in elements.csv."""

    id: Id = Field(description="The element's name for life.")
    kind: Plain = Field(description="What it is: step, activity, principle, tool …")
    title: Plain = Field(description="Its title, without marks.")
    one_line: str = Field(description="What it is for, without marks; may be empty for an activity.")
    address: Plain = Field(
        description="Where to read it: whole if the site's address is known, otherwise from the version's own folder."
    )
    status: Literal["", "changed", "new"] = Field(
        description="`new` or `changed` since the iteration before; otherwise empty."
    )


Elements: Any = create_model(
    "Elements",
    __base__=Record,
    __doc__="Every element, by kind, in reading order, with all its fields.",
    **{
        kind.replace("-", "_"): (GenericAlias(list, (cls,)), Field(alias=kind, description=(cls.__doc__ or "").strip()))
        for kind, cls in model.ELEMENTS.items()
    },
)  # type: ignore[call-overload]


class HandbookFile(Stamped):
    """Everything of one iteration of the handbook."""

    marks: dict[str, str] = Field(description="The marks that text fields may hold, and what each means.")
    codes: dict[Id, dict[Id, Meaning]] = Field(description="The closed lists of words, and what each word means.")
    about: model.Iteration = Field(description="What the iteration says of itself.")
    elements: Elements = Field(description="Every element, by kind, in reading order.")
    index: list[Entry] = Field(
        description="Every element and activity in one list, with address and status: as in elements.csv."
    )
    terms: list[model.Term] = Field(description="The glossary, by term.")
    sources: list[model.Source] = Field(description="What the iteration cites, by id.")
    workshop_sources: list[model.Source] = Field(
        description="What only the workshops cite. A released iteration takes no new sources, so these are the draft's."
    )
    changes: list[model.Change] = Field(
        description="The change list: what is different from the iteration before, and why. Whether each alters what a "
        "reader does was recorded beside those iterations that were released before it was asked."
    )
    workshops: list[model.Workshop] = Field(
        description="The workshops and reviews about this iteration or an earlier one, with what was heard or found. "
        "`shown` names the iteration that was on the table; it is empty where none of ours was, and `what_was_shown` "
        "says what was. "
        "They may grow after a release: they are not part of the digest."
    )
    errata: list[model.Erratum] = Field(
        description="Corrections to this iteration, recorded after its release. The words themselves stay as they were."
    )
    led_to: dict[Id, list[str]] = Field(
        description="For each piece of feedback: the changes it led to, in any iteration, as version/change-id."
    )


class FieldBefore(Record):
    """A field whose words differ, without marks."""

    name: Plain = Field(description="The field.")
    before: str = Field(description="What it said in the iteration before; empty if it was not there.")
    after: str = Field(description="What it says now; empty if it is gone.")


class Because(Record):
    """A change entry that explains a difference."""

    id: Id = Field(description="The entry, by its id in `changes`.")
    summary: Plain = Field(description="What changed, in a reader's words.")
    feedback: list[Id] = Field(description="The feedback that led to it.")


class DifferenceRow(Record):
    """One element that differs from the iteration before."""

    id: Plain = Field(
        description="The element; `term:…` for a term of the glossary, `framework` for the "
        "iteration's own question and loop."
    )
    before_id: Plain | None = Field(description="What it was called before; null if it is new.")
    kind: Plain = Field(description="What it is: step, activity, principle, tool, term …")
    title: Plain = Field(description="Its title, without marks.")
    changes: list[Plain] = Field(
        description="How it differs: added, reworded, strengthened, moved, renamed, merged, split, retired."
    )
    because: list[Because] = Field(description="The change entries that explain it.")
    fields: list[FieldBefore] = Field(description="The fields whose words differ.")


class ChangesFile(Stamped):
    """How an iteration differs from the one before, worked out from the words, and the entries that explain it."""

    before: Version | None = Field(description="The iteration that this one follows; null for the first.")
    before_digest: Plain | None = Field(description="The digest of the iteration before.")
    summary: dict[str, int] = Field(description="How many elements there are of each kind of change.")
    differences: list[DifferenceRow] = Field(description="Every difference that counts, in reading order of kinds.")
    changes: list[model.Change] = Field(description="The change list itself, as it stands in handbook.json.")
    errata: list[model.Erratum] = Field(description="Corrections to this iteration, its change list included.")


def stamp(site: Edition, schema: str) -> dict[str, Any]:
    """What a file says of itself; see `Stamped`."""
    return {
        "$schema": schema,
        "format": FORMAT,
        "name": site.library.name,
        "licence": LICENCE,
        "version": site.iteration.version,
        "digest": iteration_digest(file_digests(site.iteration)),
        "commit": site.commit,
        "address": site.version_address or None,
    }


def handbook_file(site: Edition) -> HandbookFile:
    """Everything of an iteration, ready to be written as JSON, and what the tables are made of."""
    iteration, library = site.iteration, site.library
    workshops = library.workshops_in(iteration)
    everywhere = [
        (each.version, change) for each in site.handbook.iterations.values() for change in each.changes.values()
    ]
    return HandbookFile(
        **stamp(site, "handbook.schema.json"),
        marks=MARKS,
        codes=_codes(),
        about=iteration.about,
        elements=Elements(**{kind: iteration.of(kind) for kind in model.ELEMENTS}),
        index=index_of(site),
        terms=sorted(iteration.terms.values(), key=lambda term: (term.term.casefold(), term.id)),
        sources=_by_id(iteration.sources),
        workshop_sources=_by_id(cited_by_workshops(site)),
        changes=changes_told(site.library.history, iteration),
        workshops=workshops,
        errata=errata_of(site),
        led_to={
            item.id: [f"{version}/{change.id}" for version, change in everywhere if item.id in change.feedback]
            for workshop in workshops
            for item in workshop.feedback
        },
    )


def errata_of(site: Edition) -> list[model.Erratum]:
    """The corrections to an iteration, in the order in which they were recorded."""
    return sorted(
        (erratum for erratum in site.handbook.errata.values() if erratum.iteration == site.iteration.version),
        key=lambda erratum: (erratum.date, erratum.id),
    )


def index_of(site: Edition) -> list[Entry]:
    """Every element in reading order, each step followed by its activities."""
    history, found = site.library.history, []

    def entry(item: Any, kind: str, where: str) -> Entry:
        line = one_line(item) or ("" if kind == "activity" else item.title)
        return Entry(
            id=item.id,
            kind=kind,
            title=plain(item.title),
            one_line=_whose(site, item.id) + plain(line),
            address=site.version_address + where,
            status=history.mark(site.iteration, item.id),
        )

    for kind in model.ELEMENTS:
        for element in site.iteration.of(kind):
            where = address_of(path_of(kind, element.id))
            found.append(entry(element, kind, where))
            found += [
                entry(activity, "activity", address_of(place_of(element, activity)))
                for activity in getattr(element, "activities", [])
            ]
    return found


def _whose(site: Edition, id_: str) -> str:
    """What stands before the line of an element that says something else here than in the handbook, or is not its."""
    copy, state = site.library.about_copy, site.library.own_state(site.iteration, id_)
    return f"{say(f'own.{state}_line', who=copy.run_by)} " if copy and state else ""


def own_file(site: Edition) -> str:
    """What a copy says in its own name, as JSON: which elements are its own, and in which fields it says something else
    than the handbook, with both wordings as they are written."""
    assert site.library.own is not None
    about, laid = site.library.own.own.about, site.library.own.laid.get(site.iteration.version)
    told = {
        "name": about.name,
        "run_by": about.run_by,
        "copy_of": NAME,
        "original": about.original,
        "licence": LICENCE,
        "version": site.iteration.version,
        "digest_of_original": iteration_digest(file_digests(site.iteration)),
        "added": sorted(laid.added) if laid else [],
        "changed": [
            {"id": id_, "field": each.field, "theirs": each.theirs, "ours": each.ours}
            for id_, said in sorted(laid.changed.items() if laid else ())
            for each in said
        ],
    }
    return json.dumps(told, indent=2, ensure_ascii=False, default=str) + "\n"


def changes_file(site: Edition) -> ChangesFile:
    """The difference from the iteration before, with the entries that explain it. Of the first iteration: nothing."""
    iteration, before = site.iteration, site.handbook.before(site.iteration)
    told: dict[str, Any] = {"summary": {}, "differences": []}
    if before:
        told = as_data(compare_iterations(site.library.history, before.version, iteration.version))
    parents = {activity.id: step.id for each in (before, iteration) if each for step, activity in each.activities()}
    because = {row["id"]: row["because"] for row in told["differences"]}
    rows = []
    for row in told["differences"]:
        # An activity that comes or goes with its step needs no entry of its own: the step's explains it.
        row = {
            **row,
            "title": plain(row["title"]),
            "because": row["because"] or because.get(parents.get(row["id"], ""), []),
        }
        rows.append(
            DifferenceRow(
                **{
                    **row,
                    "because": [Because(**each) for each in row["because"]],
                    "fields": [FieldBefore(**each) for each in row["fields"]],
                }
            )
        )
    return ChangesFile(
        **stamp(site, "changes.schema.json"),
        before=before.version if before else None,
        before_digest=iteration_digest(file_digests(before)) if before else None,
        summary=told["summary"],
        differences=rows,
        changes=changes_told(site.library.history, iteration),
        errata=errata_of(site),
    )


def in_order(changes: Any) -> list[model.Change]:
    """Changes in the order in which they are told."""
    return sorted(changes, key=lambda change: (change.order, change.id))


def as_json(file: Record) -> str:
    """A file as JSON text."""
    return file.model_dump_json(by_alias=True, indent=2) + "\n"


@cache
def schema_of(what: type[Record]) -> str:
    """The JSON Schema of a file: the same in every version, so it is worked out once."""
    made = what.model_json_schema(by_alias=True, mode="serialization")
    return (
        json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **made}, indent=2, ensure_ascii=False)
        + "\n"
    )


def _codes() -> dict[str, dict[str, Meaning]]:
    lists = {name: value for name, value in vars(codelists).items() if isinstance(value, codelists.Codelist)}
    return {
        name.lower().replace("_", "-"): {
            code: Meaning(title=words.title, description=words.description) for code, words in found.codes.items()
        }
        for name, found in sorted(lists.items())
    }


def _by_id(items: dict[str, Any]) -> list[Any]:
    return [items[id_] for id_ in sorted(items)]


def cited_by_workshops(site: Edition) -> dict[str, model.Source]:
    """What the workshops shown cite beyond the iteration's own sources. See docs/adr/0011."""
    cited = {
        mention.id
        for workshop in site.library.workshops_in(site.iteration)
        for mention in mentions(workshop)
        if mention.kinds == ("source",)
    }
    known = site.handbook.draft.sources
    return {id_: known[id_] for id_ in cited - set(site.iteration.sources) if id_ in known}
