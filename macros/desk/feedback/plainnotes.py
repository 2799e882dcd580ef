"""Plain notes, line by line: points of a list, or lines, with the headings that stand above them."""

from __future__ import annotations

import re

from macros.desk.feedback.personal import perhaps_named
from macros.desk.feedback.shapes import Comment, Given

_BULLET = re.compile(
    r"^(?P<inset>[ \t]*)(?:[-*•‣◦▪–—·+o]|\(?\d{1,3}[.)]|[a-z][.)]|\[[ x]\]|☐|☑|✓)[ \t]+(?P<text>\S.*)$"
)
_BOX = re.compile(r"^\[[ xX]?\][ \t]+")
"""A box to tick, as lists of tasks have behind the sign of a point."""
_SPEAKER = re.compile(r"^([A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?): \S")
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
    lines = [re.sub(r"^[ \t]*(?:>[ \t]?)+", "", line) for line in text.split("\n")]
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
            add(number, _BOX.sub("", bullet["text"]))
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
    begun = [found[1] for line in lines if (found := _SPEAKER.match(line.strip()))]
    if len(begun) > 1 and any(map(perhaps_named, begun)):
        given.warnings.append("Lines begin with a word and a colon. Where that is who spoke, take it out first.")
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
