"""What people wrote in the chat of a meeting, or in a group on a phone: each message, and never whose it was."""

from __future__ import annotations

import re
from dataclasses import replace

from macros.desk.feedback.contents import day_of
from macros.desk.feedback.shapes import Comment, Given

_DAY = r"(?P<day>\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})"
_CLOCK = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:[ \u202f]?[AaPp]\.?[Mm]\.?)?"
_HEADS = tuple(
    re.compile(form)
    for form in (
        # Zoom: 10:02:11 From Jo to Everyone: who pays?
        rf"(?:{_DAY} )?{_CLOCK}\s+From\s+(?P<who>\S.{{0,80}}?)"
        r"(?:\s+[tT]o\s+(?P<to>[^:(]{1,80}?)\s*(?:\((?P<alone>[^)]{1,30})\))?)?\s*:\s*(?P<said>.*)",
        # Teams, copied: [10:02] Bloggs, Jo, with the words below or behind a colon
        rf"\[(?:{_DAY},? )?{_CLOCK}\]\s+(?P<who>[^:\[\]]{{1,80}}?)(?::\s*(?P<said>.*))?",
        # phones: 04/03/2027, 10:02 - Jo: who pays?
        rf"\[?{_DAY},? {_CLOCK}\]?(?:\s+[-–])?\s+(?P<who>[^:]{{1,80}}?):\s+(?P<said>.*)",
    )
)
_MEET = re.compile(r"^(\d\d?:\d\d:\d\d)\.\d{3},\S+[ \t]*\n([^:\n]{1,80}):[ \t]*", re.M)
"""Meet keeps a chat as subtitles: from when to when, and the message on the next line."""
_NOTICE = re.compile(rf"\[?{_DAY},? {_CLOCK}\]?(?:\s+[-–])?\s+\S.*")
_NO_WORDS = re.compile(
    r"<[^<>]*(?:omitted|attached)[^<>]*>|(?:Reacted to|Removed an?|Liked|Loved|Laughed at|Emphasi[sz]ed) .*"
    r"|(?:This message was|You) deleted.*|\S*\.(?:jpe?g|png|opus|mp4|pdf) \(file attached\)",
    re.I | re.S,
)


def is_chat(text: str) -> bool:
    """Whether a text is one: it begins with a message, and there are others, or there are several all over it."""
    text = _MEET.sub(r"\n\1 From \2: ", text)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    heads = [place for place, line in enumerate(lines) if _head(line)]
    return len(heads) >= 2 and (heads[0] <= 3 or len(heads) * 3 >= len(lines))


def chat_of(text: str, name: str) -> Given:
    """The messages of a chat. Of who wrote it and when, only the day is read. What was sent to one person is not taken.

    Each message is accounted for: those without words are counted as empty.
    """
    given = Given(name, how="the chat of a meeting")
    writers: set[str] = set()
    above: list[int] = []
    for number, line in enumerate(_MEET.sub(r"\n\1 From \2: ", text).split("\n"), 1):
        bare = line.strip()
        found = _head(bare)
        if found:
            parts = found.groupdict()
            writers.add(parts["who"].strip())
            alone = parts.get("alone") or ""
            given.comments.append(
                Comment(
                    number,
                    said=parts["said"] or "",
                    date=day_of(parts.get("day") or "", None),
                    noun="line",
                    wrong="it was sent to one person and not to everybody: not taken" if alone else "",
                )
            )
        elif _NOTICE.fullmatch(bare):
            given.comments.append(Comment(number, said="", nothing="a notice of the program", noun="line"))
        elif bare and given.comments:
            before = given.comments[-1]
            given.comments[-1] = replace(before, said=f"{before.said}\n{bare}".strip())
        elif bare:
            above.append(number)
    given.comments = [_settled(comment) for comment in given.comments]
    people = "one person" if len(writers) == 1 else f"{len(writers)} people"
    given.warnings.append(
        f"This is a chat. It has the names of {people}: they are not read, but may stand in what others wrote."
    )
    if above:
        given.warnings.append(f"Above the first message, and not read: line {', '.join(map(str, above))}.")
    return given


def _head(line: str) -> re.Match[str] | None:
    """The beginning of a message, if a line is one. A name that stands by itself has capitals only."""
    for form in _HEADS:
        if found := form.fullmatch(line):
            alone = found.groupdict().get("said") is None
            if not alone or all(word[0].isupper() or not word[0].isalpha() for word in found["who"].split()):
                return found
    return None


def _settled(comment: Comment) -> Comment:
    if comment.wrong:
        return replace(comment, said="")
    if comment.nothing or not comment.said.strip() or _NO_WORDS.fullmatch(comment.said.strip()):
        return replace(comment, said="", nothing=comment.nothing or "a picture or a sign")
    return comment
