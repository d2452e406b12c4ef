"""Refunds of money that others have had: what can be undone first, then what cannot.

The order: from what is held; then what the business itself had of it; then from the fans. What a fan has not
been sent is taken off what is payable; what lies in the fan's account at the provider is asked back, and only
when that has ended does the refund leave. What does not come back is the fan's debt, netted from later pay.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa

from payouts import flows
from payouts.database import Executor, connection_of
from payouts.errors import FloorBroken
from payouts.holds import lock_owner
from payouts.intents import Refund
from payouts.ledger import chart
from payouts.ledger.accounts import lock_account
from payouts.ledger.entries import Entry
from payouts.ledger.journal import find, post
from payouts.money import Money, total, zero
from payouts.operation_rows import Operation, find_operation
from payouts.operations import plan
from payouts.reversing import reversals_before
from payouts.settling import Settlement, give_back
from payouts.taking_back import ask_back


def plan_refund(
    executor: Executor,
    business_ref: str,
    *,
    key: str,
    booking_ref: str,
    payment_id: str,
    amount: Money,
    at: dt.datetime,
    from_business: Money | None = None,
    from_fans: Mapping[str, Money] | None = None,
) -> list[Operation]:
    """Plan a refund and what must come first; repeating the key changes nothing.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    key : str
        Of the refund.
    booking_ref, payment_id : str
    amount : Money
        To the customer's card.
    at : datetime
    from_business : Money, optional
        Most that the business gives of what it had of a booking that was closed.
    from_fans : mapping, optional
        By fan: most that is taken back.

    Returns
    -------
    list of Operation
        The reversals, then the refund, to be carried out in this order: the refund refuses to begin before.

    Raises
    ------
    FloorBroken
        If what is held and what these may give is less than the amount. Nothing was written.
    """
    connection = connection_of(executor)
    known = find_operation(connection, business_ref, key)
    if known is not None:
        return [*reversals_before(connection, business_ref, key), known]
    fans = dict(sorted((from_fans or {}).items()))
    for fan_ref in fans:
        lock_owner(connection, business_ref, fan_ref)
    held = lock_account(connection, business_ref, chart.held(booking_ref), amount.currency)
    missing = max(amount - held, zero(amount.currency))
    given = min(from_business or zero(amount.currency), missing)
    _check(booking_ref, held, missing - given, total(fans.values(), amount.currency))
    if given:
        back = flows.given_back(booking_ref, given)
        post(connection, Entry(business_ref, f"{key}:given", "given_back", booking_ref, at, back), at=at)
    missing -= given
    planned: list[Operation] = []
    for fan_ref, most in fans.items():
        part = min(most, missing)
        missing -= part
        if part:
            planned += _take_back(connection, business_ref, key, booking_ref, fan_ref, part, at)
    refund = Refund(booking_ref, payment_id, amount)
    return [*planned, plan(connection, business_ref, refund, key=key, at=at)]


def plan_settled_refund(
    executor: Executor,
    business_ref: str,
    settlement: Settlement,
    *,
    key: str,
    booking_ref: str,
    to_card: Money,
    payment_id: str | None,
    as_credit: Money,
    credit_owner: str,
    at: dt.datetime,
) -> Operation | None:
    """Plan a refund of a booking that was settled: each account gives its part; repeating the key changes nothing.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    settlement : Settlement
        How the booking was divided; read it with `settling.settlement_of`.
    key, booking_ref : str
    to_card : Money
        Of the refund, to the card of ``payment_id``.
    payment_id : str or None
        None if nothing goes to a card.
    as_credit : Money
        Of the refund, to the store credit of ``credit_owner``; it is there at once.
    credit_owner : str
    at : datetime

    Returns
    -------
    Operation or None
        The card's refund, to be carried out.

    Raises
    ------
    FloorBroken
        If more would go back than was divided. Nothing was written.
    InvalidIntent
        If no card takes such an amount.
    """
    connection, wanted = connection_of(executor), to_card + as_credit
    known = find_operation(connection, business_ref, key)
    held = lock_account(connection, business_ref, chart.held(booking_ref), wanted.currency)
    if known is not None or find(connection, business_ref, f"{key}:credit") is not None:
        return known
    if wanted > held:
        missing = wanted - held
        give_back(
            connection, business_ref, settlement, key=f"{key}:given", booking_ref=booking_ref, amount=missing, at=at
        )  # fmt: skip
    if as_credit:
        postings = flows.credit_given_back(credit_owner, as_credit, booking_ref=booking_ref)
        entry = Entry(business_ref, f"{key}:credit", "credit_given_back", booking_ref, at, postings)
        post(connection, entry, at=at)
    if not to_card:
        return None
    return plan(connection, business_ref, Refund(booking_ref, payment_id or "", to_card), key=key, at=at)


def _check(booking_ref: str, held: Money, missing: Money, takeable: Money) -> None:
    if missing > takeable:
        raise FloorBroken(
            f"{held} is held for {booking_ref} and {missing - takeable} more is wanted",
            code=chart.held(booking_ref).code,
            currency=held.currency,
            balance_minor=held.amount_minor,
            wanted_minor=(held + missing - takeable).amount_minor,
        )


def _take_back(
    connection: sa.Connection,
    business_ref: str,
    key: str,
    booking_ref: str,
    fan_ref: str,
    part: Money,
    at: dt.datetime,
) -> list[Operation]:
    """Take a fan's part from what is payable, and ask the rest back from where it still lies."""
    payable = lock_account(connection, business_ref, chart.payable(fan_ref), part.currency)
    back = flows.taken_back(booking_ref, fan_ref, part, payable=payable)
    entry = Entry(business_ref, f"{key}:taken:{fan_ref}", "taken_back", booking_ref, at, back)
    post(connection, entry, at=at)
    debt = part - min(part, max(payable, zero(part.currency)))
    return ask_back(connection, business_ref, key=key, fan_ref=fan_ref, debt=debt, at=at)
