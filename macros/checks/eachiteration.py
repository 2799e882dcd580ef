"""The rules that look at one iteration by itself, in the order in which they are asked: of the handbook's own words,
and of what a copy lays over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from macros.basics.problems import Problem
from macros.checks.aids import check_aids
from macros.checks.results import check_results
from macros.checks.rules import check_references, check_required, check_terms, check_traced
from macros.checks.sessions import check_sessions
from macros.checks.strips import check_strips
from macros.checks.tools import check_tools
from macros.model.handbook import LoadedIteration

RULES: tuple[Callable[[LoadedIteration], Iterable[Problem]], ...] = (
    check_references,
    check_required,
    check_tools,
    check_results,
    check_terms,
    check_traced,
    check_sessions,
    check_aids,
    check_strips,
)
"""Each takes an iteration and tells what is wrong with it."""
