"""What an import did or would do, as text for a terminal: the columns first, then every comment."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from macros.desk.feedback.choosing import Column, Table, heading_shown
from macros.desk.feedback.columns import SHOWN
from macros.desk.feedback.headings import OPEN, UNREAD, WORDS

FIRST_WORDS = 60
"""Letters of a comment that are shown."""


@dataclass(frozen=True)
class Outcome:
    """What became of one comment: imported, duplicate, nothing, empty, held or refused, and what there is to say of it.

    `where` is the column, `words` the first words; of what seems personal there are none.
    """

    number: int
    became: str
    id: str = ""
    about: str = ""
    notes: tuple[str, ...] = ()
    where: str = ""
    file: str = ""
    noun: str = "row"
    words: str = ""


@dataclass
class Report:
    """What an import did, comment by comment. Of what seems personal it repeats nothing."""

    file: str
    workshop: str
    into: str
    dry_run: bool
    outcomes: list[Outcome] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    how: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    """Files that could not be read, each with the reason."""
    held_in: str = ""
    """Where comments that were held back stand, once they are written."""
    files: int = 1
    many: bool = False
    """Whether there are several files or sheets: then each place names its own."""

    def of(self, became: str) -> list[Outcome]:
        """The comments of which the same became."""
        return [outcome for outcome in self.outcomes if outcome.became == became]

    @property
    def to_look_at(self) -> bool:
        """Whether something was not taken that a person should see to."""
        return bool(self.of("refused") or self.of("held") or self.unread)

    def __str__(self) -> str:
        """The whole report: how the file was read, then what became of everything in it."""
        return "\n".join([*self.reading(), *self.accounts()])

    # -- how it was read --

    def reading(self) -> list[str]:
        """How many there are, what is to be looked at, and which column was read as what."""
        lines = [self._title()]
        lines += [f"Look at this: {warning}" for warning in self.warnings]
        lines += [f"Not read: {why}" for why in self.unread]
        lines += self.how
        for table in self.tables:
            at = f", headings in {table.headed}" if table.headed and not table.headed.endswith(" 0") else ""
            lines.append(f"{table.name}{at}:")
            lines += [f"  {note}" for note in table.notes]
            wide = min(46, max((len(heading_shown(column.heading)) for column in table.columns), default=0) + 2)
            lines += [
                _column_line(column, wide) for column in table.columns if column.heading.strip() or column.answers
            ]
            for column in table.columns:
                if column.doubtful:
                    about = f'Column {column.letter} "{heading_shown(column.heading)}"'
                    lines.append(
                        f"  Look at this: {about} holds sentences. If they are what was said: --words {column.letter}"
                    )
        return lines

    def _title(self) -> str:
        rows = {(outcome.file, outcome.number) for outcome in self.outcomes}
        nouns = {outcome.noun for outcome in self.outcomes} or {"row"}
        noun = nouns.pop() if len(nouns) == 1 else "row"
        said = len([outcome for outcome in self.outcomes if outcome.became not in ("empty", "nothing")])
        count = f"{_count(len(rows), noun)} of {self.file}"
        if self.files > 1:
            count = f"{_count(said, 'comment')} in {self.files} files"
        elif said != len(rows) and any(outcome.where for outcome in self.outcomes):
            count += f" with {_count(said, 'comment')}"
        written = "" if self.of("imported") and not self.dry_run else " (nothing was written)"
        return f"{count}, for {self.workshop}{written}"

    # -- what became of it --

    def accounts(self) -> list[str]:
        """What became of every comment, counted and one by one."""
        lines: list[str] = []
        words = {
            "imported": "would be imported" if self.dry_run else "imported",
            "duplicate": "there already",
            "held": "held back, because something in it seems personal or is not to be published",
            "refused": "refused",
        }
        for became, said in words.items():
            found = self.of(became)
            lines += [f"{len(found)} {said}"] if found else []
            lines += [self._line(outcome) for outcome in found]
        lines += self._nothing()
        if self.of("held"):
            lines.append(self._about_held())
        if self.of("refused"):
            lines.append(
                "Mend the refused ones in the file and import it again: what is there already is not added twice."
            )
        if self.of("imported") and not self.dry_run:
            lines.append(f"Now read {self.into}. Say each in your own words, then run `handbook check`.")
        return lines

    def written(self) -> str:
        """What was written, in short: for somebody who has seen the whole report before."""
        lines = [f"{len(self.of('imported'))} imported into {self.into}."] if self.of("imported") else []
        lines += [self._about_held()] if self.of("held") else []
        if self.of("imported"):
            lines.append("Now read it. Say each in your own words, then run `handbook check`.")
        return "\n".join(lines)

    def _nothing(self) -> list[str]:
        lines = []
        nothing = self.of("nothing")
        if nothing:
            texts = Counter(outcome.words for outcome in nothing)
            shown = ", ".join(f'"{text}"' + (f" ({count})" if count > 1 else "") for text, count in texts.most_common())
            lines.append(f"{len(nothing)} say nothing, and count as empty: {shown}; {self._places(nothing)}")
        empty = self.of("empty")
        if empty:
            lines.append(f"{len(empty)} empty: {self._places(empty)}")
            lines += [f"  {self._place(outcome)}: {'; '.join(outcome.notes)}" for outcome in empty if outcome.notes]
        return lines

    def _places(self, outcomes: list[Outcome]) -> str:
        if self.many:
            return ", ".join(self._place(outcome) for outcome in outcomes)
        return ", ".join(str(number) for number in dict.fromkeys(outcome.number for outcome in outcomes))

    def _about_held(self) -> str:
        if self.held_in:
            return (
                f"What was held back stands in {self.held_in}, on this machine alone. Take out there what is personal, "
                "and import that file; or import again with --allow-personal, and paraphrase before anybody else "
                "sees it."
            )
        return "What is held back goes into a file of its own, on this machine alone, and not into the handbook."

    def _place(self, outcome: Outcome) -> str:
        place = f"{outcome.noun} {outcome.number}" + (f", {outcome.where}" if outcome.where else "")
        return f"{outcome.file}, {place}" if self.many and outcome.file else place

    def _line(self, outcome: Outcome) -> str:
        known = f"{outcome.id} ({outcome.about})" if outcome.about else outcome.id
        words = f"“{outcome.words}”" if outcome.words and outcome.became == "imported" and self.dry_run else ""
        return f"  {self._place(outcome)}: " + "; ".join(filter(None, (known, words, *outcome.notes)))


def _column_line(column: Column, wide: int) -> str:
    heading = f'"{heading_shown(column.heading)}"' if column.heading.strip() else "(no heading)"
    if column.role == WORDS:
        said = "what was said" + ("; its heading is the theme" if column.asks == OPEN else "")
        said += f" ({column.why})" if column.why else ""
    else:
        said = column.why or SHOWN.get(column.role, "not read")
    if column.role == WORDS and not column.answers and not column.why:
        said += " (no answer says anything)"
    answers = (
        f"  {_count(column.answers, 'answer')}" if column.answers and column.role in (WORDS, UNREAD, "person") else ""
    )
    mark = "*" if column.chosen else " "
    return f" {mark}{column.letter:<3}{heading:<{wide}}  {said}{answers}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
