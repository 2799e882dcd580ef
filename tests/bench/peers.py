"""How long other generators take for the pages that we build, by the number of pages.

Ours starts from the data: it is read and checked, made into pages, and built with search index, open data and a strict
policy. The others start from the Markdown that `handbook export --markdown` writes of the same project, so they have
less to do. What else differs stands in the table, in the column on search. Sphinx gets a table of contents at the end
of each list, and Hugo its lists under the name that it asks for; nothing else is changed for anybody.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from . import made_up, tools, weight
from .running import LIMIT, Failed, Run, handbook, median, run
from .tables import each, memory, seconds, table

HERE = Path(__file__).parent
THRICE = 60
"""Up to so many pages, each build runs three times and the median counts. Larger ones run once."""


@dataclass(frozen=True)
class Peer:
    """A generator in the table: its name, how it searches, how its project is made from the exported pages,
    and the command that builds it."""

    name: str
    search: str
    prepare: Callable[[Path, Path], None]
    command: Callable[[Path], list[str]]
    env: tuple[tuple[str, str], ...] = ()

    def build(self, folder: Path, limit: float) -> Run:
        """Build a project with nothing in its caches. Nothing of what was built stays."""
        clear(folder)
        return run(self.command(folder), folder, limit, **dict(self.env))


def clear(folder: Path) -> None:
    """Remove what a build leaves: the site, and every cache in the project."""
    for name in ("site", ".cache", "resources", ".hugo_build.lock", ".doctrees"):
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def ours(folder: Path, limit: float) -> Run:
    """Build the made-up project itself, from its data, with nothing in the cache."""
    clear(folder)
    return handbook(folder, "build", "--out", "site", limit=limit)


# -- how each one's project is made from the exported pages ------------------------------------------


def for_mkdocs(exported: Path, folder: Path, theme: str | None = "material", menus: bool = True) -> None:
    """A project for MkDocs or Zensical. With `menus`, those of the export: its index pages only;
    without, every page stands in the menu."""
    shutil.copytree(exported / "docs", folder / "docs")
    settings = yaml.safe_load((exported / "mkdocs.yml").read_text("utf-8"))
    if theme:
        settings["theme"] = {"name": theme}
    if not menus:
        settings.pop("nav")
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings, sort_keys=False, allow_unicode=True), "utf-8")


def for_hugo(exported: Path, folder: Path) -> None:
    """A project for Hugo, with a small theme of ours. It calls the page of a list `_index.md`."""
    shutil.copytree(HERE / "hugo", folder, dirs_exist_ok=True)
    shutil.copytree(exported / "docs", folder / "content")
    for path in list((folder / "content").rglob("index.md")):
        path.rename(path.with_name("_index.md"))


CONTENTS = "\n```{{toctree}}\n:hidden:\n{options}\n\n{pages}\n```\n"


def for_sphinx(exported: Path, folder: Path) -> None:
    """A project for Sphinx. Its menus come from tables of contents in the pages:
    each list gets one of its pages, and the home page one of the lists."""
    shutil.copytree(exported / "docs", folder, dirs_exist_ok=True)
    shutil.copy(HERE / "sphinx" / "conf.py", folder / "conf.py")
    lists = sorted(path.relative_to(folder).with_suffix("").as_posix() for path in folder.glob("*/index.md"))
    above = sorted(path.stem for path in folder.glob("*.md") if path.stem != "index")
    for name, options, pages in [
        ("index", ":maxdepth: 2", [*above, *lists]),
        *((name, ":glob:", ["**"]) for name in lists),
    ]:
        with (folder / f"{name}.md").open("a", encoding="utf-8") as page:
            page.write(CONTENTS.format(options=options, pages="\n".join(pages)))


def _menus(menus: bool, theme: str | None) -> Callable[[Path, Path], None]:
    return lambda exported, folder: for_mkdocs(exported, folder, theme, menus)


def _hugo(folder: Path) -> list[str]:
    return [
        tools.hugo(),
        "--quiet",
        "--destination",
        "site",
        "--cacheDir",
        str(folder / ".cache"),
    ]  # a full path is asked for


def _sphinx(_: Path) -> list[str]:
    return [tools.tool("sphinx-build"), "-q", "-E", "-j", "auto", "-b", "dirhtml", "-d", ".doctrees", ".", "site"]


def peers() -> list[Peer]:
    """Every generator in the table. Their versions are those of requirements.lock."""
    is_ = tools.version
    quiet = (("NO_MKDOCS_2_WARNING", "1"),)  # Material's about its own end of life, as in our own build
    mkdocs, zensical = f"MkDocs {is_('mkdocs')}, Material {is_('mkdocs-material')}", f"Zensical {is_('zensical')}"
    sphinx = f"Sphinx {is_('sphinx')}, MyST {is_('myst-parser')}"
    return [
        Peer(
            f"{mkdocs}, lists in the menus",
            "lunr",
            _menus(True, "material"),
            lambda _: [tools.tool("mkdocs"), "build", "--quiet"],
            quiet,
        ),
        Peer(
            f"{mkdocs}, every page in the menus",
            "lunr",
            _menus(False, "material"),
            lambda _: [tools.tool("mkdocs"), "build", "--quiet"],
            quiet,
        ),
        Peer(
            f"{zensical}, lists in the menus",
            "its own",
            _menus(True, None),
            lambda _: [tools.tool("zensical"), "build"],
        ),
        Peer(
            f"{zensical}, every page in the menus",
            "its own",
            _menus(False, None),
            lambda _: [tools.tool("zensical"), "build"],
        ),
        Peer(f"Hugo {is_('hugo')}, a bare theme", "none", for_hugo, _hugo),
        Peer(f"{sphinx}, furo {is_('furo')}", "its own", for_sphinx, _sphinx, (("BENCH_THEME", "furo"),)),
        Peer(
            f"{sphinx}, alabaster {is_('alabaster')}", "its own", for_sphinx, _sphinx, (("BENCH_THEME", "alabaster"),)
        ),
    ]


# -- measuring ---------------------------------------------------------------------------------------

OURS = "this handbook, from its data"


def measure(sizes: list[int], say: Callable[[str], None], limit: float = LIMIT) -> dict[str, Any]:
    """Build projects of several sizes with every generator, in turn, so that a busy machine is busy for all of them.

    Returns, for each name, how it searches and its `Run` at each size;
    a size is missing where a smaller one took too long.
    """
    everybody = peers()
    figures: dict[str, Any] = {
        OURS: {"search": "ours", "runs": {}},
        **{peer.name: {"search": peer.search, "runs": {}} for peer in everybody},
    }
    for size in sorted(sizes):
        with tempfile.TemporaryDirectory(prefix="handbook-bench-") as scratch:
            builders = prepared(Path(scratch), size, everybody)
            going = {
                name: build
                for name, build in builders.items()
                if not any(not each.finished for each in figures[name]["runs"].values())
            }
            if size == min(sizes):  # a warm-up: byte code is written, and programs are in memory
                for name, build in going.items():
                    _try(name, build, limit, say)
            found: dict[str, list[Run]] = {name: [] for name in going}
            for _ in range(3 if size <= THRICE else 1):
                for name, build in going.items():
                    if all(each.finished for each in found[name]):
                        found[name].append(_try(name, build, limit, say))
                        say(f"{size} pages, {name}: {seconds(found[name][-1])}")
            for name, runs in found.items():
                figures[name]["runs"][size] = median(runs)
    return figures


def prepared(scratch: Path, size: int, everybody: list[Peer]) -> dict[str, Callable[[float], Run]]:
    """Make a project of a size, and one for each other generator from its pages.
    Returns what builds each, and checks that it built every page."""
    project, exported = made_up.of_size(scratch / "ours", size), scratch / "exported"
    handbook(project, "export", "--markdown", "--out", str(exported), limit=None)  # not what is measured
    builders = {OURS: _whole(lambda limit: ours(project, limit), project / "site" / "draft", size)}
    for number, peer in enumerate(everybody):
        folder = scratch / str(number)
        folder.mkdir()
        peer.prepare(exported, folder)
        builders[peer.name] = _whole(
            lambda limit, peer=peer, folder=folder: peer.build(folder, limit), folder / "site", size
        )
    return builders


def _whole(build: Callable[[float], Run], site: Path, size: int) -> Callable[[float], Run]:
    """A build that fails if the site has fewer pages than it should. What was built is removed: some take gigabytes."""

    def checked(limit: float) -> Run:
        done = build(limit)
        has = sum(1 for _ in site.rglob("index.html"))
        shutil.rmtree(site, ignore_errors=True)
        if done.finished and has < size:
            raise Failed(f"{size} pages were to be built, and there are {has}.")
        return done

    return checked


def _try(name: str, build: Callable[[float], Run], limit: float, say: Callable[[str], None]) -> Run:
    try:
        return build(limit)
    except Failed as error:
        say(f"{name} failed: {error}")
        return Run(0, 0, finished=False, failed=True)


def weigh(say: Callable[[str], None], size: int = 60) -> list[tuple[str, Any]]:
    """Build a small project with every generator, and look at two of its pages as a reader on a slow phone:
    a case, then a tool.

    Returns each one's name with what `weight.measure` found.
    """
    rows = []
    with tempfile.TemporaryDirectory(prefix="handbook-bench-") as scratch:
        project, exported = made_up.of_size(Path(scratch) / "ours", size), Path(scratch) / "exported"
        handbook(project, "export", "--markdown", "--out", str(exported))
        ours(project, LIMIT)
        rows.append(
            (OURS, weight.measure(project / "site" / "draft", "case-studies/made-up-0/", "tools/learning-log/"))
        )
        for number, peer in enumerate(peers()):
            folder = Path(scratch) / str(number)
            folder.mkdir()
            peer.prepare(exported, folder)
            if _try(peer.name, lambda limit, peer=peer, folder=folder: peer.build(folder, limit), LIMIT, say).finished:
                rows.append(
                    (peer.name, weight.measure(folder / "site", "case-studies/made-up-0/", "tools/learning-log/"))
                )
    return rows


def as_tables(figures: dict[str, Any]) -> str:
    """What was measured, as three tables: the time, the time for each page, and the memory."""
    sizes = sorted({size for row in figures.values() for size in row["runs"]})
    heads = [f"{size} pages" for size in sizes]
    time = table(
        ["cold build", "search index", *heads],
        [[name, row["search"], *(seconds(row["runs"].get(size)) for size in sizes)] for name, row in figures.items()],
    )
    page = table(
        ["for each page", *heads],
        [[name, *(each(row["runs"].get(size), size) for size in sizes)] for name, row in figures.items()],
    )
    most = table(
        ["memory of the largest process", *heads],
        [[name, *(memory(row["runs"].get(size)) for size in sizes)] for name, row in figures.items()],
    )
    return f"{time}\n\n{page}\n\n{most}"
