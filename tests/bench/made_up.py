"""Makes projects of a given size: a small handbook, and as many made-up case studies as are wanted.

The small handbook is our iteration 0.2, with what later versions ask of an element taken from 0.3. The case studies are
about 300 words each, from a fixed list of words (`vocabulary.yml`) and a random generator that always says the same, so
that every run measures the same pages. No place, person or organisation in them is real.
"""

from __future__ import annotations

import random
import re
import shutil
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from macros import model
from macros.model.fields import Since, marked
from macros.model.marks import unmarked

from .running import ROOT, handbook

BASE, LATER = (ROOT / "data" / "released" / version for version in ("0.2", "0.3"))
CASES_TO_A_SOURCE = 5
WORDED = "data/draft/principles/shared-purpose.yml"
"""The element that each iteration words a little differently from the one before."""


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def of_size(project: Path, pages: int) -> Path:
    """A project with one iteration, a draft, whose site has so many pages. Returns its folder;
    raises `ValueError` if that is too few."""
    begin(project)
    add_cases(project, range(1))
    wanted = pages - len(count_pages(project)) + 1
    if wanted < 1:
        raise ValueError(f"{pages} pages are too few: without case studies there are {pages - wanted} already.")
    add_cases(project, range(1, wanted))
    return project


def with_iterations(project: Path, count: int, pages: int = 60) -> Path:
    """A project with so many iterations, the draft among them. One that exists already is taken further.

    Its first iteration has so many pages; each later one has one case study more and says one element otherwise.
    """
    if not project.exists():
        of_size(project, pages)
    while len(iterations(project)) + 1 < count:
        handbook(project, "release", "--date", "2026-11-01", limit=None)
        _change_the_draft(project)
    return project


def growing(counts: list[int]) -> Iterator[tuple[int, Path]]:
    """A made-up handbook with so many iterations, the fewest first, each time with nothing built yet."""
    with tempfile.TemporaryDirectory(prefix="handbook-bench-") as scratch:
        project = Path(scratch) / "p"
        for count in sorted(counts):
            with_iterations(project, count)
            for name in ("site", ".cache"):
                shutil.rmtree(project / name, ignore_errors=True)
            yield count, project


def iterations(project: Path) -> list[str]:
    """The released iterations of a project."""
    released = project / "data" / "released"
    return sorted(path.name for path in released.iterdir()) if released.is_dir() else []


def count_pages(project: Path) -> list[str]:
    """The pages of a project's draft, as the paths of the Markdown files that it exports."""
    out = project / ".cache" / "count"
    shutil.rmtree(out, ignore_errors=True)
    handbook(project, "export", "--markdown", "--out", str(out), limit=None)
    found = sorted(path.relative_to(out / "docs").as_posix() for path in (out / "docs").rglob("*.md"))
    shutil.rmtree(out)
    return found


def begin(project: Path) -> None:
    """A project whose only iteration is a draft with the words of our iteration 0.2, and no workshops."""
    copy_shell(project)
    draft = project / "data" / "draft"
    shutil.copytree(BASE, draft, ignore=shutil.ignore_patterns("changes", "frozen.json"))
    change(
        draft / "iteration.yml",
        lambda d: [
            d.update(version="0.1", status="draft"),
            *(d.pop(name, None) for name in ("digest", "released", "follows")),
        ],
    )
    for kind, folder in (("step", "steps"), ("principle", "principles"), ("tension", "tensions"), ("tool", "tools")):
        for path in (draft / folder).glob("*.yml"):
            write(
                path,
                complete(
                    kind,
                    yaml.safe_load(path.read_text("utf-8")),
                    yaml.safe_load((LATER / folder / path.name).read_text("utf-8")),
                ),
            )
    words = "\n".join(path.read_text("utf-8") for path in draft.rglob("*.yml") if path.name != "sources.yml")
    sources = draft / "sources.yml"
    write(sources, [source for source in yaml.safe_load(sources.read_text("utf-8")) if f"@{source['id']}" in words])


