"""Fans of a large programme as columns for the compiled engine, without an object for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

import matching
from marketplace.geo.distance import TRAVEL_MODES
from marketplace.gigs.engine.everybody import NOBODY_KNOWS, Everybody
from marketplace.gigs.engine.people import FAIRNESS_DAYS
from marketplace.gigs.engine.work import LANGUAGE_LEVELS
from marketplace.superfans.availability import EPOCH_ORDINAL
from marketplace.superfans.open_hours import WHOLE_DAY, open_hours
from marketplace.superfans.packed_facts import MODES
from matching.engine.column_rules import LAST_DAY, NO_DAY, NO_LIMIT
from matching.engine.columns import FanColumns
from matching.engine.grades import fairness_grades_of
from matching.engine.market_columns import Words, day_number, micros
from matching.engine.ragged import Ragged, Vocabulary, from_owners, merged

Whole = npt.NDArray[np.int64]
MICROS = 1_000_000
DAY_S = 86_400
FIRST_ROUND = 1
"""Gigs that one large round offers to each fan: what is left over comes with the next."""
SPEEDS = np.array([round(TRAVEL_MODES[mode].speed_kmh) for mode in MODES], dtype=np.int32)
SAID = np.array([0, *(LANGUAGE_LEVELS[level] for level in sorted(LANGUAGE_LEVELS))], dtype=np.int8)


def fan_columns(
    rows: Everybody, starts_at: datetime, ends_at: datetime, at: datetime, params: matching.Params
) -> tuple[FanColumns, Words]:
    """The fans as columns for gigs of a window, with the vocabularies of their codes: what `people.person` says of each."""
    words, head, count = _words(rows), rows.facts.head, len(rows)
    zone = _codes(rows, words.zones, "zone", head["zone"])
    columns = FanColumns(
        lat=rows.lat,
        lon=rows.lon,
        radius_m=rows.radius_m.astype(np.int32),
        speed_kmh=SPEEDS[head["travel_mode"]],
        zone=zone,
        skills=_levels(rows, words.skills, "skills"),
        languages=_languages(_levels(rows, words.languages, "languages")),
        credentials=_passes(words, rows),
        open=_open_hours(rows, words.zones, zone.astype(np.int64), starts_at, ends_at),
        committed=_committed(rows),
        interests=_ragged(rows, "interests", _codes(rows, words.interests, "interests")),
        familiar=Ragged(np.zeros(count + 1, dtype=np.int64), (np.empty(0, dtype=np.int32),)),
        blocked=_blocked(words.people, rows),
        born=head["born"].astype(np.int32),
        adult=np.zeros(count, dtype=np.bool_),
        online=np.zeros(count, dtype=np.bool_),
        day_cap=np.full(count, NO_LIMIT, dtype=np.int32),
        week_cap=np.minimum(head["week_hours"] * 60, 10_080).astype(np.int32),
        largest_group=np.full(count, NO_LIMIT, dtype=np.int32),
        standing=rows.standing.astype(np.int32),
        fairness=_grades(rows, at, params),
        room=np.full(count, FIRST_ROUND, dtype=np.int32),
    )
    return columns, words


def _words(rows: Everybody) -> Words:
    said = {name: Vocabulary(texts) for name, (_, texts) in rows.texts.items()}
    return Words(
        skills=said["skills"],
        languages=said["languages"],
        credentials=Vocabulary(code for held in rows.credentials.values() for code in held),
        interests=said["interests"],
        areas=Vocabulary(),
        people=Vocabulary(ref for blocked in rows.blocked.values() for ref in blocked),
        zones=said["zone"],
    )


def _codes(
    rows: Everybody, words: Vocabulary, name: str, numbers: Whole | None = None
) -> npt.NDArray[np.int32]:
    """The codes of the texts that stand as numbers."""
    known, texts = rows.texts[name]
    found = rows.facts.parts[name].words() if numbers is None else numbers
    return words.encode(texts)[np.searchsorted(known, found)]


def _ragged(rows: Everybody, name: str, *values: npt.NDArray[Any]) -> Ragged:
    return Ragged(np.concatenate([[0], np.cumsum(rows.facts.parts[name].counts)]).astype(np.int64), values)


def _levels(rows: Everybody, words: Vocabulary, name: str) -> Ragged:
    return _ragged(rows, name, _codes(rows, words, name), rows.facts.parts[name].levels())


def _languages(found: Ragged) -> Ragged:
    return Ragged(found.starts, (found.values[0], SAID[found.values[1]]))


def _passes(words: Words, rows: Everybody) -> Ragged:
    held = [
        (
            position,
            words.credentials.code(code),
            day_number(one.valid_from) if one.valid_from else NO_DAY,
            day_number(one.valid_until) if one.valid_until else LAST_DAY,
        )
        for position, theirs in sorted(rows.credentials.items())
        for code, one in sorted(theirs.items())
    ]
    table = np.array(held, dtype=np.int64).reshape(-1, 4)
    return from_owners("credentials", len(rows), table[:, 0], *table[:, 1:].astype(np.int32).T)


def _blocked(words: Vocabulary, rows: Everybody) -> Ragged:
    pairs = [(who, words.code(ref)) for who, refs in sorted(rows.blocked.items()) for ref in sorted(refs)]
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return from_owners("blocked", len(rows), table[:, 0], table[:, 1].astype(np.int32))


def _open_hours(
    rows: Everybody, zones: Vocabulary, zone_of: Whole, starts_at: datetime, ends_at: datetime
) -> Ragged:
    day = timedelta(days=1)
    begins, ends = starts_at - day, ends_at + day
    changed = np.flatnonzero(_changed(rows, begins.date() - day, ends.date() + day))
    found = open_hours(
        rows.facts.rules(), _changes(rows, changed.tolist()), zone_of, zones.texts, begins, ends
    )
    return merged(from_owners("open", len(rows), found.fans, found.starts * MICROS, found.ends * MICROS))


def _changed(rows: Everybody, first: date, last: date) -> npt.NDArray[np.bool_]:
    """Who may have a dated change in the window: their documents say which."""
    head = rows.facts.head
    return (head["first_change"] <= day_number(last)) & (head["last_change"] >= day_number(first))


def _changes(rows: Everybody, which: Sequence[int]) -> Whole:
    """The dated changes of some fans as `open_hours` wants them."""
    found = [
        (position, date.fromisoformat(on).toordinal() - EPOCH_ORDINAL, is_open, *_minutes(opens, closes))
        for position, document in zip(which, rows.documents(which), strict=True)
        for on, is_open, opens, closes in document["exceptions"]
    ]
    return np.array(found, dtype=np.int64).reshape(-1, 5)


def _minutes(opens: int | None, closes: int | None) -> tuple[int, int]:
    return (WHOLE_DAY, WHOLE_DAY) if opens is None or closes is None else (opens, closes)


def _committed(rows: Everybody) -> Ragged:
    nowhere = float("nan")
    found = [
        (
            one.who, micros(one.starts_at), micros(one.ends_at),
            *((nowhere, nowhere) if one.lat is None or one.lon is None else (one.lat, one.lon)), True,
        )
        for one in rows.busy
    ]  # fmt: skip
    columns = list(zip(*found, strict=True)) or [()] * 6
    kinds = (np.int64, np.int64, np.int64, np.float64, np.float64, np.bool_)
    owners, *values = (np.array(column, dtype=kind) for column, kind in zip(columns, kinds, strict=True))
    return from_owners("committed", len(rows), owners, *values)


def _grades(rows: Everybody, at: datetime, params: matching.Params) -> npt.NDArray[np.int32]:
    span_s = FAIRNESS_DAYS * DAY_S
    is_known = rows.joined_s != NOBODY_KNOWS
    past_s = at.timestamp() - rows.joined_s
    weeks = np.where(is_known, np.clip(past_s, 0, span_s) / (7 * DAY_S), 0.0)
    grades = fairness_grades_of(
        declared=(rows.facts.head["weekly_minutes"] * weeks).astype(np.int64),
        served=rows.served,
        sent=rows.sent,
        answered=rows.answered,
        newcomer=is_known & (past_s < span_s),
        params=params,
    )
    if rows.grades:  # carried from day to day; who joined since is graded as above
        where = rows.places_of(rows.grades)
        known = np.fromiter(rows.grades.values(), dtype=np.int32, count=len(rows.grades))
        grades[where[where >= 0]] = known[where >= 0]
    return grades
