"""Checks of single fields, which collect what is wrong instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from payouts.currencies import currency
from payouts.errors import InvalidMoney, InvalidScheme
from payouts.schemes.vocabulary import LABEL_MAX


class FieldReader:
    """Reads fields of plain data and collects problems, so that a person sees them all at once.

    Attributes
    ----------
    problems : list of (str, str)
        Field path and sentence, in the order found.
    """

    def __init__(self) -> None:
        self.problems: list[tuple[str, str]] = []

    def labels(self, path: str, value: Any) -> dict[str, str]:
        """Read texts by language."""
        if not isinstance(value, Mapping) or any(
            not isinstance(k, str) or not isinstance(v, str) or not 0 < len(v) <= LABEL_MAX
            for k, v in value.items()
        ):
            self.fail(path, f"must map languages to texts of 1 to {LABEL_MAX} characters")
            return {}
        return dict(value)

    def currency(self, value: Any) -> str:
        """Read a cash currency."""
        try:
            if isinstance(value, str) and currency(value).is_cash:
                return value
        except InvalidMoney:
            pass
        self.fail("currency", "must be an ISO 4217 code")
        return ""

    def number(self, path: str, value: Any, least: int, most: int) -> int:
        """Read a whole number between two bounds."""
        if type(value) is not int or not least <= value <= most:
            self.fail(path, f"must be a whole number from {least} to {most}")
            return least
        return value

    def flag(self, path: str, value: Any) -> bool:
        """Read true or false."""
        if type(value) is not bool:
            self.fail(path, "must be true or false")
        return bool(value)

    def word(self, path: str, value: Any, words: tuple[str, ...]) -> Any:
        """Read one of a closed list of words; None if it is none."""
        if not isinstance(value, str) or value not in words:
            self.fail(path, f"must be one of {', '.join(words)}")
            return None
        return value

    def only(self, path: str, item: Mapping[str, Any], allowed: Collection[str]) -> None:
        """Refuse fields that do not belong here."""
        for name in item:
            if name not in allowed:
                self.fail(f"{path}.{name}".lstrip("."), "is not a field here")

    def fail(self, path: str, sentence: str) -> None:
        """Note a problem."""
        self.problems.append((path, sentence))

    def error(self) -> InvalidScheme:
        """Make the error that tells all problems."""
        first = "; ".join(f"{path or 'document'} {sentence}" for path, sentence in self.problems[:3])
        return InvalidScheme(first, tuple(self.problems))
