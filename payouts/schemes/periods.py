"""The calendar periods over which limits count."""

from __future__ import annotations

from datetime import date, timedelta

from payouts.schemes.document import CapPeriod

_MONTHS_OF_QUARTER = 3


def period_start(on: date, period: CapPeriod) -> date:
    """Give the first day of the period that a day falls in.

    Parameters
    ----------
    on : date
        A day in the programme's own calendar.
    period : str
        day, week (from Monday), month, quarter or year.

    Returns
    -------
    date
    """
    match period:
        case "day":
            return on
        case "week":
            return on - timedelta(days=on.weekday())
        case "month":
            return on.replace(day=1)
        case "quarter":
            return on.replace(month=on.month - (on.month - 1) % _MONTHS_OF_QUARTER, day=1)
        case "year":
            return on.replace(month=1, day=1)
