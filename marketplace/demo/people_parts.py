"""The single choices that make up a person who does not exist: name, age, home, skills, languages, words."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from datetime import date, time, timedelta
from functools import lru_cache
from importlib import import_module
from itertools import accumulate
from random import Random
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from marketplace.demo.hours import WeeklyWindow, open_minutes
from marketplace.demo.places import HOMES, Home
from marketplace.demo.words_bios import Calling
from marketplace.demo.words_names import POOLS, NamePool
from marketplace.geo.landmarks import CITIES_BY_CODE
from marketplace.geo.place_names import fold

_T = TypeVar("_T")

# The day on which ages are reckoned; a world made later has the same people.
BORN_BEFORE = date(2026, 11, 1)
ADULT_YEARS = 18
# What the city speaks, and what its people learn at school or for love.
CITY_LANGUAGES = {
    "sfo": (("en", 1.0, 5),),
    "mex": (("es", 1.0, 5), ("en", 0.45, 3)),
    "ams": (("en", 1.0, 4),),
}
LEARNED = {"sfo": "es it fr zh ja de pt", "mex": "fr it pt de ja", "ams": "es it fr de pt ja tr"}
LINGUISTS = frozenset({"language_student", "newcomer", "letras"})
AWAY_NOTES = {"en": ("Away", "Family visiting", "Moving house", "A long-promised trip"),
              "es": ("De viaje", "Visita de familia", "Mudanza", "Cita médica")}  # fmt: skip


class DatedChange(NamedTuple):
    """A dated opening or closing, as days after the world's first day; without times it covers the whole day."""

    day_offset: int
    is_open: bool
    opens_local: time | None
    closes_local: time | None
    note: str


class Weighted(NamedTuple):
    """A choice by weight that costs one random number."""

    options: Sequence[Any]
    reach: tuple[int, ...]

    def pick(self, rng: Random) -> Any:
        return self.options[bisect(self.reach, rng.random() * self.reach[-1])]


def weighted(pairs: Sequence[tuple[Any, int]]) -> Weighted:
    return Weighted([option for option, _ in pairs], tuple(accumulate(weight for _, weight in pairs)))


class CityWords(NamedTuple):
    """What is chosen from in one city."""

    pools: Weighted
    homes: Weighted
    callings: Weighted
    closings: tuple[str, ...]
    closings_without_home: tuple[str, ...]


def _words_of(code: str) -> CityWords:
    bios = import_module(f"marketplace.demo.words_bios_{code}")
    return CityWords(
        weighted(POOLS[code]),
        weighted([(home, home.weight) for home in HOMES[code]]),
        weighted([(calling, calling.weight) for calling in bios.CALLINGS]),
        bios.CLOSINGS,
        tuple(line for line in bios.CLOSINGS if "{home}" not in line),
    )


CITY_WORDS = MappingProxyType({code: _words_of(code) for code in CITIES_BY_CODE})


def pick(rng: Random, options: Sequence[_T]) -> _T:
    """One of the options, each as likely."""
    return options[int(rng.random() * len(options))]


def some(rng: Random, options: Sequence[_T], count: int) -> list[_T]:
    """So many different options in random order; for short lists three times as quick as the library's sample."""
    left = list(options)
    for taken in range(count):
        chosen = taken + int(rng.random() * (len(left) - taken))
        left[taken], left[chosen] = left[chosen], left[taken]
    return left[:count]


def full_name(rng: Random, pool: NamePool) -> str:
    family = some(rng, pool.family, pool.family_names)
    return " ".join([pick(rng, pool.given), *family])


def mail_address(name: str, number: int, domain: str) -> str:
    given, family = (_folded(part) for part in name.split()[:2])
    return f"{given}.{family}.{number}@{domain}"


_folded = lru_cache(maxsize=4096)(fold)


def age_of(rng: Random, calling: Calling) -> int:
    if "retired" in calling.hours:
        return 59 + int(rng.random() * 20)
    if "student" in calling.hours:
        return 19 + int(rng.random() * 9)
    return 25 + int(rng.random() * 36)


def birthday(rng: Random, youngest_years: int, oldest_years: int) -> date:
    years = youngest_years + int(rng.random() * (oldest_years - youngest_years + 1))
    return BORN_BEFORE - timedelta(days=round(years * 365.25) + 5 + int(rng.random() * 355))


def bio_of(rng: Random, calling: Calling, words: CityWords, home: Home, age_years: int) -> str:
    says = f"{pick(rng, calling.who)} {pick(rng, calling.knows)}"
    closing = pick(rng, words.closings_without_home if "{home}" in says else words.closings)
    longest_years = 9 if calling.code == "newcomer" else min(40, age_years - 20)
    years = 2 + int(rng.random() * max(1, longest_years - 1))
    bio = f"{says} {closing}".replace("{home}", home.spoken).replace("{years}", str(years))
    return bio[0].upper() + bio[1:]


def skills_of(rng: Random, calling: Calling) -> tuple[tuple[str, int], ...]:
    """What the calling always brings, at a good level, and two to four more at any."""
    always = tuple((code, 3 + int(rng.random() * 3)) for code in calling.skills)
    also = some(rng, calling.also, 2 + int(rng.random() * 3))
    return always + tuple((code, 2 + int(rng.random() * 4)) for code in also)


def languages_of(rng: Random, code: str, pool: NamePool, calling: Calling) -> tuple[tuple[str, int], ...]:
    levels: dict[str, int] = {}
    for language, share, level in (*CITY_LANGUAGES[code], *pool.languages):
        if share >= 1 or rng.random() < share:
            usual = level if level == 5 else level + int(rng.random() * 2)
            levels[language] = max(usual, levels.get(language, 0))
    learned = 2 if calling.code in LINGUISTS else int(rng.random() < 0.3)
    for language in some(rng, LEARNED[code].split(), learned):
        levels.setdefault(language, 2 + int(rng.random() * 3))
    return tuple(levels.items())


def weekly_hours_of(rng: Random, rules: tuple[WeeklyWindow, ...]) -> int:
    """Nobody gives every free hour: a quarter to a half of them, whole hours."""
    share = 0.25 + rng.random() * 0.25
    return max(4, min(40, round(open_minutes(rules) / 60 * share)))


def exceptions_of(rng: Random, language: str) -> tuple[DatedChange, ...]:
    """One in nine is away for some days soon; one in twenty adds a single evening."""
    chance = rng.random()
    start = 2 + int(rng.random() * 40)
    if chance < 0.11:
        note = pick(rng, AWAY_NOTES[language])
        return tuple(
            DatedChange(start + n, False, None, None, note) for n in range(2 + int(rng.random() * 7))
        )
    if chance < 0.16:
        return (DatedChange(start, True, time(18), time(22), ""),)
    return ()
