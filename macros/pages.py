"""Every page that is made from data: a plain function from an iteration to Markdown.

`pages(library, iteration)` knows nothing of MkDocs. The site's adapter and the Markdown export both
use it, so that what is exported is what is shown. The words are in `templates/`; what a template may
ask is in `View`.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Iterable

import yaml
from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from macros import codelists, colours, filters, model, pictures
from macros.comparing import in_lines, parts
from macros.freezing import digest_of
from macros.history import History
from macros.loading import Handbook, LoadedIteration, version_key
from macros.marks import mentions, plain, unmarked
from macros.problems import did_you_mean
from macros.stylesheet import joined
from macros.wordings import wordings
from macros.words import Words, neutral

TEMPLATES = Path(__file__).with_name("templates")

COMPILED = TEMPLATES.parent.parent / ".cache" / "templates"
"""Where Jinja keeps templates that it has compiled, until their text changes."""

WORDS_BESIDE_A_STEP = 500
"""More words than this in a step's activities, and each gets a page. Iterations 0.1 and 0.2 have about 150 to a step, 0.3 about 800."""

COMPARED_BACK = 5
"""With how many iterations before it an iteration is compared on the site."""

LISTED = 8
"""How many iterations the list on each page has at most; the page of iterations has all."""

SECTIONS = {
    "step": ("steps", "The four steps", "Step", "Used in steps"),
    "principle": ("principles", "Principles", "Principle", "Principles that name it"),
    "tension": ("tensions", "Tensions", "Tension", "Tensions it helps with"),
    "tool": ("tools", "Tools", "Tool", "Tools that lead here"),
    "clause": ("clauses", "Clauses", "Clause", "Clauses that name it"),
    "guidance": ("guidance", "Law and guidance", "Law and guidance", "Law and guidance that names it"),
    "case-study": ("case-studies", "Case studies", "Case study", "Cases that show it"),
    "briefing": ("briefings", "Briefings", "Briefing", "Briefings that name it"),
    "path": ("paths", "Reading paths", "Reading path", "On the reading paths"),
    "workshop": ("workshops", "Workshops", "Workshop", ""),
    "iteration": ("iterations", "Iterations", "Iteration", ""),
    "activity": ("steps", "The four steps", "Activity", ""),
}
"""For each kind: its folder in addresses, the title of its list, what one of them is called, and how a page names those that point to it."""

MANY = {
    "guidance": ("guidance/index.md", "pages of law and guidance"),
    "term": ("glossary.md", "terms of the glossary"),
    "activity": ("steps/index.md", "activities"),
    "step": ("steps/index.md", "steps"),
    **{
        kind: (f"{SECTIONS[kind][0]}/index.md", SECTIONS[kind][1].lower())
        for kind in ("principle", "tension", "tool", "clause", "case-study")
    },
    "briefing": ("decide.md", "briefings"),
}
"""For each kind: where all of it is listed, and what many of it are called."""


class UnknownId(LookupError):
    """A page or a template names an element that this iteration does not have."""


@dataclass(frozen=True)
class Page:
    """One page as Markdown. `path` is its file in the site's source; `words_in` the file that holds its words."""

    path: str
    title: str
    markdown: str
    kind: str
    id: str
    words_in: str | None = None
    keywords: tuple[str, ...] = ()
    description: str = ""
    step: int = 0
    searchable: bool = True
    mark: str = ""

    @property
    def url(self) -> str:
        """Its address within a version: `tools/learning-log/`."""
        return address_of(self.path)


def address_of(path: str) -> str:
    """The address of a Markdown file: `tools/index.md` is `tools/`, `tools/x.md#y` is `tools/x/#y`."""
    page, hash_, anchor = path.partition("#")
    if posixpath.basename(page) == "index.md":
        page = posixpath.dirname(page) + "/" if posixpath.dirname(page) else ""
    else:
        page = page.removesuffix(".md") + "/"
    return page + hash_ + anchor


@dataclass(frozen=True)
class Written:
    """A hand-written page of docs/: its path, title, and the kind of element without which it is left out."""

    path: str
    title: str
    needs: str


