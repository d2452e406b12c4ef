"""Earnings: posted once with the work they are for, held for the programme's hold time, frozen while a case runs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.businesses.models import Business, Programme, SchemeVersion
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor, move
from marketplace.rewards.lifecycle import EARNING
from marketplace.rewards.models import Earning
from marketplace.rewards.treasury import additions as treasury_additions
from marketplace.rewards.treasury import codes as treasury_codes
from marketplace.rewards.treasury import partners as treasury_partners
from marketplace.rewards.treasury import payouts as treasury_payouts
from marketplace.rewards.treasury import perks as treasury_perks
from marketplace.rewards.treasury.additions import Said
from marketplace.rewards.treasury.reckoning import evidence_of, parts_of, shares_of
from marketplace.rewards.treasury.schemes import facts_of, money, scheme_of
from marketplace.superfans.models import Superfan
from marketplace.trust.service_notices import notify
from payouts import budget, flows, schemes
from payouts.errors import ReservationConflict
from payouts.holds import open_hold, release_hold
from payouts.ledger import Entry, post
from payouts.money import Money, split
from payouts.schemes import Evaluation, Part

HOLD_REASON, CASE_REASON = "hold_time", "case"


def earn(
    *,
    programme: Programme,
    assignment_ref: str,
    fan: Superfan,
    facts: Mapping[str, Any],
    quote: Mapping[str, Any],
    customer_paid_minor: int,
    at: datetime,
    scheme_version: SchemeVersion,
    reservation: str | None = None,
    paid_by: Mapping[str, int] | None = None,
    said: Said | None = None,
    expects_rating: bool = False,
    perks_given: Collection[str] = (),
) -> Earning:
    """Post what a fan earned with one assignment; again changes nothing.

    The scheme is evaluated on what really happened, the fan's choice of kind applied, the cost taken out of the
    budget where the place was reserved (what it does not cover is owed and paid all the same, as overspend), and the
    money held for its time. `paid_by` says which bookings pay; their part is settled when their money is taken.
    `said` is waiting that somebody stated; with `expects_rating` guests may review. Both are added later, once.
    No receipt is asked for `perks_given`: these were given already.
    """
    posted = db.session.scalar(sa.select(Earning).where(Earning.assignment_ref == assignment_ref))
    if posted is not None:
        return posted
    scheme = scheme_of(scheme_version)
    known = facts_of({**facts, "price_minor": customer_paid_minor})
    evaluation = schemes.evaluate(scheme, known)
    parts = parts_of(scheme, evaluation, fan, programme.business, at)
    place = reservation or assignment_ref
    treasury_perks.promise(programme, assignment_ref, fan, scheme, known, place, at, given=perks_given)
    business_ref = programme.business.public_id
    earning = Earning(
        assignment_ref=assignment_ref, fan_ref=fan.public_id, programme_ref=programme.public_id,
        business_ref=business_ref, currency=programme.currency, amount_minor=evaluation.cash.amount_minor,
        reward_kind=parts[0].kind if parts else "none", evaluation=evidence_of(evaluation, scheme, parts, quote)
        | {"facts": schemes.facts_to_document(known), "scheme": scheme_version.public_id},
        earned_at=at, payable_at=at + timedelta(hours=scheme.hold_hours), state="held",
    )  # fmt: skip
    earning.shares = shares_of(evaluation, paid_by or {})
    db.session.add(earning)
    treasury_additions.await_later(
        earning, programme, scheme, known, place, said=said, expects_rating=expects_rating
    )
    covered = _spend(programme, evaluation, parts, place, at)
    treasury_partners.owe(programme, assignment_ref, scheme, evaluation.lines, at)
    _post(business_ref, programme, assignment_ref, fan, evaluation, parts, covered, at)
    db.session.flush()
    _hold_or_give(earning, programme, fan, parts, at)
    notify(fan.identity, "rewards.earned", _told(earning, programme), "/fan/earnings", at)
    return earning


def freeze(subject: str, case_ref: str, at: datetime) -> None:
    """Keep back what was earned with an assignment, or one earning, while a case about it runs."""
    earning = _find(subject)
    if earning is None or not EARNING.allows(earning.state, "freeze", Actor.SYSTEM):
        return
    open_hold(
        db.session,
        earning.business_ref,
        key=f"case:{case_ref}",
        reason=CASE_REASON,
        at=at,
        subject_ref=earning.assignment_ref,
    )
    move(EARNING, earning, "freeze", Actor.SYSTEM, at, reason={"case": case_ref})
    earning.frozen_by = case_ref


def unfreeze(subject: str, case_ref: str, at: datetime) -> None:
    """Let go of what a case kept back."""
    earning = _find(subject)
    if earning is None or earning.frozen_by != case_ref:
        return
    release_hold(db.session, earning.business_ref, key=f"case:{case_ref}", at=at)
    move(EARNING, earning, "unfreeze", Actor.SYSTEM, at, reason={"case": case_ref})
    earning.frozen_by = None


def mature(at: datetime, limit: int) -> int:
    """Make payable whatever has been held for its time; the ledger's own holds end by the same instant."""
    due = (
        sa.select(Earning)
        .where(Earning.state == "held", Earning.payable_at <= at)
        .order_by(Earning.id)
        .limit(limit)
    )
    earnings = db.session.scalars(due.with_for_update(skip_locked=True)).all()
    for earning in earnings:
        move(EARNING, earning, "mature", Actor.CLOCK, at)
    return len(earnings)


