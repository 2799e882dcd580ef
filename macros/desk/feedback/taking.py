"""One comment after the other: known already, to be held back, or to be written; and how it will stand in the file."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from macros import model
from macros.desk.feedback.alike import Alike
from macros.desk.feedback.pages import About
from macros.desk.feedback.personal import perhaps_named, personal_data
from macros.desk.feedback.report import FIRST_WORDS, Outcome
from macros.desk.feedback.shapes import Comment, shortened
from macros.desk.ids import kebab, prefix_of, source_of
from macros.desk.yamltext import paragraphs, scalar
from macros.history.wordbyword import bare
from macros.model.handbook import Handbook

NO_THEME = "Not sorted yet"


class Importing:
    """One import: what is known already, and what has been taken so far."""

    def __init__(
        self,
        handbook: Handbook,
        workshop: model.Workshop,
        source: str | None,
        allow_personal: bool,
        today: dt.date,
        many: bool,
    ) -> None:
        self.handbook, self.workshop, self.source = handbook, workshop, source
        self.allow_personal, self.today, self.many = allow_personal, today, many
        self.items: list[tuple[list[str], list[str]]] = []
        self.values: list[dict[str, Any]] = []
        self.held: list[tuple[Comment, str, str]] = []
        self.taken = set(handbook.feedback())
        self.numbers: dict[str, int] = {}
        self.prefix = prefix_of(workshop)
        self.about = About(handbook, workshop)
        self.known: dict[str, str] = {}
        self.alike = Alike()
        for item in workshop.feedback:
            self.known.setdefault(_key(item.said), item.id)
            self.known.setdefault(_key(f"{item.theme}\n{item.said}"), item.id)
            self.alike.add(_key(item.said), item.id)
        self.marks = _marks_in(handbook.workshop_places[workshop.id].file.path)
        self.elsewhere = {
            _key(item.said): item.id for other, item in handbook.feedback().values() if other.id != workshop.id
        }
        self.places: dict[str, str] = {}

    def take(self, comment: Comment) -> Outcome:
        """Decide about one comment, and keep what is to be written."""
        outcome = Outcome(
            comment.number, "", where=comment.where, file=comment.file, noun=comment.noun, notes=comment.notes
        )
        if comment.wrong:
            return replace(outcome, became="refused", notes=(comment.wrong,))
        if comment.nothing:
            return replace(outcome, became="nothing", words=comment.nothing)
        key, words = _key(comment.words), _key(_asked(comment))
        if not key:
            return replace(outcome, became="empty")
        mark = _mark(_asked(comment))
        same = self.known.get(words) or self.marks.get(mark) or self.marks.get(comment.fingerprint)
        if same:
            note = f"the same words as {self.places[same]}" if same in self.places else f"it is {same}"
            return replace(outcome, became="duplicate", notes=(note,))
        texts = (comment.words, comment.theme, comment.source, comment.element)
        personal = list(dict.fromkeys(kind for text in texts for kind in personal_data(text)))
        if comment.hold or personal and not self.allow_personal:
            why = comment.hold or f"it seems to hold {_and(personal)}"
            self.held.append((comment, why, comment.fingerprint or mark))
            return replace(outcome, became="held", notes=(f"{why}. Take that out",) if personal else (why,))
        source, why_not = self._source_of(comment, bool(personal))
        if not source:
            return replace(outcome, became="refused", notes=(why_not,))
        named = not personal and any(perhaps_named(text) for text in texts)
        notes = [f"allowed, though it seems to hold {_and(personal)}"] if personal else list(comment.notes)
        notes += ["perhaps it names somebody: look before anybody else sees it"] if named else []
        like = self.elsewhere.get(key) or self.alike.like(key)
        notes += [f"perhaps the same as {like}"] if like else []
        about = self.about.title(comment.element, comment.page)
        theme = comment.theme or about or NO_THEME
        if comment.noun == "issue" and about and comment.theme:  # the page, and what its writer called it
            theme = shortened(f"{about}: {comment.theme}")
        telling = "" if personal or named else comment.said or comment.instead
        plain_theme = "" if personal or named or comment.asked or theme == NO_THEME else theme
        id_ = self._id_for(plain_theme, telling)
        notes += ["no theme is given"] if theme == NO_THEME else []
        values = {"id": id_, "theme": theme, "said": comment.words, "source": source, "status": "open"}
        self._keep(values, comment, mark, like, named)
        self.known[words], self.places[id_] = id_, self._place(comment)
        self.alike.add(key, id_)
        shown = "" if personal else shortened(" ".join((comment.said or comment.instead).split()), FIRST_WORDS)
        named_theme = "" if personal else theme
        return replace(outcome, became="imported", id=id_, about=named_theme, notes=tuple(notes), words=shown)

    def _place(self, comment: Comment) -> str:
        place = f"{comment.noun} {comment.number}" + (f", {comment.where}" if comment.where else "")
        return f"{place} of {comment.file}" if self.many and comment.file else place

    def _source_of(self, comment: Comment, personal: bool) -> tuple[str, str]:
        known = self.handbook.draft.sources
        if comment.source in known:
            return comment.source, ""
        if self.source:
            return self.source, ""
        if not comment.source and (only := source_of(self.handbook, self.workshop)):
            return only, ""
        if comment.source:
            named = f'its source, "{comment.source[:40]}",' if not personal else "its source"
            add = "Add it there, or say --source with the id of the source that records this workshop"
            return "", f"{named} is not in data/draft/sources.yml. {add}"
        if self.workshop.sources:
            return "", "it names no source. Say --source with the id of the one that records it"
        add = "Add the record to data/draft/sources.yml, and its id to `sources:` in the workshop's file"
        return "", f"it names no source, and neither does the workshop. {add}"

    def _id_for(self, theme: str, said: str) -> str:
        """An id from the workshop and the theme; if that is taken, with the first telling words of what was said."""
        words = kebab(said[:300]).split("-") if said else []
        telling = [word for word in words if len(word) > 3 and word not in kebab(f"{self.prefix} {theme}").split("-")]
        base = kebab(f"{self.prefix} {theme or ('' if telling else 'feedback')}")
        candidates = [base] if theme or not telling else []
        least = 2 if not theme and len(telling) > 1 else 1
        candidates += [f"{base}-{'-'.join(telling[:count])}" for count in range(least, min(4, len(telling)) + 1)]
        id_ = next((id_ for id_ in candidates if len(id_) <= 60 and id_ not in self.taken), "")
        if not id_:
            short = base[:54].rstrip("-")
            number = self.numbers.get(short, 1) + 1
            while f"{short}-{number}" in self.taken:
                number += 1
            self.numbers[short] = number
            id_ = f"{short}-{number}"
        self.taken.add(id_)
        return id_

    def _keep(self, values: dict[str, Any], comment: Comment, mark: str, like: str, named: bool) -> None:
        dated = f", dated {comment.date}" if comment.date else ""
        also = (
            f" First seen with fingerprint {comment.fingerprint}."
            if re.fullmatch("[0-9a-f]{12}", comment.fingerprint)
            else ""
        )
        place = f"{comment.noun} {comment.number}" + (
            f", column {comment.where}" if comment.asked and comment.where else ""
        )
        remarks = [f"Imported on {self.today.isoformat()} from {place}{dated}; fingerprint {mark}.{also}"]
        if comment.told and not any(personal_data(text) or perhaps_named(text) for text in comment.told):
            remarks.append(f"Its writer says: {'; '.join(comment.told)}.")
        if like:
            remarks.append(f"Perhaps the same as {like}: keep one of them, or take this remark away.")
        if named:
            remarks.append("Perhaps it names somebody: say it without the name, or take this remark away.")
        lines = [f"{name}: {scalar(values[name])}" for name in ("id", "theme")] + paragraphs("said", values["said"])
        self.items.append((remarks, lines + [f"{name}: {scalar(values[name])}" for name in ("source", "status")]))
        self.values.append(values)


def _asked(comment: Comment) -> str:
    """The words by which a comment is known again. An answer is told from the same answer to another question."""
    return f"{comment.theme}\n{comment.words}" if comment.asked else comment.words


def _key(text: str) -> str:
    """What two pieces of feedback are compared by: their words alone. Text without any word is compared as it is."""
    return " ".join(bare(text)) or "".join(text.split())


def _mark(text: str) -> str:
    """A short fingerprint of the words, kept as a remark: by it a comment is known again after it was reworded."""
    return hashlib.sha256(_key(text).encode()).hexdigest()[:12]


def _marks_in(path: Path) -> dict[str, str]:
    """The fingerprints in the remarks of a workshop's file, each with the id of the item that it stands above."""
    marks: dict[str, str] = {}
    waiting: list[str] = []
    for line in path.read_text("utf-8").splitlines():
        if line.lstrip().startswith("#"):
            waiting += re.findall(r"fingerprint ([0-9a-f]{12})\.", line)
            continue
        if waiting and (found := re.match(r"[ ]*- id: (\S+)", line)):
            marks.update(dict.fromkeys(waiting, found[1]))
        waiting = []
    return marks


def _and(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
