"""A mail as a program saved it, or as somebody pasted it: what it says, without who wrote it to whom."""

from __future__ import annotations

import email
import email.policy
import html
import re
from dataclasses import replace

from macros.desk.feedback.shapes import Given

_FIELD = re.compile(
    r"(?:From|Sent|To|Cc|Bcc|Subject|Date|Reply-To|Return-Path|Received|Delivered-To|Message-I[Dd]|MIME-Version"
    r"|Importance|Attachments?|Content-[\w-]+|X-[\w-]+|Authentication-Results|DKIM-Signature|References"
    r"|In-Reply-To|Thread-[\w-]+|ARC-[\w-]+|Received-SPF):(?:\s.*)?"
)
_GREETING = re.compile(
    r"(?:(?:dear|hi|hello|hey|morning|afternoon|evening)\b|good (?:morning|afternoon|evening)\b|to whom)[^.?!]{0,60}"
    r"[,.:!]?",
    re.I,
)
_CLOSING = re.compile(
    r"(?:(?:with )?(?:many |very |best |kind |kindest |warm |warmest )*(?:regards|wishes|thanks)|thank you|thanks"
    r"|best|cheers|yours (?:sincerely|faithfully|truly)|sincerely|all the best|cofion(?: gorau)?|diolch)"
    r"(?:[,.!]|(?: and| for)? ?[^.?!,]{0,30},)?|-- ?|sent from (?:my|outlook|yahoo)\b.*|get outlook for\b.*",
    re.I,
)
_QUOTED = re.compile(r"(?:-{3,}|_{5,}).*|on .{6,120} wrote:|begin forwarded message:|(?:from|oddi wrth): .*", re.I)
_BETWEEN = re.compile(r"^From \S+ .*\d{4}\s*$", re.M)


def is_mail(text: str) -> bool:
    """Whether a text begins with who wrote to whom, about what or when."""
    names = {field.split(":")[0].casefold() for field in _fields(_BETWEEN.sub("", text, count=1).lstrip("\n"))}
    return "from" in names and len(names & {"to", "subject", "date", "sent"}) >= 2


def mails_of(text: str, name: str) -> list[tuple[str, str, list[str]]]:
    """What each mail in a text says: its subject, its words with their lines, and what was left out."""
    parts = [part for part in _BETWEEN.split(text) if part.strip()]
    several = len(parts) > 1
    return [_mail(part.lstrip("\n"), f"Mail {at}: " if several else "") for at, part in enumerate(parts, 1)]


def themed(given: Given, subject: str) -> Given:
    """The same comments; those that have no theme have the subject of the mail."""
    given.comments = [comment if comment.theme else replace(comment, theme=subject) for comment in given.comments]
    return given


def _fields(text: str) -> list[str]:
    """The lines above a mail that say who wrote to whom; a line that is set in goes on with the one before."""
    found: list[str] = []
    for line in text.split("\n"):
        if _FIELD.fullmatch(line):
            found.append(line)
        elif not (found and line[:1].isspace() and line.strip()):
            break
    return found


def _mail(text: str, which: str) -> tuple[str, str, list[str]]:
    message = email.message_from_string(text, policy=email.policy.default)
    try:
        body = message.get_body(("plain", "html"))
        coded = str(body["content-transfer-encoding"] or "").casefold() if body else ""
        decoded = coded in ("base64", "quoted-printable")
        words = str(body.get_content() if decoded else body.get_payload()) if body else ""
        if body and body.get_content_subtype() == "html":
            words = _plain(words)
        subject = str(message["subject"] or "")
    except (LookupError, ValueError, AttributeError):  # a letter set that nobody knows, or a header that is broken
        words, subject = text.partition("\n\n")[2], ""
    subject = re.sub(r"^(?:(?:re|fwd?|aw|ateb) ?: *)+", "", " ".join(subject.split()), flags=re.I)
    kept, left = _without_frame(words.replace("\r\n", "\n").split("\n"))
    said = [f"{which}It is a mail: who wrote it, to whom and when is not read."]
    said += [f"{which}{what} was not read: {count} {'line' if count == 1 else 'lines'}." for what, count in left]
    return subject, "\n".join(kept), said


def _without_frame(lines: list[str]) -> tuple[list[str], list[tuple[str, int]]]:
    """The lines of a mail without its greeting, the name below it, and the mail that it answers."""
    left: list[tuple[str, int]] = []

    def cut(at: int, what: str) -> None:
        if count := sum(bool(line.strip()) for line in lines[at:]):
            left.append((what, count))
        del lines[at:]

    if (at := next((place for place, line in enumerate(lines) if _QUOTED.fullmatch(line.strip())), None)) is not None:
        if any(line.strip() for line in lines[:at]):
            cut(at, "The mail that it answers")
    quoted = sum(line.startswith(">") for line in lines)
    if quoted and any(line.strip() and not line.startswith(">") for line in lines):
        left.append(("What it quotes", quoted))
        lines[:] = ["" if line.startswith(">") else line for line in lines]
    filled = [place for place, line in enumerate(lines) if line.strip()]
    for place in filled[-12:][1:]:
        if _CLOSING.fullmatch(lines[place].strip()):
            cut(place, "The name below it")
            break
    if filled and _GREETING.fullmatch(lines[filled[0]].strip()):
        lines[filled[0]] = ""
    return lines, left


def _plain(text: str) -> str:
    """A page as text: a paragraph is a line."""
    text = re.sub(r"(?is)<(style|script|head)\b.*?</\1\s*>", "", text)
    text = re.sub(r"(?i)<(?:br|/p|/div|/li|/tr|/h\d)\b[^>]*>", "\n", text)
    return html.unescape(re.sub(r"<[^>]*>", "", text)).replace("\xa0", " ")
