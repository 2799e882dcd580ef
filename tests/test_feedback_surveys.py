"""What survey tools, polls and boards give, as their exports are laid out in public: the layouts are theirs.

All words are made up, and nobody is in them. What is looked for is the right value: each answer with its question,
nothing about the person, nothing that somebody did not want shown, and no answer called empty that has words.
"""

from __future__ import annotations

import io
import json

import openpyxl
import pytest
from test_feedback_files import book, roles, said
from test_feedback_import import given, imported, workshop

from macros.desk.feedback.contents import day_of, is_job
from macros.desk.feedback.gathering import read_feedback
from macros.desk.feedback.headings import CONSENT, META, PERSON, THEME, WORDS, meaning, refuses

__all__ = ["given", "workshop"]

CHANGE, ELSE = "What would you change?", "What else?"
QUALTRICS = (
    "StartDate,EndDate,Status,IPAddress,Progress,Finished,RecordedDate,ResponseId,RecipientLastName,UserLanguage"
)
QUALTRICS_SAID = (
    "Start Date,End Date,Response Type,IP Address,Progress,Finished,Recorded Date,Response ID,Recipient Last Name,"
    "User Language"
)
ANSWERED = "2027-03-04 10:00:00,2027-03-04 10:05:00,{},192.0.2.1,100,True,2027-03-04 10:05:01,R_1,,EN"
SURVEYS = {
    "SurveyMonkey, headings with tags, and names run together": (
        "RespondentID,CollectorID,StartDate,EndDate,IP Address,Email Address,First Name,LastName,Custom Data,"
        f"<b>{CHANGE}</b>,<p>Which parts?</p>,,\n"
        ",,,,,,,,,Open-Ended Response,Response,Other (please specify),<em>Why?</em>\n"
        "1,2,01/30/2027 10:00:00,01/30/2027 10:10:00,192.0.2.1,,,,,Fewer pages,Tools,,Nobody reads them to the end\n",
        [(CHANGE, "Fewer pages"), ("Which parts? (Why?)", "Nobody reads them to the end")],
    ),
    "SurveyMonkey, parts below a question and none of them open": (
        f"Respondent ID,Collector ID,Start Date,Please rate these,,{CHANGE}\n,,,Steps,Cases,\n"
        "11,22,03/04/2027 10:00:00 AM,Good,Poor,Fewer pages\n",
        [(CHANGE, "Fewer pages")],
    ),
    "SmartSurvey, with a colon behind what is to be specified": (
        "UserID,UserNo,Name,Email,IP Address,Unique ID,Started,Ended,Tracking Link,Page Path,"
        f"1. {CHANGE},2. Which parts do you use?,,,3. Comments:\n"
        ",,,,,,,,,,,Tools,Clauses,Other (please specify):,\n"
        "101,1,,,192.0.2.1,u1,04/03/2027 10:00,04/03/2027 10:05,Default,1>2,"
        "Fewer pages,Tools,,The annex on audit,Less law\n",
        [
            (CHANGE, "Fewer pages"),
            ("Which parts do you use? (Other:)", "The annex on audit"),
            ("", "Less law"),
        ],
    ),
    "Qualtrics, a trial of the form and a choice that was picked": (
        f"{QUALTRICS},Q1,Q2,Q2_5_TEXT\n{QUALTRICS_SAID},{CHANGE},Which part? - Selected Choice,"
        "Which part? - Other (please specify) - Text\n"
        + ",".join('"{""ImportId"":""x""}"' for _ in range(13))
        + f"\n{ANSWERED.format('IP Address')},Fewer pages,Other (please specify),The annex on audit\n"
        f"{ANSWERED.format('Survey Preview')},This is only a trial,,\n",
        [(CHANGE, "Fewer pages"), ("Which part? - Other", "The annex on audit")],
    ),
    "Qualtrics with codes alone, where a job stands below one of them": (
        f"{QUALTRICS},Q1,Q4,Q5_TEXT\n{ANSWERED.format('IP Address')},Put the fee clause first,"
        "Head of Adult Commissioning,Less law\n",
        [("Q1", "Put the fee clause first"), ("", "Less law")],
    ),
    "LimeSurvey for another LimeSurvey: texts, then codes, and letters put into words": (
        f"Response ID\tDate submitted\tLast page\tStart language\tSeed\t{CHANGE}\tYour role\tWhy?\n"
        "id\tsubmitdate\tlastpage\tstartlanguage\tseed\tG01Q01\tG01Q02\tG01Q03\n"
        "1\t2027-03-04 10:00:00\t3\ten\t123\tThe fees first{newline}then the rest\tA2\t{question_not_shown}\n"
        "2\t1980-01-01 00:00:00\t3\ten\t124\t{question_not_shown}\tA1\tIt is {quote}long{quote} {lbrace}and dull}\n",
        [(CHANGE, "The fees first\nthen the rest"), ("Why?", 'It is "long" {and dull}')],
    ),
    "LimeSurvey, a question that was not shown": (
        f'"id. Response ID","G1. {CHANGE}"\n1,{{question_not_shown}}\n2,Less law\n',
        [(CHANGE, "Less law")],
    ),
    "Typeform, which asks what somebody is called and repeats it": (
        '#,"Hi, what should we call you?","{{field:7d956171-88d8}}, what would you change?","Thank you, '
        '{{answer_42}}, what else?",Submit Date (UTC)\nx,Ash,Fewer pages,Less law,2027-03-04 10:00:00\n',
        [("what would you change?", "Fewer pages"), ("Thank you, what else?", "Less law")],
    ),
    "Online Surveys, with what is optional behind the question": (
        f"Unique Response Number,1. What is your job title? Optional,2.a. {CHANGE} Optional\n9-1,Buyer,Fewer pages\n",
        [(CHANGE, "Fewer pages")],
    ),
    "Kobo, where headings are names": (
        "start;end;Your_role;What_would_you_change;_id;_submission_time;_submitted_by\n"
        "2027-03-04T10:00:00.000+00:00;2027-03-04;buyer;Fewer pages;1;2027-03-04T10:05:01;ash\n",
        [("What would you change", "Fewer pages")],
    ),
    "a Welsh form of Google's": (
        "Stamp amser,Beth ddylem ni ei newid?,Eich enw\n04/03/2027 10:22:31,Llai o gyfraith,Ash\n",
        [("Beth ddylem ni ei newid?", "Llai o gyfraith")],
    ),
    "Zoom, a poll: who, when, then questions beside their answers": (
        'Poll Report\nReport Generated:,"Mar 4, 2027 11:00 AM"\nTopic,Meeting ID,Actual Start Time\n'
        'Leeds,123,"Mar 4, 2027 10:00 AM"\n\nPoll Details\n#,User Name,User Email,Submitted Date/Time,\n'
        f'1,Ash,a@x.example,"Mar 4, 2027 10:10:00",{CHANGE},The fees page,How clear was it?,Clear\n'
        f'2,Elm,e@x.example,"Mar 4, 2027 10:11:00",{ELSE},"Less law, please"\n',
        [(CHANGE, "The fees page"), (ELSE, "Less law, please")],
    ),
    "Zoom, a poll of today, and another below it": (
        "Poll report details\nPoll 1 (Launch number: 1)\n"
        f"#,User name,Email address,Submitted date and time,{CHANGE} (Long answer),How clear was it? (Single choice)\n"
        f"1,Ash,a@x.example,03/14/2027 10:10:00 AM,The fees page,Clear\n\nPoll 2 (Launch number: 1)\n"
        f"#,User name,Email address,Submitted date and time,{ELSE}\n"
        "1,Ash,a@x.example,03/14/2027 10:20:00 AM,Less law\n",
        [(CHANGE, "The fees page"), (ELSE, "Less law")],
    ),
    "Zoom, questions that the host answered": (
        "Question and Answer Report\nTopic,Webinar ID\nLeeds,123\n\nQuestion Details\n"
        "#,Question,Asker Name,Asker Email,Answer(s)\n1,Who pays?,Ash,a@x.example,Elm: We will say so soon\n",
        [("", "Who pays?")],
    ),
    "Teams, questions and who answered": (
        "Question,Asked by,Asked at,Answer,Answered by\nWho pays?,Ash,2027-03-04,We will say so soon,Elm\n",
        [("", "Who pays?")],
    ),
    "Slido, polls: the question beside each answer, and scores among them": (
        "Poll ID,Poll text,User name,Response,Created at\n1,What should change first?,Ash,The fees page,2027-03-04\n"
        "2,How clear was it?,Ash,4,2027-03-04\n",
        [("What should change first?", "The fees page")],
    ),
    "Poll Everywhere, where the poll has a title": (
        f"Response,Via,Screen name,Received at,Poll title\nThe fees page,Web,Ash,2027-03-04 10:00,{CHANGE}\n",
        [(CHANGE, "The fees page")],
    ),
    "Padlet, where a post may have a subject and nothing else": (
        "Author,Post Subject,Post Body,Section\n"
        "Ash,Fees,Say who pays,To improve\nElm,Nobody owns the log,,To improve\n",
        [("To improve: Fees", "Say who pays"), ("To improve", "Nobody owns the log")],
    ),
    "a board whose cards have a title": (
        "Title,Description,Votes\nSay who pays,,3\nThe law part,Nobody read it to the end,1\n",
        [("", "Say who pays"), ("The law part", "Nobody read it to the end")],
    ),
    "Miro, notes in frames": (
        "Type,Text,Tags,Color,Author,Frame\nsticky_note,Say who pays,,yellow,Ash,What went well\n",
        [("What went well", "Say who pays")],
    ),
    "Gravity Forms, with the text of the consent": (
        f'{CHANGE},"Consent (Consent)","Consent (Text)",Created By (User Id)\nFewer pages,Checked,I agree to the '
        "policy of the council and its partners.,Ash\n",
        [(CHANGE, "Fewer pages")],
    ),
    "WPForms, with notes of those who run it": (
        "Name,Message,Entry Date,Entry Notes\nAsh,Fewer pages,2027-03-04,we wrote back to her in May\n",
        [("", "Fewer pages")],
    ),
    "Commonplace, with how somebody is connected": (
        f"{CHANGE},Connection to area,Age group,Your view\nFewer pages,I live here,45-54,It is too long\n",
        [(CHANGE, "Fewer pages"), ("", "It is too long")],
    ),
}


