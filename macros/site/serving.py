"""Serve a built folder as a plain static host would: index files, the root's own not-found page, nothing else."""

from __future__ import annotations

import functools
import http.server
import mimetypes
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

Find = Callable[[str], bytes | None]
"""Makes a file that is not in the folder, by its path; nothing if it cannot."""


class _Handler(http.server.SimpleHTTPRequestHandler):
    """A quiet static handler that answers a missing address with the root's 404.html."""

    find: Find | None = None

    def do_GET(self) -> None:
        """A file of the folder, or one that is made now."""
        if not self._made_now():
            super().do_GET()

    def do_HEAD(self) -> None:
        """The same without its content."""
        if not self._made_now():
            super().do_HEAD()

    def _made_now(self) -> bool:
        path = unquote(urlsplit(self.path).path).lstrip("/")
        if not self.find or Path(self.translate_path(self.path)).exists():
            return False
        content = self.find(path)
        if content is None:
            return False
        self.send_response(200)
        self.send_header("Content-Type", mimetypes.guess_type(path)[0] or "application/octet-stream")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)
        return True

    def log_message(self, *_: Any) -> None:
        return

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class _Server(http.server.ThreadingHTTPServer):
    """A server that many may ask at once, and that says nothing of those who go away before they are answered."""

    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def static_server(
    folder: Path, host: str = "127.0.0.1", port: int = 0, find: Find | None = None
) -> http.server.ThreadingHTTPServer:
    """A server for a folder, not yet running. Port 0 takes any that is free; `find` makes what the folder lacks.

    Raises `OSError` if the port is taken.
    """
    handler = type("_Handler", (_Handler,), {"find": staticmethod(find) if find else None})
    return _Server((host, port), functools.partial(handler, directory=str(folder)))
