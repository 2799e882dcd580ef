"""Hand-written pages and what lies beside them can be read, before anything is built from them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from macros.basics.files import is_there, read_text
from macros.basics.frontmatter import BEGIN, divided, title_in, wrong_above
from macros.basics.problems import Problem, shown_path
from macros.checks.ids import DEVICES, KEPT_FOR_DEVICES
from macros.model.swallowed import unseen_in

_ADDRESS = re.compile(r"README\.md|[a-z0-9][a-z0-9-]*\.md")


def check_written(root: Path) -> list[Problem]:
    """Every page of docs/ is text with front matter that can be read, and every file there is an ordinary one."""
    return list(_wrong(root)) if is_there(root / "docs") else []


def _wrong(root: Path) -> Iterator[Problem]:
    unread: list[OSError] = []
    home = os.path.realpath(root)
    for folder, folders, names in os.walk(root / "docs", onerror=unread.append):
        odd = (each for each in folders if each in DEVICES or os.path.islink(os.path.join(folder, each)))
        for name in sorted([*names, *odd]):
            path = Path(folder, name)
            shown = shown_path(path, root)
            if name.startswith("."):  # what an editor or a system leaves; MkDocs passes over it too
                continue
            if path.is_symlink() and not os.path.realpath(path).startswith(home + os.sep):
                yield Problem(shown, 0, "This link leads out of the project.", "Put the file itself here.")
            elif name.endswith(".md") and not _ADDRESS.fullmatch(name):
                what = "The name of a page is its address: small letters, figures and hyphens."
                yield Problem(shown, 0, what, "Rename the file; or delete it, if it is a copy that was left behind.")
            elif path.stem.casefold() in DEVICES:
                yield Problem(shown, 0, f"{KEPT_FOR_DEVICES}.", "Give it a name of two words, say.")
            elif name.endswith(".md"):
                shows = os.path.realpath(path).startswith(os.path.realpath(root / "docs") + os.sep)
                yield from _page(path, root, titled=shows and shown.split("/")[1] != "adr")
            elif not os.path.isfile(path) and not os.path.isdir(path):
                yield Problem(shown, 0, "This is not an ordinary file.", "Take it away, or put a file in its place.")
    for error in unread:
        yield Problem(
            shown_path(Path(error.filename or root / "docs"), root),
            0,
            f"The folder cannot be read: {error.strerror}.",
            "Check that it exists and that you may read it.",
        )


def _page(path: Path, root: Path, titled: bool) -> Iterator[Problem]:
    """`titled` says whether it is shown, and so needs a title: a link that leads out of docs/ is left out."""
    text = read_text(path, root, links=True)  # `_wrong` has seen where it leads
    if isinstance(text, Problem):
        yield text
        return
    shown = shown_path(path, root)
    if unseen := unseen_in(text):
        yield Problem(
            shown,
            unseen[0],
            f"There is a letter here that nobody can see ({unseen[1]}).",
            "Delete the word that it stands in, and type it again.",
        )
    if wrong := wrong_above(text):
        yield Problem(shown, *wrong)
    elif titled and not title_in(*divided(text)):
        yield Problem(shown, 1, "This page has no title.", BEGIN)
