"""What holds for one gig: the kind's defaults with what its programme changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from marketplace.businesses.models import Programme
from marketplace.core.kinds import Kind, registry
from marketplace.geo.spots import ROUGH_CIRCLE_M
from marketplace.gigs.models import Gig

DAY_CAP_MINUTES = 8 * 60
WEEK_CAP_MINUTES = 40 * 60
LAPSE_DAYS = 14
OVERDUE_HOURS = 12


def kind_of(gig: Gig) -> Kind:
    """The plug-in of the gig's kind."""
    return registry.get(gig.kind)


def term(programme: Programme, kind: Kind, code: str, default: Any = None) -> Any:
    """One term: the programme's matching policy first, then its settings, then the kind's default."""
    for source in (programme.matching_policy, programme.settings):
        if source and code in source:
            return source[code]
    return getattr(kind, code, default)


def gig_term(gig: Gig, code: str, default: Any = None) -> Any:
    """`term` for a gig; the gig's own detail comes before the programme's word."""
    if code in gig.detail:
        return gig.detail[code]
    return term(gig.programme, kind_of(gig), code, default)


def with_circle(detail: dict[str, Any], *, is_rough: bool) -> dict[str, Any]:
    """A gig's detail with a wide circle for checking in where only the quarter or town of its place is known."""
    kept = {name: value for name, value in detail.items() if name != "checkin_circle_m"}
    return kept | ({"checkin_circle_m": ROUGH_CIRCLE_M} if is_rough else {})


def answer_by(gig: Gig, at: datetime) -> datetime:
    """When an offer sent now ends: after the time to accept, and never after the gig has begun."""
    due = at + timedelta(minutes=int(gig_term(gig, "accept_minutes")))
    begins = gig.starts_at or gig.deadline_at
    return due if begins is None else min(due, begins)


def forfeits_free_until(gig: Gig) -> datetime | None:
    """Until when a fan may hand the gig back without effect; None for work without a start."""
    if gig.starts_at is None:
        return None
    return gig.starts_at - timedelta(minutes=int(gig_term(gig, "forfeit_free_minutes")))


def has_begun(gig: Gig, at: datetime) -> bool:
    """True when nobody can be bound to it any more."""
    begins = gig.starts_at or gig.deadline_at
    return begins is not None and at >= begins


def ends_at(gig: Gig) -> datetime | None:
    """When the work should be over."""
    return gig.ends_at or gig.deadline_at
