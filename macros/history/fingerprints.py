"""Released iterations are frozen: how we take the fingerprint of their words.

The fingerprint covers every value of every YAML file of the folder, as written and not as today's
model understands it, so that a better model never changes it. White space, comments, the order of
names and the style of quoting carry no meaning and are left out; the order of lists does carry
meaning. One digest a file goes into `frozen.json`, so that a change can be named; the digest of
that list goes into `iteration.yml`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import re
from typing import Any

from macros.model.handbook import LoadedIteration

LIST_NAME = "frozen.json"


_NOT_MEANING = {"iteration.yml": {"digest"}}


_BEFORE_ITEM = re.compile(r"(?<!\s)\s++(?=(?:[-*]|\d+\.)\s)")
"""The white space before an item of a list. It is looked at once, from its beginning, however long it is."""


def canonical(value: Any) -> Any:
    """A value without what carries no meaning: white space inside text, the order of names, empty places."""
    if isinstance(value, str):
        marked = _BEFORE_ITEM.sub(lambda space: re.sub(r"\n+", " \x1e ", space[0]), value.strip())
        marked = re.sub(r"\n\s*\n", " \x1d ", marked)
        return re.sub(r"[ \t\r\n]+", " ", marked).strip()
    if isinstance(value, dict):
        kept = {key: canonical(item) for key, item in value.items()}
        return {key: kept[key] for key in sorted(kept) if kept[key] not in (None, [], {})}
    if isinstance(value, list):
        return [canonical(item) for item in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


def digest_of(value: Any) -> str:
    """The SHA-256 of a value's canonical form."""
    return hashlib.sha256(
        json.dumps(canonical(value), ensure_ascii=False, sort_keys=True).encode("utf-8", "surrogatepass")
    ).hexdigest()


def file_digests(iteration: LoadedIteration) -> dict[str, str]:
    """The digest of every file of an iteration as it was read, by its name within the folder."""
    return dict(iteration.once("digests", lambda: _file_digests(iteration)))


def _file_digests(iteration: LoadedIteration) -> dict[str, str]:
    digests = {}
    for file in iteration.files:
        name = os.fsencode(file.path.relative_to(iteration.folder)).decode("utf-8", "backslashreplace")
        values = file.values
        if name in _NOT_MEANING and isinstance(values, dict):
            values = {key: value for key, value in values.items() if key not in _NOT_MEANING[name]}
        digests[name] = digest_of([name, values])
    return dict(sorted(digests.items()))


def iteration_digest(digests: dict[str, str]) -> str:
    """The digest of a whole iteration: of the list of its files' digests."""
    return digest_of(digests)


def write_frozen(iteration: LoadedIteration) -> str:
    """Write the list of digests and return the iteration's digest, for `iteration.yml`."""
    digests = file_digests(iteration)
    (iteration.folder / LIST_NAME).write_text(json.dumps(digests, indent=2) + "\n", "utf-8", newline="\n")
    return iteration_digest(digests)
