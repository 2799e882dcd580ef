"""A second language as a tested path: a made-up one, whose words are English in Greek letters, and Welsh as shipped.

What is written in the wrong letters is then marked with the wrong language, and a screen reader would say it in the
wrong voice.
"""

from __future__ import annotations

import json
import re
import shutil
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import docx
import feedparser
import lxml.etree
import lxml.html
import pytest
from chosen import ESTABLISH_THE_CONTRACT, LEARNING_LOG, SELECT_THE_RIGHT_PARTNERS
from conftest import ROOT, SITE, Scratch, dead_links, shown
from docx.oxml.ns import qn
from test_browser import axe

from macros.checks.everything import check_all
from macros.checks.languages import BESIDES, NAMES
from macros.checks.quality import quality
from macros.formats.word.markup import in_runs
from macros.model.handbook import version_key
from macros.model.languages import digest_of_words
from macros.model.loading import load
from macros.pages.phrases import in_english, say
from macros.pages.translated import as_called_in, digest_of_page, digest_of_phrase, look_at_phrases, phrases_of
from macros.pages.voices import BEGIN, END, Voice, heard, in_lines, speaking, with_languages
from macros.site.opening import open_site, open_sites
from macros.site.serving import static_server
from macros.site.tongues import SEARCH, files_of_languages

TAG = "qaa"  # kept free for those who need one of their own
GREEK = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "αβκδεφγηιθκλμνοπρρστυνωχψζΑΒΚΔΕΦΓΗΙΘΚΛΜΝΟΠΡΡΣΤΥΝΩΧΨΖ"
)
KEPT = re.compile(r"\[\[[\w:-]+|\{\w+\}|\]\([\w./#-]+\)|\]\(|\{\{.*?\}\}|\{%.*?%\}|<[^>]*>|\{ [.#].*?\}")
FOLDER = f"data/languages/{TAG}"
TRANSLATED = "learning-log"  # as the small handbook calls it, whose iterations are frozen
STEP = f"{FOLDER}/elements/establish-the-contract.yml"
ALL = len(in_english().known)
ABOUT = {"tag": TAG, "name": "Γρεεκ", "in_english": "Invented", "since": "0.2", "translated_by": "A test"}
PAGE = """
# {title}

Ωορδσ, ανδ [α λινκ](decide.md) τηερε, [ανοτηερ](steps/establish-the-contract.md#history), ανδ [ηομε](index.md).

{{{{ handbook.part("steps-picture") }}}}

{{{{ handbook.part("doors") }}}}

{{{{ handbook.list("step") }}}}
"""


def greek(text: str) -> str:
    """A text in Greek letters, but for its values, ids, addresses and mark-up."""
    out, at = "", 0
    for kept in KEPT.finditer(text):
        out += text[at : kept.start()].translate(GREEK) + kept[0]
        at = kept.end()
    return out + text[at:].translate(GREEK)


def in_letters(words: Any) -> Any:
    """A text or a list of texts in Greek letters."""
    return [greek(each) for each in words] if isinstance(words, list) else greek(words)


def in_greek() -> dict[str, Any]:
    """Every phrase of the interface, by group."""
    groups: dict[str, Any] = {}
    for key, phrase in in_english().known.items():
        group, _, name = key.rpartition(".")
        forms = {form: greek(text) for form, text in phrase.forms.items()}
        groups.setdefault(group, {})[name] = forms if len(forms) > 1 else forms["other"]
    return groups


def made_from() -> dict[str, Any]:
    """The digest of the English of each, by group."""
    groups: dict[str, Any] = {}
    for key in in_english().known:
        group, _, name = key.rpartition(".")
        groups.setdefault(group, {})[name] = digest_of_phrase(key)
    return groups


def passage(scratch: Scratch, id_: str, field: str, says: str) -> dict[str, str]:
    """A field of the draft, with the digest of its English."""
    element = load(scratch.root).draft.elements[id_]
    return {"field": field, "of": digest_of_words(getattr(element, field)), "says": says}