@dataclass(repr=False)
class Library:
    """A handbook with everything derived from it that pages need: history, hand-written pages, templates."""

    handbook: Handbook
    docs: Path
    history: History = field(init=False)
    comparisons: dict[tuple[str, str], Any] = field(default_factory=dict)
    new: dict[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.history = History(self.handbook)

    @cached_property
    def written(self) -> list[Written]:
        """The hand-written pages, whichever iteration they appear in."""
        found = []
        for path in sorted(self.docs.rglob("*.md")):
            name = path.relative_to(self.docs).as_posix()
            if name.startswith("adr/"):
                continue
            front = re.match(r"---\n(.*?)\n---\n", path.read_text("utf-8"), re.S)
            meta = yaml.safe_load(front[1]) if front else {}
            found.append(Written(name, str(meta.get("title", path.stem)), str(meta.get("needs", ""))))
        return found

    @property
    def templates(self) -> Environment:
        """The page templates. What is not marked as safe Markdown is neutralised when it is printed."""
        return _templates()

    def has(self, iteration: LoadedIteration, needs: str) -> bool:
        """Whether an iteration has what a hand-written page is about."""
        return not needs or (bool(iteration.terms) if needs == "term" else bool(iteration.of(needs)))

    def written_in(self, iteration: LoadedIteration) -> list[Written]:
        """The hand-written pages that an iteration shows."""
        return [page for page in self.written if self.has(iteration, page.needs)]

    def workshops_in(self, iteration: LoadedIteration) -> list[model.Workshop]:
        """The workshops that an iteration shows: those at which it, or an earlier one, was looked at."""
        return [w for w in self.handbook.in_time() if version_key(w.shown) <= version_key(iteration.version)]

    def iterations_in(self, iteration: LoadedIteration) -> list[LoadedIteration]:
        """An iteration and those before it, the newest first."""
        return [
            i
            for i in reversed(self.handbook.iterations.values())
            if version_key(i.version) <= version_key(iteration.version)
        ]

    @cached_property
    def listed(self) -> list[LoadedIteration]:
        """The iterations that the list on each page offers, the newest first. To these come that page's own."""
        return list(reversed(self.handbook.iterations.values()))[:LISTED]

    @cached_property
    def paths(self) -> dict[str, dict[str, tuple[str, str]]]:
        """For each version: the path of each of its own pages, with kind and id (or title, for a written page)."""
        return {version: dict(self._paths(iteration)) for version, iteration in self.handbook.iterations.items()}

    @cached_property
    def files_of_draft(self) -> dict[tuple[str, str], str]:
        """The file that holds each element of the draft, by its kind and each id that it has or had."""
        draft = self.handbook.draft
        named = [(element, id_) for element in draft.elements.values() for id_ in (*element.was, element.id)]
        return {(element.kind, id_): draft.places[element.kind, element.id].file.shown for element, id_ in named}

    @cached_property
    def every_path(self) -> dict[str, tuple[str, str]]:
        """The same for all versions together. Where two differ about an address, the newer is right."""
        return {path: what for paths in self.paths.values() for path, what in paths.items()}

    def _paths(self, iteration: LoadedIteration) -> Iterable[tuple[str, tuple[str, str]]]:
        for page in self.written_in(iteration):
            yield page.path, ("written", page.title)
        for element in iteration.elements.values():
            yield path_of(element.kind, element.id), (element.kind, element.id)
            if element.kind == "tool" and element.fields:
                yield sheet_of(element.id), ("sheet", element.id)
            if element.kind == "step" and parted(element):
                yield whole_of(element.id), ("whole", element.id)
                for activity in element.activities:
                    yield place_of(element, activity), ("activity", activity.id)
        for kind in codelists.SOURCE_KIND:
            if any(source.kind == kind for source in iteration.sources.values()):
                yield sources_of(kind), ("sources", kind)
        for of in {term.of: None for term in iteration.terms.values() if term.of != "practice"}:
            yield terms_of(of), ("terms", of)
        for workshop in self.workshops_in(iteration):
            yield path_of("workshop", workshop.id), ("workshop", workshop.id)
        for earlier in self.iterations_in(iteration):
            yield path_of("iteration", earlier.version), ("iteration", earlier.version)
        for earlier in self.compared_with(iteration):
            versions = f"{earlier.version} {iteration.version}"
            yield comparison_of(earlier.version, iteration.version), ("compare", versions)
            for name in self.said_otherwise(earlier, iteration):
                yield comparison_of(earlier.version, iteration.version, name), ("words", f"{versions} {name}")

    @cached_property
    def outlines(self) -> dict[str, str]:
        """For each version, the digest of what pages of earlier iterations say of it: which pages it has and what they
        are called, what its elements were called before, and what feedback led to. None of its other words."""
        return {version: digest_of(self._outline(iteration)) for version, iteration in self.handbook.iterations.items()}

    def _outline(self, iteration: LoadedIteration) -> dict[str, Any]:
        paths = self.paths[iteration.version]
        return {
            "version": iteration.version,
            "title": iteration.about.title,
            "status": iteration.about.status,
            "pages": [
                [path, *what, self.title_of(iteration, path)]
                for path, what in sorted(paths.items())
                if what[0] not in FORWARDED
            ],
            "was": sorted([part.id, *part.was] for part in parts(iteration).values() if part.was),
            "after feedback": [
                change.model_dump(mode="json") for change in iteration.changes.values() if change.feedback
            ],
        }

    def compared_with(self, iteration: LoadedIteration) -> list[LoadedIteration]:
        """The iterations that have a comparison with this one: the few before it, the oldest first.

        A comparison of every pair would make the site grow with the square of its iterations; `handbook compare`
        compares any two.
        """
        return list(reversed(self.iterations_in(iteration)[1 : 1 + COMPARED_BACK]))

    def said_otherwise(self, before: LoadedIteration, after: LoadedIteration) -> list[str]:
        """What a comparison shows word by word, on a page each: ids of elements, and `glossary` for all terms together."""
        return list(
            dict.fromkeys(
                "glossary" if row.kind == "term" else row.id
                for row in self.history.compare(before.version, after.version)
                if row.said_otherwise
            )
        )

    def title_of(self, iteration: LoadedIteration, path: str) -> str:
        """What a page of an iteration is called where another page names it."""
        kind, id_ = self.paths[iteration.version][path]
        if kind == "compare":
            return "{} and {}".format(*id_.split())
        if kind == "activity":
            return next(plain(activity.title) for _, activity in iteration.activities() if activity.id == id_)
        if kind == "workshop":
            return plain(self.handbook.workshops[id_].title)
        if kind == "iteration":
            return f"Iteration {id_}"
        if kind == "sources":
            return codelists.SOURCE_KIND[id_].title
        if kind == "terms":
            return codelists.TERM_FIELD[id_].title
        return (plain(iteration.elements[id_].title) if id_ in iteration.elements else id_) + {
            "sheet": ": blank sheet",
            "whole": ": all activities",
        }.get(kind, "")


MONTHS = ("January February March April May June July August September October November December").split()


def date_in_words(value: Any) -> str:
    """A date, or the part of one that is known, as readers say it: 6 September 2024, November 2024, 2024."""
    year, month, day = (*str(value).split("-"), "", "")[:3]
    return " ".join(filter(None, (str(int(day)) if day else "", MONTHS[int(month) - 1] if month else "", year)))


def quantity(value: float, unit: str | None) -> str:
    """A number as readers write it: £480,000, -£81,000, 12 hours a month."""
    digits = f"{abs(value):,}"
    sign = "\u2212" if value < 0 else ""
    return f"{sign}£{digits}" if unit == "pounds" else f"{sign}{digits}{f' {unit}' if unit else ''}"


def path_of(kind: str, id_: str) -> str:
    """The Markdown file of an element's page."""
    return f"{SECTIONS[kind][0]}/{id_}.md"


def sheet_of(tool_id: str) -> str:
    """The Markdown file of a tool's blank sheet."""
    return f"tools/{tool_id}/sheet.md"


def parted(step: model.Step) -> bool:
    """Whether a step's activities have pages of their own: beside the step they would be too long to read at a sitting."""
    return sum(len(activity.how.split()) for activity in step.activities) > WORDS_BESIDE_A_STEP


def place_of(step: model.Step, activity: model.Activity) -> str:
    """Where an activity stands: the Markdown file of its own page, or its anchor on the page of a short step."""
    return f"steps/{step.id}/{activity.id}.md" if parted(step) else f"{path_of('step', step.id)}#{activity.id}"


def whole_of(step_id: str) -> str:
    """The Markdown file that has all activities of a step on one page, to print."""
    return f"steps/{step_id}/on-one-page.md"


def sources_of(kind: str) -> str:
    """The Markdown file that lists the sources of a kind."""
    return f"sources/{kind}.md"


def terms_of(field_: str) -> str:
    """The Markdown file that explains the terms of a field. Those of the practice stand on the glossary's own page."""
    return "glossary.md" if field_ == "practice" else f"glossary/{field_}.md"


@lru_cache(maxsize=1)
def _templates() -> Environment:
    COMPILED.mkdir(parents=True, exist_ok=True)
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        bytecode_cache=FileSystemBytecodeCache(str(COMPILED)),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=lambda value: (
            value if isinstance(value, Markup) else neutral(unmarked(value)) if isinstance(value, str) else value
        ),
    )
    env.filters.update(date=date_in_words, e_url=lambda url: Markup(str(url).replace("(", "%28").replace(")", "%29")))
    env.globals.update(
        quantity=quantity,
        parted=parted,
        place_of=place_of,
        whole_of=whole_of,
        sources_of=sources_of,
        terms_of=terms_of,
        comparison_of=comparison_of,
        codelists=codelists,
        colours=colours,
        filters=filters,
        pictures=pictures,
        plain=plain,
        SECTIONS=SECTIONS,
        MANY=MANY,
    )
    return env


