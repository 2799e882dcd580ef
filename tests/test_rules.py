"""One broken example for each rule, and the error that it must produce."""

from __future__ import annotations

import ast
import datetime as dt
import inspect
import re
import shutil
from types import ModuleType

import pytest
from conftest import ROOT, Scratch, shown

from macros.basics.problems import Problem
from macros.checks import changelists, doing, frozen, rules, strips, tools, workshops
from macros.checks.everything import check_all
from macros.history.fingerprints import write_frozen
from macros.model import complaints, loading
from macros.model.loading import load_folder

SPEAKING = (loading, complaints, rules, strips, tools, workshops, changelists, doing, frozen)

TOOL = "data/draft/tools/user-voice-plan.yml"
STEP = "data/draft/steps/shape-the-approach.yml"
PRINCIPLE = "data/draft/principles/shared-purpose.yml"
CHANGE = "data/draft/changes/hear-people-first.yml"
ABOUT = "data/draft/iteration.yml"
SOURCES = "data/draft/sources.yml"
CASE = "data/draft/case-studies/a-case.yml"
GUIDANCE = "data/draft/guidance/a-rule.yml"
STEPS_FILLED = [{"level": "Shaping", "who": "Users", "told": "June"}] * 4
WORKSHOP = "data/workshops/soc24-croissants-and-collaborations.yml"


def _field(scratch, name, key, value):
    scratch.change(name, lambda d: d.__setitem__(key, value))


def _case(scratch, **changes):
    values = {
        "id": "a-case",
        "title": "A case",
        "place": "Fennmouth",
        "country": "England",
        "sector": "Support",
        "commissioners": "A council [inferred]",
        "providers": "A charity [inferred]",
        "years": "Not found",
        "value": "Not found",
        "length": "Not found",
        "route": "Not found",
        "form": "alliance",
        "result": "mixed",
        "opening": "It began. [inferred]",
        "problem": "A problem. [inferred]",
        "what_happened": "Something. [@golab-mission-blog]",
        "evidence": ["self-reported"],
        "evidence_note": "Thin.",
    } | changes
    scratch.write("data/draft/case-studies/a-case.yml", values)


def _guidance(scratch, **table):
    """A page of guidance with a table."""
    scratch.write(
        GUIDANCE,
        {
            "id": "a-rule",
            "title": "A rule",
            "area": "rulebook",
            "question": "May we?",
            "answer": "Ask.",
            "nations": ["england"],
            "tables": [{"caption": "May we", "columns": ["Contract", "May we?"], "rows": [["Old", "No"]]} | table],
        },
    )


def _glossary(scratch, **changes):
    scratch.write(
        "data/draft/glossary.yml",
        [{"id": "trust", "term": "Trust", "definition": "Relying on somebody.", "basis": "ours"} | changes],
    )


def _example(scratch, value):
    rows = [{"level": "Shaping", "who": "Users", "told": "June"}] * 4
    _field(scratch, TOOL, "example", {"title": "Somewhere", "values": {"steps": rows if value is None else value}})


def _reading(scratch, **changes):
    scratch.write(
        "data/reading-list/r.yml",
        {
            "id": "r",
            "title": "The Act",
            "look_for": "Changes.",
            "then": "Mend the page.",
            "who": "A lawyer",
            "looked": dt.date(2026, 11, 28),
        }
        | changes,
    )


def _erratum(scratch, **changes):
    scratch.write(
        "data/errata/e.yml",
        {
            "id": "e",
            "iteration": "0.1",
            "element": "shared-purpose",
            "says": "towards one purpose",
            "should_say": "towards a purpose",
            "why": "A slip.",
            "date": dt.date(2026, 11, 22),
        }
        | changes,
    )


def _released(scratch, why):
    """Words in the released iteration that were not there: its digests are not what is tested."""
    name = "data/released/0.1/principles/shared-purpose.yml"
    scratch.change(name, lambda d: d.__setitem__("why", why))


def _frozen_with(scratch, why):
    """The same words, as if they had been there when it was released."""
    _released(scratch, why)
    digest = write_frozen(load_folder(scratch.root / "data/released/0.1", scratch.root))
    scratch.change("data/released/0.1/iteration.yml", lambda d: d.update(digest=digest))


def _released_change(scratch):
    heard = scratch.read(WORKSHOP)["feedback"][0]["id"]
    scratch.write(
        "data/released/0.1/changes/early.yml",
        {"id": "early", "kind": "added", "elements": ["x"], "summary": "x", "why": "y", "feedback": [heard]},
    )
    scratch.change(WORKSHOP, lambda d: d["feedback"][0].update(status="declined"))


DOING = "data/what-to-do/0.1.yml"


