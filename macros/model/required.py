"""What a record must have from which iteration on: said by `Since` on its fields."""

from __future__ import annotations

from macros.model.fields import Record, Since, marked
from macros.model.handbook import version_key


def required(cls: type[Record], version: str) -> set[str]:
    """The fields that a record must have in an iteration, beside those that its class asks for anyway."""
    return {name for name, since in marked(cls, Since).items() if version_key(version) >= version_key(since.version)}
