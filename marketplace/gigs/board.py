"""What a fan can take: every gig of their programmes with its whole reward, whether it fits, and if not what would help."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.geo.distance import great_circle_m
from marketplace.gigs import engine, places, promises, queries
from marketplace.gigs.models import Gig, Offer
from marketplace.gigs.terms import gig_term
from marketplace.superfans.models import Membership, Superfan

DAYS_AHEAD = 60
LOOKED_AT_MAX = 120
OUTSIDE_HOURS = "cannot.unavailable"


@dataclass(frozen=True)
class Line:
    """One gig as one fan sees it."""

    gig: Gig
    quote: dict[str, Any]
    places_left: int
    distance_m: float | None
    against: list[dict[str, Any]] = field(default_factory=list)
    changes: list[dict[str, Any]] = field(default_factory=list)

    @property
    def fits(self) -> bool:
        """True when nothing stands against it."""
        return not self.against

    @property
    def is_outside_hours(self) -> bool:
        """True when only the fan's own declared hours stand against it: they may take it all the same."""
        return bool(self.against) and all(row["code"] == OUTSIDE_HOURS for row in self.against)


@dataclass(frozen=True)
class Board:
    """Everything on the board of one fan."""

    asked: list[Offer]
    fitting: list[Line]
    others: list[Line]
    has_programmes: bool


def board_of(fan: Superfan, at: datetime) -> Board:
    """Offers waiting for an answer, gigs that fit, and those that do not, with the smallest change that would help."""
    asked = queries.open_offers_of(fan, at)
    programme_ids = _programmes_of(fan)
    gigs = queries.takeable_gigs(fan, programme_ids, at, DAYS_AHEAD, LOOKED_AT_MAX) if programme_ids else []
    known = {offer.gig_id for offer in asked}
    shown = [gig for gig in gigs if gig.id not in known and is_on_board(gig, fan)]
    lines = _lines(fan, shown, at)
    return Board(
        asked=asked,
        fitting=[line for line in lines if line.fits],
        others=[line for line in lines if not line.fits],
        has_programmes=bool(programme_ids),
    )


def is_on_board(gig: Gig, fan: Superfan) -> bool:
    """False for work meant for people asked by name, and where the programme offers nothing on boards."""
    only = gig.needs.get("only")
    return bool(gig_term(gig, "board", True)) and (not only or fan.public_id in only)


def line_for(fan: Superfan, gig: Gig, at: datetime) -> Line | None:
    """One gig as one fan sees it; nothing when no place is left."""
    return next(iter(_lines(fan, [gig], at)), None)


def _lines(fan: Superfan, gigs: list[Gig], at: datetime) -> list[Line]:
    if not gigs:
        return []
    taken, held = queries.live_counts([g.id for g in gigs]), _held(fan, gigs, at)
    answers = engine.assess_all(gigs, fan.id, at)
    lines = []
    for gig in gigs:
        against, changes = answers[gig.id]
        left = gig.places - taken.get(gig.id, 0)
        if left <= 0:
            continue
        if left <= held.get(gig.id, 0):
            against, changes = [{"code": "cannot.held_for_others", "params": {}}], []
        lines.append(
            Line(gig, promises.quote_for(gig, fan, at), left, _distance_m(fan, gig), against, changes)
        )
    return lines


def _held(fan: Superfan, gigs: list[Gig], at: datetime) -> dict[int, int]:
    """Places that others, who were asked first, may still claim."""
    query = (
        sa.select(Offer.gig_id, sa.func.count())
        .where(Offer.gig_id.in_([g.id for g in gigs]), Offer.fan_id != fan.id)
        .where(Offer.state == "open", Offer.mode.in_(places.RESERVING), Offer.expires_at > at)
        .group_by(Offer.gig_id)
    )
    return defaultdict(int, db.session.execute(query).all())


def _programmes_of(fan: Superfan) -> list[int]:
    mine = sa.select(Membership.programme_id).where(Membership.fan_id == fan.id, Membership.state == "active")
    return list(db.session.scalars(mine))


def _distance_m(fan: Superfan, gig: Gig) -> float | None:
    if gig.lat is None or gig.lon is None or fan.home_lat is None or fan.home_lon is None:
        return None
    return great_circle_m((fan.home_lat, fan.home_lon), (gig.lat, gig.lon))
