"""Chats of meetings, mails, and tables that lie on their side: the words come in, and who wrote them does not."""

from __future__ import annotations

import pytest
from test_feedback_import import fates, given, imported, refusal, workshop

from macros.desk.feedback.choosing import Chosen
from macros.desk.feedback.gathering import read_feedback

__all__ = ["given", "workshop"]

NAMES = ("Adeyemi", "Bloggs", "Chidi")
CHATS = {
    "Zoom": (
        "10:02:11 From Oluwaseun Adeyemi to Everyone:\n\tWho pays while it is agreed?\n"
        "10:03:40 From Jo Bloggs to Everyone:\n\tThe link does not work\n\ton my phone\n"
    ),
    "Zoom, before": (
        "10:02:11\t From  Oluwaseun Adeyemi : Who pays while it is agreed?\n"
        "10:03:40\t From  Chidi : The link does not work on my phone\n"
    ),
    "Teams, copied": (
        "[10:02] Adeyemi, Oluwaseun\nWho pays while it is agreed?\n\n"
        "[10:03] Bloggs, Jo\nThe link does not work on my phone\n"
    ),
    "Meet": (
        "00:00:10.000,00:00:15.000\nOluwaseun Adeyemi: Who pays while it is agreed?\n\n"
        "00:01:10.000,00:01:15.000\nChidi: The link does not work on my phone\n"
    ),
    "a phone": (
        "04/03/2027, 10:01 - Messages and calls are end-to-end encrypted.\n"
        "04/03/2027, 10:02 - Oluwaseun Adeyemi: Who pays while it is agreed?\n"
        "04/03/2027, 10:03 - Chidi: The link does not work\non my phone\n04/03/2027, 10:04 - Chidi: <Media omitted>\n"
    ),
    "another phone": (
        "[04/03/2027, 10:02:11] Oluwaseun Adeyemi: Who pays while it is agreed?\n"
        "[04/03/2027, 10:03:40] Jo Bloggs: The link does not work on my phone\n"
    ),
}


@pytest.mark.parametrize("kind", CHATS)
def test_a_chat_gives_its_messages_and_no_name(given, kind):
    comments = read_feedback(given(CHATS[kind], "chat.txt"))
    words = [" ".join(comment.said.split()) for comment in comments if comment.said]
    assert words == ["Who pays while it is agreed?", "The link does not work on my phone"]
    assert not any(name in str(list(comments)) for name in NAMES)
    assert "names of 2 people" in str(comments.warnings)


def test_what_was_sent_to_one_person_is_not_taken_and_is_counted(workshop, given):
    text = (
        f"{CHATS['Zoom']}10:04:00 From Jo Bloggs to Chidi(Direct Message):\n\thello you\n"
        '10:05:00 From Chidi to Everyone:\n\tReacted to "Who pays" with a thumb\n'
    )
    report = imported(workshop, given(text, "chat.txt"), dry_run=True)
    assert fates(report) == {1: "imported", 3: "imported", 6: "refused", 8: "nothing"}
    assert "hello you" not in str(report) and "sent to one person" in str(report)


@pytest.mark.parametrize(
    "text",
    [
        "Notes from Leeds\n10:00 Fees: who pays?\n10:20 Law: too long\n",
        "[10:30] coffee was late\n[10:40] fees are unclear\n",
        "From: table 3, on fees\nThey are unclear\n",
    ],
)
def test_notes_with_times_are_no_chat_and_no_mail(given, text):
    comments = read_feedback(given(text, "notes.txt"))
    assert "line by line" in str(comments.how) and len(comments) == 2


def test_a_transcript_of_what_was_spoken_is_refused(given):
    assert "who spoke" in refusal(
        read_feedback, given("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Jo Bloggs>Hello</v>\n", "a.vtt")
    )


def test_minutes_that_begin_with_who_spoke_are_warned_about(given):
    notes = read_feedback(given("Oluwaseun: fees are unclear\nJo: law is long\n", "notes.txt"))
    assert "who spoke" in str(notes.warnings)
    assert not read_feedback(given("Fees: unclear to all of us\nLaw: long\n", "notes.txt")).warnings


