"""Plain fans and gigs turned into columns, with the vocabularies of their codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from matching.engine.column_rules import LAST_DAY, NO_DAY, NO_END, NO_LIMIT
from matching.engine.columns import FanColumns, GigColumns
from matching.engine.ragged import Ragged, Vocabulary, from_lists
from matching.fans import Fan
from matching.geometry import Place
from matching.gigs import Gig

Array = npt.NDArray[Any]
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOWHERE = (np.nan, np.nan)


@dataclass(frozen=True, slots=True)
class Words:
    """Vocabularies of a market; fans and gigs share them.

    Parameters
    ----------
    skills, languages, credentials, interests, areas, people, zones : Vocabulary
        Codes of each kind; those of fans are enough, for what no fan has is `UNKNOWN` in a gig.
    """

    skills: Vocabulary
    languages: Vocabulary
    credentials: Vocabulary
    interests: Vocabulary
    areas: Vocabulary
    people: Vocabulary
    zones: Vocabulary

    @classmethod
    def of_fans(cls, fans: Sequence[Fan]) -> Words:
        """Return the vocabularies that fans use."""
        return cls(
            skills=Vocabulary(code for fan in fans for code in fan.skills),
            languages=Vocabulary(code for fan in fans for code in fan.languages),
            credentials=Vocabulary(code for fan in fans for code in fan.credentials),
            interests=Vocabulary(code for fan in fans for code in fan.interests),
            areas=Vocabulary(code for fan in fans for code in fan.familiar),
            people=Vocabulary(code for fan in fans for code in fan.blocked),
            zones=Vocabulary(fan.zone for fan in fans),
        )


def fan_columns(fans: Sequence[Fan], words: Words, grades: Sequence[int], room: Sequence[int]) -> FanColumns:
    """Return fans as columns.

    Parameters
    ----------
    fans : sequence of Fan, length n
        Positions follow this order.
    words : Words
        Must hold every code of the fans.
    grades, room : sequence of int, length n
        Fairness grade, and gigs each may take.
    """
    homes = np.array([fan.location or NOWHERE for fan in fans], dtype=np.float64).reshape(-1, 2)
    skill, language, pass_ = words.skills.code, words.languages.code, words.credentials.code
    return FanColumns(
        lat=homes[:, 0].copy(),
        lon=homes[:, 1].copy(),
        radius_m=_whole([fan.radius_m for fan in fans]),
        speed_kmh=_whole([fan.speed_kmh for fan in fans]),
        zone=words.zones.encode(fan.zone for fan in fans),
        skills=from_lists(
            [[(skill(c), n) for c, n in fan.skills.items()] for fan in fans], np.int32, np.int8
        ),
        languages=from_lists(
            [[(language(c), n) for c, n in fan.languages.items()] for fan in fans], np.int32, np.int8
        ),
        credentials=from_lists(
            [
                [
                    (pass_(code), day_number(held.valid_from), day_number(held.valid_until) or LAST_DAY)
                    for code, held in fan.credentials.items()
                ]
                for fan in fans
            ],
            *(np.int32, np.int32, np.int32),
        ),
        open=from_lists(
            [[(micros(span[0]), micros(span[1])) for span in fan.available] for fan in fans],
            *(np.int64, np.int64),
        ),
        committed=_committed(fans),
        interests=_codes(words.interests, [fan.interests for fan in fans]),
        familiar=_codes(words.areas, [fan.familiar for fan in fans]),
        blocked=_codes(words.people, [fan.blocked for fan in fans]),
        born=_whole([day_number(fan.born_on) for fan in fans]),
        adult=np.array([fan.is_adult for fan in fans], dtype=np.bool_),
        online=np.array([fan.is_online for fan in fans], dtype=np.bool_),
        day_cap=_limits([fan.day_cap_minutes for fan in fans]),
        week_cap=_limits([fan.week_cap_minutes for fan in fans]),
        largest_group=_limits([fan.largest_group for fan in fans]),
        standing=_whole([fan.standing_points for fan in fans]),
        fairness=_whole(grades),
        room=_whole(room),
    )


def gig_columns(gigs: Sequence[Gig], words: Words, positions: dict[str, int]) -> GigColumns:
    """Return gigs as columns.

    Parameters
    ----------
    gigs : sequence of Gig, length m
        Positions follow this order.
    words : Words
        Vocabularies of the fans.
    positions : dict of str to int
        Position of every fan by id, for those who are excluded.
    """
    places = np.array([gig.location or NOWHERE for gig in gigs], dtype=np.float64).reshape(-1, 2)
    levels = {
        name: from_lists(
            [[(getattr(words, kind).code(c), n) for c, n in getattr(gig, name).items()] for gig in gigs],
            *(np.int32, np.int8),
        )
        for name, kind in (
            ("skills_all", "skills"),
            ("skills_any", "skills"),
            ("languages_any", "languages"),
        )
    }
    excluded = [sorted((positions[i],) for i in gig.excluded if i in positions) for gig in gigs]
    return GigColumns(
        starts=np.array([micros(gig.starts_at) for gig in gigs], dtype=np.int64),
        ends=np.array(
            [NO_END if gig.ends_at is None else micros(gig.ends_at) for gig in gigs], dtype=np.int64
        ),
        lat=places[:, 0].copy(),
        lon=places[:, 1].copy(),
        area=words.areas.encode(gig.area for gig in gigs),
        places=_whole([gig.places for gig in gigs]),
        **levels,
        credentials=_codes(words.credentials, [gig.credentials for gig in gigs]),
        interests=_codes(words.interests, [gig.interests for gig in gigs]),
        people=_codes(words.people, [gig.people for gig in gigs]),
        excluded=from_lists(excluded, np.int32),
        age_min=_limits([gig.age_min for gig in gigs]),
        party=_whole([gig.party for gig in gigs]),
        standing_min=_whole([gig.standing_min for gig in gigs]),
        must_be_online=np.array([gig.must_be_online for gig in gigs], dtype=np.bool_),
    )


def micros(instant: datetime) -> int:
    """Return an aware instant in whole microseconds since 1970, without rounding."""
    past = instant - EPOCH
    return (past.days * 86_400 + past.seconds) * 1_000_000 + past.microseconds


def day_number(day: date | None) -> int:
    """Return a day as the number YYYYMMDD, `NO_DAY` for None."""
    return NO_DAY if day is None else day.year * 10_000 + day.month * 100 + day.day


def _committed(fans: Sequence[Fan]) -> Ragged:
    rows = [
        [
            (micros(item.starts_at), micros(item.ends_at), *_degrees(item.location), item.is_work)
            for item in fan.committed
        ]
        for fan in fans
    ]
    return from_lists(rows, np.int64, np.int64, np.float64, np.float64, np.bool_)


def _degrees(place: Place | None) -> tuple[float, float]:
    return NOWHERE if place is None else (place.lat, place.lon)


def _codes(words: Vocabulary, rows: Sequence[Any]) -> Ragged:
    return from_lists([[(words.code(text),) for text in sorted(row)] for row in rows], np.int32)


def _whole(values: Sequence[int]) -> Array:
    return np.array(values, dtype=np.int32)


def _limits(values: Sequence[int | None]) -> Array:
    return np.array([NO_LIMIT if value is None else value for value in values], dtype=np.int32)
