"""A strict content security policy for every page, written into the page itself.

No host is allowed but the page's own, nothing inline is allowed but the scripts whose hash is
listed, and no style attribute. A host that can send headers may send the same policy as a header.
The few scripts that must run before a page is drawn stand in `overrides/inline/`; a template that
puts one into its page names it to the policy.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from markupsafe import Markup

INLINE = Path(__file__).resolve().parents[2] / "overrides" / "inline"

POLICY = (
    "default-src 'none'; script-src 'self'{hashes}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)


def inline(name: str) -> Markup:
    """A script that stands within its page."""
    return Markup((INLINE / name).read_text("utf-8").strip())


def policy(names: Iterable[str]) -> Markup:
    """The policy for a page: the inline scripts that it names are allowed by hash, and nothing else inline."""
    return Markup(POLICY.format(hashes="".join(f" 'sha256-{value}'" for value in sorted(map(_hash, names)))))


def _hash(name: str) -> str:
    return base64.b64encode(hashlib.sha256(inline(name).encode()).digest()).decode()


def for_shell() -> dict[str, object]:
    """What the page shell asks by name: read once for all pages of a version."""
    return {"inline": cache(inline), "policy": cache(policy)}
