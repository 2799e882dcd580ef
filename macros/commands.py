"""Commands for those who look at the work of others: what `cli.py` has no room for."""

from __future__ import annotations

import json
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


@click.command()
@click.argument("before")
@click.argument("after")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="How to print it.",
)
def compare(before: str, after: str, form: str) -> None:
    """What changed from iteration BEFORE to AFTER: by element, then field, then word. `draft` names the draft."""
    from macros.formats.comparison import as_data, as_text
    from macros.history.comparisons import compare_iterations
    from macros.history.history import History
    from macros.site.opening import load_checked

    with errors_in_words():
        handbook = load_checked(project_root())
    versions = [handbook.draft.version if name == "draft" else name for name in (before, after)]
    try:
        comparison = compare_iterations(History(handbook), *versions)
    except LookupError as error:
        raise click.ClickException(str(error.args[0])) from None
    click.echo(
        json.dumps(as_data(comparison), indent=2, ensure_ascii=False) if form == "json" else as_text(comparison, form)
    )