def compensate_fans(
    *,
    programme: Programme,
    booking_ref: str,
    fan_refs: Sequence[str],
    amount_minor: int,
    currency: str,
    at: datetime,
) -> None:
    """Pay fans whom the business let down, each a part of the amount; again changes nothing."""
    business = programme.business
    for fan_ref, part in _among(fan_refs, money(amount_minor, currency)):
        if part:
            entry = _entry(business, f"compensation:{booking_ref}:{fan_ref}", "compensation", booking_ref, at)
            post(db.session, entry(flows.fan_compensated(fan_ref, part)), at=at)
            treasury_payouts.ensure_recipient(business, fan_ref, at)


def _spend(
    programme: Programme, evaluation: Evaluation, parts: Sequence[Part], key: str, at: datetime
) -> Money:
    cost = evaluation.cost("budget")
    for part in parts:
        cost += part.uplift
    args = (db.session, programme.business.public_id, programme.public_id)
    try:
        return budget.spend(*args, cost, key=key, at=at).covered
    except ReservationConflict:
        if not cost:
            return cost
    # Nothing was set aside for it: what is free covers it, and the rest shows as overspend.
    budget.reserve(*args, money(0, programme.currency), key=f"{key}:late", at=at)
    return budget.spend(*args, cost, key=f"{key}:late", at=at).covered


def _post(
    business_ref: str,
    programme: Programme,
    assignment_ref: str,
    fan: Superfan,
    evaluation: Evaluation,
    parts: Sequence[Part],
    covered: Money,
    at: datetime,
) -> None:
    currency = evaluation.currency
    perks = sum(line.amount.amount_minor for line in evaluation.lines if line.type == "perk")
    credits = [line.amount for line in evaluation.lines if line.type == "credit"]
    points = [line.amount for line in evaluation.lines if line.type == "points"]
    if not (parts or perks or credits or points):
        return
    postings = flows.earned(
        fan_ref=fan.public_id,
        programme_ref=programme.public_id,
        parts=parts,
        currency=currency,
        covered=covered,
        from_partner=evaluation.cost("partner"),
        perks=money(perks, currency),
        credits=_sum(credits),
        points=_sum(points),
    )
    entry = Entry(business_ref, f"earning:{assignment_ref}", "earning", assignment_ref, at, postings)
    post(db.session, entry, at=at)
    treasury_codes.give_for_work(
        business_ref, assignment_ref, fan.public_id, parts, credits=bool(credits), at=at
    )


def _hold_or_give(
    earning: Earning, programme: Programme, fan: Superfan, parts: Sequence[Part], at: datetime
) -> None:
    perks = any(line["type"] == "perk" for line in earning.evaluation["lines"])
    if not perks and all(part.kind != "money" for part in parts):
        move(EARNING, earning, "give", Actor.SYSTEM, at)
        return
    open_hold(
        db.session,
        earning.business_ref,
        key=f"hold_time:{earning.assignment_ref}",
        reason=HOLD_REASON,
        at=at,
        subject_ref=earning.assignment_ref,
        until_at=earning.payable_at,
    )
    treasury_payouts.ensure_recipient(programme.business, earning.fan_ref, at)


def _told(earning: Earning, programme: Programme) -> dict[str, Any]:
    return {
        "programme": programme.titled,
        "amount_minor": earning.amount_minor,
        "currency": earning.currency,
        "payable_at": earning.payable_at,
    }


def _among(fan_refs: Sequence[str], amount: Money) -> list[tuple[str, Money]]:
    return list(zip(fan_refs, split(amount, [1] * len(fan_refs)), strict=True)) if fan_refs else []


def _entry(business: Business, key: str, kind: str, subject: str, at: datetime) -> Any:
    return lambda postings: Entry(business.public_id, key, kind, subject, at, postings)


def _sum(amounts: Sequence[Money]) -> Money | None:
    total: Money | None = None
    for amount in amounts:
        total = amount if total is None else total + amount
    return total


def _find(subject: str) -> Earning | None:
    query = sa.select(Earning).where(sa.or_(Earning.assignment_ref == subject, Earning.public_id == subject))
    return db.session.scalar(query.with_for_update())
