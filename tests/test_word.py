"""Word documents: read back by python-docx, opened by LibreOffice, and filled in by the page."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from chosen import (
    AUDIT_ACCESS,
    DRAFT,
    IS_RELATIONAL_RIGHT,
    KPI_AND_LEARNING_MEASURES,
    OPEN_BOOK_PROTOCOL,
    RISK_AND_UNCERTAINTY_ALLOCATION,
)
from chosen import handbook as read
from conftest import ROOT, shown
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from lxml import etree

from macros.basics.dates import date_in_words
from macros.checks.papers import check_papers
from macros.formats.books.contents import Shelf
from macros.formats.books.nodes import chapter_from, chapter_of
from macros.formats.word.books import word_book, word_page
from macros.formats.word.documents import tool_files, word_files
from macros.formats.word.markup import control, paragraph, w
from macros.formats.word.package import Document, packed
from macros.formats.word.sheets import wants_to_lie, words_of
from macros.model.evaluating import flat
from macros.model.marks import unmarked
from macros.model.papers import PaperPart
from macros.pages.addresses import word_of_clause, word_of_clauses, word_of_paper, word_of_step, word_of_tool
from macros.pages.documents import documents_of
from macros.pages.words import typeset
from macros.site.opening import open_sites

TEXT = "word/document.xml"
RIGHT = f"draft/tools/{IS_RELATIONAL_RIGHT}/sheet/"
TITLE = read().draft.elements[IS_RELATIONAL_RIGHT].title


@pytest.fixture(scope="module")
def sites() -> list[Any]:
    return open_sites(ROOT)


@pytest.fixture(scope="module")
def made(sites) -> dict[str, bytes]:
    """The Word documents of the draft."""
    return word_files(sites[-1])


@pytest.fixture(scope="module")
def tools(sites) -> dict[str, Any]:
    return {tool.id: tool for tool in sites[-1].iteration.of("tool") if tool.fields}


def body_of(document: bytes) -> Any:
    """The text of a document as a tree."""
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(document)).read(TEXT), etree.XMLParser(huge_tree=True))


def words_in(element: Any) -> str:
    """What an element says, line breaks and tabs included."""
    signs = {qn("w:br"): "\n", qn("w:tab"): "\t"}
    return "".join(signs.get(each.tag, each.text or "") for each in element.iter(qn("w:t"), *signs))


def answers_in(document: bytes) -> dict[str, str]:
    """The answers by name: what the content controls hold, but for those that are still empty."""
    found = {}
    for sdt in body_of(document).iter(qn("w:sdt")):
        about = sdt.find(qn("w:sdtPr"))
        tag = about.find(qn("w:tag"))
        if tag is None or about.find(qn("w:showingPlcHdr")) is not None or sdt.find(f".//{qn('w:sdt')}") is not None:
            continue
        shown = words_in(sdt.find(qn("w:sdtContent")))
        options = {item.get(qn("w:displayText")): item.get(qn("w:value")) for item in about.iter(qn("w:listItem"))}
        date = about.find(qn("w:date"))
        day = date.get(qn("w:fullDate")) if date is not None else None
        name = tag.get(qn("w:val"))
        assert name not in found, name
        found[name] = day[:10] if day else options.get(shown, shown)
    return found


def wrong_with(document: bytes) -> list[str]:
    """What is wrong with a document, by what python-docx reads: title, language, headings, tables."""
    read, found = docx.Document(io.BytesIO(document)), []
    if not read.core_properties.title or not read.core_properties.version:
        found.append("It has no title, or does not say its iteration.")
    languages = [each.get(qn("w:val")) for each in read.styles.element.iter(qn("w:lang"))]
    if languages != ["en-GB"]:
        found.append(f"Its language is {languages}.")
    styles = [each.style.name for each in read.paragraphs]
    if styles.count("Title") != 1 or "Heading 1" not in styles:
        found.append("It has no title on the page, or no heading.")
    levels = [int(style[-1]) for style in styles if style.startswith("Heading")]
    if any(after > before + 1 for before, after in zip([0, *levels], levels, strict=False)):
        found.append("A heading is a level too deep.")
    for table in body_of(document).iter(qn("w:tbl")):
        rows = list(table.iter(qn("w:tr")))
        if rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None:
            found.append("A table's head does not repeat.")
        if any(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is None for row in rows):
            found.append("A row may be split.")
    footer = read.sections[0].footer.paragraphs
    if read.core_properties.version not in "".join(each.text for each in footer):
        found.append("Its foot does not name the iteration.")
    return found


def test_each_document_has_title_language_headings_and_heads_that_repeat(made):
    assert len(made) > 50
    found = {name: wrong for name, document in made.items() if (wrong := wrong_with(document))}
    assert not found


def test_a_document_without_them_would_be_found():
    bare = Document("", "0.6", "Foot")
    bare.add(paragraph("Words", style="Heading2"), w("tbl", w("tr", w("tc", paragraph("Cell")))))
    assert len(wrong_with(packed(bare))) == 6


def test_every_field_of_every_iteration_is_a_control_with_the_answers_name(sites):
    for site in sites:
        documents = tool_files(site)
        for tool in site.iteration.of("tool"):
            if not tool.fields:
                assert word_of_tool(tool.id, site.iteration.version, False) not in documents
                continue
            blank = documents[word_of_tool(tool.id, site.iteration.version, False)]
            assert not answers_in(blank)
            names = {tag.get(qn("w:val")) for tag in body_of(blank).iter(qn("w:tag"))}
            for field in tool.fields:
                cells = {f"{field.id}.1.{column.id}" for column in field.columns}
                assert cells <= names if cells else field.id in names, (tool.id, field.id)
            if tool.example:
                filled = answers_in(documents[word_of_tool(tool.id, site.iteration.version, True)])
                expected = {name: typeset(value) for name, value in flat(tool.example.values).items()}
                assert filled == expected, (site.iteration.version, tool.id)


def test_the_sheets_of_a_step_stand_in_one_document_each_lying_or_standing_as_by_itself(sites, made):
    for step in sites[-1].iteration.of("step"):
        document = made[word_of_step(step.id, DRAFT)]
        tools = [tool for tool in sites[-1].iteration.of("tool") if step.id in tool.steps and tool.fields]
        read = docx.Document(io.BytesIO(document))
        assert [each.text for each in read.paragraphs if each.style.name == "Heading 1"] == [
            words_of(tool.title) for tool in tools
        ]
        lying = [section.orientation == WD_ORIENT.LANDSCAPE for section in read.sections]
        assert lying == [False, *(wants_to_lie(tool) for tool in tools)]
        names = [tag.get(qn("w:val")) for tag in body_of(document).iter(qn("w:tag"))]
        assert len(names) == len(set(names)), "no answer has the name of another"
        for tool in tools:
            alone = {
                tag.get(qn("w:val")) for tag in body_of(made[word_of_tool(tool.id, DRAFT, False)]).iter(qn("w:tag"))
            }
            assert {f"{tool.id}:{name}" for name in alone} <= set(names), tool.id


def test_the_same_words_give_the_same_bytes(sites, made):
    assert word_files(sites[-1]) == made


def test_nothing_in_a_text_is_markup_and_nothing_unfit_is_written():
    hostile = '<w:p> & "x" ]]> \x00\x0b\ud800 \u202e\u05e9 \U0001f600'
    document = Document(hostile, "0.6", hostile)
    document.add(paragraph(hostile, style="Heading1"), paragraph(control("a", hostile, hostile, empty=False)))
    assert '<w:p> & "x" ]]>' in answers_in(packed(document))["a"]
    with pytest.raises(ValueError):
        control("a" * 65, "Too long", "", empty=True)


# -- LibreOffice ---------------------------------------------------------------------------------


def opened_by_libreoffice(documents: dict[str, bytes], folder: Path) -> dict[str, str]:
    """The words of each document as LibreOffice prints it. What it cannot open is not among them."""
    office = shutil.which("soffice")
    assert office and shutil.which("pdftotext"), "LibreOffice or poppler is missing: tests/get-browser.sh"
    for name, document in documents.items():
        (folder / f"{name}.docx").write_bytes(document)
    subprocess.run(
        [
            office,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            *(str(folder / f"{name}.docx") for name in documents),
        ],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return {
        path.stem: subprocess.run(["pdftotext", "-raw", path, "-"], check=True, capture_output=True, text=True).stdout
        for path in folder.glob("*.pdf")
    }


def only_words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def lost(document: bytes, printed: str) -> list[str]:
    """The words of a document that are not on its pages, in their number."""
    said = Counter(only_words(" ".join(words_in(each) for each in body_of(document).iter(qn("w:p")))))
    return sorted(said - Counter(only_words(printed)))


def test_libreoffice_opens_them_and_prints_every_word(made, tmp_path):
    chosen = {
        Path(name).stem: made[name]
        for name in (
            word_of_tool(IS_RELATIONAL_RIGHT, DRAFT, False),
            word_of_tool(IS_RELATIONAL_RIGHT, DRAFT, True),
            word_of_tool(RISK_AND_UNCERTAINTY_ALLOCATION, DRAFT, True),
            word_of_step("establish-the-contract", DRAFT),
        )
    }
    printed = opened_by_libreoffice({**chosen, "broken": b"PK\x03\x04 no document"}, tmp_path)
    assert printed.keys() == chosen.keys(), "it opens all of them, and not the broken one"
    for name, document in chosen.items():
        assert not lost(document, printed[name]), name
        assert "Page 1 of" in printed[name] and f"iteration {DRAFT}" in printed[name]
    assert lost(chosen[f"{IS_RELATIONAL_RIGHT}-{DRAFT}-blank"], "Score") != []


# -- in the browser ------------------------------------------------------------------------------

HOSTILE = {
    "purpose": "‏שלום <w:p> &amp; ]]> “x” 😀",
    "service": "=1+1",
    "reasons": "x y " * 25_000,
    "runner-up": "One\nTwo\tthree \\ * _ | `",
    "review": "2026-10-05",
    "scores.1.evidence": '=HYPERLINK("x")\nand more',
}


def filled_in(open_page, **options: Any) -> Any:
    page = open_page(RIGHT, **options)
    page.wait_for_selector("form[data-ready]")
    for name, value in HOSTILE.items():
        page.fill(f'[name="{name}"]', value)
    for number, value in enumerate([5, 4, 5, 4, 3, 4, 2, 3], 1):
        page.locator(f'[name="scores.{number}.score"][value="{value}"]').check()
    page.locator('[name="stop-signs.4.there"][value="Not sure"]').check()
    page.get_by_text("Service file:").click()
    page.get_by_role("button", name="Word", exact=True).wait_for()
    return page


def taken(page: Any, name: str) -> tuple[str, bytes]:
    """What the reader gets: the name of the file, and the file."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name, exact=True).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_what_is_typed_on_a_phone_comes_out_the_same(open_page, tmp_path):
    page = filled_in(open_page, width=360, height=740)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rsplit("/", 1)[-1]))
    name, document = taken(page, "Word")
    assert re.fullmatch(rf"My-service-{IS_RELATIONAL_RIGHT}-{re.escape(DRAFT)}-\d{{4}}-\d\d-\d\d\.docx", name)
    assert [each for each in asked if each.endswith((".js", ".docx"))] == [
        "word.js",
        f"{IS_RELATIONAL_RIGHT}-{DRAFT}-blank.docx",
        "zip.js",
    ], "fetched when it is asked for, and from here"
    found = answers_in(document)
    expected = {
        **HOSTILE,
        **{f"scores.{number}.score": str(value) for number, value in enumerate([5, 4, 5, 4, 3, 4, 2, 3], 1)},
        "stop-signs.4.there": "Not sure",
        "need-result": "4.2",
        "readiness-result": "2",
        "about.service": "My service",
        "about.saved": name[-15:-5],
    }
    assert found == {key: value.replace("\r\n", "\n") for key, value in expected.items()}
    assert not wrong_with(document)
    assert docx.Document(io.BytesIO(document)).core_properties.title == f"My service: {TITLE}"
    text = words_in(body_of(document))
    assert "A relational contract may fit, but prepare first." in text and "at 3 would change it" in text
    assert date_in_words("2026-10-05") in text
    printed = opened_by_libreoffice({"filled": document}, tmp_path)["filled"]
    assert TITLE in printed and "and more" in printed and "One\nTwo" in printed

    name, markdown = taken(page, "Markdown")
    text = markdown.decode()
    assert name.endswith(".md") and f"# {TITLE}" in text
    assert "\\<w:p\\> \\&amp;" in text and "\\=1+1" in text and "| 5 | =HYPERLINK" in text.replace("\\", "")

    name, tables = taken(page, "Tables (CSV)")
    files = {
        each: zipfile.ZipFile(io.BytesIO(tables)).read(each) for each in zipfile.ZipFile(io.BytesIO(tables)).namelist()
    }
    rows = list(csv.reader(io.StringIO(next(iter(files.values())).decode("utf-8-sig"), newline="")))
    assert name.endswith(".zip") and len(files) == 2 and rows[1][1:] == ["5", '\'=HYPERLINK("x")\nand more']
    assert all(len(row) == 3 for row in rows) and len(rows) == 9


