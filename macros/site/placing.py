"""Puts the built versions together in one folder that any static server can host: what differs is written, the rest
stays.

A mark in the folder says what stands there. It is taken back before anything is written and set again at the very
end, so a run that was interrupted is finished by the next one. The list of versions is mike's own.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from mike.versions import Versions

from macros.basics.problems import Problem, Problems
from macros.history.fingerprints import digest_of
from macros.site.files import make, put, read, readable, same_place, without_empty
from macros.site.layout import DIGESTS, Built, addresses_elsewhere, digests_in, root_files, start_of
from macros.site.shell import Site

MARK = ".handbook-stamp"
"""The file in a folder that says that we wrote it, and from what."""


def refusal(out: Path, shown: str) -> Problem | None:
    """Why nothing may be written to a place: it holds something that is not ours."""
    if out.exists() and not out.is_dir():
        return Problem(shown, 0, "This is a file, and the site is a folder.", "Name a folder that is empty or new.")
    if out.is_dir() and not (out / MARK).is_file() and any(out.iterdir()):
        return Problem(
            shown,
            0,
            "The folder holds something that `handbook build` did not write.",
            "Name another folder, or remove it first.",
        )
    return None


def stamp_of(built: list[Built]) -> str:
    """What a whole site is known by."""
    return digest_of([[each.name, each.stamp, list(each.aliases)] for each in built])


def is_placed(out: Path, built: list[Built]) -> bool:
    """Whether a folder holds exactly these versions, whole."""
    return _mark(out).get("stamp") == stamp_of(built)


def place(out: Path, sites: list[Site], built: list[Built]) -> int:
    """Make a folder hold the versions, and return how many files were written or removed.

    Raises `Problems` if the disk refuses; the next run goes on from there.
    """
    try:
        with readable():
            return _place(out, sites, built)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Problems(
            [Problem(str(out), 0, f"The disk refused: {reason}.", "Mend that and run it again: it goes on from there.")]
        ) from None


def _place(out: Path, sites: list[Site], built: list[Built]) -> int:
    versions, start = Versions(), start_of(built)
    for each in built:
        versions.add(each.name, each.title, list(each.aliases), True)
    folders = {name: each for each in built for name in (each.name, *each.aliases)}
    newest = next(each for each in built if start in (each.name, *each.aliases))
    inside = {path: text.encode() for path, text in addresses_elsewhere(sites, built).items()}
    besides = {path: text.encode() for path, text in root_files(sites, newest, start).items()}
    besides |= {"versions.json": (versions.dumps() + "\n").encode(), ".nojekyll": b""}
    known = _mark(out)
    whole = {
        name: stamp for name, stamp in known["folders"].items() if folders.get(name) and folders[name].stamp == stamp
    }
    left = [path for path in known["inside"] if path.split("/", 1)[0] in whole and path not in inside]
    out.mkdir(parents=True, exist_ok=True)
    _write_mark(out, {"stamp": "", "folders": whole, "inside": sorted({*known["inside"], *inside})})
    changed = 0
    for name, each in folders.items():
        if name not in whole:
            own = {path.split("/", 1)[1]: text for path, text in inside.items() if path.startswith(f"{name}/")}
            same = _same(out / name, each.folder) - own.keys() if name in known["folders"] else set()
            changed += make(out / name, {**read(each.folder, same), **own}, same)
    for path in left:
        (out / path).unlink(missing_ok=True)
    changed += put(out, {**inside, **besides})
    for path in (
        out.iterdir()
    ):  # what stands at the root and is no version: short addresses that are no more, versions that are gone
        if path.is_dir() and path.name not in folders:
            own = {name.split("/", 1)[1]: text for name, text in besides.items() if name.startswith(f"{path.name}/")}
            changed += make(path, own)
    for name in {path.split("/", 1)[0] for path in left}:
        without_empty(out / name)
    for path in out.iterdir():
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    said = {name: each.stamp for name, each in folders.items()}
    _write_mark(out, {"stamp": stamp_of(built), "folders": said, "inside": sorted(inside)})
    return changed + len(left)


def _same(there: Path, built: Path) -> set[str]:
    """The files of a version that stand in its folder already, by the lists of digests that each build leaves. Only
    where the folder was whole: then its list is right. What somebody made shorter or longer since is written again."""
    known, made = (digests_in(folder / DIGESTS) for folder in (there, built))
    return {
        path
        for path, digest in made.items()
        if known.get(path) == digest and same_place(f"{there}/{path}", os.path.getsize(f"{built}/{path}"))
    }


def _mark(out: Path) -> dict[str, Any]:
    """What a folder says of itself; nothing is whole in one that does not say."""
    try:
        said = json.loads((out / MARK).read_text("utf-8"))
        return {"stamp": said["stamp"], "folders": dict(said["folders"]), "inside": list(said["inside"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {"stamp": "", "folders": {}, "inside": []}


def _write_mark(out: Path, said: dict[str, Any]) -> None:
    put(out, {MARK: json.dumps(said).encode()})
