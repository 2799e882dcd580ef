"""The checks on the words: what each must find, what each must let through, and what the real handbook measures."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace

import pytest
from conftest import ROOT, shown

from macros.basics.problems import Problem, Problems
from macros.checks.prose.ease import (
    TypeEase,
    check_ease,
    ease_by_type,
    ease_table,
    readability,
    reading_ease,
    sentences,
    syllables,
)
from macros.checks.prose.everything import COPIED_RUN, check_copied, check_prose
from macros.checks.prose.lengths import LONGEST, check_lengths, words_in
from macros.checks.prose.passages import Passage, passages, written_passages
from macros.checks.prose.spelling import WordLists, check_spelling, check_voice
from macros.model.loading import load

RESEARCH = ROOT.parent / "shared" / "research"
LISTS = WordLists.read(ROOT / "data" / "words")

EASY = "The cat sat on the mat. The dog ran to the door. It was a good day, and we all went out to play. "
HARD = (
    "Organisational interdependencies necessitate comprehensive accountability arrangements notwithstanding "
    "considerable institutional uncertainty. "
)


def _passage(
    text: str,
    kind: str = "tool",
    path: tuple[str | int, ...] = ("lead",),
    file: str = "data/draft/x.yml",
    rows: tuple[str, ...] = (),
) -> Passage:
    return Passage(file, 1, kind, file, path, text, rows)


def _spelling(text: str) -> list[Problem]:
    return check_spelling([_passage(text)], LISTS)


def _voice(text: str) -> list[Problem]:
    return check_voice([_passage(text)], LISTS)


# -- spelling -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, word, instead",
    [
        ("Ask the goverment first.", "goverment", "government"),
        ("The commisioner's lawyer reads it.", "commisioner", "commissioner"),
        ("An organization that learns", "organization", "organisation"),
        ("We analyzed it.", "analyzed", "analysed"),
        ("Its behavior in a **program** changed", "behavior", "behaviour"),
        ("A program for carers", "program", "programme"),
        ("The community center", "center", "centre"),
        ("Labor costs", "Labor", "labour"),
        ("In our favor", "favor", "favour"),
        ("It is no defense", "defense", "defence"),
        ("A driving license", "license", "licence"),
        ("Move toward it", "toward", "towards"),
        ("Ten percent", "percent", "per cent"),
        ("A skeptic's view of [[bounded-change|the centers]]", "skeptic", "sceptic"),
    ],
)
def test_a_wrong_or_american_word_is_found_with_what_to_write_instead(text, word, instead):
    found = _spelling(text)
    assert any(f'"{word}"' in problem.what and instead in problem.do for problem in found), shown(found)


@pytest.mark.parametrize(
    "text",
    [
        "The organisations analysed behaviour at the centre, in colour, and prioritised what they had recognised.",
        "A programme, its licence, its defence, and practising what we practise; "
        "ageing neighbours travelled towards the harbour.",
        "The prize was seized, the citizen downsized, and the maize capsized.",
        "You needn't, you won’t, and the council’s the councils' judge.",
        "KPIs, TUPE, the PSR and s.74(3), reg 31, 2nd and £5m; "
        "see [@nowhere-xyzzy, s.3] and [[flibbertigibbety-gizmo]].",
        "Write to someone@xyzzyplugh.org.uk or read legislation.gov.uk/ukpga/2023/54 and https://example.org/qwertz.",
        "You need not know how to program. Kirklees and the *Yam Seng* case are names.",
        "A half-day, well-being and co-operation",
    ],
)
def test_what_is_right_is_let_through(text):
    assert not _spelling(text), shown(_spelling(text))


def test_a_finding_names_the_line_of_the_word_and_not_of_its_field():
    rows = ("id: x", "lead: >-", "  One line that is fine,", "  and a goverment on the next.")
    found = check_spelling(
        [
            Passage(
                "data/draft/x.yml",
                2,
                "step",
                "x",
                ("lead",),
                "One line that is fine, and a goverment on the next.",
                rows,
            )
        ],
        LISTS,
    )
    assert [(problem.file, problem.line) for problem in found] == [("data/draft/x.yml", 4)]


def test_a_name_of_several_words_stands_as_it_is_and_its_words_alone_do_not():
    lists = WordLists(("World Health Organization",), {"center": "centre"}, {})
    assert not check_spelling([_passage("The World Health\nOrganization says so.")], lists)
    assert check_spelling([_passage("An organization says so.")], lists)


def test_the_word_lists_are_in_order():
    assert all(" " not in american and british for american, british in LISTS.american.items())
    assert not set(LISTS.american) & set(LISTS.american.values())
    assert not [word for word in LISTS.ours if " " not in word and LISTS.british(word.casefold())]
    assert all(LISTS.never.values()), "a banned phrase without what to do instead"


def test_a_missing_word_list_is_an_error_and_not_a_pass(tmp_path):
    with pytest.raises(Problems, match="word list is missing"):
        WordLists.read(tmp_path)


# -- voice ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("phrase", LISTS.never)
def test_each_banned_phrase_is_found_whatever_its_capitals_and_line_breaks(phrase):
    for text in (f"Here {phrase} stands.", f"{phrase.upper()}: see below", "And " + phrase.replace(" ", "\n  ") + "."):
        assert len(_voice(text)) == 1, text


@pytest.mark.parametrize(
    "text",
    [
        "A keyboard and the monkey's keys",
        "Three key performance indicators",
        "See [[key-people-continuity]].",
        "It is important to her to go forward.",
    ],
)
def test_the_voice_check_finds_whole_phrases_only_and_knows_terms_of_law(text):
    assert not _voice(text), shown(_voice(text))


# -- length ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "what, kind, path",
    [
        ("method", "tool", ("method", 0)),
        ("step", "step", ("why",)),
        ("how", "step", ("activities", 3, "how")),
        ("briefing", "briefing", ("sections", 0, "body")),
    ],
)
def test_a_text_may_be_as_long_as_its_limit_and_no_longer(what, kind, path):
    limit = LONGEST[what]
    assert not check_lengths([_passage("word " * limit, kind, path)])
    found = check_lengths([_passage("word " * (limit - 1), kind, path), _passage("two words", kind, path)])
    assert len(found) == 1 and f"{limit + 1} words" in found[0].what and str(limit) in found[0].do


def test_lengths_are_counted_for_each_file_and_activity_and_without_tables_and_marks():
    long = "word " * 180
    assert not check_lengths([_passage(long, "step", ("activities", n, "how")) for n in range(3)])
    assert not check_lengths([_passage("word " * 1700, "briefing", ("lead",), file) for file in ("a.yml", "b.yml")])
    assert not check_lengths(
        [_passage("word " * 1700, "briefing"), _passage(long, "briefing", ("sections", 0, "table", "rows", 0, 0))]
    )
    assert words_in("It holds – so far. [inferred] [@a-source, s.4] And [[an-id|a link]].") == [
        "It",
        "holds",
        "so",
        "far.",
        "And",
        "a",
        "link.",
    ]


# -- readability ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "count, words",
    [
        (1, "the used rules clause tired paid judge changed"),
        (2, "table handled needed service people question client training safely purpose sometimes council's quiet"),
        (3, "provider agreement management serious evidence usefulness previous idea services"),
        (4, "commissioner relational experience authority evaluate society criticism"),
        (5, "organisation individual flexibility"),
        (6, "accountability"),
    ],
)
def test_syllables(count, words):
    assert {word: syllables(word) for word in words.split()} == dict.fromkeys(words.split(), count)


def test_sentences_end_at_stops_paragraphs_and_list_items_and_not_at_section_numbers():
    text = 'Ask first (s.74 applies). Is it "yes"? Then go.\n\n- One thing\n- another, of £1.5 million\n1. and a third'
    assert [len(words) for words in sentences(text)] == [4, 3, 2, 2, 4, 3]


def test_the_ease_is_flesch_s_formula():
    ease, length = reading_ease([["a", "cat"], ["people", "talk"]])  # 4 words, 2 sentences, 5 syllables
    assert (round(ease, 3), length) == (round(206.835 - 1.015 * 2 - 84.6 * 5 / 4, 3), 2)


def test_a_hard_type_and_a_hard_page_are_found_and_easy_ones_are_not():
    def pages(*texts: str) -> list[TypeEase]:
        return ease_by_type(
            [_passage(text * 20, "step", ("why",), f"data/draft/steps/{n}.yml") for n, text in enumerate(texts)]
        )

    assert not check_ease(pages(EASY, EASY, EASY))
    one = check_ease(pages(EASY, EASY, HARD))
    assert [problem.file for problem in one] == ["data/draft/steps/2.yml"] and "far below" in one[0].what
    assert any("median" in problem.what for problem in check_ease(pages(HARD, HARD, EASY)))


def test_sheets_drafting_and_short_pages_are_not_measured():
    labels = {
        (passage.kind, re.sub(r"\d+", "n", ".".join(map(str, passage.path))))
        for passage in passages(load(ROOT))
        if passage.is_label
    }
    assert labels >= {
        ("tool", "fields.n.label"),
        ("tool", "example.story"),
        ("clause", "drafting"),
        ("briefing", "sections.n.table.rows.n.n"),
        ("tool", "title"),
    }
    assert not ease_by_type([replace(_passage(HARD * 20, "clause"), is_label=True)])
    assert not ease_by_type([_passage("One short sentence.", "clause")])


# -- sentences that are not ours ------------------------------------------------------------------

RUN = "the board may at any time ask for the log to be published".split()


def test_a_copied_run_is_found_through_marks_capitals_and_punctuation():
    ours = _passage(
        "First: The Board may, at *any* time, ask\nfor the “log” to be published [@a-source]; and so on.",
        rows=("lead: >-", "  First: The"),
    )
    found = check_copied([ours], {"notes.md": "Before it. " + " ".join(RUN) + ", says the guide."})
    assert len(found) == 1 and "13 words" in found[0].what and "notes.md" in found[0].what, shown(found)


def test_a_run_shorter_than_twelve_is_let_through_and_each_run_is_told_once():
    source = {"notes.md": " ".join(RUN)}
    assert len(RUN) == COPIED_RUN + 1
    assert not check_copied([_passage(" ".join(RUN[: COPIED_RUN - 1]) + " seen")], source)
    assert len(check_copied([_passage(" ".join(RUN[:COPIED_RUN]))], source)) == 1
    assert len(check_copied([_passage(" ".join([*RUN, "then", *RUN]))], source)) == 2
    assert not check_copied([replace(_passage(" ".join(RUN), "case-study", ("providers",)), is_names=True)], source), (
        "a list of names is no copy"
    )


# -- what is read ---------------------------------------------------------------------------------


def test_a_hand_written_page_is_read_without_its_macros_and_with_its_lines():
    text = (
        '---\ntitle: Goverment\n---\n# A heading { #goverment }\n\n{{ handbook.part(\n  "goverment") }}\n'
        "First [words](goverment.md)\nof one.\n"
        '- an item `goverment`\n- <b class="goverment">another</b>\n\n| a | row |\n'
    )
    found = list(written_passages(text, "docs/x.md"))
    assert [(passage.line, passage.path) for passage in found] == [
        (4, ("heading",)),
        (8, ()),
        (10, ()),
        (11, ()),
        (13, ("table",)),
    ]
    assert not check_spelling(found, LISTS)
    assert [
        p.line for p in check_spelling(written_passages(text.replace("of one", "of goverments"), "docs/x.md"), LISTS)
    ] == [9]


def test_every_kind_of_text_is_read_and_the_words_of_others_are_not(scratch):
    shutil.copytree(ROOT / "data" / "words", scratch.root / "data" / "words")
    planted = {
        "data/draft/iteration.yml": lambda d: d.update(summary="A misteak here."),
        "data/draft/steps/shape-the-approach.yml": lambda d: d["activities"][0].update(how="A misteak here."),
        "data/draft/tools/user-voice-plan.yml": lambda d: d.update(
            example={
                "title": "Somewhere",
                "values": {"steps": [{"level": "misteak", "who": "Users", "told": "June"}] * 4},
            }
        ),
        "data/draft/changes/hear-people-first.yml": lambda d: d.update(why="A misteak here."),
        "data/workshops/soc24-croissants-and-collaborations.yml": lambda d: d["feedback"][0].update(
            said="A misteak here."
        ),
        "data/draft/sources.yml": lambda d: d[0].update(title="A misteak of theirs", note="A misteak here."),
    }
    for name, edit in planted.items():
        scratch.change(name, edit)
    scratch.write(
        "data/draft/glossary.yml", [{"id": "trust", "term": "Trust", "definition": "A misteak here.", "basis": "ours"}]
    )
    scratch.write("docs/about/page.md", "# Title\n\nA misteak here.\n")
    scratch.write("docs/adr/0001.md", "# Title\n\nA misteak that only builders read.\n")
    found = [problem for problem in check_prose(load(scratch.root)) if "misteak" in problem.what]
    assert {problem.file for problem in found} == {*planted, "data/draft/glossary.yml", "docs/about/page.md"}, shown(
        found
    )
    sources = [problem for problem in found if problem.file.endswith("sources.yml")]
    assert (
        len(sources) == 1
        and "note" in scratch.path("data/draft/sources.yml").read_text("utf-8").splitlines()[sources[0].line - 1]
    )


# -- the real handbook ----------------------------------------------------------------------------


def test_nothing_is_wrong_with_the_words_of_the_handbook(handbook):
    assert not (found := check_prose(handbook)), shown(found)


def test_the_figures_of_readability(handbook):
    """Run with -s to see the table. The floors are `EASE_FLOORS`; one page may be `FAR_BELOW` lower."""
    types = readability(handbook)
    print("\n" + ease_table(types))
    assert {kind.kind for kind in types} >= {
        "step",
        "principle",
        "tension",
        "tool",
        "clause",
        "guidance",
        "case-study",
        "briefing",
        "path",
    }
    assert not (found := check_ease(types)), shown(found)


def test_no_sentence_is_copied_from_the_research(handbook):
    if not RESEARCH.is_dir():
        pytest.skip("The research is not beside this copy of the project; the examples above test the check.")
    sources = {path.name: path.read_text("utf-8") for path in sorted(RESEARCH.glob("*.md"))}
    assert sources
    assert not (found := check_copied(passages(handbook), sources)), shown(found)
