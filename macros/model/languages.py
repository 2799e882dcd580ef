"""The handbook in other languages: the folder `data/languages/`, with a folder for each.

A language says what it is (`language.yml`), has the words of the interface (`phrases/`), of the tables of the model
(`codes.yml`), hand-written pages (`pages/`) and elements, field by field (`elements/`). Whatever is translated says of
which English it was made, by a digest (phrases in `made-from.yml`): where the English says something else, it has
fallen behind.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints

from macros.basics.files import is_folder, is_there, listing, read_text
from macros.basics.frontmatter import divided, wrong_above
from macros.basics.problems import Problem, did_you_mean, shown_path
from macros.model.fields import Id, Line, Plain, Record, Version
from macros.model.handbook import LoadedIteration, Place
from macros.model.loading import _is_copy, _parse, _yaml_files
from macros.model.overlay import Laid, alter
from macros.model.swallowed import unseen_in
from macros.model.tools import Column, TemplateField, Tool, keep_as
from macros.model.walking import bare
from macros.model.yamlfiles import YamlFile, read_yaml

FOLDER = "data/languages"
ABOUT, PHRASES, CODES, PAGES, ELEMENTS = "language.yml", "phrases", "codes.yml", "pages", "elements"
MADE_FROM = "made-from.yml"

DIGEST = re.compile(r"[0-9a-f]{12}")
Digest = Annotated[str, StringConstraints(pattern=rf"^{DIGEST.pattern}$")]


class Language(Record):
    """What a language says of itself."""

    kind_: ClassVar[str] = "language"

    tag: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")] = Field(
        description="The tag of the language, as screen readers know it; the same as the folder's name: cy"
    )
    name: Line = Field(description="What the language calls itself: Cymraeg")
    in_english: Line = Field(description="What it is called in English: Welsh")
    since: Version = Field(description="The first iteration that has pages in it. Their addresses stay from then on.")
    translated_by: Line = Field(description="Who translated it.")
    reviewed_by: Line | None = Field(
        default=None, description="Who has reviewed it. Until somebody has, every page says that nobody has."
    )


class Passage(Record):
    """One field of an element in another language."""

    field: Plain = Field(
        description="The field: title. Within a list, the id or number of the item too: activities.know-your-spend.time"
    )
    of: Digest | None = Field(
        default=None, description="The digest of the English that it was made from. The check says what to write."
    )
    says: Any = Field(description="What it says.")

    placed: ClassVar[str] = "says"
    """The field that holds what is put in the place of the English."""

    def fits(self, now: Any) -> bool:
        """Whether it was made from what the English says."""
        return self.of == digest_of_words(now)

    def adopted(self, now: Any) -> bool:
        """No translation is ever what the English says."""
        return False


class Translated(Record):
    """The fields of one element in another language."""

    kind_: ClassVar[str] = "translation"

    id: Id = Field(description="The element, by its id; the same as the file's name.")
    fields: list[Passage] = Field(description="The fields, one or several.", min_length=1)


@dataclass(frozen=True)
class TranslatedPage:
    """A hand-written page in another language: its file, and the digest of the English page that it was made from."""

    file: Path
    shown: str
    title: str
    of: str


@dataclass
class Tongue:
    """Everything in the folder of a language, as read."""

    about: Language
    file: YamlFile
    phrases: list[Path] = field(default_factory=list)
    codes: dict[str, str] = field(default_factory=dict)
    codes_file: YamlFile | None = None
    made_from: dict[str, str] = field(default_factory=dict)
    """Of which English each phrase was made: its digest, by the phrase's name."""
    made_from_file: YamlFile | None = None
    elements: dict[str, tuple[Translated, Place]] = field(default_factory=dict)
    pages: dict[str, TranslatedPage] = field(default_factory=dict)

    @property
    def tag(self) -> str:
        return self.about.tag


