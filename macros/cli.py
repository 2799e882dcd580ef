"""`handbook`: the one front door to everything the project can do."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import click

from macros.basics.disk import refusal
from macros.basics.problems import Problems, annotation, shown_path
from macros.commands import compare, own, review, sessions
from macros.frontdoor import errors_in_words as _errors_in_words
from macros.frontdoor import project_root
from macros.model.codelists import FEEDBACK_STATUS


class _InOrder(click.Group):
    """A group whose help lists its commands in the order in which they are written here: that of the work."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Any command ends in a sentence when the disk refuses, also one that says nothing of it itself."""
        try:
            return super().invoke(ctx)
        except OSError as error:
            if why := refusal(error):
                raise click.ClickException(why) from None
            raise


@click.group(cls=_InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """The Relational Contracting Handbook: preview it, check it, build it, publish it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a console that cannot hold a letter shows a question mark
            stream.reconfigure(errors="replace")


@main.command()
@click.option(
    "--all", "everything", is_flag=True, help="Build every iteration and serve them as they will be published."
)
@click.option("--port", default=8000, show_default=True, help="The port on this machine.")
def serve(everything: bool, port: int) -> None:
    """Show the handbook in a browser. Without --all: the draft, reloading when a file changes."""
    root = project_root()
    if not everything:
        from macros.site.preview import preview

        try:
            preview(root, port=port)
        except OSError as error:
            raise click.ClickException(
                f"Port {port} cannot be used: {error.strerror}. Try another: --port {port + 1}"
            ) from None
        return
    from macros.site.building import build_all
    from macros.site.ondemand import OnDemand
    from macros.site.serving import static_server

    documents = OnDemand(root)

    with _errors_in_words():
        build_all(root, root / "site", click.echo)
    try:
        server = static_server(root / "site", port=port, find=documents.find)
    except OSError as error:
        raise click.ClickException(
            f"Port {port} cannot be used: {error.strerror}. Try another: handbook serve --all --port {port + 1}"
        ) from None
    click.echo(f"The handbook is at http://127.0.0.1:{port}/  Stop with Ctrl+C.")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("Stopped.")
    finally:
        server.server_close()


@main.command()
@click.option(
    "--next", "next_version", metavar="VERSION", help="The number of the next draft, if not the next in line."
)
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="The date of the release, if not today.")
@click.option("--dry-run", is_flag=True, help="Only try: everything is prepared and looked at, and nothing is changed.")
def release(next_version: str | None, on: Any, dry_run: bool) -> None:
    """Freeze the draft under its number, record its digest, and open the next draft.
    Refuses unless the check passes."""
    from macros.basics.dates import today as this_day
    from macros.desk.releasing import ReleaseRefused, why_refused
    from macros.desk.releasing import release as release_draft

    root = project_root()
    try:
        with _errors_in_words(disk=False):
            today = this_day()
            done = release_draft(root, on.date() if on else today, next_version, today=today, try_only=dry_run)
    except ReleaseRefused as refused:
        raise click.ClickException(str(refused)) from None
    except OSError as error:
        raise click.ClickException(
            f"The disk refused: {why_refused(error)}. The data is as it was; mend that and run it again."
        ) from None
    click.echo(str(done))


@main.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.option("--github", is_flag=True, help="Say each finding once more, so that GitHub shows it beside its line.")
def check_command(files: tuple[Path, ...], as_json: bool, github: bool) -> None:
    """Find everything that is wrong with the data and with its words, in one list.

    With FILES, only what concerns those files is shown; the whole handbook is read all the same.
    """
    from macros.checks.everything import check_all
    from macros.desk.releasing import was_interrupted
    from macros.pages.translated import look_at_phrases

    root = project_root()
    findings = check_all(root, words=True)
    unfit, behind = look_at_phrases(findings.tongues, root)
    errors = [*was_interrupted(root), *findings.errors, *unfit]
    notices = [*findings.notices, *behind]
    if files:
        wanted = {shown_path(path, root) for path in files}
        errors = [problem for problem in errors if problem.file in wanted]
    if github:
        for level, found in (("error", errors), ("notice", notices)):
            for problem in found:
                click.echo(annotation(problem, level))
    if as_json:
        click.echo(
            json.dumps({"errors": [p.as_dict() for p in errors], "notices": [p.as_dict() for p in notices]}, indent=2)
        )
    else:
        for notice in notices:
            click.echo(f"Notice: {notice}")
        if errors:
            click.echo(Problems(errors).report(), err=True)
        else:
            click.echo("Nothing is wrong.")
    sys.exit(1 if errors else 0)


@main.command()
@click.argument("kind")
@click.argument("title", required=False, default="")
@click.option("--id", "id_", help="Its id, if it should not be made from the title.")
@click.option("--workshop", help="For feedback: the id of the workshop where it was heard.")
@click.option("--step", help="For an activity: the id of the step that it belongs to.")
def new(kind: str, title: str, id_: str | None, workshop: str | None, step: str | None) -> None:
    """Write a correct skeleton of KIND called TITLE: a tool, case-study, principle, activity, source, term, workshop,
    change, correction, a piece of feedback …

    `handbook new changes` writes an entry of the change list for whatever differs and is not explained yet."""
    from macros.desk.skeletons import new_changes, new_items

    root = project_root()
    with _errors_in_words():
        if kind == "changes":
            paths = new_changes(root)
            for path in paths:
                click.echo(f"Wrote {path.relative_to(root).as_posix()}")
            click.echo("Say in each why: it begins with TODO." if paths else "Every difference is explained.")
            return
        given: dict[str, Any] = {"id": id_, "workshop": workshop, "step": step}
        for path in new_items(root, kind, title, **{name: value for name, value in given.items() if value}):
            click.echo(f"Wrote {path.relative_to(root).as_posix()}")
    click.echo("Fill in what begins with TODO. `handbook check` lists what is left.")


@main.command()
@click.argument("old")
@click.argument("new_id", metavar="NEW")
@click.option("--title", default="", help="What it is called from now on, if that changes too.")
def rename(old: str, new_id: str, title: str) -> None:
    """Give an element, an activity or a term (term:OLD) another id, wherever it is used, and its change entry."""
    from macros.desk.renaming import rename as rename_everywhere

    with _errors_in_words():
        done = rename_everywhere(project_root(), old, new_id, title)
    click.echo(str(done))


@main.group()
def feedback() -> None:
    """Take in feedback from a file, or list what has been heard."""


@feedback.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(exists=True, path_type=Path))
@click.option("--workshop", required=True, help="The id of the workshop where it was heard.")
@click.option("--words", multiple=True, metavar="COLUMN", help="Read this column as what was said, too.")
@click.option("--theme", metavar="COLUMN", help="Read this column as the theme.")
@click.option("--ignore", multiple=True, metavar="COLUMN", help="Leave this column out. May be repeated.")
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.option("--dry-run", is_flag=True, help="Only show what would happen, and do not ask.")
@click.option("--allow-personal", is_flag=True, help="Take what seems to hold something personal, too.")
@click.option(
    "--source", help="The id of the source that records it, for rows that name none, or one that we do not have."
)
def feedback_import(
    files: tuple[Path, ...],
    workshop: str,
    words: tuple[str, ...],
    theme: str | None,
    ignore: tuple[str, ...],
    yes: bool,
    dry_run: bool,
    allow_personal: bool,
    source: str | None,
) -> None:
    """Put what was said into a workshop's file: from Excel, CSV, notes, issues, or what the feedback form made.

    FILE may be many files, a folder or a zip archive. First it shows which column was read as what, and what
    would become of every comment; then it asks. A COLUMN is named by its heading, its letter or its number;
    what you say of columns is remembered for the workshop.
    """
    from macros.desk.feedback.importing import plan_import

    with _errors_in_words():
        plan = plan_import(
            project_root(),
            workshop,
            list(files),
            allow_personal=allow_personal,
            source=source,
            words=words,
            theme=theme,
            ignore=ignore,
        )
        click.echo(str(plan.report))
        ask = sys.stdin.isatty() and not (yes or dry_run)
        wanted = plan.has_work and not dry_run
        if wanted and (yes or ask and click.confirm(f"\n{plan.question}", default=False)):
            click.echo("\n" + plan.write().written())
        else:
            plan.try_()
            if wanted:
                click.echo("\nNothing was written. To write it, say the same again with --yes.")
    sys.exit(1 if plan.report.to_look_at else 0)


@feedback.command("list")
@click.option("--status", type=click.Choice(list(FEEDBACK_STATUS)), help="Only what has this status.")
def feedback_list(status: str | None) -> None:
    """List the feedback, by workshop, with what became of it."""
    from macros.desk.feedback.importing import listed
    from macros.model.loading import load

    with _errors_in_words():
        for row in listed(load(project_root()), status or ""):
            click.echo(row)


@main.command()
@click.option(
    "--out", default="export", show_default=True, type=click.Path(path_type=Path), help="The folder to write."
)
@click.option("--iteration", default="draft", show_default=True, help="A version, or draft.")
@click.option("--markdown", is_flag=True, help="Write the pages as plain Markdown instead, for another site generator.")
def export(out: Path, iteration: str, markdown: bool) -> None:
    """Write an iteration as open data (JSON, CSV, BibTeX, RIS), or as plain Markdown that any generator builds."""
    from macros.formats.exporting import export_version
    from macros.formats.plainmarkdown import export_markdown
    from macros.site.opening import open_site

    root = project_root()
    with _errors_in_words():
        try:
            opened = open_site(root, iteration)
        except LookupError as error:
            raise click.ClickException(str(error.args[0])) from None
        files = export_markdown(opened) if markdown else export_version(opened)
    for name, content in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    click.echo(f"Wrote {len(files)} files to {out}/")


@main.command()
@click.argument("names", nargs=-1, metavar="[NAME…]")
@click.option(
    "--out", default="export", show_default=True, type=click.Path(path_type=Path), help="The folder to write."
)
@click.option("--iteration", default="draft", show_default=True, help="A version, or draft.")
@click.option("--word", is_flag=True, help="Write Word documents instead, and each briefing besides.")
def documents(names: tuple[str, ...], out: Path, iteration: str, word: bool) -> None:
    """Write an iteration as PDF: the whole as a book, and each step, tool and set of pages.

    NAME is the id of a tool or a step, `clauses`, `relational-contracting-handbook` …; without one, all are written.
    What was made before from the same words is not made again.
    """
    from macros.pages.documents import file_of
    from macros.site.documents import Documents
    from macros.site.opening import open_site

    root = project_root()
    if word:
        from macros.formats.word.books import word_books

        with _errors_in_words():
            site = open_site(root, iteration)
            for name, content in word_books(site, names):
                path = out / file_of(site.iteration, name, "docx")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                click.echo(f"{path}: {len(content) // 1000} KB")
        return
    with _errors_in_words():
        try:
            made = Documents(open_site(root, iteration), root / ".cache").all(names)
        except LookupError as error:
            raise click.ClickException(str(error.args[0])) from None
    for name, document in made.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(document.content)
        click.echo(f"{path}: {document.pages} pages, {len(document.content) // 1000} KB")


@main.command()
def prose() -> None:
    """Check the words: British spelling, the voice, lengths, and how easily each type of page reads."""
    from macros.checks.prose.ease import ease_table, readability
    from macros.checks.prose.everything import check_prose
    from macros.site.opening import load_checked

    with _errors_in_words():
        handbook = load_checked(project_root())
        click.echo(ease_table(readability(handbook)))
        found = check_prose(handbook)
        if found:
            raise Problems(found)
    click.echo("The words are in order.")


@main.command()
@click.option("--out", default="site", show_default=True, type=click.Path(path_type=Path), help="The folder to write.")
@click.option("--documents", is_flag=True, help="Make every PDF too: a minute the first time.")
def build(out: Path, documents: bool) -> None:
    """Build every iteration into a folder that any static server can host."""
    from macros.site.building import build_all
    from macros.site.placing import refusal

    root = project_root()
    target = out if out.is_absolute() else Path.cwd() / out
    if reason := refusal(target, str(out)):
        raise click.ClickException(f"{out}: {reason.what} {reason.do}")
    with _errors_in_words():
        build_all(root, target, click.echo, documents)


@main.command()
@click.option("--remote", default="origin", show_default=True, help="The git remote to publish to.")
def publish(remote: str) -> None:
    """Deploy every iteration through mike to the branch gh-pages. Never overwrites a released iteration's words."""
    from macros.site.publishing import PublishRefused
    from macros.site.publishing import publish as publish_all

    root = project_root()
    with _errors_in_words():
        try:
            publish_all(root, remote, click.echo)
        except PublishRefused as refused:
            raise click.ClickException(str(refused)) from None


@main.command()
def schema() -> None:
    """Write data/schema/ again, after a change of the model."""
    from macros.model.schemas import write_schemas

    for path in write_schemas(project_root()):
        click.echo(f"Wrote data/schema/{path.name}")


main.add_command(own)
main.add_command(compare)
main.add_command(review)
main.add_command(sessions)


if __name__ == "__main__":
    main()
