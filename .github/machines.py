"""Do with the handbook what a person does with it, on whichever machine this is: check, add, take in feedback, build,
preview, export, release. Stops at the first command that goes wrong.

    python .github/machines.py FOLDER

FOLDER is a scratch clone: its data is changed. At the end stands one digest of the whole site as it was built before
anything was changed. It has to be the same on every machine.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from macros.model.loading import load

PORT = "8765"
PATIENCE = 900
"""Seconds. A machine that is lent is slow."""


def main(project: Path) -> None:
    handbook(project, "check", "--github")
    handbook(project, "build", "--out", "site")
    site = digest_of(project / "site")
    handbook(project, "export", "--out", "export")
    preview(project)
    handbook(project, "new", "term", "Machine room")
    notes = project / "notes.csv"
    notes.write_text("theme,said\nPlain words,The first page was hard to read.\n", "utf-8")
    meeting = next(each for each in load(project).workshops.values() if each.is_meeting and each.sources)
    words = ("--workshop", meeting.id, "--source", meeting.sources[0], "--yes")
    handbook(project, "feedback", "import", str(notes), *words)
    git(project, "checkout", "--quiet", "--", "data")
    git(project, "clean", "--quiet", "-fd", "data")
    rehearse(project)
    said = os.environ.get("GITHUB_STEP_SUMMARY")
    if said:
        Path(said).write_text(f"{sys.platform}, Python {sys.version.split()[0]}: `{site}`\n", "utf-8")
    Path("site-digest.txt").write_text(f"{site}\n", "utf-8", newline="\n")
    print(f"The site: {site}")


def rehearse(project: Path) -> None:
    """Release the draft, then rename, merge, split and retire in the next one; the check finds it right at the end."""
    run(Path.cwd(), "-m", "tests.rehearsal", str(project), "--released", "1")


def handbook(project: Path, *words: str) -> None:
    """Run a command of the handbook in the scratch clone."""
    run(project, "-m", "macros.cli", *words)


def run(folder: Path, *words: str) -> None:
    """Run a program of ours in a folder that has the project, with what it says; stop if it fails."""
    print(" ".join(words), flush=True)
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=PATIENCE,
        env={**os.environ, "PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8"},
    )
    print(done.stdout[-2000:], flush=True)
    if done.returncode:
        sys.exit(f"{' '.join(words)}: {done.returncode}\n{done.stderr}")


def preview(project: Path) -> None:
    """Start the live preview, wait for a page of it, and stop it."""
    print(f"handbook serve --port {PORT}", flush=True)
    running = subprocess.Popen(
        [sys.executable, "-m", "macros.cli", "serve", "--port", PORT],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project), "PYTHONIOENCODING": "utf-8"},
    )
    try:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and running.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/draft/", timeout=30) as answer:
                    if b"<h1" in answer.read():
                        return
            except OSError:
                time.sleep(0.5)
        sys.exit("The preview never showed its first page.")
    finally:
        running.terminate()
        running.wait(60)


def git(project: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=project, check=True, timeout=PATIENCE)


def digest_of(site: Path) -> str:
    """One digest for the names and bytes of all files of a site."""
    found = hashlib.sha256()
    for path in sorted((path for path in site.rglob("*") if path.is_file()), key=lambda path: path.as_posix()):
        name = path.relative_to(site).as_posix()
        found.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return found.hexdigest()


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
