"""A sheet in Welsh asks, computes and keeps what the English one does: a service file has no language."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import docx
import lxml.html
import pytest
from chosen import AUTHORITY_READINESS, IS_RELATIONAL_RIGHT, LEARNING_LOG
from conftest import ROOT, SITE, shown
from docx.oxml.ns import qn
from test_browser import axe
from test_forms import fetched_with, sent
from test_languages import HEARD
from test_service import ready

from macros.checks.everything import check_all
from macros.model.languages import in_language, read_languages
from macros.model.loading import load
from macros.model.tools import Tool, kept_as

LOG, CHECK = f"tools/{LEARNING_LOG}/sheet/", f"tools/{IS_RELATIONAL_RIGHT}/sheet/"
FILES = ("Agor ffeil", "Cadw ffeil"), ("Open a file", "Save a file")
WORKS = {"cy/": FILES[0], "": FILES[1]}


def welsh_log() -> tuple[Tool, Tool]:
    """The tool that is translated, in Welsh and in English."""
    iteration, (tongue,) = load(ROOT).draft, read_languages(ROOT)[0]
    laid = in_language(iteration, tongue, ROOT)
    ours, theirs = laid.iteration.elements[LEARNING_LOG], iteration.elements[LEARNING_LOG]
    assert isinstance(ours, Tool) and isinstance(theirs, Tool)
    return ours, theirs


def choice_in(tool: Tool) -> tuple[Any, int]:
    """A field of a tool that offers a choice, and where it stands."""
    place, field = next((place, each) for place, each in enumerate(tool.fields) if each.type == "choice")
    return field, place


def saved(page: Any, prefix: str) -> dict[str, Any]:
    """The service file that a sheet gives."""
    if page.locator(".work-tools details").get_attribute("open") is None:
        page.locator(".work-tools summary").click()
    with page.expect_download() as waiting:
        page.locator(".work-tools").get_by_role("button", name=WORKS[prefix][1], exact=True).click()
    found: dict[str, Any] = json.loads(Path(waiting.value.path()).read_text("utf-8"))
    return found


def bring(page: Any, prefix: str, file: dict[str, Any]) -> None:
    raw = {"name": "a", "mimeType": "application/json", "buffer": json.dumps(file).encode()}
    page.get_by_label(WORKS[prefix][0]).set_input_files(raw)


def values_of(file: dict[str, Any]) -> Any:
    return {tool: about["values"] for tool, about in file["tools"].items()}


@pytest.mark.parametrize("first, then", [("cy/", ""), ("", "cy/")])
def test_a_file_of_one_language_opens_in_the_other_and_says_the_same(open_page, first, then):
    ours, theirs = welsh_log()
    (field, place), said = choice_in(ours), {"cy/": ours, "": theirs}
    assert field.options != theirs.fields[place].options == kept_as(field)
    page = ready(open_page(f"draft/{first}{LOG}"))
    page.get_by_label(said[first].fields[place].options[1], exact=True).check()
    page.select_option('[name="rows.1.sure"]', index=2)
    page.fill('[name="rows.1.happened"]', "Agorodd neb y blwch")
    page.fill('[name="rows.1.date"]', "2027-03-01")
    page.fill('[name="service"]', "Adref 2027")
    file = saved(page, first)
    kept = values_of(file)[LEARNING_LOG]
    assert kept[field.id] == theirs.fields[place].options[1], "in a file a choice is what it is in English"
    other = ready(open_page(f"draft/{then}{LOG}"))
    bring(other, then, file)
    other.wait_for_function("() => document.querySelector('[name=service]')?.value")
    assert values_of(saved(other, then)) == values_of(file)
    assert other.get_by_label(said[then].fields[place].options[1], exact=True).is_checked()
    column = next(each for each in said[then].fields if each.id == "rows").columns[-1]
    assert other.locator('[name="rows.1.sure"] option:checked').inner_text() == column.options[1]


def test_both_sheets_share_what_the_browser_keeps(open_page):
    page = ready(open_page(f"draft/cy/{LOG}"))
    page.fill('[name="service"]', "Adref 2027")
    page.wait_for_function("() => document.querySelector('.work-said')?.textContent.includes('Cadwyd yn y porwr hwn')")
    page.locator(".other-language").click()
    ready(page)
    assert "/cy/" not in page.url and page.input_value('[name="service"]') == "Adref 2027"
    page.locator(".other-language").click()
    ready(page)
    assert "/cy/" in page.url and page.input_value('[name="service"]') == "Adref 2027"


def fill_check(page: Any) -> None:
    for radio in page.locator('form.sheet input[type=radio][value="4"]').all():
        radio.check()


def test_a_sheet_whose_words_are_english_computes_the_same_and_says_so_in_welsh(open_page):
    results = []
    for prefix in ("", "cy/"):
        page = ready(open_page(f"draft/{prefix}{CHECK}"))
        fill_check(page)
        results.append((page.locator(".band:visible").get_attribute("data-band"), values_of(saved(page, prefix))))
    assert results[0] == results[1] and results[0][0]
    page.wait_for_function("() => document.querySelector('.result [role=status]')?.textContent.startsWith('Canlyniad')")
    told = page.evaluate(HEARD)
    title = load(ROOT).draft.elements[IS_RELATIONAL_RIGHT].title
    assert {lang for lang, text in told if title in text} == {"en-GB"}
    welsh = " ".join(text for lang, text in told if lang == "cy")
    assert "Lle’r ydych chi" in welsh and "Cymryd yn ôl" in welsh and "Where you are" not in welsh
    form = page.locator("form.sheet")
    assert form.get_attribute("lang") == "en-GB", "the names of its controls are in English, and said so"


def test_the_page_of_the_service_file_says_in_welsh_what_the_tools_say(open_page):
    page = open_page("draft/cy/tools/service-file/")
    page.wait_for_selector(".service-page[data-ready]")
    iteration = load(ROOT).draft.version
    values = {LEARNING_LOG: {"rows": [{"happened": "Agorodd neb y blwch"}]}, AUTHORITY_READINESS: {"service": "Adref"}}
    tools = {
        id_: {"iteration": iteration, "saved": "2027-03-01T10:00:00Z", "values": each} for id_, each in values.items()
    }
    bring(page, "cy/", {"format": "relational-contracting-service/1", "service": "Adref 2027", "tools": tools})
    page.wait_for_selector(".service-says")
    ours, _ = welsh_log()
    log, other = (page.locator(f"li[data-tool={id_}]") for id_ in values)
    assert "Llenwyd" not in (said := log.inner_text()) and ours.title in said and "un rhes" in said
    assert log.locator("a").get_attribute("href").startswith("../../../cy/tools/")
    assert other.locator("a span[lang=en-GB]").count() == 1 and "wedi eu llenwi" in other.inner_text()
    assert not re.search("[\ue000\ue001]", page.locator("main").inner_text())
    assert page.locator("h2#next + p a").get_attribute("href").count("/cy/tools/") == 1
    assert not (found := axe(page)), "\n".join(found)
    sheet = ready(open_page(f"draft/cy/{CHECK}"))
    sheet.locator(".work-tools summary").click()
    sheet.get_by_role("link", name="Holl offer y gwasanaeth hwn").click()
    sheet.wait_for_url("**/draft/cy/tools/service-file/")


@pytest.mark.parametrize("tool, language", [(LEARNING_LOG, {"cy"}), (AUTHORITY_READINESS, {"cy", "en-GB"})])
def test_a_filled_sheet_is_taken_away_as_word_in_welsh(open_page, tmp_path, tool, language):
    page = ready(open_page(f"draft/cy/tools/{tool}/sheet/"))
    page.locator("form.sheet textarea").first.fill("Adref 2027")
    if tool == LEARNING_LOG:
        page.select_option('[name="rows.1.sure"]', index=1)
    page.locator(".work-tools summary").click()
    with page.expect_download() as waiting:
        page.locator(".work-tools").get_by_role("button", name="Word", exact=True).click()
    path = tmp_path / "a.docx"
    waiting.value.save_as(path)
    document = docx.Document(str(path))
    whole = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}").get(qn("w:val"))
    runs = [run for run in document.element.body.iter(qn("w:r")) if "".join(run.itertext()).strip()]
    told = {(run.find(f"{qn('w:rPr')}/{qn('w:lang')}"), "".join(run.itertext())) for run in runs}
    assert whole == "cy" and {whole if lang is None else lang.get(qn("w:val")) for lang, _ in told} == language
    text = "\n".join(words for _, words in told)
    assert "Adref 2027" in text and "Llenwyd ar" in text and "Write here" not in text
    if tool == LEARNING_LOG:
        ours, theirs = welsh_log()
        shown_as, kept = (each.fields[1].columns[-1].options[0] for each in (ours, theirs))
        assert shown_as in text and kept not in text, "what was chosen is shown in the language of the document"


@pytest.mark.parametrize("palette", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("place", [LOG, CHECK])
def test_axe_finds_nothing_on_a_welsh_sheet(open_page, place, width, palette):
    page = ready(open_page(f"draft/cy/{place}", width=width, palette=palette))
    assert not (found := axe(page)), "\n".join(found)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_sheet_in_welsh_is_led_on_to_where_there_is_welsh():
    for id_, prefix in ((LEARNING_LOG, "../"), (IS_RELATIONAL_RIGHT, "../../../../tools/")):
        page = lxml.html.parse(SITE / f"draft/cy/tools/{id_}/sheet/index.html")
        (link,) = page.xpath("//p[contains(@class, 'work-note')]/a/@href")
        assert link.startswith(prefix) and (SITE / f"draft/cy/tools/{id_}/sheet" / link / "index.html").is_file()


def test_a_translation_that_asks_otherwise_is_refused(whole):
    path = whole / f"data/languages/cy/elements/{LEARNING_LOG}.yml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("      - Greddf\n", "", 1), "utf-8")
    found = shown(check_all(whole).errors)
    assert "asks something else than in English" in found and f"elements/{LEARNING_LOG}.yml" in found, found


def test_the_script_of_a_welsh_sheet_is_small():
    folder = SITE / "draft/cy/assets/forms"
    at_once = fetched_with(folder / "form.js")
    more = "Welsh takes a few letters more than English: 2 in 100"
    assert sent(at_once) <= 20_400, more
    assert sent({*folder.glob("*.js")} - at_once) <= 15_300, more
