"""What the handbook's own form made, in any disguise; the bodies of our issue forms; and plain notes, line by line.

The form on the page about/feedback (docs/assets/feedback.js) writes:

    {"format": "handbook-feedback/1", "iteration": "0.3",
     "items": [{"page": "tools/learning-log/", "element": "learning-log", "what": "…", "instead": "…"}]}

`page` and `element` say what it is about, `what` is what is wrong, `instead` is what the reader would
say. All are text, and all but `what` may be empty. The text that the form copies says the same in lines.
"""

from __future__ import annotations

import html
import json
import quopri
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from macros.desk.feedback.shapes import Comment, Given, Grid, Line, says_nothing

FORMAT = "handbook-feedback/1"
MOST_FORMS = 1_000
"""Files of the form in one text, at the most."""

_COPIED = re.compile(
    r"Page:[ \t]*(?P<page>[^\n]{0,300}?)[\s>]+Iteration:\s*(?P<iteration>[\d.]+"
    r"|\S+)[\s>]+What is wrong(?: or missing)?:\s*",
    re.I,
)
_SECTION = re.compile(r"^#{2,4} +(.+?) *$", re.M)
_KNOWN = frozenset({"page", "element", "what", "instead", "theme", "date", "iteration", "format", "id"})
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
            noun="piece",
        )
        given.comments.append(comment)
    if unknown:
        given.warnings.append(f"Not read from the form's file: {', '.join(sorted(unknown)[:12])}.")


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
        given.iterations.append(head["iteration"][:10])
        instead = parts[1] if len(parts) > 1 else ""
        given.comments.append(
            Comment(len(given.comments) + 1, said=parts[0].strip(), instead=instead.strip(), page=page, noun="piece")
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


# -- notes ---------------------------------------------------------------------------------------------

_BULLET = re.compile(
    r"^(?P<inset>[ \t]*)(?:[-*•‣◦▪–—·+o]|\(?\d{1,3}[.)]|[a-z][.)]|\[[ x]\]|☐|☑|✓)[ \t]+(?P<text>\S.*)$"
)
_THEME = re.compile(
    r"^(?:#{1,6}[ \t]+(?P<marked>.+?)[ \t#]*|(?P<colon>[^\n:]{2,60}):[ \t]*|\*\*(?P<bold>[^*\n]{2,60}?):?\*\*:?[ \t]*"
    r"|[=_~*-]{2,}[ \t]*(?P<ruled>[^\n=]{2,60}?)[ \t]*[=_~*-]{2,})$"
)


def notes_of(text: str, name: str) -> Given:
    """Plain notes: each point of a list, or each line, is a comment. A heading is a theme, and so is `Fees:`.

    A first line that says what the notes are is their title. Every line is accounted for: a theme that nothing
    stands below is a comment itself.
    """
    given = Given(name, how="plain notes, line by line")
    lines = text.split("\n")
    listed = sum(bool(_BULLET.match(line)) for line in lines) >= 2
    filled = [number for number, line in enumerate(lines) if line.strip()]
    paragraphs = not listed and any(not line.strip() for line in lines[filled[0] : filled[-1]]) and _wraps(lines)
    asked = _questions(text)
    theme, theme_at, fresh = "", 0, True

    def add(number: int, said: str) -> None:
        nonlocal theme_at
        given.comments.append(Comment(number, said=said, theme=theme, noun="line"))
        theme_at = 0

    def begin(number: int, words: str) -> None:
        nonlocal theme, theme_at
        end()
        theme, theme_at = words.strip(), number

    def end() -> None:
        if theme_at:
            given.comments.append(Comment(theme_at, said=theme, noun="line"))

    for number, line in enumerate(lines, 1):
        bullet, head, bare = _BULLET.match(line), _THEME.match(line.strip()), line.strip()
        before = given.comments[-1] if given.comments else None
        goes_on = line[:1].isspace() or bare[:1].islower()
        if not bare or re.fullmatch(r"[\s=_~*-]+", line):
            fresh = True
        elif bullet:
            add(number, bullet["text"])
            fresh = False
        elif head:
            begin(number, next(part for part in head.groups() if part))
            fresh = True
        elif number - 1 == filled[0] and _is_title(lines, number - 1):
            given.warnings.append(f"Line {number} was taken for the title of the notes, and not for a comment.")
        elif before and not fresh and (paragraphs or listed and goes_on):
            given.comments[-1] = Comment(**{**before.__dict__, "said": f"{before.said}\n{bare}"})
        elif bare in asked or listed and _is_short(bare) and _list_below(lines, number):
            begin(number, bare)
            fresh = True
        else:
            add(number, bare)
            fresh = not paragraphs and not listed
    end()
    return given


def _is_short(line: str) -> bool:
    return len(line.split()) <= 6 and not re.search(r"[.!]$", line)


def _questions(text: str) -> set[str]:
    """The first lines of blocks, where each block is a question with answers below it."""
    blocks = [[line.strip() for line in block.split("\n") if line.strip()] for block in re.split(r"\n[ \t]*\n", text)]
    blocks = [block for block in blocks if block]
    if len(blocks) > 1 and all(len(block) > 1 and block[0].endswith("?") for block in blocks):
        return {block[0] for block in blocks}
    return set()


def _wraps(lines: list[str]) -> bool:
    """Whether lines seem to be broken by a program: then a paragraph is one comment."""
    filled = [line.strip() for line in lines if line.strip()]
    following = [line for line in filled[1:] if line[0].islower()]
    return bool(following) and max(map(len, filled)) > 50


def _is_title(lines: list[str], at: int) -> bool:
    """Whether a first line says what the notes are, and nothing else."""
    line = lines[at].strip()
    if not any(other.strip() for other in lines[at + 1 :]) or len(line.split()) > 12 or re.search(r"[.!?;,]$", line):
        return False
    announced = re.search(r"\b(?:notes?|feedback|comments|workshop|minutes|session)\b", line, re.I)
    below = lines[at + 1] if at + 1 < len(lines) else ""
    return bool(announced and (re.search(r"\b(?:from|of|on|at|\d{4}|for)\b", line, re.I) or not below.strip()))


def _list_below(lines: list[str], at: int) -> bool:
    return at < len(lines) and bool(_BULLET.match(lines[at]) or (not lines[at].strip() and _list_below(lines, at + 1)))


def is_point(line: str) -> bool:
    """Whether a line is a point of a list."""
    return bool(_BULLET.match(line))
