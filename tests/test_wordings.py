"""Two wordings side by side: what is paired, what is marked within, and what stands whole beside the other."""

from __future__ import annotations

from itertools import pairwise

import lxml.html
from conftest import SITE

from macros.history.comparing import compare
from macros.history.wordbyword import word_by_word
from macros.history.wordings import folded, side_by_side, wordings

WORDS = SITE / "0.3/iterations/compare/0.2/0.3"


def test_passages_that_are_alike_are_paired_in_order():
    rows = side_by_side(
        ["Keep a log.", "Meet each month and read it."], ["Meet each month, and read it aloud.", "Publish it."]
    )
    assert [(row.what, row.before, row.after) for row in rows] == [
        ("replaced", ("Keep a log.",), ()),
        ("reworded", ("Meet each month and read it.",), ("Meet each month, and read it aloud.",)),
        ("replaced", (), ("Publish it.",)),
    ]
    assert [(piece.what, piece.text) for piece in rows[1].pieces] == [
        ("same", "Meet each month, and read it "),
        ("added", "aloud."),
    ]


def test_passages_that_share_only_small_words_stand_beside_each_other():
    rows = side_by_side(
        ["Trust between organisations grows when problems are shared."],
        ["Ring the named person on the day that we see trouble coming."],
    )
    assert [row.what for row in rows] == ["replaced"] and rows[0].before and rows[0].after


def test_a_passage_that_stayed_is_told_apart_from_one_that_came():
    rows = side_by_side(["One.", "Two."], ["One.", "Two!", "Three."])
    assert [row.what for row in rows] == ["same", "same", "replaced"], "a mark is no difference"


def test_no_passage_is_lost_or_doubled():
    before, after = ["a b c d", "e f g h", "i j k l", "m n"], ["i j k l", "a b c x", "q", "m n o"]
    rows = side_by_side(before, after)
    assert [text for row in rows for text in row.before] == before and [
        text for row in rows for text in row.after
    ] == after


def test_a_coincidence_is_not_shown_as_what_stayed():
    pieces = word_by_word(
        "Each quarter the board reads the log and the members ask questions.",
        "Each quarter a panel of residents hears and then decides questions.",
    )
    assert [piece.text.strip() for piece in pieces if piece.what == "same"] == ["Each quarter", "questions."], (
        "not the lonely “and”"
    )
    assert [piece.what for piece in word_by_word("We meet, and talk.", "We meet and we talk!")] == [
        "same",
        "added",
        "same",
    ]


def test_the_middle_of_a_long_run_of_unchanged_words_is_left_out():
    many = " ".join(f"word{n}" for n in range(40))
    [row] = folded(side_by_side([f"Old start. {many} End."], [f"New start. {many} End."]))
    assert [piece.text.strip() for piece in row.pieces if piece.what == "same"] == [
        "start. word0 word1 word2 word3 word4 … word35 word36 word37 word38 word39 End."
    ]
    few = " ".join(f"word{n}" for n in range(12))
    [row] = folded(side_by_side([f"Old start. {few} End."], [f"New start. {few} End."]))
    assert "…" not in "".join(piece.text for piece in row.pieces)


def test_a_row_of_a_table_is_one_passage_and_so_is_a_rule_with_its_place():
    """By themselves, cells and section numbers are a list of scraps."""
    text = [
        " ".join(paragraph.text_content().split())
        for paragraph in lxml.html.fromstring(
            (SITE / "0.4/iterations/compare/0.3/0.4/changing-a-contract/index.html").read_bytes()
        ).xpath("//article//p")
    ]
    assert "Your contract · May you? · What must you publish?" in text
    assert any(
        line.startswith("Corporate restructuring · Transfer to a supplier that is not excluded · None stated")
        for line in text
    )
    assert any(line.endswith("not substantial, or is a below-threshold change. – s.74(1)") for line in text)
    assert not [line for line in text if line in ("No percentage", "s.77", "england", "England")], "no scraps"


def test_every_difference_of_the_real_iterations_can_be_set_side_by_side(handbook):
    versions = list(handbook.iterations.values())
    for before, after in pairwise(versions):
        for difference in compare(before, after):
            if difference.said_otherwise:
                for name, rows in wordings(difference, before, after):
                    assert rows and any(row.what != "same" for row in rows), (difference.id, name)


def test_the_page_names_what_it_links_to_and_keeps_lists_apart():
    page = lxml.html.fromstring((WORDS / "honest-early/index.html").read_bytes())
    text = " ".join(page.xpath("//article")[0].text_content().split())
    assert (
        "Early warning without penalty makes telling safe" in text and "We wont" not in text and "We will not" in text
    )
    beside = page.xpath("//h2[.='We will']/following-sibling::div[1]")[0]
    old, new = beside.xpath("./div")
    assert len(old.xpath(".//del")) == 1 and len(new.xpath(".//ins")) == 5, "each item of a list is a passage"
    assert not page.xpath("//nav[@class='toc']")
