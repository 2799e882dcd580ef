"""Live preview of the draft: MkDocs' own server, building again only the pages that changed.

Nothing is written: pages stand in memory, and the search index and the open data are made when somebody asks for them.
What is wrong is shown in the terminal and above the words on every page, and heals when it is mended. Where no page
can be made of what is written, the words below are those that were there before, and the list says so; it stands alone
only where there were none yet.
"""

from __future__ import annotations

import logging
import mimetypes
import os
import posixpath
import re
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import click
from mkdocs.livereload import LiveReloadServer

from macros.basics.digests import digest_of_files
from macros.basics.problems import Problem, Problems
from macros.basics.templating import environment
from macros.model.memory import without_collecting
from macros.pages.addresses import LINES
from macros.pages.documents import FOLDER
from macros.pages.phrases import language, read_again, say
from macros.site import TEMPLATES
from macros.site import opening as site
from macros.site.fingerprint import PROGRAM
from macros.site.kept import KeptPages
from macros.site.layout import files_besides, files_on_demand
from macros.site.mkdocs_run import run_mkdocs
from macros.site.ondemand import document_of
from macros.site.shell import Site
from macros.site.tongues import SEARCH, WORDS, files_of_languages

WATCHED = ("data", "docs", "macros", "overrides", "mkdocs.yml", "own")


SHELL = ("overrides", "mkdocs.yml", "docs/assets")
"""What every page stands in: when it changes, every page is made again."""


class _Server(LiveReloadServer):
    """MkDocs' server, with pages from memory, and with our list of problems above every page while there are any, or
    in its place."""

    problems: list[Problem] | None = None
    notes: tuple[Problem, ...] = ()
    stale = False
    request_queue_size = 128
    now: Site | None = None
    files: Mapping[str, bytes] = MappingProxyType({})
    bound = False

    def server_bind(self) -> None:
        """Take the port, once: before anything is built, so that one that is taken is said at once."""
        if not self.bound:
            super().server_bind()
            self.bound = True

    def found(self, path: str) -> bytes | None:
        """A file of the draft. What is dear to make and asked for by few is made now."""
        if (
            path not in self.files
            and self.now
            and (path.startswith("data/") or path.endswith((*SEARCH, WORDS, ".docx", f"{LINES}index.html")))
        ):
            self.files = {**self.files, **files_on_demand(self.now), **files_of_languages(self.now)}
        if path not in self.files and self.now and path.startswith(FOLDER):
            made = document_of(self.now, path, site.ROOT)
            self.files = {**self.files, path: made} if made else self.files
        return self.files.get(path)

    def _serve_request(self, environ: Any, start_response: Any) -> Any:
        path = environ.get("PATH_INFO", "").encode("latin-1").decode("utf-8", "ignore")
        if path == "/" or path.startswith("/livereload/") or not (path + "/").startswith(self.mount_path):
            return super()._serve_request(environ, start_response)
        with self._epoch_cond:  # no page of a site that is half built
            self._epoch_cond.wait_for(lambda: self._visible_epoch == self._wanted_epoch)
            epoch = self._visible_epoch
        page = path.endswith(("/", ".html"))
        if page and self.problems is not None:
            template = environment(TEMPLATES).get_template("problems.html.j2")
            shown = template.render(problems=self.problems, say=say, language=language()).encode()
        else:
            name = posixpath.normpath("/" + path[len(self.mount_path) :] + "index.html" * path.endswith("/")).lstrip(
                "/"
            )
            content = self.found(name)
            if content is None:
                if f"{name}/index.html" not in self.files:
                    return None
                start_response("302 Found", [("Location", quote(f"{path}/"))])
                return []
            shown = content
            if page and self.notes:
                shown = _with_notes(shown, self.notes, self.stale)
        if page:
            shown = self._inject_js_into_html(shown, epoch)
        kind = "text/html; charset=utf-8" if page else mimetypes.guess_type(path)[0] or "application/octet-stream"
        start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(shown)))])
        return [shown]


