"""Why something is or is not: a code with numbers, put into words elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

Value = int | str | date | datetime | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason.

    Parameters
    ----------
    code : str
        Such as ``too_far``; `matching.words` knows every code.
    params : mapping of str to int, str, date, datetime or tuple of str
        Numbers and names that belong to it, units in the key (``distance_m``).
    """

    code: str
    params: Mapping[str, Value] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted(self.params))))


@dataclass(frozen=True, slots=True)
class Change:
    """One change that would help, in the same form as a reason.

    Parameters
    ----------
    code : str
        Such as ``radius``.
    params : mapping
        As for `Reason`.
    """

    code: str
    params: Mapping[str, Value] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.code, tuple(sorted(self.params))))


Reasons = tuple[Reason, ...]
Changes = tuple[Change, ...]
