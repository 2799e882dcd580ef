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


@click.command()
@click.argument("element", required=False)
@click.argument("fields", nargs=-1, metavar="[FIELD…]")
def own(element: str | None, fields: tuple[str, ...]) -> None:
    """Begin your own copy; or say something else than the handbook in the FIELDs of an ELEMENT, named by its id.

    Writes into own/, which only a copy has, and never into the handbook's own files.
    """
    from macros.desk.copying import begin, say_otherwise

    root = project_root()
    with errors_in_words():
        if element is None:
            begin(root)
            click.echo("Wrote own/handbook.yml. Fill it in, and run `handbook check`.")
        elif not fields:
            raise click.ClickException(f"Which field of {element}? For instance: handbook own {element} title")
        else:
            path = say_otherwise(root, element, list(fields))
            click.echo(f"Wrote {path.relative_to(root).as_posix()}. Put your words under `ours`.")


@click.group()
def sessions() -> None:
    """Take in what running a session has shown."""


@sessions.command("minutes")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(exists=True, path_type=Path))
@click.option("--write", is_flag=True, help="Write the proposed edit. Without it, nothing is written.")
def sessions_minutes(files: tuple[Path, ...], write: bool) -> None:
    """Propose an edit of a session's file in the draft: what each part took, beside what was planned.

    FILE is what the facilitator's page saved when the clock had ended, or a text with what was copied there. The plan
    itself is not changed.
    """
    from macros.basics.dates import today
    from macros.desk.minutes import propose
    from macros.model.loading import load

    with errors_in_words():
        proposal = propose(load(project_root()), files, today())
        click.echo(str(proposal))
        if write and proposal.writings:
            click.echo("\n" + proposal.write())
        elif proposal.writings:
            click.echo("\nNothing was written. To write it, say the same again with --write.")
        else:
            click.echo("\nThere is nothing to write.")
