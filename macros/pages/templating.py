"""The page templates: what they may call, and how what they print is made safe."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from macros.basics.dates import date_in_words, quantity
from macros.basics.templating import environment
from macros.model import aids, codelists, colours
from macros.model.deciding import as_answers, decide
from macros.model.kinds import KINDS
from macros.model.marks import plain
from macros.model.tables import figure_in
from macros.model.tools import kept_as
from macros.pages import below, filters, pictures, taking
from macros.pages.addresses import (
    LINES,
    TO_DO,
    address_of,
    changes_of,
    comparison_of,
    examples_of,
    parted,
    path_of,
    place_of,
    rest_of,
    room_of,
    short_of,
    side_of,
    sources_of,
    terms_of,
    tree_of,
    whole_of,
    word_of_clause,
    word_of_clauses,
    word_of_paper,
    word_of_tool,
)
from macros.pages.library import rooms_of
from macros.pages.phrases import as_markdown, in_markdown, in_one_voice, kept
from macros.pages.rooms import parts_of
from macros.pages.voices import tag

TEMPLATES = Path(__file__).with_name("templates")


COMPILED = Path(__file__).resolve().parents[2] / ".cache" / "templates"
"""Where Jinja keeps templates that it has compiled, until their text changes."""


@cache
def page_templates() -> Environment:
    """The page templates. What is not marked as safe Markdown is neutralised when it is printed."""
    env = environment(TEMPLATES, printed=as_markdown, compiled=COMPILED, last_newline=True)
    env.filters.update(
        lower_first=lambda text: type(text)(text[:1].lower() + text[1:]),
        date=date_in_words,
        kept=kept,
        e_url=lambda url: Markup(str(url).replace("(", "%28").replace(")", "%29")),
    )
    env.globals.update(
        say=in_markdown,
        address_of=address_of,
        in_one_voice=in_one_voice,
        kept_as=kept_as,
        tag_of_language=tag,
        quantity=quantity,
        parted=parted,
        parts_of=parts_of,
        path_of=path_of,
        place_of=place_of,
        room_of=room_of,
        rooms_of=rooms_of,
        short_of=short_of,
        side_of=side_of,
        whole_of=whole_of,
        sources_of=sources_of,
        terms_of=terms_of,
        tree_of=tree_of,
        examples_of=examples_of,
        comparison_of=comparison_of,
        LINES=LINES,
        FEW_EVENTS=below.FEW_EVENTS,
        FEW_NAME=below.FEW_NAME,
        changes_of=changes_of,
        named_by=below.named_by,
        rest_of=rest_of,
        TO_DO=TO_DO,
        word_of_clause=word_of_clause,
        word_of_clauses=word_of_clauses,
        word_of_paper=word_of_paper,
        word_of_tool=word_of_tool,
        aids=aids,
        as_answers=as_answers,
        codelists=codelists,
        colours=colours,
        decide=decide,
        figure_in=figure_in,
        filters=filters,
        pictures=pictures,
        taking=taking,
        plain=plain,
        KINDS=KINDS,
    )
    return env
