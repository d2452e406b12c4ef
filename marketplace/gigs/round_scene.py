"""What stands when a slice of a round is published: its gigs under their locks, and the people proposed for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from marketplace.businesses.models import Programme
from marketplace.core.db import among, db
from marketplace.gigs import open_gigs, places
from marketplace.gigs.models import Assignment, Offer
from marketplace.gigs.open_gigs import OpenGig
from marketplace.identity.models import Identity
from marketplace.superfans.models import Membership, Superfan


class Reader(NamedTuple):
    """Whom a notice is for."""

    id: int
    timezone: str


class Invitee(NamedTuple):
    """A member as an offer needs them, in the words of `Superfan`."""

    id: int
    public_id: str
    home_lat: float | None
    home_lon: float | None
    travel_mode: str
    identity: Reader


@dataclass(frozen=True)
class Scene:
    """What stands when the locks are held."""

    gigs: Mapping[str, OpenGig]
    wanted: Mapping[int, int]
    waiting: Collection[int]  # gigs with offers that wait for an answer
    asked: Mapping[int, Collection[int]]  # fans asked before, by gig
    members: Mapping[str, Invitee]
    busy: Mapping[int, Sequence[tuple[datetime, datetime]]]  # what occupies fans now


def scene_of(programme: Programme, plan: Sequence[Mapping[str, Any]], at: datetime) -> Scene:
    """Lock the gigs of a slice, and read what may have changed since the round looked."""
    gigs = open_gigs.locked(programme, [one["gig"] for one in plan])
    ids = [gig.id for gig in gigs.values()]
    waiting = places.open_offers(ids)
    members = _members(programme.id, {best["fan"] for one in plan for best in one["best"]})
    return Scene(
        gigs,
        places.wanted(list(gigs.values()), waiting),
        waiting.keys(),
        _asked(ids),
        members,
        _busy([fan.id for fan in members.values()], at),
    )


def _asked(gig_ids: Collection[int]) -> dict[int, set[int]]:
    """Who has been asked for each gig since the question was put."""
    found: dict[int, set[int]] = defaultdict(set)
    query = sa.select(Offer.gig_id, Offer.fan_id).where(
        among(Offer.gig_id, gig_ids), Offer.state != "withdrawn"
    )
    for gig_id, fan_id in db.session.execute(query):
        found[gig_id].add(fan_id)
    return found


def _members(programme_id: int, refs: Collection[str]) -> dict[str, Invitee]:
    """Those who are still members, with what their offers need."""
    f = Superfan
    query = (
        sa.select(f.id, f.public_id, f.home_lat, f.home_lon, f.travel_mode, Identity.id, Identity.timezone)
        .join(Identity, Identity.id == f.identity_id)
        .join(Membership, Membership.fan_id == f.id)
        .where(
            Membership.programme_id == programme_id,
            Membership.state == "active",
            among(f.public_id, sorted(refs)),
        )
    )
    return {row[1]: Invitee(*row[:5], Reader(*row[5:])) for row in db.session.execute(query)}


def _busy(fan_ids: Sequence[int], at: datetime) -> dict[int, list[tuple[datetime, datetime]]]:
    a = Assignment
    query = sa.select(a.fan_id, a.starts_at, a.ends_at).where(
        among(a.fan_id, fan_ids), a.is_live, a.occupies, a.ends_at > at
    )
    found: dict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for fan_id, starts_at, ends_at in db.session.execute(query):
        found[fan_id].append((starts_at, ends_at))
    return found
