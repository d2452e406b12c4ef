"""Later parts of an earning in the books: awaited with their share of the budget, then posted once, or freed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.businesses.models import Programme, SchemeVersion
from marketplace.core import ids, jobs
from marketplace.core.db import db
from marketplace.core.lifecycle import Actor, move
from marketplace.rewards.lifecycle import EARNING_ADDITION
from marketplace.rewards.models import Earning, EarningAddition
from marketplace.rewards.treasury import codes as treasury_codes
from marketplace.rewards.treasury import partners as treasury_partners
from marketplace.rewards.treasury import payouts as treasury_payouts
from marketplace.rewards.treasury.reckoning import parts_of
from marketplace.rewards.treasury.schemes import document_of, facts_of, money, scheme_of
from marketplace.superfans.models import Superfan
from marketplace.trust.service_notices import notify
from payouts import budget, disputes, flows, schemes
from payouts.budget_parts import set_apart
from payouts.errors import ReservationConflict
from payouts.ledger import Entry, post
from payouts.money import Money, share_bps, total, zero
from payouts.schemes import Evaluation, Facts, Part, Scheme
from payouts.schemes.supplement import supplement

REVIEW_DAYS, CORRECTION_HOURS = 15, 24
RATINGS = range(10, 51)


@dataclass(frozen=True)
class Said:
    """How long somebody waited because of others, as one person says."""

    minutes: int
    said_as: str  # fan or staff
    by_ref: str


def await_later(
    earning: Earning,
    programme: Programme,
    scheme: Scheme,
    known: Facts,
    place: str,
    *,
    said: Said | None,
    expects_rating: bool,
) -> None:
    """Open what this earning may still gain; its most is set apart before the place's reservation is spent."""
    given = schemes.evaluate(scheme, known)
    at, is_rated = (
        earning.earned_at,
        any(w.fact == "rating_tenths" for c in scheme.components for w in c.when),
    )
    if is_rated and expects_rating:
        after = (schemes.evaluate(scheme, replace(known, rating_tenths=tenths)) for tenths in RATINGS)
        _open(earning, programme, scheme, given, after, "rating", at + timedelta(days=REVIEW_DAYS), place)
    longest = max((c.minutes_free + (c.minutes_max or 0) for c in scheme.components if c.type == "waiting"), default=0)  # fmt: skip
    if longest:
        after = iter([schemes.evaluate(scheme, replace(known, waiting_minutes=longest))])
        due_at = max(earning.payable_at, at + timedelta(hours=CORRECTION_HOURS))
        made = _open(earning, programme, scheme, given, after, "waiting", due_at, place)
        if made is not None and said is not None:
            say(made, {"waiting_minutes": said.minutes}, said.said_as, said.by_ref, at)


def say(
    one: EarningAddition, facts: Mapping[str, int], said_as: str, by_ref: str | None, at: datetime
) -> None:
    """Note what became known, and who said so."""
    one.facts, one.said_as, one.said_by_ref, one.said_at = dict(facts), said_as, by_ref, at


def settle(one: EarningAddition, at: datetime, actor: Actor, actor_ref: str | None = None) -> None:
    """Add what the known facts bring, once, or free what was set apart; the row and its earning are locked."""
    if one.state != "awaited":
        return
    earning = one.earning
    programme = db.session.scalars(
        sa.select(Programme).where(Programme.public_id == earning.programme_ref)
    ).one()
    fan = db.session.scalars(sa.select(Superfan).where(Superfan.public_id == earning.fan_ref)).one()
    version = db.session.scalars(
        sa.select(SchemeVersion).where(SchemeVersion.public_id == earning.evaluation["scheme"])
    ).one()
    scheme = scheme_of(version)
    later = _later(one, scheme)
    if not later.lines:
        move(EARNING_ADDITION, one, "pass", actor, at, actor_ref=actor_ref)
        one.settled_at = at
        _release(one, programme, at)
        return
    move(EARNING_ADDITION, one, "add", actor, at, actor_ref=actor_ref)
    parts = parts_of(scheme, later, fan, programme.business, at)
    _book(one, programme, scheme, later, parts, at)
    one.amount_minor, one.settled_at = later.cash.amount_minor, at
    one.evaluation = document_of(later, scheme) | {"parts": [{"kind": p.kind, "amount_minor": p.value.amount_minor} for p in parts]}  # fmt: skip
    treasury_payouts.ensure_recipient(programme.business, earning.fan_ref, at)
    params = {"programme": programme.titled, "amount_minor": one.amount_minor, "currency": earning.currency}
    if fan.identity.erased_at is None:
        notify(fan.identity, f"rewards.added_{one.cause}", params, "/fan/earnings", at)


