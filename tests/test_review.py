"""A proposal as a comment: what changes on which page, in words, and nothing of it can do anything. And the check's
findings beside their lines."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from macros.basics.problems import Problem, annotation
from macros.formats.review import MOST_LETTERS, review

PRINCIPLE = "data/draft/principles/shared-purpose.yml"
HOSTILE = "@everyone ```` <img src=x onerror=alert(1)> [here](https://bad.example) ![x](y) #12 </details>"


@pytest.fixture
def proposed(scratch, tmp_path):
    """A small project as it is, in `before`; the scratch handbook is what is proposed."""
    scratch.with_site()
    before = tmp_path.parent / f"{tmp_path.name}-before"
    shutil.copytree(scratch.root, before)
    scratch.before = before
    return scratch


def outside(text: str) -> str:
    """What of a comment stands outside its blocks of code: all that GitHub takes for more than letters."""
    return re.sub(r"^(`{3,})\w*\n.*?^\1$", "", text, flags=re.M | re.S)


def test_nothing_changed_is_said(proposed):
    text = review(proposed.before, proposed.root)
    assert "No words" in text and "```" not in text


def test_a_word_a_reason_a_page_and_a_program_are_each_told(proposed):
    proposed.change(PRINCIPLE, lambda d: d.update(statement=d["statement"] + " We say so twice a year."))
    proposed.write(
        "data/draft/changes/twice.yml",
        {
            "id": "twice",
            "kind": "reworded",
            "elements": ["shared-purpose"],
            "summary": "How often is said.",
            "why": "Once was forgotten.",
        },
    )
    proposed.path("docs/about/privacy.md").write_text("---\ntitle: Privacy\n---\n# Privacy\n\nNothing at all.\n")
    proposed.path("macros/cli.py").write_text("print('mine')\n")
    text = review(proposed.before, proposed.root)
    assert "2 pages change their words" in text
    assert "shared-purpose (a principle): reworded" in text and "@@ statement @@" in text
    assert re.search(r"^\+ .*twice a year", text, re.M) and re.search(r"^\+ Nothing at all", text, re.M)
    assert "How often is said. Once was forgotten." in text
    assert "One other file changes too" in text and "macros/cli.py" in text
    assert "privacy.md" not in text.rpartition("One other file")[2]


@pytest.mark.parametrize("gone", [False, True])
def test_a_page_that_comes_or_goes_is_told_whole(proposed, gone):
    new = proposed.path("docs/new.md")
    new.write_text("---\ntitle: New\n---\n# New\n\nWords of it.\n")
    both = (proposed.root, proposed.before) if gone else (proposed.before, proposed.root)
    text = review(*both)
    assert f"docs/new.md (a hand-written page): {'retired' if gone else 'added'}" in text
    assert re.search(rf"^{'-' if gone else '[+]'} Words of it", text, re.M)


def test_nothing_that_a_stranger_wrote_stands_outside_a_block(proposed):
    proposed.change(PRINCIPLE, lambda d: d.update(title=HOSTILE, statement=HOSTILE))
    proposed.path("docs/about/privacy.md").write_text(
        f"---\ntitle: '{HOSTILE}'\n---\n{HOSTILE}\n\n```\n~~~\n{HOSTILE}\n"
    )
    proposed.path("docs/a`<img>@you.md").write_text(HOSTILE)
    proposed.path("macros/``` @you <img>.py").write_text("x")
    text = review(proposed.before, proposed.root)
    left = outside(text)
    assert not re.search(r"everyone|@you|<img|onerror|bad\.example|#12|\]\(", left)
    assert left.count("</details>") == left.count("<details") and "everyone" in text
    assert "everyone" in outside("```text\nwhy\n```\n@everyone\n```\n"), "a bar that they can end would be found"


def test_what_cannot_be_read_is_said_and_the_files_are_still_named(proposed):
    proposed.path(PRINCIPLE).write_text("id: [oops\n")
    text = review(proposed.before, proposed.root)
    assert "cannot be compared" in text and PRINCIPLE in text and "1 other" not in text and "One other file" in text


def test_no_link_is_followed(proposed, tmp_path):
    secret = tmp_path.parent / f"{tmp_path.name}-secret.md"
    secret.write_text("not for readers")
    proposed.path("docs/leak.md").symlink_to(secret)
    proposed.path("docs/folder").symlink_to(tmp_path.parent, target_is_directory=True)
    assert "not for readers" not in review(proposed.before, proposed.root)
    proposed.path(PRINCIPLE).unlink()
    proposed.path(PRINCIPLE).symlink_to(secret)
    assert "not for readers" not in review(proposed.before, proposed.root)


def test_a_comment_is_never_longer_than_github_takes(proposed):
    proposed.path("docs/long.md").write_text("\n\n".join(f"Paragraph {n} ``` of many words." for n in range(9000)))
    text = review(proposed.before, proposed.root)
    assert MOST_LETTERS < len(text) < 65_000 or len(text) <= MOST_LETTERS
    assert "more than a comment can hold" in outside(text), "the block is closed before that is said"


def test_the_command_prints_it(proposed):
    done = proposed.run("review", str(proposed.before))
    assert done.returncode == 0 and done.stdout.startswith("### What readers would see change")


# -- beside the line --------------------------------------------------------------------------------


def test_a_finding_is_told_to_github_with_its_line():
    said = annotation(Problem("data/a,b: c.yml", 7, "50% of it\nis wrong.", "Mend it."))
    assert said == "::error file=data/a%2Cb%3A c.yml,line=7::50%25 of it%0Ais wrong.%0AMend it."
    assert annotation(Problem("data", 0, "Gone."), "notice") == "::notice file=data::Gone."


def test_no_finding_can_give_github_an_order():
    said = annotation(Problem("x\n::set-output::", 1, "a\r\n::error::b"))
    assert said.count("\n") == 0 and said.startswith("::error file=")


def test_the_check_says_each_finding_beside_its_line_and_in_its_list(scratch):
    scratch.with_site()
    scratch.replace(PRINCIPLE, "title:", "titel:")
    done = scratch.run("check", "--github")
    assert done.returncode == 1
    rows = [row for row in done.stdout.splitlines() if row.startswith("::error ")]
    assert any(re.match(rf"::error file={PRINCIPLE},line=\d+::", row) for row in rows)
    assert "titel" in done.stderr and not Path(scratch.root / "site").exists()
    assert "::error" not in scratch.run("check").stdout