def _doing(scratch, name=DOING, told=({"id": "early", "does": "differently", "now": "Ask first."},), **change):
    """A change in the released iteration, what it alters beside it, and what a change of the draft says of itself."""
    scratch.write(
        "data/released/0.1/changes/early.yml",
        {"id": "early", "kind": "added", "elements": ["x"], "summary": "x", "why": "y"},
    )
    scratch.write(name, {"iteration": name[-7:-4], "changes": list(told)})
    scratch.change(CHANGE, lambda d: d.update(change))


# name: (how to break it, the file that the message names, what the message says, what it suggests)
RULES = {
    "unknown field": (
        lambda s: _field(s, TOOL, "methode", ["x"]),
        TOOL,
        '"methode" is not a field of a tool',
        'Did you mean "method"?',
    ),
    "an answer that is no column": (
        lambda s: _guidance(s, answer="May you"),
        GUIDANCE,
        'No column is called "May you"',
        "",
    ),
    "an answer before what it is about": (
        lambda s: _guidance(s, answer="Contract"),
        GUIDANCE,
        "it cannot be the answer",
        "",
    ),
    "a year that the case does not say": (
        lambda s: _case(s, years="From 2019 [inferred]", strip={"term": {"starts": "2018", "ended": "2019"}}),
        CASE,
        'shows "2018"',
        "with a source",
    ),
    "a term that was not found": (
        lambda s: _case(s, years="From 2019 [inferred]", strip={"term": {"starts": "2019", "months": 60}}),
        CASE,
        "the length of the contract was not found",
        "Take it out",
    ),
    "a frame around nobody": (
        lambda s: _case(s, strip={"inside": ["A council", "A bank"]}),
        CASE,
        '"A bank" is framed',
        "as it stands there",
    ),
    "inside and outside": (
        lambda s: _case(s, strip={"inside": ["A council"], "outside": ["A council"]}),
        CASE,
        "inside of the contract and outside of it",
        "Keep one",
    ),
    "a line without an end": (
        lambda s: _case(s, years="From 2019 [inferred]", strip={"term": {"starts": "2019"}}),
        CASE,
        "A line has an end",
        "",
    ),
    "unknown field within": (
        lambda s: s.change(TOOL, lambda d: d["fields"][0].__setitem__("lable", "x")),
        TOOL,
        '"lable" is not a field of a template field',
        "label",
    ),
    "missing field": (
        lambda s: s.change(TOOL, lambda d: d.pop("in_one_line")),
        TOOL,
        '"in_one_line" is missing',
        "What it is for",
    ),
    "number for text": (
        lambda s: s.replace(TOOL, "title: User-voice plan", "title: 12"),
        TOOL,
        "should be text",
        'Put quotes round it: "12"',
    ),
    "text for number": (
        lambda s: s.replace(STEP, "order: 1", "order: first"),
        STEP,
        "should be a whole number",
        "in figures",
    ),
    "text for list": (lambda s: _field(s, TOOL, "method", "just do it"), TOOL, "should be a list", "hyphen"),
    "word not in a list": (
        lambda s: _field(s, TOOL, "form", "plann"),
        TOOL,
        '"plann" is not a kind of tool',
        'Did you mean "plan"?',
    ),
    "unquoted version": (
        lambda s: s.replace(ABOUT, "version: '0.2'", "version: 0.2"),
        ABOUT,
        "should be text",
        "quotes",
    ),
    "several lines where one should be": (lambda s: _field(s, TOOL, "title", "One\ntwo"), TOOL, "single line", ""),
    "nothing where words should be": (lambda s: _field(s, TOOL, "title", "  "), TOOL, "There is nothing here", ""),
    "id not in form": (lambda s: _field(s, TOOL, "id", "User_Voice"), TOOL, "not in the right form", "small letters"),
    "id and file differ": (
        lambda s: _field(s, TOOL, "id", "voice-plan"),
        TOOL,
        'called "user-voice-plan.yml"',
        "rename the file",
    ),
    "id used twice": (
        lambda s: s.write(
            "data/draft/tensions/shared-purpose.yml",
            {"id": "shared-purpose", "title": "T", "one_good": "a", "other_good": "b", "in_one_line": "c"},
        ),
        "data/draft/tensions/shared-purpose.yml",
        'The id "shared-purpose" is used twice: for a tension here and for a principle in data/draft/principles',
        "Rename",
    ),
    "source given twice": (
        lambda s: s.change(SOURCES, lambda d: d.append(dict(d[0]))),
        SOURCES,
        "is given twice, here and on line",
        "Keep one",
    ),
    "tool that does not exist": (
        lambda s: s.change(STEP, lambda d: d["activities"][0].__setitem__("tools", ["cross-function-alignmnt"])),
        STEP,
        'There is no tool "cross-function-alignmnt"',
        'Did you mean "cross-function-alignment"?',
    ),
    "element of another kind": (
        lambda s: s.change(STEP, lambda d: d["activities"][0].__setitem__("tools", ["shared-purpose"])),
        STEP,
        "is a principle; a tool is expected",
        "",
    ),
    "source that does not exist": (
        lambda s: _field(s, PRINCIPLE, "why", "So says [@golab-mision-blog]."),
        PRINCIPLE,
        'There is no source "golab-mision-blog"',
        "golab-mission-blog",
    ),
    "link that leads nowhere": (
        lambda s: _field(s, PRINCIPLE, "why", "See [[learning-lgo]]. [inferred]"),
        PRINCIPLE,
        'There is no element or workshop "learning-lgo"',
        "learning-log",
    ),
    "term that does not exist": (
        lambda s: _field(s, PRINCIPLE, "why", "A [[term:standstil]]. [inferred]"),
        PRINCIPLE,
        'There is no term "standstil"',
        "",
    ),
    "folder of no kind": (
        lambda s: s.write("data/draft/tool/x.yml", "id: x\n"),
        "data/draft/tool",
        "no kind of element",
        "tools",
    ),
    "file of no kind": (
        lambda s: s.write("data/draft/glosary.yml", "[]\n"),
        "data/draft/glosary.yml",
        "does not belong",
        "glossary.yml",
    ),
    "wrong ending": (
        lambda s: s.write("data/draft/tools/x.yaml", "id: x\n"),
        "data/draft/tools/x.yaml",
        "end in .yml",
        "Rename",
    ),
    "choice without options": (
        lambda s: s.change(TOOL, lambda d: d["fields"].append({"id": "c", "label": "C", "type": "choice"})),
        TOOL,
        "A choice needs options",
        "",
    ),
    "scale without ends": (
        lambda s: s.change(TOOL, lambda d: d["fields"].append({"id": "c", "label": "C", "type": "scale"})),
        TOOL,
        "A scale needs",
        "",
    ),
    "table without columns": (
        lambda s: s.change(TOOL, lambda d: d["fields"].append({"id": "c", "label": "C", "type": "table"})),
        TOOL,
        "A table needs columns",
        "",
    ),
    "field given twice": (
        lambda s: s.change(TOOL, lambda d: d["fields"].append(dict(d["fields"][0]))),
        TOOL,
        "same id",
        "Rename",
    ),
    "example of another type": (lambda s: _example(s, "text"), TOOL, "it should be a list of rows", "table"),
    "example with too few rows": (
        lambda s: _example(s, [{"level": "Shaping", "who": "a", "told": "b"}]),
        TOOL,
        "it has 1 rows and the template has 4",
        "",
    ),
    "example with a wrong choice": (
        lambda s: _example(s, [{"level": "Deciding all", "who": "a", "told": "b"}] * 4),
        TOOL,
        "it should be one of",
        "",
    ),
    "example that leaves out": (
        lambda s: _field(s, TOOL, "example", {"title": "x", "values": {}}),
        TOOL,
        'leaves out "steps"',
        "Answer every field",
    ),
    "example with another field": (
        lambda s: _field(s, TOOL, "example", {"title": "x", "values": {"stepz": []}}),
        TOOL,
        "not a field of the template",
        "steps",
    ),
    "definition too long": (
        lambda s: _glossary(s, definition="word " * 46),
        "data/draft/glossary.yml",
        "has 46 words",
        "45",
    ),
    "definition without a source": (
        lambda s: _glossary(s, basis="sourced"),
        "data/draft/glossary.yml",
        "cites no source",
        "basis: ours",
    ),
    "fact in a case without a source": (
        lambda s: _case(s, opening="It was a triumph."),
        "data/draft/case-studies/a-case.yml",
        '"opening" does not say where it comes from',
        "[@source-id]",
    ),
    "feature in a case without a source": (
        lambda s: _case(s, features=["They met weekly."]),
        "data/draft/case-studies/a-case.yml",
        '"features", item 1',
        "[inferred]",
    ),
    "source at a copy": (
        lambda s: s.change(SOURCES, lambda d: d[0].__setitem__("url", "https://www.scribd.com/document/1")),
        SOURCES,
        "linked at a copy",
        "read_via",
    ),
    "authors in one line": (
        lambda s: s.change(SOURCES, lambda d: d[0].__setitem__("authors", "Jane Smith and John Doe")),
        SOURCES,
        "The authors are in one line",
        "the family name first",
    ),
    "author who looks like an organisation": (
        lambda s: s.change(SOURCES, lambda d: d[0].__setitem__("authors", ["T. L. Brown"])),
        SOURCES,
        "looks like a person",
        "Brown, T. L.",
    ),
    "value that cannot be worked out": (
        lambda s: s.write("data/draft/values.yml", [{"id": "in-all", "what": "Hours.", "sum": ["of-step-one"]}]),
        "data/draft/values.yml",
        'The value "in-all" has no figure',
        "Mend it",
    ),
    "value that nothing names": (
        lambda s: s.write("data/draft/values.yml", [{"id": "idle", "what": "Hours.", "figure": 3}]),
        "data/draft/values.yml",
        'Nothing names the value "idle"',
        "where it is said",
    ),
    "more faults than anybody reads": (
        lambda s: s.change(ABOUT, lambda d: d.update({f"a{number}": "b" for number in range(150)})),
        ABOUT,
        "So much is wrong here that 50 more are not told.",
        "first",
    ),
    "source that nothing cites": (
        lambda s: s.change(
            SOURCES,
            lambda d: d.append(
                {"id": "idle", "title": "Idle", "publisher": "Nobody", "kind": "report", "read": "whole"}
            ),
        ),
        SOURCES,
        'Nothing cites the source "idle"',
        "take it out",
    ),
    "five steps": (
        lambda s: s.write(
            "data/draft/steps/five.yml", {"id": "five", "title": "Five", "order": 5, "in_one_line": "x", "why": "y"}
        ),
        ABOUT,
        "has steps in the order",
        "order",
    ),
    "status and folder differ": (
        lambda s: _field(s, ABOUT, "status", "released"),
        ABOUT,
        'status is "released" in the folder draft',
        "data/draft",
    ),
    "follows another": (
        lambda s: _field(s, ABOUT, "follows", "0.0"),
        ABOUT,
        "says that it follows 0.0",
        'follows: "0.1"',
    ),
    "two iterations of one number": (
        lambda s: _field(s, ABOUT, "version", "0.1"),
        ABOUT,
        "Two iterations call themselves 0.1",
        "next number",
    ),
    "unexplained words": (
        lambda s: _field(s, PRINCIPLE, "statement", "We agree on everything."),
        PRINCIPLE,
        "says something else since iteration 0.1 (fields: statement), and no change explains it",
        "changes/",
    ),
    "unexplained element": (
        lambda s: s.write("data/draft/principles/new.yml", {"id": "new", "title": "New", "statement": "We are new."}),
        "data/draft/principles/new.yml",
        '"new" is new since iteration 0.1',
        "kind: added",
    ),
    "unexplained loss": (
        lambda s: s.path("data/draft/principles/learn-and-adapt.yml").unlink(),
        "data/released/0.1/principles/learn-and-adapt.yml",
        "is gone since iteration 0.1",
        "retired",
    ),
    "unexplained title": (
        lambda s: _field(s, PRINCIPLE, "title", "Our purpose"),
        PRINCIPLE,
        "has another title",
        "renamed",
    ),
    "change without a difference": (
        lambda s: s.write(
            "data/draft/changes/idle.yml",
            {"id": "idle", "kind": "reworded", "elements": ["learn-and-adapt"], "summary": "x", "why": "y"},
        ),
        "data/draft/changes/idle.yml",
        "was reworded, but it is the same in both",
        "Mend the kind",
    ),
    "change of the wrong kind": (
        lambda s: _field(s, CHANGE, "kind", "retired"),
        CHANGE,
        "was retired, but it is new",
        "Mend the kind",
    ),
    "change of nothing": (
        lambda s: s.change(CHANGE, lambda d: d["elements"].append("user-voise-plan")),
        CHANGE,
        "is neither in this iteration nor in the one before",
        "user-voice-plan",
    ),
    "silent change": (
        lambda s: _field(s, ABOUT, "version", "0.7"),
        CHANGE,
        "does not say whether it alters what a reader does",
        "Write does: nothing",
    ),
    "nothing said to do differently": (
        lambda s: _field(s, CHANGE, "does", "differently"),
        CHANGE,
        "does not say what to do differently",
        "Say it under now",
    ),
    "said, and nothing to do": (
        lambda s: s.change(CHANGE, lambda d: d.update(does="nothing", now="Ask first.")),
        CHANGE,
        "and not that there is something to do differently",
        "Write does: differently",
    ),
    "takes the place of no change": (
        lambda s: _doing(s, does="differently", now="Ask.", replaces=["0.1/earlier"]),
        CHANGE,
        'There is no change "0.1/earlier" in an iteration before 0.2',
        'Did you mean "early"?',
    ),
    "takes the place of nothing": (
        lambda s: _doing(
            s, told=[{"id": "early", "does": "nothing"}], does="differently", now="A.", replaces=["0.1/early"]
        ),
        CHANGE,
        "had nothing to do differently, so nothing takes its place",
        "Take it out",
    ),
    "takes the place of something else": (
        lambda s: _doing(s, does="differently", now="Ask.", replaces=["0.1/early"]),
        CHANGE,
        '"0.1/early" is about other elements',
        "about the same element",
    ),
    "altered by a change that is not there": (
        lambda s: _doing(s, told=[{"id": "earlie", "does": "nothing"}]),
        DOING,
        'Iteration 0.1 has no change "earlie"',
        'Did you mean "early"?',
    ),
    "altered twice": (
        lambda s: _doing(s, told=[{"id": "early", "does": "nothing"}] * 2),
        DOING,
        '"early" stands here twice',
        "Take one of them out",
    ),
    "altered beside a draft": (
        lambda s: _doing(s, name="data/what-to-do/0.2.yml"),
        "data/what-to-do/0.2.yml",
        "There is no released iteration 0.2 whose changes do not say it themselves",
        "stands in its own entry",
    ),
    "before in the wrong place": (
        lambda s: _field(s, CHANGE, "before", ["shared-purpose"]),
        CHANGE,
        '"before" belongs to',
        "Take it out",
    ),
    "feedback that nobody gave": (
        lambda s: _field(s, CHANGE, "feedback", ["soc24-user-voise"]),
        CHANGE,
        "No workshop records the feedback",
        "soc24-user-voice",
    ),
    "feedback done without a change": (
        lambda s: s.change(WORKSHOP, lambda d: d["feedback"].append(dict(d["feedback"][0], id="other"))),
        WORKSHOP,
        "said to be done, and no change names it",
        "feedback",
    ),
    "feedback declined without a reason": (
        lambda s: s.change(
            WORKSHOP,
            lambda d: d["feedback"].append(
                {"id": "o", "theme": "t", "said": "s", "source": "golab-mission-blog", "status": "declined"}
            ),
        ),
        WORKSHOP,
        "declined without a response",
        "why not",
    ),
    "change that answers what was declined": (
        lambda s: s.change(WORKSHOP, lambda d: d["feedback"][0].__setitem__("status", "declined")),
        CHANGE,
        "whose status is declined",
        "Mend the status",
    ),
    "workshop on no iteration": (
        lambda s: _field(s, WORKSHOP, "shown", "9.9"),
        WORKSHOP,
        "There is no iteration 9.9",
        "",
    ),
    "feedback given twice": (
        lambda s: s.change(WORKSHOP, lambda d: d["feedback"].append(dict(d["feedback"][0]))),
        WORKSHOP,
        "is used twice",
        "Rename",
    ),
    "workshop that takes an element's id": (
        lambda s: s.write("data/workshops/learning-log.yml", s.read(WORKSHOP) | {"id": "learning-log", "feedback": []}),
        "data/workshops/learning-log.yml",
        "is taken by an element",
        "Rename",
    ),
    "released words changed": (
        lambda s: s.replace("data/released/0.1/principles/learn-and-adapt.yml", "when evidence", "if evidence"),
        "data/released/0.1/principles/learn-and-adapt.yml",
        "changed after iteration 0.1 was released",
        "git checkout",
    ),
    "released file gone": (
        lambda s: s.path("data/released/0.1/tools/learning-log.yml").unlink(),
        "data/released/0.1/tools/learning-log.yml",
        "is gone",
        "git checkout",
    ),
    "released file added": (
        lambda s: s.write(
            "data/released/0.1/principles/late.yml", {"id": "late", "title": "Late", "statement": "We come late."}
        ),
        "data/released/0.1/principles/late.yml",
        "added to iteration 0.1 after it was released",
        "git checkout",
    ),
    "list of frozen files gone": (
        lambda s: s.path("data/released/0.1/frozen.json").unlink(),
        "data/released/0.1/frozen.json",
        "missing or cannot be read",
        "git checkout",
    ),
    "correction of a draft": (
        lambda s: _erratum(s, iteration="0.2"),
        "data/errata/e.yml",
        "There is no released iteration 0.2",
        "mend the words themselves",
    ),
    "correction of nothing": (
        lambda s: _erratum(s, element="shared-purpos"),
        "data/errata/e.yml",
        'has no element "shared-purpos"',
        "shared-purpose",
    ),
    "correction of other words": (
        lambda s: _erratum(s, says="We work alone."),
        "data/errata/e.yml",
        "does not say that in iteration 0.1",
        "exactly as they stand",
    ),
    "correction of no change": (
        lambda s: _erratum(s, element=None, change="no-such-change"),
        "data/errata/e.yml",
        'has no entry in its change list "no-such-change"',
        "",
    ),
    "correction of two things": (
        lambda s: _erratum(s, change="no-such-change"),
        "data/errata/e.yml",
        "A correction names one thing",
        "and not both",
    ),
    "shown before it was written": (
        lambda s: s.change(WORKSHOP, lambda d: d.update(shown="0.1", date="2024-09-06")),
        WORKSHOP,
        "it cannot have been shown in 2024-09-06",
        "what_was_shown",
    ),
    "workshop that does not say what was shown": (
        lambda s: s.change(WORKSHOP, lambda d: [d.pop(name, None) for name in ("shown", "reconstruction")]),
        WORKSHOP,
        "It does not say what was shown",
        "what_was_shown",
    ),
    "reconstruction of nobody knows what": (
        lambda s: s.change(WORKSHOP, lambda d: [d.pop(name, None) for name in ("shown", "what_was_shown")]),
        WORKSHOP,
        "does not say what was shown",
        "nobody knows",
    ),
    "reading that is due": (
        lambda s: _reading(s, looked=dt.date(2020, 1, 1)),
        "data/reading-list/r.yml",
        "has been due for another look since 2021-01-01",
        "set `looked`",
    ),
    "reading list with a slip": (
        lambda s: _reading(s, elements=["shared-purpos"]),
        "data/reading-list/r.yml",
        'There is no element "shared-purpos" in the draft',
        "shared-purpose",
    ),
    "digest changed": (
        lambda s: s.change("data/released/0.1/iteration.yml", lambda d: d.__setitem__("digest", "0" * 64)),
        "data/released/0.1/iteration.yml",
        "digest does not belong",
        "",
    ),
}

