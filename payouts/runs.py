"""Payout runs: one payout for each person whose chosen day has come, carried out one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa

from payouts.database import Executor
from payouts.errors import HeldBack, PayoutsError
from payouts.gateways.provider import Provider
from payouts.intents import PayOut, ReverseTransfer, Transfer
from payouts.money import Money
from payouts.operations import Operation, Transaction, carry_out, operations_on, plan
from payouts.payout_planning import plan_payouts
from payouts.payout_rows import Payout, get_payout, unfinished_payouts
from payouts.recipients import recipients_due
from payouts.run_rows import Run, begin_run, end_run, note_left_out

__all__ = ["RunReport", "advance_payout", "plan_payouts", "run_payouts"]


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
        run = begin_run(session, business_ref, run_ref, on=on, at=clock())
        owners = [r.owner_ref for r in recipients_due(session, business_ref, on)]
        without = [r.owner_ref for r in recipients_due(session, business_ref, on, with_account=False)]
    for owner_ref in owners:
        failure = None
        try:
            with transaction() as session:
                plan_payouts(session, business_ref, owner_ref, run_ref=run_ref, on=on, at=clock())
                note_left_out(session, run, business_ref, owner_ref, at=clock())
        except (PayoutsError, sa.exc.DBAPIError) as error:
            failure = _code(error)
            report.failures.append((owner_ref, failure))
        if failure is not None:
            _note_failure(transaction, run, business_ref, owner_ref, failure, clock)
    for owner_ref in without:
        with transaction() as session:
            note_left_out(session, run, business_ref, owner_ref, at=clock())
    with transaction() as session:
        open_payouts = unfinished_payouts(session, business_ref)
    for found in open_payouts:
        try:
            state = advance_payout(transaction, provider, found.public_id, on=on, clock=clock).state
        except (PayoutsError, sa.exc.DBAPIError) as error:
            report.failures.append((found.owner_ref, _code(error)))
            state = "waiting"
        {"paid": report.paid, "refused": report.refused}.get(state, report.waiting).append(found.public_id)
    with transaction() as session:
        end_run(session, run, clock())
    return report


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
            step = None if _is_reversing(session, found) else _step(session, found, verb, on, clock())
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
    if latest is not None and latest.state != "refused":
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


def _is_reversing(executor: Executor, found: Payout) -> bool:
    """Whether the transfer is being taken back: then nothing of it goes to the bank."""
    steps = operations_on(executor, found.business_ref, found.public_id)
    return any(isinstance(step.intent, ReverseTransfer) and not step.is_ended for step in steps)


def _note_failure(
    transaction: Transaction,
    run: Run,
    business_ref: str,
    owner_ref: str,
    failure: str,
    clock: Callable[[], dt.datetime],
) -> None:
    """Note it in a transaction of its own; what cannot even be noted stops nobody else."""
    try:
        with transaction() as session:
            note_left_out(session, run, business_ref, owner_ref, at=clock(), failure=failure)
    except (PayoutsError, sa.exc.DBAPIError):
        return


def _code(error: Exception) -> str:
    return error.code if isinstance(error, PayoutsError) else "database_error"
