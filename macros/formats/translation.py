"""What is translated of an iteration, as JSON: each field with its English, and what has fallen behind."""

from __future__ import annotations

import json

from macros.formats.datafiles import LICENCE
from macros.history.fingerprints import file_digests, iteration_digest
from macros.pages.addresses import address_of, sheet_of, word_of_tool
from macros.pages.edition import Edition
from macros.pages.translated import Translation


def translation_file(site: Edition, translation: Translation) -> str:
    """The words of a language over an iteration, as they are written: who translated them, whether anybody has reviewed
    them, the sheets of tools with their blank forms in Word, each field that is shown with its English, and each that
    is not shown because its English has changed."""
    about, laid = translation.tongue.about, translation.laid
    told = {
        "language": about.tag,
        "name": about.name,
        "in_english": about.in_english,
        "translated_by": about.translated_by,
        "reviewed_by": about.reviewed_by,
        "licence": LICENCE,
        "version": site.iteration.version,
        "digest_of_english": iteration_digest(file_digests(site.iteration)),
        "pages": [
            {"path": path, "title": page.title, "behind": bool(translation.behind(path))}
            for path, page in sorted(translation.written.items())
        ],
        "sheets": [
            {
                "id": tool.id,
                "page": address_of(translation.placed(sheet_of(tool.id))),
                "word": word_of_tool(tool.id, site.iteration.version, False, about.tag),
                "translated": tool.id in laid.changed,
            }
            for tool in laid.iteration.of("tool")
            if tool.fields
        ],
        "fields": [
            {"id": id_, "field": each.field, "english": each.theirs, "says": each.ours}
            for id_, said in sorted(laid.changed.items())
            for each in said
        ],
        "behind": sorted(
            f"{clash.altered.id}: {clash.altered.fields[clash.index].field}"
            for clash in laid.clashes
            if clash.what == "words"
        ),
    }
    return json.dumps(told, indent=2, ensure_ascii=False, default=str) + "\n"
