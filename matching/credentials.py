"""Evidence that fans hold, and the days on which it is valid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from matching.checks import check_codes
from matching.errors import InvalidProblem


@dataclass(frozen=True, slots=True)
class Credential:
    """Evidence a fan holds, with the local days on which it is valid, both included.

    Parameters
    ----------
    valid_from, valid_until : date or None
        First and last valid day; None means without limit on that side.
    """

    valid_from: date | None = None
    valid_until: date | None = None

    def __post_init__(self) -> None:
        check_day("valid_from", self.valid_from)
        check_day("valid_until", self.valid_until)
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise InvalidProblem("valid_until", "must not be before the first valid day")


def check_day(name: str, value: object) -> None:
    """Raise ``InvalidProblem`` unless the value is a day or None."""
    if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
        raise InvalidProblem(name, "must be a day")


def check_credentials(value: object) -> dict[str, Credential]:
    """Return a mapping from code to credential, sorted by code, or raise ``InvalidProblem``."""
    if not isinstance(value, Mapping):
        raise InvalidProblem("credentials", "must map codes to credentials")
    for code in check_codes("credentials", list(value)):
        if not isinstance(value[code], Credential):
            raise InvalidProblem(f"credentials.{code}", "must be a credential")
    return {code: value[code] for code in sorted(value)}
