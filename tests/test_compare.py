"""Comparison and the two-way check: elements added, reworded, renamed, merged, split, moved and retired,
with entries and without."""

from __future__ import annotations

import json
from itertools import pairwise, product

import lxml.html
from conftest import ROOT, SITE, shown

from macros.formats.comparison import as_data, as_text
from macros.history.comparing import compare
from macros.history.comparisons import compare_iterations
from macros.history.history import History
from macros.history.wordbyword import bare, word_by_word
from macros.model.handbook import version_key
from macros.model.loading import load
from macros.pages.addresses import address_of
from macros.pages.below import FEW_EVENTS
from macros.pages.elsewhere import elsewhere_pages
from macros.pages.library import Library
from macros.pages.phrases import say
from macros.pages.templating import page_templates


def change(scratch, id_, kind, elements, before=()):
    values = {"id": id_, "kind": kind, "elements": list(elements), "summary": "Because.", "why": "It was needed."}
    scratch.write(f"data/draft/changes/{id_}.yml", values | ({"before": list(before)} if before else {}))


def kinds_of(scratch, id_):
    handbook = load(scratch.root)
    return next((d.kinds for d in compare(handbook.iterations["0.1"], handbook.draft) if d.id == id_), set())


def test_punctuation_capitals_and_white_space_are_no_difference(scratch):
    scratch.replace(
        "data/draft/principles/learn-and-adapt.yml",
        "We change what we do when evidence of what works comes in.",
        "we change  what we do, when evidence of what works comes in",
    )
    assert not kinds_of(scratch, "learn-and-adapt") and not scratch.problems()


def test_citations_and_keywords_are_no_difference(scratch):
    scratch.replace(
        "data/draft/principles/learn-and-adapt.yml", "keywords: [test and learn, iteration]", "keywords: [agile]"
    )
    scratch.replace(
        "data/draft/principles/learn-and-adapt.yml", "[@golab-mission-blog]", "[@golab-mission-blog, second paragraph]"
    )
    assert not kinds_of(scratch, "learn-and-adapt") and not scratch.problems(), shown(scratch.problems())


def test_one_word_is_a_difference(scratch):
    scratch.replace("data/draft/principles/learn-and-adapt.yml", "We change what we do when", "We change what we do if")
    assert kinds_of(scratch, "learn-and-adapt") == {"words"}
    change(scratch, "c", "reworded", ["learn-and-adapt"])
    assert not scratch.problems(), shown(scratch.problems())


def test_renaming_is_matched_and_explained(scratch):
    path = scratch.path("data/draft/principles/learn-and-adapt.yml")
    text = path.read_text("utf-8").replace("id: learn-and-adapt", "id: learn-out-loud\nwas: [learn-and-adapt]")
    path.unlink()
    scratch.write("data/draft/principles/learn-out-loud.yml", text)
    scratch.replace("data/draft/tensions/flexibility-and-accountability.yml", "learn-and-adapt", "learn-out-loud")
    assert kinds_of(scratch, "learn-out-loud") == {"id"}
    assert any("has another id" in problem.what for problem in scratch.problems())
    change(scratch, "c", "renamed", ["learn-out-loud"], ["learn-and-adapt"])
    assert not scratch.problems(), shown(scratch.problems())


def test_a_link_to_what_got_another_name_is_no_difference(scratch):
    """Only its id is another: a reader of the page that leads there sees the same words."""
    name = "data/draft/principles/shared-purpose.yml"
    for place in (name, "data/released/0.1/principles/shared-purpose.yml"):
        scratch.change(place, lambda d: d.update(why="Read [[learn-and-adapt]] first. [inferred]"))
    path = scratch.path("data/draft/principles/learn-and-adapt.yml")
    scratch.write("data/draft/principles/and-so-on.yml", scratch.read(path) | {"id": "and-so-on", "was": [path.stem]})
    path.unlink()
    scratch.replace(name, "[[learn-and-adapt]]", "[[and-so-on]]")
    assert kinds_of(scratch, "and-so-on") == {"id"} and not kinds_of(scratch, "shared-purpose")
    scratch.replace(name, "[[and-so-on]]", "[[open-to-scrutiny]]")
    assert kinds_of(scratch, "shared-purpose") == {"words"}, "another thing is another matter"
    scratch.replace(name, "[[open-to-scrutiny]]", scratch.read("data/draft/principles/and-so-on.yml")["title"])
    assert not kinds_of(scratch, "shared-purpose"), "its title without a link says the same"


