"""Walks through a record: every value with its path, and with the marks that its type carries."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel

from macros.model.fields import Throughout

Found = tuple[tuple[str | int, ...], Any, tuple[Any, ...]]
"""A value's path, the value, and the marks of its type."""


def values_of(record: BaseModel, path: tuple[str | int, ...] = (), around: tuple[Any, ...] = ()) -> Iterator[Found]:
    """Every single value in a record: its path, the value, and the marks of its type and of the fields around it.

    This is how checks, comparison and rendering find references and words without knowing any kind.
    """
    for name, info in type(record).model_fields.items():
        yield from _values(getattr(record, name), info.annotation, (*around, *info.metadata), (*path, name))


def _values(value: Any, annotation: Any, marks: tuple[Any, ...], path: tuple[str | int, ...]) -> Iterator[Found]:
    if value is None:
        return
    annotation, more = _apart(annotation)
    marks = (*marks, *more)
    if isinstance(value, BaseModel):
        yield from values_of(value, path, _throughout(marks))
    elif isinstance(value, list):
        inner, around = _inner(annotation), _throughout(marks)
        for index, item in enumerate(value):
            yield from _values(item, inner, around, (*path, index))
    elif isinstance(value, dict):
        around = _throughout(marks)
        for key, item in value.items():
            yield from _values(item, Any, around, (*path, key))
    else:
        option = _option(annotation)
        if option is not None:
            yield from _values(value, option, marks, path)
        else:
            yield path, value, marks


# A model has few types and its records many values: each type is taken apart once.


@cache
def _throughout(marks: tuple[Any, ...]) -> tuple[Any, ...]:
    """Those of some marks that hold for what is within, too."""
    return tuple(mark for mark in marks if isinstance(mark, Throughout))


@cache
def _apart(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type without its marks, and its marks."""
    marks: tuple[Any, ...] = ()
    while get_origin(annotation) is Annotated:
        annotation, *more = get_args(annotation)
        marks = (*marks, *more)
    return annotation, marks


@cache
def _option(annotation: Any) -> Any:
    """Of `Line | None` and its like, the first that is something; None where there is nothing to choose from."""
    if get_origin(annotation) is None:
        return None
    return next((option for option in get_args(annotation) if option is not type(None)), None)


@cache
def _inner(annotation: Any) -> Any:
    """The type of a list's items."""
    if get_origin(annotation) is list:
        return get_args(annotation)[0]
    for option in get_args(annotation):
        if get_origin(option) is list:
            return get_args(option)[0]
    return Any


def bare(value: Any) -> Any:
    """A value without what carries no meaning: how its lines are broken, and empty places."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, dict):
        kept = {key: bare(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in (None, [], {})}
    if isinstance(value, list):
        return [bare(item) for item in value] or None
    return value
