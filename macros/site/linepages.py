"""The pages that say since when each line of an element stands, one below each element's own.

They are asked for by few, so they are small: no menus, no script but the one that sets the palette, and no words of the
element but those by which a reader knows a line again. MkDocs does not make them, and a change of the draft costs what
rendering them costs beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from macros.basics.templating import environment
from macros.formats.lines import entry_of, line_rows
from macros.history.comparing import Part, parts
from macros.history.history import Event
from macros.model.codelists import CHANGE_KIND
from macros.model.handbook import LoadedIteration, version_key
from macros.model.kinds import KINDS
from macros.model.marks import plain
from macros.pages.addresses import LINES, address_of, comparison_of, path_of, place_of
from macros.pages.below import FEW_EVENTS, FEW_NAME, named_by
from macros.pages.headings import heading
from macros.pages.phrases import language, say
from macros.pages.stylesheet import FOR_FEW
from macros.pages.view import View
from macros.pages.words import printed
from macros.site import TEMPLATES
from macros.site.asking import without_ends
from macros.site.contentpolicy import for_shell
from macros.site.shell import Site

LONG, KEPT = 26, 20
"""A line of more words than the first is cut after so many: its page has all of it."""


BEFORE, AROUND = 4, 18
"""Of what a line said before, so many words ahead of the first that differs, and so many in all."""


GLOSSARY = "glossary.md"


@dataclass(frozen=True)
class Piece:
    """A line, or a cell of a row, as its page shows it: its words, the number of its reason, what differed before."""

    text: str
    reason: int
    before: str = ""


@dataclass
class Reason:
    """What put lines where they stand: since when, by which entries, from where; how many lines; and where the wording
    before stands beside it."""

    since: str
    changes: list[Any]
    moved: list[dict[str, str]]
    words: str = ""
    count: int = 0


@dataclass
class Told:
    """The lines of an element, by the heading under which each stands on its page."""

    id: str
    title: str
    fields: list[tuple[str, list[list[Piece]]]] = field(default_factory=list)


def line_pages(site: Site) -> dict[str, bytes]:
    """The page of each element of a version, by its path; of an activity too, where it has a page of its own, and one
    for the glossary."""
    env = environment(TEMPLATES, printed=printed)
    env.globals.update(for_shell(), FOR_FEW=FOR_FEW, say=say, language=language(), CHANGE_KIND=CHANGE_KIND, plain=plain)
    env.globals.update(KINDS=KINDS, path_of=path_of)
    template = env.get_template("lines.html.j2")
    history = site.library.history
    iteration = history.handbook.iterations[site.iteration.version]
    rows = {
        id_: list(found)
        for id_, found in groupby(line_rows(history, iteration, site.read_before), lambda row: row["id"])
    }
    known, made = parts(iteration), {}
    for path, ids in _pages(site):
        there = [known[id_] for id_ in ids if id_ in rows]
        if there:
            page = _Page(site, path, there, rows)
            made[f"{address_of(path)}{LINES}index.html"] = without_ends(template.render(page=page, site=site)).encode()
    return made


def foreign(site: Site) -> dict[str, tuple[str, str]]:
    """The addresses of such pages that only other versions have: each leads to the page above it, which says what
    became of the element."""
    own = {path for path, _ in _pages(site)}
    return {
        f"{address_of(path)}{LINES}": (say("lines.title", title=id_.replace("-", " ")), "../")
        for path, (kind, id_) in site.library.every_path.items()
        if path not in own and (kind in KINDS and KINDS[kind].element and KINDS[kind].compared or path == GLOSSARY)
    }


def _pages(site: Site) -> Iterator[tuple[str, list[str]]]:
    """The pages of a version below which such a page stands, each with the ids of what is told there."""
    own = site.library.paths[site.iteration.version]
    for kind, id_ in own.values():
        if kind in KINDS and KINDS[kind].compared and KINDS[kind].element:
            if kind == "activity":
                yield next(place_of(s, a) for s, a in site.iteration.activities() if a.id == id_), [id_]
            else:
                yield path_of(kind, id_), [id_, *_within(site, id_)]
    if GLOSSARY in own and site.iteration.terms:
        yield GLOSSARY, [f"term:{term}" for term in site.iteration.terms]


def _within(site: Site, id_: str) -> list[str]:
    """The activities that stand on their step's own page."""
    return [a.id for step, a in site.iteration.activities() if step.id == id_ and "#" in place_of(step, a)]


