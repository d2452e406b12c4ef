from collections import Counter
from itertools import islice
from random import Random
from zoneinfo import available_timezones

import pytest
from email_validator import validate_email

from marketplace.demo.people import REWARD_KINDS, FanSketch, customers, fans
from marketplace.demo.people_parts import ADULT_YEARS, BORN_BEFORE
from marketplace.demo.words_cast import CAST
from marketplace.geo.distance import TRAVEL_MODES, great_circle_m
from marketplace.geo.landmarks import CITIES_BY_CODE
from marketplace.superfans.interests import INTERESTS_BY_CODE, MOTIVES_BY_CODE
from marketplace.superfans.taxonomy import SKILLS_BY_CODE

COUNT = 400


@pytest.fixture(scope="module")
def crowd() -> list[FanSketch]:
    return list(fans(Random(7), COUNT))


def test_the_same_seed_makes_the_same_people() -> None:
    assert list(fans(Random(3), 60)) == list(fans(Random(3), 60))
    assert list(fans(Random(3), 60)) != list(fans(Random(4), 60))
    assert list(customers(Random(3), 60)) == list(customers(Random(3), 60))


def test_a_larger_world_begins_with_the_same_people(crowd: list[FanSketch]) -> None:
    assert list(fans(Random(7), 90)) == crowd[:90]
    assert list(islice(fans(Random(7), 100_000), 90)) == crowd[:90]


def test_the_cast_comes_first_and_the_cities_follow(crowd: list[FanSketch]) -> None:
    assert [fan.name for fan in crowd[: len(CAST)]] == [member.name for member in CAST]
    cities = Counter(fan.city for fan in crowd)
    assert cities["sfo"] > cities["mex"] > cities["ams"] > COUNT / 5
    assert len(list(fans(Random(1), 3))) == 3


def test_every_code_a_fan_names_is_known(crowd: list[FanSketch]) -> None:
    for fan in crowd:
        assert {code for code, _ in fan.skills} <= SKILLS_BY_CODE.keys(), fan.name
        assert set(fan.interests) <= INTERESTS_BY_CODE.keys(), fan.name
        assert set(fan.motives) <= MOTIVES_BY_CODE.keys(), fan.name
        assert fan.travel_mode in TRAVEL_MODES
        assert fan.timezone in available_timezones()
        assert fan.reward_kind in dict(REWARD_KINDS)
        assert bool(fan.donation_cause) == (fan.reward_kind == "donation")


def test_skills_and_languages_come_once_with_a_level(crowd: list[FanSketch]) -> None:
    for fan in crowd:
        for pairs in (fan.skills, fan.languages):
            assert len(dict(pairs)) == len(pairs) > 0, fan.name
            assert all(1 <= level <= 5 for _, level in pairs)
        assert max(level for _, level in fan.languages) == 5 or fan.city == "ams"


def test_fans_live_in_their_neighbourhood_and_are_of_age(crowd: list[FanSketch]) -> None:
    for fan in crowd:
        city = CITIES_BY_CODE[fan.city]
        (home,) = (place for place in city.places if place.name == fan.home_name)
        assert great_circle_m((home.lat, home.lon), (fan.home_lat, fan.home_lon)) < 300
        assert fan.timezone == city.timezone
        assert (BORN_BEFORE - fan.born_on).days / 365.25 >= ADULT_YEARS
        assert 1_000 <= fan.radius_m <= 20_000


def test_hours_are_a_week_that_holds_the_hours_promised(crowd: list[FanSketch]) -> None:
    for fan in crowd:
        assert fan.rules
        assert all(0 <= rule.weekday <= 6 for rule in fan.rules)
        assert 4 <= fan.weekly_hours_max <= 40
        assert len({(rule.weekday, rule.opens_local) for rule in fan.rules}) == len(fan.rules)


def test_bios_are_whole_sentences_said_by_one_person_only(crowd: list[FanSketch]) -> None:
    assert len({fan.bio for fan in crowd}) == COUNT
    for fan in crowd:
        assert "{" not in fan.bio
        assert fan.bio[0].isupper()
        assert fan.bio[-1] in ".!?"
        assert 60 < len(fan.bio) < 500
        assert fan.bio_language == ("es" if fan.city == "mex" else "en")


def test_addresses_are_valid_and_nobodys(crowd: list[FanSketch]) -> None:
    people = [*crowd, *customers(Random(5), 60)]
    addresses = [person.email for person in people]

    assert len(set(addresses)) == len(addresses)
    for address in addresses:
        assert validate_email(address, check_deliverability=False).domain.endswith(".example.org")


def test_three_san_franciscans_guide_in_italian_on_saturdays(crowd: list[FanSketch]) -> None:
    fitting = [
        fan
        for fan in crowd[:200]
        if fan.city == "sfo"
        and dict(fan.languages).get("it", 0) >= 4
        and any(code.startswith("guiding.") for code, _ in fan.skills)
        and any(rule.weekday == 5 for rule in fan.rules)
    ]

    assert len(fitting) >= 3


def test_no_newcomer_grew_up_with_dutch(crowd: list[FanSketch]) -> None:
    newcomers = [fan for fan in crowd if fan.calling == "newcomer"]

    assert newcomers
    assert all(dict(fan.languages).get("nl", 0) < 5 for fan in newcomers)


def test_customers_come_from_many_places() -> None:
    sixty = list(customers(Random(2), 60))

    assert len(sixty) == 60
    assert len({person.country for person in sixty}) >= 10
    assert {person.locale for person in sixty} == {"en", "es"}
    assert all(person.timezone in available_timezones() for person in sixty)
