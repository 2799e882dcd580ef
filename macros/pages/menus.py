"""What stands in the menus."""

from __future__ import annotations

from typing import Any

from macros.model.handbook import LoadedIteration
from macros.model.marks import plain
from macros.pages.addresses import COPY, path_of
from macros.pages.library import Library
from macros.pages.phrases import say
from macros.pages.voices import heard, spoken


def navigation(library: Library, iteration: LoadedIteration) -> list[Any]:
    """What stands in the menus: the hand-written pages and the steps, grouped by the three doors.

    Long sections stay out (their lists are in): a menu with every page in it is printed on every page,
    and makes weight and build time grow with the square of the pages.
    """
    shown = library.paths[iteration.version]
    briefings: dict[str, list[Any]] = {}
    for briefing in iteration.of("briefing"):
        briefings.setdefault(briefing.place, []).append(
            {heard(plain(briefing.title)): path_of("briefing", briefing.id)}
        )
    steps = [
        {spoken(f"{step.order}. {heard(plain(step.title))}"): path_of("step", step.id)} for step in iteration.of("step")
    ]

    def only(*entries: Any) -> list[Any]:
        return [
            entry
            for entry in entries
            if isinstance(next(iter(entry.values())), list) or next(iter(entry.values())) in shown
        ]

    nav: list[dict[str, Any]] = [
        {say("menu.home"): "index.md"},
        {
            say("menu.decide"): [
                *only({say("menu.decide"): "decide.md"}, {say("menu.reading_paths"): "paths/index.md"}),
                *briefings.get("decide", []),
                *only({say("menu.case_studies"): "case-studies/index.md"}),
            ]
        },
        {
            say("menu.do"): [
                *only({say("menu.do"): "do.md"}, {say("menu.the_four_steps"): "steps/index.md"}),
                *steps,
                *briefings.get("do", []),
                *only(
                    {say("menu.principles"): "principles/index.md"},
                    {say("menu.tensions"): "tensions/index.md"},
                    {say("menu.decision_aids"): "decision-aids/index.md"},
                    {say("menu.tools"): "tools/index.md"},
                    {say("menu.service_file"): "tools/service-file.md"},
                    {say("menu.clauses"): "clauses/index.md"},
                    {say("menu.law_and_guidance"): "guidance/index.md"},
                ),
            ]
        },
        {
            say("menu.learn"): [
                *only({say("menu.learn"): "learn.md"}),
                *briefings.get("learn", []),
                *only(
                    {say("menu.iterations"): "iterations/index.md"},
                    {say("menu.compare_iterations"): "iterations/compare/index.md"},
                    {say("menu.what_counts_as_a_change"): "iterations/what-counts.md"},
                    {say("menu.workshops_and_feedback"): "workshops/index.md"},
                    {say("menu.reviews_and_trial_readings"): "reviews.md"},
                    {say("menu.sessions"): "sessions/index.md"},
                    {say("menu.run_a_workshop_of_your_own"): "workshops/run-one.md"},
                    {say("menu.gather"): "workshops/gather.md"},
                ),
            ]
        },
        {
            say("menu.reference"): only(
                {say("menu.downloads"): "downloads.md"},
                {say("menu.search"): "search.md"},
                {say("menu.glossary"): "glossary.md"},
                {say("menu.sources"): "sources.md"},
            )
        },
        {
            say("menu.about"): only(
                {say("menu.about_this_handbook"): "about/index.md"},
                {say("own.title"): COPY},
                {say("menu.contribute"): "about/contribute.md"},
                {say("menu.give_feedback"): "about/feedback.md"},
                {say("menu.from_workshop_to_release"): "about/from-workshop-to-release.md"},
                {say("menu.open_data"): "about/open-data.md"},
                {say("menu.quality"): "about/quality.md"},
                {say("menu.who_decides"): "about/decides.md"},
                {say("menu.host_it_yourself"): "about/host.md"},
                {say("menu.your_own_copy"): "about/your-own-copy.md"},
                {say("menu.what_is_read_again_every_year"): "about/yearly.md"},
                {say("menu.how_it_looks"): "about/style.md"},
                {say("menu.accessibility"): "about/accessibility.md"},
                {say("menu.privacy"): "about/privacy.md"},
                {say("menu.licence"): "about/licence.md"},
            )
        },
    ]
    return [entry for entry in nav if next(iter(entry.values()))]
