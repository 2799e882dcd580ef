"""Runs the campaign, as far as its time allows, and goes on where the last run of the same seed ended."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.campaign import hostile, kills, mutations

ROOT = Path(__file__).resolve().parents[2]
PARTS = {"mutations": (mutations, 10_000), "hostile": (hostile, 2), "kills": (kills, 500)}
"""Each part with how many cases a whole campaign has: broken files; rounds through every text; kills."""


def main() -> int:
    """Run the parts one after another. The exit code is 1 if anything was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    parser.add_argument("--minutes", type=float, default=5, help="How long it may take, shared by the parts.")
    parser.add_argument("--seed", default="1", help="Another seed, other cases.")
    parser.add_argument("--only", choices=[*PARTS], action="append", help="Only this part.")
    parser.add_argument("--cases", type=int, help="How many cases a part has at the most.")
    parser.add_argument("--command", choices=[*kills.COMMANDS], action="append", help="Kill only this command.")
    parser.add_argument("--out", type=Path, default=ROOT / ".cache" / "campaign", help="Where what was found is kept.")
    asked = parser.parse_args()
    folder = asked.out / f"seed-{asked.seed}"
    folder.mkdir(parents=True, exist_ok=True)
    names = asked.only or [*PARTS]
    begun = time.monotonic()
    for place, name in enumerate(names):
        left = asked.minutes * 60 - (time.monotonic() - begun)
        part, whole = PARTS[name]
        kept = folder / f"{name}.jsonl"
        more = {"commands": asked.command} if name == "kills" and asked.command else {}
        with kept.open("a", encoding="utf-8") as file:

            def keep(outcome: dict[str, Any], file: Any = file) -> None:
                print(json.dumps(outcome, ensure_ascii=True), file=file, flush=True)

            part.run(
                ROOT,
                asked.out / f"scratch-{asked.seed}-{name}",
                asked.seed,
                asked.cases or whole,
                len(outcomes(kept)),
                time.monotonic() + left / (len(names) - place),
                keep,
                **more,
            )
    summary = {"seed": asked.seed, **{name: summed(name, outcomes(folder / f"{name}.jsonl")) for name in PARTS}}
    (folder / "summary.json").write_text(json.dumps(summary, indent=2) + "\n", "utf-8")
    print(table(summary))
    print(f"Every case: {folder}", file=sys.stderr)
    return int(any(part["faults"] for part in summary.values() if isinstance(part, dict)))


def outcomes(kept: Path) -> list[dict[str, Any]]:
    """What was kept of a part so far."""
    return [json.loads(row) for row in kept.read_text("utf-8").splitlines()] if kept.is_file() else []


def summed(name: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    """The counts of a part, how many of them are faults, and the first faults of each kind."""
    counts = Counter(each["verdict"] for each in found)
    if name == "mutations":
        counts["over 2 s"] = sum(each["slow"] for each in found)
    if name == "hostile":
        counts = Counter({"insertions": sum(each["insertions"] for each in found), **dict(_faults_of(found))})
    faults = sum(number for verdict, number in counts.items() if verdict in FAULTS[name])
    examples: dict[str, Any] = {}
    for each in found:
        if each["verdict"] in FAULTS[name] and len(examples) < 40:
            examples.setdefault(f"{each['verdict']}: {each.get('how') or each.get('command')}", each)
    return {"cases": len(found), "counts": dict(sorted(counts.items())), "faults": faults, "examples": examples}


FAULTS = {
    "mutations": {"accused", "traceback", "hang", "over 2 s"},
    "hostile": {"markup", "traceback"},
    "kills": {"half done"},
}
"""What must not happen."""


def _faults_of(found: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return [("markup", sum(each["markup"] for each in found)), ("traceback", sum(each["traceback"] for each in found))]


def table(summary: dict[str, Any]) -> str:
    """What is printed at the end: each part, each count, and a mark where it must be 0."""
    rows = [f"Seed {summary['seed']}"]
    for name, part in summary.items():
        if isinstance(part, dict):
            rows.append(f"\n{name}: {part['cases']} cases")
            for verdict, number in part["counts"].items():
                meant = {**mutations.VERDICTS, **kills.VERDICTS}.get(verdict, "")
                mark = "  (must be 0)" if verdict in FAULTS[name] else ""
                rows.append(f"  {number:>7}  {verdict}{f': {meant}' if meant else ''}{mark}")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