def comparison_of(before: str, after: str, name: str = "") -> str:
    """The Markdown file of a comparison, or of what one element says word by word. It stands in the newer of the two versions."""
    return f"iterations/compare/{before}/{after}{f'/{name}' if name else ''}.md"


class View:
    """What a template may ask, seen from one page of one iteration."""

    def __init__(self, library: Library, iteration: LoadedIteration, path: str):
        self.library, self.iteration, self.path = library, iteration, path
        self.handbook, self.history, self.about = library.handbook, library.history, iteration.about
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
        """The relative path from this page to another Markdown file of the same version."""
        path, _, anchor = target.partition("#")
        relative = posixpath.relpath(path, posixpath.dirname(self.path) or ".")
        return Markup(relative + (f"#{anchor}" if anchor else ""))

    def target(self, id_: str) -> tuple[str, str]:
        """The Markdown file, with anchor, and the title of anything that can be linked by id."""
        if id_ in self.iteration.elements:
            element = self.iteration.elements[id_]
            return path_of(element.kind, id_), element.title
        for step, activity in self.iteration.activities():
            if activity.id == id_:
                return place_of(step, activity), activity.title
        if id_ in self.handbook.workshops:
            return path_of("workshop", id_), self.handbook.workshops[id_].title
        raise UnknownId(
            f'There is no element "{id_}" in iteration {self.iteration.version}. {did_you_mean(id_, self.iteration.ids())}'
        )

    def _find_link(self, id_: str, words: str | None) -> str:
        if id_.startswith("term:"):
            term = self.iteration.terms[id_.removeprefix("term:")]
            explained = neutral(plain(term.definition))
            return f'[{neutral(words or term.term)}]({self.to(f"{terms_of(term.of)}#{term.id}")}){{ .term data-term="{neutral(term.term)}" data-definition="{explained}" }}'
        if self.path.startswith("workshops/") and not self.has(id_) and id_ in self.handbook.draft.ids():
            return neutral(words or id_.replace("-", " "))
        path, title = self.target(id_)
        return f"[{neutral(words or plain(title))}]({self.to(path)})"

    def link(self, id_: str, words: str | None = None) -> Markup:
        """A Markdown link to an element, a term (`term:id`) or a workshop; the title is filled in."""
        return Markup(self._find_link(id_, words))

    def link_to(self, path: str, words: str) -> Markup:
        """A Markdown link to a page by its path."""
        return Markup(f"[{neutral(words)}]({self.to(path)})")

    def has(self, id_: str) -> bool:
        """Whether this iteration has an element."""
        return id_ in self.iteration.ids()

    def shows(self, path: str) -> bool:
        """Whether this iteration has a page at a path."""
        return path in self.library.paths[self.iteration.version]

    def listed_source(self, source: model.Source) -> str:
        """Where a source stands in the list of sources, seen from this page."""
        return self.to(f"{sources_of(source.kind)}#{source.id}")

    def root(self, path: str = "") -> Markup:
        """The relative address from this page to the site's root, above all versions."""
        return Markup("../" * (address_of(self.path).count("/") + 1) + path)

    def asset(self, name: str) -> Markup:
        """The relative address from this page to a file of the same version, for raw HTML, which MkDocs does not translate."""
        return Markup("../" * address_of(self.path).count("/") + name)

    def in_version(self, iteration: LoadedIteration, path: str) -> Markup:
        """The relative address of a page of another version. Not a Markdown path: it leaves this version."""
        return self.root(f"{self.handbook.folder_name(iteration)}/{address_of(path)}")

    def place_then(self, iteration: LoadedIteration, id_: str) -> Markup:
        """The relative address of an element or an activity in another version; nothing for what has no page of its own there."""
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
        if id_ not in self.iteration.elements:
            self.target(id_)
        return self.iteration.elements[id_]

    def kind_of(self, id_: str) -> str:
        """What an element is called on the page: Tool, Clause."""
        return SECTIONS[self.iteration.ids()[id_]][2]

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
        place, by_kind = self.iteration.places_in_order(), {kind: [] for kind in model.ELEMENTS}
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
        """What an element was called in some iteration, or its id if it never had a title there."""
        return self.history.title(id_, iteration)

    @property
    def style_sheet(self) -> str:
        """The style sheet's text, for the page that shows the colours."""
        return joined(self.library.docs)

    # -- rendering -----------------------------------------------------------------------------

    def page(self, template: str, **context: Any) -> str:
        """A whole page from a template, as plain Markdown."""
        return str(self.render(template, **context))

    def render(self, template: str, **context: Any) -> Markup:
        """A part of a page from a template, with this view as `h`."""
        return Markup(self.library.templates.get_template(template).render(h=self, **context))

    # -- short calls for the hand-written pages -------------------------------------------------

    def list(self, kind: str, **only: Any) -> Markup:
        """The list of a kind, each with its title, one line, and what is new."""
        return self.render(f"lists/{kind}.md.j2", items=self.of(kind), only=only)

    def part(self, name: str, **context: Any) -> Markup:
        """A part of a page made from data: `handbook.part("glossary")`."""
        return self.render(f"parts/{name}.md.j2", **context)