# every text that a check can say has an example here: see the last but few of the tests below
TYPES = {
    "words": ({"type": "text"}, 3, "it should be text"),
    "a number": ({"type": "number"}, "three", "it should be a number"),
    "a date": ({"type": "date"}, "soon", "it should be a date"),
    "a place on a scale": ({"type": "scale", "least": 1, "most": 5}, 7, "a whole number from 1 to 5"),
}
RULES |= {
    f"answer that is not {name}": (
        lambda s, field=field, value=value: (
            s.change(TOOL, lambda d: d["fields"].append({"id": "c", "label": "C"} | field)),
            s.change(
                TOOL, lambda d: d.update(example={"title": "Somewhere", "values": {"steps": STEPS_FILLED, "c": value}})
            ),
        ),
        TOOL,
        what,
        "The field's type is",
    )
    for name, (field, value, what) in TYPES.items()
}


def _first(s):
    shutil.rmtree(s.path("data/released"))
    s.change(ABOUT, lambda d: d.pop("follows"))


RULES |= {
    "month that does not exist": (
        lambda s: s.change(SOURCES, lambda d: d[0].update(date="2024-13")),
        SOURCES,
        'There is no such date: "date" is "2024-13", which names month 13',
        "leave out the part",
    ),
    "sources gone": (lambda s: s.path(SOURCES).unlink(), SOURCES, "The file of the sources is missing", "git"),
    "draft before what is released": (
        lambda s: _field(s, ABOUT, "version", "0.0"),
        ABOUT,
        "The draft is called 0.0, and 0.1 is released already",
        'version: "0.2"',
    ),
    "feedback that a released change answered, open again": (
        lambda s: s.change(WORKSHOP, lambda d: next(f for f in d["feedback"]).update(status="open")),
        CHANGE,
        "whose status is open",
        "accepted or done",
    ),
    "workshop that released words link to, gone": (
        lambda s: _frozen_with(s, "See [[a-workshop]]. [inferred]"),
        "data/workshops",
        "Released iterations name what no workshop records any more: a-workshop.",
        "Bring it back",
    ),
    "released change that answers what is declined": (
        lambda s: _released_change(s),
        WORKSHOP,
        "and iteration 0.1 answers it",
        "Mend the status",
    ),
    "changes without an iteration before": (_first, CHANGE, "records a change, but iteration 0.2 follows none", ""),
    "answer in a column that is not there": (
        lambda s: _example(s, [row | {"whatever": "x"} for row in STEPS_FILLED]),
        TOOL,
        'row 1 has a column "whatever"',
        "",
    ),
    "text for true or false": (
        lambda s: _case(s, steps=[{"step": "shape-the-approach", "how": "Well.", "went_wrong": "rather"}]),
        CASE,
        "should be true or false",
        "without quotes",
    ),
    "text for a date": (lambda s: _erratum(s, date="soon"), "data/errata/e.yml", "should be a date", "2026-11-22"),
    "text for a group": (lambda s: _field(s, TOOL, "example", "somewhere"), TOOL, "should be a group of", "same place"),
    "list of nothing": (lambda s: _case(s, evidence=[]), CASE, "needs at least 1", "Add what is missing"),
    "id that is too long": (lambda s: _field(s, TOOL, "id", "a" * 61), TOOL, "longer than 60 letters", "Shorten"),
    "nothing after a name": (lambda s: _field(s, TOOL, "title", None), TOOL, '"title" is empty', "Write something"),
    "colon in a text": (
        lambda s: _field(s, TOOL, "title", {"Note": "this"}),
        TOOL,
        "should be text, and reads as `name: value`",
        "Put quotes round it",
    ),
    "glossary that is no list": (
        lambda s: s.write("data/draft/glossary.yml", {"trust": "x"}),
        "data/draft/glossary.yml",
        "should hold a list",
        "- id",
    ),
    "file that is a list": (lambda s: s.write(TOOL, ["x"]), TOOL, "This should be a tool", "another file"),
    "no draft": (lambda s: shutil.rmtree(s.path("data/draft")), "data/draft", "The folder is missing", "git"),
    "no data": (lambda s: shutil.rmtree(s.path("data")), "data", "The data folder is missing", "project's own folder"),
    "released in a folder of another name": (
        lambda s: s.path("data/released/0.1").rename(s.path("data/released/0.15")),
        "data/released/0.15/iteration.yml",
        "The version is 0.1 in the folder 0.15",
        "named by its version",
    ),
    "less than its version asks for": (
        lambda s: _field(s, ABOUT, "version", "0.3"),
        TOOL,
        '"example" is missing from a tool, "user-voice-plan"',
        "Add it",
    ),
    "workshop that cites what is not there": (
        lambda s: s.change(WORKSHOP, lambda d: d["feedback"][0].update(source="no-such-source")),
        WORKSHOP,
        'There is no source "no-such-source" in the draft',
        "",
    ),
    "renamed from what never was": (
        lambda s: s.change(CHANGE, lambda d: d.update(kind="renamed", before=["never-there"])),
        CHANGE,
        '"never-there" was not in the iteration before',
        "",
    ),
    "law that nobody looked at for years": (
        lambda s: s.write(
            "data/draft/guidance/old-rule.yml",
            {
                "id": "old-rule",
                "title": "An old rule",
                "area": "rulebook",
                "question": "Is it still so?",
                "answer": "It was. [@golab-mission-blog]",
                "nations": ["england"],
                "facts": [{"fact": "A", "where": "s.1", "source": "golab-mission-blog", "checked": "2020-01-01"}],
            },
        ),
        "data/draft/guidance/old-rule.yml",
        "s.1 was last checked on 2020-01-01",
        "",
    ),
}


