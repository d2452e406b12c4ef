"""Hours of many fans at once are the hours of each."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from marketplace.superfans.availability import EPOCH_ORDINAL, DatedChange, Rule, free_intervals
from marketplace.superfans.open_hours import WHOLE_DAY, open_hours

ZONES = [
    "America/Mexico_City",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Europe/Amsterdam",
    "UTC",
]
MINUTES = st.integers(0, 1439)
RULES = st.lists(st.tuples(st.integers(0, 6), MINUTES, MINUTES), max_size=6)
# On few days, so that changes of one day meet, and those of neighbouring days do at midnight.
CHANGES = st.lists(
    st.tuples(
        st.dates(date(2026, 3, 7), date(2026, 3, 9)) | st.dates(date(2026, 10, 24), date(2026, 10, 26)),
        st.booleans(),
        st.none() | st.tuples(MINUTES, MINUTES),
    ),
    max_size=5,
)
# Around the clock changes of 2026 on both halves of the globe, and ordinary weeks.
STARTS = st.sampled_from([datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 10, 20, tzinfo=UTC)])


@given(
    fans=st.lists(st.tuples(st.sampled_from(range(len(ZONES))), RULES, CHANGES), max_size=4),
    start=STARTS,
    shift=st.integers(0, 14 * 24 * 60),
    minutes=st.integers(0, 20 * 24 * 60),
)
def test_many_at_once_are_each_alone(
    fans: list[tuple[int, list[tuple[int, int, int]], list[tuple[date, bool, tuple[int, int] | None]]]],
    start: datetime,
    shift: int,
    minutes: int,
) -> None:
    """Whatever the zone, the night, the week, dated closings and openings, and the change of clocks."""
    begins = start + timedelta(minutes=shift)
    ends = begins + timedelta(minutes=minutes)
    rows = [(fan, *rule) for fan, (_, rules, _) in enumerate(fans) for rule in rules]
    dated = [
        (fan, on.toordinal() - EPOCH_ORDINAL, is_open, *(minutes or (WHOLE_DAY, WHOLE_DAY)))
        for fan, (_, _, changes) in enumerate(fans)
        for on, is_open, minutes in changes
    ]
    spans = open_hours(
        np.array(rows, dtype=np.int64).reshape(-1, 4),
        np.array(dated, dtype=np.int64).reshape(-1, 5),
        np.array([zone for zone, _, _ in fans], dtype=np.int64),
        ZONES,
        begins,
        ends,
    )
    for fan, (zone, rules, changes) in enumerate(fans):
        mine = spans.fans == fan
        known = [DatedChange(on, is_open, *(minutes or (None, None))) for on, is_open, minutes in changes]
        alone = free_intervals([Rule(*rule) for rule in rules], known, ZONES[zone], begins, ends)
        assert _merged(spans.starts[mine].tolist(), spans.ends[mine].tolist()) == alone


def _merged(starts: list[int], ends: list[int]) -> list[tuple[datetime, datetime]]:
    merged: list[list[int]] = []
    for start, end in sorted(zip(starts, ends, strict=True)):
        if merged and start <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], end)
        else:
            merged.append([start, end])
    return [(datetime.fromtimestamp(a, UTC), datetime.fromtimestamp(b, UTC)) for a, b in merged]
