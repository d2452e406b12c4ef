"""A round of matching for one gig: who is asked next, by the kind's way of asking, and what follows when nobody is left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.businesses.models import Programme
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor, move
from marketplace.gigs import engine, places, service_offers
from marketplace.gigs.engine import RankedFan, RoundAnswer
from marketplace.gigs.lifecycle import GIG
from marketplace.gigs.locks import lock_gig
from marketplace.gigs.models import Gig, MatchingRound, Offer, RoundGig
from marketplace.gigs.terms import answer_by, gig_term, has_begun, kind_of
from marketplace.rewards import treasury
from marketplace.superfans.models import Superfan
from marketplace.trust.people import staff_of
from marketplace.trust.service_decisions import record_decision
from marketplace.trust.service_notices import notify

RULE = "gigs.matching"
RULE_VERSION = "1"
PRICES_LAST = timedelta(days=1)


def match_gig(gig: Gig, at: datetime) -> MatchingRound | None:
    """Ask the next people; None when nothing is to be asked: the gig is full, over, held up, or everybody was asked.

    Who answered no, or not in time, is not asked again for the same gig.
    """
    gig = lock_gig(gig)
    if gig.state not in ("open", "unfilled"):
        return None
    if has_begun(gig, at):
        give_up(gig, {"code": "unfilled.time_ran_out"}, at)
        return None
    hindrance = held_up(gig.programme)
    if hindrance is not None:
        gig.unfilled = {"reasons": [hindrance], "refused": {}, "looked_at": 0}
        return None
    wanted = places.wanted([gig])[gig.id]
    if wanted == 0:
        return None
    asked = db.session.scalars(
        sa.select(Offer.fan_id).where(Offer.gig_id == gig.id, Offer.state != "withdrawn")
    )
    priced_by, prices = _prices(gig.programme, at)
    answer = engine.rank(
        gig,
        at,
        wanted,
        without=set(asked),
        only=gig.needs.get("only", ()),
        value_minor=treasury.worth(gig.scheme_version, gig.facts),
        prices=prices,
    )
    round_ = _store(gig, answer, wanted, priced_by, at)
    for ranked in answer.best:
        _send(gig, ranked, at)
    if answer.best and gig.state == "unfilled":
        move(GIG, gig, "try_again", Actor.SYSTEM, at)
    gig.unfilled = None if answer.best else _shortage(answer)
    if not answer.best and not places.open_offers([gig.id]):
        give_up(gig, {"code": "unfilled.nobody_left"}, at)
    return round_


def held_up(programme: Programme) -> dict[str, Any] | None:
    """Why nobody may be asked at present, though the gigs stand."""
    if programme.state != "open":
        return {"code": "unfilled.programme_not_open", "params": {}}
    overspent_minor = treasury.overspent(programme)
    if overspent_minor > 0:
        params = {"amount_minor": overspent_minor, "currency": programme.currency}
        return {"code": "unfilled.budget_overspent", "params": params}
    return None


def _prices(programme: Programme, at: datetime) -> tuple[str | None, dict[str, int]]:
    """The last whole round of the programme and the prices of its people, while they hold."""
    last = (
        sa.select(MatchingRound.public_id, MatchingRound.solution["fan_prices"])
        .where(MatchingRound.programme_ref == programme.public_id, MatchingRound.mode == "assign")
        .where(MatchingRound.at > at - PRICES_LAST)
        .order_by(MatchingRound.at.desc(), MatchingRound.id.desc())
    )
    found = db.session.execute(last.limit(1)).one_or_none()
    return (None, {}) if found is None else (found[0], found[1] or {})


def _send(gig: Gig, ranked: RankedFan, at: datetime) -> None:
    fan = db.session.get_one(Superfan, ranked.fan_id, options=[joinedload(Superfan.identity, innerjoin=True)])
    mode = str(gig_term(gig, "offer_mode"))
    service_offers.send_offer(gig, fan, mode, ranked.terms, ranked.reasons, answer_by(gig, at), at)


def as_rows(best: Sequence[RankedFan]) -> list[dict[str, Any]]:
    """People proposed as a round keeps them."""
    return [{"fan": r.fan_ref, "score": r.score, "terms": r.terms, "reasons": r.reasons} for r in best]


def _store(gig: Gig, answer: RoundAnswer, wanted: int, priced_by: str | None, at: datetime) -> MatchingRound:
    best = as_rows(answer.best)
    round_ = MatchingRound(
        business_ref=gig.business.public_id,
        programme_ref=gig.programme.public_id,
        subject=gig.public_id,
        mode=str(gig_term(gig, "offer_mode")),
        looked_at=answer.looked_at,
        problem=answer.problem,
        solution={
            "best": best,
            "eligible": answer.eligible,
            "refused": answer.refused,
            "timezone": gig.timezone,
        },
        at=at,
        parts=[RoundGig(gig_ref=gig.public_id, wanted=wanted, eligible=answer.eligible, asked=len(best))],
    )
    db.session.add(round_)
    db.session.flush()
    record_decision(
        business_ref=gig.business.public_id,
        subject=gig.public_id,
        about_ref=None,
        rule=RULE,
        rule_version=RULE_VERSION,
        outcome="asked" if best else "nobody_to_ask",
        inputs={"round": round_.public_id, "looked_at": answer.looked_at, "eligible": answer.eligible}
        | ({"priced_by": priced_by} if priced_by else {}),
        reasons=[
            {"code": "decision.fans_asked", "params": {"count": len(best), "looked_at": answer.looked_at}}
        ],
        at=at,
    )
    return round_


def _shortage(answer: RoundAnswer) -> dict[str, Any]:
    code = "unfilled.nobody_in_reach" if answer.looked_at == 0 else "unfilled.nobody_fits"
    return {
        "reasons": [{"code": code, "params": {}}],
        "refused": answer.refused,
        "looked_at": answer.looked_at,
    }


def give_up(gig: Gig, reason: dict[str, Any], at: datetime) -> None:
    """Nobody is left to ask: the kind decides what that means, and the business is told why."""
    if gig.state != "open":
        return
    move(GIG, gig, "give_up", Actor.SYSTEM, at, reason=reason)
    if gig.unfilled is None:
        gig.unfilled = {"reasons": [{"code": reason["code"], "params": {}}], "refused": {}, "looked_at": 0}
    db.session.flush()
    path = f"/desk/{gig.business.slug}/gigs/{gig.public_id}"
    for person in staff_of(gig.business.public_id):
        notify(
            person,
            "gigs.unfilled",
            {"title": gig.titled, "starts_at": gig.starts_at or gig.deadline_at},
            path,
            at,
        )
    kind_of(gig).on_unfilled(gig, at)
