"""Fans of a large programme as columns for the compiled engine, straight from rows and without an object for each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

import matching
from marketplace.geo.distance import TRAVEL_MODES
from marketplace.gigs.engine.people import (
    FAIRNESS_DAYS,
    STANDING_POINTS,
    History,
    Packed,
)
from marketplace.gigs.engine.work import LANGUAGE_LEVELS
from marketplace.superfans.availability import DAY_MINUTES, free_intervals, from_document
from marketplace.superfans.open_hours import Spans, weekly_hours
from matching.engine.columns import LAST_DAY, NO_DAY, NO_LIMIT, FanColumns
from matching.engine.grades import fairness_grades_of
from matching.engine.market import Words, day_number, micros
from matching.engine.ragged import Ragged, Vocabulary, from_owners, merged

Whole = npt.NDArray[np.int64]
MICROS = 1_000_000
WEEK_MINUTES = 7 * DAY_MINUTES
FIRST_ROUND = 1
"""Gigs that one large round offers to each fan: what is left over comes with the next."""


@dataclass(frozen=True)
class Rows:
    """Everything read about the fans, by position or by key."""

    packed: Sequence[Packed]
    histories: Mapping[int, History]
    committed: Mapping[int, Sequence[matching.Commitment]]
    starts_at: datetime
    ends_at: datetime
    at: datetime


def fan_columns(rows: Rows, params: matching.Params) -> tuple[FanColumns, Words]:
    """The fans as columns, with the vocabularies of their codes; the same facts as `people.person` gives of each."""
    documents = [row.document for row in rows.packed]
    known = [rows.histories.get(row.fan_id, NEW) for row in rows.packed]
    words = _words(documents, known)
    count = len(documents)
    columns = FanColumns(
        lat=_degrees(row.lat for row in rows.packed),
        lon=_degrees(row.lon for row in rows.packed),
        radius_m=_int32([row.radius_m for row in rows.packed]),
        speed_kmh=_int32([SPEEDS[doc.get("travel_mode", "transit")] for doc in documents]),
        zone=words.zones.encode(doc["zone"] for doc in documents),
        skills=_levels(words.skills, [doc.get("skills", {}) for doc in documents]),
        languages=_languages(words.languages, documents),
        credentials=_passes(words, known),
        open=_open_hours(rows, documents, words.zones),
        committed=_committed(rows),
        interests=_codes(words.interests, [doc.get("interests", ()) for doc in documents]),
        familiar=Ragged(np.zeros(count + 1, dtype=np.int64), (np.empty(0, dtype=np.int32),)),
        blocked=_codes(words.people, [history.blocked for history in known]),
        born=_int32([_born(doc.get("born_on")) for doc in documents]),
        adult=np.zeros(count, dtype=np.bool_),
        online=np.zeros(count, dtype=np.bool_),
        day_cap=np.full(count, NO_LIMIT, dtype=np.int32),
        week_cap=_int32([min(int(doc.get("weekly_hours_max", 40)) * 60, 10_080) for doc in documents]),
        largest_group=np.full(count, NO_LIMIT, dtype=np.int32),
        standing=_int32([STANDING_POINTS.get(history.standing, 500) for history in known]),
        fairness=_grades(_weekly_minutes([doc["rules"] for doc in documents]), known, rows.at, params),
        room=np.full(count, FIRST_ROUND, dtype=np.int32),
    )
    return columns, words


NEW = History()
SPEEDS = {mode: round(found.speed_kmh) for mode, found in TRAVEL_MODES.items()}


def _words(documents: Sequence[Mapping[str, Any]], known: Sequence[History]) -> Words:
    return Words(
        skills=Vocabulary(chain.from_iterable(doc.get("skills", ()) for doc in documents)),
        languages=Vocabulary(chain.from_iterable(doc.get("languages", ()) for doc in documents)),
        credentials=Vocabulary(chain.from_iterable(history.credentials for history in known)),
        interests=Vocabulary(chain.from_iterable(doc.get("interests", ()) for doc in documents)),
        areas=Vocabulary(),
        people=Vocabulary(chain.from_iterable(history.blocked for history in known)),
        zones=Vocabulary(doc["zone"] for doc in documents),
    )


def _levels(words: Vocabulary, rows: Sequence[Mapping[str, int]]) -> Ragged:
    owners = _owners(rows)
    codes = words.encode(chain.from_iterable(rows))
    levels = np.fromiter(chain.from_iterable(row.values() for row in rows), dtype=np.int8, count=len(owners))
    order = np.lexsort(
        (codes, owners)
    )  # the databases hand out the keys of a document in orders of their own
    return from_owners("levels", len(rows), owners[order], codes[order], levels[order])


def _languages(words: Vocabulary, documents: Sequence[Mapping[str, Any]]) -> Ragged:
    found = _levels(words, [doc.get("languages", {}) for doc in documents])
    said = np.array([0, *(LANGUAGE_LEVELS[level] for level in sorted(LANGUAGE_LEVELS))], dtype=np.int8)
    return Ragged(found.starts, (found.values[0], said[found.values[1]]))


def _codes(words: Vocabulary, rows: Sequence[Collection[str]]) -> Ragged:
    sorted_rows = [sorted(row) for row in rows]
    return from_owners("codes", len(rows), _owners(rows), words.encode(chain.from_iterable(sorted_rows)))


def _owners(rows: Sequence[Collection[Any]]) -> Whole:
    return np.repeat(
        np.arange(len(rows), dtype=np.int64), np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
    )


def _passes(words: Words, known: Sequence[History]) -> Ragged:
    held = [
        (
            position,
            words.credentials.code(code),
            day_number(one.valid_from) if one.valid_from else NO_DAY,
            day_number(one.valid_until) if one.valid_until else LAST_DAY,
        )
        for position, history in enumerate(known)
        if history.credentials
        for code, one in sorted(history.credentials.items())
    ]
    table = np.array(held, dtype=np.int64).reshape(-1, 4)
    return from_owners("credentials", len(known), table[:, 0], *table[:, 1:].astype(np.int32).T)


def _open_hours(rows: Rows, documents: Sequence[Mapping[str, Any]], zones: Vocabulary) -> Ragged:
    day = timedelta(days=1)
    begins, ends = rows.starts_at - day, rows.ends_at + day
    changed = _changed(documents, begins.date() - day, ends.date() + day)
    rules = [() if position in changed else doc["rules"] for position, doc in enumerate(documents)]
    flat = np.array(list(chain.from_iterable(rules)), dtype=np.int64).reshape(-1, 3)
    table = np.column_stack([_owners(rules), flat])
    zone_of = zones.encode(doc["zone"] for doc in documents).astype(np.int64)
    many = weekly_hours(table, zone_of, zones.texts, begins, ends)
    few = _one_by_one(documents, changed, begins, ends)
    owners, starts, stops = (
        np.concatenate([a, b])
        for a, b in zip((many.fans, many.starts, many.ends), (few.fans, few.starts, few.ends), strict=True)
    )
    return merged(from_owners("open", len(documents), owners, starts * MICROS, stops * MICROS))


def _changed(documents: Sequence[Mapping[str, Any]], first: date, last: date) -> frozenset[int]:
    """Positions of the fans who have a dated change in the window; dates compare as their ISO texts."""
    low, high = first.isoformat(), last.isoformat()
    return frozenset(
        position
        for position, doc in enumerate(documents)
        if doc["exceptions"] and any(low <= row[0] <= high for row in doc["exceptions"])
    )


def _one_by_one(
    documents: Sequence[Mapping[str, Any]], which: Iterable[int], begins: datetime, ends: datetime
) -> Spans:
    found = [
        (position, int(start.timestamp()), int(end.timestamp()))
        for position in sorted(which)
        for start, end in free_intervals(*from_document(documents[position]), begins, ends)
    ]
    table = np.array(found, dtype=np.int64).reshape(-1, 3)
    return Spans(table[:, 0], table[:, 1], table[:, 2])


def _committed(rows: Rows) -> Ragged:
    nowhere = (np.nan, np.nan)
    found = [
        (position, micros(one.starts_at), micros(one.ends_at), *(one.location or nowhere), one.is_work)
        for position, row in enumerate(rows.packed)
        if row.fan_id in rows.committed
        for one in sorted(rows.committed[row.fan_id], key=lambda one: (one.starts_at, one.ends_at))
    ]
    columns = list(zip(*found, strict=True)) or [()] * 6
    kinds = (np.int64, np.int64, np.int64, np.float64, np.float64, np.bool_)
    owners, *values = (np.array(column, dtype=kind) for column, kind in zip(columns, kinds, strict=True))
    return from_owners("committed", len(rows.packed), owners, *values)


def _weekly_minutes(rules: Sequence[Sequence[Sequence[int]]]) -> Whole:
    """Minutes of an ordinary week that each fan declares, each counted once; as `availability.weekly_minutes`."""
    flat = np.array(list(chain.from_iterable(rules)), dtype=np.int64).reshape(-1, 3)
    owners = _owners(rules)
    begins = flat[:, 0] * DAY_MINUTES + flat[:, 1]
    lasts = flat[:, 2] - flat[:, 1]
    ends = begins + np.where(lasts > 0, lasts, lasts + DAY_MINUTES)
    over = ends > WEEK_MINUTES  # Sunday's night goes on at the beginning of the week
    spans = merged(
        from_owners(
            "rules",
            len(rules),
            np.concatenate([owners, owners[over]]),
            np.concatenate([begins, np.zeros(int(over.sum()), dtype=np.int64)]),
            np.concatenate([np.minimum(ends, WEEK_MINUTES), ends[over] - WEEK_MINUTES]),
        )
    )
    starts, stops = spans.values
    return np.bincount(spans.owners(), weights=stops - starts, minlength=len(rules)).astype(np.int64)


def _grades(
    weekly: Whole, known: Sequence[History], at: datetime, params: matching.Params
) -> npt.NDArray[np.int32]:
    span, week = timedelta(days=FAIRNESS_DAYS), timedelta(days=7)
    weeks = [
        0.0 if one.joined_at is None else max(timedelta(0), min(at - one.joined_at, span)) / week
        for one in known
    ]
    return fairness_grades_of(
        declared=(weekly * np.array(weeks)).astype(np.int64),
        served=np.array([history.served for history in known], dtype=np.int64),
        sent=np.array([history.sent for history in known], dtype=np.int64),
        answered=np.array([history.answered for history in known], dtype=np.int64),
        newcomer=np.array(
            [history.joined_at is not None and at - history.joined_at < span for history in known],
            dtype=np.bool_,
        ),
        params=params,
    )


def _born(text: str | None) -> int:
    return int(text.replace("-", "")) if text else NO_DAY


def _degrees(values: Iterable[float | None]) -> npt.NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _int32(values: Sequence[int]) -> npt.NDArray[np.int32]:
    return np.array(values, dtype=np.int32)
