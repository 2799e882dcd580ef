"""What a tool computes: rules name answers that exist, bands leave no gap and each is in reach."""

from __future__ import annotations

from collections.abc import Iterator

from macros import model
from macros.basics.problems import Problem, did_you_mean
from macros.model.evaluating import definition, evaluate, flat, named
from macros.model.handbook import LoadedIteration
from macros.model.results import Band, Computed, Results, spread
from macros.model.tools import Column, TemplateField

Where = tuple[str | int, ...]
Wrong = tuple[Where, str, str]


def check_results(iteration: LoadedIteration) -> list[Problem]:
    """Every rule of every tool that computes can be worked out."""
    problems = []
    for tool in iteration.of("tool"):
        place = iteration.places["tool", tool.id]
        if tool.results:
            found = (*_computed(tool, tool.results), *_names(tool, tool.results), *_marks(tool, tool.results))
            for path, wrong, hint in (*found, *_bands(tool.results), *_kept(tool)):
                problems.append(Problem(place.file.shown, place.line(("results", *path)), wrong, hint))
    return problems


def _computed(tool: model.Tool, results: Results) -> Iterator[Wrong]:
    marks = {mark.id for mark in results.marks}
    for n, each in enumerate(results.computed):
        path: Where = ("computed", n)
        if each.how == "marked":
            for name in each.of:
                if name not in marks:
                    yield (*path, "of"), f'"{name}" is not a mark of this tool.', did_you_mean(name, marks)
            continue
        for name in spread(each.of):
            yield from _named(tool, name, (*path, "of"), each)
        tables = {name.partition(".")[0] for name in (*each.of, each.into or "") if "*" in name}
        if each.into and "*" in each.into and len(tables) > 1:
            yield (*path, "into"), "What is worked out row by row is of one table.", "Name answers of that table."
        if each.into:
            column = _taken(tool, each.into)
            if column is None or column.type != "number":
                numbers = [field.id for field in tool.fields if field.type == "number"]
                hint = did_you_mean(each.into, numbers)
                yield (*path, "into"), f'"{each.into}" is not a number of the template.', hint


def _names(tool: model.Tool, results: Results) -> Iterator[Wrong]:
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


def _marks(tool: model.Tool, results: Results) -> Iterator[Wrong]:
    for n, mark in enumerate(results.marks):
        for m, test in enumerate(mark.when):
            path: Where = ("marks", n, "when", m)
            for column in (test.column, *([test.apart_from] if test.apart_from else [])):
                name = f"{mark.table}.*.{column}"
                yield from _named(tool, name, path)
                yield from _possible(tool, name, [*test.among], path)
                about, numbers = _taken(tool, name), (test.least, test.most, test.above)
                if about and about.type not in ("scale", "number") and any(each is not None for each in numbers):
                    yield path, f'"{column}" is no number.', "Say among, or empty."


def _taken(tool: model.Tool, name: str) -> TemplateField | Column | None:
    """What takes an answer; nothing if the template has no such answer."""
    try:
        return named(tool, name)[1]
    except LookupError:
        return None


def _named(tool: model.Tool, name: str, path: Where, each: Computed | None = None) -> Iterator[Wrong]:
    column = _taken(tool, name)
    if column is None:
        fields = [field.id for field in tool.fields]
        hint = did_you_mean(name.partition(".")[0], fields) or "In a table: field, row and column, scores.1.score."
        yield path, f'"{name}" is not an answer of the template.', hint
    elif each and each.how in ("count", "share"):
        yield from _possible(tool, name, each.counts, path)
    elif each and each.how != "given" and column.type not in ("scale", "number"):
        yield path, f'"{name}" is no number, and {each.how} needs numbers.', "Name a scale or a number."


def _possible(tool: model.Tool, name: str, values: list[str] | list[str | int], path: Where) -> Iterator[Wrong]:
    column = _taken(tool, name)
    if column is None:
        return  # said already
    can = column.options
    if column.type == "scale" and column.least is not None and column.most is not None:
        can = [str(n) for n in range(column.least, column.most + 1)]
    for value in values:
        if str(value) not in can:
            yield path, f'Nobody can answer "{value}" to "{name}".', f"The answers are: {', '.join(can)}."


def _bands(results: Results) -> Iterator[Wrong]:
    ids = {each.id for each in results.computed if not each.into or "*" not in each.into}
    for n, band in enumerate(results.bands):
        for part, cuts in (("least", band.least), ("above", band.above)):
            for name in cuts:
                if name not in ids:
                    yield ("bands", n, part), f'"{name}" is not computed here.', did_you_mean(name, ids)
        for earlier in results.bands[:n]:
            if _reaches(band, earlier):
                yield (
                    ("bands", n),
                    f'Nobody can reach the band "{band.id}": whatever reaches it reaches "{earlier.id}" before.',
                    "Put the most demanding band first.",
                )
                break
    if results.bands and (results.bands[-1].least or results.bands[-1].above):
        yield (
            ("bands", len(results.bands) - 1),
            "The bands leave a gap: who does not reach the last one is told nothing.",
            "Take the least away from the last band.",
        )


def _reaches(band: Band, earlier: Band) -> bool:
    """Whether whatever reaches a band reaches the earlier one as well."""
    surely = {name: max(band.least.get(name, above), above) for name, above in band.above.items()} | {
        name: least for name, least in band.least.items() if name not in band.above
    }
    return all(name in surely and surely[name] >= least for name, least in earlier.least.items()) and all(
        surely.get(name, above - 1) > above or band.above.get(name, above - 1) >= above
        for name, above in earlier.above.items()
    )


def _kept(tool: model.Tool) -> Iterator[Wrong]:
    """The example says what its own answers add up to."""
    assert tool.results
    if not tool.example:
        return
    try:
        said = flat(tool.example.values)
        found = evaluate(definition(tool), said)["measures"]
    except (LookupError, ValueError, IndexError, TypeError, AttributeError):
        return  # said already
    for n, each in enumerate(tool.results.computed):
        column = _taken(tool, each.into) if each.into else None
        if not each.into or column is None or column.type != "number":
            continue
        for name, value in found.items():
            cell = each.into.replace("*", name.rpartition(".")[2])
            if name.partition(".")[0] == each.id and value is not None and cell in said and float(said[cell]) != value:
                yield (
                    ("computed", n),
                    f'The example says {said[cell]} for "{cell}", and its answers come to {value:g}.',
                    "Correct the example.",
                )
