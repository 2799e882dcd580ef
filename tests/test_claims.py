"""Statements about the world that carry no mark are found, and advice, marks, links and questions are left alone."""

from __future__ import annotations

import pytest

from macros.checks.prose.claims import Finding, find, reason, sentences

CASES = {"Kirklees": "kirklees-better-outcomes-partnership", "Island Health": "island-health-hospitalists"}

FLAGGED = {
    "appeals to research": [
        "Research shows that trust lowers cost.",
        "Experience suggests that boards meet too often.",
        "It is well known that small charities lose out.",
    ],
    "gives a figure": [
        "Governance takes 15 per cent of the price.",
        "One in four partnerships ends early.",
        "Half of all councils have tried it.",
        "The settlement came to £215 million.",
        "In 2019 the partners parted.",
        "Paid forums are twice as likely to last.",
    ],
    "says how often": [
        "Most partners hide bad news.",
        "Most of what studies have found concerns infrastructure.",
        "Gaps of two points are normal on the first day.",
        "Learning time is the first thing to go in a busy month.",
        "Providers usually stay quiet when money is at stake.",
        "Budget options are often confidential.",
        "Boards tend to put the hard item last.",
    ],
    "foretells what people do": [
        "A worker who knows that £500 is hers to spend will spend it.",
        "Somebody will use the vision to ask for money.",
        "A points table that runs by itself will win against fine words.",
    ],
    "names Kirklees": ["In Kirklees one provider left early.", "Ask your board what Kirklees would have done."],
}

LEFT_ALONE = [
    "Research shows that trust lowers cost [@cao-lumineau-2015].",
    "Most partners hide bad news. [inferred]",
    "Most partners hide bad news [@a-study, p. 4] [inferred].",
    "In [[kirklees-better-outcomes-partnership|Kirklees]] one provider left early.",
    "In Kirklees one provider left early [@kirklees-golab-final-report-2025].",
    "Ask most of the team, and keep the two who say no.",
    "Allow 15 per cent for meetings.",
    "Who usually decides this?",
    "If most disputes reach the sponsors, the leads have too little authority.",
    "You will usually want an open event and a session for small providers.",
    "A payment above [15] per cent needs the board.",
    "Choose at most three forums, and ask how often they decide.",
    "The most useful page is the shortest.",
    "What research says about fit is in [[the-firmer-findings]].",
    "Three or more names on most rows, and you have written down the old way of working.",
    "A figure, a case or a complaint will do.",
    'A rung says "senior managers will discuss".',
    "The purpose, the limits and who decides stay fixed.",
    "- Write what was said.\n- Score alone.",
]


@pytest.mark.parametrize("why, text", [(why, text) for why, texts in FLAGGED.items() for text in texts])
def test_a_claim_without_a_mark_is_found(why: str, text: str) -> None:
    [finding] = find([("a-page.why", text)], CASES)
    assert finding.where == "a-page.why" and finding.why.startswith(why), finding


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_advice_and_marked_claims_are_left_alone(text: str) -> None:
    assert list(find([("a-page", text)], CASES)) == []


def test_a_mark_counts_for_its_own_sentence_only() -> None:
    text = "Most partners hide bad news. [inferred] Most boards do not ask. Ask them [@a-study]."
    assert [found.sentence for found in find([("p", text)])] == ["Most boards do not ask."]


def test_a_mark_behind_the_stop_stays_with_its_sentence() -> None:
    assert sentences("It ended. [@a, s.74(3)] [inferred] Nobody knew why. [inferred]\n\nThe end.") == [
        "It ended. [@a, s.74(3)] [inferred]",
        "Nobody knew why. [inferred]",
        "The end.",
    ]


def test_every_text_is_looked_at_and_keeps_its_place() -> None:
    found = list(find([("one", "Ask."), ("two", "Most boards sleep."), ("three", "Staff will ask.")]))
    assert [f.where for f in found] == ["two", "three"] and isinstance(found[0], Finding)


def test_no_word_lets_a_sentence_off_but_its_own() -> None:
    assert reason("Most boards sleep (our own view, untested).", {}) is not None
    assert reason("Everybody knows that most boards sleep.", {}) is not None
