"""Where the project and its site live: one place, asked by everything that makes a link to either.

The environment decides (`HANDBOOK_SITE_URL`, `HANDBOOK_REPO_URL`); then what a copy says in `own/handbook.yml`; then
what GitHub's own CI sets; locally the git remote does. With none, there is no address, and links that would be dead
are not shown.
`HANDBOOK_KEEP` says whether readers may keep a session on their phone, `HANDBOOK_FEEDBACK_MAIL` where feedback may be
mailed to,
`HANDBOOK_JOIN` where people turn who want to join a workshop or offer a service.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from macros.basics import repository

MAIN_BRANCH = "main"

MAIL = re.compile(r"[\w.+-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.I | re.A)
"""An address that a mail can be sent to, and that needs no sign of its own in a link."""

_FORM = re.compile(r"https://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[\w./~?&=%+-]*)?", re.I | re.A)
"""The address of a form: encrypted, since people type their own into it."""

_ALSO_GIT = ("ssh", "git", "git+ssh", "ssh+git", "git+https", "git+http")
"""Protocols besides those of the web in which git or a tool around it writes a remote."""

_PUBLIC = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*[a-z]")

_KEEPS = ("", "on", "yes", "true", "1")
"""What leaves the keeping of sessions on. Anything else switches it off: a typing error must not undo that."""

_PRIVATE = ("local", "localdomain", "localhost", "lan", "home", "internal", "intranet", "arpa")
"""Last parts of names that lead nowhere outside a network of one's own."""


@dataclass(frozen=True)
class Project:
    """The addresses of the project. Either may be empty: then nothing links there."""

    repo: str = ""
    site: str = ""
    keep: bool = True
    """Whether a session may be kept on a phone. `False` takes away every copy that was: docs/adr/0030."""
    mail: str = ""
    """The address to which readers may mail feedback. Empty: no draft of a mail is offered."""
    join: str = ""
    """Where people turn who want to join a workshop or offer a service: a mail address or the address of a form.
    Empty: the page says whom to ask."""

    def edit(self, file: str) -> str:
        """The address at which a file can be edited in a browser."""
        return f"{self.repo}/{_paths(self.repo)[0]}/{MAIN_BRANCH}/{file}" if self.repo else ""

    def view(self, file: str) -> str:
        """The address at which a file can be read."""
        return f"{self.repo}/{_paths(self.repo)[1]}/{MAIN_BRANCH}/{file}" if self.repo else ""

    def issue(self, form: str = "") -> str:
        """The address at which an issue can be opened, with one of the forms in .github/ISSUE_TEMPLATE where they
        are understood."""
        if not self.repo:
            return ""
        where = f"{self.repo}/{_paths(self.repo)[2]}"
        if "/-/" in where:
            return where
        return where + (f"?template={form}" if form else "/choose")


def _paths(repo: str) -> tuple[str, str, str]:
    """Where a file is edited, where it is read and where an issue is opened: no two hosts have the same."""
    host = urlsplit(repo).hostname or ""
    if "gitlab" in host:
        return "-/edit", "-/blob", "-/issues/new"
    if host == "codeberg.org" or "gitea" in host or "forgejo" in host:
        return "_edit", "src/branch", "issues/new"
    return "edit", "blob", "issues/new"


def find_project(root: Path, env: dict[str, str] | None = None) -> Project:
    """Work out the addresses from the environment, then from the git remote named origin."""
    env = dict(os.environ) if env is None else env
    own = _said_by_copy(root)
    repo = env.get("HANDBOOK_REPO_URL", "") or own.get("repository", "")
    if not repo and env.get("GITHUB_REPOSITORY"):
        repo = f"{env.get('GITHUB_SERVER_URL', 'https://github.com')}/{env['GITHUB_REPOSITORY']}"
    if not repo:
        repo = web_address(repository.remote(root))
    else:
        repo = web_address(repo) or repo
    site = env.get("HANDBOOK_SITE_URL", "") or own.get("address", "")
    if not site:
        github = re.fullmatch(r"https://github\.com/([^/]+)/([^/]+)", repo)
        if github:
            owner, name = github[1].lower(), github[2]
            site = f"https://{owner}.github.io/" + ("" if name.lower() == f"{owner}.github.io" else f"{name}/")
    keep = env.get("HANDBOOK_KEEP", "").strip().lower() in _KEEPS
    mail = env.get("HANDBOOK_FEEDBACK_MAIL", "").strip()
    if not MAIL.fullmatch(mail):  # a draft to nobody would be a dead end
        mail = ""
    join = env.get("HANDBOOK_JOIN", "").strip()
    if not MAIL.fullmatch(join) and not _FORM.fullmatch(join):
        join = ""
    return Project(repo.rstrip("/"), site.rstrip("/") + "/" if site else "", keep, mail, join)


def _said_by_copy(root: Path) -> dict[str, str]:
    """What a copy says of itself, as far as it is text. Whether it makes sense is the business of the check."""
    try:
        said = yaml.safe_load((root / "own" / "handbook.yml").read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    return (
        {str(name): value for name, value in said.items() if isinstance(value, str)} if isinstance(said, dict) else {}
    )


def web_address(remote: str) -> str:
    """The web address of a git remote, or nothing for one that is not on the web: a folder, a local server.

    Any form will do in which git takes one. What only git needs is left out: who logs in, the port of another
    protocol, `.git` at the end.
    """
    remote = remote.strip()
    short = re.fullmatch(r"(?:[^@/:\s]+@)?([^@/:\s]+):(?!//)(?!\\)(.+)", remote)  # as ssh has it: git@host:path
    if short:
        remote = f"ssh://{short[1]}/{short[2].lstrip('/')}"
    try:
        parts = urlsplit(remote)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:  # a port that is no number
        return ""
    path = parts.path.strip("/").removesuffix(".git").strip("/")
    own = parts.scheme in ("https", "http")
    if not (own or parts.scheme in _ALSO_GIT) or not path or path.startswith("~"):
        return ""
    host = {"ssh.github.com": "github.com"}.get(host, host.removeprefix("altssh."))  # for networks that block port 22
    if not _PUBLIC.fullmatch(host) or host.rsplit(".", 1)[-1] in _PRIVATE:
        return ""
    scheme, there = (parts.scheme, f"{host}:{port}") if own and port else (parts.scheme if own else "https", host)
    return f"{scheme}://{there}/{path}"
