"""Offers: sent with the whole reward in view, declined with a reason, expired by the clock, withdrawn when full."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.gigs import service_gigs
from marketplace.gigs.lifecycle import OFFER
from marketplace.gigs.locks import lock_offer
from marketplace.gigs.models import Gig, Offer
from marketplace.gigs.promises import quote_for
from marketplace.gigs.terms import answer_by, has_begun
from marketplace.rewards import treasury
from marketplace.superfans.models import Superfan
from marketplace.trust.service_notices import notify

MODES = ("reserved", "open", "instant", "taken")
DECLINE_CODES = ("bad_time", "too_far", "reward_low", "not_for_me", "other")


def send_offer(
    gig: Gig,
    fan: Superfan,
    mode: str,
    score: dict[str, int],
    reasons: list[dict[str, Any]],
    expires_at: datetime | None,
    at: datetime,
) -> Offer:
    """Invite one fan to one gig, with the reward quoted and the reasons; told to them at once.

    Refused while the programme owes more than its budget: what is owed is paid first.
    """
    if gig.state not in ("open", "unfilled"):
        raise Refused("cannot.gig_over")
    if has_begun(gig, at):
        raise Refused("cannot.gig_begun")
    if treasury.overspent(gig.programme) > 0:
        raise Refused("budget_overspent", programme=gig.programme.title)
    offer = _row(gig, fan, mode, at)
    offer.score, offer.reasons = score, reasons
    offer.expires_at = expires_at or answer_by(gig, at)
    db.session.add(offer)
    db.session.flush()
    params = {"title": gig.title, "business": gig.business.name, "expires_at": offer.expires_at}
    notify(fan.identity, "gigs.offer_sent", params, f"/offers/{offer.public_id}", at)
    return offer


def offer_to_self(gig: Gig, fan: Superfan, known: Offer | None, at: datetime) -> Offer:
    """The offer behind a gig that a fan takes from the board; not announced to anybody."""
    offer = _row(gig, fan, "taken", at, known=known)
    offer.score, offer.reasons = {}, [{"code": "for.chosen_by_fan", "params": {}}]
    offer.expires_at = answer_by(gig, at)
    db.session.add(offer)
    db.session.flush()
    return offer


def decline_offer(offer: Offer, fan: Superfan, reason: str, at: datetime) -> Offer:
    """Say no, with a reason that helps the next round; the next person is asked."""
    if offer.fan_id != fan.id:
        raise NotFound
    if reason not in DECLINE_CODES:
        raise Invalid("choice_unknown", field="reason")
    offer = lock_offer(offer)
    if offer.state == "declined":
        return offer
    move(OFFER, offer, "decline", Actor.FAN, at, actor_ref=fan.public_id, reason={"code": reason})
    offer.answered_at, offer.decline_code = at, reason
    service_gigs.stage_matching(offer.gig, at, f"declined:{offer.public_id}")
    return offer


def expire_offer(offer: Offer, at: datetime) -> bool:
    """End an offer whose time is over; the next person is asked. False when it was answered in time."""
    offer = lock_offer(offer)
    if offer.state != "open" or offer.expires_at > at:
        return False
    move(OFFER, offer, "expire", Actor.CLOCK, at)
    service_gigs.stage_matching(offer.gig, at, f"expired:{offer.public_id}")
    return True


def withdraw_open(gig: Gig, at: datetime, code: str) -> int:
    """Withdraw every open offer of a gig under its lock: it is full, or called off."""
    asked = db.session.scalars(
        sa.select(Offer)
        .where(Offer.gig_id == gig.id, Offer.state == "open")
        .execution_options(populate_existing=True)
    ).all()
    for offer in asked:
        move(OFFER, offer, "withdraw", Actor.SYSTEM, at, reason={"code": code})
    return len(asked)


def _row(gig: Gig, fan: Superfan, mode: str, at: datetime, *, known: Offer | None = None) -> Offer:
    """A new offer, or the earlier one to the same fan opened once more."""
    if mode not in MODES:
        raise ValueError(f"{mode!r} is not one of {MODES}")
    if known is None:
        known = db.session.scalar(sa.select(Offer).where(Offer.gig_id == gig.id, Offer.fan_id == fan.id))
    if known is None:
        known = Offer(gig=gig, fan=fan, sent_at=at, state="open")
    elif known.state != "open":
        move(OFFER, known, "renew", Actor.FAN if mode == "taken" else Actor.SYSTEM, at)
        known.sent_at, known.answered_at, known.decline_code = at, None, None
    known.mode, known.quote = mode, quote_for(gig, fan, at)
    return known
