"""Documents say what the pages say, word for word, lead where they lead, and are as accessible as they claim."""

from __future__ import annotations

import collections
import dataclasses
import hashlib
import html
import io
import re
import subprocess
from typing import Any

import lxml.html
import pikepdf
import pypdf
import pytest
import zxingcpp
from chosen import FOR_FINANCE, IS_RELATIONAL_RIGHT, SHAPE_THE_APPROACH, WHAT_IT_COSTS
from conftest import ROOT, SITE, dead_links, json_of
from PIL import Image
from verapdf import broken_rules

from macros.basics.project import Project
from macros.formats.books.contents import Contents, Part
from macros.formats.books.nodes import LEFT_OUT, Nodes, chapter_from, places_in
from macros.formats.books.printing import TEMPLATES
from macros.pages.addresses import short_of
from macros.pages.documents import documents_of, file_of, has_canvas
from macros.site.documents import Documents
from macros.site.opening import open_site

TOOL, STEP, TABLES = IS_RELATIONAL_RIGHT, SHAPE_THE_APPROACH, WHAT_IT_COSTS
ADDRESS = "https://handbook.example/"


@pytest.fixture(scope="module")
def documents() -> Documents:
    """The draft's documents, as on a site that has an address. What another run made from the same words is taken."""
    site = open_site(ROOT, "draft")
    site.project = Project(site=ADDRESS)
    return Documents(site, ROOT / ".cache")


@pytest.fixture(scope="module")
def made(documents: Documents) -> dict[str, bytes]:
    """A tool, a step with its activities, and a page that is mostly tables."""
    page = documents.edition.made[f"briefings/{TABLES}.md"]
    chapter = documents.shelf._of(page)
    tables = Contents(TABLES, page.title, page.kind, [Part("", [chapter])])
    return {
        TOOL: documents.make(file_of(documents.edition.iteration, TOOL)).content,
        STEP: documents.make(file_of(documents.edition.iteration, STEP)).content,
        TABLES: documents.press.make(tables).content,
    }


def words(text: str) -> list[str]:
    """The words of a text. One that may be broken at a hyphen counts as two."""
    return re.findall(r"\w+", text.replace("\u00ad", ""))


