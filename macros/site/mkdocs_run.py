"""Runs MkDocs, and says in words why it stopped."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import re
import tempfile
import traceback
from pathlib import Path

from macros.basics.problems import Problem
from macros.site.opening import remember_as_current
from macros.site.shell import Site


class BuildFailed(Exception):
    """MkDocs stopped; the message is what it printed."""


def run_mkdocs(root: Path, site: Site, *, strict: bool = True, changed_only: bool = False) -> dict[str, bytes]:
    """Let MkDocs make the pages of a version, in this process: its files, by their paths. The one way to run it.

    With `changed_only`, only the pages are made that differ from those that the site was given as `previous`.
    Raises `BuildFailed`, with what was printed, when MkDocs stops, and when it warns and `strict` is asked for.
    """
    from mkdocs.commands.build import build  # dear to load: not for a command that builds nothing
    from mkdocs.config import load_config

    remember_as_current(site)
    os.environ["NO_MKDOCS_2_WARNING"] = "1"  # Material's about its own end of life; docs/adr/0007 says it in full
    site.files.clear()
    printed, log = io.StringIO(), logging.getLogger("mkdocs")
    warnings = logging.StreamHandler(printed)
    warnings.setLevel(logging.WARNING)
    warnings.setFormatter(logging.Formatter("%(levelname)s -  %(message)s"))
    if changed_only:
        warnings.addFilter(lambda record: "'dirty' build" not in record.getMessage())
    log.addHandler(warnings)
    log.propagate = False
    failed = False
    with tempfile.TemporaryDirectory(prefix="handbook-") as empty:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            try:
                config = load_config(str(root / "mkdocs.yml"), site_dir=empty, strict=strict)
                config.plugins.on_startup(command="build", dirty=changed_only)
                if not strict:
                    config["validation"]["nav"]["omitted_files"] = logging.DEBUG
                build(config, dirty=changed_only)
            except (Exception, SystemExit):
                failed = True
                traceback.print_exc()
            finally:
                log.removeHandler(warnings)
    if failed:
        raise BuildFailed(
            f"Iteration {site.iteration.version} cannot be built.\n" + why_it_failed(printed.getvalue(), root)
        )
    return site.files


def why_it_failed(printed: str, root: Path) -> str:
    """What MkDocs printed, in words: page, line and reason for a wrong call in a page,
    and otherwise its warnings and errors."""
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
