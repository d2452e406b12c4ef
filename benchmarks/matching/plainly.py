"""A market's fans and gigs as plain objects again, and the slow, obvious way to its feasible pairs."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import numpy as np

from matching.credentials import Credential
from matching.eligibility import broken_rules
from matching.engine.column_rules import LAST_DAY, NO_DAY, NO_END, NO_LIMIT
from matching.engine.market import Market
from matching.engine.market_columns import EPOCH
from matching.engine.ragged import Ragged, Vocabulary
from matching.fans import Commitment, Fan
from matching.geometry import Place
from matching.gigs import Gig
from matching.intervals import Interval
from matching.params import Params
from matching.terms import Standpoint, score


def pairs_of_gig(market: Market, params: Params, gig: int, fans: dict[int, Fan]) -> list[tuple[int, int]]:
    """Return which of some fans are feasible for one gig, with scores, by asking every predicate of each of them."""
    work = plain_gig(market, gig)
    found = []
    for position, fan in fans.items():
        if not broken_rules(fan, work, params):
            grade = int(market.fans.fairness[position])
            found.append((position, score(fan, work, params, Standpoint(grade))))
    return found


def plain_fans(market: Market, *, most: int, seed: int) -> dict[int, Fan]:
    """Return fans of a market as objects by position, upwards: all, or a sample of ``most``."""
    count = len(market.fans)
    chosen = np.sort(np.random.default_rng(seed).choice(count, min(most, count), replace=False))
    return {position: plain_fan(market, position) for position in chosen.tolist()}


def plain_fan(market: Market, position: int) -> Fan:
    """Return a fan of a market as an object; its id is its position."""
    fans, words = market.fans, market.words
    return Fan(
        id=str(position),
        skills=_levels(fans.skills, position, words.skills),
        languages=_levels(fans.languages, position, words.languages),
        credentials={
            words.credentials.texts[code]: Credential(_day(since), _day(until))
            for code, since, until in _row(fans.credentials, position)
        },
        location=_place(fans.lat[position], fans.lon[position]),
        radius_m=int(fans.radius_m[position]),
        speed_kmh=int(fans.speed_kmh[position]),
        zone=words.zones.texts[fans.zone[position]],
        available=[Interval(_instant(one), _instant(other)) for one, other in _row(fans.open, position)],
        committed=[
            Commitment(_instant(one), _instant(other), _place(lat, lon), is_work)
            for one, other, lat, lon, is_work in _row(fans.committed, position)
        ],
        interests=_codes(fans.interests, position, words.interests),
        familiar=_codes(fans.familiar, position, words.areas),
        blocked=_codes(fans.blocked, position, words.people),
        born_on=_day(int(fans.born[position])),
        is_adult=bool(fans.adult[position]),
        day_cap_minutes=_limit(fans.day_cap[position]),
        week_cap_minutes=_limit(fans.week_cap[position]),
        standing_points=int(fans.standing[position]),
        largest_group=_limit(fans.largest_group[position]),
        is_online=bool(fans.online[position]),
    )


def plain_gig(market: Market, position: int) -> Gig:
    """Return a gig of a market as an object; codes that no fan has keep a name of their own."""
    gigs, words = market.gigs, market.words
    area, ends = int(gigs.area[position]), int(gigs.ends[position])
    return Gig(
        id=str(position),
        starts_at=_instant(int(gigs.starts[position])),
        ends_at=None if ends == NO_END else _instant(ends),
        location=_place(gigs.lat[position], gigs.lon[position]),
        area=None if area == -1 else _text(words.areas, area, 0),
        places=max(1, int(gigs.places[position])),
        skills_all=_levels(gigs.skills_all, position, words.skills),
        skills_any=_levels(gigs.skills_any, position, words.skills),
        languages_any=_levels(gigs.languages_any, position, words.languages),
        credentials=_codes(gigs.credentials, position, words.credentials),
        interests=_codes(gigs.interests, position, words.interests),
        people=_codes(gigs.people, position, words.people),
        excluded=[str(fan) for (fan,) in _row(gigs.excluded, position)],
        age_min=_limit(gigs.age_min[position]),
        party=int(gigs.party[position]),
        standing_min=int(gigs.standing_min[position]),
        must_be_online=bool(gigs.must_be_online[position]),
    )


def _row(rows: Ragged, position: int) -> list[tuple[object, ...]]:
    part = slice(int(rows.starts[position]), int(rows.starts[position + 1]))
    return list(zip(*(value[part].tolist() for value in rows.values), strict=True))


def _text(words: Vocabulary, code: int, place: int) -> str:
    return words.texts[code] if code >= 0 else f"~unknown-{place}"


def _levels(rows: Ragged, position: int, words: Vocabulary) -> dict[str, int]:
    return {_text(words, code, place): level for place, (code, level) in enumerate(_row(rows, position))}


def _codes(rows: Ragged, position: int, words: Vocabulary) -> list[str]:
    return [_text(words, code, place) for place, (code,) in enumerate(_row(rows, position))]


def _place(lat: float, lon: float) -> Place | None:
    return None if np.isnan(lat) else Place(float(lat), float(lon))


def _instant(micros: int) -> datetime:
    return EPOCH + timedelta(microseconds=micros)


def _day(number: int) -> date | None:
    if number in (NO_DAY, LAST_DAY):
        return None
    return date(number // 10_000, number // 100 % 100, number % 100)


def _limit(value: int) -> int | None:
    return None if value == NO_LIMIT else int(value)
