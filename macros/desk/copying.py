"""Begins a copy's own words: the file that says whose copy it is, and for each field that it wants to say otherwise the
handbook's words beside a place for its own. Nobody copies words by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from macros.basics.problems import Problem, Problems, did_you_mean
from macros.checks.placeholders import TODO
from macros.desk.newfiles import _added
from macros.desk.writing import Writing, write
from macros.model.loading import load
from macros.model.overlay import bare, find, versions
from macros.model.own import ABOUT, CHANGES, FOLDER, read_own
from macros.model.yamlfiles import read_yaml

BEGUN = """# What this copy of the handbook says in its own name. How to edit it: docs/about/your-own-copy.md
name: TODO what the copy is called
run_by: TODO who runs it and answers for it
prefix: own
# It may also have: contact, feedback, address, repository, original, colours, iterations.
"""


class _Words(yaml.SafeDumper):
    """Writes paragraphs as they are, a line a line."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


_Words.add_representer(str, _text)


def begin(root: Path) -> Path:
    """Write `own/handbook.yml`, to be filled in. Raises `Problems` if there is one."""
    path = root / FOLDER / ABOUT
    if path.exists():
        what = "This copy says already what it is called."
        raise Problems([Problem(f"{FOLDER}/{ABOUT}", 0, what, "Edit this file, or name an element and its fields.")])
    path.parent.mkdir(exist_ok=True)
    write([Writing(path, BEGUN)], root)
    return path


def say_otherwise(root: Path, id_: str, fields: list[str]) -> Path:
    """Put fields of an element into its file in `own/changes/`, each with what the handbook says, in the newest of the
    iterations that the copy shows. A field that is there already gets a second entry, with your words of the first.

    Raises `Problems` where there is no such element or field, or the same words stand there already.
    """
    handbook = load(root)
    own, problems = read_own(root)
    if own is None:
        problems = problems or [Problem(f"{FOLDER}/{ABOUT}", 0, "It is not there.", "Run `handbook own` first.")]
        raise Problems(problems)
    shown = [iteration for version, iteration in handbook.iterations.items() if version in versions(handbook, own)]
    having = [iteration for iteration in shown if id_ in iteration.elements]
    here = f"{FOLDER}/{CHANGES}/{id_}.yml"
    if not having:
        known = {name for iteration in shown for name in iteration.elements}
        raise Problems([Problem(here, 0, f'There is no element "{id_}" in what you show.', did_you_mean(id_, known))])
    iteration = having[-1]
    element = iteration.elements[id_]
    values = iteration.places[element.kind, id_].value(())
    before = own.altered[id_][0].fields if id_ in own.altered else []
    entries: list[dict[str, Any]] = []
    for name in fields:
        found = find(values, name)
        if found is None or name.split(".")[0] not in type(element).model_fields:
            do = did_you_mean(name, values)
            raise Problems([Problem(here, 0, f'"{id_}" has no field "{name}", in iteration {iteration.version}.', do)])
        earlier = [each for each in before if each.field == name]
        if any(bare(each.theirs) == bare(found[1]) for each in earlier):
            what = f'"{name}" stands there, with what iteration {iteration.version} says.'
            raise Problems([Problem(here, 0, what, "Edit `ours` there.")])
        entries.append({"field": name, "theirs": found[1], "ours": earlier[-1].ours if earlier else TODO})
    lines = [_lines(entry) for entry in entries]
    path = root / FOLDER / CHANGES / f"{id_}.yml"
    if path.exists():
        writing = _added(read_yaml(path, root), "fields", [([], each) for each in lines], entries)
    else:
        rows = [f"id: {id_}", f"why: {TODO} say why, for readers", "fields:"]
        rows += [
            f"  {'- ' if number == 0 else '  '}{row}".rstrip() for each in lines for number, row in enumerate(each)
        ]
        path.parent.mkdir(parents=True, exist_ok=True)
        writing = Writing(path, "\n".join(rows) + "\n")
    write([writing], root)
    return path


def _lines(entry: dict[str, Any]) -> list[str]:
    """The lines of an entry."""
    return yaml.dump(entry, Dumper=_Words, allow_unicode=True, sort_keys=False, width=110).rstrip("\n").split("\n")
