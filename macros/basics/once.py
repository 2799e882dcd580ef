"""The one way to work something out once: kept with the thing that it was worked out from, under a name of its own."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

T = TypeVar("T")


class Once:
    """Remembers what was worked out from something that does not change any more.

    What depends on nothing else may be a `cached_property` instead; this is for what depends on arguments too.
    """

    @property
    def answered(self) -> int:
        """How much has been worked out."""
        return len(self.__dict__.get("_once", ()))

    def once(self, key: Hashable, work: Callable[[], T]) -> T:
        """What `work` gives, worked out the first time that this key is asked for."""
        known: dict[Hashable, T] = self.__dict__.setdefault("_once", {})
        if key not in known:
            known[key] = work()
        return known[key]
