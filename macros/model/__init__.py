"""Comes in: YAML as people wrote it.
Goes out: checked records, put together as a handbook; the codelists and kinds they are made of.
May import: basics.
"""

from macros.model.aids import Aid, Basis
from macros.model.aids import Question as AidQuestion
from macros.model.elements import (
    ELEMENTS,
    Activity,
    Briefing,
    CaseStudy,
    Clause,
    Fact,
    Guidance,
    Principle,
    ReadingPath,
    Risk,
    Section,
    Step,
    StepShown,
    Tension,
)
from macros.model.fields import ID_PATTERN, NAME, Element, Prose, Record, Refers
from macros.model.records import (
    Change,
    DoneSince,
    Erratum,
    Feedback,
    Iteration,
    Reading,
    Source,
    Term,
    WhatToDo,
    Workshop,
)
from macros.model.sessions import Session, SessionItem
from macros.model.tables import Stages, Table, Travels
from macros.model.tools import Column, Example, TemplateField, Tool

__all__ = [
    "ELEMENTS",
    "ID_PATTERN",
    "NAME",
    "Activity",
    "Aid",
    "AidQuestion",
    "Basis",
    "Briefing",
    "CaseStudy",
    "Change",
    "Clause",
    "Column",
    "DoneSince",
    "Element",
    "Erratum",
    "Example",
    "Fact",
    "Feedback",
    "Guidance",
    "Iteration",
    "Principle",
    "Prose",
    "Reading",
    "ReadingPath",
    "Record",
    "Refers",
    "Risk",
    "Section",
    "Session",
    "SessionItem",
    "Source",
    "Stages",
    "Step",
    "StepShown",
    "Table",
    "TemplateField",
    "Tension",
    "Term",
    "Tool",
    "Travels",
    "WhatToDo",
    "Workshop",
]
