"""Rename: another id, and every place that uses the old one follows, as text, so that remarks and order stay.

What refers to what is known from the model (`mentions`), so a keyword that is spelt like an id stays as it is.
Released iterations keep the old id, and `was` leads from it to the new one.
"""

from __future__ import annotations

import codecs
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from macros import model
from macros.basics.problems import Problem, Problems, did_you_mean
from macros.desk.ids import LONGEST_ID, _change_ids, free_id, ids_ever
from macros.desk.writing import Writing, finish, write
from macros.desk.yamltext import scalar
from macros.history.comparing import parts
from macros.model.fields import ID_PATTERN
from macros.model.handbook import Handbook, Place
from macros.model.kinds import KINDS
from macros.model.loading import read_all
from macros.model.marks import mentions
from macros.model.yamlfiles import _Loader

Where = tuple[str | int, ...]


@dataclass
class Renamed:
    """What a renaming did: how many mentions in which file, what was written and what moved. `finished` are the files
    of one that had been interrupted."""

    mentions: dict[str, int] = field(default_factory=dict)
    moved: tuple[str, str] | None = None
    entries: list[str] = field(default_factory=list)
    was: bool = False
    finished: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """What was done, a line each."""
        rows = ["It had been interrupted, and is finished now:", *self.finished] if self.finished else []
        rows += [f"{count:4}  {name}" for name, count in self.mentions.items()]
        rows += [f"{self.moved[0]} is now {self.moved[1]}"] if self.moved else []
        rows += ["`was` leads from the old id to the new one."] if self.was else []
        rows += [f"Wrote {entry}. Say there why: it still says TODO." for entry in self.entries]
        return "\n".join(rows)


@dataclass
class _Edits:
    """New text for spans of one file. Positions are letters from its beginning."""

    text: str
    spans: dict[tuple[int, int], str] = field(default_factory=dict)

    def applied(self) -> str:
        text = self.text
        for (begin, end), new in sorted(self.spans.items(), reverse=True):
            text = text[:begin] + new + text[end:]
        return text


def rename(root: Path, old: str, new: str, title: str = "") -> Renamed:
    """Give an element, an activity or a term another id, and a title if one is given.

    Raises `Problems` where that cannot be done; then nothing is written.
    """
    what = f"handbook rename {old} {new}"
    if finished := finish(root, what):
        return Renamed(finished=[path.relative_to(root).as_posix() for path in finished])
    handbook, problems = read_all(root)
    if handbook is None or problems:
        raise Problems(problems)
    place, kind, term = _found(handbook, old)
    old = old.removeprefix("term:")
    _refuse_taken(handbook, new)
    before = handbook.before(handbook.draft)
    public = before is not None and (f"term:{old}" if term else old) in parts(before)
    done = Renamed(was=public and not term)
    edits: dict[Path, _Edits] = defaultdict(lambda: _Edits(""))
    named = f"term:{old}" if term else old
    for path, spots in _spots(handbook, old, kind).items():
        edits[path] = _Edits(_read(path))
        tree = yaml.compose(edits[path].text, Loader=_Loader)
        for spot in spots:
            node = _at(tree, spot)
            if isinstance(node, yaml.ScalarNode) and node.value in (old, named):
                edits[path].spans[node.start_mark.index, node.end_mark.index] = new
    own = edits[place.file.path]
    own.text = own.text or _read(place.file.path)
    _edit_own(own, place, old, new, title, done.was, term)
    for path, pattern, replacement in _in_words(root, old, new, term):
        text = edits[path].text if path in edits else _read(path)
        for match in re.finditer(pattern, text):
            edits[path].text = text
            edits[path].spans[match.span()] = replacement
    texts = {path: _mark(path) + edit.applied() for path, edit in edits.items() if edit.spans}
    done.mentions = {p.relative_to(root).as_posix(): len(edits[p].spans) for p in sorted(texts)}
    target = place.file.path
    if place.file.path.stem == old and not place.path:
        target = place.file.path.with_name(f"{new}.yml")
        done.moved = (place.file.shown, target.relative_to(root).as_posix())
        texts[target] = texts.pop(place.file.path)
    if public:
        for path, text in _entries(handbook, old, new, title, place, term):
            texts[path] = text
            done.entries.append(path.relative_to(root).as_posix())
    gone: dict[Path, None] = {place.file.path: None} if target != place.file.path else {}
    beside = (f"data/languages/*/elements/{old}.yml", f"data/scenarios/{old}.yml")  # translations and cases move too
    for path in sorted(found for each in beside for found in root.glob(each)) if gone else []:
        text = texts.pop(path, "") or _mark(path) + _read(path)
        named = re.sub(rf"^(id|tool): {re.escape(old)}$", rf"\1: {new}", text, flags=re.M)
        texts[path.with_name(f"{new}.yml")] = named
        gone[path] = None
    before_it = {path: path.read_bytes() if path.exists() else None for path in (*texts, *gone)}
    write([Writing(path, text, was=before_it[path]) for path, text in {**texts, **gone}.items()], root, what=what)
    return done


