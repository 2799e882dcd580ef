"""The benchmark's own ground: made-up projects are correct and of the size asked for, its locks name no address, the
peers of our search get our words, and what fits its constants finds them. What needs a browser is not tested here."""

from __future__ import annotations

import json
import re

import pytest
from bench import fit, made_up, pasted
from bench.engines import with_hidden, without_words, words_for
from bench.search import as_table
from conftest import ROOT

from macros.checks.everything import check_all
from macros.formats.search.entries import Findable, Heading
from macros.site.opening import load_checked

BENCH = ROOT / "tests" / "bench"


def faults(lock: str) -> list[str]:
    """What is wrong with a lock of Python packages: one without a hash, or an address."""
    pinned = [block for block in re.split(r"\n(?=[a-z0-9])", lock.strip(), flags=re.I) if "==" in block]
    return [block.split()[0] for block in pinned if "--hash=sha256:" not in block] + re.findall(
        r"\S*://\S+|--(?:extra-)?index-url.*|--find-links.*", lock
    )


def test_a_made_up_project_is_correct_and_has_the_pages_asked_for(tmp_path):
    project = made_up.of_size(tmp_path / "p", 75)
    assert not check_all(project).errors
    assert len(made_up.count_pages(project)) == 75
    assert made_up.case_study(3) == made_up.case_study(3) != made_up.case_study(4)
    with pytest.raises(ValueError, match="too few"):
        made_up.of_size(tmp_path / "q", 10)


def test_a_made_up_project_grows_by_iterations_that_say_what_changed(tmp_path):
    project = made_up.with_iterations(tmp_path / "p", 3, pages=60)
    assert made_up.iterations(project) == ["0.1", "0.2"]
    handbook = load_checked(project)
    assert [len(iteration.changes) for iteration in handbook.iterations.values()] == [0, 2, 2]
    assert len({len(iteration.of("case-study")) for iteration in handbook.iterations.values()}) == 3, (
        "one case more each time"
    )
    made_up.with_iterations(project, 4)
    assert made_up.iterations(project) == ["0.1", "0.2", "0.3"], "taken further, not begun again"


def test_long_texts_are_read_and_each_is_in_the_table():
    rows = pasted.as_table((10, 20_000)).splitlines()[2:]
    assert len(rows) == len(pasted.TEXTS) + len(pasted.FILES) and all(row.count(" s |") == 2 for row in rows)


def test_the_locks_have_hashes_and_no_address():
    assert not faults((BENCH / "requirements.lock").read_text("utf-8"))
    for tool, least in (("lighthouse", 50), ("minisearch", 1)):
        packages = json.loads((BENCH / tool / "package-lock.json").read_text("utf-8"))["packages"]
        assert len(packages) > least and all(
            "integrity" in each and "resolved" not in each for name, each in packages.items() if name
        ), tool


def test_a_careless_lock_would_be_found():
    assert faults("one==1.0\ntwo==2.0 \\\n    --hash=sha256:ab\n--index-url https://packages.invalid/simple\n") == [
        "one==1.0",
        "--index-url https://packages.invalid/simple",
    ]


# -- search, as far as no browser is needed ----------------------------------------------------------


def found() -> list[Findable]:
    return [
        Findable("tools/a/", "Open book", "tool", "Tool", "Costs that both can see.", ["transparent costs"]),
        Findable("tools/b/", "Ladder", "tool", "Tool", "", [], [Heading("Raising a dispute", "raise", "open book")]),
        Findable("glossary/#c", "Shading", "term", "Glossary", "", ["minimal effort"]),
        Findable("tools/d/", "Canvas", "tool", "Tool", "A sheet."),
    ]


def test_the_peers_get_the_words_that_people_wrote():
    given = words_for(
        found(), {"falling out": ["dispute"], "cost": ["see"], "vision": ["book open"], "FOI": ["sheets"]}
    )
    assert given == {
        "tools/a/": ["transparent costs", "cost"],
        "tools/b/": ["falling out"],
        "glossary/#c": ["minimal effort"],
        "tools/d/": ["FOI"],
    }, "keywords, and synonyms of what stands together in a title, line or heading, whatever its ending"
    bare = without_words(found())
    assert not any(entry.keywords for entry in bare) and bare[0].title == "Open book"
    assert found()[0].keywords == ["transparent costs"]


def test_a_page_takes_words_that_nobody_sees():
    page = '<h1 id="t">Glossary</h1><p>All.</p><h2 id="c">Shading</h2><p>One.</p><h2 id="cc">Other</h2>'
    hidden = with_hidden(page, {"": ["terms", "A & B"], "c": ["minimal effort"]})
    assert hidden == (
        '<h1 id="t">Glossary</h1><p hidden>terms; A &amp; B.</p><p>All.</p>'
        '<h2 id="c">Shading</h2><p hidden>minimal effort.</p><p>One.</p><h2 id="cc">Other</h2>'
    )
    assert with_hidden(page, {"z": ["x"]}) == page


def test_the_constants_of_the_engine_are_found_and_put_back():
    script = fit.ENGINE.read_text("utf-8")
    numbers = {name: value for name, (value, _, _) in fit.constants(script).items()}
    names = {name.partition("[")[0] for name in numbers}
    assert {"WEIGHT", "AGAIN", "RELATIVE", "CUE", "LEAST"} <= names and not {"LONGEST", "FINAL", "TITLE"} & names
    assert fit.with_constants(script, numbers) == script
    other = fit.with_constants(script, numbers | {"WEIGHT[1]": 12.5, "LEAST": 0.2})
    again = {name: value for name, (value, _, _) in fit.constants(other).items()}
    assert {name for name in numbers if again[name] != numbers[name]} == {"WEIGHT[1]", "LEAST"}
    assert other.count("\n") == script.count("\n") and again["WEIGHT[1]"] == 12.5


def test_fitting_climbs_the_same_way_each_time_and_keeps_what_is_best():
    def score(tried: dict[str, float]) -> float:
        return -((tried["a"] - 2) ** 2) - (tried["b"] - 0.5) ** 2

    far, end = {"a": 1.0, "b": 1.0}, float("inf")
    fitted = fit.descend(far, score, 3, 1, end)
    assert fitted == fit.descend(far, score, 3, 1, end)
    assert abs(fitted["a"] - 2) < 0.15 and abs(fitted["b"] - 0.5) < 0.05
    assert fit.descend(far, lambda tried: 0, 3, 1, end) == far, "nothing is changed for nothing"
    assert fit.descend(far, score, 3, 1, 0) == far, "nor when the time is over"


def test_better_answers_are_worth_more():
    first, second, third, fourth, none = (fit.worth([place]) for place in (0, 1, 2, 3, -1))
    assert first > second > third > fourth > none == 0


def test_the_table_of_engines_tells_held_out_queries_apart():
    queries = [{"held": True}, {"held": True}, {}, {}]
    row = {"nothing": 1, "first_bytes": 47_400, "all_bytes": 120_000, "quick": 60.4, "slow": 500.6, "policy": True}
    figures = {"ours": {**row, "places": [0, 4, 0, 2], "query": 1.25, "slowest": 9.4}}
    assert as_table(queries, figures).splitlines()[-1] == (
        "| ours | 50.0% / 75.0% | 50.0% / 50.0% | 50.0% / 100.0% | 1 | 47.4 | 120.0 | 60 / 501 | 1.2, 9 | yes |"
    )
