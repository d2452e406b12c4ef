"""Values of the library turned into plain JSON data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from typing import Any

from matching.geometry import Place
from matching.intervals import Interval
from matching.params import ParamDoc
from matching.terms import TermScore


def plain(value: object) -> Any:
    """Return a value as JSON data.

    Parameters
    ----------
    value : object
        Any dataclass of the library, or what its fields hold.

    Returns
    -------
    object
        Objects, lists, texts, numbers and nulls; instants in UTC with ``Z``, sets sorted.
    """
    if value is None or isinstance(value, str | int):  # most of a problem
        return value
    if isinstance(value, TermScore | ParamDoc):
        return {name: plain(item) for name, item in value._asdict().items()}
    if isinstance(value, Place | Interval):
        return [plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, frozenset | set):
        return sorted(plain(item) for item in value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value
