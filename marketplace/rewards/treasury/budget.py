"""A programme's reward budget: funded through the provider, reserved per place, spent by earnings."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from marketplace.businesses.models import Business, Programme
from marketplace.core.db import db
from marketplace.core.errors import Invalid, Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.rewards.lifecycle import TOP_UP
from marketplace.rewards.models import TopUp
from marketplace.rewards.treasury import operations as treasury_operations
from marketplace.rewards.treasury.schemes import money
from payouts import budget, budget_returns, closing
from payouts.budget import BudgetState
from payouts.budget_returns import Returned
from payouts.errors import BudgetExhausted, InvalidIntent, ReservationConflict
from payouts.intents import TopUp as TopUpIntent
from payouts.ledger import chart
from payouts.operations import Operation
from payouts.tables import budget as budget_table
from payouts.tables import entry, ledger_account, posting, provider_op


def budget_of(programme: Programme) -> BudgetState:
    """How a programme's budget stands; read without waiting for anybody."""
    return budgets_of([programme])[programme.public_id]


def budgets_of(programmes: list[Programme]) -> dict[str, BudgetState]:
    """How these programmes' budgets stand, by their public ids."""
    c = budget_table.c
    rows = db.session.execute(
        sa.select(
            c.programme_ref, c.currency, c.funded_minor, c.reserved_minor, c.spent_minor, c.overspent_minor
        ).where(c.programme_ref.in_([p.public_id for p in programmes]))
    )
    found = {(row.programme_ref, row.currency): BudgetState(*row) for row in rows}
    return {
        p.public_id: found.get((p.public_id, p.currency), BudgetState(p.public_id, p.currency))
        for p in programmes
    }


def funded(programme: Programme) -> int:
    """Settled money in the budget so far, in minor units."""
    return budget_of(programme).funded_minor


def reserved(programme: Programme) -> int:
    """Promised to places and not yet earned."""
    return budget_of(programme).reserved_minor


def spent(programme: Programme) -> int:
    """Earned within the funds."""
    return budget_of(programme).spent_minor


def overspent(programme: Programme) -> int:
    """Earned beyond the funds; above nothing it stops new offers."""
    return budget_of(programme).overspent_minor


def reserve(programme: Programme, subject: str, amount_minor: int, at: datetime) -> None:
    """Promise the most that one place can cost; the same subject again changes nothing.

    Raises Refused `budget_short` with what is needed and what is free.
    """
    if amount_minor == 0:
        return
    amount = money(amount_minor, programme.currency)
    try:
        budget.reserve(
            db.session, programme.business.public_id, programme.public_id, amount, key=subject, at=at
        )
    except BudgetExhausted as short:
        free_minor = short.params["free_minor"]
        raise Refused(
            "budget_short",
            programme=programme.titled,
            needed_minor=amount_minor,
            free_minor=max(0, int(str(free_minor))),
            currency=programme.currency,
        ) from short


def release(programme: Programme, subject: str, at: datetime) -> None:
    """Give back what was promised under a subject; nothing reserved, or spent already, is no error."""
    try:
        budget.release(
            db.session,
            programme.business.public_id,
            programme.public_id,
            programme.currency,
            key=subject,
            at=at,
        )
    except ReservationConflict:
        return


def start_top_up(programme: Programme, amount_minor: int, at: datetime, *, performs: bool = True) -> TopUp:
    """Ask the business's bank for money to fund a programme; it counts once the provider says it is settled."""
    amount = money(amount_minor, programme.currency)
    top_up = TopUp(
        business_id=programme.business_id,
        programme_ref=programme.public_id,
        amount_minor=amount_minor,
        currency=programme.currency,
        state="pending",
        created_at=at,
    )
    try:
        intent = TopUpIntent(programme.public_id, amount)
    except InvalidIntent as fault:
        raise Invalid("top_up_amount", field="amount") from fault
    db.session.add(top_up)
    db.session.flush()
    treasury_operations.plan(programme.business.public_id, intent, top_up_key(top_up), at, performs=performs)
    return top_up


def top_up_key(top_up: TopUp) -> str:
    """The key of a top-up's operation."""
    return f"top_up:{top_up.public_id}"


def top_up_ended(operation: Operation, at: datetime) -> None:
    """Note on the row how the top-up went; the budget was funded by the same transaction."""
    ref = operation.key.removeprefix("top_up:")
    top_up = db.session.scalar(sa.select(TopUp).where(TopUp.public_id == ref))
    if top_up is None or top_up.state != "pending":
        return
    if operation.state == "done":
        move(TOP_UP, top_up, "settle", Actor.PROVIDER, at)
        top_up.settled_at = at
    else:
        move(TOP_UP, top_up, "refuse", Actor.PROVIDER, at)
        top_up.refusal = operation.error_code


def moves_of(programme: Programme, since: datetime) -> list[tuple[datetime, int]]:
    """What went into and out of a programme's budget since an instant, oldest first, in minor units."""
    query = _moves(programme).where(entry.c.event_at >= since)
    return [(at, int(minor)) for at, minor in db.session.execute(query)]


def given_back(programme: Programme) -> list[tuple[datetime, int]]:
    """What a programme that is closed gave back to its business, oldest first, in minor units."""
    query = _moves(programme).where(entry.c.kind == closing.GIVEN_BACK)
    return [(at, -int(minor)) for at, minor in db.session.execute(query)]


def _moves(programme: Programme) -> sa.Select[tuple[datetime, int]]:
    return (
        sa.select(entry.c.event_at, -posting.c.amount_minor)
        .join_from(posting, ledger_account)
        .join(entry, entry.c.id == posting.c.entry_id)
        .where(
            ledger_account.c.business_ref == programme.business.public_id,
            ledger_account.c.code == chart.budget(programme.public_id).code,
            ledger_account.c.currency == programme.currency,
        )
        .order_by(entry.c.event_at, entry.c.id)
    )


def return_taken(business_ref: str, at: datetime) -> int:
    """Give a business's budgets their part of pay that was taken back, as far as it has come since the last time."""
    return budget_returns.return_to_budgets(db.session, business_ref, at=at)


def businesses_with_returns() -> list[str]:
    """Where something of that may still come."""
    return budget_returns.businesses_with_returns(db.session)


def returns_of(business: Business, limit: int = 20) -> list[Returned]:
    """What budgets get again of pay that was taken back, newest first."""
    return budget_returns.returns_of(db.session, business.public_id)[:limit]


def expected_at(top_ups: list[TopUp]) -> dict[str, datetime]:
    """When the provider expects pending top-ups to have settled, by their public ids, where it has said so."""
    keys = [top_up_key(one) for one in top_ups if one.state == "pending"]
    rows = db.session.execute(
        sa.select(provider_op.c.key, provider_op.c.result).where(provider_op.c.key.in_(keys))
    )
    said = {key.removeprefix("top_up:"): (result or {}).get("expected_at") for key, result in rows}
    return {ref: datetime.fromisoformat(str(at)) for ref, at in said.items() if at}