class _Page:
    """What the template asks of one page."""

    def __init__(self, site: Site, path: str, there: list[Part], rows: dict[str, list[dict[str, Any]]]):
        self.site, self.path, self.kind = site, path, there[0].kind
        self.up = "../" * (address_of(path).count("/") + 1)
        self.heading = say("page.glossary") if path == GLOSSARY else plain(there[0].title)
        self.crumbs = [*site.crumbs(path), (self.heading, path)]
        self.own_words = any(site.library.own_state(site.iteration, part.id) for part in there)
        self.reasons: list[Reason] = []
        self._numbers: dict[Any, int] = {}
        self.told = [self._told(part, rows[part.id]) for part in there]
        self.naming, self.events = self._naming(there[0].id), self._events(there[0].id)

    @property
    def in_order(self) -> list[tuple[int, Reason]]:
        """The reasons with their numbers, those of the newest iteration first."""
        return sorted(enumerate(self.reasons, 1), key=lambda row: version_key(row[1].since), reverse=True)

    def _naming(self, id_: str) -> dict[str, list[Any]]:
        """The pages that name an element, by kind, where they are too many to stand on its own page."""
        site = self.site
        found = named_by(View(site.library, site.iteration, self.path), id_) if id_ in site.iteration.elements else {}
        return found if sum(map(len, found.values())) > FEW_NAME else {}

    def _events(self, id_: str) -> list[tuple[Event, str]]:
        """What happened to an element, the newest first, each with the address of both wordings. Nothing where its own
        page says it."""
        found = self.site.library.history.events(id_, self.site.iteration)
        return [(each, self._both(each)) for each in found] if len(found) > FEW_EVENTS else []

    def _both(self, event: Event) -> str:
        """The address of the page that has both wordings of what an event changed; nothing if there is none."""
        difference = event.difference
        return self._compared(event.iteration, difference.id) if difference and difference.said_otherwise else ""

    def to(self, path: str) -> str:
        """The address of a page of this version."""
        return f"{self.up}{address_of(path)}" or "./"

    def _told(self, part: Part, rows: list[dict[str, Any]]) -> Told:
        told = Told(part.id, plain(part.title))
        for name, found in groupby(rows, lambda row: row["field"]):
            lines: list[list[Piece]] = []
            for _, cells in groupby(found, lambda row: (row["row"], row["row"] or row["line"])):
                lines.append(_joined([self._piece(part, row) for row in cells]))
            told.fields.append((heading(part.kind, name), lines))
        return told

    def _piece(self, part: Part, row: dict[str, Any]) -> Piece:
        key = (row["since"], tuple(row["changes"]), str(row["moved"]), self._words(part, row))
        if key not in self._numbers:
            self._numbers[key] = len(self.reasons)
            handbook = self.site.library.history.handbook
            changes = [(name, entry_of(handbook, name)) for name in row["changes"]]
            self.reasons.append(Reason(row["since"], changes, row["moved"], self._words(part, row)))
        number = self._numbers[key]
        self.reasons[number].count += 1
        return Piece(_cut(row["text"]), number, _differing(row["before"], row["text"]))

    def _words(self, part: Part, row: dict[str, Any]) -> str:
        """The address of the page that has both wordings of an element side by side; nothing if there is none."""
        library, since = self.site.library, row["since"]
        return self._compared(library.handbook.iterations[since], "glossary" if part.kind == "term" else row["id_then"])

    def _compared(self, home: LoadedIteration, name: str) -> str:
        """The address of the page that has an element before and after an iteration; nothing if there is none."""
        library = self.site.library
        path = comparison_of(home.about.follows or "", home.version, name)
        if path not in library.paths[home.version]:
            return ""
        if home is self.site.iteration:
            return self.to(path)
        return f"{self.up}../{library.handbook.folder_name(home)}/{address_of(path)}"

    def workshop_of(self, change: Any) -> list[tuple[str, str, str]]:
        """The feedback that led to a change: what it is about, the workshop, and the address where it stands."""
        site = self.site
        shown = {workshop.id for workshop in site.library.workshops_in(site.iteration)}
        heard = [site.handbook.feedback()[id_] for id_ in change.feedback if id_ in site.handbook.feedback()]
        return [
            (
                plain(feedback.theme),
                plain(workshop.title),
                f"{self.to(path_of('workshop', workshop.id))}#{feedback.id}" if workshop.id in shown else "",
            )
            for workshop, feedback in heard
        ]

    @property
    def first(self) -> str:
        """The iteration before which there was none."""
        return next(iter(self.site.library.history.handbook.iterations))

    def name_of(self, moved: dict[str, str]) -> str:
        """The heading under which words stood."""
        return heading(self.kind, moved["field"])

    def title_then(self, moved: dict[str, str]) -> str:
        """What the element was called from which words moved."""
        history = self.site.library.history
        return history.title(moved["id"], history.handbook.iterations[moved["iteration"]])


def _joined(pieces: list[Piece]) -> list[Piece]:
    """The cells of a row, those that stand for the same reason together."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].reason == piece.reason and not piece.before and not found[-1].before:
            found[-1] = Piece(f"{found[-1].text} · {piece.text}", piece.reason)
        else:
            found.append(piece)
    return found


def _cut(text: str) -> str:
    """The words by which a line is known again."""
    words = text.split()
    return text if len(words) <= LONG else f"{' '.join(words[:KEPT])} …"


def _differing(before: str, text: str) -> str:
    """Of what a line said before, the words around the first that differs."""
    old, new = before.split(), text.split()
    same = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    start = max(same - BEFORE, 0)
    shown = old[start : start + AROUND]
    return f"{'… ' if start else ''}{' '.join(shown)}{' …' if start + AROUND < len(old) else ''}" if old else ""
