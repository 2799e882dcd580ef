"""What a tool's template must ask before a picture can be drawn from its example: fields, and of tables the columns."""

from __future__ import annotations

from collections.abc import Mapping

NEEDS: dict[str, dict[str, tuple[str, ...]]] = {
    "risks": {
        "items": ("item", "kind", "tested", "carries"),
        "responses": ("item", "trigger", "money"),
        "reserves": (),
        "worst-case": (),
    },
    "futures": {"futures": ("receives", "spends", "people")},
    "meetings": {
        "forums": ("forum", "decides", "seats"),
        "times": ("forum", "people", "meetings", "hours"),
        "pays": (),
    },
    "decisions": {
        "decisions": ("decision", "decider", "limit", "above", "days", "silence"),
        "elsewhere": ("decision", "owner"),
    },
}
"""For each picture of an example: its fields by id, each with the columns that it needs."""


def lacking(picture: str, template: Mapping[str, set[str]]) -> list[str]:
    """What a template lacks for a picture, as `field` or `field.column`. `template` has the columns of each field; a
    picture that is drawn from no example lacks nothing."""
    return [
        name
        for field, columns in NEEDS.get(picture, {}).items()
        for name in ([field] if field not in template else [f"{field}.{each}" for each in columns])
        if field not in template or name.partition(".")[2] not in template[field]
    ]
