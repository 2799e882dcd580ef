"""Where the project and its site live: one place, asked by everything that makes a link to either.

The environment decides (`HANDBOOK_SITE_URL`, `HANDBOOK_REPO_URL`, and what GitHub's own CI sets);
locally the git remote does. With neither, there is no address, and links that would be dead are not shown.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from macros.basics import repository

MAIN_BRANCH = "main"


@dataclass(frozen=True)
class Project:
    """The addresses of the project. Either may be empty: then nothing links there."""

    repo: str = ""
    site: str = ""

    def edit(self, file: str) -> str:
        """The address at which a file can be edited in a browser."""
        return f"{self.repo}/edit/{MAIN_BRANCH}/{file}" if self.repo else ""

    def view(self, file: str) -> str:
        """The address at which a file can be read."""
        return f"{self.repo}/blob/{MAIN_BRANCH}/{file}" if self.repo else ""

    def issue(self, form: str = "") -> str:
        """The address at which an issue can be opened, with one of the forms in .github/ISSUE_TEMPLATE."""
        return f"{self.repo}/issues/new" + (f"?template={form}" if form else "/choose") if self.repo else ""


def find_project(root: Path, env: dict[str, str] | None = None) -> Project:
    """Work out the addresses from the environment, then from the git remote named origin."""
    env = dict(os.environ) if env is None else env
    repo = env.get("HANDBOOK_REPO_URL", "")
    if not repo and env.get("GITHUB_REPOSITORY"):
        repo = f"{env.get('GITHUB_SERVER_URL', 'https://github.com')}/{env['GITHUB_REPOSITORY']}"
    if not repo:
        repo = web_address(repository.remote(root))
    site = env.get("HANDBOOK_SITE_URL", "")
    if not site:
        github = re.fullmatch(r"https://github\.com/([^/]+)/([^/]+)", repo)
        if github:
            owner, name = github[1].lower(), github[2]
            site = f"https://{owner}.github.io/" + ("" if name.lower() == f"{owner}.github.io" else f"{name}/")
    return Project(repo.rstrip("/"), site.rstrip("/") + "/" if site else "")


def web_address(remote: str) -> str:
    """The web address of a git remote, or nothing for one that is not on the web: a folder, a local server."""
    remote = remote.strip().removesuffix(".git")
    match = re.fullmatch(r"(?:ssh://)?git@([\w.-]+\.\w+)[:/](.+)", remote) or re.fullmatch(
        r"https://(?:[^@/]+@)?([\w-]+(?:\.[\w-]+)*\.[a-z]{2,})/(.+)", remote
    )
    return f"https://{match[1]}/{match[2]}" if match else ""
