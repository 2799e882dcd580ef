"""The open data of the handbook: which files each version publishes, and what the site's root holds of them.

Everything here is a function from a site to text: nothing is written, there is no clock, and the order is
always the same. docs/about/open-data.md tells readers what each file is; a test holds the two together.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import partial

from macros.basics.answers import Answers
from macros.formats.citing import citation_file, pages_to_cite
from macros.formats.datafiles import (
    ChangesFile,
    HandbookFile,
    as_json,
    changes_file,
    handbook_file,
    own_file,
    schema_of,
    stamp,
)
from macros.formats.doing import ToDoFile, to_do_file, to_do_table
from macros.formats.feed import feeds
from macros.formats.lines import LinesFile, line_files
from macros.formats.references import bibliography, ris
from macros.formats.tables import tables
from macros.model.fields import Record
from macros.pages.edition import Edition

DATA_FOLDER = "data/"
"""Where the files stand within a version's folder."""


MEDIA_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8; header=present",
    "bib": "application/x-bibtex; charset=utf-8",
    "ris": "application/x-research-info-systems; charset=utf-8",
    "cff": "application/yaml",
}


SCHEMAS: dict[str, type[Record]] = {
    "handbook": HandbookFile,
    "changes": ChangesFile,
    "to-do": ToDoFile,
    "lines": LinesFile,
}
"""What each data file fits, by the name that its schema begins with."""


def export_version(site: Edition, answers: Answers | None = None) -> dict[str, bytes]:
    """Every open-data file of a version, by its path within the version's folder.

    Tables and RIS have the line ends that their formats ask for (CR LF). `answers` has what was worked out before of
    iterations that are frozen.
    """
    data, doing, known = handbook_file(site), to_do_file(site), site.handbook.draft.sources
    answers = answers or Answers()
    schemas = {
        f"{name}.schema.json": answers.once("schema", what.__name__, partial(schema_of, what))
        for name, what in SCHEMAS.items()
    }
    files = {
        **schemas,
        "handbook.json": as_json(data),
        "changes.json": as_json(changes_file(site)),
        **tables(data),
        "to-do.json": as_json(doing),
        "to-do.csv": to_do_table(doing),
        **line_files(site, answers),
        "sources.bib": bibliography(data, known),
        "sources.ris": ris(data, known),
        "pages.bib": pages_to_cite(site, data),
        "CITATION.cff": citation_file(site, data),
    }
    if site.library.own:
        files["own.json"] = own_file(site)
    encoded = {name: text.encode() for name, text in files.items()}
    encoded["manifest.json"] = _manifest(site, encoded).encode()
    return {DATA_FOLDER + name: encoded[name] for name in sorted(encoded)}


def export_root(sites: Sequence[Edition]) -> dict[str, bytes]:
    """The files at the site's root, above all versions."""
    return {name: text.encode() for name, text in feeds(sites).items()}


def _manifest(site: Edition, files: dict[str, bytes]) -> str:
    """The list of a version's files, with what is needed to tell whether a copy is whole:
    tables cannot say themselves where they come from."""
    about = {key: value for key, value in stamp(site, "").items() if key != "$schema"}
    rows = [
        {
            "name": name,
            "media_type": MEDIA_TYPES[name.rsplit(".", 1)[1]],
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        for name, content in sorted(files.items())
    ]
    return json.dumps({**about, "files": rows}, indent=2, ensure_ascii=False) + "\n"
