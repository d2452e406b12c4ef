"""To whom money is paid out, and on which days."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from payouts.database import Executor, connection_of, insert_new
from payouts.errors import InvalidSchedule, NotFound
from payouts.tables import recipient

_SCHEDULE = re.compile(r"daily|on_demand|weekly:[0-6]|monthly:([1-9]|[12][0-9]|3[01])")


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person's payout settings with one business.

    Attributes
    ----------
    account_id : str or None
        The provider's account; None until it was made.
    schedule : str
        ``daily``, ``weekly:0`` (Monday) to ``weekly:6``, ``monthly:1`` to ``monthly:31`` (a shorter
        month's last day), or ``on_demand``.
    least_minor : int
        Smaller sums wait for the next chosen day, in minor units of each currency.
    served_through_on : date
        Local date up to which chosen days have been served.
    """

    owner_ref: str
    account_id: str | None
    schedule: str
    least_minor: int
    served_through_on: dt.date


def set_recipient(
    executor: Executor,
    business_ref: str,
    owner_ref: str,
    *,
    schedule: str,
    on: dt.date,
    least_minor: int = 0,
) -> Recipient:
    """Make or change a person's payout settings.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, owner_ref : str
    schedule : str
        As in `Recipient`.
    on : date
        Today in the business's zone: a new recipient's chosen days count from tomorrow on.
    least_minor : int

    Raises
    ------
    InvalidSchedule
        If the schedule is unknown or the least amount negative.
    """
    if not _SCHEDULE.fullmatch(schedule):
        raise InvalidSchedule(f"{schedule} is no payout schedule", field="schedule")
    if least_minor < 0:
        raise InvalidSchedule("the least amount is not negative", field="least_minor")
    connection = connection_of(executor)
    values = {
        "business_ref": business_ref,
        "owner_ref": owner_ref,
        "schedule": schedule,
        "least_minor": least_minor,
        "served_through_on": on,
    }
    if not insert_new(connection, recipient, values):
        connection.execute(
            sa.update(recipient)
            .where(recipient.c.business_ref == business_ref, recipient.c.owner_ref == owner_ref)
            .values(schedule=schedule, least_minor=least_minor)
        )
    return get_recipient(connection, business_ref, owner_ref)


def get_recipient(executor: Executor, business_ref: str, owner_ref: str) -> Recipient:
    """Read a person's payout settings.

    Raises
    ------
    NotFound
        If the person has none with this business.
    """
    found = recipient_or_none(executor, business_ref, owner_ref)
    if found is None:
        raise NotFound(f"{owner_ref} has no payout settings", owner_ref=owner_ref)
    return found


def recipient_or_none(executor: Executor, business_ref: str, owner_ref: str) -> Recipient | None:
    """Read a person's payout settings, if they have any with this business."""
    c = recipient.c
    query = sa.select(recipient).where(c.business_ref == business_ref, c.owner_ref == owner_ref)
    row = connection_of(executor).execute(query).one_or_none()
    return None if row is None else _recipient(row)


def recipients_due(
    executor: Executor, business_ref: str, on: dt.date, *, with_account: bool = True
) -> list[Recipient]:
    """List whose chosen day has come.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    on : date
        Today in the business's zone.
    with_account : bool
        False lists those whom nothing can be sent to, because the provider has no account of theirs.

    Returns
    -------
    list of Recipient
        By owner, those with an account (or without) and a chosen day since they were served last, so that a day on
        which no run took place is made up for.
    """
    c = recipient.c
    rows = connection_of(executor).execute(
        sa.select(recipient)
        .where(
            c.business_ref == business_ref,
            c.account_id.is_not(None) == with_account,
            c.served_through_on < on,
        )
        .order_by(c.owner_ref)
    )
    return [found for found in map(_recipient, rows) if is_due(found.schedule, found.served_through_on, on)]


def is_due(schedule: str, served_through_on: dt.date, on: dt.date) -> bool:
    """Whether a chosen day lies after the day served last and not after today."""
    if schedule == "on_demand" or on <= served_through_on:
        return False
    if schedule == "daily":
        return True
    kind, number = schedule.split(":")
    days = min((on - served_through_on).days, 31)
    return any(_is_chosen(kind, int(number), on - dt.timedelta(days=back)) for back in range(days))


def set_account(executor: Executor, business_ref: str, owner_ref: str, account_id: str) -> None:
    """Note the provider's account of a person who has payout settings."""
    connection_of(executor).execute(
        sa.update(recipient)
        .where(recipient.c.business_ref == business_ref, recipient.c.owner_ref == owner_ref)
        .values(account_id=account_id)
    )


def mark_served(executor: Executor, business_ref: str, owner_ref: str, on: dt.date) -> None:
    """Note that the chosen days up to a date have been served; never goes back."""
    c = recipient.c
    connection_of(executor).execute(
        sa.update(recipient)
        .where(c.business_ref == business_ref, c.owner_ref == owner_ref, c.served_through_on < on)
        .values(served_through_on=on)
    )


def _is_chosen(kind: str, number: int, day: dt.date) -> bool:
    if kind == "weekly":
        return day.weekday() == number
    return day.day == min(number, calendar.monthrange(day.year, day.month)[1])


def _recipient(row: Any) -> Recipient:
    return Recipient(row.owner_ref, row.account_id, row.schedule, row.least_minor, row.served_through_on)
