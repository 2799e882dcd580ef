"""Files of feedback as survey tools, boards, word processors, mail and phones give them, in their smallest form.

All words are made up. What is looked for is the right value: each comment with its theme, and nothing about the person.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from bench import pasted
from click.testing import CliRunner
from conftest import ROOT, shown
from test_feedback_import import FILE, PERSONAL, SOURCE, WORKSHOP, fates, feedback, given, imported, refusal, workshop

from macros.cli import main
from macros.desk.feedback.choosing import Chosen
from macros.desk.feedback.contents import day_of
from macros.desk.feedback.gathering import Comments, read_feedback
from macros.desk.feedback.headings import PERSON, meaning
from macros.desk.feedback.importing import import_feedback, listed
from macros.desk.feedback.personal import perhaps_named, personal_data
from macros.desk.feedback.shapes import LONGEST_THEME, says_nothing
from macros.model.loading import load

__all__ = ["given", "workshop"]


def said(comments: Comments) -> list[tuple[str, str]]:
    """Theme and words of each comment, without those that say nothing and those that cannot be used."""
    return [(c.theme, c.said) for c in comments if c.words and not c.nothing and not c.wrong]


def roles(comments: Comments) -> dict[str, str]:
    return {column.heading: column.role for table in comments.tables for column in table.columns}


def book(*sheets: tuple[str, list[list[Any]]], hidden: tuple[str, ...] = ()) -> bytes:
    """An Excel workbook with these sheets."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
        if title in hidden:
            sheet.sheet_state = "hidden"
    into = io.BytesIO()
    made.save(into)
    return into.getvalue()


# -- survey tools, boards and registers ------------------------------------------------------------------

