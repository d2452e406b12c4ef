"""What a step that cannot be taken back does to people and money: shown first, confirmed as shown, and then done."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar


@dataclass(frozen=True)
class Consequence:
    """One thing that a step does, or leaves to be done.

    `code` is the word for it, without what kind of step it is; `when` is `now`, `later` (by itself) or `asked`
    (of somebody). What is not in the sentence of the code stays as it is.
    """

    code: str
    when: str
    number: int = 0  # of bookings, gigs or people
    amount_minor: int = 0
    currency: str = ""
    until_at: datetime | None = None
    name: str = ""


def digest(consequences: Sequence[Consequence]) -> str:
    """A name for what was shown, so that only that is confirmed."""
    text = "\n".join(repr(one) for one in consequences)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


Subject = TypeVar("Subject")


class Foresight(Generic[Subject]):
    """What the areas say that a step would do: each is asked in its order, and changes nothing."""

    def __init__(self) -> None:
        self._parts: dict[str, tuple[int, Callable[[Subject, datetime], list[Consequence]]]] = {}

    def take_part(
        self, name: str, order: int, foresee: Callable[[Subject, datetime], list[Consequence]]
    ) -> None:
        """An area says what the step means to it; lower orders are shown first."""
        self._parts[name] = (order, foresee)

    def foresee(self, subject: Subject, at: datetime) -> list[Consequence]:
        """What the step would do now."""
        parts = sorted(self._parts.values(), key=lambda part: part[0])
        return [one for _order, foresee in parts for one in foresee(subject, at)]