def words_of_pdf(content: bytes) -> list[str]:
    """The words that somebody hears who has a PDF read out: without running lines and repeated heads of tables, which
    are marked as decoration."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            kept, within, deep = [], 0, 0
            for operands, operator in pikepdf.parse_content_stream(page):
                name = str(operator)
                if name in ("BMC", "BDC"):
                    deep += 1
                    if not within and str(operands[0]) == "/Artifact":
                        within = deep
                if not within or name in ("q", "Q", "cm", "Tf"):
                    kept.append((operands, operator))
                if name == "EMC":
                    if within == deep:
                        within = 0
                    deep -= 1
            page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))
        out = io.BytesIO()
        pdf.save(out)
    return [word for page in pypdf.PdfReader(out).pages for word in words(page.extract_text())]


def words_of_page(path: str) -> list[str]:
    """The words of a page of the built site that belong on paper."""
    article = lxml.html.fromstring((SITE / "draft" / path / "index.html").read_text("utf-8")).find(".//article")
    assert article is not None
    for unwanted in article.xpath(LEFT_OUT.replace("//", ".//") + " | .//svg"):
        unwanted.drop_tree()
    for cell in article.iter("td", "th", "dt", "dd", "li"):  # one ends where the next begins
        cell.tail = f" {cell.tail or ''}"
    return words(lxml.html.tostring(article, encoding="unicode", method="text"))


def lost_and_added(pages: list[str], content: bytes) -> tuple[dict[str, int], dict[str, int]]:
    """Which words of pages a PDF lacks, and which it has besides, each with how often."""
    there = collections.Counter(word for path in pages for word in words_of_page(path))
    here = collections.Counter(words_of_pdf(content))
    return dict(there - here), dict(here - there)


@pytest.mark.parametrize("name", [TOOL, STEP, TABLES])
def test_no_word_of_a_page_is_lost(documents, made, name):
    pages = {
        TOOL: [f"tools/{TOOL}"],
        TABLES: [f"briefings/{TABLES}"],
        STEP: [page.url.rstrip("/") for page in documents.shelf._step(STEP)],
    }[name]
    lost, added = lost_and_added(pages, made[name])
    assert not lost
    furniture = " ".join(
        str(
            documents.press.data(
                documents.shelf.contents(*documents.about[file_of(documents.edition.iteration, STEP)])
            )[key]
        )
        for key in ("name", "title", "iteration", "notes", "address", "say")
    )
    strange = {word for word in added if not word.isdigit() and word not in words(furniture)}
    titles = set(words(" ".join(page.title for page in documents.edition.pages))) | {"Step", "Tool", "Briefing"}
    fingerprint = {word for word in strange if re.fullmatch(r"[0-9a-f]{64}", word)}
    assert strange - titles - fingerprint <= {"Activity", "Fingerprint", "of", "the", "words", "draft"}


def test_a_word_that_is_lost_is_found(documents, made):
    page = documents.edition.made[f"tools/{TOOL}.md"]
    chapter = chapter_from(page.path, page.title, page.markdown.replace("Sponsor", "").replace("statements", ""))
    other = documents.press.make(Contents(TOOL, page.title, "tool", [Part("", [chapter])])).content
    assert lost_and_added([f"tools/{TOOL}"], other)[0].get("statements", 0) > 1


@pytest.mark.parametrize("standard", ["ua1", "2a"])
def test_a_document_keeps_the_standards_that_it_claims(made, standard):
    assert not broken_rules(made[STEP], standard)


def test_a_file_that_only_claims_is_found(documents, made, tmp_path):
    """What Typst makes when it is not asked for a standard, and one that says that it keeps them."""
    source = tmp_path / "plain.typ"
    source.write_text("= Plain\nSome words.", "utf-8")
    plain = documents.press._set(source, "{}", standards=[])
    assert broken_rules(plain, "ua1") and broken_rules(plain, "2a")
    with pikepdf.open(io.BytesIO(made[TOOL])) as pdf:
        del pdf.Root["/StructTreeRoot"]
        out = io.BytesIO()
        pdf.save(out)
    assert broken_rules(out.getvalue(), "ua1")


def test_a_document_says_what_it_is(documents, made):
    reader = pypdf.PdfReader(io.BytesIO(made[TOOL]))
    title = documents.edition.iteration.elements[TOOL].title
    assert reader.metadata and reader.metadata.title == title
    assert reader.metadata.author == "Relational Contracting Handbook"
    assert documents.edition.iteration.version in (reader.metadata.subject or "")
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB" and root["/MarkInfo"]["/Marked"] and root["/ViewerPreferences"]["/DisplayDocTitle"]
    fonts = {str(font["/BaseFont"]) for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    assert fonts and all("AtkinsonHyperlegibleNext" in font for font in fonts)
    digest = re.findall(r"\b[0-9a-f]{12}\b", reader.pages[1].extract_text())
    assert digest and all(digest[0] in page.extract_text() for page in reader.pages)
    assert f"Iteration {documents.edition.iteration.version} (draft)" in reader.pages[1].extract_text()


def test_the_outline_has_the_chapters_and_their_headings(documents, made):
    reader = pypdf.PdfReader(io.BytesIO(made[STEP]))
    top = [each.title for each in reader.outline if not isinstance(each, list)]
    below = [
        each.title for each in reader.outline if isinstance(each, list) for each in each if not isinstance(each, list)
    ]
    chapters = documents.shelf.contents(*documents.about[file_of(documents.edition.iteration, STEP)]).chapters
    assert top[-len(chapters) :] == [chapter.title for chapter in chapters]
    assert "Why it matters" in below


def links(content: bytes) -> tuple[list[str], int]:
    """Where a PDF leads outside, and how many of its links stay inside."""
    outside, inside = [], 0
    for page in pypdf.PdfReader(io.BytesIO(content)).pages:
        for each in page.get("/Annots", []):
            action = each.get_object().get("/A", {})
            if "/URI" in action:
                outside.append(str(action["/URI"]))
            else:
                inside += 1
    return outside, inside


def test_links_lead_within_the_document_or_to_the_site(documents, made):
    outside, inside = links(made[STEP])
    chapters = documents.shelf.contents(*documents.about[file_of(documents.edition.iteration, STEP)]).chapters
    assert inside >= len(chapters)
    ours = {address.removeprefix(f"{ADDRESS}draft/") for address in outside if address.startswith(ADDRESS)}
    assert f"tools/{TOOL}/" in ours
    pages = {page.url for page in documents.edition.pages} | {""}
    written = {address.partition("#")[0] for address in ours} - pages
    assert all((SITE / "draft" / address / "index.html").is_file() for address in written)
    assert any(not address.startswith(ADDRESS) for address in outside)


def test_a_link_to_a_page_that_is_not_there_keeps_only_its_words():
    chapter = chapter_from(
        "tools/a.md",
        "A",
        "See [the other](b.md#there), [here](#here) and [out](https://example.org/).\n\n## Here { #here }\n",
    )
    nodes = Nodes(places_in([chapter]), lambda path: "", lambda drawing: "")
    leads = [each[1] for each in nodes.of(chapter)[2][2:] if isinstance(each, list)]
    assert leads == [{}, {"to": "tools/a.md#here"}, {"href": "https://example.org/"}]


def test_the_words_of_data_are_never_the_language_of_the_template(documents):
    hostile = "#panic[no] $x^2$ `raw` @label <label> \\ #{1 + 1} = not a heading"
    shown = html.escape(hostile)
    chapter = chapter_from("a.md", hostile, f"<p>{shown}</p>\n<ul><li>{shown}</li></ul>\n")
    content = documents.press.make(Contents("a", hostile, "tool", [Part("", [chapter])])).content
    heard = " ".join(words_of_pdf(content))
    assert heard.count("panic no x 2 raw label label 1 1 not a heading") == 3


def test_the_same_words_give_the_same_bytes(documents, made, tmp_path):
    again = Documents(documents.edition, tmp_path).make(file_of(documents.edition.iteration, TOOL)).content
    assert again == made[TOOL]


def test_what_was_made_is_not_made_again(documents, made, monkeypatch):
    def never(*_: Any) -> None:
        raise AssertionError("made again")

    monkeypatch.setattr(type(documents.press), "_set", never)
    assert documents.make(file_of(documents.edition.iteration, TOOL)).content == made[TOOL]
    page = documents.edition.made[f"tools/{TOOL}.md"]
    with pytest.raises(AssertionError, match="made again"):
        other = chapter_from(page.path, page.title, page.markdown + "\n\nOne word more.")
        documents.press.make(Contents(TOOL, page.title, "tool", [Part("", [other])]))


def test_every_element_is_in_the_book_once(documents):
    whole = documents.shelf.contents(
        *documents.about[file_of(documents.edition.iteration, "relational-contracting-handbook")]
    )
    paths = [chapter.path for chapter in whole.chapters]
    assert len(paths) == len(set(paths))
    kinds = {"step", "activity", "principle", "tension", "tool", "clause", "guidance", "case-study", "briefing", "path"}
    assert {page.path for page in documents.edition.pages if page.kind in kinds} <= set(paths)


def test_a_name_says_which_iteration_it_is_of(documents):
    assert (
        file_of(documents.edition.iteration, TOOL)
        == f"documents/{TOOL}-{documents.edition.iteration.version}-draft.pdf"
    )
    released = dataclasses.replace(documents.edition, iteration=documents.edition.handbook.latest)
    assert file_of(released.iteration, TOOL) == f"documents/{TOOL}-{released.iteration.version}.pdf"
    kinds = collections.Counter(kind for _, _, kind in documents_of(documents.edition.iteration))
    assert kinds["tool"] == len(documents.edition.iteration.of("tool")) and kinds["step"] == 4
    assert kinds["clause"] == kinds["case-study"] == kinds[""] == 1 and kinds["guidance"] > 3


def test_the_command_names_what_there_is(scratch):
    done = scratch.with_site().run("documents", "no-such-tool")
    assert done.returncode and "There is no document no-such-tool" in done.stderr


def test_the_templates_ask_nothing_of_the_network():
    found = sorted(TEMPLATES.glob("*.typ"))
    assert found and not any("@preview" in path.read_text("utf-8") for path in found)


SIDES = sorted(path.stem for path in (ROOT / "data" / "draft" / "paths").glob("*.yml"))


@pytest.mark.parametrize("name", [*SIDES, STEP])
def test_a_side_is_one_side(documents, name):
    assert documents.make(file_of(documents.edition.iteration, f"side-{name}")).pages == 1


def test_a_side_that_is_too_long_is_found(documents):
    page = documents.edition.made[f"paths/{FOR_FINANCE}/side.md"]
    chapter = chapter_from(page.path, page.title, page.markdown + "\n\nToo many words. " * 400, "side")
    with pytest.raises(Exception, match="does not fit on one side"):
        documents.press.make(Contents("side-for-finance", page.title, "side", [Part("", [chapter])]))


def test_a_side_says_what_its_page_says_and_keeps_the_standards(documents):
    content = documents.make(file_of(documents.edition.iteration, "side-for-finance")).content
    lost, _ = lost_and_added(["paths/for-finance/side"], content)
    assert not lost and "half" in words_of_pdf(content)
    assert not broken_rules(content, "ua1") and not broken_rules(content, "2a")


def test_a_canvas_has_the_code_of_its_sheet_on_both_papers(documents, tmp_path):
    tool = next(tool for tool in documents.edition.iteration.of("tool") if has_canvas(tool))
    made = documents.make(file_of(documents.edition.iteration, f"canvas-{tool.id}"))
    address = f"{documents.edition.version_address}{short_of(tool.id, 'sheet')}"
    (tmp_path / "canvas.pdf").write_bytes(made.content)
    subprocess.run(["pdftoppm", "-r", "150", "-png", "canvas.pdf", "sheet"], cwd=tmp_path, check=True)
    found = [
        [each.text for each in zxingcpp.read_barcodes(Image.open(path))] for path in sorted(tmp_path.glob("sheet*.png"))
    ]
    assert found == [[address], [address]] and made.pages == 2
    assert "".join(words(address)) in "".join(words_of_pdf(made.content))
    assert not broken_rules(made.content, "ua1") and not broken_rules(made.content, "2a")


def test_a_build_with_documents_has_what_its_pages_promise(scratch):
    done = scratch.with_site().run("build", "--documents", "--out", "out")
    assert not done.returncode, done.stdout + done.stderr
    rows = json_of(scratch.root / "out" / "draft" / "documents" / "list.json")
    assert {row["id"] for row in rows} >= {"relational-contracting-handbook", "offline", "data", STEP}
    for row in rows:
        content = (scratch.root / "out" / "draft" / row["file"]).read_bytes()
        assert len(content) == row["bytes"] and hashlib.sha256(content).hexdigest() == row["sha256"]
    page = (scratch.root / "out" / "draft" / "downloads" / "index.html").read_text("utf-8")
    told = dict(re.findall(r'href="\.\./(documents/[^"]+)">[^<]*</a> <small>([^<]*)</small>', page))
    book = next(row for row in rows if row["id"] == "relational-contracting-handbook")
    assert told[book["file"]].startswith(f"PDF, {book['pages']} pages, ") and "data-size" not in page
    sheets = re.findall(r'href="\.\./([^"]+\.(?:docx|csv))">[^<]*</a> <small>\w+, (\d+) KB</small>', page)
    assert len(sheets) > 8 and "data-bytes" not in page
    for file, size in sheets:
        assert int(size) == max(1, round((scratch.root / "out" / "draft" / file).stat().st_size / 1000)), file
    assert not dead_links(scratch.root / "out")
    (scratch.root / "out" / "draft" / book["file"]).unlink()
    assert any(book["file"].rpartition("/")[2] in each for each in dead_links(scratch.root / "out"))
