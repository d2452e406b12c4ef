"""A person leaves a business: what is due goes to their bank, however little, and each other cent has a name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from payouts.closing.people import PersonClosing, foresee_person, latest_posting, settle_person
from payouts.codes.tables import discount_code
from payouts.currencies import POINTS, cash_unit
from payouts.database import Executor, connection_of
from payouts.holds import lock_owner, open_holds
from payouts.money import Money
from payouts.payout_planning import plan_payouts
from payouts.payout_rounding import whole_multiple
from payouts.recipients import recipient_or_none, set_recipient
from payouts.tables import ledger_account

LEAVERS_SCHEDULE = "daily"
"""What comes free for somebody who has gone is sent on the next day; nobody is there to ask for it."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """What becomes of what a person has with a business they leave, in one currency; each cent is in one place.

    Attributes
    ----------
    sent : Money
        Goes to the person's account at the provider at once.
    waiting : Money
        Due, and sent once the provider has an account of theirs.
    too_little : Money
        Due, and less than a bank takes: it is sent with what comes later.
    kept_back : Money
        Sent once nothing keeps it back any more.
    kept_back_until_at : datetime or None
        When the last of it is free; None while nobody knows.
    under_way : Money
        Sent before, and not yet in the bank.
    debt_met : Money
        What of the person's debt is taken off the pay that is due.
    debt_left : Money
        What of it stays owed to the business: it comes off what is kept back, and off later pay.
    credit : Money
        Store credit and discount codes, as cash value: theirs to spend.
    """

    currency: str
    sent: Money
    waiting: Money
    too_little: Money
    kept_back: Money
    kept_back_until_at: dt.datetime | None
    under_way: Money
    debt_met: Money
    debt_left: Money
    credit: Money


def foresee_leaving(executor: Executor, business_ref: str, owner_ref: str, at: dt.datetime) -> list[Leaving]:
    """Reckon what `leave` does now, changing nothing.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, owner_ref : str
    at : datetime
        The instant at which holds are judged.

    Returns
    -------
    list of Leaving
        By currency; none in which everything is zero.
    """
    connection = connection_of(executor)
    found = [
        _reckoned(connection, business_ref, owner_ref, currency, at)
        for currency in _currencies(connection, business_ref, owner_ref)
    ]
    return [one for one in found if _has_any(one)]


def leave(
    executor: Executor, business_ref: str, owner_ref: str, *, on: dt.date, at: dt.datetime
) -> list[Leaving]:
    """Settle what the person owes, plan one last payout of all that is due, and let no later cent wait for a day.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, owner_ref : str
    on : date
        Today in the business's zone.
    at : datetime

    Returns
    -------
    list of Leaving
        As `foresee_leaving` said, under the person's lock. Again it sends only what came free since.

    Notes
    -----
    The payout is planned as in a run, and carried out by the next one. What is kept back goes out by itself when
    it is free: the person's chosen day becomes every day, and their least amount nothing.
    """
    connection = connection_of(executor)
    lock_owner(connection, business_ref, owner_ref)
    foreseen = foresee_leaving(connection, business_ref, owner_ref, at)
    is_known = recipient_or_none(connection, business_ref, owner_ref) is not None
    if is_known:
        set_recipient(connection, business_ref, owner_ref, schedule=LEAVERS_SCHEDULE, on=on)
    if open_holds(connection, business_ref, owner_ref, at):
        return foreseen  # everything of theirs is kept back, debts too
    for one in foreseen:
        settle_person(connection, business_ref, owner_ref, one.currency, at)
    if is_known:
        name = f"left:{latest_posting(connection, business_ref, owner_ref)}"
        plan_payouts(connection, business_ref, owner_ref, run_ref=name, on=on, at=at)
    return foreseen


def _reckoned(
    connection: sa.Connection, business_ref: str, owner_ref: str, currency: str, at: dt.datetime
) -> Leaving:
    person = foresee_person(connection, business_ref, owner_ref, currency, at)
    nothing = Money(0, currency)
    sent = waiting = too_little = nothing
    kept_back, met = person.held, person.debt_met
    if open_holds(connection, business_ref, owner_ref, at):
        kept_back, met = person.held + person.due + met, nothing
    elif not _has_account(connection, business_ref, owner_ref):
        waiting = person.due
    else:
        too_little = Money(person.due.amount_minor % whole_multiple(currency), currency)
        sent = person.due - too_little
    return Leaving(
        currency=currency,
        sent=sent,
        waiting=waiting,
        too_little=too_little,
        kept_back=kept_back,
        kept_back_until_at=person.held_until_at if person.held else None,
        under_way=person.sending + person.with_provider,
        debt_met=met,
        debt_left=_owed(person) - met,
        credit=person.credit,
    )


def _owed(person: PersonClosing) -> Money:
    return person.debt_met + person.debt_left


def _has_any(one: Leaving) -> bool:
    amounts = (one.sent, one.waiting, one.too_little, one.kept_back, one.under_way, one.credit)
    return any((*amounts, one.debt_met, one.debt_left))


def _has_account(connection: sa.Connection, business_ref: str, owner_ref: str) -> bool:
    known = recipient_or_none(connection, business_ref, owner_ref)
    return known is not None and known.account_id is not None


def _currencies(connection: sa.Connection, business_ref: str, owner_ref: str) -> list[str]:
    """List the currencies in which the books know the person, credit and codes by what they are worth."""
    a, d = ledger_account.c, discount_code.c
    accounts = sa.select(a.currency).where(a.business_ref == business_ref, a.owner_ref == owner_ref)
    codes = sa.select(d.currency).where(d.business_ref == business_ref, d.owner_ref == owner_ref)
    found = connection.execute(accounts.union(codes)).scalars()
    return sorted({cash_unit(str(one)) for one in found} - {POINTS})