WELL, BETTER, ELSE = "What worked well for you today?", "What could we do better?", "Anything else you want to tell us?"
TABLES = {
    "several open questions, from Google Forms": (
        f"Timestamp,{WELL},{BETTER},{ELSE}\n"
        "2027/03/04 10:22:31 am GMT,The picture of the four steps,Say who pays,Please send the slides\n",
        [(WELL, "The picture of the four steps"), (BETTER, "Say who pays"), (ELSE, "Please send the slides")],
    ),
    "a job title before the question": (
        "Timestamp,What is your job title?,What would you change in the handbook?\n"
        "04/03/2027 10:22,Head of Adult Commissioning,Put the fee clause first\n",
        [("What would you change in the handbook?", "Put the fee clause first")],
    ),
    "an organization, in American spelling": (
        "What organization are you with?,How could the handbook be better?\nDerby,Shorter\n",
        [("How could the handbook be better?", "Shorter")],
    ),
    "would you like feedback": (
        "Would you like feedback on your answers?,What would you change?\nYes,Less law\nNo,More pictures\n",
        [("What would you change?", "Less law"), ("What would you change?", "More pictures")],
    ),
    "equal headings": (
        "Table,Comments,Comments,Comments\n1,Say who pays,Too much law,\n2,,Nothing on size,Ask users first\n",
        [("", "Say who pays"), ("", "Too much law"), ("", "Nothing on size"), ("", "Ask users first")],
    ),
    "a title and a day above the headings": (
        "Leeds workshop feedback\n27 November 2026\n\ntheme,said,\nFees,Say who pays,\nTrust,It helps,\n",
        [("Fees", "Say who pays"), ("Trust", "It helps")],
    ),
    "a heading that is missing": (
        "theme,said,\nFees,,Say who pays while it is agreed\nLaw,Too long,\n",
        [("Fees", "Say who pays while it is agreed"), ("Law", "Too long")],
    ),
    "Microsoft Forms saved as CSV": (
        "ID,Start time,Completion time,Email,Name,What worked well?,What was hard to follow?,How useful was it? (1-5)\n"
        "1,3/4/27 9:00,3/4/27 9:10,anonymous,,Pictures,The law part,4\n2,3/4/27 9:00,3/4/27 "
        "9:12,anonymous,,,Jargon,5\n",
        [
            ("What worked well?", "Pictures"),
            ("What was hard to follow?", "The law part"),
            ("What was hard to follow?", "Jargon"),
        ],
    ),
    "Qualtrics, with three rows of headings": (
        "StartDate,Status,IPAddress,ResponseId,RecipientLastName,Q1,Q2,Q3\n"
        "Start Date,Response Type,IP Address,Response ID,Recipient Last Name,What worked?,What is your role?,How "
        "useful?\n"
        '"{""ImportId"":""startDate""}",a,b,c,d,"{""ImportId"":""QID1""}",e,f\n'
        "2027-03-04 10:00:00,IP Address,192.0.2.1,R_1,Bloggs,The pictures,Buyer,5\n",
        [("What worked?", "The pictures")],
    ),
    "Qualtrics as a workbook has it, with two": (
        "StartDate,EndDate,Q1,Q2\nStart Date,End Date,What worked?,What is your role?\n"
        "2027-03-04,2027-03-04,The pictures,Buyer\n",
        [("What worked?", "The pictures")],
    ),
    "SurveyMonkey, with two": (
        "Respondent ID,Collector ID,Start Date,IP Address,First Name,What did you like best?,What is your "
        "role?,Which parts?,\n"
        ",,,,,Open-Ended Response,Response,The tools,Other (please specify)\n"
        "11,22,03/04/2027 10:00:00 AM,192.0.2.1,Jo,The learning log,Buyer,The tools,The cases in the annex\n",
        [
            ("What did you like best?", "The learning log"),
            ("Which parts? (Other)", "The cases in the annex"),
        ],
    ),
    "Typeform": (
        "#,What would you change?,Which of these describes you?,Response Type,Start Date (UTC),Submit Date "
        "(UTC),Network ID,Tags,Ending\n"
        "abc1,Put the fee clause first,Commissioner,completed,2027-03-04 10:00:00,2027-03-04 "
        "10:02:00,ff12ab,,Default\n",
        [("What would you change?", "Put the fee clause first")],
    ),
    "Typeform, a job that was not on the list": (
        "What is your current position?,Other,What would you change?\n,Scientific programmer,Less law\n",
        [("What would you change?", "Less law")],
    ),
    "Jotform": (
        "Submission Date,First Name,Last Name,E-mail,Organisation,Please share your thoughts,Submission ID\n"
        '"Mar 4, 2027",Jo,Bloggs,jo@x.example,Derby,The log is too long for a first meeting,555\n',
        [("Please share your thoughts", "The log is too long for a first meeting")],
    ),
    "LimeSurvey": (
        'id. Response ID,"submitdate. Date submitted","lastpage. Last page","G1Q1. What would you change?",'
        '"G1Q3. Where do you work?"\n'
        "1,2027-03-04 10:00:00,2,Shorter law,Derby\n",
        [("What would you change?", "Shorter law")],
    ),
    "Indico, with the section before each question": (
        "Submitter,Submission Date,After the day: What is your current position?,After the day: What would you "
        "change?\n"
        ",2027-03-04T10:00,Buyer,Less law\n",
        [("What would you change?", "Less law")],
    ),
    "Mentimeter, a sheet of voters": (
        "Leeds session\nSession 1,2027-03-04\nVoter,What should we change first?,How clear was it?\nVoter 1,The "
        "fees page,3\n",
        [("What should we change first?", "The fees page")],
    ),
    "Slido, questions from the floor": (
        "Question ID,Question text,Question author,Upvotes,Published at\n1,Who pays while it is "
        "agreed?,Anonymous,3,2027-03-04 10:00\n",
        [("", "Who pays while it is agreed?")],
    ),
    "Parabol": (
        "Prompt,Content\nWhat went well,Clear roles\nWhat to improve,Say who pays\n",
        [("What went well", "Clear roles"), ("What to improve", "Say who pays")],
    ),
    "Azure retrospective, with work items below": (
        "Retrospective,Sprint 4\n\nFeedback Items\nType,Description,Vote Count,Creation Date,Created By\n"
        'What went well,"The charter helped, a lot",3,2027-03-04,Jo\n'
        "What to improve,Nobody owns the log,1,2027-03-04,Al\n\n"
        'Work Items\nFeedback Description,Work Item Title,Work Item Id\n"The charter helped, a lot",Write it down,12\n',
        [
            ("What went well", "The charter helped, a lot"),
            ("What to improve", "Nobody owns the log"),
            ("", "The charter helped, a lot"),
        ],
    ),
    "EasyRetro, a column for each heading of the board": (
        "Went well,To improve\nThe log,Law pages\nTrust,\n",
        [("Went well", "The log"), ("To improve", "Law pages"), ("Went well", "Trust")],
    ),
    "scrumlr": (
        "card_id,author,card,column,votes\n1,jo,The charter helped,Went well,3\n",
        [("Went well", "The charter helped")],
    ),
    "Padlet": ("Subject,Body,Author,Created At\nFees,Say who pays,Jo,2027-03-04\n", [("Fees", "Say who pays")]),
    "Mural": (
        "ID,Last Modified,Text,BG color,Position X,Area\n1,2027-03-04,Who owns it?,#fff,1,Fees\n",
        [("Fees", "Who owns it?")],
    ),
    "NA for nothing, in R": (
        "dept.pre,hopes.pre,strengths.post,suggestions.post,score.post\nLaw,NA,The pictures were clear to all of "
        "us,NA,5\n"
        "NA,NA,NA,More breaks,NA\nNA,A sheet that I can use on Monday,NA,NA,3\n",
        [
            ("strengths.post", "The pictures were clear to all of us"),
            ("suggestions.post", "More breaks"),
            ("hopes.pre", "A sheet that I can use on Monday"),
        ],
    ),
    "the handbook's own table": (
        "id,workshop,theme,said,source,status,response\na,b,Fees,Say who pays,golab-mission-blog,done,We did that "
        "and more.\n",
        [("Fees", "Say who pays")],
    ),
    "commas that nobody quoted": ("theme,said\nFees,Say who pays, and when\n", [("Fees", "Say who pays, and when")]),
    "one column with commas": ("Comments\nToo long, and dull\nShort\n", [("", "Too long, and dull"), ("", "Short")]),
    "semicolons": ('Comment;Date\n"Too long; really";04.03.2027\n', [("", "Too long; really")]),
    "pipes": ("Theme|Comment\nFees|Who pays, and when?\n", [("Fees", "Who pays, and when?")]),
    "carets": ("theme^said\nFees^Who pays, and when?\n", [("Fees", "Who pays, and when?")]),
    "quotation marks that quote nothing": (
        'Theme,Comment\nFees,"Who pays" was asked twice\nLaw,Too long\n',
        [("Fees", '"Who pays" was asked twice'), ("Law", "Too long")],
    ),
    "lines that end in CR alone": ("Comment\rToo long\rToo short\r", [("", "Too long"), ("", "Too short")]),
    "character references, once": (
        "theme,comment\nFees,We can&#039;t see who pays &amp; when: &amp;lt; R&D; AT&T\n",
        [("Fees", "We can't see who pays & when: &lt; R&D; AT&T")],
    ),
    "EUSurvey, who gives a contribution": (
        "Alias,I am giving my contribution as,Please specify (max 500 characters),Your views on the log\n"
        "x,Public authority,We run three day centres in one town,It is too long for us\n",
        [("Your views on the log", "It is too long for us")],
    ),
    "character references and tags": (
        "theme,comment\nFees,<p>Say <b>who</b> pays &amp; when</p>\nLaw,a < b and &lt;p&gt;\n",
        [("Fees", "Say who pays & when"), ("Law", "a < b and <p>")],
    ),
    "a board with four columns": (
        "I liked,I learned,I lacked,I longed for\nThe log,That fees matter,Time,Coffee\n",
        [("I liked", "The log"), ("I learned", "That fees matter"), ("I lacked", "Time"), ("I longed for", "Coffee")],
    ),
    "one row for each answer": (
        "Question,Answer\nWhat worked?,The pictures\nWhat should change?,Say who pays\n",
        [("What worked?", "The pictures"), ("What should change?", "Say who pays")],
    ),
    "a facilitator's table": (
        "Facilitator,Group,Issue raised,Proposed change,Priority\nAB,1,Nobody knows who pays,Add a line on the "
        "fees,High\n",
        [("", "Nobody knows who pays"), ("Proposed change", "Add a line on the fees")],
    ),
    "answers that were picked from a list": (
        "Which parts did you use?,What would you change?\n"
        + "Tools; Clauses,\nTools,Less law\nClauses; Tools,\nTools,\n" * 3,
        [("What would you change?", "Less law")] * 3,
    ),
    "Microsoft Forms, a quiz with what the marker wrote": (
        "ID,Email,Total points,Quiz feedback,What would you change?,Points - What would you change?,"
        "Feedback - What would you change?\n1,anonymous,0,Well done all of you,Say who pays,,Thank you for this\n",
        [("What would you change?", "Say who pays")],
    ),
    "Google Forms, a grid of ratings": (
        "Timestamp,How useful were these? [The log],How useful were these? [The law],Please say why\n"
        "2027/03/04,Very useful,Not useful,Nobody could follow it\n2027/03/04,Not clear,Useful,\n",
        [("Please say why", "Nobody could follow it")],
    ),
    "Online Surveys, an area of work": (
        "Unique Response Number,1. What is your main area of work?,2. What would help you to use it?\n"
        "99-88,Procurement,A short version\n",
        [("What would help you to use it?", "A short version")],
    ),
    "Slido, with what was replied": (
        "Question,Author,Upvotes,Reply\nWho pays?,Jo,3,We will say so soon\n",
        [("", "Who pays?")],
    ),
    "Mentimeter, a question above each table": (
        "Leeds\n\nQuestion 1: What should change first?\nVoter,Answer\n1,Say who pays\n2,Fewer words\n\n"
        "What else should change?\nVoter,Answer\n1,The law\n",
        [
            ("What should change first?", "Say who pays"),
            ("What should change first?", "Fewer words"),
            ("What else should change?", "The law"),
        ],
    ),
    "Miro, one list below the other": (
        "Went well\nThe pictures\nThe log\n\nTo improve\nSay who pays\n",
        [("Went well", "The pictures"), ("Went well", "The log"), ("To improve", "Say who pays")],
    ),
    "Trello, where the name of a card is what it says": (
        "Card ID,Card Name,Card Description,Members,List Name,Board Name\n1,Say who pays,,jo,To improve,Leeds\n",
        [("To improve", "Say who pays")],
    ),
    "points that are no score": (
        "Table,Key points from your table\n1,Nobody could say who owns the log after the year\n",
        [("Key points from your table", "Nobody could say who owns the log after the year")],
    ),
    "a rating and why": (
        "How satisfied were you?,Why?\nVery satisfied,It was short\nNeither satisfied nor dissatisfied,It was long\n",
        [("Why?", "It was short"), ("Why?", "It was long")],
    ),
}