FILL = """async ([blank, answers, title, left]) => {
  const root = document.querySelector("link[rel=icon]").href.replace(/assets.*/, "");
  const word = await import(`${root}assets/forms/word.js`);
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer;
  const made = await word.asWord(await word.filled(bytes(blank), { answers, title, left }));
  return [...new Uint8Array(await made.arrayBuffer())];
}"""


def test_every_example_put_in_by_the_browser_is_there_again(open_page, made, tools):
    page = open_page("draft/")
    for tool in tools.values():
        blank = made[word_of_tool(tool.id, DRAFT, False)]
        answers = flat(tool.example.values)
        answers["gone.9.away"] = "0"
        document = bytes(page.evaluate(FILL, [base64.b64encode(blank).decode(), answers, tool.title, "No place"]))
        found = answers_in(document)
        kept = answers.pop("gone.9.away")
        assert found == answers, tool.id
        assert f"gone.9.away: {kept}" in words_in(body_of(document))
        assert not wrong_with(document), tool.id


def test_an_answer_of_nought_and_signs_that_xml_cannot_hold(open_page, made):
    page = open_page("draft/")
    blank = base64.b64encode(made[word_of_tool(OPEN_BOOK_PROTOCOL, DRAFT, False)]).decode()
    answers = {"surplus-from": "0", "lines.12.pounds": "0", "lines.1.line": "a\x00b\x0bc\ufffe", "outside": ""}
    found = answers_in(bytes(page.evaluate(FILL, [blank, answers, "T\x01", "No place"])))
    assert found == {"surplus-from": "0", "lines.12.pounds": "0", "lines.1.line": "a\ufffdb\nc\ufffd"}


