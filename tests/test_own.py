"""A copy of the handbook that says things in its own name: an invented council, across two releases of the handbook.

The scratch handbook is real: 0.1 released and 0.2 as the draft, then 0.2 released and 0.3 as the draft. What 0.3 says
otherwise than 0.2 is what the handbook did say otherwise.
"""

from __future__ import annotations

import io
import json
import shutil
from typing import Any

import lxml.html
import pypdf
import pytest
from conftest import ROOT, Scratch, dead_links, shown
from verapdf import broken_rules

from macros.checks.everything import check_all
from macros.desk.copying import begin, say_otherwise
from macros.formats.citing import cite_page
from macros.formats.exporting import export_version
from macros.formats.search.entries import entries
from macros.formats.word.beginning import begun
from macros.model.loading import load
from macros.pages.documents import file_of
from macros.site.documents import Documents
from macros.site.opening import open_site, open_sites

NAME = "Example Borough’s handbook"
WHO = "Example Borough (illustrative)"
ABOUT = {
    "name": NAME,
    "run_by": WHO,
    "prefix": "borough",
    "contact": "The commissioning team of Example Borough. *Illustrative*",
    "feedback": "Hand it to the commissioning team.",
    "address": "https://example.org/borough/",
    "original": "https://example.org/handbook/",
    "colours": {"link": {"light": "#5a1a6b", "dark": "#e3b5f2"}},
}
CASE = {
    "id": "borough-meals",
    "title": "Illustrative: meals at home in Example Borough",
    "place": "Example Borough, invented",
    "country": "England",
    "sector": "Meals at home",
    "commissioners": "Example Borough, an invented council [inferred]",
    "providers": "An invented kitchen [inferred]",
    "years": "Not found",
    "value": "Not found",
    "length": "Not found",
    "route": "Not found",
    "form": "relational-practice",
    "result": "not-known",
    "opening": "Invented. [inferred]",
    "problem": "Nobody could say how many meals would be wanted. [inferred]",
    "what_happened": "The partners kept a [[learning-log]]. [inferred]",
    "evidence": ["self-reported"],
    "evidence_note": "None. It is invented.",
    "tools": ["learning-log"],
}
DIARY = {"field": "title", "theirs": "Learning log", "ours": "Decision diary"}
LINE = "own/changes/learning-log.yml"


@pytest.fixture
def borough(scratch: Scratch) -> Scratch:
    """The invented council's copy: a name, an address, a colour, a tool's title and one more field, a case."""
    line = next(iter(load(scratch.root).draft.elements["learning-log"].in_one_line.splitlines()))
    scratch.write("own/handbook.yml", ABOUT)
    fields = [DIARY, {"field": "in_one_line", "theirs": line, "ours": "Write down each Friday what you decided."}]
    scratch.write(LINE, {"id": "learning-log", "why": "It is called so here. *Illustrative*", "fields": fields})
    scratch.write("own/case-studies/borough-meals.yml", CASE)
    return scratch


def next_iteration(scratch: Scratch) -> None:
    """Take in what the handbook released next: 0.2, and 0.3 as its new draft. Nothing in own/ is touched."""
    data = scratch.root / "data"
    shutil.rmtree(data / "draft")
    shutil.copytree(ROOT / "data/released/0.2", data / "released/0.2")
    shutil.copytree(ROOT / "data/released/0.3", data / "draft")
    (data / "draft/frozen.json").unlink()

    def as_draft(about: Any) -> None:
        about.update(status="draft")
        about.pop("digest"), about.pop("released")

    scratch.change("data/draft/iteration.yml", as_draft)
    scratch.replace("data/draft/guidance/notices-and-timetable.yml", "£30,000, ", "£30 000, ")  # now refused in a draft


def of_own(scratch: Scratch) -> list[Any]:
    return [problem for problem in scratch.problems() if problem.file.startswith("own/")]


def notices(scratch: Scratch) -> str:
    return shown([each for each in check_all(scratch.root).notices if each.file.startswith("own/")])


def test_a_copy_is_right_and_leaves_the_handbook_as_it_was(borough):
    assert not borough.problems(), shown(borough.problems())
    assert load(borough.root).draft.elements["learning-log"].title == "Learning log"


def test_the_next_iteration_comes_in_clean_where_it_touches_nothing_of_the_copys(borough):
    words = {"field": "one_good", "theirs": "Flexibility", "ours": "Room to move"}
    borough.path(LINE).unlink()
    altered = {"id": "flexibility-and-accountability", "why": "Ours.", "fields": [words]}
    borough.write("own/changes/flexibility-and-accountability.yml", altered)
    assert not of_own(borough), shown(of_own(borough))
    next_iteration(borough)
    assert not of_own(borough) and notices(borough) == "(nothing)", shown(of_own(borough))


