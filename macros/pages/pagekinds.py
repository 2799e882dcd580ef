"""Every kind of page: one row a kind, with what may be done with such a page."""

from __future__ import annotations

from dataclasses import dataclass

from macros.model.kinds import KINDS


@dataclass(frozen=True)
class PageKind:
    """What is known of one kind of page."""

    title: str = ""
    """What readers see above the title of such a page."""

    named: bool = True
    """Whether they see it."""

    cited: bool = True
    """Whether a reader may cite it: it has words of the framework of its own."""

    in_row: bool = True
    """Whether one leads to the next of its kind."""

    contents: bool = True
    """Whether its headings are listed beside it."""

    wide: bool = False
    """Whether it needs the whole width of the window."""

    room: bool = False
    """Whether it is for the people in a room: of the shell nothing stands around it, no menu and no foot."""

    with_fate: bool = True
    """Whether its subject has a fate of its own: renamed, merged, retired.
    Otherwise it is there or not, by iteration."""

    forwarded: bool = False
    """Whether it is at home in one version only: other versions lead there."""


PAGE_KINDS: dict[str, PageKind] = {
    **{kind: PageKind(row.one) for kind, row in KINDS.items()},
    "path": PageKind(KINDS["path"].one, in_row=False),
    "written": PageKind(with_fate=False),
    "workshop": PageKind(KINDS["workshop"].one, with_fate=False),
    "iteration": PageKind(KINDS["iteration"].one, named=False, in_row=False, with_fate=False),
    "sources": PageKind("Sources", cited=False, with_fate=False),
    "terms": PageKind("Glossary", in_row=False, contents=False, wide=True, with_fate=False),
    "table": PageKind("On the table", cited=False, in_row=False, contents=False, room=True),
    "screen": PageKind("Screen", cited=False, in_row=False, contents=False, room=True),
    "cards": PageKind("Table cards", cited=False, in_row=False, contents=False, room=True),
    "prints": PageKind("To print", cited=False, in_row=False, contents=False, room=True),
    "canvases": PageKind("Canvases", cited=False, in_row=False, contents=False, room=True),
    "aid": PageKind(KINDS["aid"].one, contents=False, wide=True),
    "tree": PageKind(KINDS["aid"].one, cited=False, in_row=False, contents=False),
    "examples": PageKind(KINDS["aid"].one, cited=False, in_row=False),
    "sheet": PageKind("Sheet", cited=False, in_row=False, wide=True),
    "side": PageKind("On one side of A4", cited=False, in_row=False, contents=False),
    "whole": PageKind("Step", in_row=False),
    "compare": PageKind("Comparison", in_row=False, contents=False, wide=True, forwarded=True),
    "words": PageKind("Comparison", cited=False, in_row=False, contents=False, wide=True, forwarded=True),
    "doing": PageKind("Comparison", cited=False, in_row=False, contents=False, forwarded=True),
    "copy": PageKind("About this copy", named=False, cited=False, in_row=False, with_fate=False),
    "elsewhere": PageKind("Elsewhere", named=False, cited=False, in_row=False),
}
"""Every kind of page, by its name."""
