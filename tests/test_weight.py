"""How much a reader's first page weighs: bytes, gzipped as a host would send them. Never seconds."""

from __future__ import annotations

import gzip
import re

import pytest
from conftest import SITE

TYPES = ["", "decide/", "steps/establish-the-contract/", "principles/honest-early/", "tensions/trust-and-audit/", "tools/relationship-health-check/",
         "clauses/bounded-change/", "guidance/records-to-keep/", "case-studies/transforming-rehabilitation/", "briefings/the-evidence/", "paths/in-trouble/"]
FIRST_VIEW, FONTS = 45_000, 25_000


def sent(name: str) -> int:
    raw = (SITE / "draft" / name).read_bytes()
    return len(raw) if name.endswith(".woff2") else len(gzip.compress(raw, 6))


@pytest.mark.parametrize("address", TYPES)
def test_a_first_view_is_light(address):
    html = (SITE / "draft" / address / "index.html").read_text("utf-8")
    loaded = {re.sub(r"^(?:\.\./)+", "", name) for name in re.findall(r"<(?:script|link|img)[^>]+?(?:src|href)=\"([^\"]+\.(?:css|js|svg|woff2))\"", html)}
    assert "assets/handbook.css" in loaded and "assets/handbook.js" in loaded
    assert sum(map(sent, loaded - {name for name in loaded if name.endswith(".woff2")})) + sent(f"{address}index.html") <= FIRST_VIEW


def test_the_typeface_is_light():
    assert sum(path.stat().st_size for path in (SITE / "draft" / "assets" / "fonts").glob("*.woff2")) <= FONTS


def test_what_no_page_uses_is_not_shipped():
    shipped = {path.relative_to(SITE / "draft").as_posix() for path in (SITE / "draft" / "assets").rglob("*") if path.is_file()}
    assert not [name for name in shipped if name.endswith(".map") or "bundle" in name or "lunr" in name or "stylesheets" in name], shipped
