"""Commands for those who look at the work of others: what `cli.py` has no room for."""

from __future__ import annotations

from pathlib import Path

import click

from macros.frontdoor import errors_in_words, project_root

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command()
@click.argument("before", type=FOLDER)
@click.argument("after", type=FOLDER, required=False)
def review(before: Path, after: Path | None) -> None:
    """What is different between the project in the folder BEFORE and the one in AFTER, or this one, in words.

    By page: what it says no more, and what it says instead. For whoever reads a proposal without reading code.
    Nothing of either folder is run.
    """
    from macros.formats.review import review as reviewed

    with errors_in_words():
        click.echo(reviewed(before, after or project_root()))
