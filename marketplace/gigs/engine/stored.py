"""What a large round keeps of everybody it looked at: their columns, packed, out of which anyone is told later.

A line of JSON says what follows: vocabularies, gigs, and the name, kind and length of every array; then the arrays, each in the
smallest kind of number that holds it, times as seconds. All of it is compressed. Opaque ids only.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

import matching
from marketplace.core import documents
from matching.engine.column_rules import FAN_RAGGED, LAST_DAY, NO_DAY, NO_LIMIT
from matching.engine.columns import FanColumns
from matching.engine.market_columns import EPOCH

if TYPE_CHECKING:
    from marketplace.gigs.engine.large import LargeQuestion

VERSION = 1
MICROS = 1_000_000
QUICK = 1  # of zlib: nearly as small as its best, at a fifth of the time
TIMES = ("open.0", "open.1", "committed.0", "committed.1")
EARTH_M = 6_371_009.0
NEAR = 1.01  # nobody in reach is left out for the sake of a rounding


@dataclass(frozen=True)
class People:
    """The columns read back, by name, with what the codes in them stand for."""

    refs: list[str]
    words: Mapping[str, list[str]]
    gigs: Mapping[str, dict[str, Any]]
    columns: dict[str, Any]


def pack(question: LargeQuestion) -> bytes:
    """Everybody of a question, and its gigs."""
    columns = {name: _small(array) for name, array in _columns(question.market.fans).items()}
    columns["served"] = _small(question.people.served)
    words = question.market.words
    head = {
        "version": VERSION,
        "refs": list(question.people.refs),
        "words": {field.name: list(getattr(words, field.name).texts) for field in fields(words)},
        "gigs": [_plain(gig._asdict()) for gig in question.gigs],
        "columns": [(name, array.dtype.str, len(array)) for name, array in columns.items()],
    }
    text = documents.dumps(head).encode()
    return zlib.compress(b"\n".join([text, b"".join(array.tobytes() for array in columns.values())]), QUICK)


def unpack(packed: bytes) -> People:
    """What `pack` wrote. Raises ValueError for what another version wrote."""
    text, _, body = zlib.decompress(packed).partition(b"\n")
    head = documents.loads(text)
    if head["version"] != VERSION:
        raise ValueError(f"a round was stored by version {head['version']}, this is {VERSION}")
    columns, place = {}, 0
    for name, kind, length in head["columns"]:
        columns[name] = np.frombuffer(body, dtype=kind, count=length, offset=place)
        place += columns[name].nbytes
    return People(head["refs"], head["words"], {gig["id"]: gig for gig in head["gigs"]}, columns)


def problem_about(
    packed: bytes,
    gig_ref: str,
    asked: Sequence[str],
    most: int,
    policy: matching.Policy,
    params: matching.Params,
) -> matching.Problem:
    """One gig with whoever of the round could reach it, the nearest first and those asked in any case, as it was asked."""
    people = unpack(packed)
    gig = people.gigs[gig_ref]
    who = _near(people, gig.get("location"), most)
    known = {ref: position for position, ref in enumerate(people.refs)}
    chosen = sorted({*who.tolist(), *(known[ref] for ref in asked if ref in known)})
    work = dict(gig) | {name: _instant(gig[name]) for name in ("starts_at", "ends_at")}
    if gig.get("location") is not None:
        work["location"] = matching.Place(*gig["location"])
    fans = [_fan(people, position) for position in chosen]
    return matching.Problem(fans=fans, gigs=[matching.Gig(**work)], params=params, policy=policy)


def _columns(fans: FanColumns) -> dict[str, Any]:
    found = {}
    for field in fields(fans):
        value = getattr(fans, field.name)
        if field.name not in FAN_RAGGED:
            found[field.name] = value
            continue
        found[f"{field.name}.n"] = np.diff(value.starts)
        for number, column in enumerate(value.values):
            name = f"{field.name}.{number}"
            found[name] = column // MICROS if name in TIMES else column
    return found


def _small(array: Any) -> Any:
    """The same numbers in the smallest kind that holds them all."""
    if array.dtype.kind != "i" or not len(array):
        return array
    low, high = int(array.min()), int(array.max())
    kind = next(
        k
        for k in (np.int8, np.int16, np.int32, np.int64)
        if np.iinfo(k).min <= low and high <= np.iinfo(k).max
    )
    return array.astype(kind)


def _near(people: People, place: Sequence[float] | None, most: int) -> Any:
    """Positions of those whose radius reaches a place, the nearest ones; of everybody where the work has none."""
    if place is None:
        return np.arange(min(most, len(people.refs)))
    lat, lon = np.radians(people.columns["lat"]), np.radians(people.columns["lon"])
    at_lat, at_lon = np.radians(place[0]), np.radians(place[1])
    half = np.sin((lat - at_lat) / 2) ** 2 + np.cos(lat) * np.cos(at_lat) * np.sin((lon - at_lon) / 2) ** 2
    metres = 2 * EARTH_M * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    reached = np.flatnonzero(
        metres <= NEAR * people.columns["radius_m"] + 1
    )  # without a home, NaN: not reached
    return reached[np.argsort(metres[reached], kind="stable")[:most]]


def _fan(people: People, who: int) -> matching.Fan:
    at, words = people.columns, people.words

    def part(name: str) -> list[tuple[Any, ...]]:
        begin = int(_starts(people, name)[who])
        end = begin + int(at[f"{name}.n"][who])
        columns = (at[f"{name}.{number}"] for number in range(len(FAN_RAGGED[name])))
        return list(zip(*(column[begin:end].tolist() for column in columns), strict=True))

    def limit(name: str) -> int | None:
        value = int(at[name][who])
        return None if value == NO_LIMIT else value

    lat, lon = float(at["lat"][who]), float(at["lon"][who])
    born = int(at["born"][who])
    return matching.Fan(
        id=people.refs[who],
        skills={words["skills"][code]: level for code, level in part("skills")},
        languages={words["languages"][code]: level for code, level in part("languages")},
        credentials={
            words["credentials"][code]: matching.Credential(_day(since), _day(until))
            for code, since, until in part("credentials")
        },
        location=None if lat != lat else matching.Place(lat, lon),
        radius_m=int(at["radius_m"][who]),
        speed_kmh=int(at["speed_kmh"][who]),
        zone=words["zones"][int(at["zone"][who])],
        available=[matching.Interval(_at(begins), _at(ends)) for begins, ends in part("open")],
        committed=[
            matching.Commitment(
                _at(begins), _at(ends), None if north != north else matching.Place(north, east), bool(work)
            )
            for begins, ends, north, east, work in part("committed")
        ],
        interests=[words["interests"][code] for (code,) in part("interests")],
        born_on=_day(born),
        week_cap_minutes=limit("week_cap"),
        served=int(at["served"][who]),
        fairness_grade=int(at["fairness"][who]),
        standing_points=int(at["standing"][who]),
        blocked=[words["people"][code] for (code,) in part("blocked")],
    )


def _starts(people: People, name: str) -> Any:
    key = f"{name}.starts"
    if key not in people.columns:
        counts = people.columns[f"{name}.n"].astype(np.int64)
        people.columns[key] = np.cumsum(counts) - counts
    return people.columns[key]


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    """A gig as JSON keeps it, without what is empty."""
    kept = {name: value for name, value in facts.items() if value or name == "places"}
    kept |= {name: facts[name] and facts[name].isoformat() for name in ("starts_at", "ends_at")}
    return kept | ({"excluded": sorted(facts["excluded"])} if facts["excluded"] else {})


def _at(seconds: int) -> datetime:
    return EPOCH + timedelta(seconds=seconds)


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(number: int) -> date | None:
    if number in (NO_DAY, LAST_DAY):
        return None
    return date(number // 10_000, number // 100 % 100, number % 100)
