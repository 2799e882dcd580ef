"""The words of the interface: headings, labels, buttons, notes; all that is neither data nor a hand-written page.

They stand in the files of a language: `en-GB.yml`, and `en-GB-scripts.yml` for what scripts say. Templates and code
ask for them by name: `say("page.where_next")`; a script asks `WORDS.saved`, and the build fills in its table.
"""

from macros.pages.phrases.phrases import (
    FOLDER,
    Phrases,
    as_markdown,
    in_english,
    in_markdown,
    in_one_voice,
    in_shell,
    kept,
    language,
    phrases,
    read_again,
    say,
)
from macros.pages.phrases.scripts import with_words

__all__ = [
    "FOLDER",
    "Phrases",
    "as_markdown",
    "in_english",
    "in_markdown",
    "in_one_voice",
    "in_shell",
    "kept",
    "language",
    "phrases",
    "read_again",
    "say",
    "with_words",
]
