"""Since when each line stands: followed through renames, merges, splits and words that moved, in a history made up
for it; and the pages and files that tell it, which say the same."""

from __future__ import annotations

import csv
import gzip
import io
import re
from functools import cache
from itertools import groupby

import jsonschema
import lxml.html
import pytest
from conftest import ROOT, SITE, json_of

from macros import model
from macros.formats.lines import LineRow, LinesFile
from macros.formats.tables import unprotected
from macros.history.comparing import parts
from macros.history.history import History
from macros.history.provenance import Move, moved_by, provenance, reasons
from macros.model.handbook import Handbook, LoadedIteration
from macros.site.linepages import LONG, _differing

VERSIONS = ("0.5", "0.6", "draft")


# -- a history made up by hand ------------------------------------------------------------------------


def page(id_, title, answer, watch_outs=(), rows=(), **more):
    """A page of law. No kind has more places for words."""
    table = {"caption": "Who may do what", "columns": ["Who", "What", "May they"], "rows": list(rows)}
    return model.ELEMENTS["guidance"].model_validate(
        {
            "id": id_,
            "title": title,
            "area": "publishing",
            "question": f"What is {id_} about?",
            "answer": "\n\n".join(answer),
            "watch_outs": list(watch_outs),
            "tables": [table] if rows else [],
            "nations": ["england"],
            **more,
        }
    )


def entry(id_, kind, elements, before=(), feedback=()):
    return model.Change(
        id=id_,
        kind=kind,
        elements=list(elements),
        before=list(before),
        summary="Because.",
        why="It was needed.",
        feedback=list(feedback),
    )


def iteration(version, follows, pages, changes=()):
    about = model.Iteration.model_validate(
        {
            "version": version,
            "title": "Made up",
            "depicts": "A day.",
            "status": "released",
            "provenance": "written",
            "provenance_note": "Made up.",
            "question": "Who keeps what?",
            "summary": "Made up.",
            "follows": follows,
        }
    )
    return LoadedIteration(
        ROOT / "nowhere" / version, about, {p.id: p for p in pages}, changes={c.id: c for c in changes}
    )


A, B, C = "Keep every record for three years.", "Say who keeps them, and where.", "Publish the list once a year."
D, E, F = (
    "A meeting without a note may not exist.",
    "Nobody can find a note that has no date.",
    "Ask the auditor first.",
)
G, H = "Tell both partners on the same day, in writing.", "Meet in the room of whoever is smaller."


@pytest.fixture(scope="module")
def history():
    """1.0: notes (A, B; D), meetings (G, H), a table. 1.1: notes is renamed to records, B is reworded, C is new, D
    moves from the points into the answer. 1.2: records is split in two, and meetings is merged into the new half."""
    table = [["The board", "Sees all notes of the year", "Yes"], ["A partner", "Sees its own", "Yes"]]
    first = iteration(
        "1.0",
        None,
        [page("notes", "Notes", [A, B], [D], table), page("meetings", "Meetings", [G], [H])],
    )
    table[1] = ["A partner", "Sees its own", "No"]
    table.insert(0, ["An auditor", "Sees everything", "Yes"])
    second = iteration(
        "1.1",
        "1.0",
        [
            page(
                "records", "Records", [A, "Say who keeps them, where, and until when.", C, D], [], table, was=["notes"]
            ),
            page("meetings", "Meetings", [G], [H]),
        ],
        [
            entry("a-better-name", "renamed", ["records"], ["notes"]),
            entry("once-a-year", "strengthened", ["records"], feedback=["somebody-asked"]),
        ],
    )
    third = iteration(
        "1.2",
        "1.1",
        [
            page("records", "Records", [A, C], [E]),
            page("keeping", "Keeping records", ["Say who keeps them, where, and until when.", D, G], [F]),
        ],
        [
            entry("in-two", "split", ["records", "keeping"], ["records"], ["too-long"]),
            entry("into-one", "merged", ["keeping"], ["meetings"]),
        ],
    )
    made = Handbook(ROOT, {each.version: each for each in (first, second, third)}, {}, {})
    return History(made)


def told(history, version, id_):
    """The lines of an element: words, since when, and which entries put them there."""
    lines = provenance(history, history.handbook.iterations[version])[id_]
    return [(each.line.text, each.since, [change.id for change in reasons(history, each)]) for each in lines]


def line(history, version, id_, text):
    lines = provenance(history, history.handbook.iterations[version])[id_]
    return next(each for each in lines if each.line.text == text)


