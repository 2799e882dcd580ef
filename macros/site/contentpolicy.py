"""A strict content security policy for every page, written into the page itself.

No host is allowed but the page's own, nothing inline is allowed but the scripts whose hash is
listed, and no style attribute. A host that can send headers may send the same policy as a header.
"""

from __future__ import annotations

import base64
import hashlib
import re

POLICY = (
    "default-src 'none'; script-src 'self'{hashes}; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)


_INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*\btype=\"application/(?:ld\+)?json\")[^>]*>(.*?)</script>", re.S)


_CHARSET = re.compile(r"<meta charset=\"?utf-8\"?>", re.I)


def policy_for(html: str) -> str:
    """The policy for a page: its inline scripts are allowed by hash, and nothing else inline."""
    hashes = sorted(
        {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in _INLINE.findall(html)}
    )
    return POLICY.format(hashes="".join(f" 'sha256-{value}'" for value in hashes))


def with_policy(html: str) -> str:
    """A page with its policy, directly after the declaration of its encoding."""
    return _CHARSET.sub(
        lambda m: f'{m[0]}<meta http-equiv="Content-Security-Policy" content="{policy_for(html)}">', html, count=1
    )