@pytest.fixture
def spoken(scratch: Scratch) -> Scratch:
    """The small handbook with a language of its own: all phrases, the titles and lines of its steps, two pages."""
    shutil.copytree(ROOT / "docs", scratch.path("docs"), ignore=shutil.ignore_patterns("adr"))
    scratch.write(f"{FOLDER}/language.yml", ABOUT)
    scratch.write(f"{FOLDER}/phrases/all.yml", {"language": TAG, "plurals": {"1": "one"}, **in_greek()})
    scratch.write(f"{FOLDER}/made-from.yml", made_from())
    scratch.write(f"{FOLDER}/codes.yml", {name: greek(name) for name in NAMES | BESIDES if name})
    for step in load(scratch.root).draft.of("step"):
        fields = [passage(scratch, step.id, name, greek(getattr(step, name))) for name in ("title", "in_one_line")]
        scratch.write(f"{FOLDER}/elements/{step.id}.yml", {"id": step.id, "fields": fields})
    tool = load(scratch.root).draft.elements[TRANSLATED]
    said = {"title": tool.title, "in_one_line": tool.in_one_line, "method": tool.method}
    for field in tool.fields:
        said |= {f"fields.{field.id}.label": field.label}
        said |= {f"fields.{field.id}.columns.{column.id}.label": column.label for column in field.columns}
    fields = [{"field": name, "of": digest_of_words(words), "says": in_letters(words)} for name, words in said.items()]
    scratch.write(f"{FOLDER}/elements/{TRANSLATED}.yml", {"id": TRANSLATED, "fields": fields})
    for name in ("index", "search"):
        english = digest_of_page(open_site(scratch.root, "draft").library, f"{name}.md")
        head = f'---\ntitle: Σομε παγε\nrender_macros: true\nof: "{english}"\n---\n'
        words = PAGE.format(title="Τιτλε") if name == "index" else '{{ handbook.part("search") }}\n'
        scratch.write(f"{FOLDER}/pages/{name}.md", head + words)
    return scratch


CHECK: dict[str, Any] = {
    "id": "made-up-check",
    "title": "Made up check",
    "order": 9,
    "form": "assessment",
    "in_one_line": "Score two statements.",
    "basis": "ours",
    "steps": ["shape-the-approach"],
    "method": ["Score them together."],
    "fields": [
        {"id": "sure", "label": "How sure", "type": "choice", "options": ["A hunch", "Good evidence"]},
        {"id": "spent", "label": "Time", "type": "number", "unit": "hours"},
        {
            "id": "scores",
            "label": "Statements",
            "type": "table",
            "rows": ["We have the time", "We have the money"],
            "columns": [
                {"id": "score", "label": "Score", "type": "scale", "least": 1, "most": 5, "cannot_judge": True},
                {"id": "why", "label": "In words", "type": "text"},
            ],
        },
        {
            "id": "acts",
            "label": "Who acts",
            "type": "table",
            "blank_rows": 3,
            "columns": [
                {"id": "what", "label": "What", "type": "text"},
                {"id": "by", "label": "By whom", "type": "person"},
                {"id": "state", "label": "How far", "type": "choice", "options": ["Not begun", "Done"]},
            ],
        },
    ],
    "results": {
        "computed": [{"id": "mean", "label": "The average", "how": "mean", "of": ["scores.1-2.score"]}],
        "marks": [
            {
                "id": "nobody",
                "table": "acts",
                "when": [{"column": "what", "empty": False}, {"column": "by", "empty": True}],
                "sentence": "Write who does it.",
            }
        ],
        "bands": [
            {
                "id": "high",
                "title": "going well",
                "least": {"mean": 4},
                "sentence": "It goes well.",
                "next": ["Go on."],
            },
            {"id": "low", "title": "not yet", "sentence": "It does not go well yet.", "next": ["Begin again."]},
        ],
        "caveat": "The cut is a guess.",
    },
}
"""A tool that is not translated, and has something of everything."""


@pytest.fixture
def with_check(spoken: Scratch) -> Scratch:
    """The same with a tool that asks, computes and tells, in English."""
    spoken.write("data/draft/tools/made-up-check.yml", CHECK)
    change = {
        "id": "a-check",
        "order": 99,
        "kind": "added",
        "elements": ["made-up-check"],
        "summary": "A check to score together.",
        "why": "Nobody could say how it stands.",
    }
    spoken.write("data/draft/changes/a-check.yml", change)
    return spoken


def notices(scratch: Scratch) -> str:
    return shown([each for each in check_all(scratch.root).notices if each.file.startswith("data/languages")])


def test_a_language_is_right_and_leaves_the_english_as_it_was(spoken):
    assert not spoken.problems() and notices(spoken) == "(nothing)", shown(spoken.problems()) + notices(spoken)
    assert load(spoken.root).draft.elements["establish-the-contract"].title == "Establish the contract"
    first, draft = open_sites(spoken.root)
    assert not first.translated, "no iteration before the one with which the language began has pages in it"
    assert [page.title for page in draft.translated[0].pages][2] == greek("Establish the contract")


def test_what_has_fallen_behind_is_told_with_what_to_do_and_shown_in_english(spoken):
    spoken.replace("data/draft/steps/establish-the-contract.yml", "title: Establish the", "title: Write the")
    told = notices(spoken)
    assert f'{STEP}:3\n    "title" has fallen behind' in told and '"Write the contract"' in told
    assert f'of: "{digest_of_words("Write the contract")}"' in told
    site = open_site_whatever(spoken)
    page = site.made["steps/establish-the-contract.md"]
    assert page.markdown.startswith(f"# {BEGIN}Write the contract{END}")
    assert site.spoken.behind(page.path) == ["Title"] and not site.spoken.behind("index.md")
    told = quality(handbook := load(spoken.root), handbook.draft)["accepted"]["translated"]
    assert [(row["language"], row["behind"], row["reviewed_by"]) for row in told] == [(TAG, 1, None)]
    assert quality(handbook, handbook.released[0])["accepted"]["translated"] == []
    spoken.change(STEP, lambda d: d["fields"][0].update(of=digest_of_words("Write the contract")))
    assert notices(spoken) == "(nothing)"