def _new_ids(library: Library, iteration: LoadedIteration) -> frozenset[str]:
    """The elements that came with an iteration; worked out once for it. None in the first, where nothing is new."""
    known = library.new.get(iteration.version)
    if known is None:
        known = library.new[iteration.version] = frozenset(
            row.id for row in library.history.since_last(iteration) if "added" in row.kinds and row.kind != "term"
        )
    return known


def _reverse(iteration: LoadedIteration) -> dict[str, set[str]]:
    """Which elements name which; worked out once for an iteration."""
    cached = getattr(iteration, "_named_by", None)
    if cached is None:
        cached = {}
        for element in iteration.elements.values():
            for mention in mentions(element):
                if "source" not in mention.kinds and mention.id != element.id:
                    cached.setdefault(mention.id, set()).add(element.id)
        setattr(iteration, "_named_by", cached)
    return cached


def pages(library: Library, iteration: LoadedIteration) -> list[Page]:
    """Every page of an iteration that is made from data: elements, sheets, workshops, iterations,
    and for each address that only another iteration has, a page that says what became of it."""
    made: list[Page] = []
    for kind in model.ELEMENTS:
        for element in iteration.of(kind):
            made.append(element_page(library, iteration, element))
            if kind == "tool" and element.fields:
                made.append(sheet_page(library, iteration, element))
            if kind == "step" and parted(element):
                made += activity_pages(library, iteration, element)
    for workshop in library.workshops_in(iteration):
        view = View(library, iteration, path_of("workshop", workshop.id))
        place = library.handbook.workshop_places[workshop.id]
        made.append(
            Page(
                view.path,
                workshop.title,
                view.page("workshop.md.j2", item=workshop),
                "workshop",
                workshop.id,
                place.file.shown,
                description=plain(workshop.summary)[:200],
            )
        )
    for earlier in library.iterations_in(iteration):
        view = View(library, iteration, path_of("iteration", earlier.version))
        made.append(
            Page(
                view.path,
                f"Iteration {earlier.version}: {earlier.about.title}",
                view.page("iteration.md.j2", item=earlier, differences=library.history.since_last(earlier)),
                "iteration",
                earlier.version,
                "data/draft/iteration.yml" if earlier.is_draft else None,
                description=plain(earlier.about.summary)[:200],
                searchable=earlier is iteration,
            )
        )
    for path, (kind, versions) in library.paths[iteration.version].items():
        if kind == "sources":
            made.append(sources_page(library, iteration, versions))
        elif kind == "terms":
            made.append(terms_page(library, iteration, versions))
        elif kind == "compare":
            made.append(comparison_page(library, iteration, path, *versions.split()))
        elif kind == "words":
            made.append(word_by_word_page(library, iteration, path, *versions.split()))
    made += elsewhere_pages(library, iteration)
    return made


