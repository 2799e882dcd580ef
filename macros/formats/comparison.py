"""A comparison as text, as Markdown and as data."""

from __future__ import annotations

from typing import Any

from macros.basics.templating import environment
from macros.formats import TEMPLATES
from macros.history.comparisons import Comparison
from macros.history.doing import to_do_rows
from macros.history.wordbyword import word_by_word
from macros.model.codelists import CHANGE_KIND
from macros.pages.phrases import say


def as_data(comparison: Comparison) -> dict[str, Any]:
    """A comparison as plain data, for JSON."""
    return {
        "before": comparison.before.version,
        "after": comparison.after.version,
        "summary": dict(comparison.counts()),
        "to_do": to_do_rows(comparison.to_do),
        "alter_nothing": comparison.alter_nothing,
        "differences": [
            {
                "id": item.difference.id,
                "before_id": item.difference.before_id,
                "kind": item.difference.kind,
                "title": item.difference.title,
                "changes": list(item.labels),
                "because": [
                    {"id": change.id, "summary": change.summary, "feedback": change.feedback} for change in item.changes
                ],
                "fields": [
                    {"name": field.name, "before": field.before, "after": field.after}
                    for field in item.difference.fields
                ],
            }
            for item in comparison.items
        ],
    }


def as_text(comparison: Comparison, form: str) -> str:
    """A comparison as text for a terminal (`text`) or as Markdown (`markdown`). Without colour: what went is
    in [- -], what came in {+ +}."""
    env = environment(TEMPLATES, escape=False)
    env.globals.update(word_by_word=word_by_word, titles=CHANGE_KIND, say=say)
    return env.get_template({"text": "comparison.txt.j2", "markdown": "comparison.md.j2"}[form]).render(
        comparison=comparison
    )
