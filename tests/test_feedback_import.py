"""`handbook feedback import`, from the files people really have to a workshop's file. The form that makes one of
them, and the page that gathers many: test_remarks.py."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, shown

from macros.basics.problems import Problems
from macros.desk import writing
from macros.desk.feedback.forms import FORMAT
from macros.desk.feedback.gathering import read_feedback
from macros.desk.feedback.importing import import_feedback, listed
from macros.desk.feedback.personal import personal_data
from macros.desk.feedback.shapes import MOST_LETTERS, clean
from macros.desk.skeletons import new_item
from macros.desk.yamltext import CannotAppend, appended
from macros.model.loading import load

WORKSHOP = "soc24-croissants-and-collaborations"
FILE = f"data/workshops/{WORKSHOP}.yml"
SOURCE = "golab-mission-blog"


@pytest.fixture
def workshop(scratch):
    """A scratch handbook whose workshop file is the hand-written one, remarks and all, and cites one source."""
    text = (ROOT / FILE).read_text("utf-8")
    scratch.path(FILE).write_text(re.sub(r"^sources: .*$", f"sources: [{SOURCE}]", text, flags=re.M), "utf-8")
    assert [*load(scratch.root).workshops[WORKSHOP].sources] == [SOURCE]
    return scratch


@pytest.fixture
def given(tmp_path_factory):
    """Writes a file to import, outside the handbook."""
    folder = tmp_path_factory.mktemp("given")

    def written(text: str | bytes | list | dict, name: str = "notes.csv") -> Path:
        path = folder / (name if isinstance(text, (str, bytes)) else "notes.json")
        path.write_bytes(
            text if isinstance(text, bytes) else (text if isinstance(text, str) else json.dumps(text)).encode("utf-8")
        )
        return path

    return written


def imported(scratch, path: Path, **options):
    return import_feedback(scratch.root, WORKSHOP, path, **options)


def fates(report) -> dict[int, str]:
    return {outcome.number: outcome.became for outcome in report.outcomes}


def feedback(scratch) -> list:
    return load(scratch.root).workshops[WORKSHOP].feedback


def refusal(call, *args, **options) -> str:
    with pytest.raises(Problems) as caught:
        call(*args, **options)
    return str(caught.value)


# -- reading -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "theme,said\nTrust,It helped\n",
        "theme;said\nTrust;It helped\n",
        "Theme\tComment\nTrust\tIt helped\n",
        "sep=;\nTopic;Feedback\nTrust;It helped\n",
        "﻿Theme,What was said?\r\nTrust,It helped\r\n",
        '"The ""theme""","Your comments (optional)"\nTrust,It helped',
        "Subject,Name,Remark\nTrust,Ann,It helped\n",
        "\n\ntheme,said\nTrust,It helped\n",
        '"What was\nsaid";theme\nIt helped;Trust\n',
        "THEME , SAID \n Trust , It helped \n",
    ],
)
def test_tables_are_read_however_they_were_saved(given, text):
    (row,) = read_feedback(given(text))
    assert (row.theme, row.said) == ("Trust", "It helped")


def test_old_windows_files_are_read_with_a_warning_and_utf_16_without(given):
    rows = read_feedback(given("theme;said\nCosts;£5,000 – “too much”\n".encode("cp1252")))
    assert rows[0].said == "£5,000 – “too much”" and "Windows-1252" in rows.warnings[0]
    rows = read_feedback(given("theme\tsaid\nCosts\t£5,000\n".encode("utf-16")))
    assert rows[0].said == "£5,000" and not rows.warnings
    assert not read_feedback(given("theme,said\nCosts,£5\n".encode("utf-8-sig"))).warnings


def test_numbers_of_rows_are_those_of_a_spreadsheet(given):
    rows = read_feedback(given('said\n"two\nlines"\n\nfourth row\n'))
    assert [(row.number, row.said) for row in rows] == [(2, "two\nlines"), (3, ""), (4, "fourth row")]