@pytest.mark.parametrize("kind", SURVEYS)
def test_each_answer_is_read_with_its_question_and_nobody_is(given, kind):
    text, wanted = SURVEYS[kind]
    comments = read_feedback(given(text))
    assert said(comments) == wanted
    assert not any("Ash" in comment.words or "Elm" in comment.words for comment in comments)


def test_a_trial_of_the_form_is_refused_and_said(workshop, given):
    report = imported(workshop, given(SURVEYS["Qualtrics, a trial of the form and a choice that was picked"][0]))
    assert len(report.of("refused")) == 1 and "trial of the form" in str(report) and "only a trial" not in str(report)


def test_limesurveys_list_in_json_has_each_answer_below_its_number(given):
    rows = [
        {str(number): {"id": str(number), CHANGE: words}} for number, words in ((1, "Fewer pages"), (2, "Less law"))
    ]
    assert said(read_feedback(given(json.dumps({"responses": rows}), "answers.json"))) == [
        (CHANGE, "Fewer pages"),
        (CHANGE, "Less law"),
    ]


CONSENTS = (
    "May we quote you?",
    "Are you happy for your response to be published?",
    "Publication - May we publish your response?",
    "I consent to my comments being quoted",
    "Do you give permission for us to publish your answers?",
)
KEPT, SHOWN = "Nobody asked the people who use it", "Fewer pages"


