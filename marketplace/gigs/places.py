"""How many more people each gig wants to ask now, counted for many gigs at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from marketplace.core.db import among, db
from marketplace.gigs import queries
from marketplace.gigs.models import Gig, Offer
from marketplace.gigs.terms import gig_term

OPEN_OFFERS_MAX = 200
RESERVING = ("reserved", "pinned")  # offers that keep a place for whoever was asked


class Asked(NamedTuple):
    """Offers of one gig that wait for an answer: all, and those made by hand."""

    number: int = 0
    pinned: int = 0


def wanted(gigs: Sequence[Gig], asked: Mapping[int, Asked] | None = None) -> dict[int, int]:
    """By key of the gig: people to ask now, so that every place has as many offers as its terms say.

    `asked` are the `open_offers` of these gigs, where they are known already.
    """
    ids = [gig.id for gig in gigs]
    live, asked = queries.live_counts(ids), open_offers(ids) if asked is None else asked
    return {gig.id: _wanted(gig, live.get(gig.id, 0), asked.get(gig.id, Asked())) for gig in gigs}


def open_offers(gig_ids: Sequence[int]) -> dict[int, Asked]:
    """By key of the gig, for those with offers that wait for an answer."""
    # Told apart while counting, not in the condition: by state SQLite would look through every open offer there is.
    is_open = Offer.state == "open"
    number, by_hand = (
        sa.func.sum(sa.case((which, 1), else_=0)) for which in (is_open, is_open & (Offer.mode == "pinned"))
    )
    query = (
        sa.select(Offer.gig_id, number, by_hand).where(among(Offer.gig_id, gig_ids)).group_by(Offer.gig_id)
    )
    return {
        gig_id: Asked(int(number), int(pinned))
        for gig_id, number, pinned in db.session.execute(query)
        if number
    }


def is_shared_out(gig: Gig) -> bool:
    """True for gigs that a whole round gives to the best in turn.

    Where everybody who fits is asked there is nothing to share out; a bundle is planned by its kind, and work for
    people asked by name goes to them.
    """
    return gig_term(gig, "offer_mode") == "reserved" and not gig.bundle and not gig.needs.get("only")


def _wanted(gig: Gig, live: int, asked: Asked) -> int:
    places_left = gig.places - live - asked.pinned
    if places_left <= 0:
        return 0
    if gig_term(gig, "offer_mode") != "reserved":
        return OPEN_OFFERS_MAX
    return max(0, places_left * int(gig_term(gig, "offers_at_once")) - (asked.number - asked.pinned))