def test_a_field_that_both_changed_is_told_in_words_with_the_three_wordings(borough):
    next_iteration(borough)
    title, line = (each for each in of_own(borough) if each.file == LINE)
    rows = borough.path(LINE).read_text("utf-8").splitlines()
    assert "theirs: Learning log" in rows[title.line - 1]
    for words in ('"title" of the tool "learning-log"', "iteration 0.3 (the draft)", "said:      Learning log\n"):
        assert words in title.what
    assert "now:  Learning log and retrospective\n" in title.what and "You say:      Decision diary" in title.what
    assert "Keep this one too: iteration 0.2 still says the old words." in title.do
    assert "Write down each Friday" in line.what and line.line > title.line

    say_otherwise(borough.root, "learning-log", ["title", "in_one_line"])  # what the message asks for, by command
    assert not of_own(borough), shown(of_own(borough))
    laid = check_all(borough.root).overlaid.laid
    assert {each.iteration.elements["learning-log"].title for each in laid.values()} == {"Decision diary"}

    borough.change("own/handbook.yml", lambda d: d.update(iterations=["draft"]))
    assert notices(borough).count("No iteration that you show says") == 2


def test_a_copy_that_shows_releases_only_is_not_troubled_by_a_draft(borough):
    borough.change("own/handbook.yml", lambda d: d.update(iterations=["latest"]))
    next_iteration(borough)
    assert not of_own(borough), shown(of_own(borough))


def test_words_that_the_handbook_took_over_are_told(borough):
    borough.change(LINE, lambda d: d["fields"][0].update(ours="Learning log and retrospective"))
    next_iteration(borough)
    assert "says of" in of_own(borough)[0].what and "what you say" in of_own(borough)[0].what


def test_what_became_of_a_renamed_element_is_told(borough):
    words = {"field": "title", "theirs": "Responsive to people", "ours": "Near to people"}
    old = load(borough.root).iterations["0.1"].elements["responsive-to-people"]
    altered = {"id": old.id, "why": "Ours.", "fields": [{**words, "theirs": old.title}]}
    borough.write("own/changes/responsive-to-people.yml", altered)
    (problem,) = of_own(borough)
    assert "is called people-shape-decisions in iteration 0.2 (the draft)" in problem.what
    assert "own/changes/people-shape-decisions.yml" in problem.do and "Keep this file for iteration 0.1" in problem.do
    new = load(borough.root).draft.elements["people-shape-decisions"]
    renamed = {"id": new.id, "why": "Ours.", "fields": [{**words, "theirs": new.title}]}
    borough.write("own/changes/people-shape-decisions.yml", renamed)
    assert not of_own(borough), shown(of_own(borough))
    borough.path("own/changes/people-shape-decisions.yml").unlink()
    next_iteration(borough)
    (gone,) = (each for each in of_own(borough) if "responsive" in each.file)
    assert gone.do.endswith("Then delete this file.")


def test_what_became_of_a_retired_element_is_told(borough):
    borough.change("own/handbook.yml", lambda d: d.update(iterations=["draft"]))
    for each in (
        "data/draft/tensions/trust-and-audit.yml",
        "data/released/0.1/tensions/flexibility-and-accountability.yml",
    ):
        assert borough.path(each).is_file()
    path = borough.path("data/draft/tensions/flexibility-and-accountability.yml")
    altered = {"id": path.stem, "why": "Ours.", "fields": [{"field": "title", "theirs": "x", "ours": "y"}]}
    path.unlink()
    borough.write(f"own/changes/{path.stem}.yml", altered)
    (problem,) = of_own(borough)
    assert "is retired in iteration 0.2" in problem.what
    assert f"own/tensions/borough-{path.stem}.yml" in problem.do
    borough.change("own/handbook.yml", lambda d: d.update(iterations=["latest", "draft"]))
    title = load_title(borough, "0.1", path.stem)
    borough.change(
        f"own/changes/{path.stem}.yml", lambda d: d["fields"][0].update(theirs=title, ours="Bend and answer")
    )
    assert not [each for each in of_own(borough) if path.stem in each.file]
    assert "Nothing to do while you show iteration 0.1" in notices(borough)


def load_title(scratch: Scratch, version: str, id_: str) -> str:
    from macros.model.loading import load_folder

    return load_folder(scratch.root / "data/released" / version, scratch.root).elements[id_].title