def _book(
    one: EarningAddition,
    programme: Programme,
    scheme: Scheme,
    later: Evaluation,
    parts: tuple[Part, ...],
    at: datetime,
) -> None:
    """Give what was added, in the kinds the fan chose; a case that froze the earning freezes this too."""
    earning = one.earning
    cost = later.cost("budget") + total((part.uplift for part in parts), scheme.currency)
    covered = _spend(one, programme, cost, at)
    credits = [line.amount for line in later.lines if line.type == "credit"]
    points = [line.amount for line in later.lines if line.type == "points"]
    postings = flows.earned(
        fan_ref=earning.fan_ref, programme_ref=earning.programme_ref, parts=parts, currency=scheme.currency,
        covered=covered, from_partner=later.cost("partner"),
        credits=total(credits, credits[0].currency) if credits else None,
        points=total(points, points[0].currency) if points else None,
    )  # fmt: skip
    made = Entry(
        earning.business_ref, f"addition:{one.public_id}", "earning_addition", one.public_id, at, postings
    )
    post(db.session, made, at=at)
    disputes.freeze_also(
        db.session, earning.business_ref, subject_ref=one.public_id, beside=earning.assignment_ref, at=at
    )
    treasury_partners.owe(programme, one.public_id, scheme, later.lines, at)
    treasury_codes.give_for_work(
        earning.business_ref, one.public_id, earning.fan_ref, parts, credits=bool(credits), at=at
    )


def locked(ref: str) -> EarningAddition | None:
    """A later part under its lock, with the person and the earning before it."""
    found = db.session.scalar(sa.select(EarningAddition).where(EarningAddition.public_id == ref))
    if found is None:
        return None
    db.session.execute(
        sa.select(Superfan.id).where(Superfan.public_id == found.fan_ref).with_for_update(key_share=True)
    )
    again = {"populate_existing": True}
    earning = sa.select(Earning).where(Earning.id == found.earning_id).with_for_update(of=Earning)
    db.session.scalars(earning, execution_options=again).one()
    row = sa.select(EarningAddition).where(EarningAddition.id == found.id).with_for_update(of=EarningAddition)
    return db.session.scalars(row, execution_options=again).one()


def stage(one: EarningAddition, due_at: datetime) -> None:
    """Have it settled by itself when its time is over."""
    key = f"rewards.settle_addition:{one.public_id}:{due_at:%Y%m%dT%H%M%S}"
    jobs.stage("rewards.settle_addition", key, due_at, {"addition": one.public_id})


def _open(
    earning: Earning,
    programme: Programme,
    scheme: Scheme,
    given: Evaluation,
    outcomes: Iterable[Evaluation],
    cause: str,
    due_at: datetime,
    place: str,
) -> EarningAddition | None:
    later = [found for found in (supplement(given, one) for one in outcomes) if found.lines]
    if not later:
        return None
    one = EarningAddition(
        public_id=ids.new("add"), earning=earning, fan_ref=earning.fan_ref, cause=cause, state="awaited",
        opened_at=earning.earned_at, due_at=due_at, facts={}, evaluation={},
    )  # fmt: skip
    uplift_bps = max((choice.bonus_bps for choice in scheme.choices), default=0)
    most = max((found.cost("budget") + share_bps(found.cash, uplift_bps)).amount_minor for found in later)
    args = (db.session, programme.business.public_id, programme.public_id, money(most, scheme.currency))
    with contextlib.suppress(ReservationConflict):  # no place was reserved: it is owed all the same
        set_apart(*args, key=place, part_key=one.public_id, at=earning.earned_at)
    db.session.add(one)
    stage(one, due_at)
    return one


def _later(one: EarningAddition, scheme: Scheme) -> Evaluation:
    """What the facts of this part bring beyond all that was given before it."""
    known = dict(one.earning.evaluation["facts"])
    for other in one.earning.additions:
        known |= other.facts if other.state == "added" else {}
    known = _with_given_since(one, known)
    before = schemes.evaluate(scheme, facts_of(known))
    return supplement(before, schemes.evaluate(scheme, facts_of(known | one.facts)))


def _with_given_since(one: EarningAddition, known: dict[str, Any]) -> dict[str, Any]:
    """Limits per person count what other gigs have added since."""
    rows = db.session.scalars(
        sa.select(EarningAddition)
        .join(Earning, Earning.id == EarningAddition.earning_id)
        .where(
            Earning.programme_ref == one.earning.programme_ref, EarningAddition.fan_ref == one.fan_ref,
            EarningAddition.state == "added", EarningAddition.settled_at >= one.opened_at,
            EarningAddition.earning_id != one.earning_id,
        )
    )  # fmt: skip
    had = {name: dict(known.get(name, {})) for name in ("had_minor", "had_in_period_minor")}
    for line in (line for row in rows for line in row.evaluation["lines"]):
        for amounts in had.values():
            amounts[line["code"]] = amounts.get(line["code"], 0) + int(line["amount_minor"])
    return known | had


def _spend(one: EarningAddition, programme: Programme, cost: Money, at: datetime) -> Money:
    args = (db.session, programme.business.public_id, programme.public_id)
    try:
        return budget.spend(*args, cost, key=one.public_id, at=at).covered
    except ReservationConflict:
        if not cost:
            return cost
    budget.reserve(*args, zero(programme.currency), key=one.public_id, at=at)
    return budget.spend(*args, cost, key=one.public_id, at=at).covered


def _release(one: EarningAddition, programme: Programme, at: datetime) -> None:
    try:
        budget.release(
            db.session, programme.business.public_id, programme.public_id, programme.currency,
            key=one.public_id, at=at,
        )  # fmt: skip
    except ReservationConflict:
        return
