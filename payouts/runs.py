"""Payout runs: one payout for each person whose chosen day has come, carried out one by one."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa

from payouts import flows
from payouts.database import Executor, connection_of
from payouts.due import DueItem, unpaid_items
from payouts.errors import HeldBack, PayoutsError
from payouts.gateways.provider import Provider
from payouts.holds import lock_owner, open_holds
from payouts.intents import PayOut, Transfer
from payouts.ledger import chart
from payouts.ledger.entries import Entry
from payouts.ledger.journal import lock_account, post
from payouts.money import Money, total
from payouts.operations import Operation, Transaction, carry_out, operations_on, plan
from payouts.payout_rows import Payout, get_payout, payouts_of, unfinished_payouts
from payouts.recipients import Recipient, get_recipient, mark_served, recipients_due
from payouts.tables import payout, payout_item


@dataclass(slots=True)
class RunReport:
    """What a run did.

    Attributes
    ----------
    run_ref : str
    paid, waiting, refused : list of str
        Public ids of payouts: sent to the bank; unfinished (taken up by the next run); given back.
    failures : list of (str, str)
        Owners for whom planning or sending failed, and the error's code.
    """

    run_ref: str
    paid: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    failures: list[tuple[str, str]] = field(default_factory=list)


def run_payouts(
    transaction: Transaction,
    provider: Provider,
    business_ref: str,
    *,
    run_ref: str,
    on: dt.date,
    clock: Callable[[], dt.datetime],
) -> RunReport:
    """Pay everybody whose chosen day has come, and finish what earlier runs left.

    Parameters
    ----------
    transaction : callable
        Opens a transaction of the host; see `payouts.operations.Transaction`. None may be open.
    provider : Provider
        Of the business.
    business_ref : str
    run_ref : str
        Unique name of the run within the business, for example ``2026-11-20``.
    on : date
        Today in the business's zone.
    clock : callable
        Gives the aware instant.

    Returns
    -------
    RunReport

    Notes
    -----
    May die at any line and be called again with the same ``run_ref``: a person gets one payout per run and
    currency, and a posting is covered by one payout. Each person is a transaction of its own, so that one
    bad recipient never stops the rest.
    """
    report = RunReport(run_ref)
    with transaction() as session:
        owners = [r.owner_ref for r in recipients_due(session, business_ref, on)]
    for owner_ref in owners:
        try:
            with transaction() as session:
                plan_payouts(session, business_ref, owner_ref, run_ref=run_ref, on=on, at=clock())
        except (PayoutsError, sa.exc.DBAPIError) as error:
            report.failures.append((owner_ref, _code(error)))
    with transaction() as session:
        open_payouts = unfinished_payouts(session, business_ref)
    for found in open_payouts:
        try:
            state = advance_payout(transaction, provider, found.public_id, on=on, clock=clock).state
        except (PayoutsError, sa.exc.DBAPIError) as error:
            report.failures.append((found.owner_ref, _code(error)))
            state = "waiting"
        {"paid": report.paid, "refused": report.refused}.get(state, report.waiting).append(found.public_id)
    return report


def plan_payouts(
    executor: Executor, business_ref: str, owner_ref: str, *, run_ref: str, on: dt.date, at: dt.datetime
) -> list[Payout]:
    """Plan what a person is due, in each currency; repeating it changes nothing.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, owner_ref : str
    run_ref : str
        A run, or a name of the person's own demand.
    on : date
        Today in the business's zone.
    at : datetime

    Returns
    -------
    list of Payout
        Those of this run. Empty if nothing is due, the sum is below the person's least amount, a hold is
        open on the person, or no account is there to send it to.

    Notes
    -----
    A debt of the person is taken off the pay first, never off tips.
    """
    connection = connection_of(executor)
    lock_owner(connection, business_ref, owner_ref)
    known = payouts_of(connection, business_ref, owner_ref=owner_ref, run_ref=run_ref)
    settings = get_recipient(connection, business_ref, owner_ref)
    if known or settings.account_id is None or open_holds(connection, business_ref, owner_ref, at):
        return known
    due = [i for i in unpaid_items(connection, business_ref, owner_ref, at) if not i.is_held]
    for currency in sorted({i.amount.currency for i in due}):
        _net_debt(connection, business_ref, owner_ref, run_ref, currency, due, at)
    due = [i for i in unpaid_items(connection, business_ref, owner_ref, at) if not i.is_held]
    for currency in sorted({i.amount.currency for i in due}):
        items = [i for i in due if i.amount.currency == currency]
        _plan_one(connection, business_ref, settings, run_ref, currency, items, at)
    mark_served(connection, business_ref, owner_ref, on)
    return payouts_of(connection, business_ref, owner_ref=owner_ref, run_ref=run_ref)


def advance_payout(
    transaction: Transaction,
    provider: Provider,
    public_id: str,
    *,
    on: dt.date,
    clock: Callable[[], dt.datetime],
) -> Payout:
    """Take a payout as far as it goes: the transfer, then the bank.

    Parameters
    ----------
    transaction : callable
    provider : Provider
    public_id : str
    on : date
        Today in the business's zone; a bank that refused is asked again on another day.
    clock : callable

    Returns
    -------
    Payout
        As it stands afterwards. A transfer that was made is never made again, whatever the bank says.
    """
    for verb in ("transfer", "payout"):
        with transaction() as session:
            found = get_payout(session, public_id)
            step = _step(session, found, verb, on, clock())
        if step is None or found.state in ("paid", "refused"):
            break
        if not step.is_ended:
            try:
                step, _outcome = carry_out(transaction, provider, step.id, clock=clock)
            except HeldBack:
                break
        if step.state != "done":
            break
    with transaction() as session:
        return get_payout(session, public_id)


def _step(executor: Executor, found: Payout, verb: str, on: dt.date, at: dt.datetime) -> Operation | None:
    """Find the operation of a step; plan the bank's if the transfer is done."""
    steps = [o for o in operations_on(executor, found.business_ref, found.public_id) if o.intent.verb == verb]
    latest = steps[-1] if steps else None
    if verb == "transfer":
        return latest
    key = f"{found.public_id}:bank:{on.isoformat()}"
    if latest is not None and (latest.state != "refused" or latest.key == key):
        return latest
    multiple = found.amount.unit.payout_multiple
    amount = Money(found.amount.amount_minor // multiple * multiple, found.amount.currency)
    sent = next(
        o.intent
        for o in operations_on(executor, found.business_ref, found.public_id)
        if o.intent.verb == "transfer"
    )
    account_id = sent.account_id if isinstance(sent, Transfer) else ""
    intent = PayOut(found.public_id, found.owner_ref, account_id, amount)
    return plan(executor, found.business_ref, intent, key=key, at=at)


def _net_debt(
    connection: sa.Connection,
    business_ref: str,
    owner_ref: str,
    run_ref: str,
    currency: str,
    due: list[DueItem],
    at: dt.datetime,
) -> None:
    pay = total((i.amount for i in due if i.amount.currency == currency and not i.is_tip), currency)
    debt = lock_account(connection, business_ref, chart.receivable(owner_ref), currency)
    amount = min(debt, pay)
    if amount.amount_minor > 0:
        key = f"{_public_id(business_ref, run_ref, owner_ref, currency)}:debt"
        entry = Entry(business_ref, key, "debt_netted", owner_ref, at, flows.debt_netted(owner_ref, amount))
        post(connection, entry, at=at)


def _plan_one(
    connection: sa.Connection,
    business_ref: str,
    settings: Recipient,
    run_ref: str,
    currency: str,
    items: list[DueItem],
    at: dt.datetime,
) -> None:
    if total((i.amount for i in items if not i.is_tip), currency).amount_minor < 0:
        # Corrections wait for pay to be taken from; a tip is never lessened by them.
        items = [i for i in items if i.is_tip]
    amount = total((i.amount for i in items), currency)
    tips = total((i.amount for i in items if i.is_tip), currency)
    if (
        amount.amount_minor < max(1, settings.least_minor)
        or amount.amount_minor < amount.unit.payout_multiple
    ):
        return
    public_id = _public_id(business_ref, run_ref, settings.owner_ref, currency)
    row_id = connection.execute(
        sa.insert(payout)
        .values(
            public_id=public_id,
            business_ref=business_ref,
            run_ref=run_ref,
            owner_ref=settings.owner_ref,
            currency=currency,
            amount_minor=amount.amount_minor,
            state="planned",
            planned_at=at,
        )
        .returning(payout.c.id)
    ).scalar_one()
    connection.execute(
        sa.insert(payout_item),
        [
            {"payout_id": row_id, "posting_id": i.posting_id, "amount_minor": i.amount.amount_minor}
            for i in items
        ],
    )
    intent = Transfer(public_id, settings.owner_ref, settings.account_id or "", amount, tips.amount_minor)
    plan(connection, business_ref, intent, key=f"{public_id}:transfer", at=at)


def _public_id(business_ref: str, run_ref: str, owner_ref: str, currency: str) -> str:
    digest = hashlib.sha256("\x1f".join((business_ref, run_ref, owner_ref, currency)).encode())
    return f"pay_{digest.hexdigest()[:28]}"


def _code(error: Exception) -> str:
    return error.code if isinstance(error, PayoutsError) else "database_error"
