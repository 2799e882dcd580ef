"""What a copy of the handbook says in its own name: the folder `own/`, which the handbook itself does not have.

A council or a team that keeps a copy never edits the handbook's files. It writes `own/handbook.yml` (what the copy is
called, who runs it), elements of its own in the folders of their kinds, and in `own/changes/` what it says otherwise:
field by field, each with the handbook's words that it was written against. `overlay` lays them over an iteration.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StringConstraints

from macros import model
from macros.basics.files import is_folder, is_there, listing
from macros.basics.problems import Problem, did_you_mean, shown_path
from macros.model.fields import Id, Line, Plain, Record, Url, Version
from macros.model.handbook import Place
from macros.model.kinds import KINDS
from macros.model.loading import _is_copy, _parse, _yaml_files
from macros.model.walking import bare
from macros.model.yamlfiles import YamlFile, read_yaml

FOLDER = "own"
ABOUT, CHANGES, SOURCES = "handbook.yml", "changes", "sources.yml"

MAY_ADD = {KINDS[kind].folder: cls for kind, cls in model.ELEMENTS.items() if kind != "step"}
"""The kinds of which a copy may have elements of its own, by their folder. There are four steps, in every copy."""

Shade = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]

CopyName = Annotated[str, StringConstraints(pattern=r"^\w[\w ,.:()&’-]*$", max_length=80)]
"""A name that may stand in a style sheet and in a script as it is."""


class Colour(Record):
    """A colour, for light pages and for dark ones."""

    light: Shade = Field(description="On light pages and on paper: # and six figures or small letters from a to f.")
    dark: Shade = Field(description="On dark pages: # and six figures or small letters from a to f.")


class OwnHandbook(Record):
    """What a copy says of itself."""

    kind_: ClassVar[str] = "own"

    name: CopyName = Field(description="What the copy is called, in letters, figures and plain marks, without quotes.")
    run_by: CopyName = Field(description="The body that runs it, and answers for what it says otherwise.")
    prefix: Id = Field(description="With what the ids of its own elements and sources begin: borough gives borough-….")
    contact: Line | None = Field(default=None, description="Whom readers turn to: a team, with an address.")
    feedback: Line | None = Field(default=None, description="Whom readers hand their feedback to, and how.")
    address: Url | None = Field(default=None, description="Where the copy stands. HANDBOOK_SITE_URL goes before it.")
    repository: Url | None = Field(default=None, description="Where its files are. HANDBOOK_REPO_URL goes before it.")
    original: Url | None = Field(default=None, description="Where the handbook itself stands, which this is a copy of.")
    colours: dict[str, Colour] = Field(default={}, description="Colours of the style sheet, by name, to replace.")
    iterations: list[Literal["latest", "draft"] | Version] = Field(
        default=["latest", "draft"],
        description="The iterations that the changes and additions are laid over.",
        min_length=1,
    )


class Alteration(Record):
    """One field in which a copy says something else."""

    field: Plain = Field(
        description="The field: title. Within a list, the id or number of the item too: activities.know-your-spend.time"
    )
    theirs: Any = Field(default=None, description="What the handbook says there, word for word: yours replaces this.")
    ours: Any = Field(description="What your copy says instead.")

    placed: ClassVar[str] = "ours"
    """The field that holds what is put in the place of the handbook's words."""

    def fits(self, now: Any) -> bool:
        """Whether it was written against what the handbook says."""
        return bare(self.theirs) == bare(now)

    def adopted(self, now: Any) -> bool:
        """Whether the handbook says the same by now."""
        return bare(self.ours) == bare(now)


class Altered(Record):
    """What a copy says otherwise of one element."""

    kind_: ClassVar[str] = "own change"

    id: Id = Field(description="The element, by its id; the same as the file's name.")
    why: Line = Field(description="Why your copy says something else. Readers see it.")
    fields: list[Alteration] = Field(description="The fields, one or several.", min_length=1)


@dataclass
class Own:
    """Everything in the folder `own/`, as read."""

    about: OwnHandbook
    file: YamlFile
    altered: dict[str, tuple[Altered, Place]] = field(default_factory=dict)
    elements: list[tuple[type[model.Element], YamlFile]] = field(default_factory=list)
    sources: YamlFile | None = None


def read_own(root: Path) -> tuple[Own | None, list[Problem]]:
    """Read the folder `own/`: nothing if there is none, or if it does not say what the copy is called; and everything
    that cannot be read."""
    folder = root / FOLDER
    problems: list[Problem] = []
    if not is_folder(folder):
        return None, problems
    if not is_there(folder / ABOUT):
        what = "This folder holds what a copy says in its own name, and does not say whose it is."
        return None, [Problem(f"{FOLDER}/{ABOUT}", 0, what, "Write it, with name, run_by and prefix, or remove own/.")]
    file = read_yaml(folder / ABOUT, root)
    about = _parse(OwnHandbook, file, file.values, (), problems, OwnHandbook.kind_)
    known = [ABOUT, CHANGES, SOURCES, *MAY_ADD]
    for entry in listing(folder, root, problems):
        if entry.name not in known and not entry.name.startswith(".") and entry.name != "README.md":
            do = f"A copy may not add steps. {did_you_mean(entry.name, known)}".strip()
            do = do if entry.name == "steps" else did_you_mean(entry.name, known)
            problems.append(Problem(shown_path(entry, root), 0, "This does not belong in own/.", do))
    if about is None:
        return None, problems
    own = Own(about, file)
    for each in _yaml_files(folder / CHANGES, root, problems):
        altered = _parse(Altered, each, each.values, (), problems, Altered.kind_)
        problems += each.doubts
        if altered and not _is_copy(altered.id, each, problems):
            own.altered[altered.id] = altered, Place(each)
    for name, cls in MAY_ADD.items():
        for each in _yaml_files(folder / name, root, problems):
            problems += each.doubts
            own.elements.append((cls, each))
    if is_there(folder / SOURCES):
        own.sources = read_yaml(folder / SOURCES, root)
        problems += own.sources.doubts
    return own, problems
