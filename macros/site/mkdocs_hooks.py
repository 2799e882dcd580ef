"""The one place where the handbook meets MkDocs. It hands over; it decides nothing.

MkDocs loads this file as a hook; `mkdocs_macros.py` is its counterpart for the macros plugin. Both ask
`opening.wanted` for the same library.
"""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.toc import get_toc

from macros.pages import aidbook, stylesheet, toolbook
from macros.pages.addresses import address_of
from macros.pages.menus import navigation
from macros.pages.pagekinds import PAGE_KINDS
from macros.pages.phrases import in_shell, language, phrases, with_words
from macros.pages.voices import speak
from macros.pages.words import printed
from macros.site import opening as site
from macros.site.asking import apart, without_ends
from macros.site.contentpolicy import for_shell
from macros.site.layout import LOCAL_ADDRESS, NOT_FOUND
from macros.site.rendering import as_rendered, render_ahead
from macros.site.shell import Site
from macros.site.wholepages import WholePages

current = site.wanted

_CALLS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)

WHOLE = "whole.html"
"""The template of a page that is taken whole: nothing."""


NO_FRONT_MATTER = "---\n{}\n---\n"
"""Says that a page has none, so that MkDocs looks for none in its words: what it has to know is told by
`on_page_markdown`."""


def on_config(config: Any) -> Any:
    """Menus, addresses and the site's folder for this iteration."""
    now = current()
    config.site_name = now.library.name
    config.nav = navigation(now.library, now.iteration)
    config.repo_url = None
    config.theme.static_templates = {NOT_FOUND}
    config.theme.dirs = [
        config.theme.custom_dir
    ]  # the shell is our own; the theme's thousands of icons are not looked through
    config.site_url = now.version_address or f"{LOCAL_ADDRESS}{now.folder}/"  # the not-found page needs its path
    return config


def on_files(files: Files, config: Any) -> Files:
    """Leave out what the theme ships, what a link leads out of docs/ to, and hand-written pages that this iteration
    has nothing for; add the pages made from data, and the style sheet."""
    now = current()
    shown = {page.path for page in now.library.written_in(now.iteration)}
    docs = Path(config.docs_dir).resolve()
    for file in list(files):
        source = Path(file.abs_src_path or "")
        if not source.resolve().is_relative_to(docs) or stylesheet.is_source(file.src_uri):
            files.remove(file)
        elif source.suffix == ".js":
            text, path = source.read_text("utf-8"), file.src_uri.removeprefix("assets/")
            _is_there(file, _script(with_words(text, path, phrases())))
            for spoken in (each.spoken for each in now.translated):
                now.files[spoken.placed(file.dest_uri)] = _script(with_words(text, path, spoken.voice.phrases))
        elif not file.is_documentation_page():
            _is_there(file, source.read_bytes())
        elif file.src_uri not in shown and not file.src_uri.startswith("adr/"):
            files.remove(file)
        else:
            # Its lists come from data: the preview must build it again.
            file.is_modified = lambda: True  # type: ignore[method-assign]
    sheets = stylesheet.shortened(stylesheet.joined(Path(config.docs_dir), now.library.colours))
    by_scripts = stylesheet.made_in(path.read_text("utf-8") for path in sorted((docs / "assets").rglob("*.js")))
    config.extra["styles"] = stylesheet.Styles(sheets, by_scripts)
    for address, rules in sheets.items():
        style = File.generated(config, address, content="")
        _is_there(style, now.with_name(rules).encode())
        files.append(style)
    if now.iteration.of("tool"):
        tools = File.generated(config, toolbook.ADDRESS, content="")
        _is_there(tools, toolbook.toolbook(now.library, now.iteration).encode())
        files.append(tools)
        aids = File.generated(config, aidbook.ADDRESS, content="")
        _is_there(aids, aidbook.aidbook(now.library, now.iteration).encode())
        files.append(aids)
        for each in now.translated:
            now.files[f"{each.spoken.prefix}{toolbook.ADDRESS}"] = each.tools.encode()
    for page in now.pages:
        made = File.generated(
            config, page.path, content=NO_FRONT_MATTER + page.markdown, inclusion=InclusionLevel.NOT_IN_NAV
        )
        # Only the preview builds in part.
        made.is_modified = partial(now.is_new, page.path)  # type: ignore[method-assign]
        files.append(made)
    for path, content in [page for each in now.translated for page in each.sources()]:
        files.append(File.generated(config, path, content=content, inclusion=InclusionLevel.NOT_IN_NAV))
    if now.kept:
        now.kept.meet(file.src_uri for file in files)
    return files


