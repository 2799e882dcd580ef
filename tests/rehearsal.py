"""A rehearsal: what contributors and maintainers will do to the data, done to a scratch copy of any handbook.

    .venv/bin/python -m tests.rehearsal FOLDER [--released N]

does all of it to the data in FOLDER (a scratch clone: its data is rewritten) and leaves a draft that the check finds
right. `make rehearse` then runs the whole suite on that clone. `tests/test_rehearsal.py` does the same in small, and
asks the rules in the process. Nothing here names an element: what is edited is chosen by what it is.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from macros.basics.repository import run
from macros.checks.everything import check_all
from macros.desk.releasing import Released, release
from macros.desk.renaming import rename
from macros.history.comparing import compare
from macros.history.explains import EXPLAINS
from macros.model import Element
from macros.model.handbook import Handbook
from macros.model.loading import load

DAY = dt.date(2026, 12, 1)


class _Whole(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


_Safe: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _AsWritten(_Safe):
    """Reads as the handbook reads: quick, lenient in the same places, and a blank line begins a paragraph."""

    def construct_scalar(self, node: yaml.ScalarNode) -> str:
        value = str(super().construct_scalar(node))
        return re.sub(r"(?<!\n)\n(?!\n|$)", "\n\n", value) if node.style == ">" else value


def _read(text: str) -> Any:
    return yaml.load(text, _AsWritten)


def _say_more(values: dict[str, Any]) -> None:
    """One more sentence at the end of the longest text."""
    name = max((name for name, value in values.items() if isinstance(value, str)), key=lambda name: len(values[name]))
    values[name] += " We say more here. [inferred]"


class Rehearsal:
    """The edits that the documents describe, on the draft of a scratch copy."""

    def __init__(self, root: Path):
        self.root = root
        self.draft = root / "data" / "draft"
        self._known: Handbook | None = None

    # -- reading and writing ---------------------------------------------------------------------------------

    def handbook(self) -> Handbook:
        self._known = self._known or load(self.root)
        return self._known

    def of(self, kind: str) -> list[Any]:
        return list(self.handbook().draft.of(kind))

    def file(self, element: Element) -> Path:
        handbook = self.handbook()
        return self.root / handbook.draft.places[element.kind, element.id].file.shown

    def write(self, path: Path, values: Any) -> None:
        self._known = None
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.dump(values, Dumper=_Whole, allow_unicode=True, sort_keys=False, width=10**6), "utf-8")

    def remove(self, path: Path) -> None:
        self._known = None
        path.unlink()

    def edit(self, path: Path, change: Callable[[Any], Any]) -> None:
        """Read a file, change its values in place, and write it."""
        values = _read(path.read_text("utf-8"))
        change(values)
        self.write(path, values)

    def entry(self, id_: str, kind: str, elements: list[str], before: tuple[str, ...] = ()) -> None:
        """Write an entry of the change list."""
        values = {"id": id_, "kind": kind, "elements": elements, "summary": "It was done.", "why": "It was asked for."}
        values["does"] = "nothing"
        self.write(self.draft / "changes" / f"{id_}.yml", values | ({"before": list(before)} if before else {}))

    def wrong(self) -> list[str]:
        """Everything that `handbook check` would say."""
        return [str(problem) for problem in check_all(self.root).errors]

    def _everywhere(self, id_: str, change: Callable[[Any], Any]) -> None:
        """Change the values of every file that has an id in it, but for the change list, which tells of the past."""
        named = re.compile(rf"(?<![\w-]){re.escape(id_)}(?![\w-])")
        for folder in (self.draft, self.root / "data" / "workshops", self.root / "data" / "reading-list"):
            for path in folder.rglob("*.yml"):
                if path.parent.name != "changes" and named.search(text := path.read_text("utf-8")):
                    self.write(path, change(_read(text)))

    def lead_to(self, old: str, new: str) -> None:
        """Every mention of an id becomes one of another."""

        def walk(value: Any, key: str = "") -> Any:
            if isinstance(value, dict):
                return {name: walk(each, name) for name, each in value.items()}
            if isinstance(value, list):
                walked = [walk(each, key) for each in value]
                return [each for place, each in enumerate(walked) if each != new or new not in walked[:place]]
            if isinstance(value, str) and key not in ("id", "was"):
                return new if value == old else re.sub(rf"\[\[{re.escape(old)}(?=[\]|])", f"[[{new}", value)
            return value

        self._everywhere(old, walk)

    def let_go(self, id_: str, title: str) -> None:
        """Every mention of an id becomes plain words, or goes."""

        def about(value: Any) -> bool:
            return value == id_ or isinstance(value, dict) and "id" not in value and id_ in value.values()

        def walk(value: Any) -> Any:
            if isinstance(value, dict):
                return {name: walk(each) for name, each in value.items()}
            if isinstance(value, list):
                return [walk(each) for each in value if not about(each)]
            if isinstance(value, str):
                return re.sub(rf"\[\[{re.escape(id_)}(?:\|([^\]]*))?\]\]", lambda mark: mark[1] or title, value)
            return value

        self._everywhere(id_, walk)

    # -- what is done to the data ----------------------------------------------------------------------------

    def reword(self, kind: str, name: str) -> str:
        """One more sentence in the first element of a kind."""
        element = self.of(kind)[0]
        self.edit(self.file(element), _say_more)
        self.entry(f"reworded-{name}", "reworded", [element.id])
        return element.id

    def rename(self, element: Element, id_: str, title: str) -> None:
        """As data/README.md says: the file, the id, `was`, every place that uses the old one, and one entry."""
        path = self.file(element)
        self.lead_to(element.id, id_)
        values = _read(path.read_text("utf-8"))
        self.write(
            path.with_name(f"{id_}.yml"), values | {"id": id_, "title": title, "was": [element.id, *element.was]}
        )
        self.remove(path)
        self.entry(f"renamed-{id_}", "renamed", [id_], (element.id,))

    def rename_by_command(self, element: Element, title: str = "") -> None:
        """As `handbook rename` does it, the pages of docs/ and a tool's cases included; its title may stay."""
        for entry in rename(self.root, element.id, f"the-{element.id}", title).entries:
            path = self.draft / "changes" / Path(entry).name
            self.edit(path, lambda d: d.update(summary="It was done.", why="It was asked for.", does="nothing"))
        self._known = None

    def merge(self, element: Element, heir: Element) -> None:
        """Two become one: the words of the first stand in the second."""
        path = self.file(element)
        self.lead_to(element.id, heir.id)
        self.remove(path)
        self.edit(self.file(heir), _say_more)
        self.entry(f"merged-{element.id}", "merged", [heir.id], (element.id,))

    def split(self, element: Element, *ids: str) -> None:
        """One becomes several; whatever led to it leads to the first."""
        path = self.file(element)
        self.lead_to(element.id, ids[0])
        values = _read(path.read_text("utf-8"))
        self.remove(path)
        for number, id_ in enumerate(ids, 1):
            self.write(path.with_name(f"{id_}.yml"), values | {"id": id_, "title": f"{values['title']}, part {number}"})
        self.entry(f"split-{element.id}", "split", list(ids), (element.id,))

    def retire(self, element: Element) -> None:
        path = self.file(element)
        self.let_go(element.id, element.title)
        self.remove(path)
        self.entry(f"retired-{element.id}", "retired", [element.id])
        uncited = re.findall(r'Nothing cites the source "([^"]+)"', "\n".join(self.wrong()))
        if uncited:
            sources = _read((self.draft / "sources.yml").read_text("utf-8"))
            self.write(self.draft / "sources.yml", [source for source in sources if source["id"] not in uncited])

    def add(self, kind: str, number: int, name: str) -> list[str]:
        """So many new elements of a kind, each a copy of one that is there, with words and a name of its own."""
        pattern = self.of(kind)[0]
        path = self.file(pattern)
        ids = [f"{name}-{place}" for place in range(1, number + 1)]
        for place, id_ in enumerate(ids, 1):
            values = _read(path.read_text("utf-8"))
            values.pop("was", None)
            title = f"{name.replace('-', ' ').capitalize()}, number {place}"
            values |= {"id": id_, "title": title, "keywords": [f"{name.replace('-', ' ')} {place}"]}
            if "order" in values:
                values["order"] = 900 + place
            self.write(path.with_name(f"{id_}.yml"), values)
        self.entry(f"added-{name}", "added", ids)
        return ids

    def add_tool_with_table(self, id_: str) -> None:
        """A tool whose template is a table of nine columns, filled in: wider than any that is there."""
        columns: list[dict[str, Any]] = [{"id": f"c{n}", "label": f"Column {n}", "type": "text"} for n in range(1, 8)]
        columns += [
            {"id": "sure", "label": "How sure", "type": "choice", "options": ["A hunch", "Some evidence", "Proof"]},
            {"id": "score", "label": "Score", "type": "scale", "least": 1, "most": 5},
        ]
        row = {f"c{n}": f"What stands in column {n}" for n in range(1, 8)} | {"sure": "A hunch", "score": 3}
        self.add("tool", 1, id_)
        path = self.draft / "tools" / f"{id_}-1.yml"
        self.edit(path, lambda d: [d.pop(name, None) for name in ("results", "many")])
        self.edit(
            path,
            lambda d: d.update(
                fields=[
                    {"id": "service", "label": "Service", "type": "text"},
                    {"id": "rows", "label": "Rows", "type": "table", "columns": columns, "blank_rows": 6},
                ],
                example={
                    "title": "Somewhere that does not exist",
                    "values": {"service": "A service", "rows": [row, row]},
                },
            ),
        )

    def explain(self, name: str) -> list[str]:
        """One more entry for every element whose own words changed on the way. Returns their ids."""
        handbook = self.handbook()
        before = handbook.before(handbook.draft)
        assert before is not None
        told: dict[str, set[str]] = {}
        for change in handbook.draft.changes.values():
            for id_ in (*change.elements, *change.before):
                told.setdefault(id_, set()).update(EXPLAINS[change.kind])
        left = [
            each.id
            for each in compare(before, handbook.draft)
            if each.kind != "term" and "words" in each.kinds - told.get(each.id, set())
        ]
        if left:
            self.entry(f"reworded-{name}", "reworded", left)
        return left

    def release(self) -> Released:
        """Give the draft words of its own, and release it."""
        self.edit(
            self.draft / "iteration.yml",
            lambda d: d.update(
                title=f"Rehearsal of {d['version']}",
                depicts="A rehearsal",
                summary="What was rehearsed stands in its changes.",
            ),
        )
        self._known = None
        self._commit("Rehearsed until here")
        return release(self.root, DAY)

    def _commit(self, message: str) -> None:
        """In a clone, commit what was done: a release refuses what is in no commit."""
        if (self.root / ".git").exists():
            named = ("-c", "user.name=Rehearsal", "-c", "user.email=rehearsal@handbook.invalid")
            run(self.root, "add", "--all", "data")
            run(self.root, *named, "commit", "--quiet", "--message", message)

    def free(self, id_: str) -> str:
        """An id, or one like it, that nothing has or had: what is rehearsed may have been rehearsed before."""
        known = {name for each in self.handbook().iterations.values() for name in each.ids()}
        entries = {path.stem for path in (self.draft / "changes").glob("*.yml")}
        while any(name == id_ or name.startswith(f"{id_}-") or name.endswith(f"-{id_}") for name in known | entries):
            id_ = f"{id_}-again"
        return id_

    def everything(self, released: int) -> None:
        """All of it on a whole handbook: releases, then a draft in which much happened."""
        for tool in self.of("tool"):  # whatever a test names may be called otherwise
            self.rename_by_command(tool)
        for time in range(released):
            if time or not self.handbook().draft.changes:  # a draft opened a moment ago has nothing to release
                self.reword("principle", f"time-{time}")
            self.release()
        self.rename_by_command(self.of("tool")[0], "The first tool, by another name")
        self.add("tool", 10, self.free("ten-at-once"))
        self.add("case-study", 1, self.free("another-case"))
        self.add_tool_with_table(self.free("wide-table"))
        self.rename(self.of("principle")[-1], self.free("speak-up-the-same-day"), "Speak up on the same day")
        self.merge(*self.of("clause")[-2:])
        self.split(self.of("tension")[-1], self.free("pulled-one-way"), self.free("pulled-another-way"))
        self.retire(self.of("case-study")[-1])
        self.explain(self.free("on-the-way"))
        self._commit("Rehearsed")


if __name__ == "__main__":
    import argparse

    parser = argparse.ArgumentParser(description="Rehearse releases, renames and all the rest in a scratch clone.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--released", type=int, default=2)
    asked = parser.parse_args()
    rehearsal = Rehearsal(asked.folder.resolve())
    rehearsal.everything(asked.released)
    raise SystemExit("\n".join(rehearsal.wrong()) or 0)