@pytest.mark.parametrize(
    "file, edit, said",
    [
        ("own/handbook.yml", lambda d: d.pop("prefix"), '"prefix" is missing'),
        ("own/handbook.yml", lambda d: d.update(name='A "copy"'), '"name" is A "copy"'),
        ("own/handbook.yml", lambda d: d.update(name="TODO a name"), '"name" still says TODO'),
        ("own/handbook.yml", lambda d: d.update(iterations=["0.9"]), "There is no iteration 0.9"),
        ("own/handbook.yml", lambda d: d.update(prefix="learning"), "The handbook has ids that begin so: learning-log"),
        (LINE, lambda d: d["fields"][0].update(field="titel"), 'There is no "titel"'),
        (LINE, lambda d: d["fields"][0].update(field="id"), 'No copy changes "id"'),
        (LINE, lambda d: d["fields"][0].update(field="fields.nowhere.label"), 'There is no "fields.nowhere.label"'),
        (LINE, lambda d: d["fields"][0].update(ours=["a", "list"]), '"title" should be text'),
        (LINE, lambda d: d["fields"][0].update(ours="TODO"), '"ours" still says TODO'),
        (LINE, lambda d: d.update(id="learning-diary"), 'There is no "learning-diary"'),
        ("own/case-studies/borough-meals.yml", lambda d: d.update(id="meals"), 'The id "meals" does not begin with'),
        ("own/case-studies/borough-meals.yml", lambda d: d.update(tools=["hammer"]), 'There is no tool "hammer"'),
        ("own/case-studies/borough-meals.yml", lambda d: d.update(problem="So it was."), "borough-meals.yml"),
    ],
)
def test_each_check_of_a_copy_finds_its_fault(borough, file, edit, said):
    borough.change(file, edit)
    if "id" in said and file.endswith("meals.yml") and "does not begin" in said:
        borough.path(file).rename(borough.path("own/case-studies/meals.yml"))
    assert said in shown(of_own(borough))


def test_a_colour_that_cannot_be_read_is_refused(borough):
    path = borough.path("docs/assets/css/tokens.css")
    path.parent.mkdir(parents=True)
    shutil.copy(ROOT / "docs/assets/css/tokens.css", path)
    assert not of_own(borough)
    pale = {"link": {"light": "#c0c0c0", "dark": "#e3b5f2"}, "lnk": {"light": "#000000", "dark": "#ffffff"}}
    borough.change("own/handbook.yml", lambda d: d.update(colours=pale))
    said = shown(of_own(borough))
    assert 'On light pages "link" on "wash-draft" has a contrast of 1.' in said and "needs 4.5 to 1" in said
    assert 'no colour "lnk"' in said and "On dark pages" not in said and said.count("contrast") == 1


def test_what_does_not_belong_in_own_is_refused(borough):
    borough.write("own/steps/borough-step.yml", {"id": "borough-step"})
    assert "own/steps" in shown(of_own(borough))
    borough.path("own/handbook.yml").unlink()
    assert "does not say whose it is" in shown(of_own(borough))


def test_a_copy_is_begun_and_changed_by_command(scratch):
    begin(scratch.root)
    assert shown(of_own(scratch)).count("still says TODO") == 2
    scratch.write("own/handbook.yml", ABOUT)
    method = load(scratch.root).draft.elements["learning-log"].method
    path = say_otherwise(scratch.root, "learning-log", ["in_one_line", "method.1"])
    assert scratch.read(LINE)["fields"][1] == {"field": "method.1", "theirs": method[0], "ours": "TODO"}
    assert path == scratch.path(LINE) and all("still says TODO" in each.what for each in of_own(scratch))
    for id_, field, said in (("learning-lag", "title", "learning-log"), ("learning-log", "titel", "title")):
        with pytest.raises(Exception, match=f'Did you mean "{said}"'):
            say_otherwise(scratch.root, id_, [field])


def open_here(scratch: Scratch) -> list[Any]:
    """The sites of a scratch handbook, without the words that are not theirs to change."""
    if not scratch.path("docs/index.md").is_file():
        shutil.copytree(ROOT / "docs", scratch.root / "docs", ignore=shutil.ignore_patterns("adr"), dirs_exist_ok=True)
    return open_sites(scratch.root)