def test_everything_in_the_first_iteration_stands_since_then(history):
    lines = told(history, "1.0", "notes")
    assert len(lines) == 1 + 1 + 2 + 1 + 1 + 3 + 6, "title, question, paragraphs, point, caption, headings, cells"
    assert {(since, *because) for _, since, because in lines} == {("1.0",)}


def test_a_renamed_element_keeps_its_lines_and_its_title_is_new(history):
    lines = told(history, "1.1", "records")
    assert lines[0] == ("Records", "1.1", ["a-better-name"]), "of two entries, the one that accounts for a title"
    assert line(history, "1.1", "records", "Records").before == "Notes"
    assert (A, "1.0", []) in lines
    assert (C, "1.1", ["once-a-year"]) in lines and line(history, "1.1", "records", C).before == ""


def test_a_reworded_line_says_what_stood_there(history):
    found = line(history, "1.1", "records", "Say who keeps them, where, and until when.")
    assert (found.since, found.before) == ("1.1", B)


def test_words_that_moved_between_fields_stand_since_they_were_written(history):
    found = line(history, "1.1", "records", D)
    assert (found.since, found.moves) == ("1.0", (Move("1.1", "notes", "watch_outs"),))


def test_a_cell_stands_in_its_row_and_another_row_above_moves_none(history):
    lines = provenance(history, history.handbook.iterations["1.1"])["records"]
    cells = [(each.line.text, each.since, each.before) for each in lines if each.line.shape[:1] == ("tables",)][4:]
    assert cells == [
        ("An auditor", "1.1", ""),
        ("Sees everything", "1.1", ""),
        ("Yes", "1.1", ""),
        ("The board", "1.0", ""),
        ("Sees all notes of the year", "1.0", ""),
        ("Yes", "1.0", ""),
        ("A partner", "1.0", ""),
        ("Sees its own", "1.0", ""),
        ("No", "1.1", "Yes"),
    ]


def test_a_split_takes_its_lines_along(history):
    assert (A, "1.0", []) in told(history, "1.2", "records")
    assert (E, "1.2", ["in-two"]) in told(history, "1.2", "records")
    found = line(history, "1.2", "keeping", "Say who keeps them, where, and until when.")
    assert (found.since, found.came_in) == ("1.1", "records")
    assert found.moves == (Move("1.2", "records", "answer"),)
    assert [change.id for change in reasons(history, found)] == ["once-a-year"]
    assert [change.id for change in moved_by(history, found.moves[0], "keeping")] == ["in-two", "into-one"]
    assert line(history, "1.2", "keeping", D).moves == (
        Move("1.1", "notes", "watch_outs"),
        Move("1.2", "records", "answer"),
    )


def test_a_merge_does_too_and_what_was_left_out_is_not_told(history):
    found = line(history, "1.2", "keeping", G)
    assert (found.since, found.moves) == ("1.0", (Move("1.2", "meetings", "answer"),))
    assert H not in [text for text, _, _ in told(history, "1.2", "keeping")]
    assert (F, "1.2", ["in-two", "into-one"]) in told(history, "1.2", "keeping")


def test_a_few_words_are_the_same_only_in_the_same_place():
    """“Yes” under one question is not the “Yes” that went from another."""
    first = iteration("1.0", None, [page("a", "A", [A], [], [["The board", "Sees all notes of the year", "Yes"]])])
    second = iteration("1.1", "1.0", [page("a", "A", [A], [], [["A guest", "Reads nothing at all of it", "Yes"]])])
    history = History(Handbook(ROOT, {"1.0": first, "1.1": second}, {}, {}))
    assert [row[1] for row in told(history, "1.1", "a") if row[0] == "Yes"] == ["1.1"]


def test_a_link_to_what_got_another_name_is_the_same_line():
    def said(**ids):
        return [
            page(ids["id"], ids["title"], [A], was=ids.get("was", [])),
            page("b", "B", [f"Read [[{ids['id']}]] first."]),
        ]

    first = iteration("1.0", None, said(id="a", title="A"))
    second = iteration("1.1", "1.0", said(id="z", title="Another name", was=["a"]))
    third = iteration("1.2", "1.1", said(id="z", title="A third name"))
    history = History(Handbook(ROOT, {"1.0": first, "1.1": second, "1.2": third}, {}, {}))
    for version, shown in (("1.0", "A"), ("1.1", "Another name"), ("1.2", "A third name")):
        assert (f"Read {shown} first.", "1.0", []) in told(history, version, "b")


