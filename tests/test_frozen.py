"""Frozen means frozen: small mutations of the real released iterations, by the hundred, are all caught,
and what is not meaning is let be."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from conftest import ROOT

from macros.basics.problems import Problems
from macros.checks.frozen import check_frozen
from macros.history.fingerprints import digest_of
from macros.model.handbook import LoadedIteration
from macros.model.loading import load_folder
from macros.model.yamlfiles import read_yaml

RELEASED = sorted(path.name for path in (ROOT / "data" / "released").iterdir() if path.is_dir())
TRIES, WHOLE = 150, 8
"""How many mutations of each version, and how many of them go through everything that a check reads; the others
through one file."""


def caught(folder: Path, root: Path) -> bool:
    """Whether a check of this folder would find anything: words that changed, or a file that no longer fits."""
    try:
        return bool(check_frozen(load_folder(folder, root), root))
    except Problems:
        return True


def changed(path: Path, folder: Path, root: Path, recorded: dict[str, str]) -> bool:
    """Whether a file's digest is not the recorded one, or the file can no longer be read: what `caught` asks of every
    file."""
    file = read_yaml(path, root)
    name = path.relative_to(folder).as_posix()
    return bool(file.problems) or digest_of([name, file.values]) != recorded[name]


def copy(version: str, root: Path) -> Path:
    import shutil

    return Path(shutil.copytree(ROOT / "data" / "released" / version, root / "data" / "released" / version))


def meaningful(text: str) -> list[int]:
    """The places of letters and figures that stand in values: not in comments, names or the digest itself."""
    places, at = [], 0
    for row in text.splitlines(keepends=True):
        if not row.lstrip().startswith("#"):
            start = re.match(r"\s*(?:- )?(?:[a-z_-]+: )?", row)
            places += [at + i for i in range(start.end() if start else 0, len(row)) if row[i].isalnum()]
        at += len(row)
    return places


@pytest.mark.parametrize("version", RELEASED)
def test_hundreds_of_small_mutations_are_all_caught(version, tmp_path):
    folder = copy(version, tmp_path)
    assert not caught(folder, tmp_path)
    recorded = json.loads((folder / "frozen.json").read_text("utf-8"))
    files = sorted(folder.rglob("*.yml"))
    assert not [path for path in files if path.name != "iteration.yml" and changed(path, folder, tmp_path, recorded)]
    chance, missed = random.Random(version), []
    for number in range(TRIES):
        path = chance.choice(files)
        text = path.read_text("utf-8")
        places = meaningful(text)
        if not places:
            continue
        at = chance.choice(places)
        new = chance.choice([letter for letter in "abcdefgh123" if letter != text[at]])
        kind = chance.choice(["letter", "gone", "twice"])
        mutated = text[:at] + {"letter": new, "gone": "", "twice": text[at] * 2}[kind] + text[at + 1 :]
        path.write_text(mutated, "utf-8")
        whole = number < WHOLE or path.name == "iteration.yml"  # whose digest is in itself, and taken without it
        if not (caught(folder, tmp_path) if whole else changed(path, folder, tmp_path, recorded)):
            missed.append(f"{path.name}: {kind} at {text[max(0, at - 20) : at + 20]!r}")
        path.write_text(text, "utf-8")
    assert not missed, missed


@pytest.mark.parametrize("version", RELEASED)
def test_white_space_and_comments_are_not_meaning(version, tmp_path):
    folder = copy(version, tmp_path)
    for path in folder.rglob("*.yml"):
        text = path.read_text("utf-8")
        text = "# another comment\n" + text.replace("\n  ", "\n  ").rstrip() + "\n\n\n# the end\n"
        text = re.sub(r"^(title): (\w[\w ]*)$", r"\1:   \2   ", text, flags=re.M)
        path.write_text(text, "utf-8")
    assert not caught(folder, tmp_path)


def test_lists_have_an_order_and_names_have_none(tmp_path):
    folder = copy("0.1", tmp_path)
    path = folder / "tools" / "learning-log.yml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("title: Learning log\norder: 1\n", "order: 1\ntitle: Learning log\n"), "utf-8")
    assert not caught(folder, tmp_path)
    rows = re.search(r"method:\n((?:  - .*\n)+)", text)
    assert rows
    turned = "".join(reversed(rows[1].splitlines(keepends=True)))
    path.write_text(text.replace(rows[1], turned), "utf-8")
    assert caught(folder, tmp_path)


def test_a_better_model_does_not_change_the_digest(tmp_path):
    """The digest is taken of values as written: a field that the model knows only later is not in it."""
    from macros.history.fingerprints import file_digests

    folder = copy("0.1", tmp_path)
    loaded: LoadedIteration = load_folder(folder, tmp_path)
    first = file_digests(loaded)
    loaded.elements.clear()
    assert file_digests(loaded) == first
