"""The feed at the site's root: every iteration, its changes and corrections, the newest first, as Atom (RFC 4287).

An entry's id is made from what it is about, not from where the site stands, so that a move does not
announce everything again. There is no clock in it: an entry is dated by its iteration's release, and the
draft's by the moment it shows, though never earlier than the iteration before; a correction by its own day.
Within the day each entry has a second of its own, made from its id: readers' programs sort by it, and it stays the
same whatever else is announced. An iteration stands above its changes, and above the iteration before it.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any

from macros.basics.dates import earliest
from macros.basics.templating import environment
from macros.formats import TEMPLATES
from macros.formats.datafiles import LICENCE_ADDRESS, errata_of, in_order
from macros.formats.references import CONTRIBUTORS
from macros.model.codelists import CHANGE_KIND, PROVENANCE, STATUS
from macros.model.handbook import version_key
from macros.model.languages import Language
from macros.model.marks import plain
from macros.pages.addresses import address_of, path_of
from macros.pages.edition import Edition
from macros.pages.phrases import in_english, language, say
from macros.pages.translated import Translation, translations
from macros.pages.view import View
from macros.pages.voices import heard, in_xml, speaking, spoken

FEED = "feed.xml"
NAMESPACE = uuid.UUID("5d3f9c1e-8c0a-5b43-9d57-0f6c7f2e4a10")
"""Our own namespace for ids, drawn once. It must never change: readers' programs know entries by it."""


_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def stable_id(*what: str) -> str:
    """The id of something in the feed: the same for ever, wherever the site stands."""
    return uuid.uuid5(NAMESPACE, "/".join(what)).urn


def feeds(sites: Sequence[Edition]) -> dict[str, str]:
    """Every feed by the name of its file: the English one, and one for each other language, which begins where its
    pages do. `sites` are the versions, in any order."""
    files = {FEED: feed(sites)}
    told: dict[str, list[tuple[Edition, Translation]]] = {}
    for site in sites:
        for translation in translations(site.library, site.iteration):
            told.setdefault(translation.tag, []).append((site, translation))
    for tag, found in told.items():
        newest = max(found, key=lambda each: version_key(each[0].iteration.version))[1]
        with speaking(newest.voice):
            files[feed_of(tag)] = feed([site for site, _ in found], newest.tongue.about)
    return files


def feed_of(tag: str) -> str:
    """The name of the file of a language's feed."""
    return f"feed-{tag}.xml"


def feed(sites: Sequence[Edition], other: Language | None = None) -> str:
    """The whole feed, in the language that is spoken: `other` if it is not English. `sites` are the versions, in any
    order."""
    tags = (other.tag,) if other else ()
    entries: list[dict[str, Any]] = []
    released, hour = "", 0
    for site in sorted(sites, key=lambda each: version_key(each.iteration.version)):
        day = _moment(str(site.iteration.about.released or site.iteration.about.depicts_date or ""))
        released, hour = (day, 0) if day > released else (released, hour + 1)
        entries += _entries(site, released, hour, tags)
    _told_apart(entries)
    entries.sort(key=lambda entry: entry["updated"], reverse=True)
    project = sites[0].project
    text = _template().render(
        entries=entries,
        say=say,
        language=language(),
        name=sites[0].library.name,
        author=spoken(CONTRIBUTORS),  # a name
        licence=LICENCE_ADDRESS,
        id=stable_id("feed", *tags),
        own=feed_of(other.tag) if other else FEED,
        english=in_english().language if other else "",
        reviewed=bool(other and other.reviewed_by),
        updated=entries[0]["updated"],
        root=project.site or "./",
        placed=bool(project.site),
    )
    return in_xml(text, in_english().language) if other else text


def _moment(date: str) -> str:
    """The first moment of a day, or of the month or year that is all we know. Atom wants a whole one."""
    return f"{earliest(date or '1970').isoformat()}T00:00:00Z"


