"""Hour caps asked many times over: days are cut once for each gig and zone, and kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from matching.fans import zone_named
from matching.hours import local_days
from matching.intervals import Interval, shared, whole_minutes
from matching.predicates import caps_minutes
from matching.problem import Problem
from matching.together import hours_hold

Parts = dict[date, timedelta]


class HourBook:
    """The hours of every fan of a problem, with the same answers as `matching.together.hours_hold`.

    Parameters
    ----------
    problem : Problem
        Positions of its gigs and fans stand for them.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._caps = [caps_minutes(fan, problem.params) for fan in problem.fans]
        self.minutes = [
            0 if gig.window is None else whole_minutes(gig.window.duration) for gig in problem.gigs
        ]
        self.free_minutes = [
            min(caps) - fan.work_minutes for caps, fan in zip(self._caps, problem.fans, strict=True)
        ]
        self._gig_parts: dict[tuple[int, str], Parts] = {}
        self._own_parts: dict[int, Parts] = {}

    def holds(self, fan: int, gigs: Sequence[int]) -> bool:
        """Return whether a fan's caps hold when all of these gigs are done, none of them clashing."""
        total = sum(self.minutes[gig] for gig in gigs)
        if total <= self.free_minutes[fan]:
            return True
        day_cap, week_cap = self._caps[fan]
        person = self._problem.fans[fan]
        own = self._own(fan)
        days: Parts = {}
        for gig in gigs:
            for day, part in self._of_gig(gig, person.zone).items():
                days[day] = days.get(day, own.get(day, NOTHING)) + part
        if any(whole_minutes(worked) > day_cap for worked in days.values()):
            return False
        if total + person.work_minutes <= week_cap:
            return True
        return hours_hold(person, [self._problem.gigs[gig] for gig in gigs], self._problem.params)

    def _of_gig(self, gig: int, zone: str) -> Parts:
        key = gig, zone
        if key not in self._gig_parts:
            self._gig_parts[key] = _parts(self._problem.gigs[gig].window, zone)
        return self._gig_parts[key]

    def _own(self, fan: int) -> Parts:
        if fan not in self._own_parts:
            person = self._problem.fans[fan]
            days: Parts = {}
            for item in person.committed:
                if item.is_work:
                    for day, part in _parts(item.interval, person.zone).items():
                        days[day] = days.get(day, NOTHING) + part
            self._own_parts[fan] = days
        return self._own_parts[fan]


NOTHING = timedelta(0)


def _parts(window: Interval | None, zone: str) -> Parts:
    if window is None:
        return {}
    return {day: shared(span, window) for day, span in local_days(window, zone_named(zone))}
