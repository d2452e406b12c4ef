"""How objects of the library are made of plain JSON data: field by field, each refusal with its path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from typing import Any, TypeVar

from matching.checks import check_items, check_text
from matching.errors import InvalidProblem

Made = TypeVar("Made")
Converter = Callable[[str, Any], Any]

CONVERTERS: dict[tuple[type, str], Converter] = {}
"""How the fields that JSON cannot hold as they are come to be; all others pass as they are to be checked."""


def made(kind: type[Made], data: object, path: str) -> Made:
    """Return an object of a dataclass, or raise ``InvalidProblem`` with the path of the field."""
    if not isinstance(data, Mapping):
        raise InvalidProblem(path or "file", "must be an object")
    known = {item.name: item for item in fields(kind)}  # type: ignore[arg-type]
    for name in data:
        if name not in known:
            raise InvalidProblem(_join(path, str(name)), "is not a known field")
    given: dict[str, Any] = {}
    for name, item in known.items():
        if name in data:
            convert = CONVERTERS.get((kind, name), _as_is)
            given[name] = convert(_join(path, name), data[name])
        elif item.default is MISSING and item.default_factory is MISSING:
            raise InvalidProblem(_join(path, name), "is missing")
    try:
        return kind(**given)
    except InvalidProblem as error:
        raise (error.within(path) if path else error) from None


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _as_is(path: str, value: object) -> object:
    return value


def as_instant(path: str, value: object) -> datetime | None:
    """Return an instant, None for null, or raise ``InvalidProblem``."""
    if value is None:
        return None
    try:
        return datetime.fromisoformat(check_text(path, value))
    except ValueError as error:
        raise InvalidProblem(path, "must be an instant such as 2026-12-05T14:00:00Z") from error


def as_day(path: str, value: object) -> date | None:
    """Return a day, None for null, or raise ``InvalidProblem``."""
    if value is None:
        return None
    try:
        return date.fromisoformat(check_text(path, value))
    except ValueError as error:
        raise InvalidProblem(path, "must be a day such as 2026-12-05") from error


def rows_of(kind: type[Made]) -> Converter:
    """Return what makes a list of objects."""
    return lists_of(lambda path, row: made(kind, row, path))


def one_of(kind: type[Made]) -> Converter:
    """Return what makes one object."""
    return lambda path, value: made(kind, value, path)


def lists_of(convert: Converter, size: int | None = None) -> Converter:
    """Return what makes a list whose items are converted one by one, of a given length if one is given."""

    def converted(path: str, value: object) -> tuple[Any, ...]:
        items = check_items(path, value)
        if size is not None and len(items) != size:
            raise InvalidProblem(path, f"must have {size} items")
        return tuple(convert(f"{path}[{index}]", item) for index, item in enumerate(items))

    return converted
