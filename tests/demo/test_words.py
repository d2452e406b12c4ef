import re
from zoneinfo import available_timezones

import pytest

from marketplace.demo.hours import WEEKS
from marketplace.demo.words_bios import Calling
from marketplace.demo.words_bios_ams import CALLINGS as AMSTERDAM_CALLINGS
from marketplace.demo.words_bios_mex import CALLINGS as MEXICO_CITY_CALLINGS
from marketplace.demo.words_bios_sfo import CALLINGS as SAN_FRANCISCO_CALLINGS
from marketplace.demo.words_businesses import BUSINESSES, BUSINESSES_BY_CODE
from marketplace.demo.words_cast import CAST
from marketplace.demo.words_experiences import EXPERIENCES
from marketplace.demo.words_journeys import JOURNEYS
from marketplace.demo.words_layovers import MEETING_POINTS, WISHES
from marketplace.demo.words_listings import ExperienceText, JourneyText
from marketplace.demo.words_programmes import PROGRAMMES, PROGRAMMES_BY_CODE
from marketplace.demo.words_requests import REQUESTS
from marketplace.demo.words_said import APPLICATIONS, REVIEWS
from marketplace.demo.words_translated import BUSINESSES_SAID, PROGRAMMES_SAID
from marketplace.geo.landmarks import CITIES_BY_CODE, City
from marketplace.geo.zones import currency_of_country, zone_at
from marketplace.superfans.interests import INTERESTS, INTERESTS_BY_CODE, MOTIVES, MOTIVES_BY_CODE
from marketplace.superfans.taxonomy import GROUPS_BY_CODE, SKILL_GROUPS, SKILLS, SKILLS_BY_CODE

FAN_NAMES = {member.name for member in CAST}


def city_of(programme_code: str) -> City:
    return CITIES_BY_CODE[BUSINESSES_BY_CODE[PROGRAMMES_BY_CODE[programme_code].business].city]


def test_taxonomies_have_two_languages_and_no_doubles() -> None:
    for entries in (SKILL_GROUPS, SKILLS, INTERESTS, MOTIVES):
        for column in ("code", "name_en", "name_es"):
            values = [getattr(entry, column) for entry in entries]
            assert all(values)
            assert len(set(values)) == len(values), column
    assert {skill.group for skill in SKILLS} == GROUPS_BY_CODE.keys()
    assert len(SKILLS) >= 60


@pytest.mark.parametrize(
    "callings", [SAN_FRANCISCO_CALLINGS, MEXICO_CITY_CALLINGS, AMSTERDAM_CALLINGS], ids=["sfo", "mex", "ams"]
)
def test_callings_name_what_exists_and_say_enough(callings: tuple[Calling, ...]) -> None:
    assert len({calling.code for calling in callings}) == len(callings) >= 10
    for calling in callings:
        assert {*calling.skills, *calling.also} <= SKILLS_BY_CODE.keys(), calling.code
        assert not set(calling.skills) & set(calling.also), calling.code
        assert set(calling.interests) <= INTERESTS_BY_CODE.keys(), calling.code
        assert len(calling.interests) >= 5
        assert set(calling.motives) <= MOTIVES_BY_CODE.keys(), calling.code
        assert set(calling.hours) <= WEEKS.keys(), calling.code
        assert len(calling.who) == len(calling.knows) == 4, calling.code


def test_businesses_stand_where_they_say() -> None:
    for business in BUSINESSES:
        assert re.fullmatch(r"#[0-9a-f]{6}", business.accent)
        assert business.timezone in available_timezones()
        assert zone_at(business.lat, business.lon) == business.timezone
        assert currency_of_country(business.country) == business.currency
        assert len(business.tagline) <= 140
        assert len(business.story) > 600
        assert business.staff[0].role == "owner"


def test_programmes_say_why_what_and_by_which_number() -> None:
    assert {programme.business for programme in PROGRAMMES} == BUSINESSES_BY_CODE.keys()
    assert {programme.kind for programme in PROGRAMMES} >= {
        "experience",
        "journey",
        "layover",
        "delivery",
        "request",
    }
    for programme in PROGRAMMES:
        assert min(map(len, (programme.purpose, programme.role, programme.tasks))) > 60
        assert programme.house_rules.count("\n") >= 3
        assert programme.north_star
        assert programme.north_star_words
        assert set(programme.skills) <= SKILLS_BY_CODE.keys()
        assert programme.budget_minor > 0


