"""Strict JSON: what Python would let pass silently is refused with the place and the reason."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from matching.errors import InvalidProblem

MAX_BYTES = 1_000_000_000
MAX_DIGITS = 30


def parse(text: str | bytes) -> dict[str, Any]:
    """Return the object that a JSON text holds.

    Parameters
    ----------
    text : str or bytes
        UTF-8.

    Returns
    -------
    dict
        The outermost object.

    Raises
    ------
    InvalidProblem
        With field ``file`` if the text is truncated, not UTF-8, nested too deep, no object, repeats a name, holds half of
        a character, or a number that is not finite or has more than 30 digits.
    """
    if len(text) > MAX_BYTES:
        raise InvalidProblem("file", f"must not be larger than {MAX_BYTES} bytes")
    try:
        data = json.loads(
            text,
            parse_constant=_not_finite,
            parse_int=_whole,
            parse_float=_decimal,
            object_pairs_hook=_once,
        )
    except json.JSONDecodeError as error:
        raise InvalidProblem("file", f"is not JSON: {error.msg} at line {error.lineno}") from error
    except UnicodeDecodeError as error:
        raise InvalidProblem("file", "is not UTF-8") from error
    except RecursionError as error:
        raise InvalidProblem("file", "is nested too deep") from error
    if not isinstance(data, dict):
        raise InvalidProblem("file", "must hold a JSON object")
    _check_characters(text, data)
    return data


def _check_characters(text: str | bytes, data: object) -> None:
    """Refuse half of a character, which only an escape can bring in and which nothing can write out again."""
    if (r"\u" in text) if isinstance(text, str) else (rb"\u" in text):
        try:
            json.dumps(data, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            raise InvalidProblem("file", "holds half of a character, such as \\ud800") from error


def _not_finite(name: str) -> NoReturn:
    raise InvalidProblem("file", f"holds {name}, which is no number")


def _whole(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise InvalidProblem("file", f"holds a number of {len(digits)} digits")
    return int(digits)


def _decimal(digits: str) -> float:
    if len(digits) > MAX_DIGITS:
        raise InvalidProblem("file", f"holds a number of {len(digits)} digits")
    return float(digits)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidProblem("file", f"names {twice!r} twice in one object")
    return made