def test_nothing_passes_a_copys_words_off_as_the_handbooks(borough):
    site = open_here(borough)[-1]
    tool, sheet, case = (
        site.made[path]
        for path in ("tools/learning-log.md", "tools/learning-log/sheet.md", "case-studies/borough-meals.md")
    )
    for page in (tool, sheet):
        assert f"Changed by {WHO}." in page.markdown and "about/this-copy.md#learning-log" in page.markdown
        assert "https://example.org/handbook/draft/tools/learning-log/" in page.markdown
    assert f"Added by {WHO}." in case.markdown and "Not part of the Relational Contracting Handbook." in case.markdown
    untouched = site.made["tensions/trust-and-audit.md"]
    assert WHO not in untouched.markdown
    about = site.made["about/this-copy.md"].markdown
    assert "Learning log" in about and "Decision diary" in about and "borough-meals" in about and "CC BY 4.0" in about

    files = export_version(site)
    told = json.loads(files["data/own.json"])
    assert told["added"] == ["borough-meals"] and told["copy_of"] == "Relational Contracting Handbook"
    assert told["changed"][0] == {"id": "learning-log", **DIARY}
    assert json.loads(files["data/handbook.json"])["name"] == NAME
    rows = files["data/elements.csv"].decode()
    assert f"Added by {WHO}." in rows and f"Changed by {WHO}." in rows
    digest = load(borough.root).draft
    assert told["digest_of_original"] == json.loads(files["data/handbook.json"])["digest"] and digest

    lines = {entry.address: entry.line for entry in entries(site)}
    assert lines["tools/learning-log/"].startswith(f"Changed by {WHO}.")
    assert lines["case-studies/borough-meals/"].startswith(f"Added by {WHO}.")
    assert cite_page(site, "Meals", "case-studies/borough-meals/")[0].startswith(f"{WHO}, “Meals”, {NAME}")
    assert f"changed by {WHO}" in cite_page(site, "Decision diary", "tools/learning-log/")[0]
    assert begun(site, "Decision diary", tool.path).foot.startswith(NAME)


def test_iterations_that_a_copy_does_not_name_stay_as_they_are(borough):
    borough.change("own/handbook.yml", lambda d: d.update(iterations=["draft"]))
    first, draft = open_here(borough)
    assert first.iteration.elements["learning-log"].title == "Learning log"
    assert draft.iteration.elements["learning-log"].title == "Decision diary"
    assert f"Added by {WHO}." in first.made["case-studies/borough-meals.md"].markdown  # which leads to the draft
    assert json.loads(export_version(first)["data/own.json"])["changed"] == []


def test_a_copy_is_built_under_a_path_with_its_name_and_colour(borough, tmp_path):
    out = tmp_path / "host" / "borough"
    done = borough.with_site().run("build", "--out", str(out))
    assert done.returncode == 0, done.stdout + done.stderr
    assert not dead_links(out)
    page = lxml.html.fromstring((out / "draft/tools/learning-log/index.html").read_bytes())
    assert page.findtext(".//title").startswith(f"Decision diary · {NAME}")
    assert NAME in page.xpath("string(//footer)") and WHO in page.xpath("string(//footer)")
    assert page.xpath("//link[@rel='canonical']/@href")[0].startswith("https://example.org/borough/")
    places = page.xpath("//@href | //@src")
    assert not [each for each in places if each.startswith("/")]  # so it may stand under any path
    style = (out / "draft/assets/handbook.css").read_text("utf-8")
    assert ":#5a1a6b" in style and ":#e3b5f2" in style
    assert NAME in (out / "draft/assets/print.css").read_text("utf-8")
    assert json.loads((out / "0.1/iteration.json").read_text("utf-8"))["copy"] == NAME
    frozen = json.loads((ROOT / "data/released/0.1/frozen.json").read_text("utf-8"))
    assert frozen == json.loads(borough.path("data/released/0.1/frozen.json").read_text("utf-8"))


def test_a_document_of_a_copy_says_whose_it_is_and_what_is_not_the_handbooks(borough, tmp_path):
    """Set as a PDF: the copy's name on every page, its words under its own name, and as accessible as the others."""
    documents = Documents(open_site(borough.with_site().root, "draft"), tmp_path / "kept")
    draft = documents.edition.iteration
    content = documents.make(file_of(draft, "learning-log")).content
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    said = " ".join(" ".join(pages).split())
    assert "Decision diary" in said and f"Changed by {WHO}" in said and "Not the handbook’s words: Title" in said
    assert "This is a copy of the Relational Contracting Handbook, with changes" in said
    assert all(f"{NAME} · Iteration {draft.version}" in page for page in pages)
    assert not broken_rules(content, "ua1") and not broken_rules(content, "2a")
