"""Perks in the books: what an earning promises against a receipt, its share of the budget, and its payment, once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.businesses.models import Programme
from marketplace.core import ids, jobs
from marketplace.core.db import db
from marketplace.rewards.models import PerkClaim
from marketplace.rewards.treasury import partners as treasury_partners
from marketplace.rewards.treasury import payouts as treasury_payouts
from marketplace.rewards.treasury.schemes import money
from marketplace.superfans.models import Superfan
from marketplace.trust.service_notices import notify
from payouts import budget, flows, schemes
from payouts.budget_parts import set_apart
from payouts.errors import ReservationConflict
from payouts.ledger import Entry, post
from payouts.money import Money, zero
from payouts.schemes import Facts, Scheme

TOLD_DAYS_BEFORE = 3


def promise(
    programme: Programme,
    assignment_ref: str,
    fan: Superfan,
    scheme: Scheme,
    known: Facts,
    reservation: str,
    at: datetime,
    *,
    given: Collection[str] = (),
) -> list[PerkClaim]:
    """Open a claim for each perk that this work gives against a receipt and that was not `given` otherwise; again adds nothing.

    Its share of the place's reservation is set apart, so that it is there when the receipt comes.
    """
    parts = {c.code: c for c in scheme.components if c.type == "perk" and c.needs_receipt}
    had = {*db.session.scalars(_of(assignment_ref)), *given}
    whole = replace(known, perk_claims={code: part.cap_minor or 0 for code, part in parts.items()})
    opened = []
    for line in schemes.evaluate(scheme, whole).lines if parts else ():
        part = parts.get(line.code)
        if part is None or line.code in had:
            continue
        claim = PerkClaim(
            public_id=ids.new("prk"), business_ref=programme.business.public_id, programme_ref=programme.public_id,
            fan_ref=fan.public_id, assignment_ref=assignment_ref, code=line.code, labels=dict(part.labels),
            currency=programme.currency, cap_minor=line.amount.amount_minor, funded_by=part.funded_by, partner=part.partner,
            state="open", opened_at=at, lapses_at=at + timedelta(days=part.claim_days),
        )  # fmt: skip
        if part.funded_by == "budget":
            _set_apart(programme, line.amount, reservation, claim.public_id, at)
        db.session.add(claim)
        opened.append(claim)
    db.session.flush()
    for claim in opened:
        _tell(claim, fan, programme, at)
    return opened


def stage_lapse(claim: PerkClaim) -> None:
    """Have the claim lapse on its last day."""
    key = f"rewards.lapse_perk:{claim.public_id}:{claim.lapses_at:%Y%m%dT%H%M%S}"
    jobs.stage("rewards.lapse_perk", key, claim.lapses_at, {"claim": claim.public_id})


def params_of(claim: PerkClaim, programme: Programme) -> dict[str, Any]:
    """What a notice about a claim says."""
    return {
        "programme": programme.titled,
        "cap_minor": claim.cap_minor,
        "currency": claim.currency,
        "lapses_at": claim.lapses_at,
    }


def path_of(claim: PerkClaim) -> str:
    """The fan's page of a claim."""
    return f"/fan/costs/{claim.public_id}"


def pay(claim: PerkClaim, programme: Programme, at: datetime) -> None:
    """Book what a fan gets back; the claim is locked, and its key makes a repeat harmless."""
    cost = money(claim.paid_minor or 0, claim.currency)
    nothing = zero(claim.currency)
    postings = flows.earned(
        fan_ref=claim.fan_ref,
        programme_ref=claim.programme_ref,
        parts=(),
        currency=claim.currency,
        covered=_covered(claim, cost, at) if claim.funded_by == "budget" else nothing,
        from_partner=cost if claim.funded_by == "partner" else nothing,
        perks=cost,
    )
    made = Entry(
        claim.business_ref, f"perk:{claim.public_id}", "reimbursement", claim.public_id, at, postings
    )
    post(db.session, made, at=at)
    if claim.funded_by == "partner":
        treasury_partners.add_share(programme, claim.public_id, claim.partner, cost.amount_minor, at)
    treasury_payouts.ensure_recipient(programme.business, claim.fan_ref, at)


def give_back(claim: PerkClaim, at: datetime) -> None:
    """Free what was set apart for a claim that will not be made."""
    if claim.funded_by != "budget":
        return
    try:
        budget.release(
            db.session, claim.business_ref, claim.programme_ref, claim.currency, key=claim.public_id, at=at
        )
    except ReservationConflict:
        return  # nothing was left to set apart when the work ended


def _tell(claim: PerkClaim, fan: Superfan, programme: Programme, at: datetime) -> None:
    stage_lapse(claim)
    soon = max(at, claim.lapses_at - timedelta(days=TOLD_DAYS_BEFORE))
    if soon > at:
        payload = {"claim": claim.public_id}
        jobs.stage("rewards.remind_perk", f"rewards.remind_perk:{claim.public_id}", soon, payload)
    notify(fan.identity, "rewards.perk_open", params_of(claim, programme), path_of(claim), at)


def _set_apart(programme: Programme, cap: Money, reservation: str, part_key: str, at: datetime) -> None:
    args = (db.session, programme.business.public_id, programme.public_id, cap)
    try:
        set_apart(*args, key=reservation, part_key=part_key, at=at)
    except ReservationConflict:
        return  # no place was reserved: what it will cost is owed all the same


def _covered(claim: PerkClaim, cost: Money, at: datetime) -> Money:
    args = (db.session, claim.business_ref, claim.programme_ref)
    try:
        return budget.spend(*args, cost, key=claim.public_id, at=at).covered
    except ReservationConflict:
        # Nothing was set apart: what is free covers it, and the rest shows as overspend.
        budget.reserve(*args, zero(claim.currency), key=claim.public_id, at=at)
        return budget.spend(*args, cost, key=claim.public_id, at=at).covered


def _of(assignment_ref: str) -> sa.Select[str]:
    return sa.select(PerkClaim.code).where(PerkClaim.assignment_ref == assignment_ref)