def test_merging_and_splitting_are_told_as_such(scratch):
    scratch.path("data/draft/principles/shared-purpose.yml").unlink()
    for id_ in ("purpose-said", "purpose-kept"):
        scratch.write(
            f"data/draft/principles/{id_}.yml", {"id": id_, "title": id_.replace("-", " "), "statement": "We keep it."}
        )
    change(scratch, "c", "split", ["purpose-said", "purpose-kept"], ["shared-purpose"])
    scratch.path("data/draft/principles/learn-and-adapt.yml").unlink()
    for name in ("flexibility-and-accountability",):
        scratch.change(f"data/draft/tensions/{name}.yml", lambda d: d.__setitem__("principles", []))
    change(scratch, "d", "merged", ["open-to-scrutiny"], ["learn-and-adapt"])
    assert not scratch.problems(), shown(scratch.problems())
    history = History(load(scratch.root))
    labels = {item.difference.id: item.labels for item in compare_iterations(history, "0.1", "0.2").items}
    assert labels["purpose-said"] == labels["purpose-kept"] == labels["shared-purpose"] == ("split",)
    assert labels["learn-and-adapt"] == ("merged",)
    fate, heirs, changes = history.fate("learn-and-adapt", load(scratch.root).draft)
    assert (fate, heirs) == ("merged", ("open-to-scrutiny",)) and changes[0].id == "d"
    draft = load(scratch.root).draft
    assert history.fate("shared-purpose", draft)[:2] == ("split", ("purpose-said", "purpose-kept"))
    site = Library(load(scratch.root), ROOT / "docs", page_templates())
    page = next(page for page in elsewhere_pages(site, site.handbook.draft) if page.id == "shared-purpose")
    assert "become several things" in page.markdown
    assert all(f"({id_}.md)" in page.markdown for id_ in ("purpose-said", "purpose-kept"))


def test_moving_is_a_difference_and_making_room_is_not(scratch):
    scratch.write(
        "data/draft/principles/first.yml", {"id": "first", "title": "First", "statement": "We come first.", "order": 1}
    )
    scratch.change("data/draft/principles/shared-purpose.yml", lambda d: d.__setitem__("order", 2))
    scratch.change("data/draft/principles/learn-and-adapt.yml", lambda d: d.__setitem__("order", 3))
    change(scratch, "c", "added", ["first"])
    assert not scratch.problems(), shown(scratch.problems())
    scratch.change("data/draft/principles/open-to-scrutiny.yml", lambda d: d.__setitem__("order", 1))
    assert any("stands in another place" in problem.what for problem in scratch.problems()), shown(scratch.problems())


def test_retiring_needs_an_entry_and_gets_a_page(scratch):
    scratch.path("data/draft/tools/learning-log.yml").unlink()
    scratch.replace("data/draft/steps/sustain-the-partnership.yml", "tools: [learning-log]", "tools: []")
    assert any("is gone since iteration 0.1" in problem.what for problem in scratch.problems())
    change(scratch, "c", "retired", ["learning-log"])
    assert not scratch.problems(), shown(scratch.problems())
    scratch.with_site()
    assert scratch.run("build", "--out", "out").returncode == 0
    page = (scratch.root / "out/draft/tools/learning-log/index.html").read_text("utf-8")
    assert "It has been retired. Iteration 0.1 was the last to have it." in page and "It was needed." in page
    told = (
        lxml.html.parse(scratch.root / "out/draft/iterations/0.2/index.html").getroot().find(".//main").text_content()
    )
    assert "Learning log" in told and "learning log" not in told, "it keeps its title where it is gone"


