"""What a reader's browser gets and does: bytes, requests, painting, blocking and shifts, and Lighthouse's four scores.

    python -m tests.bench.weight [FOLDER]                 every type of page of a built site (default: site/)
    python -m tests.bench.weight --only step --only tool  some types
    python -m tests.bench.weight --search                 how long a first search takes
    python -m tests.bench.weight --lighthouse --runs 3    Lighthouse, the best of three runs

The folder is served from this machine as a static host would (gzip level 6, `max-age=600`, HTTP/1.1), and Chromium may
reach no other address. Bytes and counts are exact, as the server sent them, without headers; a KB is 1000 bytes.
Milliseconds depend on the machine and on what else it does: compare rows of one table only, and never test them.
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from . import chromium
from .page_types import page_types
from .running import ROOT
from .tables import table

TOOLS = ROOT / ".cache" / "bench-tools"
FLAGS = [*chromium.FLAGS, "--disable-quic", "--no-first-run"]
LOOPBACK_ONLY = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
PHONE = {"width": 360, "height": 740}
NETWORK = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 200_000,
    "uploadThroughput": 93_750,
}  # 1.6 Mbit/s down, bytes a second
SLOWER = 4
SETTLE = 1000
"""Milliseconds that we go on looking after a page has loaded and the network is quiet."""

KINDS = ("html", "css", "js", "font")
_SUFFIXES = {".html": "html", ".css": "css", ".js": "js", ".mjs": "js", ".woff2": "font", ".woff": "font"}
_PACKED = {".woff2", ".woff", ".png", ".jpg", ".jpeg", ".webp", ".avif", ".zip", ".gz"}

FIRST_VIEW, FONTS, LATER_VIEW, BLOCKED = 45_000, 25_000, 8_000, 50
"""What a page may weigh and how long it may block: the limits that the tables mark."""

_OBSERVE = """
(() => {
  const seen = window.__seen = { lcp: 0, shift: 0, tasks: [], shifted: [] };
  const watch = (type, each) =>
    new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true });
  watch("largest-contentful-paint", (entry) => { seen.lcp = entry.startTime; });
  watch("longtask", (entry) => seen.tasks.push([entry.startTime, entry.duration]));
  watch("layout-shift", (entry) => {
    if (entry.hadRecentInput) return;
    seen.shift += entry.value;
    for (const { node } of entry.sources)
      seen.shifted.push(node ? node.nodeName + (node.className ? "." + node.className : "") : "?");
  });
})();
"""
_SEEN = """
() => {
  const painted = performance.getEntriesByName("first-contentful-paint")[0];
  return { ...window.__seen, fcp: painted ? painted.startTime : 0 };
}
"""
_TIME_RESULTS = """
() => {
  const timed = window.__search = {};
  addEventListener("click", () => { timed.clicked ??= performance.now(); }, { capture: true });
  addEventListener("input", () => { timed.typed ??= performance.now(); }, { capture: true });
  new MutationObserver(() => {
    if (document.querySelector(".search-results a"))
      requestAnimationFrame(() => { timed.shown ??= performance.now(); });
  }).observe(document.body, { childList: true, subtree: true });
}
"""


# -- Serving ---------------------------------------------------------------------------------------


@dataclass
class Host:
    """A folder being served: its address, and every answer so far as (path, kind, bytes of body, status)."""

    address: str
    answers: list[tuple[str, str, int, int]] = field(default_factory=list)


class _Handler(http.server.SimpleHTTPRequestHandler):
    """A quiet static handler that compresses what can be, lets it be kept for ten minutes, and notes what it sent."""

    protocol_version = "HTTP/1.1"
    host: Host

    def log_message(self, *_: Any) -> None:
        return

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        if path.is_dir() and not self.path.split("?")[0].endswith("/"):
            super().do_GET()  # sends to the address with a slash
            return
        path = path / "index.html" if path.is_dir() else path
        status = 200 if path.is_file() else 404
        if status == 404:
            path = Path(self.directory) / "404.html"
        body, packed = _body(path) if path.is_file() else (b"", False)
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.host.answers.append((self.path, _SUFFIXES.get(path.suffix, "other"), len(body), status))
        with contextlib.suppress(ConnectionError):
            self.wfile.write(body)


@cache
def _body(path: Path) -> tuple[bytes, bool]:
    raw = path.read_bytes()
    return (raw, False) if path.suffix in _PACKED else (gzip.compress(raw, 6), True)


@contextlib.contextmanager
def served(folder: Path) -> Iterator[Host]:
    """Serve a built folder at a free port of this machine for a while. What is compressed is kept:
    build before, not meanwhile."""
    _body.cache_clear()
    host = Host("")
    handler = type("Handler", (_Handler,), {"host": host})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    server.daemon_threads = True
    host.address = f"http://127.0.0.1:{server.server_port}/"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield host
    finally:
        server.shutdown()
        server.server_close()


# -- Weight and speed ------------------------------------------------------------------------------


@dataclass(frozen=True)
class View:
    """One page as one reader got it: bytes by kind, requests that reached the server, milliseconds, shift,
    and what went wrong."""

    sent: dict[str, int]
    requests: int
    lcp: float
    tbt: float
    cls: float
    shifted: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()

    @property
    def fonts(self) -> int:
        return self.sent.get("font", 0)

    @property
    def without_fonts(self) -> int:
        return sum(self.sent.values()) - self.fonts


@dataclass(frozen=True)
class Measured:
    """A first view with nothing in the cache, and a second one, of another page, with what the first left there."""

    first: View
    second: View


def measure(folder: Path, first: str, second: str) -> Measured:
    """Two pages of a built site, one after the other, on a slow phone. Addresses are within the folder:
    `latest/steps/`."""
    with served(folder) as host, _phone() as open_page:
        page, complaints = open_page(host)
        return Measured(_view(page, host, first, complaints), _view(page, host, second, complaints))


def measure_all(folder: Path, addresses: Sequence[str]) -> list[Measured]:
    """The same for many pages, each with a cache of its own.
    The later view is of the same page under a name that is not in the cache."""
    found = []
    with served(folder) as host, _phone() as open_page:
        for address in addresses:
            page, complaints = open_page(host)
            found.append(
                Measured(_view(page, host, address, complaints), _view(page, host, f"{address}?later", complaints))
            )
            page.context.close()
    return found


@contextlib.contextmanager
def _phone() -> Iterator[Any]:
    """A function that opens an empty, slow page of a new reader, and the list that fills with what it complains of."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*FLAGS, LOOPBACK_ONLY])

        def opened(host: Host) -> tuple[Any, list[str]]:
            page = browser.new_context(viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True).new_page()
            complaints: list[str] = []
            page.on(
                "request",
                lambda request: (
                    complaints.append(f"asked {request.url}")
                    if not request.url.startswith((host.address, "data:", "blob:"))
                    else None
                ),
            )
            page.on(
                "console",
                lambda message: (
                    complaints.append(f"{message.type}: {message.text}")
                    if message.type in ("error", "warning")
                    else None
                ),
            )
            page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
            page.add_init_script(_OBSERVE)
            devtools = page.context.new_cdp_session(page)
            devtools.send("Network.enable")
            devtools.send("Network.emulateNetworkConditions", NETWORK)
            devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            return page, complaints

        try:
            yield opened
        finally:
            browser.close()


