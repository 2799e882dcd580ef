"""What every command of `cli.py` begins and ends with: where the handbook is, and what went wrong, in words."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from macros.basics.disk import NO_ROOM, refusal
from macros.basics.problems import Problems


def project_root() -> Path:
    """The project's folder: the one we stand in, or the nearest above it that has data/ and mkdocs.yml.

    Raises `click.ClickException` outside of one.
    """
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / "mkdocs.yml").is_file() and (folder / "macros").is_dir():
            return folder
    raise click.ClickException(
        "This is not the handbook's folder. Go to the folder that holds mkdocs.yml, and try again."
    )


class errors_in_words:
    """Turns what we expect to go wrong into a message and exit code 1, without a traceback.

    A command that says more of a disk that refuses does it itself, with `disk=False`.
    """

    def __init__(self, disk: bool = True) -> None:
        self.disk = disk

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        from jinja2 import TemplateError

        from macros.site.mkdocs_run import BuildFailed

        if isinstance(error, Problems):
            click.echo(error.report(), err=True)
            sys.exit(1)
        if self.disk and isinstance(error, OSError) and error.errno in NO_ROOM:
            raise click.ClickException(refusal(error)) from None
        if isinstance(error, BuildFailed):
            raise click.ClickException(str(error)) from None
        if isinstance(error, TemplateError):
            where = getattr(error, "filename", None) or "a template"
            raise click.ClickException(
                f"{where}, line {getattr(error, 'lineno', '?')}: {error.message}. "
                "Templates are in macros/pages/templates."
            ) from None
