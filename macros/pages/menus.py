"""What stands in the menus."""

from __future__ import annotations

from typing import Any

from macros.model.handbook import LoadedIteration
from macros.model.marks import plain
from macros.pages.addresses import path_of
from macros.pages.library import Library


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

    nav: list[dict[str, Any]] = [
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
                    {"Reviews and trial readings": "reviews.md"},
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
                {"What is read again every year": "about/yearly.md"},
                {"How it looks": "about/style.md"},
                {"Accessibility": "about/accessibility.md"},
                {"Privacy": "about/privacy.md"},
                {"Licence": "about/licence.md"},
            )
        },
    ]
    return [entry for entry in nav if next(iter(entry.values()))]