def test_the_scratch_handbook_is_correct(scratch):
    found = scratch.problems()
    assert not found, shown(found)


@pytest.fixture(scope="module")
def said(tmp_path_factory) -> dict[str, list[Problem]]:
    """What the check says to each broken example."""
    found = {}
    for name, (breaks, *_) in RULES.items():
        scratch = Scratch(tmp_path_factory.mktemp("broken"))
        breaks(scratch)
        checked = check_all(scratch.root)
        found[name] = [*checked.errors, *checked.notices]
        shutil.rmtree(scratch.root)
    return found


@pytest.mark.parametrize("name", RULES)
def test_a_broken_rule_is_found_and_said(said, name):
    _, file, what, do = RULES[name]
    hits = [problem for problem in said[name] if problem.file == file and what in problem.what]
    assert hits, shown(said[name])
    assert any(do in problem.do for problem in hits), shown(hits)
    assert name in ("several lines where one should be",) or all(problem.do for problem in hits)


def messages(module: ModuleType) -> dict[str, re.Pattern[str]]:
    """Every text that a module can say of something wrong, by where it stands, as a pattern of what it looks like when
    it is said."""
    tree = ast.parse(inspect.getsource(module))
    speaks = {"Problem": 2}  # which of its arguments says what is wrong; the same of functions that pass it on
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            names = [arg.arg for arg in function.args.args if arg.arg != "self"]
            if "what" in names:
                speaks[function.name] = names.index("what")

    def told(node: ast.expr) -> str:
        if isinstance(node, ast.Constant):
            return re.escape(str(node.value))
        if isinstance(node, ast.JoinedStr):
            return "".join(map(told, node.values))
        if isinstance(node, ast.IfExp):
            return f"(?:{told(node.body)}|{told(node.orelse)})"
        return ".*"

    found = {}
    for node in ast.walk(tree):
        texts = []
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            texts = node.args[speaks[name] : speaks[name] + 1] if name in speaks else []
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.IfExp):
            texts = [node.value.orelse]  # `return "" if it fits else what is wrong`
        elif isinstance(node, ast.Return) and node.value:
            texts = [node.value]
        for text in texts:
            if isinstance(text, (ast.Constant, ast.JoinedStr)) and " " in (words := told(text).replace("\\ ", " ")):
                found[f"{module.__name__}:{text.lineno}"] = re.compile(words, re.S)
    return found


