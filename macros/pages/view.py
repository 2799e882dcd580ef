"""What a template may ask, seen from one page of one iteration."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from typing import Any

from markupsafe import Markup

from macros import model
from macros.basics.dates import latest, today
from macros.basics.problems import did_you_mean
from macros.history.comparing import FRAMEWORK, in_lines
from macros.model import codelists
from macros.model.handbook import LoadedIteration
from macros.model.kinds import KINDS
from macros.model.marks import mentions, plain
from macros.model.own import OwnHandbook
from macros.pages.addresses import address_of, path_of, place_of, sources_of, terms_of
from macros.pages.library import Library, UnknownId
from macros.pages.phrases import say
from macros.pages.stylesheet import FIRST, joined
from macros.pages.voices import heard
from macros.pages.words import Words, neutral


class View:
    """What a template may ask, seen from one page of one iteration."""

    def __init__(self, library: Library, iteration: LoadedIteration, path: str):
        self.library, self.iteration, self.path = library, iteration, path
        self.handbook, self.history, self.about = library.handbook, library.history, iteration.about
        self.place = library.placed(path)
        # A workshop may cite what only the draft knows: a released iteration takes no new sources.
        sources = (
            {**library.handbook.draft.sources, **iteration.sources}
            if path.startswith("workshops/")
            else iteration.sources
        )
        self.words = Words(self._find_link, sources)
        self.line, self.block = self.words.line, self.words.block
        self.cite = lambda id_, place=None: Markup(self.words.cite(id_, place))

    # -- links ---------------------------------------------------------------------------------

    def to(self, target: str) -> str:
        """The relative path from this page to another Markdown file of the same version, in the language of this page
        if there is one."""
        path, _, anchor = target.partition("#")
        relative = posixpath.relpath(self.library.placed(path), posixpath.dirname(self.place) or ".")
        return Markup(relative + (f"#{anchor}" if anchor else ""))

    def target(self, id_: str) -> tuple[str, str]:
        """The Markdown file, with anchor, and the title of anything that can be linked by id, by any that it had."""
        id_ = self.history.called(id_, self.iteration)
        if id_ in self.iteration.elements:
            element = self.iteration.elements[id_]
            return path_of(element.kind, id_), element.title
        for step, activity in self.iteration.activities():
            if activity.id == id_:
                return place_of(step, activity), activity.title
        if id_ in self.handbook.workshops:
            return path_of("workshop", id_), self.handbook.workshops[id_].title
        raise UnknownId(
            f'There is no element "{id_}" in iteration {self.iteration.version}. '
            f"{did_you_mean(id_, self.iteration.ids())}"
        )

    def _find_link(self, id_: str, words: str | None) -> str:
        if id_.startswith("term:"):
            term = self.iteration.terms[id_.removeprefix("term:")]
            explained = neutral(plain(term.definition))
            return (
                f"[{neutral(words or term.term)}]({self.to(f'{terms_of(term.of)}#{term.id}')}){{ .term "
                f'data-term="{neutral(term.term)}" data-definition="{explained}" }}'
            )
        if self.path.startswith("workshops/") and not self.has(id_) and id_ in self.handbook.draft.ids():
            return neutral(words or id_.replace("-", " "))
        path, title = self.target(id_)
        return f"[{neutral(words or heard(plain(title)))}]({self.to(path)})"

    def link(self, id_: str, words: str | None = None) -> Markup:
        """A Markdown link to an element, a term (`term:id`) or a workshop; the title is filled in."""
        return Markup(self._find_link(id_, words))

    def link_to(self, path: str, words: str) -> Markup:
        """A Markdown link to a page by its path."""
        return Markup(f"[{neutral(words)}]({self.to(path)})")

    def has(self, id_: str) -> bool:
        """Whether this iteration has an element."""
        return self.history.called(id_, self.iteration) in self.iteration.ids()

    def shows(self, path: str) -> bool:
        """Whether this iteration has a page at a path."""
        return path in self.library.paths[self.iteration.version]

    def listed_source(self, source: model.Source) -> str:
        """Where a source stands in the list of sources, seen from this page."""
        return self.to(f"{sources_of(source.kind)}#{source.id}")

    def root(self, path: str = "") -> Markup:
        """The relative address from this page to the site's root, above all versions."""
        return Markup("../" * (address_of(self.place).count("/") + 1) + path)

    def asset(self, name: str) -> Markup:
        """The relative address from this page to a file of the same version, for raw HTML,
        which MkDocs does not translate."""
        name = self.library.placed(name) if name.endswith(".js") else name
        return Markup("../" * address_of(self.place).count("/") + name)

    def beside(self, path: str) -> Markup:
        """The relative address of another page of the same version, for raw HTML."""
        return Markup(posixpath.relpath(address_of(self.library.placed(path)), address_of(self.place)) + "/")

    def in_version(self, iteration: LoadedIteration, path: str) -> Markup:
        """The relative address of a page of another version. Not a Markdown path: it leaves this version."""
        return self.root(f"{self.handbook.folder_name(iteration)}/{address_of(path)}")

    def in_english(self, below: str) -> Markup:
        """The relative address of what stands below this page, which is there in English only."""
        return self.asset(f"{address_of(self.path)}{below}") if self.place != self.path else Markup(below)

    def away(self, href: str, words: str, query: str = "") -> Markup:
        """A link to what is no page of this version:
        in another version, at the site's root, or a file beside the pages.

        `href` is an address relative to this page. Where pages do not stand on the site and its address is not known,
        only the words stay: there would be nothing behind the link.
        """
        if self.library.outside:
            href = self.library.outside(self.path, href)
        return Markup('<a href="{}{}">{}</a>').format(href, query, neutral(words)) if href else neutral(words)

    def phone(self, path: str, above: bool = False) -> str:
        """The whole address of a page of this version, or above all versions, as a phone opens it: for codes and
        slides. Nothing where the address of the site is not known, or where pages do not stand on the site."""
        folder = "" if above else f"{self.handbook.folder_name(self.iteration)}/"
        return f"{self.library.site}{folder}{path}" if self.library.site and self.drawn else ""

    def file(self, name: str, words: str = "") -> Markup:
        """A link to a file of this version that stands beside its pages: `data/tools.csv`."""
        return self.away(self.asset(name), words or posixpath.basename(name))

    @property
    def drawn(self) -> bool:
        """Whether drawings, filters and forms are shown: not where pages stand without our style sheet and scripts."""
        return self.library.outside is None

    def place_then(self, iteration: LoadedIteration, id_: str) -> Markup:
        """The relative address of an element or an activity in another version;
        nothing for what has no page of its own there."""
        return (
            self.in_version(iteration, View(self.library, iteration, self.path).target(id_)[0])
            if id_ in iteration.ids()
            else Markup("")
        )

    # -- elements ------------------------------------------------------------------------------

    def of(self, kind: str) -> list[Any]:
        """The elements of a kind, in reading order."""
        if kind == "workshop":
            return self.library.workshops_in(self.iteration)
        if kind not in model.ELEMENTS:
            raise UnknownId(f'There is no kind of element "{kind}". {did_you_mean(kind, model.ELEMENTS)}')
        return self.iteration.of(kind)

    def get(self, id_: str) -> Any:
        """An element by id."""
        if (id_ := self.history.called(id_, self.iteration)) not in self.iteration.elements:
            self.target(id_)
        return self.iteration.elements[id_]

    def kind_of(self, id_: str) -> str:
        """What an element is called on the page: Tool, Clause."""
        return KINDS[self.iteration.ids()[self.history.called(id_, self.iteration)]].one

    @property
    def copy(self) -> OwnHandbook | None:
        """What this copy says of itself; nothing in the handbook itself."""
        return self.library.about_copy

    def own(self, id_: str) -> str:
        """Whether an element is the copy's own (`added`), or says something else here (`changed`)."""
        return self.library.own_state(self.iteration, id_)

    def mark(self, id_: str) -> str:
        """`new`, `changed` or nothing: how an element stands against the iteration before."""
        return self.history.mark(self.iteration, id_)

    def new_ids(self) -> frozenset[str]:
        """The elements that came with this iteration."""
        return _new_ids(self.library, self.iteration)

    def mostly_new(self, kind: str) -> bool:
        """Whether most elements of a kind came with this iteration: then a list says so once, and not of each."""
        elements = self.iteration.of(kind) if kind in model.ELEMENTS else []
        return len(elements) > 3 and 2 * sum(element.id in self.new_ids() for element in elements) > len(elements)

    def events(self, id_: str) -> list[Any]:
        """What happened to an element, the newest first."""
        return self.history.events(id_, self.iteration)

    def used_by(self, id_: str, besides: Iterable[str] = ()) -> dict[str, list[Any]]:
        """The elements that name an element, by kind, in reading order, without those that are given as `besides`."""
        place = self.iteration.places_in_order()
        by_kind: dict[str, list[Any]] = {kind: [] for kind in model.ELEMENTS}
        for name in _reverse(self.iteration).get(id_, set()).difference(besides):
            element = self.iteration.elements[name]
            by_kind[element.kind].append(element)
        return {
            kind: sorted(elements, key=lambda element: place[element.id])
            for kind, elements in by_kind.items()
            if elements
        }

    def names(self, id_: str) -> set[str]:
        """Everything that an element itself names."""
        return {mention.id for mention in mentions(self.get(id_))}

    def errata(self, id_: str) -> list[model.Erratum]:
        """The corrections to an element, or to one of its activities, in this iteration."""
        names = {id_} | {activity.id for step, activity in self.iteration.activities() if step.id == id_}
        return [
            e for e in self.handbook.errata.values() if e.iteration == self.iteration.version and e.element in names
        ]

    def errata_of(self, iteration: LoadedIteration) -> list[model.Erratum]:
        """The corrections to what an iteration says of itself."""
        version = iteration.version
        return [e for e in self.handbook.errata.values() if e.iteration == version and e.element == FRAMEWORK]

    def corrections(self, change: model.Change) -> list[model.Erratum]:
        """The corrections to an entry of a change list."""
        told = self.handbook.iterations
        return [
            e
            for e in self.handbook.errata.values()
            if e.change and e.iteration in told and told[e.iteration].changes.get(e.change) is change
        ]

    def heard_as(self, workshop: model.Workshop) -> str:
        """How a page introduces what was heard or found."""
        if workshop.is_meeting:
            return say("title.you_said") if workshop.shown else say("title.topic")
        return say("title.trial_found") if workshop.kind == "trial-reading" else say("title.review_found")

    def read_of(self, item: Any) -> dict[str, int]:
        """How many of an element's sources from outside were read in which way."""
        named = {mention.id for mention in mentions(item) if "source" in mention.kinds}
        ways = [self.iteration.sources[id_].read for id_ in named if not self.iteration.sources[id_].is_ours]
        return {"whole": 0, **{way: ways.count(way) for way in codelists.READ if way in ways}}

    def feedback_of(self, change: model.Change) -> list[tuple[model.Workshop, model.Feedback]]:
        """The feedback that led to a change, each with its workshop."""
        everything = self.handbook.feedback()
        return [everything[id_] for id_ in change.feedback if id_ in everything]

    def changes_from(self, feedback_id: str) -> list[tuple[LoadedIteration, model.Change]]:
        """The changes that a piece of feedback led to, with their iterations."""
        return [
            (i, change)
            for i in self.handbook.iterations.values()
            for change in i.changes.values()
            if feedback_id in change.feedback
        ]

    def count(self, differences: Iterable[Any]) -> dict[str, int]:
        """How many elements came, went and changed."""
        rows = list(differences)
        added = sum("added" in row.kinds for row in rows)
        retired = sum("retired" in row.kinds for row in rows)
        return {"added": added, "retired": retired, "changed": len(rows) - added - retired}

    def lines_of(self, change: model.Change, iteration: LoadedIteration) -> list[list[str]]:
        """The ids of a change as the lines of a list: one to a line, but for a whole kind that came at once."""
        kinds = iteration.ids()
        return in_lines(
            self.handbook.before(iteration),
            change.elements,
            lambda id_: kinds.get(id_, ""),
            lambda id_: change.kind == "added" and id_ in kinds,
        )

    def title_then(self, id_: str, iteration: LoadedIteration) -> str:
        """What an element was called in some iteration, or last before it; or its id if it never had a title."""
        return self.history.title(id_, iteration)

    @property
    def quality(self) -> dict[str, Any]:
        """What the checks say of this iteration; nothing where nobody asked them."""
        asked = self.library.quality
        original = self.history.handbook  # of the handbook itself: a copy's own words are not what was reviewed
        return asked(original, original.iterations[self.iteration.version]) if asked else {}

    def looked_at(self, rule: str, count: int) -> Markup:
        """What a rule of the check looked at, and how many of it."""
        return Markup(say(f"rules.{rule}", count=f"{count:,}" if count > 1 else count))

    @property
    def style_sheet(self) -> str:
        """The style sheet's text, for the page that shows the colours."""
        return joined(self.library.docs, self.library.colours)[FIRST]

    # -- rendering -----------------------------------------------------------------------------

    def page(self, template: str, **context: Any) -> str:
        """A whole page from a template, as plain Markdown."""
        return str(self.render(template, **context))

    def render(self, template: str, **context: Any) -> Markup:
        """A part of a page from a template, with this view as `h`."""
        return Markup(self.library.templates.get_template(template).render(h=self, **context))

    # -- meetings and feedback -----------------------------------------------------------------

    @property
    def to_come(self) -> list[model.Workshop]:
        """The meetings that are not over on the day of the build, soonest first."""
        return self.handbook.to_come(today())

    def run_by(self, session: model.Session) -> list[model.Workshop]:
        """The workshops that are still to come and run a session of this iteration: their codes lead to addresses of
        their own, so that phones know how that workshop takes back what people say."""
        return [each for each in self.handbook.running(self.iteration, session.id) if each in self.to_come]

    def until(self, workshop: model.Workshop) -> str:
        """The last day on which a meeting may be: 2027-03-31 where only the month is known."""
        return latest(workshop.date).isoformat()

    @property
    def hand_over(self) -> dict[str, Any]:
        """How feedback may be handed over: the site's own ways, and those of the workshops that run a session of this
        iteration, by id."""
        workshops = {
            workshop.id: {
                "to": plain(workshop.hand_over.to),
                "ways": workshop.hand_over.ways,
                "mail": workshop.hand_over.mail or "",
            }
            for workshop in self.handbook.in_time()
            if workshop.hand_over and workshop.session and workshop.shown == self.iteration.version
        }
        return {"mail": self.library.mail, "issues": self.library.issues, "workshops": workshops}

    # -- short calls for the hand-written pages -------------------------------------------------

    def list(self, kind: str, **only: Any) -> Markup:
        """The list of a kind, each with its title, one line, and what is new."""
        return self.render(f"lists/{kind}.md.j2", items=self.of(kind), only=only)

    def part(self, name: str, **context: Any) -> Markup:
        """A part of a page made from data: `handbook.part("glossary")`."""
        return self.render(f"parts/{name}.md.j2", **context)


