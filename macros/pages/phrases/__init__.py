"""The words of the interface: headings, labels, buttons, notes; all that is neither data nor a hand-written page.

They stand in one file a language (`en-GB.yml`), and templates and code ask for them by name: `say("page.where_next")`.
"""

from macros.pages.phrases.phrases import (
    FOLDER,
    Phrases,
    as_markdown,
    in_markdown,
    in_shell,
    language,
    phrases,
    read_again,
    say,
)

__all__ = ["FOLDER", "Phrases", "as_markdown", "in_markdown", "in_shell", "language", "phrases", "read_again", "say"]
