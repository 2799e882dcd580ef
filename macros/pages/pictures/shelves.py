"""What is known, and how well: the rows of a table on shelves, the best known on top."""

from __future__ import annotations

from dataclasses import dataclass

from macros.model.codelists import GRADES
from macros.model.tables import Table


@dataclass(frozen=True)
class Shelf:
    """A grade, how high it is (1 is the highest), and its rows without their grade."""

    grade: str
    place: int
    rows: tuple[tuple[str, ...], ...]


def shelves(table: Table) -> list[Shelf]:
    """The shelves of a table that has a column of grades, the empty ones too: nobody reached those."""
    assert table.grades is not None
    place = table.columns.index(table.grades)
    return [
        Shelf(
            grade,
            number,
            tuple(
                tuple(cell for at, cell in enumerate(row) if at != place) for row in table.rows if row[place] == grade
            ),
        )
        for number, grade in enumerate(GRADES, 1)
    ]