def _told_apart(entries: list[dict[str, Any]]) -> None:
    """Give each entry a second of its own: a number made from its id, and the last of the hour for an iteration."""
    taken: set[dt.datetime] = set()
    for entry in entries:
        hour = dt.datetime.fromisoformat(entry["updated"]) + dt.timedelta(hours=entry["hour"])
        second = 3599 if entry["whole"] else uuid.UUID(entry["id"]).int % 3599
        while (moment := hour + dt.timedelta(seconds=second)) in taken:
            second = (second + 1) % 3599
        taken.add(moment)
        entry["updated"] = f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _entries(site: Edition, updated: str, hour: int, tags: tuple[str, ...]) -> list[dict[str, Any]]:
    """An iteration, its corrections, and its changes in the order in which they are told. `tags` is the tag of another
    language: what is told in it is not the same entry."""
    iteration, about = site.iteration, site.iteration.about
    view = View(site.library, iteration, path_of("iteration", iteration.version))
    base = f"{site.project.site}{site.folder}/"
    where = base + address_of(view.path)
    rebuilt = about.provenance == "reconstructed"
    name = (
        say("feed.iteration_draft", version=iteration.version)
        if iteration.is_draft
        else say("feed.iteration_rebuilt" if rebuilt else "feed.iteration", version=iteration.version)
    )
    changes = in_order(iteration.changes.values())
    told = [
        _entry(
            "change",
            iteration.version,
            change.id,
            *tags,
            title=say("feed.titled", name=name, title=plain(change.summary)),
            href=f"{where}#{change.id}",
            updated=updated,
            hour=hour,
            term=spoken(change.kind),
            label=CHANGE_KIND[change.kind].title,
            paragraphs=[
                *_paragraphs(change.why),
                *(
                    say("feed.correction", right=plain(each.should_say).rstrip("."), why=plain(each.why))
                    for each in view.corrections(change)
                ),
            ],
            heard=[
                (view.heard_as(workshop), plain(feedback.theme), plain(workshop.title))
                for workshop, feedback in view.feedback_of(change)
            ],
        )
        for change in changes
    ]
    errata = [
        _entry(
            "erratum",
            iteration.version,
            each.id,
            *tags,
            title=say("feed.correction_of", name=name, what=(each.element or each.change or "").replace("-", " ")),
            href=base + _address_in(view, each.element) if each.element else f"{where}#{each.change}",
            updated=_moment(str(each.date)),
            term=spoken("erratum"),
            label=say("feed.correction_label"),
            paragraphs=[
                say(
                    "feed.corrected",
                    wrong=plain(each.says).rstrip("."),
                    right=plain(each.should_say).rstrip("."),
                    why=plain(each.why),
                )
            ],
        )
        for each in errata_of(site)
    ]
    whole = _entry(
        "iteration",
        iteration.version,
        *tags,
        title=say("feed.titled", name=name, title=plain(about.title)),
        href=where,
        updated=updated,
        hour=hour,
        whole=True,
        term=spoken(about.status),
        label=STATUS[about.status].title,
        paragraphs=[
            *([PROVENANCE[about.provenance].description] if rebuilt else []),
            *_paragraphs(about.summary),
        ],
        rows=[say("feed.titled", name=CHANGE_KIND[each.kind].title, title=plain(each.summary)) for each in changes],
    )
    return [whole, *reversed(errata), *told]


def _entry(*identity: str, **more: Any) -> dict[str, Any]:
    return {"id": stable_id(*identity), "heard": (), "rows": (), "hour": 0, "whole": False, **more}


def _address_in(view: View, id_: str) -> str:
    """Where an element is within its version; the iteration's own page for what has no page,
    such as the framework as a whole."""
    if not view.has(id_):
        return address_of(view.path)
    path, _, anchor = view.target(id_)[0].partition("#")
    return address_of(path) + (f"#{anchor}" if anchor else "")


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", plain(text)) if part.strip()]


@cache
def _template() -> Any:
    """The template. Whatever it prints is escaped, and what XML cannot hold at all is left out."""
    printable = environment(TEMPLATES, printed=_as_xml, last_newline=True)
    return printable.get_template("feed.xml.j2")


def _as_xml(value: object) -> object:
    """What the feed prints: text without the characters that XML cannot hold, and in its language."""
    return _NOT_XML.sub("", heard(value)) if isinstance(value, str) else value
