"""Which mechanical differences each kind of change accounts for."""

from __future__ import annotations

EXPLAINS = {
    "added": {"added"},
    "reworded": {"words", "title"},
    "strengthened": {"words", "title"},
    "moved": {"place"},
    "renamed": {"title", "id"},
    "merged": {"words", "title", "id", "added", "retired"},
    "split": {"words", "title", "id", "added", "retired"},
    "retired": {"retired"},
}
"""Which mechanical differences a kind of change accounts for."""