# -- pages and clauses ---------------------------------------------------------------------------


def left_out(chapters: list[Any], document: bytes) -> list[str]:
    """The words of pages that a document does not have as often as they do."""
    there = Counter(only_words(" ".join(words_in(each) for each in body_of(document).iter(qn("w:p")))))
    texts = [f"{each.title} " + " ".join(each.tree.xpath(".//text()[not(ancestor::svg)]")) for each in chapters]
    return sorted(Counter(only_words(" ".join(texts))) - there)


def test_the_whole_handbook_has_every_word_of_its_pages(sites):
    site = sites[-1]
    shelf = Shelf(site)
    for id_, title, kind in documents_of(site.iteration):
        if kind in ("", "step"):
            contents = shelf.contents(id_, title, kind)
            document = word_book(site, contents)
            assert not left_out(contents.chapters, document) and not wrong_with(document), id_
            anchors = {each.get(qn("w:anchor")) for each in body_of(document).iter(qn("w:hyperlink"))} - {None}
            places = [each.get(qn("w:name")) for each in body_of(document).iter(qn("w:bookmarkStart"))]
            assert anchors <= set(places) and len(places) == len(set(places))
            if kind == "step":
                of_step = [tool for tool in site.iteration.of("tool") if tool.steps[:1] == [id_] and tool.fields]
                starts = {name.split(":")[0] for name in names_in(document)}
                assert starts == {tool.id for tool in of_step}
    briefing = next(page for page in site.pages if page.kind == "briefing")
    document = word_page(site, briefing)
    assert not left_out([chapter_of(briefing)], document) and not wrong_with(document)
    assert "zebra" in left_out([chapter_from("x.md", "X", "A zebra that is missing.")], document)