def test_a_link_that_became_the_title_of_what_is_gone_is_the_same_line():
    """As a release retires a case, and those who named it have its title in its place; then it stays the same line."""
    linked, written = "See [[notes]] before you sign.", "See Keeping notes by hand before you sign."
    first = iteration(
        "1.0", None, [page("notes", "Keeping notes by hand", [A]), page("meetings", "Meetings", [linked])]
    )
    second = iteration("1.1", "1.0", [page("meetings", "Meetings", [written])])
    third = iteration("1.2", "1.1", [page("meetings", "Meetings", [written, B])])
    history = History(Handbook(ROOT, {each.version: each for each in (first, second, third)}, {}, {}))
    for version in ("1.1", "1.2"):
        assert line(history, version, "meetings", written).since == "1.0"
    assert not [row for row in history.compare("1.0", "1.1") if "words" in row.kinds]
    other = iteration("1.1", "1.0", [page("meetings", "Meetings", ["See Keeping notes in ink before you sign."])])
    history = History(Handbook(ROOT, {"1.0": first, "1.1": other}, {}, {}))
    assert line(history, "1.1", "meetings", "See Keeping notes in ink before you sign.").since == "1.1"


@pytest.mark.parametrize("apart, joined", [([A, B], f"{A} {B}"), ([f"- {A}", f"- {B}"], f"{A}\n\n- {B}")])
def test_the_same_words_parted_otherwise_are_no_new_line(apart, joined):
    """A blank line too few, or one more, is white space: the newest of the words says since when a line stands."""
    first = iteration("1.0", None, [page("a", "A", apart[:1])])
    second = iteration("1.1", "1.0", [page("a", "A", apart)])
    third = iteration("1.2", "1.1", [page("a", "A", [joined])])
    fourth = iteration("1.3", "1.2", [page("a", "A", apart)])
    history = History(Handbook(ROOT, {each.version: each for each in (first, second, third, fourth)}, {}, {}))
    since = [[row[1] for row in told(history, version, "a")[2:]] for version in ("1.1", "1.2", "1.3")]
    if " ".join(joined.split("\n\n- ")) == joined:
        assert since == [["1.0", "1.1"], ["1.1"], ["1.1", "1.1"]]
    else:
        assert since == [["1.0", "1.1"]] * 3
    assert not [row for row in history.compare("1.1", "1.2") if "words" in row.kinds]


def test_before_is_shown_from_where_it_differs():
    assert _differing("a b c d e f g h", "a b c d e f g x") == "… d e f g h"
    assert _differing("one two", "three") == "one two" and _differing("", "three") == ""


# -- the real handbook --------------------------------------------------------------------------------


def test_a_line_is_new_exactly_where_the_comparison_finds_other_words(handbook):
    """Two ways to the same: an element has lines that are new in an iteration if, and only if, it differs there."""
    history = History(handbook)
    for each in handbook.iterations.values():
        if not (before := handbook.before(each)):
            continue
        differing = {
            row.id
            for row in history.compare(before.version, each.version)
            if row.kinds & {"added", "words", "title"} and any(field.after for field in row.fields)
        }
        new = {id_ for id_, lines in provenance(history, each).items() if any(x.since == each.version for x in lines)}
        assert new <= differing | {"framework"}
        gone = {row.id for row in history.compare(before.version, each.version)} - new
        assert not {id_ for id_ in gone & differing & parts(each).keys() if id_ not in moved_or_left(history, each)}


def moved_or_left(history, each):
    """The elements that differ without a new line: words moved within or into them, or only left."""
    found = set()
    before = provenance(history, history.handbook.before(each))
    for id_, lines in provenance(history, each).items():
        part = parts(each)[id_]
        old = next((before[name] for name in (id_, *part.was) if name in before), ())
        if [x.line.key for x in lines] != [x.line.key for x in old] or any(x.moves for x in lines):
            found.add(id_)
        if getattr(part.record, "basis", None):
            found.add(id_)
    return found


def test_every_line_that_is_new_is_put_there_by_an_entry(handbook):
    history = History(handbook)
    first = next(iter(handbook.iterations))
    for each in handbook.iterations.values():
        for id_, lines in provenance(history, each).items():
            for found in lines:
                assert found.since == first or reasons(history, found), (each.version, id_, found.line.text)


# -- pages and files ------------------------------------------------------------------------------------


