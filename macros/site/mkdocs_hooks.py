"""The one place where the handbook meets MkDocs. It hands over; it decides nothing.

MkDocs loads this file as a hook; `mkdocs_macros.py` is its counterpart for the macros plugin. Both ask
`opening.wanted` for the same library.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.toc import get_toc

from macros.pages import stylesheet
from macros.pages.addresses import address_of
from macros.pages.library import UnknownId
from macros.pages.menus import navigation
from macros.pages.pagekinds import PAGE_KINDS
from macros.pages.phrases import in_shell, language
from macros.pages.words import printed
from macros.site import opening as site
from macros.site.contentpolicy import add_policies
from macros.site.kept import Rendered
from macros.site.layout import LOCAL_ADDRESS, finish_version

current = site.wanted


def on_config(config: Any) -> Any:
    """Menus, addresses and the site's folder for this iteration."""
    now = current()
    config.nav = navigation(now.library, now.iteration)
    config.repo_url = None
    config.site_url = now.version_address or f"{LOCAL_ADDRESS}{now.folder}/"  # the not-found page needs its path
    return config


def on_files(files: Files, config: Any) -> Files:
    """Leave out hand-written pages that this iteration has nothing for; add the pages made from data, and the style sheet."""
    now = current()
    shown = {page.path for page in now.library.written_in(now.iteration)}
    for file in list(files.documentation_pages()):
        if file.src_uri not in shown and not file.src_uri.startswith("adr/"):
            files.remove(file)
        # Its lists come from data: the preview must build it again.
        file.is_modified = lambda: True  # type: ignore[method-assign]
    for page in now.pages:
        made = File.generated(
            config, page.path, content=now.front_matter(page) + page.markdown, inclusion=InclusionLevel.NOT_IN_NAV
        )
        # Only the preview builds in part.
        made.is_modified = partial(now.is_new, page.path)  # type: ignore[method-assign]
        files.append(made)
    for file in [file for file in files if stylesheet.is_source(file.src_uri)]:
        files.remove(file)
    files.append(File.generated(config, stylesheet.ADDRESS, content=stylesheet.joined(Path(config.docs_dir))))
    if now.kept:
        now.kept.meet(file.src_uri for file in files)
    return files


def on_nav(nav: Navigation, config: Any, files: Files) -> Navigation:
    """Give a page that stands in no menu its place under the nearest page above it that does,
    so that the menus show where you are."""
    menus = {page.file.src_uri: page.parent for page in nav.pages if page.parent}
    for file in files.documentation_pages():
        home = next((path for path in reversed(current().above(file.src_uri)) if path in menus), None)
        if home and file.src_uri not in menus:
            config.extra.setdefault("homes", {})[file.src_uri] = home, menus[home]
    return nav


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Tell the page which file holds its words, and where it is canonical."""
    now = current()
    known = now.made.get(page.file.src_uri)
    page.meta["words_in"] = known.words_in if known else f"docs/{page.file.src_uri}"
    page.meta["made"] = known
    page.edit_url = now.project.edit(page.meta["words_in"]) if page.meta["words_in"] else None
    page.canonical_url = now.canonical(page.file.src_uri)
    page.meta["home"], section = config.extra.get("homes", {}).get(page.file.src_uri, (None, None))
    page.parent = page.parent or section
    page.meta["as_written"], page.meta["kept"] = (
        markdown,
        now.kept.find(page.file.src_uri, markdown) if now.kept else None,
    )
    return "" if page.meta["kept"] else markdown


def on_page_content(html: str, page: Any, config: Any, files: Files) -> str:
    """Put a page that was kept where it would have been rendered, and keep one that was."""
    now, path, known = current(), page.file.src_uri, page.meta["kept"]
    if known:
        page.toc = get_toc(known.headings)
        page.present_anchor_ids = set(known.anchors)
        page.links_to_anchors = {files.src_uris[to]: anchors for to, anchors in known.links.items()}
        return known.html
    if now.kept:
        links = {to.src_uri: anchors for to, anchors in (page.links_to_anchors or {}).items()}
        now.kept.keep(
            path,
            page.meta["as_written"],
            Rendered(html, _headings(page.toc), sorted(page.present_anchor_ids or ()), links),
        )
    return html


def _headings(contents: Any) -> list[dict[str, Any]]:
    return [
        {"name": each.title, "id": each.id, "level": each.level, "children": _headings(each.children)}
        for each in contents
    ]


def on_env(env: Any, config: Any, files: Files) -> Any:
    """Give the page shell what it asks."""
    env.trim_blocks = env.lstrip_blocks = True  # no lines of nothing in every page
    env.autoescape = True  # titles come from data; only the page's own HTML is marked safe in the shell
    env.globals["site"] = current()
    env.globals["say"], env.globals["language"] = in_shell, language()
    env.globals["PAGE_KINDS"] = PAGE_KINDS
    env.globals["address_of"] = address_of
    env.finalize = printed  # titles
    return env


def on_post_build(config: Any) -> None:
    """Put a content policy on every page, and leave out what no page uses."""
    folder = Path(config.site_dir)
    current().finish(folder)
    finish_version(current(), folder)
    add_policies(folder)


def on_build_error(error: Exception, **_: Any) -> None:
    """Say an unknown id in words. The macros plugin has already named the page and the line."""
    if isinstance(error, UnknownId):
        print(error)
