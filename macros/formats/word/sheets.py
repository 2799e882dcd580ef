"""A tool as a Word document: its form, blank or filled in. Each field is a content control with the answer's name.

The form's page fetches the blank one and puts a reader's answers in by these names (docs/assets/forms/word.js), so that
there is one layout, and it is here. Names that begin with `about.` are no answers: what the service is called, when
it was filled in, what the result says.
"""

from __future__ import annotations

import re

from markupsafe import Markup

from macros.basics.dates import date_in_words
from macros.formats.word.markup import (
    BOLD,
    calendar,
    control,
    dropdown,
    growing,
    paragraph,
    row,
    run,
    shared_out,
    table,
    w,
)
from macros.formats.word.package import Document
from macros.model.evaluating import CANNOT, definition, evaluate, flat
from macros.model.handbook import LoadedIteration
from macros.model.marks import LINK, plain
from macros.model.results import Band
from macros.model.tools import Column, TemplateField, Tool, kept_as
from macros.pages.phrases import say
from macros.pages.voices import english, is_said, spoken, told
from macros.pages.words import typeset

MOST_COLUMNS = 5
"""A table with more columns than this wants a page that lies, as on the printed sheet."""

ROWS = 6
"""How many rows a table has that names none and says no number, as on the printed sheet."""

WEIGHTS = {"scale": 0.5, "number": 0.8, "date": 1.0, "choice": 1.0, "person": 1.3, "text": 2.0, "long-text": 3.0}
"""How wide the columns of a table are beside each other, by what goes into them."""

ROW_LABEL = 2.2


def words_of(text: object) -> str:
    """Words of data as plain text in print: without our marks, with the quotation marks of print; in another language
    with the signs of English around what is not translated."""
    return typeset(told(plain(text)))


def titled(text: str, iteration: LoadedIteration) -> str:
    """The same, and where it links to an element without saying more, that element's title."""

    def title(found: re.Match[str]) -> str:
        element = iteration.elements.get(found["id"])
        return found["words"] or (element.title if element else found[0])

    said = plain(LINK.sub(title, text))
    return typeset(said if is_said(text) else english(said))


def wants_to_lie(tool: Tool) -> bool:
    """Whether a tool's document lies."""
    return any(len(field.columns) > MOST_COLUMNS for field in tool.fields)


def write_sheet(document: Document, iteration: LoadedIteration, tool: Tool, filled: bool, within: bool = False) -> None:
    """Write a tool's form into a document: blank, or with its example; `within` a document of several, below a
    heading of its own."""
    example = tool.example if filled else None
    answers = flat(example.values) if example else {}
    level, start = (2, f"{tool.id}:") if within else (1, "")
    document.add(
        paragraph(words_of(tool.title), style="Heading1" if within else "Title"),
        paragraph(words_of(tool.in_one_line), style="Subtitle"),
    )
    if example:
        document.add(
            paragraph(run(say("page.illustrative"), BOLD), f". {words_of(example.title)}. {say('page.invented')}"),
        )
    else:
        document.add(
            paragraph(
                f"{say('word.service')}: ",
                control(f"{start}about.service", say("word.service"), say("word.service_here"), empty=True),
                f". {say('word.filled_on')}: ",
                control(
                    f"{start}about.saved", say("word.filled_on"), say("word.date_here"), empty=True, kind=calendar()
                ),
                style="Help",
            )
        )
    if tool.results and tool.results.tells:
        document.add(paragraph(say("page.result"), style=f"Heading{level}"), *_result(tool, answers, iteration, start))
    write_fields(document, tool, answers, start, level)
    if tool.results and tool.results.tells:
        document.add(paragraph(say("page.reading_form"), style=f"Heading{level}"), *_reading(tool, iteration))


def write_fields(document: Document, tool: Tool, answers: dict[str, str], start: str = "", level: int = 1) -> None:
    """Write every field of a tool with its answer: headings from a level on, and `start` before the names of the
    answers."""
    group = None
    for field in tool.fields:
        if field.group and field.group != group:
            document.add(paragraph(words_of(field.group), style=f"Heading{level}"))
        group = field.group
        unit = f" ({words_of(field.unit)})" if field.unit else ""
        document.add(paragraph(words_of(field.label) + unit, style=f"Heading{level + bool(group)}"))
        document.add(*_help(field))
        if field.type == "table":
            document.add(answer_table(field, answers, document.lying, start), paragraph(style="Small"))
        else:
            document.add(paragraph(answer_control(field, start + field.id, answers.get(field.id, "")), style="Answer"))


