"""`handbook`: the one front door to everything the project can do."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from macros.problems import Problem, Problems


class _InOrder(click.Group):
    """A group whose help lists its commands in the order in which they are written here: that of the work."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


def project_root() -> Path:
    """The project's folder: the one we stand in, or the nearest above it that has data/ and mkdocs.yml.

    Raises `click.ClickException` outside of one.
    """
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / "mkdocs.yml").is_file() and (folder / "macros").is_dir():
            return folder
    raise click.ClickException("This is not the handbook's folder. Go to the folder that holds mkdocs.yml, and try again.")


@click.group(cls=_InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """The Relational Contracting Handbook: preview it, check it, build it, publish it."""


@main.command()
@click.option("--all", "everything", is_flag=True, help="Build every iteration and serve them as they will be published.")
@click.option("--port", default=8000, show_default=True, help="The port on this machine.")
def serve(everything: bool, port: int) -> None:
    """Show the handbook in a browser. Without --all: the draft, reloading when a file changes."""
    root = project_root()
    if not everything:
        from macros.preview import preview

        try:
            preview(root, port=port)
        except OSError as error:
            raise click.ClickException(f"Port {port} cannot be used: {error.strerror}. Try another: --port {port + 1}") from None
        return
    from macros.building import build_all
    from macros.serving import static_server

    with _errors_in_words():
        build_all(root, root / "site", click.echo)
    try:
        server = static_server(root / "site", port=port)
    except OSError as error:
        raise click.ClickException(f"Port {port} cannot be used: {error.strerror}. Try another: handbook serve --all --port {port + 1}") from None
    click.echo(f"The handbook is at http://127.0.0.1:{port}/  Stop with Ctrl+C.")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        click.echo("Stopped.")
    finally:
        server.server_close()


@main.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def check_command(files: tuple[Path, ...], as_json: bool) -> None:
    """Find everything that is wrong with the data, in one list.

    With FILES, only what concerns those files is shown; the whole handbook is read all the same.
    """
    from macros.checking import check
    from macros.loading import load

    root = project_root()
    errors: list[Problem] = []
    notices: list[Problem] = []
    try:
        findings = check(load(root))
        errors, notices = findings.errors, findings.notices
    except Problems as problems:
        errors = problems.problems
    if files:
        wanted = {path.resolve().relative_to(root.resolve()).as_posix() for path in files if path.resolve().is_relative_to(root.resolve())}
        errors = [problem for problem in errors if problem.file in wanted]
    if as_json:
        click.echo(json.dumps({"errors": [p.as_dict() for p in errors], "notices": [p.as_dict() for p in notices]}, indent=2))
    else:
        for notice in notices:
            click.echo(f"Notice: {notice}")
        if errors:
            click.echo(Problems(errors).report(), err=True)
        else:
            click.echo("Nothing is wrong.")
    sys.exit(1 if errors else 0)


@main.command()
@click.option("--out", default="site", show_default=True, type=click.Path(path_type=Path), help="The folder to write.")
def build(out: Path) -> None:
    """Build every iteration into a folder that any static server can host."""
    from macros.building import build_all

    root = project_root()
    target = out if out.is_absolute() else Path.cwd() / out
    if target.exists() and not (target / ".handbook-stamp").is_file() and any(target.iterdir()):
        raise click.ClickException(f"{out} holds something that `handbook build` did not write. Name another folder, or remove it first.")
    with _errors_in_words():
        build_all(root, target, click.echo)


@main.command()
@click.option("--remote", default="origin", show_default=True, help="The git remote to publish to.")
def publish(remote: str) -> None:
    """Deploy every iteration through mike to the branch gh-pages. Never overwrites a released iteration's words."""
    from macros.publishing import PublishRefused
    from macros.publishing import publish as publish_all

    root = project_root()
    with _errors_in_words():
        try:
            publish_all(root, remote, click.echo)
        except PublishRefused as refused:
            raise click.ClickException(str(refused)) from None


@main.command()
def schema() -> None:
    """Write data/schema/ again, after a change of the model."""
    from macros.schemas import write_schemas

    for path in write_schemas(project_root()):
        click.echo(f"Wrote data/schema/{path.name}")


class _errors_in_words:
    """Turns what we expect to go wrong into a message and exit code 1, without a traceback."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        from macros.building import BuildFailed

        if isinstance(error, Problems):
            click.echo(error.report(), err=True)
            sys.exit(1)
        if isinstance(error, BuildFailed):
            raise click.ClickException(str(error)) from None
        return False


if __name__ == "__main__":
    main()
