"""What the handbook's own form made, in any disguise; and the bodies of our issue forms.

The form on the page about/feedback (docs/assets/feedback/notes.js) writes:

    {"format": "handbook-feedback/1", "iteration": "0.3",
     "items": [{"page": "tools/learning-log/#pitfalls", "element": "learning-log", "what": "…", "instead": "…",
                "about": "Learning log: Pitfalls", "kind": "unclear", "role": "legal", "quote": "no"}]}

`page` and `element` say what it is about, `what` is what is said, `instead` is what the reader would
say. All are text, and all but `what` may be empty or left out. What is about several iterations is a list of such
files. The text that the form copies says the same in lines.
"""

from __future__ import annotations

import html
import json
import quopri
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from macros.desk.feedback.shapes import Comment, Given, Grid, Line, says_nothing, shortened

FORMAT = "handbook-feedback/1"
MOST_FORMS = 1_000
"""Files of the form in one text, at the most."""

_COPIED = re.compile(
    r"Page:[ \t]*(?P<page>[^\n]{0,300}?)[\s>]+Iteration:\s*(?P<iteration>[\d.]+|\(not given\)|\S+)[\s>]+"
    r"(?:About:[ \t]*(?P<about>[^\n]{0,300}?)[\s>]+)?(?:Kind:[ \t]*(?P<kind>[\w-]{1,20})[\s>]+)?"
    r"(?:Role:[ \t]*(?P<role>[\w-]{1,40})[\s>]+)?(?:May be quoted:[ \t]*(?P<quote>yes|no)[\s>]+)?"
    r"(?:In my words|What is wrong(?: or missing)?):\s*",
    re.I,
)
_SECTION = re.compile(r"^#{2,4} +(.+?) *$", re.M)
_KNOWN = frozenset(
    {
        "page",
        "element",
        "what",
        "instead",
        "theme",
        "date",
        "iteration",
        "format",
        "id",
        "about",
        "kind",
        "role",
        "quote",
    }
)
_MAIN = "what does it say, or what is missing?"


def has_form(text: str) -> bool:
    """Whether a text holds what our form made: its file, or its copied text."""
    return FORMAT in text or "handbook-feedback%2F1" in text or bool(_COPIED.search(text))


def form_of(text: str, name: str) -> Given:
    """Everything that our form made and that a text holds: a file, many of them, copied text, in a mail or a cell."""
    best = Given(name)
    for reading in _readings(text):
        given = _form_files(reading, name)
        if len(given.comments) > len(best.comments) or not best.comments and given.warnings and not best.warnings:
            best = given
        if best.comments and not best.warnings:
            break
    copied = _copied(text, name)
    best.comments += [comment for comment in copied.comments if comment not in best.comments]
    best.iterations += copied.iterations
    best.warnings += copied.warnings
    best.comments = [_numbered(comment, number) for number, comment in enumerate(best.comments, 1)]
    best.how = "what the handbook's own form made"
    return best


def _numbered(comment: Comment, number: int) -> Comment:
    return Comment(**{**comment.__dict__, "number": number})


def _readings(text: str) -> Iterator[str]:
    """A text as it stands, and as it was before a mail program, a word processor or a browser changed it."""
    yield text
    plain = re.sub("[\u00a0\u202f]", " ", re.sub(r"^(?:> ?)+", "", text, flags=re.M))
    yield plain
    yield re.sub("[“”„‟″]", '"', plain)
    if "=\n" in plain or "=3D" in plain or "=22" in plain:
        yield quopri.decodestring(plain.encode()).decode("utf-8", "replace")
    if "&quot;" in plain or "&#34;" in plain:
        yield html.unescape(plain)
    if "%22" in plain:
        yield unquote(plain)
    if '\\"' in plain:
        yield plain.replace('\\"', '"')
    if '""' in plain:
        yield plain.replace('""', '"')