@pytest.mark.parametrize("heading", CONSENTS)
@pytest.mark.parametrize("refusal", ("No", "Do not publish response", "I'd rather you did not publish it", "FALSE"))
def test_what_its_writer_does_not_want_published_is_held_back(workshop, given, heading, refusal):
    """Citizen Space and others ask whether an answer may be published. The answer to that is no comment, and counts."""
    report = imported(workshop, given(f'{CHANGE},"{heading}"\n{KEPT},"{refusal}"\n{SHOWN},Yes\n'))
    assert [len(report.of(became)) for became in ("held", "imported", "refused")] == [1, 1, 0]
    text = workshop.path("data/workshops/soc24-croissants-and-collaborations.yml").read_text("utf-8")
    assert SHOWN in text and KEPT not in text and "said: Yes" not in text
    assert "does not want it published" in str(report)


def test_what_is_to_be_confidential_is_held_back(workshop, given):
    heading = "Do you want your response to be treated as confidential?"
    report = imported(workshop, given(f"{CHANGE},{heading}\n{KEPT},Yes\n{SHOWN},No\n"))
    assert len(report.of("held")) == len(report.of("imported")) == 1 and KEPT not in str(report)


@pytest.mark.parametrize(
    "answer", ("Yes", "Publish response only (without name)", "Publish response with name", "", "TRUE")
)
def test_consent_is_not_taken_for_a_refusal(answer):
    assert not refuses(CONSENTS[0], answer)


