"""The Word documents that a version publishes with its pages: of each tool, paper and clause."""

from __future__ import annotations

from functools import partial

from macros.basics.answers import Answers
from macros.formats.word.beginning import beginning_of, begun
from macros.formats.word.books import clause_files
from macros.formats.word.markup import paragraph
from macros.formats.word.package import packed
from macros.formats.word.papers import write_paper
from macros.formats.word.sheets import wants_to_lie, words_of, write_sheet
from macros.model.elements import Step
from macros.model.tools import Tool
from macros.pages.addresses import path_of, word_of_paper, word_of_step, word_of_tool
from macros.pages.edition import Edition
from macros.pages.phrases import say
from macros.pages.taking import sheets_of


def word_files(site: Edition, answers: Answers | None = None) -> dict[str, bytes]:
    """Every Word document that a version publishes with its pages, by its path within the version's folder. `answers`
    has those that were made before of the same words.

    Sets of pages are dearer: `handbook documents --word` makes them.
    """
    answers = answers or Answers()
    return {
        **tool_files(site, answers),
        **step_files(site, answers),
        **paper_files(site),
        **clause_files(site, answers),
    }


def _beside(site: Edition) -> tuple[object, ...]:
    """All that the form of a tool depends on besides the tool."""
    return beginning_of(site), [(id_, element.title) for id_, element in site.iteration.elements.items()]


def tool_files(site: Edition, answers: Answers | None = None) -> dict[str, bytes]:
    """The form of each tool, blank and with its example."""
    answers, beside, files = answers or Answers(), _beside(site), {}
    for tool in site.iteration.of("tool"):
        if not tool.fields:
            continue
        for filled in (False, True) if tool.example else (False,):
            files[word_of_tool(tool.id, site.iteration.version, filled)] = answers.once(
                "form in Word", (beside, tool, filled), partial(_of_tool, site, tool, filled)
            )
    return files


def blank_files(site: Edition, tag: str, answers: Answers | None = None) -> dict[str, bytes]:
    """The blank form of each tool in another language, by its `tag`; it is asked for while that is spoken. What is not
    translated is in English in it, and says so."""
    answers, beside, files = answers or Answers(), _beside(site), {}
    for tool in site.iteration.of("tool"):
        if tool.fields:
            files[word_of_tool(tool.id, site.iteration.version, False, tag)] = answers.once(
                "form in Word", (beside, tool, False), partial(_of_tool, site, tool, False)
            )
    return files


def _of_tool(site: Edition, tool: Tool, filled: bool) -> bytes:
    title = say("word.example_title" if filled else "word.blank_title", title=tool.title)
    document = begun(site, title, path_of("tool", tool.id), lying=wants_to_lie(tool))
    write_sheet(document, site.iteration, tool, filled)
    return packed(document)


def step_files(site: Edition, answers: Answers | None = None) -> dict[str, bytes]:
    """The blank forms of each step's tools in one document, each on pages of its own."""
    answers, beside, files = answers or Answers(), _beside(site), {}
    for step in site.iteration.of("step"):
        tools = sheets_of(site.iteration, step.id)
        if tools:
            files[word_of_step(step.id, site.iteration.version)] = answers.once(
                "forms of a step in Word", (beside, step, tools), partial(_of_step, site, step, tools)
            )
    return files


def _of_step(site: Edition, step: Step, tools: list[Tool]) -> bytes:
    title = say("word.sheets_title", title=words_of(step.title))
    document = begun(site, title, path_of("step", step.id))
    document.add(paragraph(title, style="Title"))
    document.add(
        *(paragraph(f"{words_of(tool.title)}: {words_of(tool.in_one_line)}", style="ListBullet") for tool in tools)
    )
    for tool in tools:
        document.begin_part(wants_to_lie(tool))
        write_sheet(document, site.iteration, tool, filled=False, within=True)
    return packed(document)


def paper_files(site: Edition) -> dict[str, bytes]:
    """Each paper for those who decide, blank."""
    files = {}
    for paper in site.iteration.papers.values():
        document = begun(site, words_of(paper.title), "tools/index.md")
        write_paper(document, site.iteration, paper)
        files[word_of_paper(paper.id, site.iteration.version)] = packed(document)
    return files