def open_site_whatever(scratch: Scratch) -> Any:
    """The draft in the language, though its change list explains nothing."""
    from macros.site.opening import open_draft

    site, _ = open_draft(scratch.root)
    return site.translated[0]


def test_a_page_that_has_fallen_behind_says_so(spoken):
    spoken.replace("docs/index.md", "bend, learn", "bend, break, learn")
    assert f"{FOLDER}/pages/index.md:1\n    The page has fallen behind: docs/index.md" in notices(spoken)
    site = open_site(spoken.root, "draft").translated[0]
    assert site.spoken.behind("index.md") == [""]


def test_a_field_may_be_translated_for_one_iteration_and_for_the_next(spoken):
    spoken.change(f"{FOLDER}/language.yml", lambda d: d.update(since="0.1"))
    first = load(spoken.root).iterations["0.1"].elements["establish-the-contract"]
    older = {"field": "title", "of": digest_of_words(first.title), "says": "Ολδερ"}
    draft = passage(spoken, "establish-the-contract", "title", "Νεωερ")
    spoken.change("data/draft/steps/establish-the-contract.yml", lambda d: d.update(title="Write the contract"))
    draft["of"] = digest_of_words("Write the contract")
    spoken.write(STEP, {"id": "establish-the-contract", "fields": [older, draft]})
    assert notices(spoken).count("establish-the-contract") == 0, notices(spoken)
    from macros.site.opening import open_draft

    site, _ = open_draft(spoken.root)
    assert site.translated[0].iteration.elements["establish-the-contract"].title == "Νεωερ"
    spoken.change(STEP, lambda d: d["fields"][0].update(of="0" * 12))
    assert 'No iteration says any more what this text of "title" was made from.' in notices(spoken)


@pytest.mark.parametrize(
    "file, edit, says",
    [
        (STEP, lambda d: d.update(id="establish-a-contract"), f'{STEP}:1\n    The id is "establish-a-contract"'),
        (STEP, lambda d: d["fields"][0].update(field="tilte"), f'{STEP}:3\n    "tilte" is no field of'),
        (STEP, lambda d: d["fields"][0].update(field="id"), '"id" is no field of establish-the-contract that can be'),
        (STEP, lambda d: d["fields"][0].pop("of"), 'Add a line below it: of: "'),
        (STEP, lambda d: d["fields"][1].update(says="Σεε [[nowhere]]."), f"{STEP}:8\n    There is nothing called"),
        (f"{FOLDER}/language.yml", lambda d: d.update(since="0.9"), "There is no iteration 0.9."),
        (f"{FOLDER}/language.yml", lambda d: d.update(tag="qab"), 'and the folder is called "qaa"'),
        (f"{FOLDER}/codes.yml", lambda d: d.update(Stpe="Στεπ"), 'Did you mean "Step"?'),
    ],
)
def test_a_translation_that_fits_nothing_is_refused_with_its_line(spoken, file, edit, says):
    spoken.change(file, edit)
    assert says in shown(spoken.problems()), shown(spoken.problems())


def test_a_page_of_which_there_is_no_english_is_refused(spoken):
    spoken.write(f"{FOLDER}/pages/decode.md", "---\ntitle: Δεκοδε\n---\nΔ\n")
    assert 'There is no page docs/decode.md.\n    Did you mean "decide.md"?' in shown(spoken.problems())
    spoken.path(f"{FOLDER}/pages/decode.md").rename(spoken.path(f"{FOLDER}/pages/decide.md"))
    assert "The page does not say of which English it was made." in shown(spoken.problems())


def test_phrases_that_ask_for_other_values_are_refused_with_their_line(spoken):
    assert look_at_phrases(open_site(spoken.root, "draft").library.tongues, spoken.root) == ([], [])
    file = f"{FOLDER}/phrases/all.yml"
    spoken.replace(file, "  next: ", "  netx: Α\n  next: ")
    spoken.change(file, lambda d: d["title"].update(side="Σιδε {titel}"))
    found = shown(look_at_phrases(check_all(spoken.root).tongues, spoken.root)[0])
    assert 'There is no phrase "shell.netx" in English.\n    Did you mean "shell.next"?' in found
    assert re.search(rf'{file}:\d+\n    "title.side" takes title in English; titel, title is missing here', found)


