"""Gigs of a programme that closes: work that somebody has taken is done and paid, work that nobody has is withdrawn."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from marketplace.businesses import endings
from marketplace.businesses.models import Programme
from marketplace.core.consequences import Consequence
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor
from marketplace.gigs import service_gigs
from marketplace.gigs.models import Assignment, Gig

OPEN = ("open", "filled", "unfilled")
AHEAD = ("confirmed", "checked_in")  # promised, and not yet done


def register() -> None:
    """After the bookings, before the budget."""
    endings.take_part("gigs", 20, endings.Part(foresee, carry_out, stands, frees))


def foresee(programme: Programme, at: datetime) -> list[Consequence]:
    """How many gigs are withdrawn, and how many people still do what they promised."""
    return _said(len(_idle(programme)), _promised(programme))


def carry_out(programme: Programme, at: datetime) -> list[Consequence]:
    """Withdraw what nobody has taken, and free what is set aside for places that nobody fills."""
    idle = _idle(programme)
    for gig in idle:
        service_gigs.cancel_gig(gig, Actor.SYSTEM, {"code": "programme_closed"}, at)
    for gig in _of(programme, taken=True):
        service_gigs.free_reservations(gig, at)
    return _said(len(idle), _promised(programme))


def stands(programme: Programme) -> bool:
    """True while somebody has promised work and not done it."""
    return _promised(programme) > 0


def frees(programme: Programme) -> set[str]:
    """The places that nobody has taken."""
    bound = sa.select(Assignment.gig_id, Assignment.place_number).join(Gig, Gig.id == Assignment.gig_id)
    mine = bound.where(Gig.programme_id == programme.id, Assignment.is_live)
    filled = {tuple(row) for row in db.session.execute(mine)}
    gigs = [gig for taken in (False, True) for gig in _of(programme, taken=taken)]
    return {
        service_gigs.place_ref(gig, number)
        for gig in gigs
        for number in range(1, gig.places + 1)
        if (gig.id, number) not in filled
    }


def _idle(programme: Programme) -> list[Gig]:
    """Work that nobody has taken and nobody has booked; a booking takes its own gigs along."""
    return [gig for gig in _of(programme, taken=False) if gig.subject is None and gig.bundle is None]


def _of(programme: Programme, *, taken: bool) -> list[Gig]:
    bound = sa.exists().where(Assignment.gig_id == Gig.id, Assignment.is_live)
    query = sa.select(Gig).where(Gig.programme_id == programme.id, Gig.state.in_(OPEN))
    return list(db.session.scalars(query.where(bound if taken else ~bound).order_by(Gig.id)))


def _promised(programme: Programme) -> int:
    query = sa.select(sa.func.count()).select_from(Assignment).join(Gig, Gig.id == Assignment.gig_id)
    mine = query.where(Gig.programme_id == programme.id, Assignment.state.in_(AHEAD))
    return db.session.scalar(mine) or 0


def _said(withdrawn: int, promised: int) -> list[Consequence]:
    found = []
    if withdrawn:
        found.append(Consequence("gigs_withdrawn", "now", withdrawn))
    if promised:
        found.append(Consequence("work_is_done", "later", promised))
    return found