@pytest.mark.parametrize("kind", TABLES)
def test_each_comment_of_a_table_is_read_with_its_theme(given, kind):
    text, expected = TABLES[kind]
    assert said(read_feedback(given(text))) == expected


ABOUT_TEXT = ("commas", "quot", "CR", "references", "semicolons", "pipes", "carets")


@pytest.mark.parametrize("kind", [kind for kind in TABLES if not any(word in kind for word in ABOUT_TEXT)])
def test_the_same_table_in_excel_says_the_same(given, kind):
    text, expected = TABLES[kind]
    rows = list(csv.reader(io.StringIO(text)))
    assert said(read_feedback(given(book(("Form1", rows)), "answers.xlsx"))) == expected


ABOUT_THE_PERSON = """What is your job title?|Job|Role|Your role (optional)|Title|Position|Current position
    |What is your current position?|Post|Grade|Pay band|Employer|Organisation|Organization
    |What organization are you with?|Company|Team|Department|Dept.|Council|Which council do you work for?|Age
    |How old are you?|Gender|Email|E-mail address|Your name|Name|First name|Surname|JobTitle|job_title
    |organisation_name|Work email|Phone number|Mobile|Postcode|Which of these describes you?
    |Where do you work?|What sector do you work in?|Author|Created By|Respondent ID|IP Address|LinkedIn
    |Nationality|What is your role in improving services?|Years of experience|Line manager
    |Which team are you in?|What grade are you?|Occupation|Agency|Participant
    |What is your main area of work?|Line of work|Which service are you from?|I am responding as
    |Length of service|In what capacity are you attending?|Where did you travel from today?|Note taker|Scribe
    |How many years have you worked in procurement?|What do you do for a living?|Your area|Delegate
    |Do you have any health conditions?|What are your access needs?|Dietary requirements|Any allergies?
    |Do you have any access or dietary needs?|Sexual orientation|Please tell us which group you belong to
    |Bio|About you|Tell us who you are|Swydd|Enw|Beruf|Prénom|Nombre"""


@pytest.mark.parametrize("heading", [heading.strip() for heading in ABOUT_THE_PERSON.split("|")])
def test_a_column_about_the_person_is_never_words(given, heading):
    assert meaning(heading).role == PERSON
    comments = read_feedback(
        given(f'"{heading}",Comment\nHead of things in a large place with a long name,It helped\n')
    )
    assert said(comments) == [("", "It helped")] and "Head of things" not in str(list(comments))


ABOUT_THE_HANDBOOK = """What would you change?|How would your organisation use this?|What did your team find hard?
    |Name one thing you would change|What would stop your council from using it?
    |What impact will this have on your role?|What will you take back to your organisation?
    |As a participant, what would you change?|What title would you prefer?|How could it be better?
    |Which issues did the session not address?|Tell us more|Do you have any other comments?|What else?
    |Team feedback|One thing to keep|Why?|What is the main barrier in your area of work?
    |What will you tell your manager?|Which service would this suit?|What support does your organisation need to use it?
    |What would help you in your role?|What did the facilitator miss?|Does it meet the access needs of users?"""