def _found(handbook: Handbook, old: str) -> tuple[Place, str, bool]:
    draft = handbook.draft
    kind, id_ = draft.ids().get(old, ""), old.removeprefix("term:")
    if (kind, old) in draft.places:
        return draft.places[kind, old], kind, False
    if id_ in draft.terms:
        return draft.places["term", id_], "term", True
    raise _no(f'Nothing in the draft has the id "{old}".', did_you_mean(old, {*draft.ids(), *draft.terms}))


def _refuse_taken(handbook: Handbook, new: str) -> None:
    if not re.fullmatch(ID_PATTERN, new) or len(new) > LONGEST_ID:
        raise _no(
            f'"{new}" is not in the form of an id.',
            f"Small letters and figures joined by hyphens, starting with a letter, at most {LONGEST_ID}.",
        )
    taken = {**ids_ever(handbook), **dict.fromkeys(handbook.draft.terms, "a term of the glossary")}
    if new in taken:
        raise _no(
            f'The id "{new}" is taken: {taken[new]}. Ids are for life, and never given to something else.',
            f'"{free_id(new, taken)}" is free.',
        )


def _spots(handbook: Handbook, old: str, kind: str) -> dict[Path, list[Where]]:
    """Every value that is the id and means it, by file."""
    found: dict[Path, list[Where]] = defaultdict(list)
    readings = [(record, handbook.reading_places[id_], "reading") for id_, record in handbook.readings.items()]
    for record, place, _ in [*handbook.written_now(), *readings]:
        for mention in mentions(record):
            if mention.id == old and kind in mention.kinds:
                found[place.file.path].append((*place.path, *mention.path))
        if isinstance(record, model.Change) and kind != "term":
            for at, id_ in enumerate(record.elements):
                if id_ == old:
                    found[place.file.path].append((*place.path, "elements", at))
    figures = handbook.draft.folder / "values.yml"
    if figures.exists() and kind != "term":
        for at, value in enumerate(yaml.load(_read(figures), Loader=_Loader) or []):
            if (value.get("table") or {}).get("page") == old:
                found[figures].append((at, "table", "page"))
    return found


def _at(node: Any, spot: Where) -> Any:
    """The node of a YAML file at a path; nothing where there is none."""
    for part in spot:
        if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
        elif isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == str(part)), None)
        else:
            return None
    return node


