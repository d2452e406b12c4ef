"""Everybody whom a large round may ask, read by a few statements into columns: no object and no document for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

import matching
from marketplace.businesses.models import Programme
from marketplace.core.db import db
from marketplace.gigs.engine import batch, carried, people
from marketplace.gigs.engine.people import FAIRNESS_DAYS, NEW_LABEL, STANDING_POINTS
from marketplace.gigs.models import Assignment, Gig
from marketplace.superfans import facts_columns
from marketplace.superfans.facts_columns import Facts
from marketplace.superfans.models import Membership, PackedProfile
from marketplace.trust.queries_standing import reliability_in

Whole = npt.NDArray[np.int64]
Degrees = npt.NDArray[np.float64]
NOBODY_KNOWS = -1  # joined at no known time
KEYS_IN_QUERY_MAX = 5_000


class Busy(NamedTuple):
    """What occupies one of the fans, by position; seconds are UTC since 1970."""

    who: int
    starts_at: datetime
    ends_at: datetime
    lat: float | None
    lon: float | None


@dataclass(frozen=True)
class Everybody:
    """The members in reach, by position; keys go upwards."""

    keys: Whole
    refs: Sequence[str]
    lat: Degrees
    lon: Degrees
    radius_m: Whole
    facts: Facts
    texts: Mapping[str, tuple[Whole, list[str]]]  # see `facts_columns.texts_of`
    joined_s: Whole  # seconds since 1970, or NOBODY_KNOWS
    served: Whole  # gigs over the fairness span, with those credited
    sent: Whole
    answered: Whole
    standing: Whole
    documents: facts_columns.Documents
    busy: Sequence[Busy] = ()
    credentials: Mapping[int, Mapping[str, matching.Credential]] = field(default_factory=dict)
    blocked: Mapping[int, Sequence[str]] = field(default_factory=dict)
    grades: Mapping[int, int] = field(
        default_factory=dict
    )  # of fairness, by key, of those for whom it is carried

    def __len__(self) -> int:
        return len(self.keys)

    def places_of(self, keys: Iterable[int]) -> Whole:
        """The positions of fans by key, -1 for those who are not here."""
        wanted = np.fromiter(keys, dtype=np.int64)
        if not len(self.keys):
            return np.full(len(wanted), -1, dtype=np.int64)
        where = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[where] == wanted, where, -1)


def everybody(programme: Programme, gigs: Sequence[Gig], at: datetime) -> Everybody:
    """Read the active members of a programme whose own radius may reach one of the gigs."""
    rows = db.session.execute(batch.reaching(sa.select(*_columns()), programme.id, gigs)).all()
    keys, refs, lat, lon, radius, blobs, joined, credited = zip(*rows, strict=True) if rows else ((),) * 8
    del rows
    found, facts = np.array(keys, dtype=np.int64), facts_columns.read(blobs)
    documents = _documents(found)
    everyone = Everybody(
        keys=found,
        refs=refs,
        lat=np.array(lat, dtype=np.float64),
        lon=np.array(lon, dtype=np.float64),
        radius_m=np.array(radius, dtype=np.int64),
        facts=facts,
        texts=facts_columns.texts_of(facts, documents),
        joined_s=np.array([NOBODY_KNOWS if one is None else one for one in joined], dtype=np.int64),
        served=np.array(credited, dtype=np.int64),
        sent=np.zeros(len(found), dtype=np.int64),
        answered=np.zeros(len(found), dtype=np.int64),
        standing=np.full(len(found), STANDING_POINTS[NEW_LABEL], dtype=np.int64),
        documents=documents,
        busy=_busy(programme, found, gigs, at),
        credentials=_credentials(programme, found, gigs),
        blocked=_blocked(found, gigs),
        grades=carried.grades_of(programme.id, people.member_keys(programme.id), at) or {},
    )
    _add_past(everyone, programme, at)
    return everyone


def _columns() -> tuple[Any, ...]:
    p, m = PackedProfile, Membership
    joined = sa.extract("epoch", sa.func.coalesce(m.decided_at, m.applied_at))
    said = (p.fan_id, p.fan_ref, p.lat, p.lon, p.radius_m, p.facts)
    return *said, sa.cast(joined, sa.BigInteger), m.credited_gigs


def _documents(keys: Whole) -> facts_columns.Documents:
    def read(positions: Sequence[int]) -> Iterable[Mapping[str, Any]]:
        """The documents of fans at ascending positions, in that order."""
        wanted = keys[np.array(positions, dtype=np.int64)].tolist()
        for first in range(0, len(wanted), KEYS_IN_QUERY_MAX):
            some = PackedProfile.fan_id.in_(wanted[first : first + KEYS_IN_QUERY_MAX])
            query = sa.select(PackedProfile.document).where(some).order_by(PackedProfile.fan_id)
            yield from db.session.scalars(query)

    return read


def _add_past(everyone: Everybody, programme: Programme, at: datetime) -> None:
    """What they had over the fairness span, and how they stand: few have a past, so that it is added by key."""
    since, keys = at - timedelta(days=FAIRNESS_DAYS), people.member_keys(programme.id)
    _put(everyone, people.served(programme.id, keys, since), everyone.served)
    offers = people.offers(programme.id, keys, since)
    _put(everyone, {key: sent for key, (sent, _) in offers.items()}, everyone.sent)
    _put(everyone, {key: answered for key, (_, answered) in offers.items()}, everyone.answered)
    standings = reliability_in(programme.public_id, at)
    if standings:
        for position, ref in enumerate(everyone.refs):
            if ref in standings:
                everyone.standing[position] = STANDING_POINTS.get(standings[ref].label, 500)


def _put(everyone: Everybody, values: Mapping[int, int], column: Whole) -> None:
    where = everyone.places_of(values)
    amounts = np.fromiter(values.values(), dtype=np.int64, count=len(values))
    column[where[where >= 0]] += amounts[where >= 0]


def _busy(programme: Programme, keys: Whole, gigs: Sequence[Gig], at: datetime) -> list[Busy]:
    a = Assignment
    first = min(gig.starts_at or gig.deadline_at or at for gig in gigs) - people.HOURS_SPAN
    last = max(gig.ends_at or gig.deadline_at or at for gig in gigs) + people.HOURS_SPAN
    query = (
        sa.select(a.fan_id, a.starts_at, a.ends_at, Gig.lat, Gig.lon)
        .join(Gig, Gig.id == a.gig_id)
        .where(
            a.fan_id.in_(people.member_keys(programme.id)),
            a.is_live,
            a.occupies,
            a.starts_at < last,
            a.ends_at > first,
        )
        .order_by(a.fan_id, a.starts_at, a.ends_at)
    )
    rows = db.session.execute(query).all()
    where = _positions(keys, [row.fan_id for row in rows])
    return [Busy(who, *row[1:]) for who, row in zip(where, rows, strict=True) if who >= 0]


def _credentials(
    programme: Programme, keys: Whole, gigs: Sequence[Gig]
) -> dict[int, Mapping[str, matching.Credential]]:
    codes = {code for gig in gigs for code in gig.needs.get("credentials", ())}
    held = people.credentials(programme.business_id, people.member_keys(programme.id), codes)
    return {who: held[key] for key, who in _by_key(keys, held) if who >= 0}


def _blocked(keys: Whole, gigs: Sequence[Gig]) -> dict[int, Sequence[str]]:
    apart = batch.who_is_apart({ref for gig in gigs for ref in gig.needs.get("people", ())})
    return {who: sorted(apart[key]) for key, who in _by_key(keys, apart) if who >= 0}


def _by_key(keys: Whole, held: Mapping[int, Any]) -> list[tuple[int, int]]:
    wanted = sorted(held)
    return list(zip(wanted, _positions(keys, wanted), strict=True))


def _positions(keys: Whole, wanted: Sequence[int]) -> list[int]:
    known = {key: who for who, key in enumerate(keys.tolist())} if wanted else {}
    return [known.get(key, -1) for key in wanted]