def _with_notes(page: bytes, notes: Sequence[Problem], stale: bool) -> bytes:
    """A page with what is wrong above its words, and whether these are the words of before."""
    above = environment(TEMPLATES).get_template("notes.html.j2").render(problems=notes, stale=stale, say=say)
    return re.sub(rb"<body\b[^>]*>", lambda tag: tag[0] + above.encode(), page, count=1)


class _Preview:
    """The draft as it was made last, and how it is made again."""

    def __init__(self, root: Path, server: _Server):
        self.root, self.server = root, server
        self.shell = ""
        self.last: Site | None = None
        self.kept = KeptPages(root / ".cache" / "preview.json", "")

    def again(self) -> None:
        """Make what is different, or say what is wrong."""
        began = time.monotonic()
        try:
            with without_collecting():
                self._make()
            click.echo(f"Built in {time.monotonic() - began:.1f} s.")
        except Problems as found:
            self._cannot(found.problems)
            click.echo(found.report(), err=True)
        except (Exception, SystemExit) as error:  # a broken template or page: the preview must outlive it
            self.last = None
            self._cannot([Problem("the pages", 0, f"{type(error).__name__}: {error}", "The terminal has the details.")])
            click.echo(f"{type(error).__name__}: {error}", err=True)

    def _cannot(self, problems: list[Problem]) -> None:
        """No page can be made of what is written: those that were made before stay, with the reasons above them."""
        if self.server.files:
            self.server.notes, self.server.stale = tuple(problems), True
        else:
            self.server.problems = problems

    def _make(self) -> None:
        read_again()
        shell = digest_of_files(self.root, SHELL)
        now, notes = site.open_draft(site.ROOT)
        if self.last:
            now.library.answers, now.read_before = self.last.library.answers, self.last.read_before
            if shell == self.shell and self.last.made.keys() == now.made.keys():
                now.previous = self.last.made
        self.kept = now.kept = self.kept.following(digest_of_files(self.root, PROGRAM))
        try:
            made = run_mkdocs(self.root, now, strict=False, changed_only=bool(now.previous))
        except (Exception, SystemExit):
            if notes:  # they are the reason, most likely, and say it better
                self.last = None
                raise Problems(notes) from None
            raise
        earlier = (
            {path: text for path, text in self.server.files.items() if path.endswith(".html")} if now.previous else {}
        )
        self.server.files = {**earlier, **made, **files_besides(now)}
        self.server.now, self.last, self.shell, self.server.problems = now, now, shell, None
        self.server.notes, self.server.stale = tuple(notes), False
        if notes:
            click.echo(Problems(notes).report(), err=True)


def preview(root: Path, host: str = "127.0.0.1", port: int = 8000, ready: Callable[[Any], None] | None = None) -> None:
    """Serve the draft at an address until interrupted. `ready` is called with the server once it listens.

    Raises `OSError` if the port is taken, before anything is built.
    """
    os.environ["HANDBOOK_ITERATION"] = "draft"
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stopped by a supervisor, it tidies up as after Ctrl+C
    logging.getLogger("mkdocs").setLevel(logging.WARNING)
    server = _Server(lambda: made.again(), host, port, root=str(root), mount_path="/draft/", polling_interval=0.2)
    server.build_delay, server.files = 0.05, {}
    made = _Preview(root, server)
    try:
        server.server_bind()
    except OSError:
        server.server_close()
        raise
    try:
        made.again()
        for name in WATCHED:
            if (root / name).exists():  # only a copy has own/
                server.watch(str(root / name))
        click.echo(f"The draft is at {server.url}. It reloads when you save a file. Stop with Ctrl+C.")
        if ready:
            ready(server)
        server.serve(open_in_browser=False)
    except KeyboardInterrupt:
        click.echo("Stopped.")
    finally:
        server.shutdown(wait=server.serve_thread.is_alive())
