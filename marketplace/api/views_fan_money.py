"""A fan's money and memberships: where each cent is, sending what is due, and leaving with what that does shown first."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from marketplace.api import inputs_money as inputs
from marketplace.api import schemas_rewards as schemas
from marketplace.api.access import fan
from marketplace.api.description import Blueprint
from marketplace.api.schemas import listed
from marketplace.core import clock, edge, words
from marketplace.core.consequences import digest
from marketplace.core.errors import Refused
from marketplace.core.lifecycle import Actor
from marketplace.rewards import treasury
from marketplace.rewards.additions import additions_for
from marketplace.rewards.queries import business_names, earnings_of
from marketplace.rewards.treasury import instant as treasury_instant
from marketplace.rewards.treasury import mine as treasury_mine
from marketplace.rewards.treasury import statements as treasury_statements
from marketplace.superfans import membership_hooks, queries, service_membership
from marketplace.superfans.lifecycle import MEMBERSHIP
from marketplace.superfans.models import Membership

blp = Blueprint(
    "api_fan_money", __name__, "gigs", url_prefix="/api/v1", description="A fan's money and memberships"
)
QUOTED = ("due_minor", "fee_minor", "net_minor", "kept_minor")
EARNED = ("public_id", "assignment_ref", "amount_minor", "currency", "state", "earned_at", "payable_at")


@blp.reads("/earnings", listed(schemas.EarningSchema, "earnings"))
def list_earnings() -> dict[str, Any]:
    """What the fan earned, line by line, with the gig it was for and what was added or may be added later."""
    found = earnings_of(fan())
    later = additions_for([earning.assignment_ref for earning, _programme, _work in found])
    return {
        "earnings": [
            SimpleNamespace(
                **{name: getattr(earning, name) for name in EARNED},
                lines=earning.evaluation["lines"],
                gig=work,
                programme=programme.title,
                later=later.get(earning.assignment_ref, []),
            )
            for earning, programme, work in found
        ]
    }


@blp.reads("/money", listed(schemas.MyMoneySchema, "money"))
def list_money() -> dict[str, Any]:
    """Where the fan's money is now: due, held, on its way; by business and currency."""
    return {"money": treasury_mine.money_of(fan(), clock.now())}


@blp.reads("/payouts", listed(schemas.PayoutSchema, "payouts"))
def list_payouts() -> dict[str, Any]:
    """What was sent to the fan's bank, the latest first."""
    found = treasury.payouts_of_fan(fan().public_id)
    numbers = treasury_statements.statement_numbers(found)
    names = business_names({one.business_ref for one in found})
    return {
        "payouts": [
            SimpleNamespace(
                public_id=one.public_id,
                business=names.get(one.business_ref, ""),
                amount_minor=one.amount.amount_minor,
                currency=one.amount.currency,
                state=one.state,
                planned_at=one.planned_at,
                statement=numbers.get(one.public_id),
            )
            for one in found
        ]
    }


@blp.writes("/payouts", schemas.PlannedSchema)
def ask_for_payout() -> dict[str, Any]:
    """Send what is due now, without waiting for the chosen day; twice within an hour is one asking."""
    return {"payouts": treasury.demand(fan(), clock.now())}


@blp.reads("/money/<business_slug>/at-once", schemas.AtOnceQuoteSchema, apart=True)
def get_at_once(business_slug: str) -> dict[str, Any]:
    """What having all that one business owes sent within minutes would bring and cost now, or why it cannot be."""
    found = treasury_instant.foresee(edge.read(fan), business_slug)
    answer = {"business": found.business_name, "business_slug": found.business_slug, "why_not": None}
    if found.quote is None:
        refusal = found.refusal or Refused("instant_silent")
        why = {"code": refusal.code, "message": words.sentence(refusal.code, refusal.params)}
        return answer | dict.fromkeys(QUOTED, 0) | {"currency": found.currency, "why_not": why}
    parts = {name: getattr(found.quote, name.removesuffix("_minor")).amount_minor for name in QUOTED}
    return answer | parts | {"currency": found.quote.due.currency}


@blp.writes("/money/<business_slug>/at-once", schemas.SentAtOnceSchema, takes=inputs.AtOnceSchema, apart=True)
def send_at_once(data: dict[str, Any], business_slug: str) -> dict[str, Any]:
    """Send exactly what was shown, once; refused with the reason where it is not that any more, and nothing has happened."""
    seen = treasury_instant.Shown(data["due_minor"], data["fee_minor"], data["net_minor"])
    sent, is_ordinary = treasury_instant.send(edge.read(fan), business_slug, seen, data["attempt"])
    return {"id": sent.public_id, "state": sent.state, "is_ordinary": is_ordinary}


@blp.reads("/memberships", listed(schemas.MembershipSchema, "memberships"))
def list_memberships() -> dict[str, Any]:
    """Every programme the fan has to do with, the newest first."""
    return {"memberships": queries.memberships_of(fan())}


@blp.reads("/memberships/<public_id>/leaving", schemas.LeavingSchema, refuses=(404, 409))
def get_leaving(public_id: str) -> dict[str, Any]:
    """What leaving would do to the fan's work and to every cent of theirs."""
    foreseen = membership_hooks.leaving.foresee(_may_leave(public_id), clock.now())
    return {"seen": digest(foreseen), "consequences": foreseen}


@blp.writes("/memberships/<public_id>/leaving", schemas.MembershipSchema, takes=inputs.SeenSchema)
def leave(data: dict[str, Any], public_id: str) -> Membership:
    """Leave, if that still does what was shown."""
    found, at = _may_leave(public_id), clock.now()
    if data["seen"] != digest(membership_hooks.leaving.foresee(found, at)):
        raise Refused("leaving_changed")
    return service_membership.leave(found, at)


def _may_leave(public_id: str) -> Membership:
    found = queries.own_membership(fan(), public_id)
    MEMBERSHIP.target(found.state, "leave", Actor.FAN)
    return found
