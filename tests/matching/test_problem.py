"""Bad input is refused with the field and the reason, before any work."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from matching import Commitment, Credential, Fan, Gig, InvalidProblem, Journey, Params, Policy, Problem, Stage
from tests.matching.people import at, guide, walk

BAD_FANS: list[tuple[dict[str, Any], str]] = [
    ({"id": ""}, "id"),
    ({"id": 7}, "id"),
    ({"skills": {"coffee": 0}}, "skills.coffee"),
    ({"skills": {"coffee": True}}, "skills.coffee"),
    ({"skills": {"": 1}}, "skills"),
    ({"skills": ["coffee"]}, "skills"),
    ({"languages": {"en": 7}}, "languages.en"),
    ({"credentials": {"p": "yes"}}, "credentials.p"),
    ({"credentials": []}, "credentials"),
    ({"location": (100.0, 4.9)}, "location.lat"),
    ({"radius_m": -1}, "radius_m"),
    ({"speed_kmh": 0}, "speed_kmh"),
    ({"speed_kmh": 10**9}, "speed_kmh"),
    ({"zone": "Mars/Olympus"}, "zone"),
    ({"available": [(at(10), at(9))]}, "available[0].ends_at"),
    ({"available": "always"}, "available"),
    ({"committed": [(at(9), at(10))]}, "committed[0]"),
    ({"interests": "coffee"}, "interests"),
    ({"interests": [None]}, "interests"),
    ({"born_on": datetime(2000, 1, 1)}, "born_on"),  # noqa: DTZ001 - an instant is what is refused
    ({"is_adult": 1}, "is_adult"),
    ({"day_cap_minutes": 1441}, "day_cap_minutes"),
    ({"served": -1}, "served"),
    ({"offers_sent": 1, "offers_answered": 2}, "offers_answered"),
    ({"standing_points": 1001}, "standing_points"),
]

BAD_GIGS: list[tuple[dict[str, Any], str]] = [
    ({"starts_at": date(2026, 12, 5)}, "starts_at"),
    ({"starts_at": datetime(2026, 12, 5)}, "starts_at"),  # noqa: DTZ001 - a naive instant is what is refused
    ({"ends_at": at(10)}, "ends_at"),
    ({"ends_at": at(9)}, "ends_at"),
    ({"location": (0.0, 181.0)}, "location.lon"),
    ({"places": 0}, "places"),
    ({"places": -3}, "places"),
    ({"places": 10**100}, "places"),
    ({"skills_any": {"coffee": 9}}, "skills_any.coffee"),
    ({"age_min": 151}, "age_min"),
    ({"value_minor": -1}, "value_minor"),
    ({"value_minor": 1.5}, "value_minor"),
    ({"pinned": ["a", "b"]}, "pinned"),
    ({"area": ""}, "area"),
    ({"must_be_online": None}, "must_be_online"),
]


@pytest.mark.parametrize(("changes", "field"), BAD_FANS)
def test_a_bad_fan_is_refused_by_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidProblem) as refusal:
        Fan(**{"id": "anneke", **changes})

    assert refusal.value.field.startswith(field)
    assert refusal.value.reason


@pytest.mark.parametrize(("changes", "field"), BAD_GIGS)
def test_a_bad_gig_is_refused_by_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidProblem) as refusal:
        Gig(**{"id": "walk", "starts_at": at(10), "ends_at": at(12), **changes})

    assert refusal.value.field.startswith(field)


BAD_PROBLEMS: list[tuple[dict[str, Any], str]] = [
    ({"fans": [guide(), guide()]}, "fans[1].id"),
    ({"gigs": [walk(), walk()]}, "gigs[1].id"),
    ({"fans": [walk()]}, "fans[0]"),
    ({"fans": 3}, "fans"),
    ({"gigs": [walk(pinned=["nobody"])]}, "gigs[coffee-walk].pinned"),
    ({"fans": [guide()], "taxonomy": ["coffee"]}, "fans[anneke].skills"),
    ({"gigs": [walk()], "taxonomy": ["tea"]}, "gigs[coffee-walk].skills_all"),
    ({"gigs": [walk(skills_all={}, skills_any={"x": 1})], "taxonomy": []}, "gigs[coffee-walk].skills_any"),
    ({"policy": {}}, "policy"),
    ({"params": None}, "params"),
]


@pytest.mark.parametrize(("parts", "field"), BAD_PROBLEMS)
def test_a_bad_problem_is_refused_by_field(parts: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidProblem) as refusal:
        Problem(**parts)

    assert refusal.value.field == field


def test_credentials_commitments_and_policies_are_checked() -> None:
    with pytest.raises(InvalidProblem, match="valid_until"):
        Credential(date(2026, 2, 1), date(2026, 1, 1))
    with pytest.raises(InvalidProblem, match="ends_at"):
        Commitment(at(10), at(10))
    with pytest.raises(InvalidProblem, match="most_gigs"):
        Policy(most_gigs=0)


BAD_JOURNEYS: list[tuple[dict[str, Any], str]] = [
    ({"stages": []}, "stages"),
    ({"stages": [1]}, "stages[0]"),
    ({"stages": [Stage(id="a", options=["g"]), Stage(id="a", options=["g"])]}, "stages[1].id"),
    ({"same_fan": [["a", "x"]]}, "same_fan[0]"),
    ({"same_fan": [["a"], ["a"]]}, "same_fan"),
    ({"budget_minor": -1}, "budget_minor"),
    ({"speed_kmh": 0}, "speed_kmh"),
]


@pytest.mark.parametrize(("changes", "field"), BAD_JOURNEYS)
def test_a_bad_journey_is_refused_by_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidProblem) as refusal:
        Journey(**{"id": "j", "stages": [Stage(id="a", options=["g"])], **changes})

    assert refusal.value.field == field


def test_a_stage_needs_an_option() -> None:
    with pytest.raises(InvalidProblem, match="options"):
        Stage(id="a", options=[])


def test_rows_are_kept_in_one_order() -> None:
    people = [guide("bram"), guide("anneke")]

    assert Problem(fans=people) == Problem(fans=people[::-1])
    assert [fan.id for fan in Problem(fans=people).fans] == ["anneke", "bram"]


def test_asking_for_somebody_unknown_is_refused() -> None:
    problem = Problem(fans=[guide()], gigs=[walk()], params=Params())

    with pytest.raises(InvalidProblem, match="fan_id"):
        problem.fan("nobody")
    with pytest.raises(InvalidProblem, match="gig_id"):
        problem.gig("nothing")


def test_instants_of_other_zones_are_kept_in_utc() -> None:
    amsterdam = datetime.fromisoformat("2026-12-05T11:00:00+01:00")

    gig = walk(starts_at=amsterdam, ends_at=amsterdam + timedelta(hours=2))

    assert gig == walk()
    assert gig.starts_at.utcoffset() == timedelta(0)