def _view(page: Any, host: Host, address: str, complaints: list[str]) -> View:
    before, complained = len(host.answers), len(complaints)
    page.goto(host.address + address, wait_until="networkidle")
    page.wait_for_timeout(SETTLE)
    seen = page.evaluate(_SEEN)
    answers = host.answers[before:]
    sent: Counter[str] = Counter()
    for _, kind, size, _ in answers:
        sent[kind] += size
    return View(
        dict(sent),
        len(answers),
        seen["lcp"],
        blocked(seen["tasks"], seen["fcp"]),
        seen["shift"],
        tuple(seen["shifted"]),
        tuple(complaints[complained:]),
    )


def blocked(tasks: Sequence[Sequence[float]], painted: float) -> float:
    """Milliseconds beyond 50 of every task (start, duration) after the first paint;
    of one that was running then, what came after."""
    return sum(max(0.0, min(duration, start + duration - painted) - 50) for start, duration in tasks)


def search(folder: Path, address: str, words: str) -> dict[str, float]:
    """A first search on a slow phone: milliseconds from the click to the first results, from the first letter to them,
    and KB fetched."""
    with served(folder) as host, _phone() as open_page:
        page, complaints = open_page(host)
        page.goto(host.address + address, wait_until="networkidle")
        before = len(host.answers)
        page.evaluate(_TIME_RESULTS)
        page.click(".open-search")
        page.wait_for_selector("dialog[open] input")
        page.keyboard.type(words)
        page.wait_for_selector(".search-results a")
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(SETTLE)
        timed, seen = page.evaluate("window.__search"), page.evaluate(_SEEN)
        tasks = [task for task in seen["tasks"] if task[0] >= timed["clicked"]]
        return {
            "from click": timed["shown"] - timed["clicked"],
            "from first letter": timed["shown"] - timed["typed"],
            "blocked": blocked(tasks, 0),
            "longest task": max((duration for _, duration in tasks), default=0),
            "KB": sum(size for _, _, size, _ in host.answers[before:]) / 1000,
            "complaints": len(complaints),
        }


