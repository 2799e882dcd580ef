"""Serve a built folder as a plain static host would: index files, the root's own not-found page, nothing else."""

from __future__ import annotations

import functools
import http.server
import sys
from pathlib import Path
from typing import Any


class _Handler(http.server.SimpleHTTPRequestHandler):
    """A quiet static handler that answers a missing address with the root's 404.html."""

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


def static_server(folder: Path, host: str = "127.0.0.1", port: int = 0) -> http.server.ThreadingHTTPServer:
    """A server for a folder, not yet running. Port 0 takes any that is free. Raises `OSError` if the port is taken."""
    return _Server((host, port), functools.partial(_Handler, directory=str(folder)))