def _help(field: TemplateField) -> list[Markup]:
    """What stands between a field's name and its answer: help, and what may be chosen, for those who print it."""
    lines = [words_of(field.help)] if field.help else []
    if field.type == "scale" and field.least_label:
        lines.append(f"{field.least}: {words_of(field.least_label)}. {field.most}: {words_of(field.most_label or '')}.")
    if field.type in ("scale", "choice"):
        choices = _choices(field)
        lines.append(choices[:1].upper() + choices[1:])
    if any(column.type in ("scale", "choice") for column in field.columns):
        lines.append(
            " ".join(
                f"{words_of(column.label)}: {_choices(column)}"
                for column in field.columns
                if column.type in ("scale", "choice")
            )
        )
    return [paragraph(line, style="Help") for line in lines]


def _choices(field: TemplateField | Column) -> str:
    if field.type == "choice":
        return say("word.one_of", options=spoken("; ".join(_options(field).values())))
    ends = {"least": field.least, "most": field.most}
    if field.cannot_judge:
        return say("word.or_cannot", cannot=spoken(say("page.cannot_judge").lower()), **ends)
    return say("word.from_to", **ends)


def _options(field: TemplateField | Column) -> dict[str, str]:
    """What may be chosen, as it is kept and as it is shown."""
    if field.type == "choice":
        return {kept: words_of(option) for kept, option in zip(kept_as(field), field.options, strict=True)}
    numbers = {str(number): str(number) for number in range(field.least or 0, (field.most or 0) + 1)}
    return numbers | ({CANNOT: say("page.cannot_judge")} if field.cannot_judge else {})


def answer_control(field: TemplateField | Column, tag: str, answer: str, in_cell: bool = False) -> Markup:
    """The content control of a field or of a cell. In a cell, which may be narrow, less stands in an answer's place."""
    shown, kind = typeset(answer), None
    if field.type == "date":
        shown, kind = date_in_words(answer) if answer else "", calendar(answer)
    elif field.type in ("choice", "scale"):
        options = _options(field)
        shown, kind = options.get(answer, shown), dropdown(options)
    instead = SHORT if in_cell and field.type in ("number", "date") else say(PLACEHOLDERS[field.type])
    return control(tag, words_of(field.label), shown or instead, empty=not shown, kind=kind)


SHORT = "…"


PLACEHOLDERS = {
    "text": "word.write_here",
    "long-text": "word.write_here",
    "person": "word.role_here",
    "number": "word.number_here",
    "date": "word.date_here",
    "choice": "word.choose",
    "scale": "word.choose",
}
"""The phrase that stands in an empty control, by the type of the field."""


def answer_table(field: TemplateField, answers: dict[str, str], lying: bool, start: str = "", most: int = 30) -> Markup:
    """A field of rows: those that it names, or as many as there are answers, and Word can repeat them.

    `start` goes before the names of the answers: in a paper that of the tool. A blank one begins with `most` rows at
    the most.
    """
    weights = [ROW_LABEL] * bool(field.rows) + [WEIGHTS[column.type] for column in field.columns]
    labels = [""] * bool(field.rows) + [words_of(column.label) for column in field.columns]
    longest = [max(len(word) for row in field.rows for word in row.split())] if field.rows else []
    widths = shared_out(weights, lying, [*longest, *_longest_words(field.columns)])
    head = [paragraph(label, style="Cell") if label else paragraph(style="Cell") for label in labels]
    given = [int(name.split(".")[1]) for name in answers if name.startswith(f"{field.id}.")]
    count = len(field.rows) or (max(given) if given else min(field.blank_rows or ROWS, most))
    rows = []
    for number in range(1, count + 1):
        cells = [_row_label(field, number)] if field.rows else []
        for column in field.columns:
            tag = f"{field.id}.{number}.{column.id}"
            cells.append(
                paragraph(answer_control(column, start + tag, answers.get(tag, ""), in_cell=True), style="Cell")
            )
        rows.append(row(cells, widths))
    return table(
        head,
        rows if field.rows else [growing(start + field.id, words_of(field.label), rows)],
        widths,
        words_of(field.label),
    )