@pytest.mark.parametrize("heading", [heading.strip() for heading in ABOUT_THE_HANDBOOK.split("|")])
def test_a_question_about_the_handbook_is_words_though_it_names_a_team(given, heading):
    if heading.startswith("What title"):
        assert meaning(heading).role == PERSON, "doubtful, so it is left out, and said"
        heading = "What would you like to see in its title?"
    assert [
        words for _, words in said(read_feedback(given(f'"{heading}"\nSay who pays while the fee is agreed\n')))
    ] == ["Say who pays while the fee is agreed"]


@pytest.mark.parametrize(
    "cells",
    [
        "4|5|3",
        "4/5|3/5|5/5",
        "Yes|No|Yes",
        "Very useful|Not at all useful|Useful",
        "★★★★|★★|★",
        "Strongly agree|Agree|Neutral",
    ],
)
def test_scores_ratings_and_yes_or_no_are_never_words(given, cells):
    rows = "\n".join(f"{cell},Say who pays" for cell in cells.split("|"))
    comments = read_feedback(given(f"How did you find the session?,Comment\n{rows}\n"))
    assert {words for _, words in said(comments)} == {"Say who pays"}


@pytest.mark.parametrize(
    "text",
    [
        "NA",
        "n/a",
        "N.A.",
        "-",
        "–",
        "None",
        "none.",
        "Nil",
        "no comment",
        "No comments",
        "nothing",
        "?",
        "…",
        "_No response_",
        "null",
        "NaN",
        "#N/A",
        "x",
        "Nothing to add",
        "Don't know",
    ],
)
def test_na_and_its_kin_say_nothing_and_are_counted(workshop, given, text):
    assert says_nothing(text)
    report = imported(
        workshop,
        given([{"theme": "Fees", "comment": text}, {"theme": "Fees", "comment": "Say who pays"}]),
        dry_run=True,
    )
    assert fates(report) == {1: "nothing", 2: "imported"}
    assert "1 say nothing, and count as empty" in str(report) and (
        f'"{text[:30]}"' in str(report) or not text.strip("…?")
    )


@pytest.mark.parametrize(
    "text",
    ["No pictures", "None of it helped", "Nothing worked", "NA is not explained", "👍", "Nil returns are odd", "12"],
)
def test_what_only_begins_like_na_says_something(text):
    assert not says_nothing(text)


# -- where a table begins, and what is left --------------------------------------------------------------


def test_a_row_is_not_called_empty_when_there_are_words_elsewhere(workshop, given):
    text = (
        "Comment,What does your organisation do?\n,We run three hostels and a day centre for the city\nShorter,None\n"
    )
    report = imported(workshop, given(text), dry_run=True)
    assert "there are words in B" in str(report) and "--words B" in str(report)
    assert next(item.said for item in read_feedback(given(text), Chosen({"B": "words"})) if item.said).startswith(
        "We run three"
    )


def test_short_words_below_a_heading_that_says_nothing_are_not_passed_over_in_silence(workshop, given):
    report = imported(workshop, given("Comment,Zeile\n,Fees\nShorter,\n"), dry_run=True)
    assert "row 2: nothing in the columns that are read, but there are words in B" in str(report)


def test_all_headings_are_printed_in_full_with_what_each_was_read_as(workshop, given):
    text, _ = TABLES["several open questions, from Google Forms"]
    shown_ = str(imported(workshop, given(text), dry_run=True))
    for heading in (WELL, BETTER, ELSE, "Timestamp"):
        assert f'"{heading}"' in shown_
    assert "“The picture of the four steps”" in shown_ and "3 comments" in shown_ and "row 2, C" in shown_


def test_rows_of_two_that_begin_with_a_question_are_no_second_headings(given):
    text = "What worked?,What should change?\nWho knows?,What is a log?\nThe log,The law\n"
    assert len(said(read_feedback(given(text)))) == 4


def test_a_theme_that_is_long_is_shortened_and_kept_in_the_words(workshop, given):
    theme = "Fees and who pays them " * 20
    report = imported(workshop, given([{"theme": theme, "said": "Say it"}]))
    (item,) = feedback(workshop)[-1:]
    assert len(item.theme) <= LONGEST_THEME and theme.strip() in item.said and "its theme is long" in str(report)


@pytest.mark.parametrize(
    "text, day",
    [
        ("2027/03/04 10:22:31 am GMT", "2027-03-04"),
        ("2027-03-04T10:22:31Z", "2027-03-04"),
        ("2027-03", "2027-03"),
        ("24/03/2027 10:22", "2027-03-24"),
        ("3/24/27 9:00", "2027-03-24"),
        ("04/03/2027", "04/03/2027"),
        ("4 March 2027", "2027-03-04"),
        ("Mar 4, 2027", "2027-03-04"),
        ("Thursday, 4 March 2027", "2027-03-04"),
        ("46450.43", "2027-03-04"),
        ("soon", ""),
    ],
)
def test_the_day_is_kept_in_the_remark(workshop, given, text, day):
    assert day_of(text, None) == day
    imported(workshop, given([{"date": text, "said": "Say who pays"}, {"date": "x", "said": "Another thing"}]))
    found = re.search(r"from row 1(?:, dated ([^;]+))?;", workshop.path(FILE).read_text("utf-8"))
    assert found and (found[1] or "") in (day, "")


def test_other_days_of_the_column_tell_which_figure_is_the_day(given):
    rows = read_feedback(given("Date,Comment\n04/03/2027,One thing\n24/03/2027,Another\n"))
    assert [row.date for row in rows] == ["2027-03-04", "2027-03-24"]


# -- Excel -----------------------------------------------------------------------------------------------

FORMS = [
    ["ID", "Start time", "Completion time", "Email", "Name", WELL, BETTER, "How likely are you to recommend it?"],
    [
        1,
        dt.datetime(2027, 3, 4, 10),
        dt.datetime(2027, 3, 4, 10, 5),
        "anonymous",
        None,
        "The log\nand more",
        "Fees first",
        9,
    ],
    [2, dt.datetime(2027, 3, 4, 10), dt.datetime(2027, 3, 5), "anonymous", None, "n/a", "=Too long", 7],
]