def sources_page(library: Library, iteration: LoadedIteration, kind: str) -> Page:
    """The page that lists the sources of one kind."""
    view, listed = View(library, iteration, sources_of(kind)), codelists.SOURCE_KIND[kind]
    sources = sorted(
        (source for source in iteration.sources.values() if source.kind == kind),
        key=lambda source: plain(source.title).casefold(),
    )
    return Page(
        view.path,
        listed.title,
        view.page("sources.md.j2", title=listed.title, line=listed.description, sources=sources),
        "sources",
        kind,
        "data/draft/sources.yml" if iteration.is_draft else None,
        description=listed.description,
    )


def terms_page(library: Library, iteration: LoadedIteration, field_: str) -> Page:
    """The page that explains the terms of one field."""
    view, listed = View(library, iteration, terms_of(field_)), codelists.TERM_FIELD[field_]
    return Page(
        view.path,
        listed.title,
        view.page("terms.md.j2", title=listed.title, line=listed.description, of=field_),
        "terms",
        field_,
        "data/draft/glossary.yml" if iteration.is_draft else None,
        description=listed.description,
        searchable=False,
    )


def comparison_page(library: Library, iteration: LoadedIteration, path: str, before: str, after: str) -> Page:
    """The page that sets two iterations side by side."""
    view = View(library, iteration, path)
    comparison = _compared(library, before, after)
    return Page(
        path,
        f"Iteration {before} compared with {after}",
        view.page("compare.md.j2", comparison=comparison),
        "compare",
        f"{before} {after}",
        description=comparison.summary(),
        searchable=False,
    )


