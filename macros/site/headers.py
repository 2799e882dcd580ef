"""What a host should send with each page, as a file that some hosts read by themselves.

Each page carries its content policy in itself, and works without any of this. A policy in a page cannot forbid
framing, though, nor say what else a browser should refuse: only a header can. docs/about/host.md tells it to
people, with the same for nginx; a test holds the two together.
"""

from __future__ import annotations

from macros.site.contentpolicy import INLINE, policy

NAME = "_headers"
"""The name under which Netlify, Cloudflare Pages and some others look for it, at the root of a site."""


def headers() -> dict[str, str]:
    """The headers by name. One policy for every page: the scripts of all pages are allowed by hash."""
    scripts = sorted(path.name for path in INLINE.glob("*.js"))
    return {
        "Content-Security-Policy": f"{policy(scripts)}; frame-ancestors 'none'",
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    }


def headers_file() -> str:
    """The file: for every address, these headers."""
    return "/*\n" + "".join(f"  {name}: {value}\n" for name, value in headers().items())


def for_nginx() -> str:
    """The same as lines of an nginx configuration, to stand in `server` or `location`."""
    return "".join(f'add_header {name} "{value}" always;\n' for name, value in headers().items())