HEAD = (
    "From: Oluwaseun Adeyemi <o.a@x.example>\nTo: Handbook\nSubject: Re: Fees page\n"
    "Date: Thu, 4 Mar 2027 10:00:00 +0000\n"
)
MAILS = {
    "as a program keeps it": (
        f"{HEAD}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: quoted-printable\n\nDear all,\n\nSay who pays =E2=80=93 please.\n\n"
        "Best wishes,\nOluwaseun Adeyemi\nHead of things\n07700 900123\n"
    ),
    "as a page": (
        f"{HEAD}Content-Type: text/html; charset=utf-8\n\n<html><head><style>p{{}}</style></head><body><p>Hi all,</p>"
        "<p>Say <b>who</b> pays &ndash; please.</p><p>Regards<br>Oluwaseun</p></body></html>\n"
    ),
    "pasted": (
        "From: Adeyemi, Oluwaseun\nSent: 04 March 2027 10:00\nTo: Handbook\nSubject: RE: Fees page\n\n"
        "Hello,\n\nSay who pays – please.\n\nRegards\nOluwaseun\n\nFrom: Jo Bloggs\nSent: 3 March\nTo: all\nWell?\n"
    ),
    "with what it answers": (
        f"{HEAD}\nSay who pays – please.\n\nOn Thu, 4 Mar 2027 at 09:00, Jo Bloggs <jo@x.example> wrote:\n> Well?\n"
    ),
}


@pytest.mark.parametrize("kind", MAILS)
def test_a_mail_gives_its_words_with_its_subject_and_nobody_s_name(given, kind):
    comments = read_feedback(given(MAILS[kind], "mail.eml"))
    assert [(comment.theme, comment.said) for comment in comments] == [("Fees page", "Say who pays – please.")]
    assert "who wrote it" in str(comments.warnings) and not any(name in str(comments.warnings) for name in NAMES)


def test_what_is_left_out_of_a_mail_is_said(given):
    assert "The name below it was not read: 4 lines" in str(
        read_feedback(given(MAILS["as a program keeps it"], "mail.eml")).warnings
    )
    assert "The mail that it answers was not read" in str(read_feedback(given(MAILS["pasted"], "m.txt")).warnings)


def test_a_box_of_mails_and_a_table_within_a_mail_are_read(given):
    mails = "".join(
        f"From x@x.example Thu Mar  4 10:00:00 2027\n{HEAD.replace('Fees page', subject)}\n{words}\n\n"
        for subject, words in (("One", "Say who pays."), ("Two", "Theme\tComment\nLaw\tToo long"))
    )
    comments = read_feedback(given(mails, "box.mbox"))
    assert [(comment.theme, comment.said) for comment in comments] == [("One", "Say who pays."), ("Law", "Too long")]


def test_notes_may_hold_boxes_quotations_and_a_table(given):
    text = '## Fees\n- [ ] Say who pays\n- [x] And when\n> "Too much"\n\n| Theme | Said |\n|---|---|\n| Law | Long |\n'
    comments = read_feedback(given(text, "notes.md"))
    assert [(c.number, c.theme, c.said) for c in comments] == [
        (2, "Fees", "Say who pays"),
        (3, "Fees", "And when"),
        (4, "Fees", '"Too much"'),
        (8, "Law", "Long"),
    ]


def test_a_table_on_its_side_asks_which_columns_and_never_takes_a_name_for_a_theme(given):
    text = "Question,Oluwaseun,Chidi\nWhat worked?,The log,The law\nWhat would you change?,Fewer words,n/a\n"
    assert "--words B --words C" in refusal(read_feedback, given(text))
    comments = read_feedback(given(text), Chosen({"B": "words", "C": "words"}))
    assert [(comment.theme, comment.said) for comment in comments if comment.said and not comment.nothing] == [
        ("What worked?", "The log"),
        ("What worked?", "The law"),
        ("What would you change?", "Fewer words"),
    ]