def word_by_word_page(
    library: Library, iteration: LoadedIteration, path: str, before: str, after: str, name: str
) -> Page:
    """The page that shows what one element said in one iteration and says in another. The terms of the glossary share one."""
    view = View(library, iteration, path)
    items = [
        item
        for item in _compared(library, before, after).items
        if item.difference.said_otherwise
        and ("glossary" if item.difference.kind == "term" else item.difference.id) == name
    ]
    title = "Glossary" if name == "glossary" else plain(items[0].difference.title)
    sides = [library.handbook.iterations[version] for version in (before, after)]
    shown = [(item, wordings(item.difference, *sides)) for item in items]
    return Page(
        path,
        f"{title}: {before} and {after}, word by word",
        view.page("words.md.j2", items=shown, title=title, before=before, after=after),
        "compare",
        f"{before} {after} {name}",
        description=f"What iterations {before} and {after} say, word by word.",
        searchable=False,
    )


def _compared(library: Library, before: str, after: str) -> Any:
    """A comparison, worked out once for all pages that show it."""
    from macros.comparisons import compare_iterations

    known = library.comparisons
    if (before, after) not in known:
        known[before, after] = compare_iterations(library.history, before, after)
    return known[before, after]


def activity_pages(library: Library, iteration: LoadedIteration, step: model.Step) -> list[Page]:
    """The pages of a step's activities, and the one that has all of them, to print."""
    made = []
    for activity in step.activities:
        view = View(library, iteration, place_of(step, activity))
        made.append(
            Page(
                view.path,
                plain(activity.title),
                view.page("activity.md.j2", item=activity, step=step),
                "activity",
                activity.id,
                _words_in(library, step),
                description=plain(activity.outcome or activity.title),
                step=step.order,
                mark=library.history.mark(iteration, activity.id),
            )
        )
    view = View(library, iteration, whole_of(step.id))
    made.append(
        Page(
            view.path,
            f"{plain(step.title)}: all {len(step.activities)} activities",
            view.page("activities.md.j2", item=step),
            "whole",
            step.id,
            _words_in(library, step),
            description=f"All activities of {plain(step.title)} on one page, to print.",
            step=step.order,
            searchable=False,
        )
    )
    return made


