"""What the software is made of, as a CycloneDX bill of materials: read from the lock file, and from nothing else.

What stands there is what is installed where the site is published, each with the digests that pip asks for. Licences
of packages are not in a lock file, so they are not said here: whoever needs them asks the packages.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
import uuid
from pathlib import Path
from typing import Any

LOCK = "requirements-publish.lock"
"""What is installed where the site is published: the same as the other lock, without what only tests need."""

NAMESPACE = uuid.UUID("5d3f9c1e-8c0a-5b43-9d57-0f6c7f2e4a10")
"""As in the feed: our own namespace for names that stay."""

_PIN = re.compile(r"^(?P<name>[A-Za-z0-9][\w.-]*)==(?P<version>[^\s;\\]+)(?: *; *(?P<only>[^\\]*?))? *\\?$")
_DIGEST = re.compile(r"^--hash=sha256:(?P<digest>[0-9a-f]{64}) *\\?$")


def bill_of_materials(root: Path, made: dt.datetime | None = None) -> str:
    """The bill of materials as CycloneDX 1.6 in JSON, the same bytes for the same lock.

    `made` is the moment it bears; without one it bears none, which the format allows. Raises `ValueError` for a line
    of the lock that is neither a package nor its digest: a bill with a gap is worse than none.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    parts = components((root / LOCK).read_text("utf-8"))
    ours = f"pkg:pypi/{project['name']}@{project['version']}"
    bill: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": uuid.uuid5(NAMESPACE, json.dumps([ours, parts])).urn,
        "version": 1,
        "metadata": {
            **({"timestamp": made.isoformat()} if made else {}),
            "component": {
                "type": "application",
                "bom-ref": ours,
                "name": project["name"],
                "version": project["version"],
                "purl": ours,
                "licenses": [{"expression": project["license"]}],
            },
        },
        "components": parts,
        "dependencies": [{"ref": ours, "dependsOn": [part["bom-ref"] for part in parts]}],
    }
    return json.dumps(bill, indent=2, ensure_ascii=False) + "\n"


def components(lock: str) -> list[dict[str, Any]]:
    """The packages of a lock file, in its order, as components."""
    found: list[dict[str, Any]] = []
    for number, row in enumerate(lock.splitlines(), 1):
        line = row.strip()
        if pin := _PIN.match(line):
            address = f"pkg:pypi/{re.sub(r'[-_.]+', '-', pin['name']).lower()}@{pin['version']}"
            found.append(
                {
                    "type": "library",
                    "bom-ref": address,
                    "name": pin["name"],
                    "version": pin["version"],
                    "purl": address,
                    "hashes": [],
                    **({"properties": [{"name": "handbook:only", "value": pin["only"]}]} if pin["only"] else {}),
                }
            )
        elif (digest := _DIGEST.match(line)) and found:
            found[-1]["hashes"].append({"alg": "SHA-256", "content": digest["digest"]})
        elif line and not line.startswith("#"):
            raise ValueError(f"{LOCK}, line {number}: this is neither a package nor its digest: {line[:60]}")
    return found
