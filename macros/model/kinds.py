"""Every kind of thing that the handbook holds: one row a kind, and whatever has to be known of it stands in its row.

A new kind of element is a class in `elements`, a row here, a template of its page, one of its list, and its list page
in `docs/`. The order of the rows is the order in which kinds are read, listed and compared.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """What is known of one kind."""

    name: str
    """Its name in the data and in the code: case-study."""

    called: str
    """What one of them is called in a message: a case study."""

    one: str = ""
    """What one of them is called on its page: Case study."""

    all: str = ""
    """What all of them are called, above their list and in a comparison: Case studies."""

    folder: str = ""
    """Its folder in the data and in addresses: case-studies."""

    many: str = ""
    """What a number of them are called: 22 case studies.
    The title of their list in small letters, if it is not said."""

    listed: str = ""
    """The page that lists them. The first page of their folder, if it is not said."""

    named_by: str = ""
    """The heading, on the page of something else, above those of this kind that name it."""

    element: bool = False
    """Whether other elements may name it by id, as an element of the framework."""

    compared: bool = False
    """Whether comparisons and change lists speak of it."""

    in_order: bool = False
    """Whether its place among its like means something, so that moving it is a change."""

    weight: float = 1.0
    """How much it counts in the search: what helps somebody act before what tells them about it."""

    cues: str = ""
    """What shows, in a search, that somebody asks for pages of this kind, whatever they are about."""

    @property
    def list_page(self) -> str:
        """The page that lists them."""
        return self.listed or f"{self.folder}/index.md"

    @property
    def several(self) -> str:
        """What a number of them are called."""
        return self.many or self.all.lower()


KINDS: dict[str, Kind] = {
    row.name: row
    for row in (
        Kind(
            "iteration", "an iteration", "Iteration", "The framework as a whole", "iterations",
            compared=True, weight=0.5, cues="version, iteration",
        ),
        Kind(
            "step", "a step", "Step", "The four steps", "steps", many="steps", named_by="Used in steps",
            element=True, compared=True, in_order=True, weight=0.85, cues="step, stage, phase",
        ),
        Kind(
            "activity", "an activity", "Activity", "Activities", "steps",
            element=True, compared=True, weight=0.87,
        ),
        Kind(
            "principle", "a principle", "Principle", "Principles", "principles", named_by="Principles that name it",
            element=True, compared=True, in_order=True, weight=0.75, cues="principle",
        ),
        Kind(
            "tension", "a tension", "Tension", "Tensions", "tensions", named_by="Tensions it helps with",
            element=True, compared=True, in_order=True, weight=0.83,
            cues="tension, versus, balance, trade off, dilemma",
        ),
        Kind(
            "tool", "a tool", "Tool", "Tools", "tools", named_by="Tools that lead here",
            element=True, compared=True, weight=1.23,
            cues="template, tool, worksheet, checklist, form, exercise, how to run, blank, agenda",
        ),
        Kind(
            "clause", "a clause", "Clause", "Clauses", "clauses", named_by="Clauses that name it",
            element=True, compared=True, weight=1.25,
            cues="clause, wording, drafting, provision, precedent, contract term",
        ),
        Kind(
            "guidance", "a guidance page", "Law and guidance", "Law and guidance", "guidance",
            many="pages of law and guidance", named_by="Law and guidance that names it",
            element=True, compared=True, weight=1.2,
            cues="law, legal, legally, lawful, legislation, rule, act, allowed, may i, may we, can i, can we, must i, "
            "must we, have to, regulation, statutory",
        ),
        Kind(
            "aid", "a decision aid", "Decision aid", "Decision aids", "decision-aids",
            named_by="Decision aids that lead here", element=True, compared=True, in_order=True, weight=0.85,
            cues="may i, may we, can i, can we, decision aid, decision tree, flowchart, what do i publish",
        ),
        Kind(
            "case-study", "a case study", "Case study", "Case studies", "case-studies", named_by="Cases that show it",
            element=True, compared=True, weight=0.9,
            cues="case study, case, example, real life, real world, success story, has anyone, anyone else, who has",
        ),
        Kind(
            "briefing", "a briefing", "Briefing", "Briefings", "briefings", listed="decide.md",
            named_by="Briefings that name it", element=True, compared=True, weight=0.98,
            cues="briefing, overview, summary, explain, introduction, one page",
        ),
        Kind(
            "term", "a term", "Term", "Glossary", "glossary", many="terms of the glossary", listed="glossary.md",
            compared=True, weight=0.97,
            cues="what is, what are, what does, mean, meaning, definition, define, stands for, acronym, glossary",
        ),
        Kind(
            "path", "a reading path", "Reading path", "Reading paths", "paths", named_by="On the reading paths",
            element=True, weight=1.05,
            cues="i am a, where do i start, where to start, start, new to, reading list, as a",
        ),
        Kind(
            "session", "a session", "Session", "Sessions", "sessions", named_by="Sessions that use it",
            element=True, compared=True, in_order=True, weight=0.9,
            cues="session, workshop, facilitate, facilitator, run a workshop, in the room, half day, meeting plan",
        ),
        Kind("workshop", "a workshop", "Workshop", "Workshops", "workshops", weight=0.4, cues="workshop"),
        Kind("feedback", "a piece of feedback"),
        Kind("source", "a source"),
        Kind("value", "a value"),
        Kind("paper", "a paper"),
        Kind("change", "a change"),
        Kind("what-to-do", "a list of what to do differently"),
        Kind("erratum", "an erratum"),
        Kind("reading", "an entry of the reading list"),
        Kind("own", "what a copy says of itself"),
        Kind("own change", "a change of a copy"),
    )
}  # fmt: skip
"""Every kind, by its name."""

ELEMENT_KINDS = tuple(row.name for row in KINDS.values() if row.element)
"""The kinds that may be named by id as elements of the framework."""
