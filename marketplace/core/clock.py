"""The business clock: injected, so that tests and rehearsals can move time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

from flask import current_app


class Clock(Protocol):
    """Anything that tells the instant."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        return datetime.now(UTC)


class SteppedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, instant: datetime) -> None:
        self._instant = instant.astimezone(UTC)

    def now(self) -> datetime:
        """The instant last moved to."""
        return self._instant

    def advance(self, **duration: float) -> datetime:
        """Move forward by a `timedelta(**duration)` and return the new instant."""
        return self.move_to(self._instant + timedelta(**duration))

    def move_to(self, instant: datetime) -> datetime:
        """Move to an instant; backwards too, as real clocks do."""
        self._instant = instant.astimezone(UTC)
        return self._instant


def now() -> datetime:
    """The instant by the clock of the running application."""
    clock: Clock = current_app.extensions["muster.clock"]
    return clock.now()