@pytest.mark.parametrize(
    "heading",
    ("What should we publish next?", "How could we use your answers better?", "Quotes", "Would you change the quotes?"),
)
def test_a_question_about_what_is_published_is_no_consent(heading):
    assert meaning(heading).role != CONSENT


PERSONS = (
    "What should we call you?",
    "What would you like to be called?",
    "How would you like to be addressed?",
    "Your relationship to the service",
    "Connection to area",
    "Answered by",
    "Last modified by",
    "Identity",
)


@pytest.mark.parametrize("heading", PERSONS)
def test_other_ways_to_ask_who_somebody_is(heading):
    assert meaning(heading).role == PERSON


@pytest.mark.parametrize(
    ("heading", "role"),
    (
        ("Poll title", THEME),
        ("Question title", THEME),
        ("Card title", WORDS),
        ("Form title", META),
        ("Page Path", META),
    ),
)
def test_the_title_of_a_thing_is_nobodys(heading, role):
    assert meaning(heading).role == role


@pytest.mark.parametrize(
    "text", ("Head of Adult Commissioning", "Senior Procurement Officer", "Director, Children and Families", "Auditor")
)
def test_the_name_of_a_job_is_known(text):
    assert is_job(text)


@pytest.mark.parametrize(
    "text",
    ("Head of care should sign it", "Officers decide too late", "Put the fee clause first", "The auditor was late"),
)
def test_what_is_said_of_a_job_is_none(text):
    assert not is_job(text)


def test_a_title_that_is_a_job_stays_with_the_person(given):
    comments = read_feedback(given("Title,Description\nHead of Adult Care,Say who pays\n"))
    assert roles(comments)["Title"] == PERSON and said(comments) == [("", "Say who pays")]


def test_the_day_of_an_anonymous_answer_is_none():
    assert day_of("1980-01-01 00:00:00", None) == ""


def test_the_advice_names_columns_with_words_and_not_only_the_persons(given):
    with pytest.raises(Exception, match="--words B --words C"):
        read_feedback(given("Zeitstempel,Was hat gefallen?,Was fehlt?,Ihr Name\n04.03.2027,Die Bilder,Zeit,Ash\n"))


def test_a_workbook_of_citizen_space_is_read_with_its_consent(given):
    rows = [
        ["Response ID", "Submitted on", "1 What is your name? - Name", "2 Do you agree? - Agree radio",
         "2 Do you agree? - Please give your reasons", "Publication - May we publish your response?"],
        ["ANON-1", "2027-03-04 10:00", "Ash", "Yes", "It says who pays", "Yes"],
        ["ANON-2", "2027-03-04 10:00", "Elm", "No", KEPT, "No"],
    ]  # fmt: skip
    comments = read_feedback(given(book(("Responses", rows)), "answers.xlsx"))
    assert [comment.said for comment in comments if not comment.hold] == ["It says who pays"]
    assert [comment.said for comment in comments if comment.hold] == [KEPT]


# -- workbooks ---------------------------------------------------------------------------------------------


def altered(change) -> bytes:
    """A workbook with four rows, after something was done to its sheet."""
    made = openpyxl.Workbook()
    for row in (["theme", "said"], ["Fees", "Say who pays"], [None, "Nobody owns the log"], ["Law", "Less of it"]):
        made.active.append(row)
    change(made.active)
    into = io.BytesIO()
    made.save(into)
    return into.getvalue()


def test_a_theme_that_was_merged_over_rows_is_that_of_each(given):
    comments = read_feedback(given(altered(lambda sheet: sheet.merge_cells("A2:A3")), "answers.xlsx"))
    assert [comment.theme for comment in comments] == ["Fees", "Fees", "Law"]


def test_rows_that_are_hidden_are_read_and_said(given):
    def hide(sheet):
        sheet.row_dimensions[3].hidden = True

    comments = read_feedback(given(altered(hide), "answers.xlsx"))
    assert len(said(comments)) == 3 and any("Row 3 is hidden" in warning for warning in comments.warnings)
    assert not read_feedback(given(altered(lambda sheet: None), "answers.xlsx")).warnings


@pytest.mark.parametrize("cell", ("#REF!", "#DIV/0!", "#NAME?", "#VALUE!"))
def test_what_a_spreadsheet_says_of_a_broken_formula_is_no_comment(given, cell):
    comments = read_feedback(given(f"theme,said\nFees,{cell}\nLaw,Less of it\n"))
    assert said(comments) == [("Law", "Less of it")] and comments[0].nothing == cell
