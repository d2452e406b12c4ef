"""Every hard rule alone: what it lets pass, what it refuses, and with which numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from matching import Commitment, Credential, Interval, Params, Reason, distance_m
from matching.predicates import PREDICATES, age_on
from tests.matching.people import AMSTERDAM, HAARLEM, SCHIPHOL, at, guide, walk

PARAMS = Params()


def broken(rule: str, fan_changes: dict[str, Any], gig_changes: dict[str, Any]) -> tuple[Reason, ...]:
    """What one rule says about the guide and the walk, each changed."""
    return PREDICATES[rule](guide(**fan_changes), walk(**gig_changes), PARAMS)


@pytest.mark.parametrize("rule", PREDICATES)
def test_the_guide_may_take_the_walk(rule: str) -> None:
    assert broken(rule, {}, {}) == ()


REFUSALS = [
    (
        "skills",
        {"skills": {}},
        {},
        Reason("skill_missing", {"skill": "coffee", "level_needed": 2}),
    ),
    (
        "skills",
        {"skills": {"coffee": 1}},
        {},
        Reason("skill_level", {"skill": "coffee", "level_needed": 2, "level_held": 1}),
    ),
    (
        "skills",
        {},
        {"skills_any": {"art": 1, "history": 3}},
        Reason("skills_any", {"skills": ("art", "history")}),
    ),
    ("language", {"languages": {"nl": 6, "en": 3}}, {}, Reason("language", {"languages": ("en",)})),
    (
        "credentials",
        {"credentials": {}},
        {"credentials": {"first-aid"}},
        Reason("credential_missing", {"credential": "first-aid"}),
    ),
    (
        "credentials",
        {"credentials": {"first-aid": Credential(None, date(2026, 12, 4))}},
        {"credentials": {"first-aid"}},
        Reason("credential_expired", {"credential": "first-aid", "valid_until": date(2026, 12, 4)}),
    ),
    (
        "credentials",
        {"credentials": {"first-aid": Credential(date(2026, 12, 6), None)}},
        {"credentials": {"first-aid"}},
        Reason("credential_not_yet", {"credential": "first-aid", "valid_from": date(2026, 12, 6)}),
    ),
    (
        "availability",
        {"available": [Interval(at(8), at(11)), Interval(at(11.5), at(18))]},
        {},
        Reason("unavailable", {"from": at(11), "until": at(11.5)}),
    ),
    (
        "commitments",
        {"committed": [Commitment(at(11), at(13))]},
        {},
        Reason("overlap", {"from": at(11), "until": at(13)}),
    ),
    (
        "distance",
        {"radius_m": 10_000},
        {"location": HAARLEM},
        Reason("too_far", {"distance_m": distance_m(AMSTERDAM, HAARLEM), "radius_m": 10_000}),
    ),
    ("distance", {"location": None}, {}, Reason("no_home")),
    ("age", {"born_on": date(2010, 12, 6)}, {"age_min": 16}, Reason("too_young", {"age": 15, "age_min": 16})),
    ("age", {"born_on": None}, {"age_min": 18}, Reason("age_unknown", {"age_min": 18})),
    (
        "group",
        {"largest_group": 4},
        {"party": 5},
        Reason("group_too_large", {"party": 5, "largest_group": 4}),
    ),
    (
        "hours",
        {"committed": [Commitment(at(5), at(10))], "day_cap_minutes": 400},
        {},
        Reason("hours_day", {"on": date(2026, 12, 5), "total_minutes": 420, "cap_minutes": 400}),
    ),
    (
        "hours",
        {"committed": [Commitment(at(10, day=-6), at(20, day=-6))], "week_cap_minutes": 700},
        {},
        Reason("hours_week", {"from": at(12, day=-7), "total_minutes": 720, "cap_minutes": 700}),
    ),
    ("people", {"blocked": {"mr-x"}}, {"people": {"mr-x"}}, Reason("blocked")),
    ("people", {}, {"excluded": {"anneke"}}, Reason("excluded")),
    (
        "standing",
        {"standing_points": 499},
        {"standing_min": 500},
        Reason("standing_low", {"points": 499, "points_needed": 500}),
    ),
    ("online", {}, {"must_be_online": True}, Reason("offline")),
]


@pytest.mark.parametrize(
    ("rule", "fan_changes", "gig_changes", "reason"), REFUSALS, ids=[row[3].code for row in REFUSALS]
)
def test_a_rule_refuses_with_its_numbers(
    rule: str, fan_changes: dict[str, Any], gig_changes: dict[str, Any], reason: Reason
) -> None:
    assert broken(rule, fan_changes, gig_changes) == (reason,)


PERMITTED = [
    ("skills", {"skills": {"coffee": 2}}, {"skills_any": {"coffee": 2, "art": 1}}),
    ("language", {"languages": {"es": 4}}, {"languages_any": {"en": 4, "es": 4}}),
    (
        "credentials",
        {"credentials": {"p": Credential(date(2026, 12, 5), date(2026, 12, 5))}},
        {"credentials": {"p"}},
    ),
    ("availability", {"available": [Interval(at(11), at(12)), Interval(at(10), at(11))]}, {}),
    ("availability", {"available": []}, {"ends_at": None}),
    ("commitments", {"committed": [Commitment(at(8), at(10)), Commitment(at(12), at(13), AMSTERDAM)]}, {}),
    ("commitments", {"committed": [Commitment(at(10), at(12))]}, {"ends_at": None}),
    ("distance", {"radius_m": distance_m(AMSTERDAM, HAARLEM)}, {"location": HAARLEM}),
    ("distance", {"location": None}, {"location": None}),
    ("age", {"born_on": date(2008, 12, 5)}, {"age_min": 18}),
    ("age", {"born_on": None, "is_adult": True}, {"age_min": 18}),
    ("group", {"largest_group": 4}, {"party": 4}),
    ("hours", {"committed": [Commitment(at(5), at(10))], "day_cap_minutes": 420}, {}),
    ("hours", {"committed": [Commitment(at(5), at(10), is_work=False)], "day_cap_minutes": 120}, {}),
    ("hours", {"committed": [Commitment(at(2, day=-7), at(10, day=-7))], "week_cap_minutes": 120}, {}),
    ("online", {"is_online": True}, {"must_be_online": True}),
]


@pytest.mark.parametrize(("rule", "fan_changes", "gig_changes"), PERMITTED)
def test_a_rule_holds_at_its_edge(
    rule: str, fan_changes: dict[str, Any], gig_changes: dict[str, Any]
) -> None:
    assert broken(rule, fan_changes, gig_changes) == ()


def test_travel_between_needs_the_way_and_a_changeover() -> None:
    # 11.6 km at 1.3 and 15 km/h take an hour, and ten minutes of changeover.
    fan = guide(committed=[Commitment(at(8), at(9), SCHIPHOL)])

    (reason,) = PREDICATES["commitments"](fan, walk(), PARAMS)

    assert reason.code == "travel_between"
    assert reason.params["gap_minutes"] == 60
    needed = reason.params["needed_minutes"]
    assert isinstance(needed, int)
    assert 65 <= needed <= 75
    faster = replace(fan, speed_kmh=20)
    assert PREDICATES["commitments"](faster, walk(), PARAMS) == ()


def test_days_of_credentials_and_ages_are_those_of_the_fans_zone() -> None:
    late = {"starts_at": at(23), "ends_at": at(23.5)}  # already Sunday in Amsterdam
    until_saturday = Credential(None, date(2026, 12, 5))

    assert broken("credentials", {"credentials": {"p": until_saturday}}, {**late, "credentials": {"p"}})
    assert not broken("age", {"born_on": date(2008, 12, 6)}, {**late, "age_min": 18})


def test_a_gig_that_ends_at_midnight_does_not_touch_the_next_day() -> None:
    until_saturday = Credential(None, date(2026, 12, 5))
    night = {"starts_at": at(21), "ends_at": at(23), "credentials": {"p"}}  # 22:00 to 24:00 in Amsterdam

    assert not broken("credentials", {"credentials": {"p": until_saturday}}, night)


def test_day_caps_follow_the_clock_change() -> None:
    # On 25 October 2026 the day in Amsterdam has 25 hours: 22:00 to 23:00 UTC.
    sunday = datetime(2026, 10, 25, 22, tzinfo=UTC)
    shift = {"starts_at": sunday, "ends_at": sunday.replace(hour=23)}
    worked = Commitment(datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 2, tzinfo=UTC))

    (reason,) = broken("hours", {"committed": [worked], "day_cap_minutes": 299}, shift)

    assert reason.params == {"on": date(2026, 10, 25), "total_minutes": 300, "cap_minutes": 299}


@pytest.mark.parametrize(
    ("day", "years"),
    [(date(2025, 2, 28), 20), (date(2025, 3, 1), 21), (date(2028, 2, 29), 24), (date(2004, 2, 29), 0)],
)
def test_ages_of_those_born_on_a_leap_day(day: date, years: int) -> None:
    assert age_on(date(2004, 2, 29), day) == years