@cache
def rows(version):
    return json_of(SITE / version / "data/lines.json")["lines"]


def by_id(version):
    return {id_: list(found) for id_, found in groupby(rows(version), lambda row: row["id"])}


def line_pages(version):
    return {
        path.parent.parent.relative_to(SITE / version).as_posix(): lxml.html.fromstring(path.read_bytes())
        for path in sorted((SITE / version).rglob("lines/index.html"))
        if b'http-equiv="refresh"' not in path.read_bytes()[:600]
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_the_page_says_what_the_data_says(version):
    data = by_id(version)
    checked = 0
    for address, tree in line_pages(version).items():
        id_ = address.rsplit("/", 1)[-1]
        if id_ not in data:
            continue
        checked += 1
        told = {
            row.get("id"): (
                row.findtext("h3").split()[-1],
                int(re.search(r"\d+", row.find("h3/small").text)[0]),
                [a.get("href").rsplit("#", 1)[1] for a in row.xpath(".//strong/a")],
                {a.get("href").rsplit("#", 1)[1] for a in row.xpath(".//p/a[contains(@href, 'workshops/')]")},
            )
            for row in tree.xpath("//section")
        }
        assert sum(count for _, count, _, _ in told.values()) == len(data[id_])
        reasons = {(row["since"], *row["changes"]) for row in data[id_]}
        assert {(since, *(f"{since}/{each}" for each in changes)) for since, _, changes, _ in told.values()} == reasons
        assert set().union(*(heard for *_, heard in told.values())) == {
            each for row in data[id_] for each in row["feedback"]
        }
        shown = " ".join(tree.xpath("//article")[0].text_content().replace("’", "'").split())
        for row in data[id_]:
            words = row["text"].split()
            assert len(words) > LONG or plainly(row["text"]) in plainly(shown), (address, row["text"])
        tags = [a.get("href")[1:] for a in tree.xpath("//li/a[starts-with(@href, '#why-')]")]
        assert {told[tag][0] for tag in tags} == {row["since"] for row in data[id_]}
    assert checked > 100


def plainly(text):
    return re.sub(r"[\"'“”‘’]", "", text)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_table_says_what_the_json_says(version):
    text = (SITE / version / "data/lines.csv").read_bytes().decode()
    table = list(csv.DictReader(io.StringIO(text, newline="")))
    data = rows(version)
    assert len(table) == len(data) > 7000
    for cells, row in zip(table, data, strict=True):
        assert [unprotected(cells[name]) for name in ("id", "field", "text", "since", "before")] == [
            row[name] for name in ("id", "field", "text", "since", "before")
        ]
        assert cells["changes"] == "; ".join(row["changes"]) and cells["feedback"] == "; ".join(row["feedback"])


def test_the_file_fits_its_schema():
    schema = json_of(SITE / "0.2/data/lines.schema.json")
    assert not list(jsonschema.Draft202012Validator(schema).iter_errors(json_of(SITE / "0.2/data/lines.json")))


def test_the_file_fits_its_model_and_what_it_names_is_in_it():
    for version in VERSIONS:
        read = LinesFile.model_validate_json((SITE / version / "data/lines.json").read_bytes())
        named = {name for row in read.lines for each in (row, *row.moved) for name in each.changes}
        assert named == set(read.entries)
        for row in read.lines:
            heard = {each for name in row.changes for each in read.entries[name].feedback}
            assert set(row.feedback) == heard and isinstance(row, LineRow)


@pytest.mark.parametrize("version", VERSIONS)
def test_each_history_leads_to_the_lines_and_pays_no_more_for_it(version):
    """One link of a few words in what opens, and nothing else: no script, no style, no data."""
    for address in line_pages(version):
        html = (SITE / version / address / "index.html").read_text("utf-8")
        links = re.findall(r'<li class="no-print">\s*<a href="lines/">[^<]+</a>', html)
        links += re.findall(r'<p class="event">[^<]*(<a href="lines/#changed">[^<]+</a>)', html)
        if 'id="history"' in html:
            assert len(links) == 1, address
            assert (
                len(gzip.compress(html.encode(), 6)) - len(gzip.compress(html.replace(links[0], "").encode(), 6)) < 90
            )


def test_where_a_version_lacks_an_element_the_address_leads_above():
    found = (SITE / "0.1/clauses/open-book/lines/index.html").read_text("utf-8")
    assert "url=../" in found and (SITE / "0.1/clauses/open-book/index.html").is_file()
