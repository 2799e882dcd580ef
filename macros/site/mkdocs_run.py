"""Runs MkDocs, and says in words why it stopped."""

from __future__ import annotations

import contextlib
import io
import logging
import os
import tempfile
import traceback
from pathlib import Path

from jinja2 import TemplateSyntaxError

from macros.basics.disk import refusal
from macros.basics.frontmatter import lines_above
from macros.basics.problems import Problem
from macros.model.languages import FOLDER as LANGUAGES
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
    from mkdocs.exceptions import Abort

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
    stopped: BaseException | None = None
    with tempfile.TemporaryDirectory(prefix="handbook-") as empty:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            try:
                config = load_config(str(root / "mkdocs.yml"), site_dir=empty, strict=strict)
                config.plugins.on_startup(command="build", dirty=changed_only)
                if not strict:
                    config["validation"]["nav"]["omitted_files"] = logging.DEBUG
                build(config, dirty=changed_only)
            except (Exception, SystemExit) as error:
                stopped = error
                if not isinstance(error, SystemExit | Abort):  # those have been said
                    traceback.print_exc()
            finally:
                log.removeHandler(warnings)
    if stopped:
        wrong = refusal(stopped) or wrong_call(stopped, root, site.at)
        raise BuildFailed(
            f"Iteration {site.iteration.version} cannot be built.\n{wrong or printed.getvalue().strip()}"
        ) from None
    return site.files


def wrong_call(error: BaseException, root: Path, page: str) -> Problem | None:
    """What is wrong with a call in a hand-written page, if that is why MkDocs stopped: its line and the reason, from
    the error that stopped it or that it was made of. `page` is the page that was being made."""
    below: BaseException | None = error
    while below is not None:
        if line := _line_of_page(below):
            file = _file_of(page, root)
            if file is None:
                return None
            return Problem(
                file.relative_to(root).as_posix(),
                lines_above(file.read_text("utf-8")) + line,
                str(getattr(below, "message", None) or below),
                "Mend the call between {{ and }}. What a page may ask is in macros/pages/view.py.",
            )
        below = below.__cause__ or below.__context__
    return None


def _file_of(page: str, root: Path) -> Path | None:
    """Where the words of a page are written: in docs/, or, translated, with the language that its address begins
    with. Nothing for a page that is made from the data."""
    tag, _, rest = page.partition("/")
    there = (root / "docs" / page, root / LANGUAGES / tag / "pages" / rest)
    return next((file for file in there if file.is_file()), None)


def _line_of_page(error: BaseException) -> int:
    """The line of a page's words, which Jinja knows by no file's name, in which an error arose; 0 if in none."""
    if isinstance(error, TemplateSyntaxError):
        return error.lineno if error.filename is None else 0
    lines = [line for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == "<template>"]
    return lines[0] if lines else 0
