"""Checks of single fields, used by every class that takes input."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from matching.errors import InvalidProblem

MAX_TEXT_LENGTH = 200
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)


def check_whole(field: str, value: object, least: int, most: int) -> int:
    """Return a whole number that lies in a closed range.

    Parameters
    ----------
    field : str
        Name used in the refusal.
    value : object
        Candidate; ``bool`` is not a number here.
    least, most : int
        Closed range.

    Returns
    -------
    int
        The value.

    Raises
    ------
    InvalidProblem
        If the value is not a whole number or lies outside the range.
    """
    if type(value) is not int:
        raise InvalidProblem(field, f"must be a whole number, not {type(value).__name__}")
    if not least <= value <= most:
        raise InvalidProblem(field, f"must lie between {least} and {most}")
    return value


def check_text(field: str, value: object) -> str:
    """Return a non-empty text of at most 200 characters, or raise ``InvalidProblem``."""
    if not isinstance(value, str):
        raise InvalidProblem(field, f"must be text, not {type(value).__name__}")
    if not value or len(value) > MAX_TEXT_LENGTH:
        raise InvalidProblem(field, f"must have 1 to {MAX_TEXT_LENGTH} characters")
    return value


def check_flag(field: str, value: object) -> bool:
    """Return a truth value, or raise ``InvalidProblem``."""
    if not isinstance(value, bool):
        raise InvalidProblem(field, f"must be true or false, not {type(value).__name__}")
    return value


def check_instant(field: str, value: object) -> datetime:
    """Return an aware instant as UTC between 1970 and 2200, or raise ``InvalidProblem``."""
    if not isinstance(value, datetime):
        raise InvalidProblem(field, f"must be an instant, not {type(value).__name__}")
    if value.tzinfo is None:
        raise InvalidProblem(field, "must carry a time zone")
    try:
        instant = value if value.tzinfo is UTC else value.astimezone(UTC)
    except OverflowError:
        raise InvalidProblem(field, "must lie between 1970 and 2200") from None
    if not EARLIEST <= instant < LATEST:
        raise InvalidProblem(field, "must lie between 1970 and 2200")
    return instant


def check_levels(field: str, value: object, most: int) -> dict[str, int]:
    """Return a mapping from code to level 1 to ``most``, sorted by code, or raise ``InvalidProblem``."""
    if not isinstance(value, Mapping):
        raise InvalidProblem(field, "must map codes to levels")
    codes = sorted(check_codes(field, list(value)))
    return {code: check_whole(f"{field}.{code}", value[code], 1, most) for code in codes}


def check_codes(field: str, value: object) -> frozenset[str]:
    """Return a set of codes (non-empty texts), or raise ``InvalidProblem``."""
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        raise InvalidProblem(field, "must be a list of codes")
    codes = list(value)
    for code in codes:
        check_text(field, code)
    return frozenset(codes)


def check_items(field: str, value: object) -> tuple[object, ...]:
    """Return the items of a list or tuple, or raise ``InvalidProblem``."""
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        raise InvalidProblem(field, "must be a list")
    return tuple(value)
