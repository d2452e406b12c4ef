"""Offers: sent with the whole reward in view, declined with a reason, expired by the clock, withdrawn when full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from marketplace.core import ids
from marketplace.core.db import among, db
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.gigs import service_gigs
from marketplace.gigs.lifecycle import OFFER
from marketplace.gigs.locks import lock_offer
from marketplace.gigs.models import Gig, Offer
from marketplace.gigs.promises import quote_for, quotes_for
from marketplace.gigs.terms import answer_by, has_begun
from marketplace.rewards import treasury
from marketplace.superfans.models import Superfan
from marketplace.trust.service_notices import News, notify_all

MODES = ("reserved", "open", "instant", "taken", "pinned")
DECLINE_CODES = ("bad_time", "too_far", "reward_low", "not_for_me", "other")


class Invitation(NamedTuple):
    """One fan asked for one gig: how, with which points by term, for which reasons, and until when.

    Gig and fan may be rows that read like them (`open_gigs.OpenGig`, `round_scene.Invitee`).
    """

    gig: Any
    fan: Any
    mode: str
    score: dict[str, int]
    reasons: list[dict[str, Any]]
    expires_at: datetime


def send_offer(
    gig: Gig,
    fan: Superfan,
    mode: str,
    score: dict[str, int],
    reasons: list[dict[str, Any]],
    expires_at: datetime | None,
    at: datetime,
) -> Offer:
    """Invite one fan to one gig, with the reward quoted and the reasons; told to them at once."""
    one = Invitation(gig, fan, mode, score, reasons, expires_at or answer_by(gig, at))
    _check({gig.id: gig}, at)
    offer = _invited(one, _known([one]).get((gig.id, fan.id)), at)
    db.session.add(offer)
    db.session.flush()
    notify_all([_news(one, offer.public_id)], at)
    return offer


def send_offers(invitations: Sequence[Invitation], at: datetime) -> None:
    """Invite many fans, each to one gig: rows are written many at a time."""
    _check({one.gig.id: one.gig for one in invitations}, at)
    known = _known(invitations)
    renewed = [one for one in invitations if (one.gig.id, one.fan.id) in known]
    fresh = [one for one in invitations if (one.gig.id, one.fan.id) not in known]
    refs = [_invited(one, known[one.gig.id, one.fan.id], at).public_id for one in renewed]
    db.session.flush()
    quotes = quotes_for([(one.gig, one.fan) for one in fresh], at)
    rows = [_columns(one, quote, at) for one, quote in zip(fresh, quotes, strict=True)]
    if rows:
        db.session.execute(sa.insert(Offer.__table__), rows)
    refs += [row["public_id"] for row in rows]
    notify_all([_news(one, ref) for one, ref in zip(renewed + fresh, refs, strict=True)], at)


def _check(gigs: Mapping[int, Gig], at: datetime) -> None:
    """Nobody is asked for what is over, or while a programme owes more than its budget: what is owed is paid first."""
    for gig in gigs.values():
        _check_open(gig, at)
    for programme in {gig.programme_id: gig.programme for gig in gigs.values()}.values():
        if treasury.overspent(programme) > 0:
            raise Refused("budget_overspent", programme=programme.titled)


def _columns(one: Invitation, quote: dict[str, Any], at: datetime) -> dict[str, Any]:
    if one.mode not in MODES:
        raise ValueError(f"{one.mode!r} is not one of {MODES}")
    return {
        "public_id": ids.new("ofr"), "gig_id": one.gig.id, "fan_id": one.fan.id, "state": "open", "mode": one.mode,
        "quote": quote, "score": one.score, "reasons": one.reasons, "sent_at": at,
        "expires_at": one.expires_at,
    }  # fmt: skip


def _check_open(gig: Gig, at: datetime) -> None:
    if gig.state not in ("open", "unfilled"):
        raise Refused("cannot.gig_over")
    if has_begun(gig, at):
        raise Refused("cannot.gig_begun")


def _known(invitations: Sequence[Invitation]) -> dict[tuple[int, int], Offer]:
    """Earlier offers for the same, by keys of gig and fan."""
    wanted = {(one.gig.id, one.fan.id) for one in invitations}
    sent = sa.select(Offer.id, Offer.gig_id, Offer.fan_id).where(
        among(Offer.gig_id, {gig for gig, _ in wanted})
    )
    again = [key for key, gig, fan in db.session.execute(sent) if (gig, fan) in wanted]
    if not again:
        return {}
    earlier = db.session.scalars(sa.select(Offer).where(among(Offer.id, again)))
    return {(offer.gig_id, offer.fan_id): offer for offer in earlier}


def _invited(one: Invitation, known: Offer | None, at: datetime) -> Offer:
    offer = _row(one.gig, one.fan, one.mode, known, at)
    offer.score, offer.reasons, offer.expires_at = one.score, one.reasons, one.expires_at
    return offer


def _news(one: Invitation, ref: str) -> News:
    params = {"title": one.gig.titled, "business": one.gig.business.name, "expires_at": one.expires_at}
    return News(one.fan.identity, "gigs.offer_sent", params, f"/offers/{ref}")


def offer_to_self(gig: Gig, fan: Superfan, known: Offer | None, at: datetime) -> Offer:
    """The offer behind a gig that a fan takes from the board; not announced to anybody."""
    offer = _row(gig, fan, "taken", known, at)
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


def _row(gig: Gig, fan: Superfan, mode: str, known: Offer | None, at: datetime) -> Offer:
    """A new offer, or the earlier one to the same fan opened once more."""
    if mode not in MODES:
        raise ValueError(f"{mode!r} is not one of {MODES}")
    if known is None:
        known = Offer(gig=gig, fan=fan, sent_at=at, state="open")
    elif known.state != "open":
        move(OFFER, known, "renew", Actor.FAN if mode == "taken" else Actor.SYSTEM, at)
        known.sent_at, known.answered_at, known.decline_code = at, None, None
    known.mode, known.quote = mode, quote_for(gig, fan, at)
    return known
