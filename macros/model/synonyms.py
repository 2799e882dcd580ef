"""The project's own words for the search: `data/search/synonyms.yml` and `asked.yml`."""

from __future__ import annotations

from pathlib import Path

from macros.basics.files import is_there
from macros.basics.problems import Problem, Problems
from macros.model.yamlfiles import read_yaml

SYNONYMS = Path("data/search/synonyms.yml")
ASKED = Path("data/search/asked.yml")


PAGES = "pages"
"""The group of that file that has no synonyms: what else people call a page, by its address."""


# -- synonyms ------------------------------------------------------------------------------------


def read_synonyms(root: Path) -> dict[str, list[str]]:
    """The project's synonyms: a word or a few, and what else to look for. Empty if the project has none."""
    return {
        word: others for group, pairs in _read_groups(root).items() if group != PAGES for word, others in pairs.items()
    }


def read_keywords(root: Path) -> dict[str, list[str]]:
    """By its address, what else people call a page or a term that has no place for keywords in its own file."""
    return _read_groups(root).get(PAGES, {})


def read_asked(root: Path) -> dict[str, list[str]]:
    """By its address, how people ask for what a page or a term answers, in their own words. Empty if there is none."""
    return {page: ways for group in _read_groups(root, ASKED).values() for page, ways in group.items()}


def _read_groups(root: Path, name: Path = SYNONYMS) -> dict[str, dict[str, list[str]]]:
    """The file of synonyms, or another of its form. Raises `Problems` if it is not of that form."""
    path = root / name
    if not is_there(path):
        return {}
    file = read_yaml(path, root)
    problems = list(file.problems)
    groups = file.values if isinstance(file.values, dict) else {}
    seen: set[str] = set()
    for group, pairs in groups.items():
        for word, others in pairs.items() if isinstance(pairs, dict) else ():
            where = (group, word)
            if not isinstance(others, list) or not others or not all(isinstance(other, str) for other in others):
                problems.append(
                    Problem(
                        file.shown,
                        file.line_of(where),
                        f'"{word}" needs a list of other words.',
                        f"Write {word}: [one, or several].",
                    )
                )
            elif word in seen:
                problems.append(
                    Problem(
                        file.shown,
                        file.line_of(where),
                        f'"{word}" stands in this file twice.',
                        "Put its words together.",
                    )
                )
            seen.add(word)
    if not file.problems and not (groups and all(isinstance(pairs, dict) for pairs in groups.values())):
        problems.append(
            Problem(
                file.shown,
                1,
                "The synonyms are groups of `word: [other words]`.",
                "See the words at the top of the file.",
            )
        )
    if problems:
        raise Problems(problems)
    return groups
