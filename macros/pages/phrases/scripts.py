"""Puts the words of a language into the scripts that say them. Text in, text out.

A script of `docs/assets/` has no words of its own: it asks `WORDS.saved`, and the line that declares its table is
filled in when the script is sent. So a page fetches nothing more, and another language is another file of phrases.
"""

from __future__ import annotations

import json
import re

from macros.basics.problems import Problem, Problems, did_you_mean
from macros.pages.phrases.phrases import OTHER, Phrase, Phrases

_TABLE = re.compile(r"\bconst WORDS = \{\};.*")
_ASKED = re.compile(r"\bWORDS\.(\w+)")
_ANY = re.compile(r"\bWORDS\[")
_VALUE = re.compile(r"\{(\w+)\}")


def with_words(script: str, path: str, spoken: Phrases) -> str:
    """A script with its words in its table. `path` is where it stands within `docs/assets/`: it names the group of its
    phrases. Raises `Problems` for a phrase that it asks for and that is not there."""
    if not _TABLE.search(script):
        return script
    known = {
        key.removeprefix(f"{path}."): _written(phrase, each)
        for each in (spoken.behind, spoken)
        if each
        for key, phrase in each.known.items()
        if key.startswith(f"{path}.")
    }
    missing = []
    asked: dict[str, None] = {}
    for number, line in enumerate(script.splitlines(), 1):
        for name in _ASKED.findall(line):
            asked[name] = None
            if name not in known:
                what = f'{spoken.shown} has no phrase "{path}.{name}".'
                missing.append(Problem(f"docs/assets/{path}", number, what, did_you_mean(name, known)))
    if missing:
        raise Problems(missing)
    names = known if _ANY.search(script) else asked
    rows = (f"{name}:{known[name]}" for name in names)
    table = f"const WORDS = {{{','.join(rows)}}};"
    return _TABLE.sub(lambda _: table, script, count=1)


def _written(phrase: Phrase, spoken: Phrases) -> str:
    """A phrase as JavaScript: a text, or a function from its values, by name, to one."""
    if not phrase.takes:
        return json.dumps(phrase.forms[OTHER], ensure_ascii=False)
    written = _with_values(phrase.forms[OTHER])
    for number, form in reversed(spoken.plurals.items()):
        if form in phrase.forms:
            written = f"v.count==={number}?{_with_values(phrase.forms[form])}:{written}"
    return f"v=>{written}"


def _with_values(text: str) -> str:
    """A text with its values in their places. A brace that is meant is written twice in a phrase."""
    text = re.sub(r"[\\`]|\$(?=\{)", lambda found: "\\" + found[0], text)
    return "`" + _VALUE.sub(r"${v.\1}", text).replace("{{", "{").replace("}}", "}") + "`"
