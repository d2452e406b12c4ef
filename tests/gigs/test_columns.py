"""Columns read straight from rows say the same of every fan as the objects do."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import matching
from marketplace.gigs.engine import columns, people
from marketplace.gigs.engine.everybody import Busy, Everybody
from marketplace.gigs.engine.people import History, Packed
from marketplace.superfans import facts_columns
from marketplace.superfans.packed_facts import pack
from matching.engine import market
from matching.engine.ragged import Ragged
from matching.fairness import fairness_grades

AT = datetime(2026, 10, 20, 9, tzinfo=UTC)
MINUTE = st.integers(0, 1439)
LEVELS = st.integers(1, 5)
CHANGES = st.one_of(
    st.tuples(
        st.sampled_from(["2026-10-25", "2026-10-28", "2026-12-24"]), st.booleans(), st.none(), st.none()
    ),
    st.tuples(st.sampled_from(["2026-10-25", "2026-10-28"]), st.booleans(), MINUTE, MINUTE),
)
DOCUMENTS = st.fixed_dictionaries(
    {
        "zone": st.sampled_from(["America/New_York", "Europe/Amsterdam", "UTC"]),
        "rules": st.lists(st.tuples(st.integers(0, 6), MINUTE, MINUTE).map(list), max_size=4),
        "exceptions": st.lists(CHANGES.map(list), max_size=2),
        "skills": st.dictionaries(st.sampled_from(["a", "b", "c"]), LEVELS),
        "languages": st.dictionaries(st.sampled_from(["de", "en", "es"]), LEVELS),
        "interests": st.lists(st.sampled_from(["art", "beer", "cafés"]), unique=True),
        "travel_mode": st.sampled_from(["walk", "bike", "transit", "car"]),
        "weekly_hours_max": st.integers(0, 168),
        "born_on": st.none() | st.just("1990-02-28"),
    }
)
HISTORIES = st.builds(
    lambda days, standing, served, sent, unanswered, codes, blocked: History(
        joined_at=None if days is None else AT - timedelta(days=days),
        standing=standing,
        served=served,
        sent=sent + unanswered,
        answered=sent,
        credentials={code: matching.Credential(None, None) for code in codes},
        blocked=tuple(sorted(blocked)),
    ),
    st.none() | st.integers(0, 60),
    st.sampled_from(["new", "trusted", "at_risk"]),
    *(st.integers(0, 9),) * 3,
    st.sets(st.sampled_from(["food", "first_aid"])),
    st.sets(st.sampled_from(["idn_1", "idn_2"])),
)
HOMES = st.none() | st.tuples(st.floats(-80, 80), st.floats(-179, 179))


@given(
    st.lists(st.tuples(DOCUMENTS, HISTORIES, HOMES, st.integers(0, 50_000)), min_size=1, max_size=5),
    st.integers(0, 20),
    st.booleans(),
)
def test_columns_are_the_objects(
    drawn: list[tuple[dict[str, Any], History, tuple[float, float] | None, int]], days: int, is_busy: bool
) -> None:
    """Hours over the change of clocks, dated changes, histories, limits: column by column."""
    starts_at, ends_at = AT, AT + timedelta(days=days, hours=3)
    packed = [
        Packed(key, f"fan_{key:03}", *(home or (None, None)), radius, document)
        for key, (document, _, home, radius) in enumerate(drawn)
    ]
    histories = {key: history for key, (_, history, _, _) in enumerate(drawn)}
    busy = [
        matching.Commitment(AT, AT + timedelta(hours=2), matching.Place(52.0, 4.0)),
        matching.Commitment(AT, ends_at),
    ]
    committed = {0: busy} if is_busy else {}
    params = matching.Params()
    found, words = columns.fan_columns(_rows(packed, histories, committed), starts_at, ends_at, AT, params)

    fans = [
        people.person(row, starts_at, ends_at, committed.get(row.fan_id, ()), histories[row.fan_id], AT)
        for row in packed
    ]
    grades = fairness_grades(fans, params)
    expected_words = market.Words.of_fans(fans)
    room = [columns.FIRST_ROUND] * len(fans)
    expected = market.fan_columns(fans, expected_words, [grades[fan.id] for fan in fans], room)
    for field in fields(words):
        assert getattr(words, field.name).texts == getattr(expected_words, field.name).texts
    for field in fields(expected):
        _same(field.name, getattr(found, field.name), getattr(expected, field.name))


def _rows(
    packed: list[Packed],
    histories: dict[int, History],
    committed: dict[int, list[matching.Commitment]],
) -> Everybody:
    """The same people as they are read from rows: numbers instead of documents."""
    documents = [row.document for row in packed]
    facts = facts_columns.read([pack(document) for document in documents])
    known = [histories[row.fan_id] for row in packed]

    def whole(values: list[Any]) -> Any:
        return np.array(values, dtype=np.int64)

    def read(positions: Any) -> list[Any]:
        return [documents[position] for position in positions]

    return Everybody(
        keys=whole([row.fan_id for row in packed]),
        refs=[row.fan_ref for row in packed],
        lat=np.array([row.lat for row in packed], dtype=np.float64),
        lon=np.array([row.lon for row in packed], dtype=np.float64),
        radius_m=whole([row.radius_m for row in packed]),
        facts=facts,
        texts=facts_columns.texts_of(facts, read),
        joined_s=whole([-1 if one.joined_at is None else int(one.joined_at.timestamp()) for one in known]),
        served=whole([one.served for one in known]),
        sent=whole([one.sent for one in known]),
        answered=whole([one.answered for one in known]),
        standing=whole([people.STANDING_POINTS[one.standing] for one in known]),
        documents=read,
        busy=[
            Busy(who, one.starts_at, one.ends_at, *(one.location or (None, None)))
            for who, items in committed.items()
            for one in sorted(items, key=lambda one: (one.starts_at, one.ends_at))
        ],
        credentials={who: one.credentials for who, one in enumerate(known)},
        blocked={who: list(one.blocked) for who, one in enumerate(known)},
    )


def _same(name: str, found: Any, expected: Any) -> None:
    if isinstance(expected, Ragged):
        np.testing.assert_array_equal(found.starts, expected.starts, name)
        for one, other in zip(found.values, expected.values, strict=True):
            np.testing.assert_array_equal(one, other, name)
            assert one.dtype == other.dtype
    else:
        np.testing.assert_array_equal(found, expected, name)
        assert found.dtype == expected.dtype
