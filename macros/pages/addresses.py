"""The file and the address of every page."""

from __future__ import annotations

import posixpath

from macros import model
from macros.model.handbook import LoadedIteration
from macros.model.kinds import KINDS

WORDS_BESIDE_A_STEP = 500
"""More words than this in a step's activities, and each gets a page.
Iterations 0.1 and 0.2 have about 150 to a step, 0.3 about 800."""


FEW_CHANGES = 26
"""Of so many changes an iteration's own page tells in full. Where there are more, it leads to them."""


COPY = "about/this-copy.md"
"""The page that says what a copy says in its own name. The handbook itself has none."""


def address_of(path: str) -> str:
    """The address of a Markdown file: `tools/index.md` is `tools/`, `tools/x.md#y` is `tools/x/#y`."""
    page, hash_, anchor = path.partition("#")
    if posixpath.basename(page) == "index.md":
        page = posixpath.dirname(page) + "/" if posixpath.dirname(page) else ""
    else:
        page = page.removesuffix(".md") + "/"
    return page + hash_ + anchor


def path_of(kind: str, id_: str) -> str:
    """The Markdown file of an element's page."""
    return f"{KINDS[kind].folder}/{id_}.md"


def sheet_of(tool_id: str) -> str:
    """The Markdown file of a tool's blank sheet."""
    return f"tools/{tool_id}/sheet.md"


def side_of(kind: str, id_: str) -> str:
    """The Markdown file of what stands on one side of A4 about a reading path or a step."""
    return f"{KINDS[kind].folder}/{id_}/side.md"


def word_of_tool(tool_id: str, version: str, filled: bool, tag: str = "") -> str:
    """The Word document of a tool's form, blank or with its example. Its name says the iteration: it travels. With the
    `tag` of another language it is that language's, and stands in its folder."""
    folder, told = (f"{tag}/", f"-{tag}") if tag else ("", "")
    return f"{folder}tools/{tool_id}/{tool_id}-{version}{told}-{'example' if filled else 'blank'}.docx"


def word_of_translated(path: str, version: str, tag: str) -> str:
    """The Word document of a page in another language, beside it: `path` is where the page stands in English."""
    bare = path.removesuffix(".md")
    return f"{tag}/{bare}/{bare.rsplit('/', 1)[-1]}-{version}-{tag}.docx"


def word_of_clause(clause_id: str, version: str, noted: bool) -> str:
    """The Word document of a clause: its drafting alone, or with the notes."""
    return f"clauses/{clause_id}/{clause_id}-{version}-{'with-notes' if noted else 'drafting'}.docx"


def word_of_clauses(version: str) -> str:
    """The Word document of all clauses."""
    return f"clauses/clause-bank-{version}.docx"


def word_of_paper(paper_id: str, version: str) -> str:
    """The Word document of a paper for those who decide, blank."""
    return f"papers/{paper_id}-{version}-blank.docx"


def word_of_step(step_id: str, version: str) -> str:
    """The Word document that has the sheets of a step's tools, blank, in one."""
    return f"steps/{step_id}/sheets-{step_id}-{version}-blank.docx"


def parted(step: model.Step) -> bool:
    """Whether a step's activities have pages of their own:
    beside the step they would be too long to read at a sitting."""
    return sum(len(activity.how.split()) for activity in step.activities) > WORDS_BESIDE_A_STEP


def changes_of(iteration: LoadedIteration) -> tuple[list[model.Change], list[model.Change]]:
    """The changes that the page of an iteration tells in full, and those that a page below it tells."""
    rows = sorted(iteration.changes.values(), key=lambda change: (change.order, change.id))
    return rows[:FEW_CHANGES], rows[FEW_CHANGES:]


def place_of(step: model.Step, activity: model.Activity) -> str:
    """Where an activity stands: the Markdown file of its own page, or its anchor on the page of a short step."""
    return f"steps/{step.id}/{activity.id}.md" if parted(step) else f"{path_of('step', step.id)}#{activity.id}"


def whole_of(step_id: str) -> str:
    """The Markdown file that has all activities of a step on one page, to print."""
    return f"steps/{step_id}/on-one-page.md"


def rest_of(version: str) -> str:
    """The Markdown file that tells of the changes of an iteration that are too many for its own page."""
    return f"iterations/{version}/rest.md"


TO_DO = "what-to-do"
"""What stands in the address of a comparison in the place of an element, for what to do differently now."""


LINES = "lines/"
"""What follows the address of a page in that of the page that says since when each of its lines stands."""


def tree_of(aid_id: str) -> str:
    """The Markdown file that has a decision aid as a picture."""
    return f"decision-aids/{aid_id}/tree.md"


def examples_of(aid_id: str) -> str:
    """The Markdown file that has the worked examples of a decision aid."""
    return f"decision-aids/{aid_id}/examples.md"


ROOM = ("table", "screen", "cards", "prints", "canvases")
"""The pages of a session besides its own: for the people at the tables, for the wall, and three to print. The last is
there only where a canvas is on the table."""


def room_of(session_id: str, which: str) -> str:
    """The Markdown file of a page of a session for the room: one of `ROOM`."""
    return f"sessions/{session_id}/{which}.md"


def short_of(id_: str, more: str = "") -> str:
    """The short address of an element within a version, or of a page below it: `go/learning-log/sheet/`."""
    return f"go/{id_}/{f'{more}/' if more else ''}"


def sources_of(kind: str) -> str:
    """The Markdown file that lists the sources of a kind."""
    return f"sources/{kind}.md"


def terms_of(field_: str) -> str:
    """The Markdown file that explains the terms of a field. Those of the practice stand on the glossary's own page."""
    return "glossary.md" if field_ == "practice" else f"glossary/{field_}.md"


def comparison_of(before: str, after: str, name: str = "") -> str:
    """The Markdown file of a comparison, or of what one element says word by word.
    It stands in the newer of the two versions."""
    return f"iterations/compare/{before}/{after}{f'/{name}' if name else ''}.md"