def test_a_phrase_whose_english_has_changed_is_told_counted_and_said_in_english(spoken):
    file, old = f"{FOLDER}/made-from.yml", digest_of_words("Main page")
    spoken.change(file, lambda d: d["menu"].update(home=old))
    tongues = check_all(spoken.root).tongues
    wrong, behind = look_at_phrases(tongues, spoken.root)
    assert not wrong and len(behind) == 1, shown([*wrong, *behind])
    now = digest_of_phrase("menu.home")
    told = str(behind[0]).splitlines()
    assert re.fullmatch(rf"{FOLDER}/phrases/all.yml:\d+", told[0])
    assert told[1].strip().startswith('"menu.home" has fallen behind') and '"Home". Readers see the English.' in told[1]
    assert told[2].strip() == f'Translate it again, and write in {file}, under menu: home: "{now}"'
    with speaking(Voice(TAG, phrases_of(tongues[0], spoken.root))):
        assert say("menu.home") == f"{BEGIN}Home{END}" and say("menu.search") == greek("Search")
    site = open_site(spoken.root, "draft")
    draft = site.handbook.draft
    (row,) = site.library.quality(site.handbook, draft)["accepted"]["translated"]
    (bare,) = quality(site.handbook, draft)["accepted"]["translated"]
    assert row["behind"] == 1 and row["texts"] == bare["texts"] + ALL
    shutil.rmtree(spoken.path("docs"))
    done = spoken.with_site().run("check")
    assert done.returncode == 0 and '"menu.home" has fallen behind' in done.stdout, done.stdout + done.stderr
    spoken.change(file, lambda d: d["menu"].update(home=now))
    assert look_at_phrases(check_all(spoken.root).tongues, spoken.root) == ([], [])


@pytest.mark.parametrize(
    "edit, says",
    [
        (lambda d: d["menu"].pop("home"), '"menu.home" does not say of which English it was made.\n    Write in'),
        (lambda d: d["menu"].update(hoem="0" * 12), 'There is no phrase "menu.hoem" in Invented.\n    Did you mean'),
        (lambda d: d["menu"].update(home="Home"), '"home" is no digest.'),
        (lambda d: d.update(menu="0" * 12), '"menu" is no digest.'),
    ],
)
def test_a_phrase_says_of_which_english_it_was_made(spoken, edit, says):
    spoken.change(f"{FOLDER}/made-from.yml", edit)
    found = check_all(spoken.root)
    assert says in shown([*found.errors, *look_at_phrases(found.tongues, spoken.root)[0]])


def test_what_is_missing_is_said_in_english_and_marked(spoken):
    file = f"{FOLDER}/phrases/all.yml"
    spoken.change(file, lambda d: d["menu"].pop("home"))
    tongue = check_all(spoken.root).tongues[0]
    with speaking(Voice(TAG, phrases_of(tongue, spoken.root))):
        assert say("menu.home") == f"{BEGIN}Home{END}" and say("menu.search") == greek("Search")
    assert say("menu.home") == "Home"


# -- marks ------------------------------------------------------------------------------------------


def marked(html: str, address: str = "qaa/steps/x/index.html") -> str:
    return with_languages(html, "en-GB", address, "qaa/")


def test_english_is_marked_where_it_can_be_and_nowhere_else():
    one, whole = f"{BEGIN}One{END}", f"{BEGIN}A {BEGIN}B{END} C{END}"
    assert marked(f"<p>{one}</p>") == '<p><span lang="en-GB">One</span></p>'
    assert marked(f"<p>{whole}</p>") == '<p><span lang="en-GB">A B C</span></p>'
    assert marked(f'<title>{one}</title><img alt="{one}">') == '<title>One</title><img alt="One">'
    assert marked(f"<svg><text>{one}</text></svg>") == '<svg><text><tspan lang="en-GB">One</tspan></text></svg>'
    assert marked(f"<p>{BEGIN}See <a href='../y/'>it</a>.{END}</p>").count("<span") == 1


@pytest.mark.parametrize(
    "href, is_english", [("../../../tools/x/", True), ("../y/", False), ("../../", False), ("#a", False)]
)
def test_a_link_to_a_page_in_english_says_so(href, is_english):
    assert ("hreflang" in marked(f'<a href="{href}">a</a>')) == is_english
    assert 'hreflang="en-GB"' not in marked('<a href="../../../../latest/qaa/steps/x/">a</a>')
    assert marked('<a hreflang="cy" href="../../../tools/">a</a>').count("hreflang") == 1


def test_what_is_translated_is_known_by_its_words():
    now = Voice(TAG, None, frozenset({"Εκκο"}), {"Tool": "Τοολ"})
    assert heard("anything at all") == "anything at all" and in_lines("a b", ("a", "b")) == ("a", "b")
    with speaking(now):
        assert (heard("Εκκο"), heard("Tool"), heard("tool")) == ("Εκκο", "Τοολ", "τοολ")
        assert heard("Two words") == f"{BEGIN}Two words{END}" and heard("tools/x/#y") == "tools/x/#y"
        assert in_lines("Two words", ("Two", "words")) == (f"{BEGIN}Two{END}", f"{BEGIN}words{END}")