def element_page(library: Library, iteration: LoadedIteration, element: model.Element) -> Page:
    """The page of one element."""
    view = View(library, iteration, path_of(element.kind, element.id))
    markdown = view.page(f"{element.kind}.md.j2", item=element)
    one_line = next(
        (
            getattr(element, name)
            for name in ("in_one_line", "statement", "intention", "question", "evidence_note")
            if getattr(element, name, None)
        ),
        element.title,
    )
    return Page(
        view.path,
        plain(element.title),
        markdown,
        element.kind,
        element.id,
        _words_in(library, element),
        tuple(element.keywords),
        plain(one_line),
        getattr(element, "order", 0) if element.kind == "step" else 0,
        mark=library.history.mark(iteration, element.id),
    )


def sheet_page(library: Library, iteration: LoadedIteration, tool: model.Tool) -> Page:
    """The blank sheet of a tool, to fill in on a screen or on paper."""
    view = View(library, iteration, sheet_of(tool.id))
    return Page(
        view.path,
        f"{plain(tool.title)}: blank sheet",
        view.page("sheet.md.j2", item=tool),
        "sheet",
        tool.id,
        _words_in(library, tool),
        description=f"The template of {plain(tool.title)}, to print or fill in.",
        searchable=False,
    )


def _words_in(library: Library, element: model.Element) -> str | None:
    """The file of the draft that holds an element's words, whichever iteration is being read."""
    return library.files_of_draft.get((element.kind, element.id))


def elsewhere_pages(library: Library, iteration: LoadedIteration) -> list[Page]:
    """For each element's address that another iteration has and this one lacks: what became of it, and where to read it."""
    made = []
    for path, (kind, id_) in _foreign(library, iteration).items():
        if kind in FORWARDED or kind in ("whole", "activity") and id_ in iteration.ids():
            continue
        having = [i for i in library.handbook.iterations.values() if path in library.paths[i.version]]
        released = [i for i in having if not i.is_draft]
        best = (released or having)[-1]
        first = having[0]
        if kind in ("written", "iteration", "workshop", "sources", "terms"):
            fate, heir, changes = (
                ("later" if version_key(first.version) > version_key(iteration.version) else "retired"),
                None,
                (),
            )
        else:
            fate, heir, changes = library.history.fate(id_, iteration)
        title = library.title_of(best, path)
        view = View(library, iteration, path)
        markdown = view.page(
            "elsewhere.md.j2",
            title=title,
            kind=kind,
            id=id_,
            fate=fate,
            heir=heir,
            changes=changes,
            best=best,
            first=first,
            last=having[-1],
        )
        made.append(
            Page(
                path,
                title,
                markdown,
                "elsewhere",
                id_,
                None,
                description=f"Not in iteration {iteration.version}.",
                searchable=False,
            )
        )
    return made


FORWARDED = ("compare", "words")
"""Kinds of page that are at home in one version and are never anybody else's: other versions only lead there."""


def _foreign(library: Library, iteration: LoadedIteration) -> dict[str, tuple[str, str]]:
    """The addresses that only other iterations have, in order."""
    own = library.paths[iteration.version]
    return dict(sorted((path, what) for path, what in library.every_path.items() if path not in own))


