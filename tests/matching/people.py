"""A guide, a coffee walk and the strategies that vary them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from matching import Commitment, Credential, Fan, Gig, Interval, Params, Place, Policy, Problem

SATURDAY = datetime(2026, 12, 5, tzinfo=UTC)
AMSTERDAM = Place(52.3702, 4.8952)
HAARLEM = Place(52.3874, 4.6462)
"""17 km from Amsterdam."""
SCHIPHOL = Place(52.3105, 4.7683)
"""11 km from Amsterdam."""


def at(hour: float, *, day: int = 0) -> datetime:
    """An instant of that Saturday, or of a day after it."""
    return SATURDAY + timedelta(days=day, hours=hour)


def guide(fan_id: str = "anneke", **changes: Any) -> Fan:
    """Somebody who can take the coffee walk."""
    fan = Fan(
        id=fan_id,
        skills={"coffee": 3, "history": 2},
        languages={"en": 5, "nl": 6},
        credentials={"first-aid": Credential(date(2026, 1, 1), date(2026, 12, 31))},
        location=AMSTERDAM,
        radius_m=12_000,
        speed_kmh=15,
        zone="Europe/Amsterdam",
        available=[Interval(at(8), at(18))],
        interests={"coffee"},
        born_on=date(1990, 3, 1),
        familiar={"centrum"},
    )
    return replace(fan, **changes)


def walk(gig_id: str = "coffee-walk", **changes: Any) -> Gig:
    """Two hours round the canals on Saturday at ten."""
    gig = Gig(
        id=gig_id,
        starts_at=at(10),
        ends_at=at(12),
        location=AMSTERDAM,
        area="centrum",
        skills_all={"coffee": 2},
        languages_any={"en": 4},
        interests={"coffee", "art"},
    )
    return replace(gig, **changes)


def _degrees(ten_thousandths: int) -> float:
    return ten_thousandths / 10_000


CODES = st.sampled_from(["art", "bikes", "coffee"])
TONGUES = st.sampled_from(["en", "es"])
PLACES = st.none() | st.builds(
    Place, st.integers(523_000, 524_400).map(_degrees), st.integers(47_000, 50_000).map(_degrees)
)


@st.composite
def intervals(draw: st.DrawFn, longest_hours: int = 12) -> Interval:
    """Half-open spans on a grid of half hours within three days, so that many of them touch."""
    start = draw(st.integers(0, 140))
    length = draw(st.integers(1, 2 * longest_hours))
    return Interval(at(start / 2), at((start + length) / 2))


@st.composite
def commitments(draw: st.DrawFn) -> Commitment:
    """Something planned, a few hours long."""
    span = draw(intervals(longest_hours=3))
    return Commitment(span.starts_at, span.ends_at, draw(PLACES), draw(st.booleans()))


@st.composite
def fans(draw: st.DrawFn, fan_id: str = "f0", ids: tuple[str, ...] = ()) -> Fan:
    """People who fit some gigs and not others."""
    others = st.sampled_from([*ids, "guest"]) if ids else st.just("guest")
    return Fan(
        id=fan_id,
        skills=draw(st.dictionaries(CODES, st.integers(1, 5), max_size=3)),
        languages=draw(st.dictionaries(TONGUES, st.integers(1, 6), max_size=2)),
        credentials=draw(st.dictionaries(st.just("pass"), st.sampled_from(CREDENTIALS), max_size=1)),
        location=draw(PLACES),
        radius_m=draw(st.sampled_from([0, 3000, 10_000, 40_000])),
        speed_kmh=draw(st.sampled_from([5, 15, 60])),
        zone=draw(st.sampled_from(["UTC", "Europe/Amsterdam", "America/Los_Angeles"])),
        available=draw(st.lists(intervals(), max_size=5)),
        committed=draw(st.lists(commitments(), max_size=2)),
        interests=draw(st.frozensets(CODES)),
        born_on=draw(st.sampled_from([None, date(1980, 2, 29), date(2010, 12, 6)])),
        is_adult=draw(st.booleans()),
        day_cap_minutes=draw(st.sampled_from([None, 180, 420])),
        week_cap_minutes=draw(st.sampled_from([None, 240, 600])),
        declared_minutes=draw(st.integers(0, 600)),
        served=draw(st.integers(0, 5)),
        is_newcomer=draw(st.booleans()),
        standing_points=draw(st.sampled_from([0, 500, 900])),
        familiar=draw(st.frozensets(st.just("centrum"))),
        blocked=draw(st.frozensets(others, max_size=2)),
        largest_group=draw(st.sampled_from([None, 4])),
        is_online=draw(st.booleans()),
    )


CREDENTIALS = (Credential(), Credential(date(2026, 12, 6), None), Credential(None, date(2026, 12, 5)))


@st.composite
def gigs(draw: st.DrawFn, gig_id: str = "g0", ids: tuple[str, ...] = ()) -> Gig:
    """Work of a few hours, most of it easy to fill."""
    span = draw(intervals(longest_hours=4))
    rare = st.sampled_from([None, None, None, 18])
    return Gig(
        id=gig_id,
        starts_at=span.starts_at,
        ends_at=draw(st.sampled_from([span.ends_at] * 5 + [None])),
        location=draw(PLACES),
        area=draw(st.sampled_from([None, "centrum"])),
        places=draw(st.integers(1, 2)),
        skills_all=draw(st.dictionaries(CODES, st.integers(1, 3), max_size=1)),
        skills_any=draw(st.just({}) | st.dictionaries(CODES, st.integers(1, 3), max_size=2)),
        languages_any=draw(st.just({}) | st.dictionaries(TONGUES, st.integers(1, 4), max_size=2)),
        credentials=draw(st.sampled_from([(), (), ("pass",)])),
        interests=draw(st.frozensets(CODES)),
        age_min=draw(rare),
        party=draw(st.sampled_from([0, 3, 6])),
        standing_min=draw(st.sampled_from([0, 0, 600])),
        excluded=draw(st.sampled_from([(), (), ids[:1]])),
        people=draw(st.sampled_from([(), ("guest",)])),
        pinned=draw(st.sampled_from([(), (), ids[-1:]])),
        must_be_online=draw(st.sampled_from([False, False, True])),
    )


@st.composite
def problems(draw: st.DrawFn, most_fans: int = 4, most_gigs: int = 4) -> Problem:
    """Small markets with everything that may go wrong between people and work."""
    fan_ids = tuple(f"f{number}" for number in range(draw(st.integers(0, most_fans))))
    gig_ids = tuple(f"g{number}" for number in range(draw(st.integers(0, most_gigs))))
    return Problem(
        fans=[draw(fans(fan_id, fan_ids)) for fan_id in fan_ids],
        gigs=[draw(gigs(gig_id, fan_ids)) for gig_id in gig_ids],
        policy=Policy(
            most_gigs=draw(st.sampled_from([1, 2, 1000])), least_score=draw(st.sampled_from([0, 4500]))
        ),
        params=Params(week_cap_minutes=draw(st.sampled_from([300, 2880]))),
    )


@st.composite
def easy_problems(draw: st.DrawFn, most_fans: int = 3, most_gigs: int = 4) -> Problem:
    """Small markets in which most pairs are feasible, so that time, caps and blocks between people decide."""
    fan_ids = tuple(f"f{number}" for number in range(draw(st.integers(1, most_fans))))
    people = []
    for fan_id in fan_ids:
        base = draw(fans(fan_id, fan_ids))
        person = replace(base, available=[Interval(at(0), at(96))], radius_m=40_000, location=AMSTERDAM)
        people.append(replace(person, committed=(), languages={"en": 6, "es": 6}, standing_points=900))
    work = []
    for number in range(draw(st.integers(1, most_gigs))):
        base_gig = draw(gigs(f"g{number}"))
        work.append(replace(base_gig, skills_all={}, skills_any={}, credentials=(), age_min=None, party=0))
    return Problem(
        fans=people,
        gigs=work,
        policy=Policy(most_gigs=draw(st.sampled_from([1, 2, 1000]))),
        params=Params(week_cap_minutes=draw(st.sampled_from([300, 600, 2880]))),
    )