def test_both_directions_and_three_forms(scratch):
    history = History(load(scratch.root))
    there, back = compare_iterations(history, "0.1", "0.2"), compare_iterations(history, "0.2", "0.1")
    assert there.summary() == "11 added, 4 strengthened, 1 renamed" and there.forward and not back.forward
    assert dict(back.counts())["retired"] == 11
    data = json.loads(json.dumps(as_data(there)))
    renamed = next(row for row in data["differences"] if row["id"] == "people-shape-decisions")
    assert renamed["before_id"] == "responsive-to-people" and "soc24-user-voice" in renamed["because"][0]["feedback"]
    for form in ("text", "markdown"):
        said = as_text(there, form)
        assert (
            "[-stay committed to transparency and accountability.-]" in said
            and "{+record and publish" in said
            and "Because:" in said
        )


def test_the_command_compares_and_refuses_in_words(scratch):
    scratch.with_site()
    assert "11 added" in scratch.run("compare", "0.1", "draft").stdout
    done = scratch.run("compare", "0.1", "7.7")
    assert done.returncode == 1 and "There is no iteration 7.7" in done.stderr and "Traceback" not in done.stderr


def test_words_are_compared_without_their_punctuation():
    assert bare("A “well-kept” thing, £5,000!") == ["a", "well-kept", "thing", "£5,000"]
    pieces = [(piece.what, piece.text.strip()) for piece in word_by_word("We meet, and talk.", "We meet and we talk!")]
    assert pieces == [("same", "We meet and"), ("added", "we"), ("same", "talk!")]


def test_the_page_of_a_comparison_reads_without_colour():
    page = lxml.html.fromstring((SITE / "0.2/iterations/compare/0.1/0.2/index.html").read_bytes())
    text = page.text_content()
    assert "11 added, 4 strengthened, 1 renamed." in text.replace("\n", " ").replace("  ", " ")
    assert len(page.xpath("//main//h2[not(@id='to-do')]")) == 9, "one for each reason"
    renamed = next(item for item in page.iter("li") if "renamed" in item.get("data-change", ""))
    assert "strengthened" in renamed.get("data-change") and "strengthened" in renamed.text_content()
    words = (
        SITE / "0.2/iterations/compare/0.1/0.2" / renamed.xpath(".//a[text()='Word by word']/@href")[0] / "index.html"
    )
    apart = lxml.html.fromstring(words.resolve().read_bytes())
    assert list(apart.iter("del")) and list(apart.iter("ins")) and "begins with a minus" in apart.text_content()


def test_each_difference_stands_once(handbook):
    furthest = Library(handbook, SITE, page_templates()).compared_with(handbook.draft)[0].version
    for place in (
        "0.2/iterations/compare/0.1/0.2",
        "0.3/iterations/compare/0.2/0.3",
        f"draft/iterations/compare/{furthest}/{handbook.draft.version}",
    ):
        page = lxml.html.fromstring((SITE / place / "index.html").read_bytes())
        counted = sum(int(item.get("data-count", 1)) for item in page.xpath("//li[@data-item]"))
        assert counted == sum(
            int(option.text.rsplit("(", 1)[1].rstrip(")"))
            for option in page.xpath("//select[@name='kind']/option[@value!='']")
        )
        assert page.xpath("string(//p[@class='filter-count'])") == f"{counted} differences"


def test_a_long_comparison_is_told_by_kind_and_each_mark_leads_to_its_reason(handbook):
    """Forty-five reasons as headings are read by nobody."""
    folder = SITE / "0.3/iterations/compare/0.2/0.3"
    page = lxml.html.fromstring((folder / "index.html").read_bytes())
    assert [heading.text for heading in page.xpath("//main//h2[not(@id='to-do')]")][:4] == [
        "The framework as a whole",
        "The four steps",
        "Activities",
        "Principles",
    ]
    activities = page.xpath("//li[ancestor-or-self::*/@data-kind='activity']/a[1]/text()")
    order = [activity.title for step in handbook.iterations["0.3"].of("step") for activity in step.activities]
    assert [title for title in order if title in activities] == [title for title in activities if title in order], (
        "in reading order"
    )
    marks = page.xpath("//li[@data-item]/a[contains(@class, 'mark')]/@href")
    assert len(marks) > 60
    for target in set(marks):
        place, _, anchor = target.partition("#")
        assert (
            lxml.html.fromstring((folder / place / "index.html").read_bytes()).get_element_by_id(anchor).get("class")
            == "change"
        ), target