def test_each_text_that_a_check_can_say_is_said_to_some_example_above(said):
    """Counted in the code: whoever adds a message adds an example."""
    texts = "\n".join(problem.what for problems in said.values() for problem in problems)
    every = {place: text for module in SPEAKING for place, text in messages(module).items()}
    assert len(every) > 50
    unsaid = [f"{place}: {text.pattern}" for place, text in every.items() if not text.search(texts)]
    assert not unsaid, "no example above makes the check say this:\n" + "\n".join(unsaid)


def test_a_legal_fact_that_is_a_year_old_is_reported(handbook):
    from macros.checks.rules import check_legal_dates

    oldest = min(fact.checked for page in handbook.draft.of("guidance") for fact in page.facts)
    year, month, day = (int(part) for part in oldest.split("-"))
    a_year_later = dt.date(year + 1, month, day)
    assert not check_legal_dates(handbook.draft, a_year_later - dt.timedelta(days=1))
    late = check_legal_dates(handbook.draft, a_year_later)
    assert late and f"was last checked on {oldest}, 12 months ago" in late[0].what and late[0].line


def test_what_is_due_on_the_reading_list_is_reported(handbook):
    from macros.checks.workshops import check_reading_dates

    first = min(handbook.readings.values(), key=lambda reading: reading.due)
    assert not check_reading_dates(handbook, first.due - dt.timedelta(days=1))
    due = check_reading_dates(handbook, first.due)
    assert due and f"has been due for another look since {first.due}" in due[0].what and due[0].line


