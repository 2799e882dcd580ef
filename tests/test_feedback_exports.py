"""What survey tools export besides their plain table of answers, and files that hold no answers at all.

The layouts are theirs; all words are made up, and nobody is in them. Each answer comes out with nothing about the
person and nothing that the tool worked out; what cannot be read says what it is, and what to export instead.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from test_feedback_files import book, roles, said
from test_feedback_import import given, refusal, workshop

from macros.desk.feedback.choosing import Chosen
from macros.desk.feedback.foreign import foreign, no_text
from macros.desk.feedback.gathering import read_feedback
from macros.desk.feedback.headings import META, PERSON, THEME

__all__ = ["given", "workshop"]

CHANGE, LONG = "What would you change?", "Fewer pages on law"


def table(*rows: list[Any]) -> str:
    into = io.StringIO()
    csv.writer(into).writerows(rows)
    return into.getvalue()


QUALTRICS = {  # code, the text below it, and an answer
    "StartDate": ("Start Date", "2027-03-04 10:00:00"),
    "EndDate": ("End Date", "2027-03-04 10:05:00"),
    "Status": ("Response Type", "IP Address"),
    "IPAddress": ("IP Address", "192.0.2.1"),
    "Progress": ("Progress", "100"),
    "Duration (in seconds)": ("Duration (in seconds)", "300"),
    "Finished": ("Finished", "True"),
    "RecordedDate": ("Recorded Date", "2027-03-04 10:05:01"),
    "ResponseId": ("Response ID", "R_1"),
    "RecipientLastName": ("Recipient Last Name", "Oak"),
    "LocationLatitude": ("Location Latitude", "51.5"),
    "UserLanguage": ("User Language", "EN"),
    "Q1": ("Please read this.\n\nDo you agree to take part?", "I agree to take part"),
    "Q2_1": ("How clear were these? - The log", "Very clear"),
    "Q3_First Click": ("Timing - First Click", "1.2"),
    "Q3_Page Submit": ("Timing - Page Submit", "5.6"),
    "Q4": ("Which best describes you? - Selected Choice", "Other"),
    "Q4_5_TEXT": ("Which best describes you? - Other - Text", "Clerk to three villages"),
    "Q5": (CHANGE, LONG),
    "Q5 - Parent Topics": ("Q5 - Parent Topics", "Length and structure of it"),
    "Q5 - Topics": ("Q5 - Topics", "Too much law"),
    "Q5 - Sentiment": ("Q5 - Sentiment", "Very negative about the law"),
    "Department": ("Department", "Adult social care of the county"),
    "Q6_Name": ("Upload - Name", "notes of the day.docx"),
}
ROWS = [list(QUALTRICS), *zip(*QUALTRICS.values(), strict=True)]
FOR_MACHINES = [f'{{"ImportId":"x{place}","timeZone":"Europe/London"}}' for place in range(len(QUALTRICS))]
THREE = [ROWS[0], ROWS[1], FOR_MACHINES, ROWS[2]]


@pytest.mark.parametrize(
    "raw, name",
    (
        (table(*map(list, THREE)), "answers.csv"),
        (
            "\n".join("\t".join(cell.replace("\n", " ") for cell in row) for row in THREE).encode("utf-16"),
            "answers.tsv",
        ),
        (book(("Sheet0", list(map(list, ROWS)))), "answers.xlsx"),
    ),
)
def test_of_qualtrics_only_the_answer_is_read(given, raw, name):
    """What it worked out of the answer (topics, sentiment), and how long each page took, is nothing that was said."""
    comments = read_feedback(given(raw, name))
    assert said(comments) == [(CHANGE, LONG)]
    assert not any(comment.page for comment in comments)


EXPORTS = {
    "Qualtrics of before, with the name of a set": (
        "V1,V2,V3,V6,V8,V10,Q1\nResponseID,ResponseSet,Name,IPAddress,StartDate,Finished,What would you change?\n"
        "R_1,Default Response Set,Anonymous,192.0.2.1,2027-03-04 10:00:00,1,Fewer pages\n",
        ["Fewer pages"],
    ),
    "Google Forms, a quiz with marks and what the marker wrote": (
        f"Timestamp,Total score,Email address,{CHANGE},{CHANGE} [Score],{CHANGE} [Feedback]\n"
        f"2027/03/04 10:22:31 am GMT,1.00 / 2,ash@x.example,{LONG},-- / 0,Thank you for saying so\n",
        [LONG],
    ),
    "Google Forms, ticked in a list": (
        'Timestamp,Which parts did you use? (tick all that apply),What would help you?\n04/03/2027,"Tools, Clauses",'
        "A shorter one\n04/03/2027,Tools,A page to print\n",
        ["A shorter one", "A page to print"],
    ),
    "Online Surveys, a job that was not on the list": (
        f"Response ID,2. What is your job role?,\"2.a. If you selected Other, please specify:\",3. {CHANGE}\n"
        f"12-34,Other,Clerk to the parish council,{LONG}\n",
        [LONG],
    ),
    "LimeSurvey, with codes of answers and how long each took": (
        f"Response ID,{CHANGE},How clear was it? [The log],Group time: After,Question time: Q1,Interview time\n"
        f"1,{LONG},A4,123.4,12.3,300.1\n",
        [LONG],
    ),
    "Kobo, with notes of those who run it": (
        "start,_id,_uuid,_notes,_submission_time,_submitted_by,group/What would you change?\n"
        f"2027-03-04,1,u,she came late and had to go early,2027-03-04,ash,{LONG}\n",
        [LONG],
    ),
    "Alchemer, with comments of those who run it": (
        f"Response ID,Status,Legacy Comments,Comments,Country,{CHANGE}\n"
        f"1,Complete,,we rang him back about this,England,{LONG}\n",
        [LONG],
    ),
    "Drupal, with notes of those who run it": (
        f"Serial number,SID,Created,Administrative notes,{CHANGE}\n1,1,2027-03-04,rang back and she was happy,{LONG}\n",
        [LONG],
    ),
    "Drupal of before, with headings over two rows": (
        f"Submission Details,,,,,\n,,,,Name,{CHANGE}\nSerial,SID,Time,IP Address,,\n"
        f"1,2,04/03/2027 - 10:00,192.0.2.1,Ash Oak,{LONG}\n",
        [LONG],
    ),
    "REDCap, with whether it is complete": (
        f"Record ID,Survey Timestamp,{CHANGE},Complete?\n1,2027-03-04,{LONG},Complete\n",
        [LONG],
    ),
    "Mentimeter, a title, the question, and a heading below it": (
        f"After the day\n\n{CHANGE}\n\nResponse\nFewer pages\nLess law\n",
        ["Fewer pages", "Less law"],
    ),
    "a row of sums below the answers": (
        "Comment,Score\nFewer pages,4\nLess law,5\nAverage,4.5\nTotal,9\n",
        ["Fewer pages", "Less law"],
    ),
    "SurveyMonkey, who to write to, and a remark below a matrix": (
        "Respondent ID,Collector ID,IP Address,Contact information,,How useful were these?,,What is your role?,\n"
        ",,,Name,Company,The log,Comments,Response,Other (please specify)\n"
        "1,2,192.0.2.1,Ash Oak,Derby Council,Very useful,I did not get to the law,Other,Clerk to three villages\n",
        ["I did not get to the law"],
    ),
    "SurveyCTO, wide": (
        "SubmissionDate,starttime,endtime,deviceid,username,duration,consent,role,what_to_change,instanceID,KEY\n"
        '"Mar 4, 2027 10:05:00 AM","Mar 4, 2027 10:00:00 AM","Mar 4, 2027 10:05:00 AM",collect:ab,ash,300,1,'
        f"Clerk to the parish,{LONG},uuid:1,uuid:1\n",
        [LONG],
    ),
    "Slido, what each person answered": (
        f"Participant ID,Participant name,Participant email,Participant company,{CHANGE},How clear was it?\n"
        f"1,Ash Oak,a@x.example,Derby,{LONG},4\n",
        [LONG],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", EXPORTS)
def test_nothing_but_what_was_said_is_read(given, kind):
    text, wanted = EXPORTS[kind]
    assert [words for _, words in said(read_feedback(given(text)))] == wanted


def test_a_row_of_sums_is_counted_and_a_word_that_only_looks_like_one_is_not(given):
    comments = read_feedback(given(EXPORTS["a row of sums below the answers"][0]))
    assert [comment.nothing for comment in comments] == ["", "", "Average", "Total"]
    assert said(read_feedback(given("Theme,Comment\nFees,Total\n"))) == [("Fees", "Total")]


def test_the_title_of_an_idea_is_its_theme(given):
    comments = read_feedback(
        given("Contribution Id,Idea Title,Idea Description,Likes\n1,Fees first,Say who pays,3\n2,Fewer words,,1\n")
    )
    assert roles(comments)["Idea Title"] == THEME
    assert said(comments) == [("Fees first", "Say who pays"), ("", "Fewer words")]


# -- what was added up -------------------------------------------------------------------------------------

ANSWERS = [["Timestamp", CHANGE], ["2027-03-04", LONG]]
SUMMARIES = {
    "Google": [["Answers", "Count"], ["Yes", 12], ["No", 3]],
    "a pivot table": [[f"COUNTA of {CHANGE}", None], ["Grand Total", 1]],
    "SurveyMonkey": [
        ["After the day"], ["How useful was it?"], ["Answer Choices", "Responses", None], ["Very useful", "66.67%", 2],
        [None, "Answered", 3], [None, "Skipped", 0],
    ],
    "Mentimeter, a cloud": [["One word for the day?"], ["Word", "Votes"], ["long", 3], ["useful", 5]],
    "Mentimeter, scales": [["How clear was it?"], ["Statement", "Average"], ["The log", 3.4]],
}  # fmt: skip


@pytest.mark.parametrize("kind", SUMMARIES)
def test_counts_of_answers_are_not_read_and_it_is_said(given, kind):
    comments = read_feedback(given(book(("Answers", ANSWERS), ("Summary", SUMMARIES[kind])), "answers.xlsx"))
    assert said(comments) == [(CHANGE, LONG)]
    assert any("sheet Summary" in warning and "counts of answers" in warning for warning in comments.warnings)


def test_votes_beside_what_was_said_are_no_summary(given):
    for heading in ("Comment", "Idea", "Card"):
        assert [words for _, words in said(read_feedback(given(f"{heading},Votes\n{LONG},3\nLess law,2\n")))] == [
            LONG,
            "Less law",
        ]


def test_of_a_summary_with_answers_below_only_those_are_read(given):
    sheet = [
        ["After the day"], ["Which parts did you use?"], ["Answer Choices", "Responses", None], ["The tools", "67%", 2],
        ["Other (please specify)", "33%", 1], [None, "Answered", 3], [None],
        ["Respondents", "Response Date", "Other (please specify)", "Tags"],
        [1, "Mar 04 2027 10:00 AM", "The annex on audit", None],
    ]  # fmt: skip
    assert [words for _, words in said(read_feedback(given(book(("Question 3", sheet)), "answers.xlsx")))] == [
        "The annex on audit"
    ]


def test_a_poll_that_was_added_up_asks_which_column_it_is(given):
    text = f"Poll ID,Poll type,Poll question,Option,Votes\n1,Open text,{CHANGE},{LONG},1\n"
    assert "--words D" in refusal(read_feedback, given(text))
    assert said(read_feedback(given(text), Chosen({"D": "words"}))) == [(CHANGE, LONG)]


# -- what is no table --------------------------------------------------------------------------------------


def archive(*names: str) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as packed:
        for name in names:
            packed.writestr(name, b"\0\1")
    return into.getvalue()


RESPONSE = {"responseId": "R_1", "values": {"QID1_TEXT": LONG, "recipientLastName": "Oak"}, "labels": {}}
FIELD = {"id": "a", "type": "long_text"}
FOREIGN = {
    "SPSS": (b"$FL2@(#) SPSS DATA FILE  MS Windows 27.0" + bytes(400), "a.sav", "SPSS"),
    "SPSS, packed": (b"$FL3@(#) IBM SPSS STATISTICS" + bytes(range(256)), "a.zsav", "SPSS"),
    "Stata": (b"<stata_dta><header><release>118</release>" + bytes(200), "a.dta", "Stata"),
    "a database": (b"SQLite format 3\0" + bytes(200), "a.db", "database"),
    "columns": (b"PAR1" + bytes(range(200)), "a.parquet", "Parquet"),
    "gz": (b"\x1f\x8b\x08\0" + bytes(range(200)), "a.csv.gz", "Unpack it"),
    "rar": (b"Rar!\x1a\x07\x01\0" + bytes(range(200)), "a.rar", "Unpack it"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(range(200)), "a.7z", "Unpack it"),
    "a photograph": (b"\0\0\0\x18ftypheic" + bytes(range(200)), "wall.heic", "picture"),
    "a picture that moves": (b"GIF89a" + bytes(range(200)), "wall.gif", "picture"),
    "a drawing": ("<svg xmlns='http://www.w3.org/2000/svg'><text>x</text></svg>", "wall.svg", "picture"),
    "Numbers": (archive("Index/Document.iwa", "preview.jpg"), "a.numbers", "Export: Excel workbook"),
    "OpenDocument": (archive("mimetype", "content.xml"), "a.ods", "Excel workbook"),
    "XML": ('<?xml version="1.0"?><Responses><Response><Q1>Fewer</Q1></Response></Responses>', "a.xml", "This is XML"),
    "XML of a spreadsheet": ('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><W/>', "a.xls", "web page"),
    "a survey of LimeSurvey": (
        '<?xml version="1.0"?><document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>', "a.lss", "no answers"
    ),
    "a survey of Qualtrics": (
        json.dumps({"SurveyEntry": {}, "SurveyElements": [{"Element": "SQ"}]}), "a.qsf", "no answers"
    ),
    "a script for R": ('data <- read.csv("a.csv", quote = "")\n', "a.R", "script"),
    "a script for SPSS": ("GET DATA\n /TYPE=TXT\n /FILE='a.csv'\n", "a.sps", "script"),
    "a page with its pictures": (
        'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\n<table>\n', "a.xls", "web page"
    ),
    "a shortcut": ("[InternetShortcut]\nURL=https://x.example/form\n", "a.url", "shortcut"),
    "where git keeps it": ("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1\n", "a.csv", "git lfs"),
    "JSON of Qualtrics": (json.dumps({"responses": [RESPONSE]}), "a.json", "below codes"),
    "JSON of Qualtrics, line by line": (f"{json.dumps(RESPONSE)}\n{json.dumps(RESPONSE)}\n", "a.ndjson", "below codes"),
    "JSON of Typeform": (
        json.dumps({"items": [{"token": "x", "answers": [{"field": FIELD, "type": "text", "text": LONG}]}]}),
        "a.json", "below codes",
    ),
    "JSON that Typeform sends": (
        json.dumps({"event_id": "x", "form_response": {"answers": [{"field": FIELD, "type": "text", "text": LONG}]}}),
        "a.json", "below codes",
    ),
    "bytes that say nothing": (bytes(range(256)) * 4, "a.dat", "no text"),
}  # fmt: skip


@pytest.mark.parametrize("kind", FOREIGN)
def test_what_holds_no_answers_says_what_it_is_and_what_to_export(given, kind):
    raw, name, says = FOREIGN[kind]
    found = refusal(read_feedback, given(raw, name))
    assert says in found and LONG not in found


@pytest.mark.parametrize(
    "text", ("PAR1,PAR2\nx,y\n", "ID3,Comment\n1,Long\n", "RIFF raff in the hall\n", "Get data from the council\n",
             "MIME-Version: 1.0\nTo: us@x.example\nContent-Type: multipart/related; boundary=x\n\nLess law\n")
)  # fmt: skip
def test_text_that_begins_like_one_of_those_is_none(text):
    assert foreign(text.encode()) is None


@pytest.mark.parametrize("way", ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252"))
def test_text_is_no_bytes_that_say_nothing(given, way):
    text = f"Theme,Comment\nFees,{LONG} – é\n"
    assert not no_text(text.encode(way)) and said(read_feedback(given(text.encode(way)))) == [("Fees", f"{LONG} – é")]


def test_who_somebody_is_stays_with_the_person_in_all_of_them(given):
    """A column that is the tool's, or the person's, is never words in any of the exports."""
    kept = {"Name", "Participant name", "Participant company", "_submitted_by", "IP Address", "role"}
    for text, _ in EXPORTS.values():
        found = roles(read_feedback(given(text)))
        assert {found[heading] for heading in kept & set(found)} <= {PERSON, META}
