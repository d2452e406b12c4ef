"""Whatever the hour at which the demo world is made, every listing has a past."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from marketplace.demo.seed_past import past_date
from marketplace.demo.words_experiences import EXPERIENCES
from marketplace.demo.words_listings import ExperienceText
from marketplace.geo.zones import instant_of

ZONES = ("America/Los_Angeles", "America/Mexico_City", "Europe/Amsterdam")
MONDAY = datetime(2026, 11, 23, 0, 28, tzinfo=UTC)


@pytest.mark.parametrize("text", EXPERIENCES, ids=lambda text: text.code)
def test_a_listing_took_place_before_any_hour_of_any_week(text: ExperienceText) -> None:
    """Each hour of two weeks, one of them with a change of clocks: a date within a week and a day, wholly gone by."""
    for begins in (MONDAY, datetime(2026, 10, 26, 0, 28, tzinfo=UTC)):
        for hour in range(7 * 24):
            at = begins + timedelta(hours=hour)
            for zone in ZONES:
                local, _ = past_date(text, zone, at - timedelta(days=7))
                starts_at = instant_of(local, zone)
                assert at - timedelta(days=9) < starts_at < at
