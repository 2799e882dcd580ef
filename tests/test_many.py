"""One tool that many people answer: what each hands over, and what a facilitator sees of it all."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from chosen import AUTHORITY_READINESS, DRAFT, IS_RELATIONAL_RIGHT, RELATIONSHIP_HEALTH_CHECK
from PIL import Image
from playwright.sync_api import expect
from test_browser import axe
from test_remarks import CAMERA, GATHER

from macros.model import Tool

HEALTH = f"draft/tools/{RELATIONSHIP_HEALTH_CHECK}/sheet/"
FIT = f"draft/tools/{IS_RELATIONAL_RIGHT}/sheet/"


def an_answer(number: int, side: str, bad_news: str, **more: str) -> dict[str, Any]:
    values = {"side": side, "bad-news": bad_news, **more}
    tool = RELATIONSHIP_HEALTH_CHECK
    return {
        "format": "relational-contracting-answer/1",
        "tool": tool,
        "iteration": DRAFT,
        "id": f"number-{number:04}",
        "values": values,
    }


def there(page: Any) -> Any:
    """Go to where answers are put together: its script is fetched when somebody comes near."""
    page.set_default_timeout(30_000)
    page.locator(".together").scroll_into_view_if_needed()
    page.wait_for_selector(".together[data-ready]")
    return page


def together(open_page: Any) -> Any:
    return there(open_page(HEALTH, width=360, height=740))


def put(page: Any, answers: list[Any]) -> str:
    page.evaluate("document.querySelector('.together-said').textContent = ''")
    files = [
        {
            "name": f"{n}.json",
            "mimeType": "application/json",
            "buffer": each if isinstance(each, bytes) else json.dumps(each).encode(),
        }
        for n, each in enumerate(answers)
    ]
    page.locator(".together input[multiple]").set_input_files(files)
    page.wait_for_selector(".together-said:not(:empty)")
    return str(page.locator(".together-all").inner_text())


def test_answers_of_many_are_sorted_by_a_choice_or_refused(handbook):
    tool = handbook.draft.elements[RELATIONSHIP_HEALTH_CHECK].model_dump(mode="json", exclude={"kind"})
    assert Tool.model_validate(tool).many.by == "side"
    with pytest.raises(ValueError, match='"bad-news" is none'):
        Tool.model_validate({**tool, "many": {**tool["many"], "by": "bad-news"}})
    with pytest.raises(ValueError, match="`least` and `low` are needed"):
        Tool.model_validate({**tool, "many": {**tool["many"], "low": None}})


@pytest.mark.parametrize("of", ["scores.evidence", "stop-signs.there", "scores.none", "need-result.score"])
def test_scores_of_many_stand_in_a_column_of_scales(handbook, of):
    tool = handbook.draft.elements[IS_RELATIONAL_RIGHT].model_dump(mode="json", exclude={"kind"})
    assert Tool.model_validate(tool).scored_by_many().most == 5
    with pytest.raises(ValueError, match=f'"{of}" is none'):
        Tool.model_validate({**tool, "many": {**tool["many"], "of": of}})


def test_an_answer_is_handed_over_without_name_or_time(open_page):
    page = together(open_page)
    hand = page.get_by_role("button", name="Hand over my answers as a file")
    hand.click()
    assert "First answer: Which side" in page.locator(".together-said").inner_text()
    page.get_by_label("Lead provider").check()
    page.locator('[name="bad-news"][value="2"]').check()
    page.fill("[name=answered-on]", "2026-11-28")
    page.fill("[name=protect]", "The Thursday huddle")
    page.fill("[name=note]", "The facilitator's own")
    with page.expect_download() as waiting:
        hand.click()
    assert waiting.value.suggested_filename == f"{RELATIONSHIP_HEALTH_CHECK}-answer.json"
    file = json.loads(Path(waiting.value.path()).read_text("utf-8"))
    assert file["values"] == {"side": "Lead provider", "bad-news": "2", "protect": "The Thursday huddle"}
    assert {*file} == {"format", "tool", "iteration", "id", "values"}, "no name, no device, no time"
    assert "One answer is here" not in put(page, [file]) and not axe(page)


def test_the_gaps_come_before_the_averages_and_small_sides_are_not_shown(open_page):
    page = together(open_page)
    buyers = [an_answer(n, "Commissioner", score) for n, score in enumerate(["4", "4", "5", "4", "4"])]  # 21 / 5 = 4.2
    leads = [
        an_answer(10 + n, "Lead provider", score) for n, score in enumerate(["2", "2", "3", "3", "2"])
    ]  # 12 / 5 = 2.4
    few = [an_answer(20 + n, "Another provider", "1", protect=f"Word {n}") for n in range(2)]
    said = put(
        page, [*buyers, *leads, *few, buyers[0], b"{", an_answer(30, "Nobody", "9"), an_answer(31, "Commissioner", "6")]
    )
    assert "12 answers are here. 3 were no answer" in page.locator(".together-said").inner_text()
    first = page.locator(".together-all ol > li").first.inner_text()
    assert "Bad news is safe here" in first and "Gap 1.8: talk about it" in first
    assert "Commissioner, 5 answers" in first and "Another provider" not in first
    spread = page.locator(".together-all ol > li").first.get_by_role("img")
    assert spread.first.get_attribute("aria-label") == "1 ×0, 2 ×0, 3 ×0, 4 ×4, 5 ×1"
    assert spread.first.inner_text().count("●") == 5
    assert "4.2" not in said, "no average is open before the gaps were seen"
    page.get_by_text("The averages", exact=True).click()
    assert "Commissioner 4.2, Lead provider 2.4 (low)" in page.locator(".together-all details[open]").inner_text()
    assert {*page.locator(".together-all h4 + ul li").all_inner_texts()} == {"Word 0", "Word 1"} and not axe(page)
    page.locator(".together-all select").select_option("Lead provider")  # (12 + 2) / 7 = 2.0
    assert "Gap 2.2" in page.locator(".together-all ol > li").first.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_it_came_to_is_kept_and_set_against_the_next_time(open_page, tmp_path):
    page = together(open_page)
    sides = [("Commissioner", "3"), ("Lead provider", "4")]
    put(page, [an_answer(n, *sides[n % 2]) for n in range(10)])
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Keep this result").click()
    kept = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(kept)
    assert json.loads(kept.read_text("utf-8"))["statements"]["bad-news"] == {
        "Commissioner": {"count": 5, "mean": 3},
        "Lead provider": {"count": 5, "mean": 4},
    }

    page = together(open_page)
    put(
        page,
        [
            *[an_answer(n, "Commissioner", "5") for n in range(7)],
            *[an_answer(20 + n, "Lead provider", "2") for n in range(6)],
        ],
    )
    assert "then" not in page.locator(".together-all").inner_text()
    for wrong in (
        b"{",
        b"null",
        kept.read_bytes().replace(b"health", b"wealth"),
        kept.read_bytes().replace(b": 3", b': "3"'),
    ):
        page.get_by_label("Open the result of last time").set_input_files(
            {"name": "x.json", "mimeType": "application/json", "buffer": wrong}
        )
        expect(page.locator(".together-said")).to_have_text("That file is no result of this tool.")
        put(page, [an_answer(0, "Commissioner", "5")])
    page.get_by_label("Open the result of last time").set_input_files(kept)
    means = page.locator(".together-all details[open]")
    expect(means).to_contain_text("Commissioner 5.0, 3.0 then")
    assert "Lead provider 2.0 (low), 4.0 then" in means.inner_text()
    was, now = means.get_by_role("img").first.locator("circle").all()
    assert float(was.get_attribute("cx")) == 100 and float(now.get_attribute("cx")) == 190 and not axe(page)


def test_too_few_answers_show_no_scores(open_page):
    page = together(open_page)
    said = put(page, [an_answer(n, "Commissioner", "4") for n in range(9)])
    assert "Fewer than 10 people have answered" in said and "Gap" not in said and "●" not in said


def test_the_order_in_which_answers_came_is_lost(open_page):
    page = together(open_page)
    put(page, [an_answer(n, "Commissioner", "4", repair=f"Word {n:02}") for n in range(30)])
    words = page.locator(".together-all h4 + ul li").all_inner_texts()
    assert len(words) == 30 and words != sorted(words)


# -- Scores of one group, and codes.


def scores(number: int, *given: str) -> dict[str, Any]:
    values = {f"scores.{n}.score": score for n, score in enumerate(given, 1) if score}
    about = {"format": "relational-contracting-answer/1", "tool": IS_RELATIONAL_RIGHT, "iteration": DRAFT}
    return {**about, "id": f"number-{number:04}", "values": values}


def test_a_group_sees_where_its_scores_differ_and_no_average(open_page):
    page = there(open_page(FIT, width=360, height=740))
    said = put(page, [scores(1, "4", "2", "5"), scores(2, "5", "5", "5")])
    assert "Fewer than 3 people have scored" in said and "●" not in said
    said = put(page, [scores(3, "4", "3", "cannot judge"), scores(4), {**scores(5, "6")}, scores(6, "1.5")])
    assert "3 answers are here. 3 were no answer" in page.locator(".together-said").inner_text()
    lines = page.locator(".together-all ol > li").all_inner_texts()
    assert "(2)" in lines[0] and "From 2 to 5: hear the lower score first" in lines[0]
    spread = page.locator(".together-all ol > li").first.get_by_role("img")
    assert spread.get_attribute("aria-label") == "1 ×0, 2 ×1, 3 ×1, 4 ×0, 5 ×1"
    assert "(1)" in lines[1] and "From 4 to 5" in lines[1] and "hear the lower" not in lines[1]
    assert "(3)" in lines[2] and "All 5" in lines[2] and "Nobody could judge it" in lines[3]
    assert "average" not in said.lower() and not axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_scores_in_a_form_of_single_scales_are_put_together_too(open_page):
    page = there(open_page(f"draft/tools/{AUTHORITY_READINESS}/sheet/", width=360, height=740))
    answer = {**scores(1), "tool": AUTHORITY_READINESS}
    answers = [{**answer, "id": f"number-{n:04}", "values": {"sponsor": each}} for n, each in enumerate("1234")]
    put(page, answers)
    assert "From 1 to 4: hear the lower" in page.locator(".together-all ol > li").first.inner_text()


def codes_shown(page: Any) -> list[str]:
    """What the codes on a screen say, read from pictures of it by a decoder."""
    box = page.locator(".together-code")
    box.get_by_role("heading").wait_for()
    count = int(box.get_by_role("heading").inner_text().rpartition(" ")[2])
    codes = []
    for number in range(count):
        codes += [
            found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(box.locator("svg").screenshot())))
        ]
        if number + 1 < count:
            box.get_by_role("button", name="Next code").click()
    assert len(codes) == count and max(len(code.encode()) for code in codes) <= 600
    return codes


def hold(page: Any, codes: list[str]) -> None:
    page.evaluate("(held) => { window.held = held; }", codes)


def test_answers_go_from_a_phone_to_the_facilitator_by_one_code(open_page):
    page = open_page(HEALTH, width=360, height=740)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    there(page)
    assert not [url for url in asked if url.endswith("code.js")], "what draws codes is fetched when somebody asks"
    show = page.get_by_role("button", name="Show my answers as a code")
    show.click()
    assert "First answer: Which side" in page.locator(".together-said").inner_text()
    page.get_by_label("Another provider").check()
    for scale in page.locator("form[data-tool] fieldset:has([type=radio][value='3'])").all():
        scale.locator("[value='3']").first.check()
    page.fill("[name=answered-on]", "2026-11-28")
    page.fill("[name=protect]", "The “Thursday” huddle: £5, 信任")
    show.click()
    assert not axe(page)
    codes = codes_shown(page)
    assert len(codes) == 1 and "2026-11-28" not in codes[0], "all fifteen answers and a line of words fit one code"
    page.get_by_role("button", name="Put the code away").click()
    page.fill("[name=repair]", "Letters that come before a call. " * 40)
    show.click()
    long = codes_shown(page)
    assert len(long) > 1

    page = open_page(HEALTH)
    page.add_init_script(f"({CAMERA})()")
    page.reload()
    there(page)
    page.get_by_role("button", name="Read codes with the camera").click()
    said = page.locator(".together-said")
    hold(page, codes)
    expect(said).to_have_text("One answer is here.")
    assert "Another provider" in page.locator(".together-all tbody").inner_text()
    hold(page, long[1:])
    expect(said).to_contain_text("Still to come: 1")
    hold(page, ["https://elsewhere.example/"])
    expect(said).to_contain_text("damaged, or none of ours")
    hold(page, long)
    expect(said).to_have_text("One answer is here.")  # the same person's, put right
    assert "Letters that come" in page.locator(".together-all").inner_text()
    assert "The “Thursday” huddle: £5, 信任" in page.locator(".together-all").inner_text()


def test_the_text_of_a_code_may_be_pasted_and_goes_to_its_own_tool(open_page):
    page = there(open_page(FIT, width=360, height=740))
    page.get_by_role("button", name="Show my answers as a code").click()
    assert "First score a statement" in page.locator(".together-said").inner_text()
    page.locator("[name='scores.2.score'][value='4']").check(force=True)
    page.get_by_role("button", name="Show my answers as a code").click()
    [code] = codes_shown(page)
    page.get_by_text("The text of a code").click()
    page.get_by_label("Paste what another program").fill(code)
    expect(page.locator(".together-said")).to_have_text("One answer is here.")

    [older] = page.evaluate(
        """async (answer) => (await import(new URL("../../../assets/feedback/pieces.js", location.href)))
        .packed(JSON.stringify(answer))""",
        ["answer", IS_RELATIONAL_RIGHT, "0.0", "number-0001", "4"],
    )
    page.get_by_label("Paste what another program").fill(older)
    expect(page.locator(".together-said")).to_contain_text("One was no answer to this tool")

    page = there(open_page(HEALTH))
    page.get_by_text("The text of a code").click()
    page.get_by_label("Paste what another program").fill(code)
    expect(page.locator(".together-said")).to_contain_text("One was no answer to this tool")
    page = open_page(GATHER)
    page.locator("#gather-pasted").fill(code)
    page.get_by_role("button", name="Take the text").click()
    expect(page.locator(".gather-said")).to_contain_text("an answer to a tool")
    assert page.locator(f"#gather a[href$='tools/{IS_RELATIONAL_RIGHT}/sheet/']").count()