def test_the_reading_list_names_what_is_there_and_nobody_is_accused_of_what_could_not_be_read(scratch):
    reading = "data/reading-list/one.yml"
    values = {"id": "one", "order": 1, "title": "T", "look_for": "L", "then": "D", "who": "We", "months": 12}
    scratch.write(reading, values | {"looked": dt.date(2026, 11, 1), "elements": ["learning-log"]})
    assert not scratch.problems(), shown(scratch.problems())
    scratch.change("data/draft/tools/learning-log.yml", lambda d: d.update(order="twenty"))
    assert {problem.file for problem in scratch.problems()} == {"data/draft/tools/learning-log.yml"}
    scratch.change(reading, lambda d: d.update(elements=["learning-lo"]))
    assert 'no element "learning-lo" in the draft' in shown(scratch.problems())


def test_a_word_that_is_missing_comes_with_the_words_to_choose_from(scratch):
    scratch.change(SOURCES, lambda d: d[0].pop("kind"))
    assert "One of: law, judgment," in shown(scratch.problems())


def test_feedback_that_was_answered_outside_the_words_needs_no_change_but_a_response(scratch):
    scratch.change(WORKSHOP, lambda d: d["feedback"][0].update(status="done-elsewhere", response="It prints in one."))
    assert not scratch.problems(), shown(scratch.problems())
    scratch.change(WORKSHOP, lambda d: d["feedback"][0].pop("response"))
    assert "is done-elsewhere without a response" in shown(scratch.problems())


def test_no_iteration_of_ours_was_shown_before_it_was_written(handbook):
    """What 2024 saw was the authors' own. See docs/about/index.md."""
    for workshop in handbook.workshops.values():
        if workshop.date < "2026":
            assert not workshop.shown and workshop.what_was_shown and workshop.reconstruction, workshop.id


def test_a_correction_is_shown_and_the_words_are_kept(scratch):
    _erratum(scratch)
    assert not scratch.problems(), shown(scratch.problems())
    from macros.model.loading import load
    from macros.pages.library import Library
    from macros.pages.making import element_page
    from macros.pages.templating import page_templates

    handbook = load(scratch.root)
    released, draft = handbook.iterations["0.1"], handbook.draft
    library = Library(handbook, ROOT / "docs", page_templates())
    page = element_page(library, released, released.elements["shared-purpose"]).markdown
    assert (
        "Correction, 22 November 2026" in page
        and "towards a purpose" in page
        and "We work as partners across sectors towards one purpose." in page
    )
    assert "Correction" not in element_page(library, draft, draft.elements["shared-purpose"]).markdown


def test_the_real_handbook_is_correct():
    from macros.checks.everything import check
    from macros.model.loading import load

    assert not check(load(ROOT)).errors