def complete(kind: str, element: dict[str, Any], later: dict[str, Any]) -> dict[str, Any]:
    """An element with everything that any version asks for.
    What it lacks comes from a later iteration, where it names nothing by id."""
    element.pop("was", None)  # the iteration in which it was called so is not here
    lacking = _asked_of(kind) - element.keys()
    element |= {
        name: _unmarked(later[name]) for name in sorted(lacking | ({"fields"} if "example" in lacking else set()))
    }
    then = {activity["id"]: activity for activity in later.get("activities", ())}
    for activity in element.get("activities", ()):
        activity.pop("was", None)
        for name in sorted(_asked_of("activity") - activity.keys()):
            activity[name] = _unmarked(then.get(activity["id"], {}).get(name)) or Talk(activity["id"] + name).say(1)
    return element


def _asked_of(kind: str) -> set[str]:
    classes = {**model.ELEMENTS, "activity": model.Activity}
    return set(marked(classes[kind], Since)) if kind in classes else set()


def _unmarked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _unmarked(each) for key, each in value.items()}
    return (
        [_unmarked(each) for each in value]
        if isinstance(value, list)
        else unmarked(value)
        if isinstance(value, str)
        else value
    )


def copy_shell(project: Path) -> None:
    """What a project needs besides its data."""
    for name in ("docs", "macros", "overrides"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("mkdocs.yml", "requirements.lock"):
        shutil.copy(ROOT / name, project / name)


def add_cases(project: Path, numbers: range) -> None:
    """Write made-up case studies into the draft, and the sources that they cite."""
    draft = project / "data" / "draft"
    (draft / "case-studies").mkdir(exist_ok=True)
    sources = yaml.safe_load((draft / "sources.yml").read_text("utf-8"))
    known = {source["id"] for source in sources}
    for number in numbers:
        case = case_study(number)
        write(draft / "case-studies" / f"{case['id']}.yml", case)
        source = source_of(number)
        if source["id"] not in known:
            known.add(source["id"])
            sources.append(source)
    write(draft / "sources.yml", sources)


def _change_the_draft(project: Path) -> None:
    """What is different in a new draft: one element says something else, one case study is new,
    and the change list explains both."""
    number = len(list((project / "data" / "draft" / "case-studies").glob("*.yml")))
    add_cases(project, range(number, number + 1))
    reword(project, f"iteration {number}")
    said = dict.fromkeys(("title", "depicts", "summary"), f"Made up, with {number + 1} case studies")
    change(project / "data" / "draft" / "iteration.yml", lambda d: d.update(said))
    changes = project / "data" / "draft" / "changes"
    for id_, kind, element in (
        ("purpose-said-otherwise", "reworded", Path(WORDED).stem),
        ("one-more-case", "added", case_study(number)["id"]),
    ):
        write(
            changes / f"{id_}.yml",
            {"id": id_, "kind": kind, "elements": [element], "summary": "Made up.", "why": "To measure."},
        )


def reword(project: Path, words: str) -> None:
    """Let the element of the draft that changes each time say something else.
    Its entry in the change list covers any wording."""
    change(
        project / WORDED, lambda d: d.update(why=f"{Talk(words).say(2)} It is said like this for {words}. [inferred]")
    )


def source_of(number: int) -> dict[str, Any]:
    """The source that a case study cites: the same one for a few of them."""
    row = number // CASES_TO_A_SOURCE
    return {
        "id": f"made-up-{row}",
        "title": f"Made-up report {row}",
        "publisher": "Nobody: made up to measure",
        "date": "2026",
        "kind": "report",
        "read": "whole",
    }


def case_study(number: int) -> dict[str, Any]:
    """A made-up case study of about 300 words, always the same for the same number."""
    talk = Talk(number)
    words = talk.words
    first, second = words["first"], words["second"]
    name = f"{first[number % len(first)]} {second[(number // len(first) + number % len(first)) % len(second)]}"
    form = talk.pick(words["form"])
    cited = f"[@{source_of(number)['id']}]"
    service = talk.pick(words["service"])
    return {
        "id": f"made-up-{number}",
        "title": f"{name} {form}",
        "place": f"Made-up place {number}",
        "country": f"Made-up country {number % 7}",
        "sector": service[0].upper() + service[1:],
        "themes": [talk.pick(words["theme"])],
        "keywords": [*talk.own[:2], service],
        "commissioners": f"The {talk.pick(words['role'])} of {name} {cited}",
        "providers": f"A {talk.pick(words['role'])} and two others {cited}",
        "years": f"{talk.random.randrange(1995, 2020)} to {talk.random.randrange(2020, 2027)} {cited}",
        "value": f"£{talk.random.randrange(100, 9900)},000 {cited}",
        "length": "Not found",
        "route": f"{talk.say(1)} {cited}",
        "form": talk.pick(
            ["formal-relational", "alliance", "outcomes-relational", "relational-practice", "transactional"]
        ),
        "result": talk.pick(["reported-well", "mixed", "failed", "not-known"]),
        "opening": f"{talk.say(2)} {cited}\n\n{talk.say(1)} [inferred]",
        "problem": f"{talk.say(2)} {cited}",
        "features": [f"{talk.say(1)} {cited}" for _ in range(3)],
        "what_happened": f"{talk.say(4)} {cited} See [[{talk.pick(TOOLS)}]].",
        "contested": f"{talk.say(2)} [inferred]",
        "lessons": [talk.say(1), talk.say(1), f"{talk.say(1)} Start from [[{talk.pick(PRINCIPLES)}]]."],
        "evidence": [
            talk.pick(["independent-evaluation", "peer-reviewed", "audit-inquiry-court", "self-reported", "journalism"])
        ],
        "evidence_note": talk.say(1),
        "steps": [{"step": talk.pick(STEPS), "how": f"{talk.say(1)} {cited}"}],
        "principles": [talk.pick(PRINCIPLES)],
        "tensions": [talk.pick(TENSIONS)],
        "tools": [talk.pick(TOOLS)],
        **({"see_also": [f"made-up-{talk.random.randrange(number)}"]} if number else {}),
    }


STEPS, PRINCIPLES, TENSIONS, TOOLS = (
    [path.stem for path in sorted((BASE / folder).glob("*.yml"))]
    for folder in ("steps", "principles", "tensions", "tools")
)


class Talk:
    """Makes sentences: the same ones for the same seed.
    `own` are a few rare words, which the sentences of one seed come back to."""

    def __init__(self, seed: int | str):
        self.random = random.Random(f"handbook {seed}")
        self.words = vocabulary()
        self.own = self.random.sample(self.words["own"], 4)

    def pick(self, words: list[str]) -> str:
        return self.random.choice(words)

    def say(self, count: int) -> str:
        """So many sentences."""
        return " ".join(self._sentence() for _ in range(count))

    def _sentence(self) -> str:
        made = re.sub(r"\{(\w+)\}", lambda found: self._word(found[1]), self.pick(self.words["sentences"]))
        return re.sub(r"\b([Aa]) (?=[aeio]|u(?!ni|se))", r"\1n ", made)

    def _word(self, kind: str) -> str:
        if kind == "number":
            return str(self.random.randrange(12, 990))
        if kind == "percent":
            return str(self.random.randrange(2, 90))
        return self.pick(self.own if kind == "own" else self.words[kind])


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, list[str]]:
    """The lists of words, and the sentences that they go into."""
    return yaml.safe_load(Path(__file__).with_name("vocabulary.yml").read_text("utf-8"))


def write(path: Path, values: Any) -> None:
    """Write values as YAML."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.dump(values, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=10**6), "utf-8")


def change(path: Path, edit: Any) -> None:
    """Read a YAML file, edit its values in place, and write it."""
    values = yaml.safe_load(path.read_text("utf-8"))
    edit(values)
    write(path, values)