def _edit_own(own: _Edits, place: Place, old: str, new: str, title: str, was: bool, term: bool) -> None:
    """The id itself, `was`, and the title."""
    item = _at(yaml.compose(own.text, Loader=_Loader), place.path)
    id_ = _at(item, ("id",))
    own.spans[id_.start_mark.index, id_.end_mark.index] = new
    if title:
        node = _at(item, ("term" if term else "title",))
        own.spans[node.start_mark.index, node.end_mark.index] = scalar(title) + (
            "\n" if own.text[node.start_mark.index : node.end_mark.index].endswith("\n") else ""
        )
    if not was:
        return
    earlier = _at(item, ("was",))
    if earlier is not None and earlier.value:
        first = earlier.value[0].start_mark
        between = ", " if earlier.flow_style else f"\n{' ' * earlier.start_mark.column}- "
        own.spans[first.index, first.index] = f"{old}{between}"
    elif earlier is not None:
        own.spans[earlier.start_mark.index, earlier.end_mark.index] = f"[{old}]"
    else:
        key = next(key for key, value in item.value if value is id_)
        ending = "\r\n" if "\r\n" in own.text else "\n"
        own.spans[id_.start_mark.index, id_.end_mark.index] = f"{new}{ending}{' ' * key.start_mark.column}was: [{old}]"


def _in_words(root: Path, old: str, new: str, term: bool) -> Iterator[tuple[Path, str, str]]:
    """Where the id stands in words and addresses: file, what to look for, and what to write instead."""
    id_ = re.escape(old)
    link = rf"(?<=\[\[term:){id_}(?=[\]|])" if term else rf"(?<=\[\[){id_}(?=[\]|])"
    address = rf"(?<=glossary/#){id_}(?![\w-])" if term else rf"(?<=[a-z]/){id_}(?=/|\.md\b)"
    # Corrections speak of what is frozen, and are left as they are.
    for folder in ("data/draft", "data/workshops", "data/reading-list", "data/languages"):
        for path in sorted((root / folder).rglob("*.yml")):
            yield path, link, new
    for path in sorted((root / "data" / "search").glob("*.yml")):
        yield path, address, new
    for path in sorted([*(root / "docs").rglob("*.md"), *(root / "data" / "languages").rglob("*.md")]):
        quoted = "" if term else rf"""|(?<=["']){id_}(?=["'])"""
        yield path, f"{link}|{address}{quoted}", new


def _entries(
    handbook: Handbook, old: str, new: str, title: str, place: Place, term: bool
) -> Iterator[tuple[Path, str]]:
    """The entry of the change list; none where one says already that this one was renamed.

    Terms have no `was`: one went and one came, and each is an entry, as the check wants it.
    """
    if not term and any(c.kind == "renamed" and old in c.elements for c in handbook.draft.changes.values()):
        return
    now = place.value(("term" if term else "title",)) or old
    orders = [change.order for change in handbook.draft.changes.values() if change.order != 99]
    called = f"{now} is now called {title}." if title and title != now else f"{title or now} has another address."
    for step, kind in enumerate(("retired", "added") if term else ("renamed",), 1):
        id_ = free_id(f"{new}-{'term-' if term else ''}{kind}", set(_change_ids(handbook)))
        rows = [
            f"# {KINDS['change'].called.capitalize()}. How to edit it: data/README.md",
            f"id: {id_}",
            f"order: {max(orders, default=0) + step}",
            f"kind: {kind}",
            f"elements: [{'glossary' if term else new}]",
            *([] if term else [f"before: [{old}]"]),
            f"summary: {scalar(called)}",
            "why: TODO",
            "does: nothing",
            "",
        ]
        yield handbook.draft.folder / "changes" / f"{id_}.yml", "\n".join(rows)


def _read(path: Path) -> str:
    """The text of a file without its byte order mark: what YAML counts begins behind that."""
    return path.read_bytes().decode("utf-8-sig")


def _mark(path: Path) -> str:
    """The byte order mark of a file that has one, as Windows writes it; it stays."""
    return "\ufeff" if path.read_bytes().startswith(codecs.BOM_UTF8) else ""


def _no(what: str, do: str) -> Problems:
    return Problems([Problem("handbook rename", 0, what, do)])