# -- Lighthouse ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scores:
    """What Lighthouse says of a page: four scores of 100, three measures, what costs points,
    and what it only advises."""

    performance: int
    accessibility: int
    best_practices: int
    seo: int
    lcp: float
    tbt: float
    cls: float
    failing: tuple[str, ...]
    advice: tuple[str, ...]
    elsewhere: tuple[str, ...]

    @property
    def four(self) -> tuple[int, int, int, int]:
        return self.performance, self.accessibility, self.best_practices, self.seo


def audit(
    folder: Path, addresses: Sequence[str], command: Sequence[str], runs: int = 1, keep: Path | None = None
) -> Iterator[tuple[str, Scores]]:
    """Lighthouse, with its settings for phones, on pages of a built site: each address with the best of its runs.

    Only performance differs from run to run, so a page is looked at again, `runs` times at most, only while that is
    below 100. `command` starts Lighthouse: node and the file of its command line.
    With `keep`, the whole reports are left in that folder.
    """
    with served(folder) as host, tempfile.TemporaryDirectory() as scratch:
        for address in addresses:
            found: list[Scores] = []
            while len(found) < runs and not any(scores.performance == 100 for scores in found):
                out = (
                    keep or Path(scratch)
                ) / f"{re.sub(r'[^a-z0-9.]+', '-', address).strip('-') or 'home'}.{len(found) + 1}.json"
                found.append(_scores(_report(host.address + address, command, out, Path(scratch)), host.address))
            yield address, max(found, key=lambda scores: (sum(scores.four), -scores.tbt))


def lighthouse(
    folder: Path, addresses: Sequence[str], command: Sequence[str], runs: int = 1, keep: Path | None = None
) -> str:
    """The same as a table in Markdown, what is not as it should be in bold.
    Advice that every page gets is said once, below."""
    found = list(audit(folder, addresses, command, runs, keep))
    always = set.intersection(*(set(scores.advice) for _, scores in found)) if len(found) > 1 else set()
    rows = [
        [
            address,
            *(_marked(score < 100, str(score)) for score in scores.four),
            f"{scores.lcp / 1000:.1f} s",
            _marked(scores.tbt >= BLOCKED, f"{scores.tbt:.0f}"),
            _marked(scores.cls > 0, f"{scores.cls:.3f}"),
            ", ".join([*scores.failing, *(f"asked {url}" for url in scores.elsewhere)]) or "–",
            ", ".join(name for name in scores.advice if name not in always) or "–",
        ]
        for address, scores in found
    ]
    times = (
        "one run a page"
        if runs == 1
        else f"the best of up to {runs} runs a page, repeated only while performance was below 100"
    )
    return (
        f"Lighthouse, settings for phones, {times}.\n\n"
        + table(
            [
                "page",
                "performance",
                "accessibility",
                "best practices",
                "SEO",
                "LCP",
                "TBT ms",
                "CLS",
                "failing",
                "advice, no points",
            ],
            rows,
        )
        + (f"\n\nAdvice on every page, without points: {', '.join(sorted(always))}." if always else "")
    )


def _report(url: str, command: Sequence[str], out: Path, scratch: Path) -> dict[str, Any]:
    out.parent.mkdir(parents=True, exist_ok=True)
    flags = " ".join(["--headless=new", *FLAGS, f'"{LOOPBACK_ONLY}"'])
    # Lighthouse keeps its own settings in the home folder; it is given one that goes away.
    env = os.environ | {"CHROME_PATH": chromium(), "HOME": str(scratch), "XDG_CONFIG_HOME": str(scratch)}
    done = subprocess.run(
        [
            *command,
            url,
            "--output=json",
            f"--output-path={out}",
            "--quiet",
            "--no-enable-error-reporting",
            f"--chrome-flags={flags}",
        ],
        env=env,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"Lighthouse could not look at {url}\n{done.stderr}")
    return json.loads(out.read_text("utf-8"))


