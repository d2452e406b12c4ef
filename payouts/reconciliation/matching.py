"""Matches the provider's movements with the ledger's: pure, one pass over both in order of time.

Lines that share a key are one movement. A movement is judged once no further line of it can come: after the window
has passed over it, or at the end. So memory holds the lines of one window, however many there are in all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from payouts.reconciliation.causes import cause_without_ledger, cause_without_provider
from payouts.reconciliation.lines import Difference, Line, Side, grace_for

WINDOW = dt.timedelta(days=7)
"""How far apart the two sides may tell of the same movement and still be seen together."""


class Judged(NamedTuple):
    """A movement that differs, or that somebody watches: an empty tuple says that all is well now."""

    key: str
    differences: tuple[Difference, ...]


@dataclass(slots=True)
class Tally:
    """What went through: lines by side, and movements on which both sides agree."""

    provider: int = 0
    ledger: int = 0
    agreed: int = 0


@dataclass(slots=True)
class _Movement:
    """All lines of one movement so far."""

    first_at: dt.datetime
    provider: list[Line] = field(default_factory=list)
    ledger: list[Line] = field(default_factory=list)


def match_movements(
    lines: Iterable[Line],
    *,
    now: dt.datetime,
    since: dt.datetime,
    until: dt.datetime,
    watched: Collection[str] = (),
    tally: Tally | None = None,
    window: dt.timedelta = WINDOW,
) -> Iterator[Judged]:
    """Match the two sides' movements.

    Parameters
    ----------
    lines : iterable of Line
        Of both sides, by `at`, from a window before ``since`` to a window after ``until`` (or to now), so that a
        movement at the edge finds its other half.
    now : datetime
        Decides what may still settle by itself.
    since, until : datetime
        Only movements that began in this half-open period are reported.
    watched : collection of str
        Keys of movements on which a difference is open: they are reported whenever they were, and when they agree.
    tally : Tally, optional
        Counts what goes through.
    window : timedelta

    Yields
    ------
    Judged
        Movements that differ, and the watched ones.
    """
    counted = tally if tally is not None else Tally()
    open_: dict[str, _Movement] = {}
    for line in lines:
        key = line.key
        movement = open_.get(key)
        if movement is None:
            movement = open_[key] = _Movement(line.at)
        (movement.provider if line.side == "provider" else movement.ledger).append(line)
        edge = line.at - window
        while open_:
            oldest = next(iter(open_))
            if open_[oldest].first_at >= edge:
                break
            yield from _judged(oldest, open_.pop(oldest), now, since, until, watched, counted)
    for key, movement in open_.items():
        yield from _judged(key, movement, now, since, until, watched, counted)


def _judged(
    key: str,
    movement: _Movement,
    now: dt.datetime,
    since: dt.datetime,
    until: dt.datetime,
    watched: Collection[str],
    tally: Tally,
) -> Iterator[Judged]:
    is_watched = key in watched
    if not is_watched and not since <= movement.first_at < until:
        return
    tally.provider += len(movement.provider)
    tally.ledger += len(movement.ledger)
    found = tuple(_differences(key, movement.provider, movement.ledger, now))
    tally.agreed += not found
    if found or is_watched:
        yield Judged(key, found)


def _differences(
    key: str, provider: list[Line], ledger: list[Line], now: dt.datetime
) -> Iterator[Difference]:
    if len(ledger) > 1 and ledger[0].kind == "dispute":
        ledger = [_merged(ledger)]
    if len(provider) == len(ledger) == 1:
        yield from _compared(key, provider[0], ledger[0], now)
        return
    both = min(len(provider), len(ledger))
    for theirs, ours in zip(provider, ledger, strict=False):
        yield from _compared(key, theirs, ours, now)
    for side, rest in (("provider", provider[both:]), ("ledger", ledger[both:])):
        for number, line in enumerate(rest, start=both):
            if number == 0:
                yield _one_sided(key, line, now)
            else:
                yield _twice(key, line, side, number, now)  # type: ignore[arg-type]


def _merged(lines: list[Line]) -> Line:
    """Put what the ledger writes in two entries, such as a dispute and its fee, into one line."""
    return lines[0]._replace(
        amount_minor=sum(line.amount_minor for line in lines), fee_minor=sum(line.fee_minor for line in lines)
    )


def _compared(key: str, theirs: Line, ours: Line, now: dt.datetime) -> Iterator[Difference]:
    if theirs.currency != ours.currency:
        yield replace(_both(key, theirs, ours, "amount", "currency_mixed"), gap_minor=0)
    elif theirs.amount_minor != ours.amount_minor:
        yield _both(key, theirs, ours, "amount", "amount_differs")
    elif theirs.fee_minor != ours.fee_minor:
        fees = {"provider_minor": theirs.fee_minor, "ledger_minor": ours.fee_minor}
        yield replace(_both(key, theirs, ours, "fee", "fee_changed"), **fees)  # type: ignore[arg-type]
    if theirs.kind != "payment" or theirs.available_at is None:
        return
    if theirs.available_at > now and ours.available_at is not None:
        found = _both(key, theirs, ours, "availability", "available_too_early")
        yield replace(found, drift="timing", gap_minor=0, due_at=theirs.available_at)
    due_at = theirs.available_at + grace_for("availability")
    if theirs.available_at <= now and ours.available_at is None:
        found = _both(key, theirs, ours, "availability", "availability_not_booked")
        yield replace(found, drift="timing", gap_minor=0, due_at=due_at)


def _both(key: str, theirs: Line, ours: Line, aspect: str, cause: str) -> Difference:
    """A movement that both sides tell, and not alike."""
    return Difference(
        key=f"{key}:{aspect}",
        drift="fee" if aspect == "fee" else "amount",
        side="ledger",
        cause=cause,
        kind=theirs.kind,
        currency=theirs.currency,
        provider_minor=theirs.amount_minor,
        ledger_minor=ours.amount_minor,
        gap_minor=theirs.net_minor - ours.net_minor,
        provider_id=theirs.id,
        ledger_key=ours.id,
        ref=theirs.ref or ours.ref,
        op_ref=theirs.op_ref or ours.op_ref,
        happened_at=theirs.at,
        due_at=theirs.at,
    )


def _one_sided(key: str, line: Line, now: dt.datetime) -> Difference:
    """A movement that only one side tells: on its way until its grace is over, unless nobody here asked for it."""
    if line.side == "provider":
        drift, cause = cause_without_ledger(line)
        found = _alone(f"{key}:lacks_ledger", line, "ledger", cause)
    else:
        drift, cause = "missing", cause_without_provider(line)
        found = _alone(f"{key}:lacks_provider", line, "provider", cause)
    if drift == "foreign":
        return replace(found, drift=drift, due_at=line.at)
    return replace(found, drift="timing" if now < found.due_at else drift)


def _twice(key: str, line: Line, side: Side, number: int, now: dt.datetime) -> Difference:
    """A movement that one side tells more often than the other."""
    cause = "made_twice" if side == "provider" else "booked_twice"
    return replace(_alone(f"{key}:twice{number}", line, side, cause), drift="duplicate", due_at=line.at)


def _alone(key: str, line: Line, lacking: Side, cause: str) -> Difference:
    is_theirs = line.side == "provider"
    return Difference(
        key=key,
        drift="missing",
        side=lacking,
        cause=cause,
        kind=line.kind,
        currency=line.currency,
        provider_minor=line.amount_minor if is_theirs else None,
        ledger_minor=None if is_theirs else line.amount_minor,
        gap_minor=line.net_minor if is_theirs else -line.net_minor,
        provider_id=line.id if is_theirs else "",
        ledger_key="" if is_theirs else line.id,
        ref=line.ref,
        op_ref=line.op_ref,
        happened_at=line.at,
        due_at=line.at + grace_for(line.kind),
    )
