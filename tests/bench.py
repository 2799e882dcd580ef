"""Measure, and print one table. Speed is never a test: it depends on the machine. Run it side by side, in one go.

    make bench                     the real handbook, and how building grows with pages and versions
    make bench SIZES="60 300"      other sizes
"""

from __future__ import annotations

import gzip
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = [int(size) for size in os.environ.get("SIZES", "60 300 1000 3000").split()]


def timed(work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def row(*cells: object) -> None:
    print(f"{cells[0]!s:<58}" + "".join(f"{cell!s:>14}" for cell in cells[1:]), flush=True)


def handbook(folder: Path, *words: str) -> None:
    done = subprocess.run([sys.executable, "-m", "macros.cli", *words], cwd=folder, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(folder)})
    if done.returncode:
        sys.exit(done.stdout + done.stderr)


def copy_project(to: Path) -> Path:
    for name in ("data", "docs", "macros", "overrides"):
        shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("mkdocs.yml", "requirements.lock"):
        shutil.copy(ROOT / name, to / name)
    return to


def the_real_one() -> None:
    print("\nThe real handbook")
    from macros.checking import check
    from macros.loading import load
    from macros.pages import Library, pages
    from macros.yamlfiles import _read

    loaded = load(ROOT)
    _read.clear()
    row("read and check the data against the model", f"{timed(lambda: load(ROOT)):.2f} s")
    row("every rule between the data (first time)", f"{timed(lambda: check(load(ROOT))):.2f} s")
    row("Markdown of every page of the draft", f"{timed(lambda: pages(Library(loaded, ROOT / 'docs'), loaded.draft)):.2f} s")
    with tempfile.TemporaryDirectory() as scratch:
        project = copy_project(Path(scratch) / "p")
        row("build every iteration, nothing in the cache", f"{timed(lambda: handbook(project, 'build', '--out', 'site')):.1f} s")
        row("build again, nothing changed", f"{timed(lambda: handbook(project, 'build', '--out', 'site')):.1f} s")
        tool = project / "data/draft/tools/learning-log.yml"
        tool.write_text(tool.read_text("utf-8").replace("keywords: [", "keywords: [bench, ", 1), "utf-8")
        row("build again, one file of the draft changed", f"{timed(lambda: handbook(project, 'build', '--out', 'site')):.1f} s")
        weights(project / "site" / "draft")


def weights(folder: Path) -> None:
    print("\nWhat a reader's browser fetches (gzip, KB)")
    size = lambda name: (len(gzip.compress((folder / name).read_bytes(), 6)) if not name.endswith("woff2") else (folder / name).stat().st_size) / 1000  # noqa: E731
    shared = sum(size(f"assets/{name}") for name in ("handbook.css", "handbook.js", "mark.svg"))
    fonts = sum(size(f"assets/fonts/{name}") for name in ("atkinson-regular.woff2", "atkinson-bold.woff2"))
    row("", "first view", "later views")
    for name in ("index.html", "steps/establish-the-contract/index.html", "tools/learning-log/index.html", "guidance/changing-a-contract/index.html", "glossary/index.html"):
        row(name, f"{size(name) + shared:.1f}", f"{size(name):.1f}")
    row("typeface, once", f"{fonts:.1f}")
    for name in sorted(path.relative_to(folder).as_posix() for path in (folder / "search").glob("*.json")):
        row(f"{name}, when somebody searches", f"{size(name):.1f}")


def growth() -> None:
    print("\nHow building grows: made-up case studies in the draft, all iterations built, nothing in the cache")
    row("case studies", "pages in all", "seconds", "per page")
    for count in SIZES:
        with tempfile.TemporaryDirectory() as scratch:
            project = copy_project(Path(scratch) / "p")
            cases = project / "data/draft/case-studies"
            original = (cases / "dell-fedex.yml").read_text("utf-8")
            ids = [f"made-up-{number}" for number in range(count)]
            for number, id_ in enumerate(ids):
                (cases / f"{id_}.yml").write_text(original.replace("id: dell-fedex", f"id: {id_}", 1).replace("title: ", f"title: {number} ", 1), "utf-8")
            (project / "data/draft/changes/made-up.yml").write_text(
                f"id: made-up\nkind: added\nelements: [{', '.join(ids)}]\nsummary: Made up.\nwhy: To measure.\n", "utf-8")
            seconds = timed(lambda: handbook(project, "build", "--out", "site"))
            made = sum(1 for path in (project / "site").rglob("index.html") if "/go/" not in path.as_posix())
            row(count, made, f"{seconds:.1f}", f"{seconds / made * 1000:.0f} ms")


def main() -> None:
    memory = next((line.split()[1] for line in open("/proc/meminfo") if line.startswith("MemTotal")), "0") if Path("/proc/meminfo").exists() else "0"
    print(f"{time.strftime('%d %B %Y')}, {os.cpu_count()} cores, {int(memory) // 1_000_000} GB, Python {platform.python_version()}")
    the_real_one()
    growth()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
