"""The words of the interface: one file a language, asked for by name, and no new ones anywhere else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment

from macros.basics.problems import Problems
from macros.pages import phrases
from macros.pages.phrases import Phrases

ROOT = Path(__file__).parents[1]
ASSETS = ROOT / "docs/assets"
SCRIPTS = {path.relative_to(ASSETS).as_posix(): path for path in sorted(ASSETS.rglob("*.js"))}
LITERALS = {
    "macros/pages/templates/parts": 3,
    "macros/pages/templates/pictures": 4,
    "macros/site/templates": 3,
}
"""How many strings in the templates of a folder look like phrases and are none: the names of robots.txt, the attributes
of a drawing, what a title or a row begins with. A number here may only fall."""


def asking() -> list[Path]:
    """Everything that asks for phrases."""
    code = [*(ROOT / "macros").rglob("*.py"), *(ROOT / "macros").rglob("*.j2")]
    return [*code, *(ROOT / "overrides").rglob("*.html")]


def literals(source: str) -> list[str]:
    """The phrases that stand in a template: text outside tags, what is read out of tags, and strings that are words."""
    source = re.sub(r"<(script|style)\b.*?</\1>", "", source, flags=re.S)
    found, text = [], ""
    for _, token, value in Environment().lex(source):
        text += value if token == "data" else "\0" if not text.endswith("\0") else ""
        if token == "string" and re.search(r"[a-z] [a-z]|^\W*[A-Z][a-z]+", value.strip("\"'")) and ".j2" not in value:
            found.append(value)
    found += re.findall(r'(?:aria-label|title|alt)="([^"\0]*[A-Za-z][^"]*)"', text)
    text = re.sub(r"<[^>]*>|\]\([^)]*\)|\{[^{}]*\}|&\w+;", "\0", text)
    return found + [words.strip() for words in re.split(r"[\0\n]", text) if re.search(r"[A-Za-z]{2}", words)]


def in_templates() -> dict[str, list[str]]:
    """The phrases that stand in the templates, by folder."""
    found: dict[str, list[str]] = {}
    for path in asking():
        if path.suffix != ".py" and "desk" not in path.parts:  # that one writes YAML
            folder = path.parent.relative_to(ROOT).as_posix()
            found.setdefault(folder, []).extend(literals(path.read_text("utf-8")))
    return found


def test_no_template_gets_new_words_of_its_own():
    more = {folder: words for folder, words in in_templates().items() if len(words) > LITERALS.get(folder, 0)}
    assert not more, "ask for them by name: say(...), and macros/pages/phrases/en-GB.yml"


@pytest.mark.parametrize(
    "source",
    [
        "## What to do { #steps }",
        '<nav aria-label="Letters">',
        '{{ "Shown" if item.is_meeting else "" }}',
        "{{ count }} pieces of feedback",
        "<button>Show all</button>",
    ],
)
def test_words_in_a_template_are_found(source):
    assert literals(source)


@pytest.mark.parametrize(
    "source", ['## {{ say("page.to_do") }} { #steps }', '<div class="facts" markdown>', "[{{ a }}](#b)"]
)
def test_what_is_no_words_is_let_be(source):
    assert not [words for words in literals(source) if "page.to_do" not in words]


def test_every_phrase_is_asked_for_and_every_one_asked_for_is_there():
    sources = {path: path.read_text("utf-8") for path in asking()}
    asked = {key for text in sources.values() for key in re.findall(r'"([a-z]+\.[a-z_]+)"', text)}
    groups = {group for text in sources.values() for group in re.findall(r'say\(f"([a-z]+)\.\{', text)}
    known = phrases.phrases().known
    assert not [key for key in known if key not in asked and key.split(".")[0] not in groups and ".js." not in key]
    told = {key for text in sources.values() for key in re.findall(r'say\("([a-z]+\.[a-z_]+)"', text)}
    assert not told - set(known)


def test_the_language_is_named_in_one_place():
    shown = [*asking(), *SCRIPTS.values()]
    named = [path for path in shown if phrases.language() in path.read_text("utf-8")]
    assert {path.relative_to(ROOT).as_posix() for path in named} <= {
        "macros/pages/phrases/__init__.py",  # where the file has its name
        "macros/pages/phrases/phrases.py",
    }


NO_WORDS = re.compile(
    r"use strict|Escape|Arrow(Down|Up|Left|Right)|Page(Down|Up)|(Barcode|Broadcast|Compression)\w+|QuotaExceededError"
    r"|Heading\d|ListBullet|CellHelp|relational-contracting .*|cannot judge|(last words|sheet tools).*"
    r"|[\w-]+ no-print|The index ended early|too long for a code|This is no zip\."
)
"""Strings of scripts that nobody reads: names of keys, of what a browser has, of styles in Word, of places in its
store; what an answer is stored as; and errors that are caught."""
IN_SCRIPTS = {"feedback/notes.js": 11, "room/minutes.js": 6}
"""How many strings of a script look like words for readers and are none: what a remark is written with as text, which
the import reads by these names in every language. A number here may only fall."""


def literals_in_script(source: str) -> list[str]:
    """The strings in a script that look like words for readers: several words, or one that begins with a capital."""
    source = re.sub(r"(^|\s)//.*$", "", source, flags=re.M)
    source = re.sub(r"(querySelector(All)?|matches|closest|toggle|:is|import)\((\"[^\"]*\"|`[^`]*`)", "", source)
    source = re.sub(r"className: (\"[^\"]*\"|`[^`]*`)|(^|\n)import .*|className = \"[^\"]*\"", "", source)
    said: list[str] = []

    def taken(found: re.Match[str]) -> str:
        said.append(found[0][1:-1].strip())
        return "_"

    source = re.sub(r'"(?:[^"\\\n]|\\.)*"', taken, source)
    while True:  # the innermost texts first: what stands in braces may hold texts of its own
        rest = re.sub(r"`[^`{}\n]*`", taken, re.sub(r"\$?\{[^{}`]*\}", "", source))
        if rest == source:
            break
        source = rest
    said = [re.sub(r"<[^>]*>", "", text) for text in said]
    return [
        text for text in said if re.search(r"[A-Za-z,]{2} [a-z]{2}|^[A-Z][a-z]+", text) and not NO_WORDS.fullmatch(text)
    ]


def test_no_script_gets_words_of_its_own():
    found = {name: literals_in_script(path.read_text("utf-8")) for name, path in SCRIPTS.items()}
    more = {name: words for name, words in found.items() if len(words) > IN_SCRIPTS.get(name, 0)}
    assert not more, "ask for them by name: WORDS.saved, and macros/pages/phrases/en-GB-scripts.yml"


@pytest.mark.parametrize(
    "source",
    [
        'tell("Nothing was changed.");',
        "tell(`Row ${n} removed.`);",
        'button("Undo", () => {});',
        'made("p", {}, WORDS.all, "in all");',
    ],
)
def test_words_in_a_script_are_found(source):
    assert literals_in_script(source)


def names_given(script: str, at: int) -> set[str] | None:
    """The names of the values in a call that begins there, `({ a, b: c() })`; none if something else is given."""
    if not script.startswith("({", at):
        return None
    depth, names, word, named = 0, set(), "", False
    for place in range(at + 1, len(script)):
        letter = script[place]
        depth += (letter in "{([") - (letter in "})]")
        if depth == 1 and letter in "{:," or not depth:
            if word.strip() and not named:
                names.add(word.strip())
            word, named = "", letter == ":" or (named and letter not in ",{")
            if not depth:
                return names
        elif depth == 1:
            word += letter
    return None


def test_scripts_and_their_phrases_ask_and_take_the_same():
    known, wrong = phrases.phrases().known, []
    for name, path in SCRIPTS.items():
        source = path.read_text("utf-8")
        own = {key.removeprefix(f"{name}."): phrase for key, phrase in known.items() if key.startswith(f"{name}.")}
        quoted = set(re.findall(r'"(\w+)"', source)) if "WORDS[" in source else set()
        wrong += [f"{name}: nobody asks for {key}" for key in own if f"WORDS.{key}" not in source and key not in quoted]
        for found in re.finditer(r"\bWORDS\.(\w+)", source):
            given = names_given(source, found.end())
            takes = set(own[found[1]].takes) if found[1] in own else {"(no such phrase)"}
            handed_on = given is None and not source.startswith("(", found.end())  # a function, called elsewhere
            if not (given == takes or handed_on and (not takes or re.search(r"[(?:] ?$", source[: found.start()]))):
                wrong.append(f"{name}: {found[1]} takes {takes}, and is given {given}")
    assert not wrong


def test_a_call_that_gives_something_else_would_be_found():
    script = "WORDS.saved({ service, at: time({ hour: 2 }, [a, b]) })"
    assert names_given(script, script.index("(")) == {"service", "at"}
    assert names_given("WORDS.saved(service)", 11) is None


def test_a_script_says_what_the_language_says(tmp_path):
    said = made(
        tmp_path,
        'forms/keep.js:\n  first: "Fy `$`"\n  price: "`$`{sum}"\n  lost: never\n  cats:\n    one: "{count} gath"\n'
        '    other: "{count} o gathod i {who}"\n',
    )
    script = "  const WORDS = {}; // why\n  tell(WORDS.first, WORDS.price({ sum }), WORDS.cats({ count: 2, who }));\n"
    assert phrases.with_words(script, "forms/keep.js", said).splitlines()[0] == (
        r'  const WORDS = {first:"Fy `$`",price:v=>`\`$\`${v.sum}`,'
        "cats:v=>v.count===1?`${v.count} gath`:`${v.count} o gathod i ${v.who}`};"
    )
    assert phrases.with_words("tell();", "forms/keep.js", said) == "tell();"
    with pytest.raises(Problems) as found:
        phrases.with_words(script.replace("first", "frist"), "forms/keep.js", said)
    assert all(each in str(found.value) for each in ("docs/assets/forms/keep.js:2", "forms/keep.js.frist", '"first"'))


def made(folder: Path, rows: str, head: str = 'language: cy\nplurals:\n  "1": one\n  "2": two\n') -> Phrases:
    (folder / "cy.yml").write_text(head + rows, "utf-8")
    return Phrases(folder / "cy.yml", folder)


def test_a_second_language_is_a_file_with_its_own_plurals(tmp_path):
    said = made(
        tmp_path,
        'list:\n  cats:\n    one: "{count} gath"\n    two: "{count} gath, dwy"\n    other: "{count} o gathod"\n',
    )
    assert [said.say("list.cats", {"count": count}) for count in (1, 2, 3)] == ["1 gath", "2 gath, dwy", "3 o gathod"]
    assert said.language == "cy"


@pytest.mark.parametrize(
    "rows, says",
    [
        ("list:\n  cats: ''\n", "says nothing"),
        ("list:\n  cats: 3\n", "says nothing"),
        ("list:\n  cats:\n    one: a cat\n", "it needs other"),
        ("list:\n  cats:\n    many: cats\n    other: cats\n", "has the forms many"),
        ("list:\n  cats: '{count cats'\n", "a brace too many"),
        ("list:\n  cats: '{} cats'\n", "a brace too many"),
        ("list: cats\n", "holds no phrases"),
        ("list:\n  cats: a\n  cats: b\n", "given twice"),
    ],
)
def test_a_phrase_that_cannot_be_said_is_refused_with_its_line(tmp_path, rows, says):
    with pytest.raises(Problems) as found:
        made(tmp_path, rows)
    assert says in str(found.value) and "cy.yml:" in str(found.value)


def test_a_file_that_cannot_be_read_accuses_no_other(tmp_path):
    """The first file says how the language counts: without it nobody knows which forms a phrase may have."""
    more = tmp_path / "more.yml"
    more.write_text("list:\n  cats:\n    one: a cat\n    other: cats\n", "utf-8")
    for first, says in (("list:\n  dogs: a: b\n", "cy.yml:"), ("plurals: one\n", "cy.yml:")):
        (tmp_path / "cy.yml").write_text(f"language: cy\n{first}", "utf-8")
        with pytest.raises(Problems) as found:
            Phrases(tmp_path / "cy.yml", tmp_path, [more])
        assert len(found.value.problems) == 1 and says in str(found.value)


@pytest.mark.parametrize("head", ["", "language: welsh\nplurals:\n  '1': one\n", "language: cy\nplurals: one\n"])
def test_a_language_says_what_it_is_and_how_it_counts(tmp_path, head):
    with pytest.raises(Problems):
        made(tmp_path, "list:\n  cats: cats\n", head)


@pytest.mark.parametrize(
    "key, values", [("list.dogs", {}), ("list.cats", {}), ("list.cats", {"count": 1, "colour": "red"})]
)
def test_a_wrong_question_names_the_template_the_file_and_the_key(tmp_path, key, values):
    said = made(tmp_path, 'list:\n  cats: "{count} cats"\n')
    with pytest.raises(Problems) as found:
        said.say(key, values, asked_by="lists/cat.md.j2")
    assert all(each in str(found.value) for each in ("lists/cat.md.j2", "cy.yml", key))


def test_values_are_made_safe_and_phrases_are_not():
    from macros.pages.templating import page_templates

    env = page_templates()
    text = env.from_string('{{ say("page.all_activities", title=words, count=2) }}').render(words="<b> [a](b)")
    assert "<b>" not in text and "[a](b)" not in text
    shell = Environment(autoescape=True)
    shell.globals["say"] = phrases.in_shell
    text = shell.from_string('{{ say("shell.independent", who=who) }}').render(who="x<script>")
    assert '<a href="x&lt;script&gt;">written by software</a>' in text
    text = shell.from_string('{{ say("shell.independent", who=who) }}').render(who='x"><script>')
    assert "<script>" not in text and text.count('"') == 2, "no value leaves the quotes it stands in"
