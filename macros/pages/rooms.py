"""The pages of a session for the people in the room: what is on the table, the screen, the cards to print."""

from __future__ import annotations

from dataclasses import dataclass

from macros import model
from macros.model.handbook import LoadedIteration
from macros.model.marks import plain
from macros.pages.addresses import address_of, path_of, room_of, sheet_of, short_of
from macros.pages.library import Library, Page, canvases_of, rooms_of
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


@dataclass(frozen=True)
class Canvas:
    """A tool as a canvas for a wall: what stands above its boxes, and these in columns."""

    tool: model.Tool
    head: model.TemplateField
    columns: list[list[model.TemplateField]]
    wide: list[model.TemplateField]
    """Tables of many columns, below the others across the whole sheet."""


HIGH = {"text": 11, "number": 8, "date": 8, "person": 8, "choice": 13, "scale": 11, "long-text": 22, "table": 42}
"""How high a box on a canvas is beside others, by what goes into it. docs/assets/css/prints.css has the same."""


MOST_COLUMNS = 5
"""A table of more columns has the width of the sheet."""


def canvas(tool: model.Tool) -> Canvas:
    """The boxes of a canvas in reading order down each column, and on to the next when this one has its share."""
    head, *fields = tool.fields
    wide = [field for field in fields if len(field.columns) > MOST_COLUMNS]
    boxes = [field for field in fields if field not in wide]
    count = 3 if len(boxes) > 6 else 2
    share = sum(HIGH[box.type] for box in boxes) / count
    columns: list[list[model.TemplateField]] = [[]]
    filled = 0
    for box in boxes:
        if filled and filled + HIGH[box.type] / 2 > share and len(columns) < count:
            columns.append([])
            filled = 0
        columns[-1].append(box)
        filled += HIGH[box.type]
    return Canvas(tool, head, columns, wide)


def codes_of(view: View, session: model.Session) -> list[tuple[str, str, str]]:
    """What has a code on the sheet of codes: what it is called, its address within the version, and for a part of the
    session its name. First the page for phones and each part; then all that lies on the table, its blank sheet where it
    has one; then the form for remarks."""
    parts = [("table", say("session.table"))]
    parts += [
        (part.item.id, say("session.code_of_part", number=part.number, title=plain(part.item.title)))
        for part in parts_of(view, session)
        if not part.is_break
    ]
    found = [(title, short_of(session.id, name), name) for name, title in parts]
    for id_ in dict.fromkeys(id_ for item in session.agenda for id_ in item.on_the_table):
        title = plain(view.target(id_)[1])
        sheet = view.shows(sheet_of(id_))
        named = say("session.code_of_sheet", title=title) if sheet else title
        found.append((named, short_of(id_, "sheet" if sheet else ""), ""))
    return [*found, (say("session.code_of_form"), "about/feedback/", "")]


def room_pages(library: Library, iteration: LoadedIteration, session: model.Session) -> list[Page]:
    """The pages of a session for the room, in the order of `ROOM`."""
    titles = {
        "table": say("title.table"),
        "screen": say("title.screen"),
        "cards": say("title.cards"),
        "prints": say("title.prints"),
        "canvases": say("title.canvases"),
    }
    made = []
    for which in rooms_of(iteration, session):
        view = View(library, iteration, room_of(session.id, which))
        made.append(
            Page(
                view.path,
                f"{plain(session.title)}: {titles[which]}",
                view.page(
                    f"rooms/{which}.md.j2",
                    item=session,
                    parts=parts_of(view, session),
                    codes=codes_of(view, session),
                    canvases=[canvas(tool) for tool in canvases_of(iteration, session)],
                ),
                which,
                session.id,
                library.files_of_draft.get(("session", session.id)),
                description=plain(session.in_one_line),
                searchable=False,
            )
        )
    return made
