"""The money of a programme that closes: people are paid, the budget goes back, partners are asked."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from marketplace.businesses import endings
from marketplace.businesses.models import Programme
from marketplace.core.consequences import Consequence
from marketplace.core.db import db
from marketplace.rewards.models import Earning
from payouts.closing import ProgrammeClosing, close_budget, foresee_budget


def register() -> None:
    """Last: what bookings and gigs set free is in the budget by then."""
    endings.take_part("rewards", 90, endings.Part(foresee, carry_out))


def foresee(programme: Programme, at: datetime) -> list[Consequence]:
    """What people still get, and what becomes of the budget."""
    over = not endings.stands(programme)
    ref, currency = programme.business.public_id, programme.currency
    frees = None if over else endings.frees(programme)
    budget = foresee_budget(db.session, ref, programme.public_id, currency, frees=frees)
    return [*_pay(programme), *_said(budget, is_over=over)]


def carry_out(programme: Programme, at: datetime) -> list[Consequence]:
    """Give the budget back where nothing has to take place any more; otherwise `give_back_rests` does it later."""
    over = not endings.stands(programme)
    if not over:
        return foresee(programme, at)
    ref, currency = programme.business.public_id, programme.currency
    budget = close_budget(db.session, ref, programme.public_id, currency, frees=None, at=at)
    return [*_pay(programme), *_said(budget, is_over=True)]


def give_back_rests(at: datetime) -> int:
    """Give back what is left in budgets of closed programmes whose last work is done; how many that were."""
    closed = sa.select(Programme).where(Programme.state == "closed").order_by(Programme.id)
    given = 0
    for programme in db.session.scalars(closed).all():
        if not endings.stands(programme):
            ref, currency = programme.business.public_id, programme.currency
            left = foresee_budget(db.session, ref, programme.public_id, currency, frees=None)
            if left.given_back or left.freed:
                close_budget(db.session, ref, programme.public_id, currency, frees=None, at=at)
                given += 1
    return given


def _pay(programme: Programme) -> list[Consequence]:
    """What was earned in it and has not been sent: it goes out as it would have."""
    e = Earning
    query = (
        sa.select(e.currency, sa.func.count(sa.distinct(e.fan_ref)), sa.func.sum(e.amount_minor))
        .where(e.programme_ref == programme.public_id, e.state.in_(("held", "payable", "frozen")))
        .group_by(e.currency)
        .order_by(e.currency)
    )
    return [
        Consequence("people_are_paid", "later", number, int(amount), currency)
        for currency, number, amount in db.session.execute(query)
        if amount
    ]


def _said(budget: ProgrammeClosing, *, is_over: bool) -> list[Consequence]:
    currency = budget.given_back.currency
    rows = (
        (
            "budget_given_back" if is_over else "budget_later",
            "now" if is_over else "later",
            budget.given_back,
        ),
        ("still_set_aside", "later", budget.still_promised),
        ("overspent", "asked", budget.overspent),
        ("partners_asked", "asked", budget.asked_of_partners),
        ("costs_left", "later", budget.perks_left),
    )
    return [
        Consequence(code, when, 0, amount.amount_minor, currency) for code, when, amount in rows if amount
    ]
