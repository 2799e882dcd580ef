"""Runs MkDocs, and says in words why it stopped."""

from __future__ import annotations

import contextlib
import io
import re
import runpy
import shutil
import sys
import traceback
from pathlib import Path

from macros.basics.problems import Problem
from macros.site.opening import remember_as_current
from macros.site.shell import Site


class BuildFailed(Exception):
    """MkDocs stopped; the message is what it printed."""


def _run_mkdocs(root: Path, site: Site, folder: Path) -> None:
    """Build one iteration with MkDocs into a folder, in this process, which is there for nothing else.

    MkDocs prints warnings only as it goes, so all that it prints is kept for the error.
    """
    shutil.rmtree(folder, ignore_errors=True)
    remember_as_current(site)
    sys.argv = ["mkdocs", "build", "--strict", "--site-dir", str(folder)]
    printed, code = io.StringIO(), 0
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            runpy.run_module(
                "mkdocs", run_name="__main__"
            )  # as `python -m mkdocs` would, with what this process has read already
        except SystemExit as end:
            code = end.code or 0
        except Exception:
            code = 1
            traceback.print_exc()
    if code:
        shutil.rmtree(folder, ignore_errors=True)
        raise BuildFailed(
            f"Iteration {site.iteration.version} cannot be built.\n" + why_it_failed(printed.getvalue(), root)
        )


def why_it_failed(printed: str, root: Path) -> str:
    """What MkDocs printed, in words: page, line and reason for a wrong call in a page, and otherwise its warnings and errors."""
    page = re.search(r"_File_: `(.+?)`", printed)
    lines = re.findall(r'File "<template>", line (\d+)', printed) or re.findall(
        r"\bline (\d+)\b(?=.*<template>)", printed
    )
    reason = re.findall(r"^(?:[\w.]+\.)?(\w*(?:Error|UnknownId)): (.+)$", printed, re.M)
    if not page or not reason:
        return "\n".join(line for line in printed.splitlines() if not line.startswith(("INFO", "DEBUG")))
    front = re.match(r"---\n.*?\n---\n+", (root / "docs" / page[1]).read_text("utf-8"), re.S)
    before = front[0].count("\n") if front else 0
    what = re.sub(r"'PageView' object has no attribute", "handbook has no", reason[-1][1])
    what = re.sub(r"'View' object has no attribute", "handbook has no", what)
    return str(
        Problem(
            f"docs/{page[1]}",
            0,
            f"line {before + int(lines[-1]) if lines else '?'}: {what}",
            "Mend the call between {{ and }}. What a page may ask is in macros/pages/view.py.",
        )
    )
