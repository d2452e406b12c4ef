"""Compares what the ledger and the bookings say of each payment and booking: pure, one pass over two sorted streams."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import replace

from payouts.reconciliation.lines import Difference, Total, grace_for
from payouts.reconciliation.matching import Judged

_Place = tuple[str, str, str]


def match_totals(ledger: Iterable[Total], bookings: Iterable[Total], *, now: dt.datetime) -> Iterator[Judged]:
    """Compare two streams of totals.

    Parameters
    ----------
    ledger, bookings : iterable of Total
        Each by ref, then kind, then currency, each of these once, in order of code points. What a side leaves out
        is nothing.
    now : datetime

    Yields
    ------
    Judged
        Every total on which the two differ. What the bookings do not know yet may settle within its grace: the
        ledger is written first.
    """
    ours, theirs = iter(ledger), iter(bookings)
    left, right = next(ours, None), next(theirs, None)
    while left is not None or right is not None:
        if right is None or (left is not None and _place(left) < _place(right)):
            assert left is not None
            yield from _differs(left, None, now)
            left = next(ours, None)
        elif left is None or _place(right) < _place(left):
            yield from _differs(None, right, now)
            right = next(theirs, None)
        else:
            yield from _differs(left, right, now)
            left, right = next(ours, None), next(theirs, None)


def _place(one: Total) -> _Place:
    return one.ref, one.kind, one.currency


def _differs(ledger: Total | None, bookings: Total | None, now: dt.datetime) -> Iterator[Judged]:
    ours, theirs = (one.amount_minor if one is not None else 0 for one in (ledger, bookings))
    known = ledger if ledger is not None else bookings
    if ours == theirs or known is None:
        return
    happened_at = (ledger.at if ledger is not None else None) or now
    # The ledger is written first, so that bookings may lag behind it and never run ahead.
    is_lag = known.kind == "held" or ours > theirs
    due_at = happened_at + (grace_for(known.kind) if is_lag else dt.timedelta(0))
    found = Difference(
        key=f"{known.kind}:{known.ref}:{known.currency}:total",
        drift="missing",
        side="bookings" if ours > theirs else "ledger",
        cause="booking_behind" if ours > theirs else "booking_ahead",
        kind=known.kind,
        currency=known.currency,
        ledger_minor=ours if ledger is not None else None,
        bookings_minor=theirs if bookings is not None else None,
        ref=(bookings or known).subject_ref or known.subject_ref or known.ref,
        happened_at=happened_at,
        due_at=due_at,
    )
    if known.kind == "held":
        found = replace(found, drift="amount", cause="held_differs")
    elif ours and theirs:
        found = replace(found, drift="amount", cause="booking_amount")
    if now < due_at:
        found = replace(found, drift="timing")
    yield Judged(found.key.removesuffix(":total"), (found,))
