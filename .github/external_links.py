"""Ask every address that the draft cites, and print what does not answer, as Markdown.

Exit code 1 means that at least one address is gone. What only refuses us (many sites turn programs
away) or is slow today is listed apart, and is no reason to raise an issue.
Run it from the project's folder: `.venv/bin/python .github/external_links.py`.
"""

from __future__ import annotations

import re
import socket
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from macros.model.loading import load

ROOT = Path(__file__).resolve().parent.parent
IN_TEXT = re.compile(r"\]\((https?://[^\s()]+)\)")
AGENT = "Mozilla/5.0 (compatible; handbook-link-check)"
SECONDS = 30
AT_ONCE = 6
MOST_LETTERS = 60_000
"""GitHub takes no longer issue."""


def addresses() -> dict[str, list[str]]:
    """Every address outside the handbook, with the places that name it."""
    draft = load(ROOT).draft
    found: dict[str, list[str]] = {}
    for source in draft.sources.values():
        if source.url:
            place = draft.places["source", source.id]
            found.setdefault(source.url, []).append(f"{place.file.shown}, line {place.line(('url',))} (`{source.id}`)")
    for folder, ending in (("data/draft", "*.yml"), ("data/workshops", "*.yml"), ("docs", "*.md")):
        for path in sorted((ROOT / folder).rglob(ending)):
            for number, row in enumerate(path.read_text("utf-8").splitlines(), 1):
                for url in IN_TEXT.findall(row):
                    found.setdefault(url, []).append(f"{path.relative_to(ROOT).as_posix()}, line {number}")
    return found


def ask(url: str) -> tuple[str, str]:
    """`fine`, `gone` or `unsure`, and why."""
    request = urllib.request.Request(url, headers={"User-Agent": AGENT, "Accept": "*/*"})
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            answer.read(1)
        return "fine", ""
    except urllib.error.HTTPError as error:
        return ("gone" if error.code in (404, 410) else "unsure"), f"answers {error.code}"
    except urllib.error.URLError as error:
        if isinstance(error.reason, socket.gaierror):
            return "gone", "the host is not known"
        return "unsure", str(error.reason)
    except (OSError, ValueError) as error:
        return "unsure", str(error) or type(error).__name__


def report(found: dict[str, list[str]], answers: dict[str, tuple[str, str]]) -> str:
    """The findings as Markdown, the broken ones first."""
    parts = [
        f"{len(found)} addresses asked. If a page moved, mend `url` in `data/draft/sources.yml`. "
        "If it is gone, look for it at its publisher or in an archive, and say in `read_via` where you read it."
    ]
    for state, heading in (("gone", "Gone"), ("unsure", "Not sure: open these by hand now and then")):
        rows = [
            f"- <{url}> {answers[url][1]}\n  " + "; ".join(found[url])
            for url in sorted(found)
            if answers[url][0] == state
        ]
        if rows:
            parts += [f"## {heading} ({len(rows)})", "\n".join(rows)]
    text = "\n\n".join(parts)
    return (
        text
        if len(text) <= MOST_LETTERS
        else text[:MOST_LETTERS].rpartition("\n")[0] + "\n\nThere are more; run it on your own machine to see them all."
    )


def main() -> int:
    found = addresses()
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        answers = dict(zip(found, pool.map(ask, found), strict=True))
    print(report(found, answers))
    return 1 if any(state == "gone" for state, _ in answers.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