def test_a_clause_is_drafting_alone_or_with_its_notes_and_its_blanks_are_listed(sites, made, tmp_path):
    clauses = sites[-1].iteration.of("clause")
    bank = words_in(body_of(made[word_of_clauses(DRAFT)]))
    for clause in clauses:
        alone, noted = (made[word_of_clause(clause.id, DRAFT, with_notes)] for with_notes in (False, True))
        assert not wrong_with(noted)
        said, watch_out = [words_in(body_of(each)) for each in (alone, noted)], words_of(clause.watch_outs[0])
        assert watch_out not in said[0] and only_words(watch_out)[-1] in said[1]
        bullets = {
            each.text for each in docx.Document(io.BytesIO(alone)).paragraphs if each.style.name == "List Bullet"
        }
        assert {typeset(blank) for blank in re.findall(r"\[([^\[\]]+)\]", unmarked(clause.drafting))} <= bullets
        assert clause.title in bank
    printed = opened_by_libreoffice({"bank": made[word_of_clauses(DRAFT)]}, tmp_path)
    assert not lost(made[word_of_clauses(DRAFT)], printed["bank"])


def test_a_clause_is_copied_with_its_numbers(open_page):
    page = open_page(f"draft/clauses/{AUDIT_ACCESS}/", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the drafting").click()
    page.get_by_text("Copied.").wait_for()
    lines = page.evaluate("navigator.clipboard.readText()").split("\n")
    assert lines[0].startswith("1. In this clause") and lines[1].startswith("2. ") and len(lines) > 3


# -- papers --------------------------------------------------------------------------------------


PAPER = """async ([blank, about]) => {
  const root = document.querySelector("link[rel=icon]").href.replace(/assets.*/, "");
  const { paperOf } = await import(`${root}assets/forms/paper.js`);
  const [made, name] = await paperOf(Uint8Array.from(atob(blank), (letter) => letter.charCodeAt(0)).buffer, about);
  return [[...new Uint8Array(await made.arrayBuffer())], name];
}"""


def test_a_board_paper_holds_what_was_answered_and_marks_what_is_not(open_page, made, tools, sites, tmp_path):
    blank = made[word_of_paper("board-paper", DRAFT)]
    chosen = [IS_RELATIONAL_RIGHT, RISK_AND_UNCERTAINTY_ALLOCATION, KPI_AND_LEARNING_MEASURES]
    records = [
        {"tool": id_, "values": json.loads(json.dumps(tools[id_].example.values, default=str))} for id_ in chosen
    ]
    about = {
        "id": "board-paper",
        "title": "Board paper",
        "service": "Tenancy support",
        "iteration": DRAFT,
        "saved": "2026-11-28T12:00:00Z",
        "records": records,
        "says": {IS_RELATIONAL_RIGHT: "A relational contract may fit, but prepare first."},
        "rate": 40,
    }
    content, name = open_page("draft/").evaluate(PAPER, [base64.b64encode(blank).decode(), about])
    document = bytes(content)
    assert name == f"Tenancy-support-board-paper-{DRAFT}-2026-11-28.docx"
    assert not wrong_with(document) and not wrong_with(blank)
    found, empty = answers_in(document), names_in(document) - answers_in(document).keys()
    parts = {part.part for part in sites[-1].iteration.papers["board-paper"].parts}
    for id_ in chosen:
        given = flat(tools[id_].example.values)
        for field in tools[id_].fields:
            names = [name for name in given if name.split(".")[0] == field.id]
            expected = [given[name] if parts & set(field.paper) else None for name in names]
            assert [found.get(f"{id_}:{name}") for name in names] == expected
    assert found[f"{IS_RELATIONAL_RIGHT}:about.result"] == about["says"][IS_RELATIONAL_RIGHT]
    assert found["about.cost.280.0"] == "11,200" and found["about.rate"] == "40"
    assert {each.split(".")[1] for each in empty} == {"yours"}, "what nobody answered has fallen away"
    text = words_in(body_of(document))
    assert text.count("Yours to write:") == len(empty) and "from “Route chooser”" not in text
    printed = opened_by_libreoffice({"paper": document, "blank": blank}, tmp_path)
    assert not (gone := lost(document, printed["paper"]) + lost(blank, printed["blank"])), gone


def names_in(document: bytes) -> set[str]:
    """The names of the controls that hold an answer, or could."""
    controls = [each for each in body_of(document).iter(qn("w:sdt")) if each.find(f".//{qn('w:sdt')}") is None]
    tags = [each.find(f"{qn('w:sdtPr')}/{qn('w:tag')}") for each in controls]
    return {tag.get(qn("w:val")) for tag in tags if tag is not None}


@pytest.mark.parametrize(
    "old, new, expected",
    [
        ("    - part: purpose\n", "    - part: nowhere\n", '"nowhere" is not a part of a board paper'),
        ("    - part: measures\n", "    - part: left\n", "A part stands once in a paper"),
        ("[=hours-to-shape]", "[=hours-to-shapes]", 'There is no value "hours-to-shapes"'),
        ('"[=hours-to-shape]"', "many", "hours"),
    ],
)
def test_a_paper_that_cannot_be_filled_in_is_refused(scratch, old, new, expected):
    """A draft with the papers and their figures: the rest of the data is not read for this."""
    words = (ROOT / "data" / "draft" / "papers.yml").read_text("utf-8")
    figures = sorted(set(re.findall(r"\[=([a-z0-9-]+)\]", words)))
    scratch.write("data/draft/values.yml", [{"id": id_, "what": "Hours.", "figure": 10} for id_ in figures])
    scratch.write("data/draft/papers.yml", words)
    assert not scratch.problems()
    scratch.replace("data/draft/papers.yml", old, new)
    assert expected in shown(scratch.problems())


def test_an_answer_without_a_part_and_a_part_without_words_are_found(sites):
    iteration = replace(sites[-1].iteration)
    paper = iteration.papers["board-paper"]
    short = paper.model_copy(update={"parts": [each for each in paper.parts if each.part != "measures"]})
    iteration.papers = {**iteration.papers, "board-paper": short}
    said = [problem.what for problem in check_papers(iteration)]
    assert said and all('lands in the part "measures", and no paper has it' in each for each in said)
    bare = PaperPart(part="fit", heading="Nothing")
    iteration.papers = {"board-paper": paper.model_copy(update={"parts": [bare]})}
    iteration.elements = {}
    iteration.__dict__.pop("_once", None)
    assert [problem.what for problem in check_papers(iteration)] == ['Nothing stands in the part "fit".']


def test_word_is_light_and_comes_only_when_asked_for():
    folder = ROOT / "docs" / "assets" / "forms"
    files = [folder / name for name in ("word.js", "zip.js", "take.js", "paper.js")]
    assert sum(len(gzip.compress(file.read_bytes(), 6)) for file in files) <= 15_000
    loaded_at_once = (folder / "keep.js").read_text("utf-8") + (folder / "take.js").read_text("utf-8")
    assert not re.search(r'^import [^\n]*"\./(word|zip|paper)\.js"', loaded_at_once, re.M)