def _script(text: str) -> bytes:
    """A script as it is sent: without what only programmers read."""
    return current().with_name(stylesheet.script(text)).encode()


def _is_there(file: File, content: bytes) -> None:
    """Take a file that is no page as it is, and leave MkDocs nothing to copy."""
    current().files[file.dest_uri] = content
    file.copy_file = lambda dirty=False: None  # type: ignore[method-assign]


def on_nav(nav: Navigation, config: Any, files: Files) -> Navigation:
    """Give a page that stands in no menu its place under the nearest page above it that does,
    so that the menus show where you are."""
    menus = {page.file.src_uri: page.parent for page in nav.pages if page.parent}
    for file in files.documentation_pages():
        home = next((path for path in reversed(current().above(file.src_uri)) if path in menus), None)
        if home and file.src_uri not in menus:
            config.extra.setdefault("homes", {})[file.src_uri] = home, menus[home]
    render_ahead(current(), config, files)
    return nav


def on_pre_page(page: Any, config: Any, files: Files) -> Any:
    """Note which page is being made, and speak its language."""
    current().at = page.file.src_uri
    _speak(page)
    return page


def _speak(page: Any) -> Any:
    """Speak the language of a page. Gives the version in it: our own where that is English."""
    now = current().in_language(page.file.src_uri)
    speak(now.spoken.voice if now else None)
    return now or current()


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """Tell the page which file holds its words, and where it is canonical."""
    english, now = current(), _speak(page)
    known = now.page_at(page.file.src_uri)
    page.meta["words_in"] = known.words_in if known else now.file_of_written(page.file.src_uri)
    page.meta["made"] = known
    if known:
        page.meta["title"], page.meta["description"] = known.title, known.description
    page.edit_url = now.project.edit(page.meta["words_in"]) if page.meta["words_in"] else None
    page.canonical_url = now.canonical(page.file.src_uri)
    page.meta["home"], section = config.extra.get("homes", {}).get(page.file.src_uri, (None, None))
    page.parent = page.parent or now.section_of(page.file.src_uri) or section
    page.meta["as_written"], page.meta["kept"] = (
        markdown,
        english.kept.find(page.file.src_uri, markdown) if english.kept else None,
    )
    if page.meta["kept"]:
        page.content, page.render = "", lambda config, files: None  # there is nothing to render
    return markdown


def on_page_content(html: str, page: Any, config: Any, files: Files) -> str:
    """Put a page that was kept where it would have been rendered, and keep one that was."""
    now, path, known = current(), page.file.src_uri, page.meta["kept"]
    if known:
        page.toc = get_toc(known.headings)
        page.present_anchor_ids = set(known.anchors)
        page.links_to_anchors = {files.src_uris[to]: anchors for to, anchors in known.links.items()}
        return known.html
    if now.kept:
        now.kept.keep(path, page.meta["as_written"], as_rendered(page, html))
    return html


def _find_whole(page: Any, now: Site, whole: WholePages, styles: stylesheet.Styles) -> None:
    """Take a page as it came out of the last build, if nothing about it is otherwise."""
    path, told = page.file.src_uri, page.meta
    kind = told["made"].kind if told["made"] else "written"
    title = told.get("title") or page.title
    asked = whole.asked(
        *(told["as_written"], str(title), str(told.get("description")), told["words_in"], told["home"]),
        *(page.edit_url, page.canonical_url, now.is_unlisted(path), now.cite(path, title)),
        now.happened(told["made"]) if told["made"] else [],
        styles.wanted(page.content, kind),
    )
    told["asked"], told["whole"] = asked, whole.find(path, asked) if told["kept"] else None
    if told["whole"] is not None:
        told["template"] = WHOLE


