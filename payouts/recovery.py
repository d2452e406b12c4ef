"""Pay for work whose price went back to the customer: taken back or borne by the business, decided once.

What is shown before the decision is what is done by it, or nothing: the decision carries what was seen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from payouts.database import Executor, connection_of, insert_new, lock_key
from payouts.dispute_policy import LossPolicy, Taken, bear_loss
from payouts.dispute_stakes import Got, stakes_of
from payouts.errors import RecoveryRefused
from payouts.holds import lock_owner
from payouts.ledger.chart import Account
from payouts.money import BPS, Money, total, zero
from payouts.operation_rows import Operation
from payouts.recovery_tables import recovery
from payouts.reversing import reversals_before
from payouts.taking_back import askable, take

Choice = Literal["taken", "borne"]
# All of it, as far as they still have it; tips are never touched by a decision.
_WHOLE = LossPolicy({}, BPS, returns_unpaid_tips=False)


@dataclass(frozen=True, slots=True)
class Part:
    """What one person would lose, all in one currency.

    Attributes
    ----------
    fan_ref : str
    pay : Money
        Off pay for this work that has not been sent.
    asked : Money
        Asked back from the person's account at the provider, where it still lies. If it does not come, it is owed too.
    debt : Money
        Already with the person: comes off later pay, never off tips.
    """

    fan_ref: str
    pay: Money
    asked: Money
    debt: Money

    @property
    def whole(self) -> Money:
        """All three."""
        return self.pay + self.asked + self.debt


@dataclass(frozen=True, slots=True)
class Recovery:
    """What taking back would do.

    Attributes
    ----------
    lost : Money
        What the business is out of pocket.
    taken : tuple of Taken
        By piece of work, and by what was added to it later.
    parts : tuple of Part
        By person.
    """

    lost: Money
    taken: tuple[Taken, ...]
    parts: tuple[Part, ...]

    @property
    def whole(self) -> Money:
        """Taken from everybody."""
        return total((part.whole for part in self.parts), self.lost.currency)

    @property
    def borne(self) -> Money:
        """What stays with the business all the same."""
        return self.lost - self.whole


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided, once."""

    cause: str
    subject_ref: str
    choice: str
    lost: Money
    taken: Money
    decided_at: dt.datetime


def foresee_recovery(
    executor: Executor, business_ref: str, got: Sequence[Got], *, lost: Money, at: dt.datetime
) -> Recovery:
    """Say what taking back would do now; changes nothing.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    got : sequence of Got
        What people had for the work; see `payouts.dispute_stakes.earned_by_ledger`.
    lost : Money
        What the business is out of pocket; no more than this is taken.
    at : datetime
    """
    connection = connection_of(executor)
    stakes = stakes_of(connection, business_ref, lost.currency, got, at)
    found = bear_loss(_WHOLE, amount=lost, held=zero(lost.currency), reason="", stakes=stakes)
    parts = []
    for fan_ref in sorted({one.stake.fan_ref for one in found.taken}):
        mine = [one for one in found.taken if one.stake.fan_ref == fan_ref]
        debt = total((one.debt for one in mine), lost.currency)
        asked = total((a.amount for a in askable(connection, business_ref, fan_ref, debt)), lost.currency)
        pay = total((one.pay for one in mine), lost.currency)
        parts.append(Part(fan_ref, pay, asked, debt - asked))
    return Recovery(lost, found.taken, tuple(parts))


def decide_recovery(
    executor: Executor,
    business_ref: str,
    choice: Choice,
    *,
    cause: str,
    subject_ref: str,
    got: Sequence[Got],
    seen: Recovery,
    to: Account,
    at: dt.datetime,
) -> list[Operation]:
    """Take back, or bear; repeating the same decision changes nothing.

    Parameters
    ----------
    executor : Session or Connection
        The caller commits, then carries out what is given back.
    business_ref : str
    choice : str
        taken or borne.
    cause : str
        Unique name of why the price went back, up to 80 characters.
    subject_ref : str
        The booking.
    got : sequence of Got
    seen : Recovery
        What was shown; done is exactly that, or nothing.
    to : Account
        What is made good by what is taken.
    at : datetime

    Returns
    -------
    list of Operation
        Reversals to be carried out; a job that takes up unfinished operations does it too.

    Raises
    ------
    RecoveryRefused
        ``recovery_decided`` if the other was decided before; ``recovery_changed`` if it is not what was shown
        any more; ``recovery_nothing`` if there is nothing to take. Nothing was written.
    """
    connection, key = connection_of(executor), f"recovery:{cause}"
    for fan_ref in sorted({one.fan_ref for one in got}):
        lock_owner(connection, business_ref, fan_ref)
    lock_key(connection, "recovery", business_ref, cause)
    known = find_decision(connection, business_ref, cause)
    if known is not None:
        if known.choice != choice:
            raise RecoveryRefused("recovery_decided", cause=cause)
        return reversals_before(connection, business_ref, key)
    now = foresee_recovery(connection, business_ref, got, lost=seen.lost, at=at)
    if now != seen:
        raise RecoveryRefused("recovery_changed", cause=cause)
    if not now.whole:
        raise RecoveryRefused("recovery_nothing", cause=cause)
    values = {
        "business_ref": business_ref,
        "cause": cause,
        "subject_ref": subject_ref,
        "choice": choice,
        "lost_minor": seen.lost.amount_minor,
        "taken_minor": now.whole.amount_minor if choice == "taken" else 0,
        "currency": seen.lost.currency,
        "decided_at": at,
    }
    insert_new(connection, recovery, values)
    return take(connection, business_ref, key=key, taken=now.taken, to=to, at=at) if choice == "taken" else []


def find_decision(executor: Executor, business_ref: str, cause: str) -> Decision | None:
    """Read what was decided on a cause."""
    c = recovery.c
    query = sa.select(recovery).where(c.business_ref == business_ref, c.cause == cause)
    row = connection_of(executor).execute(query).one_or_none()
    return None if row is None else _decision(row)


def decisions_on(executor: Executor, business_ref: str, subject_ref: str) -> list[Decision]:
    """List what was decided on a booking, oldest first."""
    c = recovery.c
    query = sa.select(recovery).where(c.business_ref == business_ref, c.subject_ref == subject_ref)
    return [_decision(row) for row in connection_of(executor).execute(query.order_by(c.id))]


def _decision(row: Any) -> Decision:
    lost, taken = Money(row.lost_minor, row.currency), Money(row.taken_minor, row.currency)
    return Decision(row.cause, row.subject_ref, row.choice, lost, taken, row.decided_at)
