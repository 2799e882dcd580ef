"""The papers for those who decide: each answer that lands in one has a part to land in, and no part is empty."""

from __future__ import annotations

from macros.basics.problems import Problem
from macros.model.handbook import LoadedIteration


def check_papers(iteration: LoadedIteration) -> list[Problem]:
    """Every part that a tool or a decision aid names stands in a paper, and no part of a paper is empty."""
    if not iteration.papers:
        return []
    problems = []
    parts = [(paper, index, part) for paper in iteration.papers.values() for index, part in enumerate(paper.parts)]
    known = {part.part for _, _, part in parts}
    landing = set()
    for tool in iteration.of("tool"):
        place = iteration.places["tool", tool.id]
        marks: list[tuple[tuple[str | int, ...], list[str]]] = [
            (("fields", n), field.paper) for n, field in enumerate(tool.fields)
        ]
        marks += [(("results",), tool.results.paper)] if tool.results else []
        for path, named in marks:
            landing.update(named)
            problems += [
                Problem(
                    place.file.shown,
                    place.line((*path, "paper")),
                    f'The answer lands in the part "{name}", and no paper has it.',
                    "Add the part to papers.yml, or take it out here.",
                )
                for name in named
                if name not in known
            ]
    for aid in iteration.of("aid"):
        landing.update(aid.paper)
        place = iteration.places["aid", aid.id]
        problems += [
            Problem(
                place.file.shown,
                place.line(("paper",)),
                f'The outcome lands in the part "{name}", and no paper has it.',
                "Add the part to papers.yml, or take it out here.",
            )
            for name in aid.paper
            if name not in known
        ]
    for paper, index, part in parts:
        place = iteration.places["paper", paper.id]
        if part.part not in landing and not (part.says or part.effort or part.yours or part.asks):
            problems.append(
                Problem(
                    place.file.shown,
                    place.line(("parts", index, "part")),
                    f'Nothing stands in the part "{part.part}".',
                    "Say what is the writer's own under `yours`, or name it under `paper` in a tool.",
                )
            )
    return problems
