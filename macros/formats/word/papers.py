"""A paper for those who decide, as a Word document: what the tools' answers say, and what is left to write, marked.

Each answer has the tool before its name: `is-relational-right:purpose`. It stands with its caption in a block named
`block`, so that the page can leave out what nobody has answered (docs/assets/forms/paper.js).
"""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from macros.formats.word.markup import (
    BOLD,
    calendar,
    control,
    joined,
    paragraph,
    row,
    run,
    shared_out,
    table,
    w,
)
from macros.formats.word.package import Document
from macros.formats.word.sheets import SHORT, answer_control, answer_table, words_of
from macros.model.aids import Aid
from macros.model.handbook import LoadedIteration
from macros.model.papers import Effort, Paper, PaperPart
from macros.model.tools import Column, TemplateField, Tool
from macros.pages.phrases import say

ROWS = 3
"""How many rows a table of a blank paper begins with. A tool's own form has more."""


def write_paper(document: Document, iteration: LoadedIteration, paper: Paper) -> None:
    """Write a blank paper into a document."""
    document.add(
        paragraph(words_of(paper.title), style="Title"),
        paragraph(
            control("about.service", say("word.service"), say("word.service_here"), empty=True), style="Subtitle"
        ),
        *([] if paper.only_asks else [yours(say("word.report_of"), "about.yours.0")]),
        paragraph(
            f"{say('word.filled_on')}: ",
            control("about.saved", say("word.filled_on"), say("word.date_here"), empty=True, kind=calendar()),
            style="Help",
        ),
    )
    written, landed = 0, set[str]()
    for part in paper.parts:
        document.add(paragraph(words_of(part.heading), style="Heading1"))
        document.add(*(paragraph(words_of(line), style="Numbered") for line in (part.says or "").splitlines() if line))
        if part.effort:
            document.add(_effort(part.effort), paragraph(style="Small"))
        document.add(*landing(iteration, part, landed))
        document.add(*outcomes(iteration, part))
        if part.asks:
            document.add(asked())
        for line in part.yours:
            written += 1
            document.add(yours(words_of(line), f"about.yours.{written}"))
    document.add(
        paragraph(say("word.how_made"), style="Heading1"),
        paragraph(say("word.how_made_words", iteration=iteration.version), style="Small"),
    )


def yours(asks: str, tag: str) -> Markup:
    """What is the writer's own: what it asks, and a place to write, marked in words and by a bar and a ground."""
    return joined(
        [
            paragraph(run(f"{say('word.yours')} ", BOLD), asks, style="Yours"),
            paragraph(control(tag, say("word.yours"), say("word.write_here"), empty=True), style="Numbered"),
        ]
    )


def landing(iteration: LoadedIteration, part: PaperPart, landed: set[str]) -> Iterator[Markup]:
    """The places of the answers that land in a part, in the order of the tools: first what each says, then its fields.

    What has `landed` in an earlier part of the paper does not stand there twice.
    """
    for tool in iteration.of("tool"):
        if tool.results and part.part in tool.results.paper:
            yield _block(tool, say("page.result"), [paragraph(_result(tool), style="Numbered")])
        for field in tool.fields:
            tag = f"{tool.id}:{field.id}"
            if part.part not in field.paper or tag in landed:
                continue
            landed.add(tag)
            label = words_of(field.label) + (f" ({field.unit})" if field.unit else "")
            if field.type == "table":
                inside = [
                    answer_table(field, {}, lying=False, start=f"{tool.id}:", most=ROWS),
                    paragraph(style="Small"),
                ]
            else:
                inside = [paragraph(answer_control(field, tag, ""), style="Numbered")]
            yield _block(tool, label, inside)


def outcomes(iteration: LoadedIteration, part: PaperPart) -> Iterator[Markup]:
    """The places of the outcomes of decision aids that land in a part: what comes out, where the rule stands, and what
    is to be published."""
    for aid in iteration.of("aid"):
        if part.part not in aid.paper:
            continue
        for name, label, later in (
            ("result", say("word.outcome"), say("word.outcome_later")),
            ("rests", say("word.rests"), say("word.rests_later")),
            ("publish", say("aid.publish"), say("word.publish_later")),
        ):
            yield _block(
                aid, label, [paragraph(control(f"{aid.id}:about.{name}", label, later, empty=True), style="Numbered")]
            )


def asked() -> Markup:
    """The place of the questions of which nobody was sure, one a row. It grows with them, and falls away without."""
    labels = {
        "question": say("word.asked_question"),
        "until": say("word.asked_until"),
        "rests": say("word.asked_rests"),
        "answer": say("word.asked_answer"),
    }
    types = {"question": "long-text"}
    columns = [Column(id=name, label=label, type=types.get(name, "text")) for name, label in labels.items()]
    field = TemplateField(id="asked", label=say("word.asked"), type="table", columns=columns)
    caption = paragraph(run(field.label, BOLD), style="Help")
    inside = [caption, answer_table(field, {}, lying=False, most=1), paragraph(style="Small")]
    return w("sdt", w("sdtPr", w("tag", val="block")), w("sdtContent", *inside))


def _block(of: Tool | Aid, label: str, inside: list[Markup]) -> Markup:
    """A part that falls away if nobody has answered it: the caption, whose answer it is, and the answer."""
    caption = paragraph(run(label, BOLD), say("word.from_tool", title=words_of(of.title)), style="Help")
    return w("sdt", w("sdtPr", w("tag", val="block")), w("sdtContent", caption, *inside))


def _result(tool: Tool) -> Markup:
    return control(f"{tool.id}:about.result", say("page.result"), say("word.result_later"), empty=True)


def _effort(lines: list[Effort]) -> Markup:
    """Hours times the reader's rate. The page works it out if it is told the rate; a person can on paper."""
    widths = shared_out([2.4, 1, 1])
    before, after = say("word.at_rate", rate="\n").split("\n")
    head = [
        paragraph(say("word.what"), style="Cell"),
        paragraph(say("word.hours"), style="Cell"),
        paragraph(before, _money("about.rate"), after, style="Cell"),
    ]
    rows = [
        row(
            [
                paragraph(words_of(line.what), style="Cell"),
                paragraph(line.hours, style="Cell"),
                paragraph("£", _money(f"about.cost.{line.hours.replace(',', '')}.{number}"), style="Cell"),
            ],
            widths,
        )
        for number, line in enumerate(lines)
    ]
    return table(head, rows, widths, say("word.effort"))


def _money(tag: str) -> Markup:
    return control(tag, say("word.pounds"), SHORT, empty=True)
