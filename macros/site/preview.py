"""Live preview of the draft: MkDocs' own server, building again only the pages that changed.

An error in the data is shown in the terminal and on every page, and heals when it is mended.
"""

from __future__ import annotations

import logging
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.livereload import LiveReloadServer

from macros.basics.problems import Problem, Problems
from macros.basics.templating import environment
from macros.pages.phrases import language, say
from macros.site import TEMPLATES
from macros.site import opening as site

WATCHED = ("data", "docs", "macros", "overrides", "mkdocs.yml")


class _Server(LiveReloadServer):
    """MkDocs' server, with our list of problems in place of every page while there are any."""

    problems: list[Problem] | None = None

    def _serve_request(self, environ: Any, start_response: Any) -> Any:
        path = environ.get("PATH_INFO", "")
        if (
            self.problems is not None
            and not path.startswith("/livereload/")
            and (path.endswith("/") or path.endswith(".html"))
        ):
            page = (
                environment(TEMPLATES)
                .get_template("problems.html.j2")
                .render(problems=self.problems, say=say, language=language())
                .encode()
            )
            start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
            return [self._inject_js_into_html(page, self._visible_epoch)]
        return super()._serve_request(environ, start_response)


def preview(root: Path, host: str = "127.0.0.1", port: int = 8000, ready: Callable[[Any], None] | None = None) -> None:
    """Serve the draft at an address until interrupted. `ready` is called with the server once it listens."""
    os.environ["HANDBOOK_ITERATION"] = "draft"
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stopped by a supervisor, it tidies up as after Ctrl+C
    folder = Path(tempfile.mkdtemp(prefix="handbook-preview-"))
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    state: dict[str, Any] = {"built": None, "shell": 0}

    def again() -> None:
        began = time.monotonic()
        try:
            shell = max(path.stat().st_mtime_ns for path in [*(root / "overrides").rglob("*"), root / "mkdocs.yml"])
            earlier = state["built"] if shell == state["shell"] else None  # every page stands in the shell
            state["shell"] = shell
            site.forget()
            now = site.open_site(site.ROOT, "draft", earlier)
            site.remember_as_current(now)
            config = load_config(str(root / "mkdocs.yml"), site_dir=str(folder), strict=False, site_url=server.url)
            config.plugins.on_startup(command="serve", dirty=earlier is not None)
            config["validation"]["nav"]["omitted_files"] = logging.DEBUG
            logging.getLogger("mkdocs.commands.build").setLevel(logging.ERROR)
            build(config, serve_url=None, dirty=earlier is not None)
            state["built"] = now.remember()
            server.problems = None
            click.echo(f"Built in {time.monotonic() - began:.1f} s.")
        except Problems as found:
            server.problems = found.problems
            click.echo(found.report(), err=True)
        except (Exception, SystemExit) as error:  # a broken template or page: the preview must outlive it
            state["built"] = None
            server.problems = [
                Problem("the pages", 0, f"{type(error).__name__}: {error}", "The terminal has the details.")
            ]
            click.echo(f"{type(error).__name__}: {error}", err=True)

    server = _Server(builder=again, host=host, port=port, root=str(folder), mount_path="/draft/")
    try:
        again()
        for name in WATCHED:
            server.watch(str(root / name))
        click.echo(f"The draft is at {server.url}. It reloads when you save a file. Stop with Ctrl+C.")
        if ready:
            ready(server)
        server.serve(open_in_browser=False)
    except KeyboardInterrupt:
        click.echo("Stopped.")
    finally:
        server.shutdown(wait=True)
        shutil.rmtree(folder, ignore_errors=True)