def test_a_kind_that_came_whole_is_one_line(handbook):
    page = lxml.html.fromstring((SITE / "0.3/iterations/compare/0.2/0.3/index.html").read_bytes())
    [line] = page.xpath("//li[ancestor-or-self::*/@data-kind='case-study']")
    count = len(handbook.iterations["0.3"].of("case-study"))
    assert line.get("data-count") == str(count) and line.text_content().strip().startswith(f"{count} case studies")
    assert line.xpath("a/@href")[0] == "../../../../case-studies/"
    few = page.xpath("//li[ancestor-or-self::*/@data-kind='principle']")
    assert len(few) > 3 and not any(each.get("data-count") for each in few), "what was there before is named one by one"


def test_a_kind_is_told_in_one_line_only_where_it_is_new_and_large():
    from macros.history.comparing import AT_ONCE, in_lines

    class Before:
        elements, terms = {}, {}
        about = type("About", (), {"question": "", "loop": ""})

        def activities(self):
            return []

        def once(self, name, work):
            return work()

    many, few = ["tool"] * AT_ONCE, ["clause"] * (AT_ONCE - 1)
    lines = in_lines(Before(), ["step", *many, *few], lambda kind: kind, lambda kind: kind != "step")
    assert [len(line) for line in lines] == [1, AT_ONCE, *[1] * len(few)]
    assert [len(line) for line in in_lines(Before(), many, lambda kind: kind, lambda kind: False)] == [1] * AT_ONCE, (
        "reworded ones are named"
    )
    assert [
        len(line) for line in in_lines(Before(), ["iteration"] * AT_ONCE, lambda kind: kind, lambda kind: True)
    ] == [1] * AT_ONCE, "the kind was there before"


def test_a_change_to_the_glossary_explains_only_the_terms_of_its_iteration(handbook):
    from macros.history.comparisons import compare_iterations
    from macros.history.history import History

    history, came_with = History(handbook), set()
    terms = [
        item
        for item in compare_iterations(history, "0.2", handbook.draft.version).items
        if item.difference.kind == "term" and item.difference.kinds == {"added"}
    ]
    for item in terms:
        touched = [  # the iteration that it came with, and those that put other words to it since
            iteration
            for iteration in handbook.iterations.values()
            if any(row.id == item.difference.id for row in history.since_last(iteration))
        ]
        theirs = {change.id for iteration in touched for change in iteration.changes.values()}
        assert item.changes and {change.id for change in item.changes} <= theirs, item.difference.id
        came_with.add(touched[0].version)
    assert came_with >= {"0.3", "0.4"}


def test_a_comparison_the_other_way_round_leads_to_the_one_that_is_there():
    for place in ("0.2/iterations/compare/0.2/0.1", "draft/iterations/compare/0.1/0.2/people-shape-decisions"):
        page = lxml.html.fromstring((SITE / place / "index.html").read_bytes())
        target = (SITE / place / page.xpath("//a/@href")[0]).resolve()
        assert target.relative_to(SITE.resolve()).as_posix().startswith("0.2/iterations/compare/0.1/0.2"), target
        assert (target / "index.html").is_file()


def test_only_the_few_iterations_before_are_compared_on_the_site(handbook, monkeypatch):
    from macros.pages import library as pages
    from macros.pages.library import Library
    from macros.pages.templating import page_templates

    library = Library(handbook, SITE, page_templates())
    every = list(handbook.iterations)
    assert [each.version for each in library.compared_with(handbook.draft)] == every[:-1][-pages.COMPARED_BACK :]
    monkeypatch.setattr(pages, "COMPARED_BACK", 2)
    assert [each.version for each in library.compared_with(handbook.draft)] == every[-3:-1]


