"""Payout runs: one payout for each person whose chosen day has come, carried out one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.errors import HeldBack, PayoutsError
from payouts.gateways.provider import Provider
from payouts.holds import lock_owner
from payouts.instant_rows import fall_back, instant_of
from payouts.intents import Intent, PayOut, ReverseTransfer, Transfer
from payouts.money import Money
from payouts.operations import Operation, Transaction, carry_out, operations_on, plan
from payouts.payout_planning import plan_payouts
from payouts.payout_rows import Payout, get_payout, set_payout_state, unfinished_payouts
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
    # A bank is asked twice at most: at once where somebody wanted that, else, or after a no, the ordinary way.
    for verb in ("transfer", "payout", "payout"):
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
        asks_again = step.state == "refused" and is_sent_at_once(step.intent)
        if not asks_again and (step.state != "done" or verb == "payout"):
            break
    with transaction() as session:
        return get_payout(session, public_id)


def _step(executor: Executor, found: Payout, verb: str, on: dt.date, at: dt.datetime) -> Operation | None:
    """Find the operation of a step; plan the bank's if the transfer is done and nothing of it is being taken back."""
    steps = operations_on(executor, found.business_ref, found.public_id)
    if _is_reversing(steps):
        return None
    latest = _latest(steps, verb)
    if verb == "transfer" or (latest is not None and latest.state != "refused"):
        return latest
    # Whoever takes money back for a debt locks the person too: what is left cannot change from here on.
    lock_owner(connection_of(executor), found.business_ref, found.owner_ref)
    steps = operations_on(executor, found.business_ref, found.public_id)
    latest = _latest(steps, verb)
    if _is_reversing(steps):
        return None
    if latest is not None and latest.state != "refused":
        return latest
    return _plan_bank(executor, get_payout(executor, found.public_id), steps, on, at)


def _plan_bank(
    executor: Executor, found: Payout, steps: list[Operation], on: dt.date, at: dt.datetime
) -> Operation | None:
    """Plan what is left of the transfer for the bank, under the person's lock; nothing left ends the payout."""
    multiple = found.amount.unit.payout_multiple
    whole, left = (
        Money(one.amount_minor // multiple * multiple, one.currency) for one in (found.amount, found.left)
    )
    if found.state == "transferred" and left.is_zero:
        set_payout_state(executor, found.public_id, "paid", at)
    if left.is_zero:
        return None
    latest, instant = _latest(steps, PayOut.verb), instant_of(executor, found)
    if instant is not None and instant.fallen_back_at is None:
        if latest is None and found.taken_back.is_zero:
            return _plan(executor, found, steps, f"{found.public_id}:instant", instant.net, at, instant=True)
        reason = "taken_back" if latest is None else latest.error_code or "refused"
        fall_back(executor, found, reason=reason, at=at)
    key = f"{found.public_id}:bank:{on.isoformat()}"
    return _plan(executor, found, steps, key if left == whole else f"{key}:{left.amount_minor}", left, at)


def _plan(
    executor: Executor,
    found: Payout,
    steps: list[Operation],
    key: str,
    amount: Money,
    at: dt.datetime,
    *,
    instant: bool = False,
) -> Operation:
    sent = next(o.intent for o in steps if o.intent.verb == Transfer.verb)
    account_id = sent.account_id if isinstance(sent, Transfer) else ""
    intent = PayOut(found.public_id, found.owner_ref, account_id, amount, instant)
    return plan(executor, found.business_ref, intent, key=key, at=at)


def _latest(steps: list[Operation], verb: str) -> Operation | None:
    return next((step for step in reversed(steps) if step.intent.verb == verb), None)


def is_sent_at_once(intent: Intent) -> bool:
    """Whether a step is the one that somebody wanted at once."""
    return isinstance(intent, PayOut) and intent.instant


def _is_reversing(steps: list[Operation]) -> bool:
    """Whether the transfer is being taken back: then nothing of it goes to the bank."""
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