def _scores(report: dict[str, Any], address: str) -> Scores:
    audits, categories = report["audits"], report["categories"]
    weight = {ref["id"]: ref["weight"] for category in categories.values() for ref in category["auditRefs"]}
    poor = [
        name
        for name in weight
        if audits[name]["score"] is not None
        and audits[name]["score"] < (1 if weight[name] == 0 or audits[name]["scoreDisplayMode"] == "binary" else 0.9)
    ]
    urls = [row["url"] for row in audits["network-requests"]["details"]["items"]]
    return Scores(
        *(
            round(100 * (categories[name]["score"] or 0))
            for name in ("performance", "accessibility", "best-practices", "seo")
        ),
        *(
            audits[name]["numericValue"]
            for name in ("largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
        ),
        failing=tuple(name for name in poor if weight[name]),
        advice=tuple(name for name in poor if not weight[name]),
        elsewhere=tuple(url for url in urls if not url.startswith((address, "data:", "blob:"))),
    )


def lighthouse_command(tools: Path = TOOLS) -> list[str]:
    """How to start Lighthouse from the folder in which tools.py has set it up.
    Exits with a sentence if it is not there."""
    command = [tools / "bin" / "node", tools / "lighthouse" / "node_modules" / "lighthouse" / "cli" / "index.js"]
    if not all(path.is_file() for path in command):
        sys.exit(f"Lighthouse is not set up in {_shown(tools)}. `make bench` does it, or give its folder with --tools.")
    return [str(path) for path in command]


# -- Tables ----------------------------------------------------------------------------------------


def weights(rows: Sequence[tuple[str, Measured]]) -> str:
    """Sites or pages by name as one table in Markdown, what is above a limit in bold."""

    def line(name: str, both: Measured) -> list[str]:
        one, two = both.first, both.second
        later = sum(two.sent.values())
        return [
            name,
            _marked(one.without_fonts > FIRST_VIEW, _kb(one.without_fonts)),
            *(_kb(one.sent.get(kind, 0)) for kind in KINDS[:3]),
            _marked(one.fonts > FONTS, _kb(one.fonts)),
            str(one.requests),
            _marked(later > LATER_VIEW, _kb(later)),
            str(two.requests),
            f"{one.lcp:.0f} / {two.lcp:.0f}",
            _marked(max(one.tbt, two.tbt) >= BLOCKED, f"{one.tbt:.0f} / {two.tbt:.0f}"),
            _marked(max(one.cls, two.cls) > 0, f"{one.cls:.3f} / {two.cls:.3f}"),
            str(len(one.complaints) + len(two.complaints)),
        ]

    return table(
        [
            "",
            "first view",
            "HTML",
            "CSS",
            "JS",
            "fonts",
            "requests",
            "later view",
            "requests",
            "LCP ms",
            "TBT ms",
            "CLS",
            "complaints",
        ],
        [line(*row) for row in rows],
    )


def chromium() -> str:
    """The path of Chromium, from CHROME_PATH or the search path. Exits with a sentence if there is none."""
    found = os.environ.get("CHROME_PATH") or shutil.which("chromium")
    return found or sys.exit("Chromium is missing. `make test` installs it: tests/get-browser.sh")


def _marked(wrong: bool, shown: str) -> str:
    return f"**{shown}**" if wrong else shown


def _kb(size: int) -> str:
    return f"{size / 1000:.1f}"


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)


def main() -> None:
    """Measure the pages of a built site, and print tables in Markdown."""
    ask = argparse.ArgumentParser(
        description="Measure the pages of a built site as a reader on a slow phone gets them."
    )
    ask.add_argument("folder", nargs="?", type=Path, default=ROOT / "site", help="a built site (default: site/)")
    ask.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="WORDS",
        help="types of page whose name or address has these words",
    )
    ask.add_argument("--search", action="store_true", help="how long a first search takes, instead")
    ask.add_argument("--lighthouse", action="store_true", help="Lighthouse, instead")
    ask.add_argument("--runs", type=int, default=1, help="runs of Lighthouse a page; the best one counts (default: 1)")
    ask.add_argument(
        "--tools", type=Path, default=TOOLS, help="where Lighthouse is set up (default: .cache/bench-tools)"
    )
    ask.add_argument("--keep", type=Path, help="a folder for Lighthouse's whole reports")
    given = ask.parse_args()
    if not (given.folder / "versions.json").is_file():
        sys.exit(f"{given.folder} is not a built site. `make build` makes one.")
    types = [
        each
        for each in page_types(given.folder)
        if not given.only or any(words in f"{each.name} {each.address}" for words in given.only)
    ]
    if given.lighthouse:
        print(
            lighthouse(
                given.folder, [each.address for each in types], lighthouse_command(given.tools), given.runs, given.keep
            )
        )
    elif given.search:
        for words in ("trust", "what if it goes wrong", "procurment act"):
            print(
                words, {name: round(value, 1) for name, value in search(given.folder, types[0].address, words).items()}
            )
    else:
        found = measure_all(given.folder, [each.address for each in types])
        print(weights([(each.name, both) for each, both in zip(types, found, strict=True)]))
        for each, both in zip(types, found, strict=True):
            for what in (
                *both.first.complaints,
                *both.second.complaints,
                *(f"moved: {node}" for node in both.first.shifted + both.second.shifted),
            ):
                print(f"{each.name}: {what}")


if __name__ == "__main__":
    main()