def _form_files(text: str, name: str) -> Given:
    """The form's files in a text, found by the mark of their format. What is cut off is read as far as it goes."""
    given = Given(name)
    decoder = json.JSONDecoder(strict=False)
    marks = [match.start() for match in re.finditer(re.escape(FORMAT), text)]
    if len(marks) > MOST_FORMS:
        given.warnings.append(
            f"There are {len(marks)} files of the form in it. The first {MOST_FORMS} were read: split it."
        )
        marks = marks[:MOST_FORMS]
    done = damaged = saved = 0
    for place, mark in enumerate(marks):
        if mark < done:
            continue
        begin, found, end = mark, None, mark
        for _ in range(60):
            begin = text.rfind("{", done, begin)
            if begin < 0:
                break
            try:
                value, end = decoder.raw_decode(text, begin)
            except (ValueError, RecursionError):
                continue
            if isinstance(value, dict) and value.get("format") == FORMAT:
                found = value
                break
        if found is not None:
            done = end
            add_form(given, found)
            continue
        done = mark  # a file begins behind the mark of the one before it
        until = marks[place + 1] if place + 1 < len(marks) else len(text)
        rest = list(_whole_items(text[mark:until], decoder))
        add_form(given, {"items": rest})
        damaged, saved = damaged + 1, saved + len(rest)
    if damaged:
        which = "A file of the handbook's form is" if damaged == 1 else f"{damaged} files of the handbook's form are"
        given.warnings.append(f"{which} damaged: {saved or 'none'} of the pieces could be read. Ask for it again.")
    return given


def _whole_items(text: str, decoder: json.JSONDecoder) -> Iterator[dict[str, Any]]:
    at, tries = text.find("{"), 0
    while at >= 0 and tries < 2 * MOST_FORMS:
        tries += 1
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            if isinstance(value, dict) and "what" in value:
                yield value
        at = text.find("{", end)


def add_form(given: Given, data: dict[str, Any]) -> None:
    """Put the items of one file of the form among what was given."""
    items = data.get("items")
    if isinstance(data.get("iteration"), str):
        given.iterations.append(data["iteration"][:10])
    if not isinstance(items, list):
        given.warnings.append("A file of the handbook's form has no list of items.")
        return
    unknown: dict[str, None] = {}
    for item in items:
        number = len(given.comments) + 1
        if not isinstance(item, dict):
            given.comments.append(Comment(number, wrong="it is not a group of names and values", noun="piece"))
            continue
        if any(isinstance(item.get(key), (dict, list)) for key in ("what", "instead", "page", "element")):
            why = "it holds a list or a group where text should be"
            given.comments.append(Comment(number, wrong=why, noun="piece"))
            continue
        text = {key: "" if value is None else str(value) for key, value in item.items() if isinstance(key, str)}
        unknown.update({key: None for key in text if key not in _KNOWN and text[key].strip()})
        comment = Comment(
            number,
            said=text.get("what", ""),
            instead=text.get("instead", ""),
            page=text.get("page", ""),
            element=text.get("element", ""),
            theme=text.get("theme", ""),
            date=text.get("date", ""),
            told=_told(text),
            noun="piece",
        )
        given.comments.append(comment)
    if unknown:
        given.warnings.append(f"Not read from the form's file: {', '.join(sorted(unknown)[:12])}.")


def _told(text: Mapping[str, str | None]) -> tuple[str, ...]:
    """What the form tells of a piece besides its words, for the remark above it."""
    about, kind, role, quote = (" ".join((text.get(name) or "").split()) for name in ("about", "kind", "role", "quote"))
    told = [f"about {shortened(about)}"] if about else []
    told += [f"kind: {kind}"] if re.fullmatch(r"[a-z][a-z-]{0,19}", kind) else []
    told += [f"role: {role}"] if re.fullmatch(r"[a-z][a-z-]{0,39}", role) else []
    may = {"yes": "may be quoted", "no": "not to be quoted"}.get(quote.casefold())
    return (*told, *filter(None, (may,)))


def _copied(text: str, name: str) -> Given:
    """What the form's button Copy the text gave, once or many times, in a mail or not."""
    given = Given(name)
    text = re.sub(r"^(?:> ?)+", "", text, flags=re.M)
    heads = list(_COPIED.finditer(text))
    ends = [*(head.start() for head in heads[1:]), len(text)] if heads else []
    for head, end in zip(heads, ends, strict=True):
        body, *signature = re.split(r"\n-- ?\n", text[head.end() : end], maxsplit=1)
        if signature:
            given.warnings.append("What stands below a line with two hyphens, as a signature does, was not read.")
        parts = re.split(r"(?:^|\n|\s)Instead:\s", body, maxsplit=1)
        page = "" if head["page"].strip() == "(not given)" else head["page"].strip()
        given.iterations.append("" if head["iteration"].startswith("(") else head["iteration"][:10])
        instead = parts[1] if len(parts) > 1 else ""
        given.comments.append(
            Comment(
                len(given.comments) + 1,
                said=parts[0].strip(),
                instead=instead.strip(),
                page=page,
                told=_told(head.groupdict()),
                noun="piece",
            )
        )
    if heads and text[: heads[0].start()].strip():
        given.warnings.append("There is text above the first piece. It was not read.")
    return given