# -- a whole site -------------------------------------------------------------------------------------


def texts(tree: Any) -> list[tuple[str, str]]:
    """Every text of a page that is read out, with the language that it is in."""
    found = []
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in ("script", "style"):
            lang = next(each.get("lang") for each in [element, *element.iterancestors()] if each.get("lang"))
            own = [element.text, *(child.tail for child in element)]
            found += [(lang, text) for text in own if text and text.strip()]
            found += [(lang, element.get(name)) for name in ("aria-label", "alt", "placeholder") if element.get(name)]
    return found


def texts_of_feed(feed: Any) -> list[tuple[str, str]]:
    """Every text of a feed that people read, with the language that it is in."""
    found = []
    for element in feed.iter():
        if lxml.etree.QName(element).localname not in ("id", "updated", "rights", "name"):
            lang = next(each.get(XML_LANG) for each in [element, *element.iterancestors()] if each.get(XML_LANG))
            own = [element.text, *(child.tail for child in element), element.get("label")]
            found += [(lang, text) for text in own if text and text.strip()]
    return found


def runs_of(path: Path) -> list[tuple[str, str]]:
    """Every run of a Word document and of its foot, with the language that it is in."""
    document = docx.Document(str(path))
    whole = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}").get(qn("w:val"))
    found = []
    for part in (document.element.body, *(each.footer._element for each in document.sections)):
        for run in part.iter(qn("w:r")):
            text = "".join(each.text or "" for each in run.iter(qn("w:t")))
            assert not re.search(f"[{BEGIN}{END}]", text)
            lang = run.find(f"{qn('w:rPr')}/{qn('w:lang')}")
            found += [(whole if lang is None else lang.get(qn("w:val")), text)] if text.strip() else []
    return found


XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def wrong_letters(told: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Texts whose letters are not those of their language."""
    return [
        (lang, text.strip())
        for lang, text in told
        if (re.search(r"[A-Za-z]{2}", OPEN.sub("", text)) if lang == TAG else re.search("[α-ω]", text))
    ]


OPEN = re.compile(r"\b(GO Lab|Public Digital|A4|A3|PDF|Word|CC BY 4\.0|JavaScript)\b|[\w.-]*/[\w./-]*|\b\w\b")


def named_in(pages: list[Path]) -> set[str]:
    """The classes and the names of attributes on some pages."""
    found: set[str] = set()
    for path in pages:
        for element in lxml.html.fromstring(path.read_bytes()).iter("*"):
            found |= {*(element.get("class") or "").split(), *element.attrib}
    return found


def test_every_text_of_a_page_is_in_the_letters_of_its_language(with_check, tmp_path, browser):
    spoken, out = with_check, tmp_path / "host"
    shutil.rmtree(spoken.path("docs"))
    done = spoken.with_site().run("build", "--out", str(out))
    assert done.returncode == 0, done.stdout + done.stderr
    assert not dead_links(out)
    before = (out / "0.1" / TAG / f"steps/{ESTABLISH_THE_CONTRACT}/index.html").read_text("utf-8")
    assert f'url=../../../steps/{ESTABLISH_THE_CONTRACT}/"' in before, (
        "an address answers, in English, where it was not yet"
    )
    pages = sorted((out / "draft" / TAG).rglob("*.html"))
    tools = [tool.id for tool in load(spoken.root).draft.of("tool") if tool.fields]
    assert len(pages) == 6 + 1 + len(tools) and {TRANSLATED, CHECK["id"]} < {*tools}
    wrong, english_tools = [], [tool.title for tool in load(spoken.root).draft.of("tool") if tool.id != TRANSLATED]
    for path in pages:
        tree = lxml.html.fromstring(path.read_bytes())
        title = tree.find(".//title")  # has one language, whatever it names
        title.text = title.text.removeprefix(next((each for each in english_tools if title.text.startswith(each)), ""))
        assert tree.get("lang") == TAG and not re.search(f"[{BEGIN}{END}]", path.read_text("utf-8"))
        wrong += [(path.parent.name, *each) for each in wrong_letters(texts(tree))]
    assert not wrong
    inside = [path for path in (out / "draft").rglob("*.html") if path not in pages]
    strange = named_in(pages) - named_in(inside) - {"translation", "data-speaks", "data-service"}
    assert not strange, f"what style sheets and scripts go by has no language: {strange}"

    assert mutual(out / "draft", pages) == []
    tool = (out / f"draft/tools/{CHECK['id']}/index.html").read_text("utf-8")
    assert "hreflang" not in tool and f"{TAG}/" not in tool, "a page that is not translated knows of no language"
    feed = lxml.etree.fromstring((out / f"feed-{TAG}.xml").read_bytes())
    assert (told := texts_of_feed(feed)) and not wrong_letters(told)
    assert {lang for lang, _ in told} == {TAG, "en-GB"}
    written = sorted((out / "draft" / TAG).rglob("*.docx"))
    blank = [path for path in written if path.stem.endswith("-blank")]
    assert [path.stem for path in blank] == [f"{path.parent.name}-0.2-{TAG}-blank" for path in blank]
    assert sorted(path.parent.name for path in blank) == sorted(tools)
    pages_in_word = [path for path in written if path not in blank]
    assert [path.stem for path in pages_in_word] == [f"{path.parent.name}-0.2-{TAG}" for path in pages_in_word]
    assert len(pages_in_word) == len(load(spoken.root).draft.of("step")) + 1
    for path in written:
        told = runs_of(path)
        assert not wrong_letters(told), path
        assert {lang for lang, _ in told} == ({TAG} if path.parent.name == TRANSLATED else {TAG, "en-GB"}), path
    assert not list((out / "0.1").rglob(f"*-{TAG}.docx"))
    index, rest = ((out / "draft" / TAG / path).read_text("utf-8") for path in SEARCH)
    addresses = [row[0] for row in json.loads(index.splitlines()[0])["pages"]]
    assert addresses and all((out / "draft" / TAG / each.split("#")[0]).is_dir() for each in addresses)
    assert greek("Establish the contract") in index and CHECK["id"] not in index + rest
    told = json.loads((out / f"draft/{TAG}/translation.json").read_text("utf-8"))
    assert told["reviewed_by"] is None and told["translated_by"] == "A test" and not told["behind"]
    field = next(row for row in told["fields"] if (row["id"], row["field"]) == (ESTABLISH_THE_CONTRACT, "title"))
    assert (field["english"], field["says"]) == ("Establish the contract", greek("Establish the contract"))
    script = (out / "draft" / TAG / "assets/handbook.js").read_text("utf-8")
    assert greek("Close") in script and "const WORDS = {}" not in script
    assert not (found := said_by_scripts(browser, out)), found


HEARD = """() => {
  const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), found = [];
  while (walk.nextNode()) {
    const { parentElement: at, nodeValue } = walk.currentNode;
    if (!at.matches("script, style, textarea")) found.push([at.closest("[lang]").lang, nodeValue]);
  }
  return found;
}"""


def said_by_scripts(browser: Any, out: Path) -> list[Any]:
    """What is in the wrong letters on a sheet in English that stands in a page of the language, once it is filled in:
    what the scripts say of it too."""
    server = static_server(out)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{server.server_port}/draft/{TAG}/tools/{CHECK['id']}/sheet/")
    page.wait_for_selector("form[data-ready]")
    page.locator('[name="scores.1.score"][value="5"]').check()
    page.locator('[name="scores.2.score"][value="2"]').check()
    page.fill('[name="acts.1.what"]', "1")
    page.locator(".work-tools summary").click()
    page.locator(".dock summary").click()
    page.wait_for_selector(".dock .copy-said", state="attached")
    page.wait_for_selector(".work-buttons button")
    page.wait_for_function("() => document.querySelector('.result [role=status]')?.textContent")
    told = page.evaluate(HEARD)
    page.close()
    server.shutdown()
    assert any("going well" in text for _, text in told) and any(greek("Take back") in text for _, text in told)
    return wrong_letters([(lang, text) for lang, text in told])


def mutual(version: Path, pages: list[Path]) -> list[str]:
    """The pages whose other languages do not name them back, or that do not name themselves."""

    def pairs(path: Path) -> dict[str, str]:
        here = f"https://site.invalid/{path.parent.relative_to(version).as_posix()}/".replace("/./", "/")
        links = lxml.html.fromstring(path.read_bytes()).xpath("//link[@rel='alternate'][@hreflang]")
        return {link.get("hreflang"): urljoin(here, link.get("href")).removesuffix("/") + "/" for link in links}

    wrong = []
    for path in pages:
        named = pairs(path)
        for address in named.values():
            other = version / address.removeprefix("https://site.invalid/") / "index.html"
            if len(named) < 2 or pairs(other) != named:
                wrong.append(f"{path}: {named}")
    return wrong


# -- Welsh, as it is shipped --------------------------------------------------------------------------


STEPS = ("shape-the-approach", "select-the-right-partners", "establish-the-contract", "sustain-the-partnership")


def welsh() -> list[Path]:
    """The pages in Welsh: but for those that only lead on, and the copy of the newest release."""
    found = [path for path in sorted(SITE.glob("*/cy/**/*.html")) if path.relative_to(SITE).parts[0] != "latest"]
    return [path for path in found if 'http-equiv="refresh"' not in path.read_text("utf-8")[:600]]


def test_the_welsh_pages_say_what_they_are_and_are_found_from_the_english():
    pages = welsh()
    assert {path.relative_to(SITE / "draft/cy").as_posix() for path in pages if "draft" in path.parts} == {
        *("index.html", "about/index.html", "search/index.html", "steps/index.html"),
        *(f"steps/{id_}/index.html" for id_ in load(ROOT).draft.elements if id_ in STEPS),
        *(f"tools/{tool.id}/sheet/index.html" for tool in load(ROOT).draft.of("tool") if tool.fields),
        f"tools/{LEARNING_LOG}/index.html",
        "tools/service-file/index.html",
    }
    for path in pages:
        text = path.read_text("utf-8")
        tree = lxml.html.fromstring(text)
        assert tree.get("lang") == "cy" and not re.search(f"[{BEGIN}{END}]", text)
        assert "Nid oes neb wedi ei adolygu" in tree.xpath("string(//aside[@class='translation'])")
        assert tree.xpath("//a[@class='other-language'][@lang='en-GB'][@hreflang='en-GB']")
        title = tree.xpath("//title")[0].text
        assert "Llawlyfr Contractio Perthynol" in title
    for version in sorted({path.relative_to(SITE).parts[0] for path in pages}):
        assert not mutual(SITE / version, [path for path in pages if (SITE / version) in path.parents])


@pytest.mark.parametrize("id_", STEPS)
def test_a_welsh_page_is_there_in_word_and_says_what_is_in_which_language(id_):
    folder = SITE / "draft/cy/steps" / id_
    (path,) = folder.glob("*.docx")
    told = runs_of(path)
    title = lxml.html.parse(folder / "index.html").xpath("string(//h1)")
    assert told[0] == ("cy", title) and told[1][0] == "cy" and "Nid oes neb wedi ei adolygu" in told[1][1]
    assert docx.Document(str(path)).core_properties.language == "cy"
    paragraphs = [text for lang, text in told if lang == "en-GB" and len(text) > 60]
    assert len(paragraphs) > 5, "most of it is in English, and says so"
    page, here = lxml.html.parse(folder / "index.html"), f"https://site.invalid/cy/steps/{id_}/"
    (link,) = (
        a for a in page.xpath("//div[@class='take-away']//a") if urljoin(here, a.get("href")) == here + path.name
    )
    assert link.get("hreflang") is None and link.getnext().get("data-bytes") == f"cy/steps/{id_}/{path.name}"


EN = '<w:rPr><w:lang w:val="en-GB"/></w:rPr>'


def run_of(words: str, looks: str = "") -> str:
    return f'<w:r>{looks}<w:t xml:space="preserve">{words}</w:t></w:r>'


@pytest.mark.parametrize(
    "given, made",
    [
        (run_of("Un"), run_of("Un")),
        (run_of(f"{BEGIN}One{END}"), run_of("One", EN)),
        (
            run_of(f"Un {BEGIN}two{END} tri", "<w:rPr><w:b/></w:rPr>"),
            run_of("Un ", "<w:rPr><w:b/></w:rPr>")
            + run_of("two", '<w:rPr><w:b/><w:lang w:val="en-GB"/></w:rPr>')
            + run_of(" tri", "<w:rPr><w:b/></w:rPr>"),
        ),
        (
            run_of(f"{BEGIN}See ") + f"<w:link>{run_of(f'{BEGIN}it{END}')}</w:link>" + run_of(f"now{END}"),
            "".join((run_of("See ", EN), f"<w:link>{run_of('it', EN)}</w:link>", run_of("now", EN))),
        ),
        (f'<w:tag w:val="{BEGIN}a{END}"/><w:r><w:br/></w:r>', '<w:tag w:val="a"/><w:r><w:br/></w:r>'),
    ],
)
def test_each_run_of_a_word_document_says_its_language(given, made):
    assert in_runs(given, "en-GB") == made


def test_the_welsh_feed_tells_the_same_and_is_found_from_the_welsh_home_page():
    welsh, english = (lxml.etree.parse(SITE / f"feed{end}.xml").getroot() for end in ("-cy", ""))
    told = {root: feedparser.parse(lxml.etree.tostring(root)) for root in (welsh, english)}
    assert not told[welsh].bozo and told[welsh].version == "atom10" and welsh.get(XML_LANG) == "cy"
    assert "Nid oes neb wedi ei adolygu" in told[welsh].feed.subtitle
    known = {(entry.link, entry.tags[0].term): entry for entry in told[english].entries}
    folders = {link.split("/")[0] for link, _ in known}
    since = {each for each in folders if each == "draft" or version_key(each) >= version_key("0.6")}
    assert "draft" in since < folders
    assert {(entry.link, entry.tags[0].term) for entry in told[welsh].entries} == {
        (link, term) for link, term in known if link.split("/")[0] in since
    }
    for entry in told[welsh].entries:
        other = known[entry.link, entry.tags[0].term]
        assert entry.id != other.id and entry.updated[:10] == other.updated[:10]
        assert not re.search(f"[{BEGIN}{END}]", entry.title)
    titles = {lang for lang, text in texts_of_feed(welsh) if text.startswith(("Iteriad ", "Ychwanegwyd", "Cywiriad"))}
    assert titles == {"cy"}
    (link,) = lxml.html.parse(SITE / "draft/cy/index.html").xpath("//link[@type='application/atom+xml']/@href")
    assert urljoin("https://site.invalid/draft/cy/", link) == "https://site.invalid/feed-cy.xml"


@pytest.mark.parametrize("path", ["", "about/", f"steps/{ESTABLISH_THE_CONTRACT}/"])
def test_the_menus_of_a_language_lead_where_the_english_ones_do(path):
    def leading(prefix: str) -> list[str]:
        tree = lxml.html.fromstring((SITE / "draft" / prefix / path / "index.html").read_bytes())
        links = tree.xpath("//nav[@class='doors' or @class='side' or @class='crumbs']//a/@href")
        return [urljoin(f"https://site.invalid/{prefix}{path}", link).replace("/cy/", "/") for link in links]

    assert leading("cy/") == leading("") and len(leading("")) > 3


MISSING = 10
"""How many phrases of a page may wait for a translator. A new one turns nothing red."""


def test_the_words_of_the_interface_are_in_welsh_on_a_welsh_page():
    """Words of the handbook may be in English on them, marked. Those of the interface hardly."""
    forms = [text for phrase in in_english().known.values() for text in phrase.forms.values()]
    known = {" ".join(text.split()) for text in forms if " " in text}  # one word may be a title too
    for path in welsh():
        english = {
            " ".join(text.split()) for lang, text in texts(lxml.html.fromstring(path.read_bytes())) if lang != "cy"
        }
        assert len(english & known) <= MISSING, path


def test_nothing_but_a_review_by_somebody_takes_the_warning_away():
    about = (ROOT / "data/languages/cy/language.yml").read_text("utf-8")
    assert "reviewed_by" not in about, "who has reviewed the Welsh, and where is that on record?"


def test_the_search_finds_welsh_words_and_leads_on_to_the_english(open_page):
    page = open_page("draft/cy/")
    page.click(".open-search")
    page.keyboard.type("partneriaid")
    page.wait_for_selector(f"dialog li:first-child a[href$='/draft/cy/steps/{SELECT_THE_RIGHT_PARTNERS}/']")
    page.wait_for_function("() => document.querySelector('dialog [role=status]')?.innerText.includes('dudalen')")
    page.wait_for_load_state("networkidle")  # more is found in the second line, and the list grows
    page.get_by_role("link", name="Chwilio’r tudalennau Saesneg").click()
    page.wait_for_url("**/draft/search/?q=partneriaid")
    page = open_page("draft/cy/search/?q=bartneriaeth")
    page.wait_for_selector(".search-results a")


@pytest.mark.parametrize("palette", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_on_a_welsh_page(open_page, width, palette):
    page = open_page(f"draft/cy/steps/{ESTABLISH_THE_CONTRACT}/", width=width, palette=palette)
    assert not (found := axe(page)), "\n".join(found)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_other_language_is_reached_without_scripts_and_with_the_keyboard(open_page):
    page = open_page("draft/about/", java_script_enabled=False)
    page.locator(".other-language").click()
    assert page.url.endswith("/draft/cy/about/")
    page.locator(".other-language").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/draft/about/")


def test_export_carries_the_welsh():
    site = open_site(ROOT, "draft")
    told = json.loads(files_of_languages(site)["cy/translation.json"])
    assert {row["id"] for row in told["fields"]} == {*STEPS, LEARNING_LOG} and told["reviewed_by"] is None
    tools = [tool.id for tool in load(ROOT).draft.of("tool") if tool.fields]
    assert [row["id"] for row in told["sheets"] if row["translated"]] == [LEARNING_LOG]
    assert sorted(row["id"] for row in told["sheets"]) == sorted(tools)
    for row in told["sheets"]:
        assert (SITE / "draft" / row["page"] / "index.html").is_file() and (SITE / "draft" / row["word"]).is_file()
    assert {page["path"] for page in told["pages"]} == {
        *("index.md", "about/index.md", "search.md", "steps/index.md", "tools/service-file.md")
    }


def test_a_translation_stands_under_the_name_that_each_iteration_has_for_its_element():
    site = open_site(ROOT, "draft")
    tongue = site.translated[0].spoken.tongue
    known = site.handbook.iterations.values()
    new, old, earlier = next(
        (each.id, was, iteration)
        for each in site.iteration.elements.values()
        for was in each.was
        for iteration in known
        if was in iteration.elements and each.id not in iteration.elements
    )
    translated, place = next(iter(tongue.elements.values()))
    moved = replace(tongue, elements={new: (translated.model_copy(update={"id": new}), place)})
    assert [*as_called_in(moved, site.library, site.iteration).elements] == [new]
    under = as_called_in(moved, site.library, earlier).elements
    assert [*under] == [old] and under[old][0].id == old and moved.elements[new][0].id == new
