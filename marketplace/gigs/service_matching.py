"""A round of matching for one gig: who is asked next, by the kind's way of asking, and what follows when nobody is left."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.core.db import db
from marketplace.core.lifecycle import Actor, move
from marketplace.gigs import engine, service_offers
from marketplace.gigs.engine import RankedFan, RoundAnswer
from marketplace.gigs.lifecycle import GIG
from marketplace.gigs.locks import lock_gig
from marketplace.gigs.models import Assignment, Gig, MatchingRound, Offer
from marketplace.gigs.terms import answer_by, gig_term, has_begun, kind_of
from marketplace.rewards import treasury
from marketplace.superfans.models import Superfan
from marketplace.trust.people import staff_of
from marketplace.trust.service_decisions import record_decision
from marketplace.trust.service_notices import notify

RULE = "gigs.matching"
RULE_VERSION = "1"
OPEN_OFFERS_MAX = 200


def match_gig(gig: Gig, at: datetime) -> MatchingRound | None:
    """Ask the next people; None when nothing is to be asked: the gig is full, over, held up, or everybody was asked.

    Who answered no, or not in time, is not asked again for the same gig.
    """
    gig = lock_gig(gig)
    if gig.state not in ("open", "unfilled"):
        return None
    if has_begun(gig, at):
        _give_up(gig, {"code": "unfilled.time_ran_out"}, at)
        return None
    held_up = _held_up(gig)
    if held_up is not None:
        gig.unfilled = {"reasons": [held_up], "refused": {}, "looked_at": 0}
        return None
    wanted = _wanted(gig)
    if wanted == 0:
        return None
    asked = db.session.scalars(
        sa.select(Offer.fan_id).where(Offer.gig_id == gig.id, Offer.state != "withdrawn")
    )
    answer = engine.rank(
        gig,
        at,
        wanted,
        without=set(asked),
        only=gig.needs.get("only", ()),
        value_minor=treasury.worth(gig.scheme_version, gig.facts),
    )
    round_ = _store(gig, answer, at)
    for ranked in answer.best:
        _send(gig, ranked, at)
    if answer.best and gig.state == "unfilled":
        move(GIG, gig, "try_again", Actor.SYSTEM, at)
    gig.unfilled = None if answer.best else _shortage(answer)
    if not answer.best and not _open_offers(gig):
        _give_up(gig, {"code": "unfilled.nobody_left"}, at)
    return round_


def _held_up(gig: Gig) -> dict[str, Any] | None:
    """Why nobody may be asked at present, though the gig stands."""
    if gig.programme.state != "open":
        return {"code": "unfilled.programme_not_open", "params": {}}
    overspent_minor = treasury.overspent(gig.programme)
    if overspent_minor > 0:
        params = {"amount_minor": overspent_minor, "currency": gig.programme.currency}
        return {"code": "unfilled.budget_overspent", "params": params}
    return None


def _wanted(gig: Gig) -> int:
    """How many more people to ask now."""
    live = sa.select(sa.func.count()).where(Assignment.gig_id == gig.id, Assignment.is_live)
    places_left = gig.places - (db.session.scalar(live) or 0)
    if places_left <= 0:
        return 0
    if gig_term(gig, "offer_mode") != "reserved":
        return OPEN_OFFERS_MAX
    return max(0, places_left * int(gig_term(gig, "offers_at_once")) - _open_offers(gig))


def _open_offers(gig: Gig) -> int:
    query = sa.select(sa.func.count()).where(Offer.gig_id == gig.id, Offer.state == "open")
    return db.session.scalar(query) or 0


def _send(gig: Gig, ranked: RankedFan, at: datetime) -> None:
    fan = db.session.get_one(Superfan, ranked.fan_id, options=[joinedload(Superfan.identity, innerjoin=True)])
    mode = str(gig_term(gig, "offer_mode"))
    service_offers.send_offer(gig, fan, mode, ranked.terms, ranked.reasons, answer_by(gig, at), at)


def _store(gig: Gig, answer: RoundAnswer, at: datetime) -> MatchingRound:
    best = [{"fan": r.fan_ref, "score": r.score, "terms": r.terms, "reasons": r.reasons} for r in answer.best]
    round_ = MatchingRound(
        business_ref=gig.business.public_id,
        programme_ref=gig.programme.public_id,
        subject=gig.public_id,
        mode=str(gig_term(gig, "offer_mode")),
        problem=answer.problem,
        solution={
            "best": best,
            "eligible": answer.eligible,
            "refused": answer.refused,
            "timezone": gig.timezone,
        },
        at=at,
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
        inputs={"round": round_.public_id, "looked_at": answer.looked_at, "eligible": answer.eligible},
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


def _give_up(gig: Gig, reason: dict[str, Any], at: datetime) -> None:
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
            {"title": gig.title, "starts_at": gig.starts_at or gig.deadline_at},
            path,
            at,
        )
    kind_of(gig).on_unfilled(gig, at)