def test_the_surest_heading_wins_and_columns_with_people_in_them_are_never_read(given):
    rows = read_feedback(
        given(
            "What is your role?,Feedback date,Email for feedback,What takes too much time?,Comment\n"
            "Buyer,2026-11-20,a@b.example,All of it,It helped\n"
        )
    )
    assert [(row.said, row.date, row.theme) for row in rows] == [
        ("All of it", "2026-11-20", "What takes too much time?"),
        ("It helped", "2026-11-20", ""),
    ]
    roles = {column.heading: column.role for column in rows.tables[0].columns}
    assert roles["Email for feedback"] == roles["What is your role?"] == "person"
    assert "a@b.example" not in str(list(rows)) and "Buyer" not in str(list(rows))


def test_lists_in_json_are_read(given):
    rows = read_feedback(
        given(
            [
                {"theme": "Trust", "comment": "It helped", "date": None},
                "no group",
                {"comment": ["x"]},
                {"theme": 5, "comment": 12},
            ]
        )
    )
    assert (rows[0].said, rows[0].theme) == ("It helped", "Trust")
    assert "not a group" in rows[1].wrong and "should be" in rows[2].wrong and rows[3].said == "12"


def test_the_form_s_file_is_read(given):
    path = given(
        {
            "format": FORMAT,
            "iteration": "0.3",
            "items": [
                {"page": "tools/learning-log/", "element": "learning-log", "what": "Too long", "instead": "Half"}
            ],
        }
    )
    rows = read_feedback(path)
    assert rows.iteration == "0.3" and rows[0].element == "learning-log"
    assert rows[0].words == "Too long\n\nSuggested instead: Half\n\nAbout the page tools/learning-log/"


