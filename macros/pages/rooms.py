"""The pages of a session for the people in the room: what is on the table, the screen, the cards to print."""

from __future__ import annotations

from dataclasses import dataclass

from macros import model
from macros.model.handbook import LoadedIteration
from macros.model.marks import plain
from macros.pages.addresses import ROOM, address_of, path_of, room_of, sheet_of, short_of
from macros.pages.library import Library, Page
from macros.pages.phrases import say
from macros.pages.view import View


@dataclass(frozen=True)
class Part:
    """A part of a session as its pages show it: its number, the minute at which it begins, and what phones open."""

    item: model.SessionItem
    number: int
    start: int
    open: str = ""
    """The Markdown file of the blank sheet, or of the page, that is on the table first."""
    sheet: bool = False
    """Whether that is a blank sheet."""
    about: str = ""
    """The element that a remark is about: the first on the table, or the session itself."""
    page: str = ""
    """The address, within the version, of the page that a remark is about: the one that phones open."""

    @property
    def is_break(self) -> bool:
        """Whether nothing is asked and nothing is on the table."""
        return not self.item.on_the_table and not self.item.question

    @property
    def clock(self) -> str:
        """When it begins, counted from the start of the session: 0:35."""
        return f"{self.start // 60}:{self.start % 60:02}"


def parts_of(view: View, session: model.Session) -> list[Part]:
    """The parts of a session, in order."""
    made = []
    for number, (item, start) in enumerate(zip(session.agenda, session.starts(), strict=True), 1):
        first = item.on_the_table[0] if item.on_the_table else ""
        own = path_of("session", session.id)
        page = view.target(first)[0] if first else own
        sheet = sheet_of(first) if first and view.shows(sheet_of(first)) else ""
        made.append(
            Part(
                item,
                number,
                start,
                sheet or (page if first else ""),
                bool(sheet),
                first or session.id,
                address_of(sheet or page),
            )
        )
    return made


def room_pages(library: Library, iteration: LoadedIteration, session: model.Session) -> list[Page]:
    """The pages of a session for the room, in the order of `ROOM`."""
    titles = {"table": say("title.table"), "screen": say("title.screen"), "cards": say("title.cards")}
    made = []
    for which in ROOM:
        view = View(library, iteration, room_of(session.id, which))
        made.append(
            Page(
                view.path,
                f"{plain(session.title)}: {titles[which]}",
                view.page(
                    f"rooms/{which}.md.j2",
                    item=session,
                    parts=parts_of(view, session),
                    address=view.phone(short_of(session.id, "table")),
                ),
                which,
                session.id,
                library.files_of_draft.get(("session", session.id)),
                description=plain(session.in_one_line),
                searchable=False,
            )
        )
    return made
