"""What planning, sending and ending an operation does to the ledger and to the rows that wait for it."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from payouts import flows
from payouts.budget import fund
from payouts.errors import FloorBroken, HeldBack, InvalidIntent
from payouts.gateways.calling import Outcome
from payouts.holds import lock_owner, open_holds
from payouts.intents import (
    Authorise,
    Capture,
    Charge,
    CreateRecipient,
    Intent,
    PayOut,
    Refund,
    ReverseTransfer,
    SaveCard,
    TopUp,
    Transfer,
    Void,
)
from payouts.ledger import chart
from payouts.ledger.accounts import lock_account
from payouts.ledger.entries import Entry
from payouts.ledger.journal import find, post
from payouts.ledger.reversals import postings_of, reverse
from payouts.money import Money, zero
from payouts.payout_rows import held_subjects, set_payout_state
from payouts.recipients import set_account
from payouts.reversing import check_reversal, reversals_have_ended, transfer_reversed_by
from payouts.statements.issuing import issue_statement

KEY_MAX = 140
"""Longest key of an operation; its entries add a suffix."""


def on_planned(
    connection: sa.Connection, business_ref: str, intent: Intent, *, key: str, at: dt.datetime
) -> None:
    """Set aside the money that an operation needs, so that nothing else can use it meanwhile.

    Raises
    ------
    FloorBroken
        If it is not there.
    InvalidIntent
        If the key is too long, or a reversal is not one of its transfer.
    """
    if not key or len(key) > KEY_MAX:
        raise InvalidIntent(f"a key has 1 to {KEY_MAX} characters", field="key")
    match intent:
        case Capture() | Void():
            postings = _authorisation(connection, business_ref, intent)
        case Refund():
            postings = flows.refund_set_aside(intent.booking_ref, intent.amount)
        case Transfer():
            tips = Money(intent.tips_minor, intent.amount.currency)
            postings = flows.transfer_set_aside(intent.owner_ref, pay=intent.amount - tips, tips=tips)
        case ReverseTransfer():
            check_reversal(connection, business_ref, intent)
            aside = flows.reversal_set_aside
            postings = aside(intent.owner_ref, intent.amount, settles_debt=intent.settles_debt)
        case _:
            return
    entry = Entry(business_ref, _plan_key(key), f"{intent.verb}_planned", intent.subject_ref, at, postings)
    post(connection, entry, at=at)


def on_sending(
    connection: sa.Connection, business_ref: str, intent: Intent, *, key: str, at: dt.datetime
) -> None:
    """Refuse to send a person money while a hold is open, or a refund before what it waits for has ended.

    Raises
    ------
    HeldBack
    """
    if isinstance(intent, Refund) and not reversals_have_ended(connection, business_ref, key):
        raise HeldBack("the refund waits until what is asked back has ended", key=key)
    if not isinstance(intent, Transfer | PayOut):
        return
    lock_owner(connection, business_ref, intent.owner_ref)
    holds = open_holds(connection, business_ref, intent.owner_ref, at)
    subjects = held_subjects(connection, business_ref, intent.payout_ref, at)
    if holds or subjects:
        raise HeldBack(
            f"{intent.owner_ref} cannot be paid while a hold is open",
            owner_ref=intent.owner_ref,
            reasons=tuple(h.reason for h in holds),
            subjects=tuple(subjects),
        )


def on_done(
    connection: sa.Connection,
    business_ref: str,
    intent: Intent,
    outcome: Outcome,
    *,
    key: str,
    at: dt.datetime,
) -> None:
    """Post what an operation moved, and tell the rows that waited for it."""
    done_key = f"{key}:done"
    match intent:
        case TopUp():
            fund(connection, business_ref, intent.programme_ref, intent.amount, key=done_key, at=at)
            return
        case CreateRecipient():
            set_account(connection, business_ref, intent.owner_ref, outcome.object_id or "")
            return
        case SaveCard():
            return
        case Transfer():
            set_payout_state(connection, intent.payout_ref, "transferred", at)
            issue_statement(connection, intent.payout_ref, at=at)
        case PayOut():
            set_payout_state(connection, intent.payout_ref, "paid", at)
        case _:
            pass
    postings = _done_postings(connection, business_ref, intent, outcome, key)
    post(connection, Entry(business_ref, done_key, intent.verb, intent.subject_ref, at, postings), at=at)
    if isinstance(intent, ReverseTransfer) and not intent.settles_debt:
        # What the transfer covered is due again, as if it had been refused.
        planned = _plan_key(transfer_reversed_by(connection, business_ref, intent).key)
        reverse(connection, business_ref, planned, key=f"{key}:undo", at=at)
        set_payout_state(connection, intent.payout_ref, "refused", at)


def on_refused(
    connection: sa.Connection,
    business_ref: str,
    intent: Intent,
    outcome: Outcome,
    *,
    key: str,
    at: dt.datetime,
) -> None:
    """Give back what was set aside; note an authorisation that has run out."""
    if find(connection, business_ref, _plan_key(key)) is not None:
        reverse(connection, business_ref, _plan_key(key), key=f"{key}:undo", at=at)
    if isinstance(intent, Capture) and outcome.status == "cancelled":
        rest = lock_account(
            connection, business_ref, chart.authorised(intent.booking_ref), intent.amount.currency
        )
        if rest:
            used = flows.authorisation_in_use(intent.booking_ref, rest)
            ended = flows.authorisation_ended(intent.booking_ref, rest)
            entry = Entry(business_ref, f"{key}:expired", "expiry", intent.booking_ref, at, _net(used, ended))
            post(connection, entry, at=at)
    if isinstance(intent, Transfer):
        set_payout_state(connection, intent.payout_ref, "refused", at)


def _authorisation(connection: sa.Connection, business_ref: str, intent: Capture | Void) -> flows.Postings:
    """Set the whole authorisation aside: a capture gives up what it does not take."""
    account = chart.authorised(intent.booking_ref)
    whole = lock_account(connection, business_ref, account, intent.amount.currency)
    if whole < intent.amount or whole.is_zero:
        raise FloorBroken(
            f"{whole} is authorised and {intent.amount} is wanted",
            code=account.code,
            currency=whole.currency,
            balance_minor=whole.amount_minor,
            wanted_minor=intent.amount.amount_minor,
        )
    return flows.authorisation_in_use(intent.booking_ref, whole)


def _done_postings(
    connection: sa.Connection, business_ref: str, intent: Intent, outcome: Outcome, key: str
) -> flows.Postings:
    match intent:
        case Authorise():
            return flows.authorised(intent.booking_ref, intent.amount)
        case Charge():
            fee, is_available = _fee(intent.amount, outcome)
            if intent.tips:
                return flows.tipped(intent.amount, intent.tips, fee=fee, is_available=is_available)
            return flows.captured(intent.booking_ref, intent.amount, fee=fee, is_available=is_available)
        case Capture():
            fee, is_available = _fee(intent.amount, outcome)
            ended = flows.authorisation_ended(
                intent.booking_ref, _set_aside(connection, business_ref, intent.booking_ref, key)
            )
            taken = flows.captured(intent.booking_ref, intent.amount, fee=fee, is_available=is_available)
            return (*ended, *taken)
        case Void():
            whole = _set_aside(connection, business_ref, intent.booking_ref, key)
            return flows.authorisation_ended(intent.booking_ref, whole)
        case Refund():
            return flows.refunded(intent.booking_ref, intent.amount)
        case Transfer():
            return flows.transferred(intent.owner_ref, intent.amount)
        case PayOut():
            fee = Money(int(outcome.details.get("fee_minor", 0)), intent.amount.currency)
            return flows.paid_out(intent.owner_ref, intent.amount, fee=fee)
        case ReverseTransfer():
            came = flows.transfer_reversed
            return came(intent.owner_ref, intent.amount, settles_debt=intent.settles_debt)
        case _:
            raise InvalidIntent(f"{intent.verb} moves nothing", field="verb")


def _set_aside(connection: sa.Connection, business_ref: str, booking_ref: str, key: str) -> Money:
    """Read how much of the authorisation the plan set aside."""
    planned = find(connection, business_ref, _plan_key(key))
    if planned is None:
        raise InvalidIntent(f"{key} was never planned", field="key")
    account = chart.capturing(booking_ref)
    return next(-p.amount for p in postings_of(connection, planned.id) if p.account == account)


def _fee(amount: Money, outcome: Outcome) -> tuple[Money, bool]:
    fee = Money(int(outcome.details.get("fee_minor", 0)), amount.currency)
    if not zero(amount.currency) <= fee <= amount:
        raise InvalidIntent("the provider's fee is not a part of the amount", field="fee_minor")
    return fee, bool(outcome.details.get("is_available", False))


def _net(*parts: flows.Postings) -> flows.Postings:
    return tuple(posting for part in parts for posting in part)


def _plan_key(key: str) -> str:
    return f"{key}:plan"