def test_businesses_and_programmes_say_in_the_other_language_all_that_they_say() -> None:
    assert BUSINESSES_SAID.keys() == BUSINESSES_BY_CODE.keys()
    assert PROGRAMMES_SAID.keys() == PROGRAMMES_BY_CODE.keys()
    for code, business in BUSINESSES_BY_CODE.items():
        said = BUSINESSES_SAID[code]
        assert len(said["tagline"]) <= 140
        assert said["story"].count("\n\n") == business.story.count("\n\n")
        assert said["tagline"] != business.tagline
    for code, programme in PROGRAMMES_BY_CODE.items():
        said = dict(PROGRAMMES_SAID[code])
        assert ("meeting_point" in said) == (programme.kind == "layover")
        said.pop("meeting_point", None)
        assert said.keys() == {"title", "purpose", "role", "tasks", "house_rules"}
        assert said["house_rules"].count("\n") == programme.house_rules.count("\n")
        assert all(words != getattr(programme, name) for name, words in said.items())


@pytest.mark.parametrize("listing", EXPERIENCES, ids=lambda listing: listing.code)
def test_a_listing_can_be_booked(listing: ExperienceText) -> None:
    places = {place.name for place in city_of(listing.programme).places}

    assert listing.place in places
    assert set(listing.skills) <= SKILLS_BY_CODE.keys()
    assert not listing.host or listing.host in FAN_NAMES
    assert 1 <= listing.guests_min <= listing.guests_max <= 10
    assert listing.weekly
    assert {language for _, _, language in listing.weekly} <= set(listing.languages)
    for words in (listing.en, listing.es):
        assert len(words.title) <= 100
        assert len(words.summary) <= 240
        assert len(words.description) > 250
    own, other = (listing.en, listing.es) if listing.language == "en" else (listing.es, listing.en)
    assert not own.meeting_point, "its own meeting point is the listing's"
    assert 0 < len(other.meeting_point) <= 160
    assert 0 < len(listing.meeting_point) <= 160
    assert other.meeting_point != listing.meeting_point


def test_a_host_can_do_what_the_listing_needs() -> None:
    cast = {member.name: member for member in CAST}
    for listing in EXPERIENCES:
        if listing.host:
            member = cast[listing.host]
            skills = {entry.split(":")[0] for entry in member.skills.split()}
            spoken = {entry.split(":")[0] for entry in member.languages.split()}
            assert set(listing.skills) <= skills, listing.code
            assert {language for _, _, language in listing.weekly} <= spoken, listing.code


@pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.code)
def test_a_journey_adds_up(journey: JourneyText) -> None:
    places = {place.name for place in city_of(journey.programme).places}
    parts = [*journey.stages, *journey.stays]

    assert len(journey.stages) == 3
    assert len(journey.stays) == journey.days - 1 == 1
    assert sum(part.share_bps for part in parts) == 10_000
    assert all(part.place in places and part.host in FAN_NAMES for part in parts)
    assert all(part.title_es and part.title_es != part.title_en for part in parts)
    assert all(stage.meeting_point_es for stage in journey.stages)
    assert [(stage.day, stage.starts_local) for stage in journey.stages] == sorted(
        (stage.day, stage.starts_local) for stage in journey.stages
    )


def test_requests_ask_for_what_can_be_had() -> None:
    assert len({request.code for request in REQUESTS}) == len(REQUESTS) >= 8
    for request in REQUESTS:
        places = {place.name for place in city_of(request.programme).places}
        assert request.place in places, request.code
        assert set(request.skills) <= SKILLS_BY_CODE.keys(), request.code
        assert set(request.interests) <= INTERESTS_BY_CODE.keys(), request.code
        assert 0 <= request.weekday <= 6
    italian = REQUESTS[0]
    assert (italian.wanted_language, italian.party, italian.weekday) == ("it", 3, 5)


def test_travellers_and_reviewers_speak_of_what_exists() -> None:
    places = {place.name for place in CITIES_BY_CODE["ams"].places}

    assert {name for name, _ in MEETING_POINTS} <= places
    assert len(WISHES) >= 10
    assert all(set(wish.interests) <= INTERESTS_BY_CODE.keys() for wish in WISHES)
    assert APPLICATIONS.keys() <= PROGRAMMES_BY_CODE.keys()
    assert REVIEWS.keys() <= PROGRAMMES_BY_CODE.keys()
    for reviews in REVIEWS.values():
        assert all(1 <= review.stars <= 5 and review.language in ("en", "es") for review in reviews)
