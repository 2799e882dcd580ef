"""Files that are not read here: what each one is, by its first bytes or its contents, and what to export instead."""

from __future__ import annotations

import re
from typing import Any

_TABLE = "Export it from the survey tool again, as CSV or as an Excel workbook (.xlsx)."
_TYPED = "Type what it says into a plain text file (.txt), one comment a line."
_UNPACK = "Unpack it, and give the files that are in it."

_BEGINS: tuple[tuple[bytes, str, str], ...] = (
    (
        b"\xd0\xcf\x11\xe0",
        "This is a spreadsheet in the old form (.xls), one with a password, or a mail that Outlook saved (.msg).",
        "Open it, and choose Save as: Excel workbook (.xlsx) without a password, or CSV UTF-8; a mail as text (.txt).",
    ),
    (b"%PDF", "This is a PDF.", "Copy its text into a plain text file (.txt), one comment a line."),
    (
        b"WEBVTT",
        "This is a transcript of what was spoken, with who spoke.",
        "Write what somebody wants changed into a plain text file (.txt), one comment a line.",
    ),
    (b"{\\rtf", "This is a text document in rich form (.rtf).", "Save it as plain text (.txt)."),
    (b"$FL2@(#)", "This is a file of SPSS (.sav).", _TABLE),
    (b"$FL3@(#)", "This is a file of SPSS (.zsav).", _TABLE),
    (b"<stata_dta>", "This is a file of Stata (.dta).", _TABLE),
    (b"HEADER RECORD*******", "This is a file of SAS.", _TABLE),
    (b"PAR1", "This is a Parquet file.", _TABLE),
    (b"SQLite format 3\0", "This is a database.", _TABLE),
    (b"\x1f\x8b", "This is a packed file (.gz).", _UNPACK),
    (b"Rar!\x1a\x07", "This is an archive (.rar).", f"{_UNPACK} A zip archive is read as it is."),
    (b"7z\xbc\xaf\x27\x1c", "This is an archive (.7z).", f"{_UNPACK} A zip archive is read as it is."),
    (b"\x89PNG", "This is a picture.", _TYPED),
    (b"\xff\xd8\xff", "This is a picture.", _TYPED),
    (b"GIF8", "This is a picture.", _TYPED),
    (b"RIFF", "This is a picture or a sound.", _TYPED),
    (b"ID3", "This is a sound.", _TYPED),
    (b"OggS", "This is a sound.", _TYPED),
    (
        b"version https://git-lfs",
        "This is not the file itself: it only says where git keeps it (Git LFS).",
        "Run `git lfs pull`, and import it then.",
    ),
)
_WORDS_TOO = (b"PAR1", b"RIFF", b"GIF8", b"ID3", b"OggS")
"""Beginnings that a table's headings may have too: those files have signs as well that nobody can print."""
_SCRIPT = "This is a script that reads a survey's data, and holds no answers."
_SHORTCUT = "This is a shortcut to a page, and holds no answers."


def foreign(raw: bytes) -> tuple[str, str] | None:
    """What a file is that is not read here, and what to do instead; None if it may be one that is."""
    unprinted = any(byte < 9 for byte in raw[:400])
    for begins, what, do in _BEGINS:
        if raw.startswith(begins) and (unprinted or begins not in _WORDS_TOO):
            return what, do
    if raw[4:8] == b"ftyp" and unprinted:
        return "This is a picture, a film or a sound.", _TYPED
    begun = raw[:400].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if begun.startswith(b"[internetshortcut]"):
        return _SHORTCUT, "Open the page, and export the answers from it."
    head = re.split(rb"\r?\n\r?\n", raw[:4_000], maxsplit=1)[0].lower()
    if b"multipart/related" in head and not re.search(rb"^(?:to|received|return-path|delivered-to):", head, re.M):
        return (
            "This is a web page, saved with its pictures as one file.",
            "Open it in a spreadsheet, and save it as CSV UTF-8.",
        )
    if re.match(
        rb"[\w.]+ *(?:<-|=) *read\.(?:csv|table)\(|library\(\w+\)|get data\s*/type|data list (?:list|free)\b", begun
    ):
        return _SCRIPT, "Give the file with the data, which is exported beside it."
    return None


def no_text(raw: bytes) -> bool:
    """Whether bytes are no text in any way of writing it: zeros where text has none.

    Text in UTF-16 has a zero at every other place, and hardly one at the places between.
    """
    sample = raw[:4_000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if not even and not odd:
        return False
    return min(even, odd) * 20 > max(even, odd) or max(even, odd) * 4 < len(sample) // 2


def marked_up(text: str) -> tuple[str, str] | None:
    """What a text in angle brackets is, and what to do instead; None if it is none."""
    begun = text.lstrip()[:4_000].casefold()
    if not begun.startswith("<"):
        return None
    if re.match(r"(?:<\?xml[^>]*>\s*)?(?:<!doctype svg[^>]*>\s*)?<svg\b", begun):
        return "This is a picture.", _TYPED
    if re.match(r"<!doctype html|<html|<table|<meta", begun) or 'progid="excel.sheet"' in begun:
        return "This is a web page, whatever its name says.", "Open it in a spreadsheet, and save it as CSV UTF-8."
    if "<limesurveydoctype>" in begun:
        return "This is how a survey of LimeSurvey is set up, and holds no answers.", _TABLE
    return ("This is XML.", _TABLE) if begun.startswith("<?xml") else None


def packed(names: set[str]) -> tuple[str, str] | None:
    """What an archive is by the names of what is in it, and what to do instead; None if it only holds files."""
    if "word/document.xml" in names:
        do = "Copy the table, or the text, and paste it into a plain text file (.txt): both can be read from there."
        return "This is a Word document.", do
    apple = any(name.endswith(".iwa") for name in names)
    if apple or "mimetype" in names or "content.xml" in names or any(name.startswith("ppt/") for name in names):
        do = "In a spreadsheet, choose Save as, or Export: Excel workbook (.xlsx), or CSV UTF-8."
        return "This is a spreadsheet or a document in a form that is not read here.", do
    return None


def answers_in_groups(data: Any) -> tuple[str, str] | None:
    """What JSON is whose answers stand in groups below codes, without their questions; None if it is none of that."""
    if not isinstance(data, (dict, list)):
        return None
    if isinstance(data, dict) and "SurveyElements" in data:
        return "This is how a survey of Qualtrics is set up, and holds no answers.", _TABLE
    listed = data if isinstance(data, list) else next((each for each in data.values() if isinstance(each, list)), [])
    first = listed[0] if listed and isinstance(listed[0], dict) else data if isinstance(data, dict) else {}
    if isinstance(first.get("form_response"), dict):
        first = first["form_response"]
    kept = first.get("values") if isinstance(first.get("values"), dict) else first.get("answers")
    coded = isinstance(kept, dict) and "responseId" in first
    fields = isinstance(kept, list) and any(isinstance(each, dict) and "field" in each for each in kept)
    if coded or fields or isinstance(first.get("pages"), list) and "collector_id" in first:
        return "This JSON has the answers below codes, and not below the questions that were asked.", _TABLE
    return None
