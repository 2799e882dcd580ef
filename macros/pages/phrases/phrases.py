"""Phrases by name, from the file of a language: checked when they are read, filled with values when said."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from macros.basics.problems import Problem, Problems, did_you_mean
from macros.model.marks import plain, unmarked
from macros.model.yamlfiles import YamlFile, read_yaml
from macros.pages.voices import BEGIN, Spoken, english, heard, voice
from macros.pages.words import neutral, printed

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[2]
LANGUAGE = ("en-GB.yml", "en-GB-scripts.yml")
"""The files of the language that the handbook is written in: the first says which it is and how it counts. Another
language has files of its own with the same names in them (`data/languages/`)."""

OTHER = "other"
"""The form for every number that has no form of its own."""

_LINK = re.compile(r"\[([^\]]+)\]\((\{\w+\})\)")
_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Z]{2})?")


@dataclass(frozen=True)
class Phrase:
    """One phrase: its words, in each form that they have by number, and the names of the values they take."""

    forms: dict[str, str]
    takes: frozenset[str]


class Phrases:
    """The phrases of one language, from one file or several. Raises `Problems` with everything that is wrong with
    them."""

    def __init__(self, path: Path, root: Path = ROOT, more: Sequence[Path] = (), behind: Phrases | None = None):
        """`more` are further files of the language; `behind` is the language that says what this one does not."""
        file, others = read_yaml(path, root), [read_yaml(each, root) for each in more]
        self.shown, self.behind = file.shown, behind
        self.language = ""
        self.plurals: dict[int, str] = {}
        self.counts = False
        """Whether it is known how the language counts. Where its first file cannot be read, no form is blamed."""
        self.known: dict[str, Phrase] = {}
        self.old: dict[str, Phrase] = {}
        """What is not said any more, because the English says something else since."""
        problems = file.problems or [*self._read_head(file), *self._read(file)]
        for other in others:
            problems = [*problems, *(other.problems or self._read(other))]
        if problems:
            raise Problems(problems)

    def _read_head(self, file: YamlFile) -> Any:
        """Take in what a language says of itself, and give what is wrong with that."""

        def wrong(path: tuple[str | int, ...], what: str, do: str) -> Problem:
            return Problem(file.shown, file.line_of(path), what, do)

        groups = file.values if isinstance(file.values, dict) else {}
        self.language = str(groups.get("language", ""))
        if not _TAG.fullmatch(self.language):
            yield wrong(("language",), "The language has no tag.", "Write one, such as `language: en-GB`.")
        plurals = groups.get("plurals")
        if isinstance(plurals, dict) and all(number.isdigit() for number in plurals):
            self.plurals = {int(number): str(form) for number, form in plurals.items()}
            self.counts = True
        else:
            yield wrong(("plurals",), "It is not said which number has its own form.", 'Write `"1": one` below it.')

    def _read(self, file: YamlFile) -> Any:
        """Take in the phrases of a file, and give what is wrong with them."""

        def wrong(path: tuple[str | int, ...], what: str, do: str) -> Problem:
            return Problem(file.shown, file.line_of(path), what, do)

        groups = file.values if isinstance(file.values, dict) else {}
        for group, rows in groups.items():
            if group in ("language", "plurals"):
                continue
            if not isinstance(rows, dict):
                yield wrong((group,), f'"{group}" holds no phrases.', "Write a name and a phrase on each line below.")
                continue
            for name, said in rows.items():
                yield from self._take(file, group, name, said, wrong)

    def _take(self, file: YamlFile, group: str, name: str, said: Any, wrong: Callable[..., Problem]) -> Any:
        """Take in one phrase."""
        forms = {str(form): text for form, text in said.items()} if isinstance(said, dict) else {OTHER: said}
        known = {OTHER, *self.plurals.values()}
        if not all(isinstance(text, str) and text for text in forms.values()):
            yield wrong((group, name), f'"{group}.{name}" says nothing, or no words.', "Put words in quotes.")
        elif (self.counts and set(forms) - known) or OTHER not in forms:
            yield wrong(
                (group, name),
                f'"{group}.{name}" has the forms {", ".join(forms)}.',
                f"It can have {', '.join(sorted(known))}; it needs {OTHER}.",
            )
        else:
            try:
                parsed = [part for text in forms.values() for part in Formatter().parse(text)]
            except ValueError:
                parsed = [("", "", "", None)]
            values = {named for _, named, *_ in parsed if named is not None} | ({"count"} if len(forms) > 1 else set())
            if not all(value.isidentifier() for value in values):
                yield wrong((group, name), f'"{group}.{name}" has a brace too many.', "Values are written `{count}`.")
            else:
                self.known[f"{group}.{name}"] = Phrase(forms, frozenset(values))

    def say(
        self,
        key: str,
        values: dict[str, Any],
        printed: Callable[[Any], Any] = str,
        dressed: Callable[[str], str] = str,
        asked_by: str = "",
    ) -> str:
        """A phrase, made what it is to be by `dressed`, with its values, each as `printed` prints it.
        `asked_by` is the template that asks, for the message."""
        phrase = self.known.get(key)
        if phrase is None and self.behind:
            return english(self.behind.say(key, values, printed, dressed, asked_by))
        place = asked_by or self.shown
        if phrase is None:
            raise Problems([Problem(place, 0, f'{self.shown} has no phrase "{key}".', did_you_mean(key, self.known))])
        if phrase.takes != values.keys():
            odd = ", ".join(sorted(phrase.takes ^ values.keys()))
            takes = ", ".join(sorted(phrase.takes)) or "nothing"
            what = f'"{key}" in {self.shown} takes {takes}; {odd} is missing, or too much.'
            raise Problems([Problem(place, 0, what, "Mend one of the two.")])
        form = self.plurals.get(values["count"], OTHER) if len(phrase.forms) > 1 else OTHER
        text = dressed(phrase.forms.get(form, phrase.forms[OTHER]))
        return text.format(**{name: printed(value) for name, value in values.items()})


def phrases() -> Phrases:
    """The phrases of the language that is spoken."""
    now = voice()
    return now.phrases if now else in_english()


@cache
def in_english() -> Phrases:
    """The phrases of the language that the handbook is written in, read once: a site asks for tens of thousands."""
    return Phrases(FOLDER / LANGUAGE[0], more=[FOLDER / name for name in LANGUAGE[1:]])


def read_again() -> None:
    """Have the phrases read again when the next is asked for: the preview outlives an edit of their file."""
    in_english.cache_clear()


def language() -> str:
    """The tag of the language that is spoken: `en-GB`."""
    return phrases().language


def say(key: str, **values: Any) -> str:
    """A phrase as plain text: for titles, menus, files."""
    now = voice()
    if now is None:
        return phrases().say(key, values)
    return Spoken(now.phrases.say(key, {name: heard(value) for name, value in values.items()}))


@pass_context
def in_markdown(context: Context, key: str, **values: Any) -> Markup:
    """A phrase in a page template. It is our own and may hold Markdown; its values are neutralised."""
    return Markup(phrases().say(key, values, as_markdown, asked_by=f"macros/pages/templates/{context.name}"))


@pass_context
def in_shell(context: Context, key: str, **values: Any) -> Markup:
    """A phrase in HTML: typeset and escaped, with its values. `[words](address)` becomes a link, as in Markdown."""
    where = f"overrides/{context.name}"
    return Markup(phrases().say(key, values, lambda value: escape(printed(heard(value))), _as_html, where))


def _as_html(text: str) -> str:
    """A phrase of ours as HTML. Its braces stay."""
    return _LINK.sub(r'<a href="\2">\1</a>', str(escape(text)))


def in_one_voice(*names: str, row: int = 0) -> Markup:
    """What one thing is called by several names, such as a cell by its column and its row, for an attribute: all of it
    in one language, because an attribute has one. A cell without a name of its row has the number of the `row`."""
    told = [str(heard(plain(name))) for name in names]
    here = voice() is None or not any(name.startswith(BEGIN) for name in told)
    if not here:
        told = [plain(name) for name in names]
    if row:
        told.append((phrases() if here else in_english()).say("page.row_number", {"number": row}))
    whole = neutral(", ".join(told))
    return whole if here else Markup(english(whole))


def kept(text: str) -> Markup:
    """A text as an attribute holds it that no reader hears: what an answer is kept as has no language."""
    return Markup(_safe(text))


def _safe(text: str) -> str:
    """Any text without our marks, as Markdown that shows that text."""
    return neutral(unmarked(text))


def as_markdown(value: object) -> object:
    """What a page template prints: safe Markdown as it is, any other text neutralised."""
    return value if isinstance(value, Markup) else _safe(heard(value)) if isinstance(value, str) else value