def test_a_workbook_is_read_with_its_row_numbers_its_days_and_what_was_typed_as_a_formula(given):
    comments = read_feedback(given(book(("Sheet1", FORMS)), "answers.xlsx"))
    assert said(comments) == [(WELL, "The log\nand more"), (BETTER, "Fees first"), (BETTER, "=Too long")]
    assert [(c.number, c.where, c.date) for c in comments] == [
        (2, "F", "2027-03-04"),
        (2, "G", "2027-03-04"),
        (3, "F", "2027-03-05"),
        (3, "G", "2027-03-05"),
    ]


def test_every_sheet_is_read_and_a_hidden_or_a_strange_one_is_said(given):
    sheets = book(
        ("Form1", FORMS),
        ("Notes", [["Topic", "Comment"], ["Law", "Too long"]]),
        ("Lists", [["a"], ["b"]]),
        ("Key", [["colour", "mood"], ["red", "bad"]]),
        hidden=("Lists",),
    )
    comments = read_feedback(given(sheets, "answers.xlsx"))
    assert ("Law", "Too long") in said(comments) and len(said(comments)) == 4
    warned = " ".join(comments.warnings)
    assert '"Lists" is hidden' in warned and "sheet Key was not read" in warned


@pytest.mark.parametrize(
    "raw, name, says",
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old.xls", "old form"),
        (book(("A", FORMS))[:900], "cut.xlsx", "damaged"),
        (b"%PDF-1.7", "notes.pdf", "PDF"),
        (b"<html><table>", "fake.xls", "web page"),
        (b"\x89PNG\r\n", "wall.png", "picture"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(given, raw, name, says):
    assert says in refusal(read_feedback, given(raw, name))


def test_a_word_document_is_refused_with_a_way_round(given):
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as packed:
        packed.writestr("word/document.xml", "<x/>")
    assert "plain text file" in refusal(read_feedback, given(into.getvalue(), "notes.docx"))


# -- what is pasted, and notes ---------------------------------------------------------------------------

PASTED = {
    "a table from Word, with a paragraph in a cell and a quotation mark at its start": (
        'Theme\tWhat was said\nFees\t"Who pays" was asked.\nAlso when.\nLaw\tToo long, too early\n',
        [("Fees", '"Who pays" was asked.\nAlso when.'), ("Law", "Too long, too early")],
    ),
    "a table in Markdown": (
        "| Theme | Said |\n|---|---|\n| Fees | Say who pays, and when |\n",
        [("Fees", "Say who pays, and when")],
    ),
    "a list below a title": (
        "Notes from Leeds, 27 November\n- Who owns the log, if the provider changes?\n- Too long, too early\n",
        [("", "Who owns the log, if the provider changes?"), ("", "Too long, too early")],
    ),
    "lists below themes": (
        "Fees:\n• Say who pays\n• Say when\n   and how\n\n## Law\n1. Too long\n2) Too early\n",
        [("Fees", "Say who pays"), ("Fees", "Say when\nand how"), ("Law", "Too long"), ("Law", "Too early")],
    ),
    "lines": (
        "Fees: who pays?\nToo much law\nThe log, the charter, the lot\n",
        [("", "Fees: who pays?"), ("", "Too much law"), ("", "The log, the charter, the lot")],
    ),
    "tables as headings above lists": (
        "Table 1\n- Too much law\n- Say who pays\nTable 2\n- The log is good\nFees:\n",
        [("Table 1", "Too much law"), ("Table 1", "Say who pays"), ("Table 2", "The log is good"), ("", "Fees")],
    ),
    "headings between rules": (
        "=== Table 1 ===\nToo much law\n\n=== Table 2 ===\nThe log is good\n",
        [("Table 1", "Too much law"), ("Table 2", "The log is good")],
    ),
    "questions with answers below": (
        "What worked well?\nThe pictures\nThe log\n\nWhat could be better?\nLess law\n",
        [
            ("What worked well?", "The pictures"),
            ("What worked well?", "The log"),
            ("What could be better?", "Less law"),
        ],
    ),
    "one line": ("Too much law\n", [("", "Too much law")]),
}


@pytest.mark.parametrize("kind", PASTED)
def test_pasted_tables_and_notes_are_read_whole(given, kind):
    text, expected = PASTED[kind]
    assert said(read_feedback(given(text, "notes.txt"))) == expected


def test_no_line_of_notes_is_lost_without_a_word(given):
    comments = read_feedback(given(PASTED["a list below a title"][0], "notes.txt"))
    assert "Line 1 was taken for the title" in comments.warnings[0]


# -- issues ----------------------------------------------------------------------------------------------

BODY = (
    "### Which page?\n\nhttps://derby.example/handbook/0.5/tools/learning-log/?from=0.4\n\n"
    "### What does it say, or what is missing?\n\nWho pays\n\n### What should it say instead?\n\n_No response_\n\n"
    "### How do you know?\n\nSection 74\n\n### Which of these is closest to you?\n\nLegal\n\n"
    "### Is it safe to publish?\n\n- [X] Nothing here is confidential\n"
)


def test_the_issue_form_s_submissions_are_read_and_never_who_wrote_them(workshop, given):
    issues = [
        {
            "number": 12,
            "title": "Page: fees",
            "body": BODY,
            "author": {"login": "somebody"},
            "createdAt": "2027-03-04T10:00:00Z",
        }
    ]
    report = imported(workshop, given(issues))
    (item,) = feedback(workshop)[-1:]
    assert item.said.startswith("Who pays\n\nHow they know: Section 74\n\nAbout the page https://derby.example")
    assert item.theme == f"{load(workshop.root).draft.elements['learning-log'].title}: fees" and "issue 12" in str(
        report
    )
    written = workshop.path(FILE).read_text("utf-8") + str(report)
    assert "somebody" not in written and "Legal" not in written and "No response" not in written


@pytest.mark.parametrize(
    "name, wrap",
    [("one.json", lambda body: json.dumps({"body": body, "number": 3})), ("body.md", str), ("body.txt", str)],
)
def test_one_issue_and_a_pasted_body_are_read_too(given, name, wrap):
    assert [c.said.split("\n")[0] for c in read_feedback(given(wrap(BODY), name))] == ["Who pays"]


def test_an_issue_that_is_not_safe_to_publish_is_held_back(workshop, given):
    report = imported(workshop, given(BODY.replace("[X]", "[ ]"), "body.md"), allow_personal=True)
    assert fates(report) == {1: "held"} and "did not say that it is safe" in str(report)


def test_other_forms_and_plain_issues_are_read(given):
    tool = "### What is it about?\n\nA tool\n\n### How does it go wrong?\n\nNobody keeps it\n\n"
    tool += "### Is it safe to publish?\n\n- [x] Yes\n"
    issues = [
        {"number": 4, "title": "Tool: Cards", "body": tool},
        {"number": 5, "title": "Plain", "body": "Just words here"},
    ]
    assert ("Plain", "Just words here") in said(read_feedback(given(issues)))
    assert "Nobody keeps it" in [words for _, words in said(read_feedback(given(issues)))]


# -- the form's own file, in any disguise ----------------------------------------------------------------


def form(*items: dict[str, str], iteration: str = "0.1") -> str:
    return json.dumps({"format": "handbook-feedback/1", "iteration": iteration, "items": list(items)}, indent=2)


ONE = {"page": "tools/learning-log/", "element": "learning-log", "what": "Too “long”: 5 < 6", "instead": "Half"}
TWO = {"page": "", "element": "", "what": "No index", "instead": ""}
COPIED = "Page: tools/learning-log/\nIteration: 0.1\nWhat is wrong: Too long\nand dull\nInstead: Half"
DISGUISES = {
    "as it is": (form(ONE), "f.json"),
    "called .txt": (form(ONE), "f.json.txt"),
    "called .csv": (form(ONE), "f.csv"),
    "without a name's end": (form(ONE), "handbook-feedback"),
    "in a mail, quoted": ("Hi,\n\n" + re.sub("^", "> ", form(ONE), flags=re.M) + "\n\nBest", "mail.txt"),
    "in a fence": (f"```json\n{form(ONE)}\n```", "f.md"),
    "on one line": (json.dumps(json.loads(form(ONE))), "f.txt"),
    "in a string": (json.dumps({"attachment": form(ONE)}), "f.json"),
    "escaped by a web form": (form(ONE).replace('"', "&quot;").replace("<", "&lt;"), "f.txt"),
    "in UTF-16": (form(ONE).encode("utf-16"), "f.json"),
    "in a cell of a survey": ('Timestamp,Feedback\n2027-03-04,"' + form(ONE).replace('"', '""') + '"\n', "f.csv"),
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_the_form_s_file_is_known_in_any_disguise(given, disguise):
    (comment,) = read_feedback(given(*DISGUISES[disguise]))
    assert (comment.said, comment.instead, comment.element) == ("Too “long”: 5 < 6", "Half", "learning-log")


def test_quotation_marks_that_a_word_processor_bent_are_bent_back(given):
    bent = form({**ONE, "what": "Too long"}).replace('"', "”")
    assert [c.said for c in read_feedback(given(bent, "f.docx.txt"))] == ["Too long"]


@pytest.mark.parametrize(
    "text, name",
    [
        (f"[{form(ONE)}, {form(TWO)}]", "f.json"),
        (form(ONE) + "\n" + form(TWO), "f.txt"),
        (json.dumps(json.loads(form(ONE))) + "\n" + json.dumps(json.loads(form(TWO))), "f.jsonl"),
        (form(ONE, TWO), "f.json"),
        (
            COPIED.replace("Too long\nand dull", ONE["what"])
            + "\n\n"
            + "Page: (not given)\nIteration: 0.1\nWhat is wrong: No index",
            "f.txt",
        ),
    ],
)
def test_many_pieces_in_one_text_are_all_read(given, text, name):
    assert [(c.said, c.instead) for c in read_feedback(given(text, name))] == [(ONE["what"], "Half"), ("No index", "")]


@pytest.mark.parametrize(
    "text", [COPIED, re.sub("^", "> ", COPIED, flags=re.M), COPIED.replace("\n", "\r\n"), "Hello,\n\n" + COPIED]
)
def test_what_the_button_copies_is_read(workshop, given, text):
    report = imported(workshop, given(text, "message.txt"))
    assert len(report.of("imported")) == 1
    assert (
        feedback(workshop)[-1].said
        == "Too long\nand dull\n\nSuggested instead: Half\n\nAbout the page tools/learning-log/"
    )


def test_a_signature_below_what_was_copied_is_left_out_and_said(given):
    comments = read_feedback(given(f"{COPIED}\n-- \nSent from my phone\n", "mail.txt"))
    assert [c.instead for c in comments] == ["Half"] and "signature" in comments.warnings[0]


def test_a_file_that_is_cut_off_is_read_as_far_as_it_goes(given):
    comments = read_feedback(given(form(TWO, ONE)[:-60], "f.json"))
    assert [c.said for c in comments] == ["No index"] and "damaged" in comments.warnings[0]


@pytest.mark.parametrize(
    "page",
    [
        "tools/learning-log/",
        "/handbook/0.5/tools/learning-log/",
        "https://derby.example/handbook/0.5/tools/learning-log/",
        "https://derby.example/handbook/latest/tools/learning-log/sheet/?from=0.4#rows",
        "https://derby.example/go/learning-log/",
        "http://127.0.0.1:8000/draft/tools/learning-log/index.html",
        "https://derby.example/0.5/about/feedback/?page=tools/learning-log/",
        "LEARNING-TITLE",
    ],
)
def test_what_it_is_about_is_worked_out_from_the_page(workshop, given, page):
    title = load(workshop.root).draft.elements["learning-log"].title
    imported(
        workshop,
        given(
            form(
                {
                    "page": page.replace("LEARNING-TITLE", title.upper()),
                    "element": "",
                    "what": "Too long",
                    "instead": "",
                }
            ),
            "f.json",
        ),
    )
    assert feedback(workshop)[-1].theme == title


def test_an_element_that_has_another_id_now_is_found_by_its_old_one(workshop, given):
    workshop.change("data/draft/tools/learning-log.yml", lambda d: d.update(was=["log-of-learning"]))
    imported(workshop, given(form({**TWO, "page": "tools/log-of-learning/"}), "f.json"))
    assert feedback(workshop)[-1].theme == load(workshop.root).draft.elements["learning-log"].title


# -- forty phones ----------------------------------------------------------------------------------------


def test_forty_phones_some_damaged_some_twice_and_a_survey_go_in_at_once(workshop, tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    for number in range(40):
        text = form(
            {**ONE, "what": f"Reader number {number} found the page {'very ' * (number % 7)}long", "instead": ""}
        )
        (folder / f"phone-{number:02}.json").write_text(text[: 60 if number in (7, 8) else None], "utf-8")
    (folder / "phone-03 (1).json").write_bytes((folder / "phone-03.json").read_bytes())
    (folder / "answers.xlsx").write_bytes(book(("Form1", FORMS)))
    (folder / ".DS_Store").write_bytes(b"\x00")
    dry = import_feedback(workshop.root, WORKSHOP, [folder], dry_run=True)
    report = import_feedback(workshop.root, WORKSHOP, [folder])
    assert len(report.of("imported")) == 38 + 3 == len(dry.of("imported")) and len(report.unread) == 2
    assert "the same words as piece 1 of phone-03" in str(report) and "phone-07.json" in str(report)
    assert not workshop.problems(), shown(workshop.problems())
    again = import_feedback(workshop.root, WORKSHOP, [folder])
    assert not again.of("imported")


def test_an_archive_of_files_is_read(given):
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as packed:
        packed.writestr("phones/one.json", form(ONE))
        packed.writestr("phones/two.txt", COPIED)
        packed.writestr("__MACOSX/._one.json", b"\x00\x05")
        packed.writestr("phones/broken.json", "{")
    comments = read_feedback(given(into.getvalue(), "phones.zip"))
    assert len(said(comments)) == 2 and any("broken.json" in warning for warning in comments.warnings)


# -- what a person says of columns -----------------------------------------------------------------------

ODD = "mood,Gruppe,Titel\ngood,Say who pays while the fee is agreed,Fees\nbad,Too much law for one meeting,Law\n"


def test_no_column_is_guessed_where_no_heading_is_known(given):
    assert "--words B" in refusal(read_feedback, given(ODD))


@pytest.mark.parametrize("words, theme", [("Gruppe", "Titel"), ("gruppe", "titel"), ("B", "C"), ("2", "3")])
def test_a_column_may_be_named_by_heading_letter_or_number(given, words, theme):
    comments = read_feedback(given(ODD), Chosen({words: "words", theme: "theme"}))
    assert said(comments) == [("Fees", "Say who pays while the fee is agreed"), ("Law", "Too much law for one meeting")]


def test_what_is_said_of_columns_is_remembered_and_can_be_taken_back(workshop, given):
    path = given(ODD)
    import_feedback(workshop.root, WORKSHOP, path, words=["B"], theme="C")
    late = given(ODD + "fair,Ask users before the budget is set,Users\n", "late.csv")
    report = import_feedback(workshop.root, WORKSHOP, late)
    assert [outcome.number for outcome in report.of("imported")] == [4] and feedback(workshop)[-1].theme == "Users"
    assert not workshop.problems(), "what is remembered stands outside data/"
    text, _ = TABLES["several open questions, from Google Forms"]
    report = import_feedback(workshop.root, WORKSHOP, given(text), ignore=[BETTER])
    assert len(report.of("imported")) == 2
    assert len(import_feedback(workshop.root, WORKSHOP, given(text), words=[BETTER]).of("imported")) == 1


def test_a_column_that_is_not_there_is_refused_with_those_that_are(given):
    message = refusal(read_feedback, given(ODD), Chosen({"Kommentar": "words", "B": "words"}))
    assert 'There is no column "Kommentar"' in message and 'B "Gruppe"' in message


# -- personal data ---------------------------------------------------------------------------------------

MORE_PERSONAL = {
    "a telephone number": [
        "(555) 010-0199",
        "ext. 4512 for Priya",
        "Tel 642 1199",
        "00 33 1 23 45 67 89",
        "555.010.0199 x"[:-2].replace("0199", "0199").replace("010", "210"),
    ],
    "a bank account": [
        "GB29 NWBK 6016 1331 9268 19",
        "DE89370400440532013000",
        "sort code 20-00-00",
        "4111 1111 1111 1111",
    ],
    "a name on social media": ["see linkedin.com/in/some-one", "@some_handle said so", "Instagram: someone"],
    "an email address": ["name dot name at derby dot gov dot uk", "jo dot b at council"],
    "somebody's name": ["Jo Bloggs from table 3 said", "as Priya Shah's team does", "thanks Sarah O'Neill"],
}


@pytest.mark.parametrize("kind, text", [(kind, text) for kind, texts in MORE_PERSONAL.items() for text in texts])
def test_more_forms_of_personal_data_are_held_back(workshop, given, kind, text):
    assert kind in personal_data(text)
    before = workshop.path(FILE).read_bytes()
    report = imported(workshop, given([{"theme": "Fees", "said": f"One thing. {text}"}]))
    assert fates(report) == {1: "held"} and text not in str(report) and workshop.path(FILE).read_bytes() == before


@pytest.mark.parametrize(
    "text",
    ["my team leader Ann", "Priya thinks it is long", "Ask Sunita", "Zork from table 3 was sad", "Qwert Zuiop said no"],
)
def test_a_bare_name_is_warned_about_and_marked(workshop, given, text):
    assert personal_data(text) == [] and perhaps_named(text)
    report = imported(workshop, given([{"said": text}]))
    assert "perhaps it names somebody" in str(report.of("imported")[0].notes)
    assert "# Perhaps it names somebody" in workshop.path(FILE).read_text("utf-8")
    assert not any(word.casefold() in report.of("imported")[0].id for word in text.split() if word.istitle())


@pytest.mark.parametrize(
    "text",
    [
        "Derby Council said no",
        "The contract extension 2027 to 2029",
        "John Lewis Partnership",
        "Adult Commissioning said yes",
        "£30 @ 5 hours",
        "next 12 months",
        "Public Digital wrote the guide",
        "Look at the start",
        "Regulation 12 and Schedule 3",
    ],
)
def test_harmless_words_are_neither_held_back_nor_marked(text):
    assert personal_data(text) == [] and not perhaps_named(text)


def test_what_is_held_back_is_kept_on_this_machine_can_be_mended_and_is_then_known(workshop, given):
    path = given("theme,said\nFees,Write to ann@council.example about the fee\nLaw,Too long\n")
    report = imported(workshop, path)
    held = workshop.root / report.held_in
    assert held.parent == workshop.root / "local" / "feedback" / WORKSHOP and "ann@council.example" in held.read_text(
        "utf-8"
    )
    assert held.stat().st_mode & 0o077 == 0 and (workshop.root / "local" / ".gitignore").read_text("utf-8").endswith(
        "*\n"
    )
    assert "ann@" not in workshop.path(FILE).read_text("utf-8")
    imported(workshop, path)
    assert held.read_text("utf-8").count("ann@") == 1, "the second time it is there already"
    held.write_text(held.read_text("utf-8").replace("ann@council.example", "the contract manager"), "utf-8")
    assert len(imported(workshop, held).of("imported")) == 1
    assert (
        feedback(workshop)[-1].said == "Write to the contract manager about the fee"
        and feedback(workshop)[-1].theme == "Fees"
    )
    assert fates(imported(workshop, path)) == {2: "duplicate", 3: "duplicate"}


def test_a_dry_run_keeps_nothing_aside(workshop, given):
    imported(workshop, given([{"said": PERSONAL["an email address"][0]}]), dry_run=True)
    assert not (workshop.root / "local").exists()


# -- every comment, in good time -------------------------------------------------------------------------


def test_the_same_answer_to_two_questions_is_two_comments(workshop, given):
    text = f"{WELL},{BETTER}\nThe law part,The law part\n"
    report = imported(workshop, given(text))
    assert len(report.of("imported")) == 2
    assert not imported(workshop, given(text)).of("imported")


def test_of_too_many_comments_it_is_said_how_many_fit_and_so_many_do(workshop, given):
    words = "who pays the fee when it is late and the log holds what we learned of trust between two sides".split()
    rows = "\n".join(f"Fees,{' '.join(words[(n * k) % len(words)] for k in range(1, 30))} {n}" for n in range(5_000))
    message = refusal(imported, workshop, given("theme,said\n" + rows))
    fit = int(re.search(r"about the first (\d+) comments fit", message)[1])
    assert 1_000 < fit < 5_000 and "1 MB" in message
    report = imported(workshop, given("theme,said\n" + "\n".join(rows.split("\n")[: fit - 50])))
    assert len(report.of("imported")) + len(report.of("duplicate")) == fit - 50 and len(feedback(workshop)) > 1_000


@pytest.mark.parametrize("name", pasted.FILES)
def test_whatever_a_file_holds_it_is_read_or_refused_in_words(given, name):
    pasted.read_file(given(pasted.FILES[name](20_000), name))


# -- the command -----------------------------------------------------------------------------------------


@pytest.fixture
def command(workshop, monkeypatch):
    """Runs `handbook feedback …` in the scratch handbook."""
    (workshop.root / "mkdocs.yml").write_text("", "utf-8")
    (workshop.root / "macros").mkdir()
    monkeypatch.chdir(workshop.root)
    return lambda *words: CliRunner().invoke(main, ["feedback", *map(str, words)])


def test_the_command_shows_first_and_writes_when_it_is_told_to(workshop, given, command):
    path, before = given(TABLES["several open questions, from Google Forms"][0]), workshop.path(FILE).read_bytes()
    done = command("import", path, "--workshop", WORKSHOP)
    assert done.exit_code == 0 and "3 would be imported" in done.output and "--yes" in done.output
    assert workshop.path(FILE).read_bytes() == before
    done = command("import", path, "--workshop", WORKSHOP, "--ignore", ELSE, "--yes")
    assert done.output.index("what was said") < done.output.index("2 imported into") and len(feedback(workshop)) == 6
    assert (
        command("import", path, "--workshop", WORKSHOP, "--dry-run", "--yes").exit_code == 0
        and len(feedback(workshop)) == 6
    )


def test_the_command_says_with_its_code_that_something_was_not_taken(given, command):
    held = given([{"said": PERSONAL["an email address"][0]}])
    assert command("import", held, "--workshop", WORKSHOP, "--yes").exit_code == 1
    assert command("import", given(ODD), "--workshop", WORKSHOP).exit_code == 1
    assert command("import", "nowhere.csv", "--workshop", WORKSHOP).exit_code == 2


def test_a_console_that_cannot_hold_a_letter_gets_a_question_mark(workshop, given):
    (workshop.root / "mkdocs.yml").write_text("", "utf-8")
    (workshop.root / "macros").symlink_to(ROOT / "macros")
    path = given([{"theme": "信任", "said": "信任 is not in the glossary"}, {"said": "one"}, {"said": "two"}])
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "cp1252"}
    for words, says in (
        (("import", str(path), "--workshop", WORKSHOP, "--yes"), "3 imported"),
        (("list",), "?? is not in the glossary"),
    ):
        run = [sys.executable, "-P", "-m", "macros.cli", "feedback", *words]
        done = subprocess.run(run, cwd=workshop.root, env=env, capture_output=True, encoding="cp1252")
        assert done.returncode == 0 and "Traceback" not in done.stderr and says in done.stdout


def test_the_list_shows_the_first_words(workshop, given):
    imported(workshop, given([{"theme": "Fees", "said": "Say who pays " * 20}]))
    assert any("Fees: Say who pays Say who pays" in line and line.endswith("…") for line in listed(load(workshop.root)))


def test_a_source_is_taken_from_the_command(given, command, workshop):
    workshop.replace(FILE, f"sources: [{SOURCE}]", "sources: []")
    path = given("said\nIt helped us\n")
    assert command("import", path, "--workshop", WORKSHOP, "--yes").exit_code == 1
    assert command("import", Path(path), "--workshop", WORKSHOP, "--yes", "--source", SOURCE).exit_code == 0