def on_env(env: Any, config: Any, files: Files) -> Any:
    """Give the page shell what it asks."""
    speak(None)
    env.trim_blocks = env.lstrip_blocks = True  # no lines of nothing in every page
    env.autoescape = True  # titles come from data; only the page's own HTML is marked safe in the shell
    env.globals["site"] = current()
    env.globals["say"], env.globals["language"], env.globals["spoken"] = in_shell, language(), None
    env.globals.update(for_shell())
    env.globals["PAGE_KINDS"] = PAGE_KINDS
    styles, now = _of_kinds(config, files), current()
    for page in (file.page for file in files.documentation_pages()):
        if now.whole_pages and page and "kept" in page.meta and not now.in_language(page.file.src_uri):
            _find_whole(page, now, now.whole_pages, styles)
    env.globals.update(styles=styles, FOR_FEW=stylesheet.FOR_FEW, cut=stylesheet.cut, apart=apart)
    env.globals["address_of"] = address_of
    env.finalize = printed  # titles
    return env


def _of_kinds(config: Any, files: Files) -> stylesheet.Styles:
    """The style sheets with one for each kind of page, now that all pages have their words."""
    now, styles = current(), config.extra["styles"]
    parts = Path(config.theme.custom_dir) / "partials"
    shell = {path.stem: _CALLS.sub(" ", path.read_text("utf-8")) for path in sorted(parts.glob("*.html"))}
    translation = stylesheet.names_in(shell.pop("translation"))
    bare, around = {"body", "main", "article"}, stylesheet.names_in("".join(shell.values()))
    pages: dict[str, list[set[str]]] = {}
    for file in files.documentation_pages():
        spoken, page = now.in_language(file.src_uri), file.page
        made = (spoken or now).page_at(file.src_uri)
        if made and page and page.content is not None:
            work = partial(stylesheet.names_in, page.content)
            names = {*now.library.answers.once("names in a page", page.content, work), *bare, f".kind-{made.kind}"}
            names.add(".wide" if PAGE_KINDS[made.kind].wide else stylesheet.MARGIN)
            if not PAGE_KINDS[made.kind].room:
                names |= around | translation if spoken else around
            pages.setdefault(made.kind, []).append(names)
        elif made:  # a preview makes some pages, and has not the words of the others
            pages.setdefault(made.kind, []).append({stylesheet.EVERYTHING})
    styles = styles.with_kinds(pages, now.library.answers)
    for address in map(stylesheet.kind_sheet, pages):
        now.files[address] = now.with_name(styles.sheets[address]).encode()
    return styles


def on_page_context(context: Any, page: Any, config: Any, nav: Navigation) -> Any:
    """Give a page of another language the shell in that language."""
    now = _speak(page)
    if now is not current():
        context.update(site=now, nav=now.menus, language=now.spoken.tag, spoken=now.spoken)
    return context


def on_post_page(output: str, page: Any, config: Any) -> str:
    """Take a page. MkDocs writes none: nothing is on the disk before all of it is right."""
    english, now = current(), current().in_language(page.file.src_uri)
    if now:
        output = now.whole(output, page.file.dest_uri)
    whole = page.meta.get("whole") or without_ends(output).encode("utf-8", "xmlcharrefreplace")
    if english.whole_pages and "asked" in page.meta:
        english.whole_pages.keep(page.file.src_uri, page.meta["asked"], whole)
    english.files[page.file.dest_uri] = whole
    speak(None)
    return ""


def on_post_template(output_content: str, template_name: str, config: Any) -> str:
    """The same for a page that is none of a document: the not-found page."""
    if template_name == NOT_FOUND:
        current().files[template_name] = output_content.encode()
    return ""
