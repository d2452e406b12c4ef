"""Work over the hours in which clocks go back or forward keeps its length in every calendar it is written into."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from icalendar import Calendar

from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.gigs.service_acceptance import take_gig
from marketplace.superfans.service_profile import rotate_feed_key
from tests.gigs.worlds import ZONE, make_fan, make_work, make_world


def _feed(site: Flask, starts_local: str, minutes: int, clock: SteppedClock) -> str:
    """The fan's calendar with one gig that begins at a local time."""

    def make() -> str:
        world = make_world()
        fan = make_fan(world, "Ana")
        gig = make_work(world, starts_local=starts_local, duration_minutes=minutes, at=clock.now())
        take_gig(gig, fan, clock.now())
        return rotate_feed_key(fan, clock.now())

    return site.test_client().get(f"/calendars/{edge.write(make)}.ics").text


@pytest.mark.parametrize(
    ("starts_local", "minutes", "starts_at", "ends_at"),
    [
        # Amsterdam's clocks go back at three on 31 October 2027: the hour from two is shown twice.
        ("2027-10-31T02:30:00", 60, "20271031T003000Z", "20271031T013000Z"),
        ("2027-10-31T01:00:00", 180, f"{ZONE}:20271031T010000", f"{ZONE}:20271031T030000"),
        # They go forward at two on 28 March 2027.
        ("2027-03-28T01:30:00", 60, f"{ZONE}:20270328T013000", f"{ZONE}:20270328T033000"),
    ],
    ids=["within the hour shown twice", "across it", "across the hour left out"],
)
def test_a_calendar_shows_when_it_really_begins_and_ends(
    site: Flask, clock: SteppedClock, starts_local: str, minutes: int, starts_at: str, ends_at: str
) -> None:
    feed = _feed(site, starts_local, minutes, clock)
    (event,) = Calendar.from_ical(feed).walk("VEVENT")
    lines = event.to_ical().decode().splitlines()
    written = {
        re.sub(r"^DT[A-Z]+(;TZID=|:)", "", line) for line in lines if line.startswith(("DTSTART", "DTEND"))
    }
    assert written == {starts_at, ends_at}