# -- issues --------------------------------------------------------------------------------------------


def is_issues(items: list[Any]) -> bool:
    """Whether a list is what `gh issue list --json` gives: each has a body."""
    groups = [item for item in items if isinstance(item, dict)]
    return (
        bool(groups)
        and all(isinstance(item.get("body"), str) for item in groups)
        and any({"number", "title", "url", "author", "labels", "createdAt"} & set(item) for item in groups)
    )


def issues_of(items: list[Any], name: str) -> Given:
    """Issues as comments.

    Our own form is known by its labels; of others, each section is a column. Never who wrote it.
    """
    given = Given(name, how="issues, each section of the form by itself")
    others: list[tuple[int, dict[str, str]]] = []
    unread = 0
    for place, item in enumerate(items, 1):
        known = item.get("number") if isinstance(item, dict) else None
        number = known if isinstance(known, int) else place
        if not isinstance(item, dict):
            given.comments.append(Comment(place, wrong="it is not a group of names and values", noun="issue"))
            continue
        unread += len(item["comments"]) if isinstance(item.get("comments"), list) else 0
        title = str(item.get("title") or "").strip()
        title = re.sub(r"^(?:Page|Tool|Case study|Accessibility): *", "", title)
        date = str(item.get("createdAt") or item.get("created_at") or "")
        sections = sections_of(item["body"])
        safe = next((text for label, text in sections.items() if label.casefold().startswith("is it safe")), "")
        hold = "its writer did not say that it is safe to publish" if "[ ]" in safe else ""
        by_label = {label.casefold(): text for label, text in sections.items()}
        if not sections or _MAIN in by_label:
            why = by_label.get("how do you know?", "")
            said = by_label.get(_MAIN, item["body"].strip() or title if not sections else "")
            if why and not says_nothing(why):
                said = f"{said}\n\nHow they know: {why}".strip()
            comment = Comment(
                number,
                said="" if says_nothing(said) else said,
                instead=_something(by_label.get("what should it say instead?", "")),
                page=_something(by_label.get("which page?", "")),
                theme=title,
                date=date,
                hold=hold,
                noun="issue",
            )
            given.comments.append(comment)
        else:
            kept = {label: text for label, text in sections.items() if not label.casefold().startswith("is it safe")}
            others.append((number, {"Theme": title, "Date": date, **kept, **({"hold": hold} if hold else {})}))
    if others:
        given.grids.append(_grid(others, f"{name}, other forms"))
    if unread:
        given.warnings.append(f"{unread} answers below the issues were not read: only what the issues themselves say.")
    return given


def _grid(rows: list[tuple[int, dict[str, str]]], name: str) -> Grid:
    names = list(dict.fromkeys(key for _, row in rows for key in row))
    lines = [Line(0, tuple(names))]
    lines += [Line(number, tuple(row.get(key, "") for key in names)) for number, row in rows]
    return Grid(name, lines, headed=True, noun="issue")


def _something(text: str) -> str:
    return "" if says_nothing(text) else text.strip()


def sections_of(body: str) -> dict[str, str]:
    """The sections of an issue that a form made: each label with what stands below it."""
    body = body.replace("\r\n", "\n")
    marks = list(_SECTION.finditer(body))
    found: dict[str, str] = {}
    ends = [*(mark.start() for mark in marks[1:]), len(body)] if marks else []
    for mark, end in zip(marks, ends, strict=True):
        found[mark[1]] = body[mark.end() : end].strip()
    return found


def is_issue_body(text: str) -> bool:
    """Whether a text is the body of one of our issue forms."""
    labels = {label.casefold() for label in sections_of(text)} if "### " in text else set()
    return _MAIN in labels or "is it safe to publish?" in labels