class PageView:
    """What a hand-written page may ask: the view from that page, a fresh one for each call, so that citations come out
    alike. `view` gives it."""

    def __init__(self, view: Callable[[], View]):
        self._view = view

    def __getattr__(self, name: str) -> Any:
        """What a page asks for by name. Raises `UnknownId` if there is no such thing, or `AttributeError` for a name
        of Python's own."""
        view = self._view()
        if name.startswith("__"):
            raise AttributeError(name)
        if not hasattr(view, name):
            asked = [each for each in dir(view) if not each.startswith("_")]
            raise UnknownId(f'handbook has no "{name}". {did_you_mean(name, asked)}')
        view.words.find_source = view.listed_source
        return getattr(view, name)


def _new_ids(library: Library, iteration: LoadedIteration) -> frozenset[str]:
    """The elements that came with an iteration. None in the first, where nothing is new."""
    return library.once(
        ("new", iteration.version),
        lambda: frozenset(
            row.id for row in library.history.since_last(iteration) if "added" in row.kinds and row.kind != "term"
        ),
    )


def _reverse(iteration: LoadedIteration) -> dict[str, set[str]]:
    """Which elements name which."""

    def work() -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for element in iteration.elements.values():
            for mention in mentions(element):
                if "source" not in mention.kinds and mention.id != element.id:
                    found.setdefault(mention.id, set()).add(element.id)
        return found

    return iteration.once("named by", work)