@pytest.mark.parametrize(
    "content, name, says",
    [
        (b"", "a.csv", "empty"),
        (b"  \n ", "a.csv", "empty"),
        (b",,\n,,\n", "a.csv", "nothing in this table"),
        (b"PK\x03\x04rest", "a.csv", "spreadsheet"),
        (b"theme,mood\na,b\n", "a.csv", 'The headings are: "theme", "mood"'),
        (b'said\n"never closed\n', "a.csv", "quotation mark"),
        (b"said\n\x81\xff\n", "a.csv", "Save it as UTF-8"),
        (b"{", "a.json", "not well-formed JSON"),
        (b'{"format": "handbook-feedback/2", "items": []}', "a.json", FORMAT),
        (b'{"items": 3, "format": "handbook-feedback/1"}', "a.json", "no list of items"),
        (b'"text"', "a.json", "no list"),
        (b"[" * 100_000, "a.json", "not well-formed"),
        (b'[{"theme": "x"}]', "a.json", "No column says"),
        (b"x" * 11_000_000, "a.csv", "11.0 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(workshop, given, content, name, says):
    before = workshop.path(FILE).read_bytes()
    assert says in refusal(imported, workshop, given(content, name))
    assert workshop.path(FILE).read_bytes() == before


def test_a_missing_file_is_refused(workshop, tmp_path):
    assert "cannot be read" in refusal(imported, workshop, tmp_path / "none.csv")


def test_words_of_people_are_not_repeated_as_if_they_were_headings(given):
    said = refusal(
        read_feedback,
        given("write to ann@council.example,a very long sentence that somebody said and that is no heading\nx,y\n"),
    )
    assert "ann@" not in said and "a very long" not in said


# -- every row ---------------------------------------------------------------------------------------

NOTES = """theme,said,source
Trust,The charter helped us.,
Trust,"The CHARTER helped us!",
Costs,,
Costs,We needed three more hours than the sheet says and people left early.,
Costs,We needed three more hours than the sheet said and people left early.,
Costs,Write to ann@council.example,
Costs,It is unclear,nobody-knows
Costs,one,two,three,four
"""


def test_every_row_is_accounted_for(workshop, given):
    report = imported(workshop, given(NOTES))
    assert fates(report) == {
        2: "imported",
        3: "duplicate",
        4: "empty",
        5: "imported",
        6: "imported",
        7: "held",
        8: "refused",
        9: "refused",
    }
    by_row = {outcome.number: outcome for outcome in report.outcomes}
    assert "row 2" in by_row[3].notes[0] and by_row[5].id in by_row[6].notes[0]
    assert (
        "an email address" in by_row[7].notes[0]
        and "nobody-knows" in by_row[8].notes[0]
        and "more cells" in by_row[9].notes[0]
    )
    said = str(report)
    assert (
        said.startswith("8 rows of notes.csv")
        and "3 imported" in said
        and "1 empty: 4" in said
        and "2 refused" in said
        and "1 held back" in said
    )
    assert not workshop.problems(), shown(workshop.problems())


def test_what_is_imported_is_open_names_its_source_and_has_an_id_of_its_own(workshop, given):
    old = feedback(workshop)
    report = imported(workshop, given(NOTES))
    new = feedback(workshop)[len(old) :]
    assert feedback(workshop)[: len(old)] == old
    assert (
        [item.id for item in new]
        == ["soc24-trust", "soc24-costs", "soc24-costs-needed"]
        == [outcome.id for outcome in report.of("imported")]
    )
    assert {item.status for item in new} == {"open"} and {item.source for item in new} == {SOURCE}
    assert new[0].said == "The charter helped us." and new[0].theme == "Trust"


def test_the_same_import_twice_adds_nothing_also_when_it_has_been_reworded(workshop, given):
    path = given(NOTES)
    imported(workshop, path)
    workshop.replace(FILE, "The charter helped us.", "A provider said that the charter was of use.")
    before = workshop.path(FILE).read_bytes()
    report = imported(workshop, path)
    assert not report.of("imported") and "nothing was written" in str(report)
    assert (
        fates(report)[2] == fates(report)[5] == fates(report)[6] == "duplicate"
        and workshop.path(FILE).read_bytes() == before
    )
    assert "it is soc24-trust" in str(report)


def test_mended_rows_are_added_by_a_second_import(workshop, given):
    imported(workshop, given(NOTES))
    report = imported(workshop, given(NOTES.replace("ann@council.example", "the contract manager")), source=SOURCE)
    assert [outcome.number for outcome in report.of("imported")] == [7, 8]


def test_a_dry_run_says_the_same_and_writes_nothing(workshop, given):
    before = {path: path.read_bytes() for path in workshop.root.rglob("*") if path.is_file()}
    dry = imported(workshop, given(NOTES), dry_run=True)
    assert {path: path.read_bytes() for path in workshop.root.rglob("*") if path.is_file()} == before
    assert dry.outcomes == imported(workshop, given(NOTES)).outcomes and "3 would be imported" in str(dry)


def test_near_duplicates_are_imported_with_a_remark_and_others_without(workshop, given):
    imported(workshop, given(NOTES))
    text = workshop.path(FILE).read_text("utf-8")
    assert text.count("# Perhaps the same as soc24-costs:") == 1 and text.count("Perhaps") == 1


def test_the_same_words_at_another_workshop_are_a_note_and_no_duplicate(workshop, given):
    shutil.copy(workshop.path(FILE), workshop.path("data/workshops/second-day.yml"))
    workshop.change("data/workshops/second-day.yml", lambda d: d.update(id="second-day", feedback=[]))
    imported(workshop, given(NOTES))
    report = import_feedback(workshop.root, "second-day", given(NOTES))
    assert (
        report.of("imported")[0].id == "second-day-trust"
        and "perhaps the same as soc24-trust" in report.of("imported")[0].notes
    )


def test_two_readers_who_say_the_same_of_two_pages_are_two(workshop, given):
    items = [
        {"page": f"tools/{name}/", "element": name, "what": "The link is broken.", "instead": ""}
        for name in ("learning-log", "user-voice-plan", "no-such-tool")
    ]
    report = imported(workshop, given({"format": FORMAT, "iteration": "0.2", "items": items}))
    assert (
        len(report.of("imported")) == 3
        and "about iteration 0.2, and no iteration of this handbook" in report.warnings[0]
    )
    tool = load(workshop.root).draft.elements["learning-log"]
    assert [item.theme for item in feedback(workshop)[-3:]] == [
        tool.title,
        load(workshop.root).draft.elements["user-voice-plan"].title,
        "Not sorted yet",
    ]


def test_a_source_is_never_guessed_when_there_are_several(workshop, given):
    workshop.replace(
        FILE,
        f"sources: [{SOURCE}]",
        f"sources: [{SOURCE}, {next(s for s in load(workshop.root).draft.sources if s != SOURCE)}]",
    )
    report = imported(workshop, given("said\nIt helped\n"))
    assert "--source" in report.of("refused")[0].notes[0]
    assert imported(workshop, given("said\nIt helped\n"), source=SOURCE).of("imported")
    assert f'Did you mean "{SOURCE}"?' in refusal(imported, workshop, given("said\nx\n"), source=SOURCE + "s")


def test_a_workshop_made_a_minute_ago_says_what_it_still_needs(workshop, given):
    path = new_item(workshop.root, "workshop", "Leeds, March 2027")
    path.write_text(path.read_text("utf-8").replace("- todo", f"- {SOURCE}"), "utf-8")
    assert import_feedback(workshop.root, "leeds-march-2027", given("said\nIt helped\n")).of("imported")
    path.write_text(path.read_text("utf-8").replace(f"- {SOURCE}", "- todo"), "utf-8")
    (row,) = import_feedback(workshop.root, "leeds-march-2027", given("said\nIt helped more\n")).of("refused")
    assert "--source" in row.notes[0]
    path.write_text(path.read_text("utf-8").replace("sources:\n  - todo\n", ""), "utf-8")
    (row,) = import_feedback(workshop.root, "leeds-march-2027", given("said\nIt helped more\n")).of("refused")
    assert "`sources:` in the workshop's file" in row.notes[0]


def test_a_workshop_that_is_not_there_is_refused_with_a_suggestion(workshop, given):
    assert f'Did you mean "{WORKSHOP}"?' in refusal(import_feedback, workshop.root, WORKSHOP[:-1], given("said\nx\n"))


def test_a_desk_review_is_no_place_for_what_people_said(workshop, given):
    workshop.replace(FILE, "kind: conference-session", "kind: desk-review")
    assert "desk review" in imported(workshop, given("said\nx y\n")).warnings[0]


# -- the words -----------------------------------------------------------------------------------------


def test_hostile_and_odd_words_become_plain_text(workshop, given):
    odd = [
        "[[no-such-tool]] and [@no-source] and [inferred]",
        "a\x00b\x1b[31m",
        "- a\n- b: c\n# d\n\n  e",
        "'quoted\" & *starred*: yes",
        "|-\n  x",
        "%TAG ! x",
        "--- first",
        "...\n--- second",
        "line\u2028separator\x85next",
        "\u202eright to left",
        "\ufeffthe beginning",
        "{{ 7*7 }} {% x %} <script>alert(1)</script>",
        "x" * 300,
        "é" * 200,
        "tab\tin",
        "trailing  \n  spaces ",
        "null and void",
        "🙂 yes",
    ]
    report = imported(workshop, given([{"said": text, "theme": text.replace("\n", " ")} for text in odd]))
    assert [outcome.became for outcome in report.outcomes].count("imported") == len(odd), str(report)
    assert [item.said for item in feedback(workshop)[-len(odd) :]] == [clean(text) for text in odd]
    assert not workshop.problems(), shown(workshop.problems())


def test_a_very_long_row_is_refused(workshop, given):
    assert (
        "split it"
        in imported(workshop, given("said\n" + "word " * (MOST_LETTERS // 5 + 1) + "\n")).of("refused")[0].notes[0]
    )


def test_ids_stay_unique_and_within_bounds_with_many_rows_of_one_theme(workshop, given):
    theme = "A theme that goes on for very much longer than any theme has to"
    rows = "\n".join(f"{theme},{'abcdefghij'[n % 10] * 5} remark number {n} about it" for n in range(40))
    report = imported(workshop, given("theme,said\n" + rows))
    ids = [outcome.id for outcome in report.of("imported")]
    assert len(set(ids)) == 40 and all(len(id_) <= 60 for id_ in ids)
    assert not workshop.problems(), shown(workshop.problems())


# -- personal data -------------------------------------------------------------------------------------

PERSONAL = {
    "an email address": [
        "Write to ann.lee+x@council.gov.uk please",
        "ann [at] council [dot] org",
        "ann@council.example",
    ],
    "a telephone number": [
        "ring 07700 900123",
        "07700900123",
        "(020) 7946 0958",
        "+44 7700 900 123",
        "0044 20 7946 0958",
        "+44 (0)131 496 0999",
        "tel:01632-960-001",
        "020\u00a07946\u00a00958",
        "07700.900.123",
        "07700\u2011900\u2011123",
        "+33 1 23 45 67 89",
    ],
    "a postcode": ["she lives at SW1A 1AA", "ox1 3uq", "EC1A1BB", "M1 1AE"],
    "an NHS number": ["her number is 999 123 4578", "9991234578", "NHS number: 999-123-4560"],
    "a National Insurance number": ["QQ 12 34 56 C", "qq123456c", "QQ-12-34-56-C"],
    "a date of birth": [
        "DOB 3/5/80",
        "d.o.b.: 03.05.1980",
        "date of birth is 3 May 1980",
        "he was born on 3rd of May 1980",
        "born 03/05/1980",
        "born on the 3 May 1980",
        "birthday: 3 May",
    ],
    "somebody's name": [
        "Mr Smith said no",
        "Mrs. O'Neill",
        "Ms Lee",
        "Dr Jones left",
        "mr smith",
        "my son Liam waits",
        "My daughter, Aisha",
        "my mother Joan",
        "my elderly mother Joan",
        "our neighbour Pat",
        "her mother-in-law Joan",
        "my son is called Liam",
        "My name is Ann",
        "Cllr Khan",
        "Dr Éva",
        "Mr\u200b Smith",
    ],
    "a postal address": ["12 Green Lane", "4a, Upper Mill Road"],
}
HARMLESS = [
    "The 2026-11-22 09:30 meeting cost £12,345,678.90",
    "On 01.02.2024 10.30 and 01-02-2024 10:30 we met",
    "Section 74(3), regulation 12 and s74 3rd reading",
    "Ring 0800 1111 or 111 for help",
    "The programme was born in 2012",
    "our partner Fennmouth Council",
    "my mother was ill",
    "The Dr will see",
    "My son I hope",
    "the 1st, 2nd and 3rd of 10",
    "reference 2026 000 0123",
    "Q3 2nd half",
    "5,000 hours @ £30",
    "my team leader Ann",
    "Part A4 2 copies",
    "Ms Word is not needed".replace("Ms", "MS"),
    "0.1 to 0.75 of 1,234,567,890",
    "We read 12 pages on the road",
]


@pytest.mark.parametrize("kind, text", [(kind, text) for kind, texts in PERSONAL.items() for text in texts])
def test_personal_data_is_seen_refused_and_never_repeated(workshop, given, kind, text):
    assert kind in personal_data(text)
    before = workshop.path(FILE).read_bytes()
    report = imported(
        workshop, given([{"theme": "Something", "said": f"One thing. {text}"}, {"said": "Something", "theme": text}])
    )
    assert fates(report) == {1: "held", 2: "held"} and kind in str(report) and "row 1" in str(report)
    telling = max(set(clean(text).split()) - {*kind.split(), "birth:"}, key=len)
    assert text not in str(report) and telling not in str(report), str(report)
    assert workshop.path(FILE).read_bytes() == before


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_is_let_through(text):
    assert personal_data(text) == []


def test_personal_rows_may_be_allowed_and_are_still_not_repeated(workshop, given):
    report = imported(
        workshop, given("theme,said\nMr Smith,Mr Smith was kind to us in November\n"), allow_personal=True
    )
    assert (
        report.of("imported")[0].id == "soc24-feedback"
        and "somebody's name" in str(report)
        and "Smith" not in str(report)
    )
    assert "Mr Smith was kind" in workshop.path(FILE).read_text("utf-8")


def test_a_name_in_the_file_s_own_name_is_not_repeated(workshop, given):
    assert "smith" not in str(imported(workshop, given("said\nIt helped\n", "notes of mr smith.csv"))).casefold()


# -- the file ------------------------------------------------------------------------------------------

HEAD = (
    '# A remark\nid: a-day\ntitle: A day\nkind: workshop\ndate: "2024-11"\nwhen: Then\nplace: There\nshown: "0.1"\n'
    f"sources: [{SOURCE}]\n"
)
ITEM = (
    "- id: a-day-first\n  # a remark\n  theme: First\n  said: >-\n    Something\n    said.\n\n"
    "  source: golab-mission-blog\n  status: open\n"
)
INSET = "".join(f"  {row}\n" if row else "\n" for row in ITEM.splitlines())
SHAPES = {
    "no list": HEAD + "summary: Short\n",
    "no list and no end of line": HEAD + "summary: >-\n  Short",
    "empty brackets": HEAD + "feedback: []\nsummary: Short\n",
    "empty brackets with a remark": HEAD + "feedback: [ ]   # none yet\nsummary: Short\n",
    "items further in": HEAD + "summary: Short\nfeedback:\n" + INSET,
    "items not further in": HEAD + "summary: Short\nfeedback:\n" + ITEM,
    "items far in": HEAD
    + "summary: Short\nfeedback:\n"
    + "".join(f"      {row}\n" if row else "\n" for row in ITEM.splitlines()),
    "in the middle": HEAD + "feedback:\n" + INSET + "\n# About the day\nsummary: Short\n",
    "in the middle, not further in": HEAD + "feedback:\n" + ITEM + "# About the day\n\nsummary: Short\n",
    "remarks after it": HEAD + "summary: Short\nfeedback:\n" + INSET + "    # about the first\n\n# The end\n\n",
    "words that look like a remark": HEAD
    + "summary: Short\nfeedback:\n"
    + INSET.replace("      said.", "      # said.")
    + "# The end\n",
    "windows line ends": (HEAD + "summary: Short\nfeedback:\n" + INSET).replace("\n", "\r\n"),
    "a mark at the beginning": "\ufeff" + HEAD + "summary: Short\nfeedback:\n" + INSET,
    "no end of line": (HEAD + "summary: Short\nfeedback:\n" + INSET).rstrip("\n"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_feedback_is_put_at_the_end_of_the_list_and_the_rest_of_the_file_stays(workshop, given, shape):
    path = workshop.path("data/workshops/a-day.yml")
    path.write_bytes(SHAPES[shape].encode("utf-8"))
    old = load(workshop.root).workshops["a-day"]
    report = import_feedback(workshop.root, "a-day", given("theme,said\nTrust,It helped\nCosts,Too many hours\n"))
    assert len(report.of("imported")) == 2
    new = load(workshop.root).workshops["a-day"]
    assert new.feedback[: len(old.feedback)] == old.feedback and [
        item.theme for item in new.feedback[len(old.feedback) :]
    ] == ["Trust", "Costs"]
    assert new.model_copy(update={"feedback": old.feedback}) == old
    before, after = SHAPES[shape].splitlines(), path.read_bytes().decode("utf-8").splitlines()
    rest = iter(after)
    for row in before:
        row = row.replace(" [ ]", "").replace(" []", "")
        assert row in rest, f"{row!r} is not kept, or not in its place"
    ends = path.read_bytes()
    assert ends.count(b"\r\n") == (ends.count(b"\n") if shape == "windows line ends" else 0)
    assert not import_feedback(workshop.root, "a-day", given("theme,said\nTrust,It helped\nCosts,Too many hours\n")).of(
        "imported"
    )


@pytest.mark.parametrize(
    "shape",
    {
        "items in brackets": HEAD
        + "summary: Short\nfeedback: [{id: a-day-first, theme: T, said: S, source: golab-mission-blog, "
        "status: open}]\n",
        "brackets over lines": HEAD + "summary: Short\nfeedback: [\n  ]\n",
        "everything in braces": '{id: a-day, title: A day, kind: workshop, date: "2024-11", when: Then, '
        'place: There, shown: "0.1", summary: Short, sources: [golab-mission-blog]}\n',
        "line breaks kept at the end": HEAD
        + "summary: Short\nfeedback:\n"
        + INSET.replace(
            "    source: golab-mission-blog\n    status: open\n",
            "    source: golab-mission-blog\n    status: open\n    response: |+\n      Done.\n\n\n",
        ),
        "an end mark": HEAD + "summary: Short\n...\n",
    }.items(),
    ids=lambda shape: shape[0],
)
def test_a_file_that_cannot_be_added_to_safely_is_left_alone_and_said_so(workshop, given, shape):
    path = workshop.path("data/workshops/a-day.yml")
    path.write_text(shape[1], "utf-8")
    load(workshop.root)
    said = refusal(import_feedback, workshop.root, "a-day", given("said\nIt helped\n"))
    assert "safely" in said and "Nothing was written" in said and "data/workshops/a-day.yml" in said
    assert path.read_text("utf-8") == shape[1] and not list(workshop.root.rglob(".cache/writing/*"))


def test_appending_says_which_line_it_dislikes():
    with pytest.raises(CannotAppend) as caught:
        appended("id: x\nfeedback: words\n", "feedback", [([], ["id: y"])])
    assert caught.value.line == 2


def test_an_import_that_is_killed_leaves_the_file_as_it_was_and_can_be_run_again(workshop, given):
    path, before = given(NOTES), workshop.path(FILE).read_bytes()
    killer = (
        "import os, sys; from pathlib import Path; from macros.desk.feedback.importing import import_feedback\n"
        "os.{call} = lambda *a, **k: os.kill(os.getpid(), 9)\n"
        f"import_feedback(Path(sys.argv[1]), {WORKSHOP!r}, Path(sys.argv[2]))"
    )
    for call in ("fsync", "replace"):
        done = subprocess.run(
            [sys.executable, "-c", killer.replace("{call}", call), str(workshop.root), str(path)], cwd=ROOT
        )
        assert done.returncode == -9 and workshop.path(FILE).read_bytes() == before
        changed = [
            p
            for p in workshop.root.rglob("*")
            if p.is_file() and not {".cache", "local"} & set(p.parts) and p.name.endswith((".tmp", ".new"))
        ]
        assert not changed, "what is left over is where git does not look"
    assert len(imported(workshop, path).of("imported")) == 3


def test_two_imports_at_once_lose_nothing(workshop, given, monkeypatch):
    real = writing._written_aside

    def meanwhile(*args):
        aside = real(*args)
        monkeypatch.setattr(writing, "_written_aside", real)
        imported(workshop, given("theme,said\nOther,Somebody else was quicker\n", "other.csv"))
        return aside

    monkeypatch.setattr(writing, "_written_aside", meanwhile)
    assert "Somebody else has changed this file" in refusal(imported, workshop, given(NOTES))
    assert feedback(workshop)[-1].theme == "Other"
    imported(workshop, given(NOTES))
    assert [item.theme for item in feedback(workshop)[-4:]] == ["Other", "Trust", "Costs", "Costs"]


def test_who_may_read_the_file_stays_as_it_was(workshop, given):
    workshop.path(FILE).chmod(0o640)
    imported(workshop, given(NOTES))
    assert workshop.path(FILE).stat().st_mode & 0o777 == 0o640 and os.access(workshop.path(FILE), os.R_OK)


def test_a_mistake_elsewhere_in_the_data_stops_nobody_and_one_in_the_workshop_is_named(workshop, given):
    workshop.write("data/draft/tools/half-done.yml", "id: half-done\n")
    assert imported(workshop, given("said\nIt helped\n")).of("imported")
    workshop.replace(FILE, "kind: conference-session", "kind: conference-sesion")
    assert 'Did you mean "conference-session"?' in refusal(imported, workshop, given("said\nIt helped\n"))


def test_the_list_shows_every_item_and_what_is_open(workshop, given):
    before = len(feedback(workshop))
    imported(workshop, given(NOTES))
    lines = listed(load(workshop.root))
    assert lines[0].endswith(f"{before} done, 3 open") and len(lines) == 1 + before + 3
    assert [line.split()[1] for line in listed(load(workshop.root), "open")[1:]] == [
        "soc24-trust",
        "soc24-costs",
        "soc24-costs-needed",
    ]
