"""What a tool computes: rules name answers that exist, bands leave no gap and each is in reach."""

from __future__ import annotations

from collections.abc import Iterator

from macros import model
from macros.basics.problems import Problem, did_you_mean
from macros.model.evaluating import definition, evaluate, flat, named
from macros.model.handbook import LoadedIteration
from macros.model.results import Computed, Results, spread

Wrong = tuple[tuple[str | int, ...], str, str]


def check_results(iteration: LoadedIteration) -> list[Problem]:
    """Every rule of every tool that computes can be worked out."""
    problems = []
    for tool in iteration.of("tool"):
        place = iteration.places["tool", tool.id]
        if tool.results:
            for path, wrong, hint in (*_names(tool, tool.results), *_bands(tool.results), *_kept(tool)):
                problems.append(Problem(place.file.shown, place.line(("results", *path)), wrong, hint))
    return problems


def _names(tool: model.Tool, results: Results) -> Iterator[Wrong]:
    for n, each in enumerate(results.computed):
        for name in spread(each.of):
            yield from _named(tool, name, ("computed", n, "of"), each)
        into = next((field for field in tool.fields if field.id == each.into), None)
        if each.into and (into is None or into.type != "number"):
            yield (
                ("computed", n, "into"),
                f'"{each.into}" is not a number field of the template.',
                did_you_mean(each.into, [field.id for field in tool.fields if field.type == "number"]),
            )
    for n, stop in enumerate(results.stops):
        yield from _named(tool, stop.of, ("stops", n, "of"))
        if stop.unless:
            yield from _named(tool, stop.unless, ("stops", n, "unless"))
        yield from _possible(tool, stop.of, [*stop.when, *stop.unsure], ("stops", n))
    if results.stops and not results.refused:
        yield ("stops",), "There are stop signs, and nothing says what readers are told.", "Write refused."
    for n, caution in enumerate(results.cautions):
        for name in spread(caution.of):
            yield from _named(tool, name, ("cautions", n, "of"))
            yield from _named(tool, f"{name.rpartition('.')[0]}.{caution.without}", ("cautions", n, "without"))


def _named(tool: model.Tool, name: str, path: tuple[str | int, ...], each: Computed | None = None) -> Iterator[Wrong]:
    try:
        _, column = named(tool, name)
    except LookupError:
        fields = [field.id for field in tool.fields]
        hint = did_you_mean(name.partition(".")[0], fields) or "In a table: field, row and column, scores.1.score."
        yield path, f'"{name}" is not an answer of the template.', hint
        return
    if each and each.how in ("count", "share"):
        yield from _possible(tool, name, each.counts, path)
    elif each and column.type not in ("scale", "number"):
        yield path, f'"{name}" is no number, and {each.how} needs numbers.', "Name a scale or a number."


def _possible(
    tool: model.Tool, name: str, values: list[str] | list[str | int], path: tuple[str | int, ...]
) -> Iterator[Wrong]:
    try:
        _, column = named(tool, name)
    except LookupError:
        return  # said already
    can = column.options
    if column.type == "scale" and column.least is not None and column.most is not None:
        can = [str(n) for n in range(column.least, column.most + 1)]
    for value in values:
        if str(value) not in can:
            yield path, f'Nobody can answer "{value}" to "{name}".', f"The answers are: {', '.join(can)}."


def _bands(results: Results) -> Iterator[Wrong]:
    ids = {each.id for each in results.computed}
    for n, band in enumerate(results.bands):
        for name in band.least:
            if name not in ids:
                yield ("bands", n, "least"), f'"{name}" is not computed here.', did_you_mean(name, ids)
        for earlier in results.bands[:n]:
            if all(name in band.least and band.least[name] >= least for name, least in earlier.least.items()):
                yield (
                    ("bands", n),
                    f'Nobody can reach the band "{band.id}": whatever reaches it reaches "{earlier.id}" before.',
                    "Put the most demanding band first.",
                )
                break
    if results.bands[-1].least:
        yield (
            ("bands", len(results.bands) - 1),
            "The bands leave a gap: who does not reach the last one is told nothing.",
            "Take the least away from the last band.",
        )


def _kept(tool: model.Tool) -> Iterator[Wrong]:
    """The example says what its own answers add up to."""
    assert tool.results
    if not tool.example:
        return
    try:
        found = evaluate(definition(tool), flat(tool.example.values))["measures"]
    except (LookupError, ValueError, IndexError):
        return  # said already
    for n, each in enumerate(tool.results.computed):
        typed = tool.example.values.get(each.into) if each.into else None
        if typed is not None and found[each.id] != typed:
            yield (
                ("computed", n),
                f'The example says {typed} for "{each.into}", and its answers come to {found[each.id]}.',
                "Correct the example.",
            )