def test_comparisons_lead_on_only_from_the_versions_that_the_list_offers(handbook, monkeypatch):
    """All comparisons in every version would grow with the square of the iterations."""
    from macros.pages import library as pages
    from macros.pages.addresses import comparison_of
    from macros.pages.elsewhere import compared_elsewhere
    from macros.pages.library import Library
    from macros.pages.templating import page_templates

    def compared(version):
        return {
            path
            for path in compared_elsewhere(Library(handbook, SITE, page_templates()), handbook.iterations[version])
            if "/compare/" in path
        }

    oldest, newest = next(iter(handbook.iterations)), handbook.draft.version
    furthest = Library(handbook, SITE, page_templates()).compared_with(handbook.draft)[0].version
    assert compared(furthest) > {comparison_of(newest, furthest), comparison_of(furthest, newest)}
    monkeypatch.setattr(pages, "LISTED", 2)
    assert not compared(oldest)
    assert compared("0.2") == {comparison_of("0.2", "0.1")}, "its own, read backwards"
    assert compared(newest) > {
        comparison_of(newest, furthest),
        comparison_of("0.2", "0.1"),
        comparison_of("0.1", "0.2"),
    }


def test_the_history_of_an_element_has_a_line_for_each_iteration_and_no_reasons(handbook):
    """The list of changes tells why; told on each page as well, a page would grow with each iteration."""
    from macros.site.opening import open_site

    site = open_site(ROOT, "draft")
    history, told, below_page = site.library.history, 0, 0
    for page in site.pages:
        if page.id not in site.iteration.elements or "{ #history }" not in page.markdown:
            continue
        section = page.markdown.partition("{ #history }")[2].partition("\n## ")[0]
        events = history.events(page.id, site.iteration)
        lines = [line for line in section.splitlines() if line.startswith("- **")]
        if len(events) > FEW_EVENTS:  # its list stands below the page
            assert not lines and "lines/#changed" in section, page.id
            below = lxml.html.parse(str(SITE / "draft" / address_of(page.path) / "lines" / "index.html")).getroot()
            listed = below.xpath("//h2[@id='changed']/following-sibling::ul[1]/li")
            versions = [item.findtext("strong") for item in listed]
            lines = [f"{item.text_content()} {' '.join(item.xpath('./a/@href'))}" for item in listed]
            link = "/{}/#"
            below_page += 1
        else:
            versions, link = [line.split("**")[1] for line in lines], "{}.md#"
        assert versions == [event.iteration.version for event in events], page.id
        for event, line in zip(events, lines, strict=True):
            assert not event.changes or link.format(event.iteration.version) in line, (page.id, line)
            assert not [change.id for change in event.changes if change.why in line], page.id
        told += f"Since iteration {events[-1].iteration.version}" in section
    assert told > 100 and below_page


def test_a_field_is_called_word_by_word_what_its_page_calls_it(handbook):
    """A reader of two wordings finds each on the page of the element, under the same words."""
    checked = 0
    since = [each for each in handbook.released if version_key(each.version) >= version_key("0.6")]
    for (before, after), kind in product(pairwise(since), ["step", "principle", "tool", "clause", "guidance"]):
        differing = [item for item in compare(before, after) if item.kind == kind and "id" not in item.kinds]
        changed = [item for item in differing if item.said_otherwise]
        for item in changed[:4]:
            folder = SITE / after.version / "iterations/compare" / before.version / after.version / item.id
            page = lxml.html.fromstring((folder / "index.html").read_bytes())
            own = page.xpath("//main//a[text()=$words]/@href", words=say("page.as_it_is_now"))
            said = lxml.html.fromstring((folder / own[0] / "index.html").read_bytes()).find(".//article").text_content()
            named = {heading.text_content().strip() for heading in page.xpath("//main//h2")} - {"Title", "In one line"}
            named -= {say("field.lead"), say("field.answer")}
            named -= set("Why How Tables Stages Travels Basis Sections Results".split())
            checked += len(named)
            assert not {each for each in named if each not in said}, (before.version, item.id, named)
    assert checked > 10