def forwards(library: Library, iteration: LoadedIteration) -> dict[str, tuple[str, str]]:
    """For each address of an activity that stands elsewhere in this iteration: its title and the relative address of where it stands."""
    found: dict[str, tuple[str, str]] = {}
    for path, (kind, id_) in _foreign(library, iteration).items():
        if kind in ("whole", "activity") and id_ in iteration.ids():
            view = View(library, iteration, path)
            target, title = view.target(id_)
            found[path] = plain(title), view.asset(address_of(target))
    return found


def compared_elsewhere(library: Library, iteration: LoadedIteration) -> dict[str, tuple[str, str]]:
    """For each comparison that this iteration does not hold: the title and relative address of the one that is meant.

    A comparison stands in the newer of its two versions; from a newer to an older iteration it is the same, read
    backwards. What is in no version's list answers for its own comparisons only: all of them in every version would
    be a square.
    """
    found: dict[str, tuple[str, str]] = {}
    listed = iteration in library.listed
    for path, (kind, id_) in _foreign(library, iteration).items() if listed else ():
        if kind in FORWARDED:
            before, after = id_.split()[:2]
            found[path] = (
                f"Iterations {before} and {after} compared",
                View(library, iteration, path).in_version(library.handbook.iterations[after], path),
            )
    for newer in library.handbook.iterations.values() if listed else [iteration]:
        for older in library.compared_with(newer):
            path = comparison_of(newer.version, older.version)
            found[path] = (
                f"Iterations {older.version} and {newer.version} compared",
                View(library, iteration, path).in_version(newer, comparison_of(older.version, newer.version)),
            )
    return found


def navigation(library: Library, iteration: LoadedIteration) -> list[Any]:
    """What stands in the menus: the hand-written pages and the steps, grouped by the three doors.

    Long sections stay out (their lists are in): a menu with every page in it is printed on every page,
    and makes weight and build time grow with the square of the pages.
    """
    shown = {page.path for page in library.written_in(iteration)}
    briefings: dict[str, list[Any]] = {}
    for briefing in iteration.of("briefing"):
        briefings.setdefault(briefing.place, []).append({plain(briefing.title): path_of("briefing", briefing.id)})
    steps = [{f"{step.order}. {plain(step.title)}": path_of("step", step.id)} for step in iteration.of("step")]

    def only(*entries: Any) -> list[Any]:
        return [
            entry
            for entry in entries
            if isinstance(next(iter(entry.values())), list) or next(iter(entry.values())) in shown
        ]

    nav = [
        {"Home": "index.md"},
        {
            "Decide": [
                *only({"Decide": "decide.md"}),
                *briefings.get("decide", []),
                *only({"Case studies": "case-studies/index.md"}),
            ]
        },
        {
            "Do": [
                *only({"Do": "do.md"}, {"The four steps": "steps/index.md"}),
                *steps,
                *briefings.get("do", []),
                *only(
                    {"Principles": "principles/index.md"},
                    {"Tensions": "tensions/index.md"},
                    {"Tools": "tools/index.md"},
                    {"Clauses": "clauses/index.md"},
                    {"Law and guidance": "guidance/index.md"},
                ),
            ]
        },
        {
            "Learn": [
                *only({"Learn": "learn.md"}),
                *briefings.get("learn", []),
                *only(
                    {"Iterations": "iterations/index.md"},
                    {"Compare iterations": "iterations/compare/index.md"},
                    {"What counts as a change": "iterations/what-counts.md"},
                    {"Workshops and feedback": "workshops/index.md"},
                    {"Run a workshop of your own": "workshops/run-one.md"},
                ),
            ]
        },
        {
            "Reference": only(
                {"Reading paths": "paths/index.md"}, {"Glossary": "glossary.md"}, {"Sources": "sources.md"}
            )
        },
        {
            "About": only(
                {"About this handbook": "about/index.md"},
                {"Contribute": "about/contribute.md"},
                {"Give feedback": "about/feedback.md"},
                {"From workshop to release": "about/from-workshop-to-release.md"},
                {"Open data": "about/open-data.md"},
                {"How it looks": "about/style.md"},
                {"Accessibility": "about/accessibility.md"},
                {"Privacy": "about/privacy.md"},
                {"Licence": "about/licence.md"},
            )
        },
    ]
    return [entry for entry in nav if next(iter(entry.values()))]