LETTERS = {"text": 12, "long-text": 12, "person": 12, "date": 9, "choice": 6, "scale": 6, "number": 6}
"""How long a word may be that a column must have room for, by what goes into it: September, Choose."""


def _longest_words(columns: list[Column]) -> list[int]:
    """How many letters a word may have in each column: those of its label and its options have room, and where columns
    are few, most words that somebody may write."""
    words = [" ".join([column.label, *column.options]).split() for column in columns]
    least = LETTERS if len(columns) <= MOST_COLUMNS + 2 else dict.fromkeys(LETTERS, 6)
    return [max(least[column.type], *map(len, each)) for column, each in zip(columns, words, strict=True)]


def _row_label(field: TemplateField, number: int) -> Markup:
    """What a fixed row asks, and what the two ends of its scale mean."""
    label = paragraph(words_of(field.rows[number - 1]), style="Cell")
    scale = next((column for column in field.columns if column.type == "scale"), None)
    if not field.ends or not scale:
        return label
    ends = field.ends[number - 1]
    words = f"{scale.least}: {words_of(ends.low)}. {scale.most}: {words_of(ends.high)}."
    return label + paragraph(words, style="CellHelp")


# -- the result ----------------------------------------------------------------------------------


def _result(tool: Tool, answers: dict[str, str], iteration: LoadedIteration, start: str = "") -> list[Markup]:
    """What the answers add up to, in words; of a blank form, where that will stand."""
    assert tool.results
    found = evaluate(definition(tool), answers)
    if not answers:
        words = say("word.result_here")
        return [paragraph(control(f"{start}about.result", say("page.result"), words, empty=True))]
    bands = {band.id: band for band in [*tool.results.bands, *([tool.results.refused] if tool.results.refused else [])]}
    band = bands.get(found["outcome"])
    values = [
        f"{words_of(each.label)} {found['measures'][each.id]:g}"
        for each in tool.results.computed
        if found["measures"].get(each.id) is not None  # what is worked out row by row stands in its row
    ]
    says = [paragraph(run(words_of(band.sentence), BOLD))] if band else []
    if values:
        says.append(paragraph("; ".join(values) + "."))
    for mark in tool.results.marks:
        if rows := found["marks"].get(mark.id):
            where = say("word.in_rows", rows=", ".join(map(str, rows)))
            says.append(paragraph(f"{words_of(mark.sentence)} {where}", style="ListBullet"))
    return [*says, *(paragraph(line, style="ListBullet") for line in _next(band, iteration))]


def _next(band: Band | None, iteration: LoadedIteration) -> list[str]:
    return [titled(line, iteration) for line in [*band.reasons, *band.next]] if band else []


def _reading(tool: Tool, iteration: LoadedIteration) -> list[Markup]:
    """How to read the result: each band with what it must reach, and how far to trust it."""
    assert tool.results
    labels = {each.id: words_of(each.label) for each in tool.results.computed}
    parts = []
    for band in [*tool.results.bands, *([tool.results.refused] if tool.results.refused else [])]:
        parts.append(paragraph(run(words_of(band.sentence), BOLD), more=[w("keepNext")]))
        parts += [
            paragraph(say("page.at_least", value=labels[name], least=f"{least:g}"), style="ListBullet")
            for name, least in band.least.items()
        ]
        parts += [
            paragraph(say("page.more_than", value=labels[name], above=f"{above:g}"), style="ListBullet")
            for name, above in band.above.items()
        ]
        stops = tool.results.stops if band is tool.results.refused else []
        parts += [paragraph(words_of(stop.sentence), style="ListBullet") for stop in stops]
        parts += [paragraph(line, style="ListBullet") for line in _next(band, iteration)]
    parts += [paragraph(words_of(each.sentence)) for each in tool.results.cautions]
    parts += [paragraph(words_of(each.sentence)) for each in tool.results.marks]
    return [*parts, *([paragraph(words_of(tool.results.caveat))] if tool.results.caveat else [])]
