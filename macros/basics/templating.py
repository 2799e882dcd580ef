"""The one maker of Jinja environments. A name that a template misspells stops it, wherever the template stands."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket


class _Compiled(FileSystemBytecodeCache):
    """Compiled templates, each under where it stands from the folder above that of the cache: a project that was copied
    need not compile them again. Jinja looks whether a template still says the same."""

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        return super().get_cache_key(name, filename and os.path.relpath(filename, Path(self.directory).parents[1]))

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):  # what cannot be kept is compiled again the next time
            super().dump_bytecode(bucket)


def environment(
    folder: Path,
    *,
    escape: bool = True,
    printed: Callable[[Any], Any] | None = None,
    compiled: Path | None = None,
    last_newline: bool = False,
) -> Environment:
    """An environment for the templates of a folder.

    `escape` says whether what is printed is escaped as HTML; `printed` is asked what to print of each value;
    `compiled` is a folder in which compiled templates are kept from one run to the next; `last_newline`
    keeps the newline that ends a template.
    """
    if compiled:
        compiled.mkdir(parents=True, exist_ok=True)
    return Environment(
        loader=FileSystemLoader(folder),
        bytecode_cache=_Compiled(str(compiled)) if compiled else None,
        undefined=StrictUndefined,
        autoescape=escape,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=last_newline,
        finalize=printed,
    )


def from_text(text: str, **context: Any) -> str:
    """Text with the calls in it run, as the macros plugin runs those of a hand-written page."""
    return Environment(undefined=StrictUndefined).from_string(text).render(**context)