def digest_of_words(value: Any) -> str:
    """A short digest of what a field or a page says, without what carries no meaning."""
    said = json.dumps(bare(value), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def read_languages(root: Path) -> tuple[list[Tongue], list[Problem]]:
    """Read every language, in the order of their tags, and everything that cannot be read."""
    problems: list[Problem] = []
    if not is_folder(root / FOLDER):
        return [], problems
    found = [_read(folder, root, problems) for folder in listing(root / FOLDER, root, problems) if is_folder(folder)]
    return [tongue for tongue in found if tongue], problems


def _read(folder: Path, root: Path, problems: list[Problem]) -> Tongue | None:
    shown = shown_path(folder, root)
    if not is_there(folder / ABOUT):
        problems.append(
            Problem(
                f"{shown}/{ABOUT}", 0, "This folder does not say which language it holds.", "Write it, or remove it."
            )
        )
        return None
    known = [ABOUT, PHRASES, CODES, PAGES, ELEMENTS, MADE_FROM]
    for entry in (folder, folder / PHRASES, folder / PAGES):
        if entry.is_symlink():
            listing(entry, root, problems)  # which says that links are not followed
    for entry in listing(folder, root, problems):
        if entry.name not in known and not entry.name.startswith("."):
            do = did_you_mean(entry.name, known)
            problems.append(Problem(shown_path(entry, root), 0, "This does not belong to a language.", do))
    file = read_yaml(folder / ABOUT, root)
    about = _parse(Language, file, file.values, (), problems, Language.kind_)
    problems += file.doubts
    if about is None:
        return None
    if about.tag != folder.name:
        what = f'The tag is "{about.tag}", and the folder is called "{folder.name}".'
        problems.append(Problem(file.shown, file.line_of(("tag",)), what, "Give both the same name."))
    tongue = Tongue(about, file, phrases=sorted((folder / PHRASES).glob("*.yml")))
    for each in _yaml_files(folder / ELEMENTS, root, problems):
        translated = _parse(Translated, each, each.values, (), problems, Translated.kind_)
        problems += each.doubts
        if translated and not _is_copy(translated.id, each, problems):
            tongue.elements[translated.id] = translated, Place(each)
    _read_codes(tongue, folder / CODES, root, problems)
    _read_made_from(tongue, folder / MADE_FROM, root, problems)
    _read_pages(tongue, folder / PAGES, root, problems)
    return tongue


def _read_pages(tongue: Tongue, folder: Path, root: Path, problems: list[Problem]) -> None:
    """The hand-written pages of a language, as far as they can be read."""
    for path in sorted(folder.rglob("*.md")) if not folder.is_symlink() else ():
        if path.name.startswith("."):  # what an editor or a system leaves
            continue
        text, shown = read_text(path, root), shown_path(path, root)
        if isinstance(text, Problem):
            problems.append(text)
        elif wrong := wrong_above(text):
            problems.append(Problem(shown, *wrong))
        elif unseen := unseen_in(text):
            what = f"There is a letter here that nobody can see ({unseen[1]})."
            problems.append(Problem(shown, unseen[0], what, "Delete the word that it stands in, and type it again."))
        else:
            front, _ = divided(text)
            page = TranslatedPage(path, shown, str(front.get("title", "")), str(front.get("of", "")))
            tongue.pages[path.relative_to(folder).as_posix()] = page


def _read_codes(tongue: Tongue, path: Path, root: Path, problems: list[Problem]) -> None:
    """The words of the model's tables, by what they are in English."""
    if not is_there(path):
        return
    file = tongue.codes_file = read_yaml(path, root)
    problems += [*file.problems, *file.doubts]
    rows = file.values if isinstance(file.values, dict) else {}
    for name, said in rows.items():
        if isinstance(said, str) and said:
            tongue.codes[str(name)] = said
        else:
            do = "Write what it is called, in quotes."
            problems.append(Problem(file.shown, file.line_of((name,)), f'"{name}" says nothing.', do))


def _read_made_from(tongue: Tongue, path: Path, root: Path, problems: list[Problem]) -> None:
    """The digests of the English of the phrases."""
    if not is_there(path):
        return
    file = tongue.made_from_file = read_yaml(path, root)
    problems += file.problems
    for group, rows in file.values.items() if isinstance(file.values, dict) else ():
        for name, said in rows.items() if isinstance(rows, dict) else [("", None)]:
            if isinstance(said, str) and DIGEST.fullmatch(said):
                tongue.made_from[f"{group}.{name}"] = said
            else:
                do = "Write twelve figures and letters, in quotes."
                problems.append(
                    Problem(file.shown, file.line_of((group, name)), f'"{name or group}" is no digest.', do)
                )


def in_language(iteration: LoadedIteration, tongue: Tongue, root: Path) -> Laid:
    """An iteration with the words of a language laid over it, and what became of them. What was read stays as it is."""
    laid, figures = Laid.over(iteration, root)
    for translated, place in tongue.elements.values():
        alter(laid, iteration, translated, place, figures)
    for id_ in laid.changed:
        ours, theirs = laid.iteration.elements[id_], iteration.elements[id_]
        if isinstance(ours, Tool) and isinstance(theirs, Tool):
            _answered_alike(ours, theirs)
    return laid


def asked_alike(ours: Tool, theirs: Tool) -> bool:
    """Whether two tools ask the same: then an answer to one is an answer to the other."""
    return _asked(ours) == _asked(theirs)


def _asked(tool: Tool) -> list[Any]:
    """What a tool asks, without its words: of each field and column its name, its kind, and how many of what."""
    return [
        [(each.id, each.type, len(each.options)) for each in parts_of(field)]
        + [len(field.rows), len(field.ends), field.least, field.most]
        for field in tool.fields
    ]


def parts_of(field: TemplateField) -> list[TemplateField | Column]:
    """A field and its columns: all that may offer a choice."""
    return [field, *field.columns]


def _answered_alike(ours: Tool, theirs: Tool) -> None:
    """Have answers kept as in English: a service file has no language."""
    if asked_alike(ours, theirs):
        for field, other in zip(ours.fields, theirs.fields, strict=True):
            for one, same in zip(parts_of(field), parts_of(other), strict=True):
                keep_as(one, same.options)
