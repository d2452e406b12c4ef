"""What happens when, in a world whose clock is moved from one thing to the next."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import current_app

from marketplace.core import jobs
from marketplace.core.clock import SteppedClock

Act = Callable[[], object]
_CLOCK = "muster.clock"


@contextmanager
def stepped_clock(at: datetime) -> Iterator[SteppedClock]:
    """Let the application live by a clock that is moved by hand, and give it its own back."""
    own = current_app.extensions[_CLOCK]
    stepped = current_app.extensions[_CLOCK] = SteppedClock(at)
    try:
        yield stepped
    finally:
        current_app.extensions[_CLOCK] = own


class Agenda:
    """Acts in the order of their instants; what is due is done after each, as on a running site.

    What a site does by the minute, such as looking for offers whose time is over, is done only where it is planned;
    jobs of the names in `without` wait.
    """

    def __init__(self, clock: SteppedClock, without: frozenset[str] = frozenset()) -> None:
        self.clock, self.without = clock, without
        self._acts: list[tuple[datetime, int, Act]] = []
        self._numbers = itertools.count()

    def plan(self, at: datetime, act: Act) -> None:
        """Have something done at an instant; what was planned first comes first."""
        heapq.heappush(self._acts, (max(at, self.clock.now()), next(self._numbers), act))

    def plan_sweep(self, at: datetime) -> None:
        """Have the regular looks of a running site done at an instant: holds that end, payouts, offers not answered."""
        self.plan(at, lambda: jobs.run_due(at, without=self.without))

    def play(self, until: datetime) -> None:
        """Do everything planned before an instant, then let the clock stand there."""
        while self._acts and self._acts[0][0] < until:
            instant = self._acts[0][0]
            self.clock.move_to(instant)
            while self._acts and self._acts[0][0] == instant:
                heapq.heappop(self._acts)[2]()
            jobs.run_due(instant, sweeps=False, without=self.without)
        self.clock.move_to(until)
