"""People who do not exist: superfans and customers, the same for the same random generator."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import cycle
from random import Random
from typing import NamedTuple

from marketplace.demo.hours import WEEKS, WeeklyWindow, open_minutes
from marketplace.demo.people_parts import (
    CITY_WORDS,
    DatedChange,
    age_of,
    bio_of,
    birthday,
    exceptions_of,
    full_name,
    languages_of,
    mail_address,
    pick,
    skills_of,
    some,
    weekly_hours_of,
    weighted,
)
from marketplace.demo.places import HOMES, Home, point_near
from marketplace.demo.words_bios import TRAVEL, Calling
from marketplace.demo.words_cast import CAST, CastMember
from marketplace.demo.words_names import CUSTOMER_ORIGINS, POOLS, NamePool
from marketplace.geo.landmarks import CITIES_BY_CODE

# Eight, seven and five of every twenty.
CITY_TURNS = [
    *("sfo", "mex", "ams", "sfo", "mex", "sfo", "ams", "sfo", "mex", "sfo"),
    *("mex", "ams", "sfo", "mex", "sfo", "ams", "mex", "sfo", "mex", "ams"),
]
FAN_MAIL = "fans.example.org"
CUSTOMER_MAIL = "mail.example.org"
RADII_M = {
    "walk": (1_500, 3_500),
    "bike": (4_000, 10_000),
    "transit": (5_000, 14_000),
    "car": (8_000, 18_000),
}
REWARD_KINDS = (("money", 62), ("store_credit", 14), ("perk", 12), ("donation", 8), ("discount_code", 4))
PAYOUT_DAYS = ("monday", "wednesday", "friday", "friday", "friday")
CAUSES = {
    "sfo": (
        "the neighbourhood library fund",
        "the dune restoration volunteers",
        "the food pantry on Howard Street",
    ),
    "mex": (
        "la biblioteca del barrio",
        "el refugio de perros de la colonia",
        "becas para hijas e hijos de cafetaleros",
    ),
    "ams": ("the language café for newcomers", "the city's food bank", "the houseboat rescue society"),
}
BIO_LANGUAGES = {"sfo": "en", "mex": "es", "ams": "en"}
# The first so many say what nobody before them said; there are not words enough for a hundred thousand.
WORDS_OF_THEIR_OWN = 1_000
# Who grew up with Dutch is no newcomer to Amsterdam.
DUTCH_POOLS = [
    pool for pool, _ in POOLS["ams"] if any(code == "nl" and share > 0.8 for code, share, _ in pool.languages)
]
_REWARDS = weighted(REWARD_KINDS)
_MODES = {modes: weighted(modes) for modes in TRAVEL.values()}


class FanSketch(NamedTuple):
    """All that a new superfan says of themself."""

    number: int
    name: str
    email: str
    locale: str
    timezone: str
    born_on: date
    city: str
    calling: str
    bio: str
    bio_language: str
    home_name: str
    home_lat: float
    home_lon: float
    travel_mode: str
    radius_m: int
    weekly_hours_max: int
    skills: tuple[tuple[str, int], ...]
    languages: tuple[tuple[str, int], ...]
    interests: tuple[str, ...]
    motives: tuple[str, ...]
    rules: tuple[WeeklyWindow, ...]
    exceptions: tuple[DatedChange, ...]
    reward_kind: str
    donation_cause: str
    payout_day: str


class CustomerSketch(NamedTuple):
    """All that a customer says when signing up, and the language they like to be spoken to in."""

    number: int
    name: str
    email: str
    locale: str
    timezone: str
    born_on: date
    country: str
    city: str
    language: str


def fans(rng: Random, count: int) -> Iterator[FanSketch]:
    """Superfans one by one: first those written by hand, then invented ones, eight San Franciscans in twenty.

    A longer world begins with the same people as a shorter one of the same seed.
    """
    for number, member in enumerate(CAST[:count], start=1):
        yield _from_cast(number, member)
    said: set[str] = set()
    for number, code in zip(range(len(CAST) + 1, count + 1), cycle(CITY_TURNS), strict=False):
        fan = _invented(rng, number, code)
        while number <= WORDS_OF_THEIR_OWN and fan.bio in said:
            fan = _invented(rng, number, code)
        said.add(fan.bio)
        yield fan


def customers(rng: Random, count: int) -> Iterator[CustomerSketch]:
    """Customers one by one, from a score of cities."""
    for number in range(1, count + 1):
        pool, country, city, zone, locale, language = CUSTOMER_ORIGINS[(number - 1) % len(CUSTOMER_ORIGINS)]
        name = full_name(rng, pool)
        born_on = birthday(rng, 21, 74)
        yield CustomerSketch(
            number,
            name,
            mail_address(name, number, CUSTOMER_MAIL),
            locale,
            zone,
            born_on,
            country,
            city,
            language,
        )


def _invented(rng: Random, number: int, code: str) -> FanSketch:
    city, words = CITIES_BY_CODE[code], CITY_WORDS[code]
    pool: NamePool = words.pools.pick(rng)
    calling: Calling = words.callings.pick(rng)
    while calling.code == "newcomer" and pool in DUTCH_POOLS:
        calling = words.callings.pick(rng)
    home: Home = words.homes.pick(rng)
    name = full_name(rng, pool)
    age_years = age_of(rng, calling)
    where = point_near(rng, home.place.lat, home.place.lon)
    weeks = WEEKS[pick(rng, calling.hours)]
    rules = pick(rng, weeks)
    mode = _MODES[calling.modes].pick(rng)
    least_m, most_m = RADII_M[mode]
    reward_kind = _REWARDS.pick(rng)
    language = BIO_LANGUAGES[code]
    return FanSketch(
        number=number,
        name=name,
        email=mail_address(name, number, FAN_MAIL),
        locale=language,
        timezone=city.timezone,
        born_on=birthday(rng, age_years, age_years),
        city=code,
        calling=calling.code,
        bio=bio_of(rng, calling, words, home, age_years),
        bio_language=language,
        home_name=home.place.name,
        home_lat=where.lat,
        home_lon=where.lon,
        travel_mode=mode,
        radius_m=least_m + int(rng.random() * (most_m - least_m) / 500) * 500,
        weekly_hours_max=weekly_hours_of(rng, rules),
        skills=skills_of(rng, calling),
        languages=languages_of(rng, code, pool, calling),
        interests=tuple(some(rng, calling.interests, 3 + int(rng.random() * 3))),
        motives=tuple(some(rng, calling.motives, 1 + int(rng.random() * 2))),
        rules=rules,
        exceptions=exceptions_of(rng, language),
        reward_kind=reward_kind,
        donation_cause=pick(rng, CAUSES[code]) if reward_kind == "donation" else "",
        payout_day=pick(rng, PAYOUT_DAYS),
    )


def _from_cast(number: int, member: CastMember) -> FanSketch:
    city = CITIES_BY_CODE[member.city]
    (home,) = (home for home in HOMES[member.city] if home.place.name == member.home)
    pattern, week = member.week.split(":")
    mode, radius_m = member.travel.split(":")
    rules = WEEKS[pattern][int(week)]
    where = point_near(Random(number), home.place.lat, home.place.lon)
    return FanSketch(
        number=number,
        name=member.name,
        email=mail_address(member.name, number, FAN_MAIL),
        locale=BIO_LANGUAGES[member.city],
        timezone=city.timezone,
        born_on=date.fromisoformat(member.born),
        city=member.city,
        calling="cast",
        bio=member.bio,
        bio_language=BIO_LANGUAGES[member.city],
        home_name=home.place.name,
        home_lat=where.lat,
        home_lon=where.lon,
        travel_mode=mode,
        radius_m=int(radius_m),
        weekly_hours_max=min(40, open_minutes(rules) // 60),
        skills=_levels(member.skills),
        languages=_levels(member.languages),
        interests=tuple(member.interests.split()),
        motives=tuple(member.motives.split()),
        rules=rules,
        exceptions=(),
        reward_kind=member.reward_kind,
        donation_cause=CAUSES[member.city][1] if member.reward_kind == "donation" else "",
        payout_day="friday",
    )


def _levels(text: str) -> tuple[tuple[str, int], ...]:
    pairs = (entry.rsplit(":", 1) for entry in text.split())
    return tuple((code, int(level)) for code, level in pairs)
