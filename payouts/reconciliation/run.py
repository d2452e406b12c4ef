"""One reconciliation: reads all sides of a period, matches them, appends what is news, and proves the balances."""

from __future__ import annotations

import datetime as dt
import hashlib
import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.errors import PayoutsError
from payouts.gateways.provider import Provider
from payouts.operations import Transaction
from payouts.reconciliation import items, proofs, sources, sums
from payouts.reconciliation.causes import explained
from payouts.reconciliation.items import Item
from payouts.reconciliation.lines import Difference, Line, Total
from payouts.reconciliation.matching import WINDOW, Judged, match_movements
from payouts.reconciliation.report import BookingsSide, Report
from payouts.reconciliation.totals import match_totals
from payouts.reconciliation_tables import recon_run

BATCH = 500
"""Judgements written in one transaction."""


def reconcile(
    transaction: Transaction,
    provider: Provider,
    business_ref: str,
    *,
    clock: Callable[[], dt.datetime],
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    bookings: BookingsSide | None = None,
) -> Report:
    """Compare the ledger with the provider and the bookings, and append what is found.

    Parameters
    ----------
    transaction : callable
        Opens a transaction of the host; see `payouts.operations.Transaction`. None may be open around this call,
        and none is open while the provider is asked.
    provider : Provider
        Of the business.
    business_ref : str
    clock : callable
        Gives the aware instant.
    since, until : datetime, optional
        Half-open period. Left out: from a window before the end of the last run (or from the first movement) to now.
    bookings : BookingsSide, optional
        Without it only the ledger and the provider are compared.

    Returns
    -------
    Report

    Raises
    ------
    ProviderError
        If the provider cannot be read. A run with the state ``failed`` is written; what was found before stays.

    Notes
    -----
    Safe to repeat and to kill: a difference has one name, and the same again is no news. Memory holds the lines of
    one window and one page, and the differences that are open.
    """
    started = clock()
    # The provider's instants are whole seconds: what this second still brings belongs to the next run.
    end = min(until or started, started.replace(microsecond=0))
    with transaction() as session:
        begin = since or _begin(session, business_ref, end)
        known = items.open_items(session, business_ref)
        number = connection_of(session).execute(sa.select(sa.func.max(recon_run.c.id))).scalar_one() or 0
    digest = hashlib.sha256(f"{business_ref}\x1f{started}\x1f{number}".encode()).hexdigest()
    report = Report(f"rec_{digest[:24]}", min(begin.replace(microsecond=0), end), end)
    work = _Work(transaction, provider, business_ref, report, started, {i.found.key: i for i in known})
    try:
        _movements(work, until is None)
        if bookings is not None:
            _bookings(work, bookings)
        work.take(proofs.returned_payouts(transaction, provider, business_ref, now=started))
        if until is None:
            report.balances = proofs.prove_balances(
                transaction, provider, business_ref, until=end, clock=clock
            )
            work.take(proofs.judge_balance(proof, now=started) for proof in report.balances)
    except PayoutsError as error:
        work.write_run("failed", clock(), error.code)
        raise
    with transaction() as session:
        report.open_items = items.open_items(session, business_ref)
    work.write_run("clean" if report.is_clean else "differences", clock())
    return report


@dataclass(slots=True)
class _Work:
    """A run in progress: what it needs everywhere, and how it writes down what it is given."""

    transaction: Transaction
    provider: Provider
    business_ref: str
    report: Report
    now: dt.datetime
    open_: dict[str, Item]

    def take(self, judged: Iterable[Judged]) -> None:
        """Append what differs and is news, and what was open and agrees now; a batch at a time."""
        found: list[Difference] = []
        gone: list[Item] = []
        for key, differences in judged:
            said = {one.key for one in differences}
            gone += [item for item in self._open_under(key) if item.found.key not in said]
            found += differences
            if len(found) + len(gone) >= BATCH:
                self._write(found, gone)
                found, gone = [], []
        self._write(found, gone)

    def watched(self) -> set[str]:
        """Movements and totals on which a difference is open."""
        return {key.rpartition(":")[0] for key in self.open_}

    def write_run(self, state: str, at: dt.datetime, error_code: str | None = None) -> None:
        """Append the run itself, when it is over."""
        report, drifts = self.report, [item.found.drift for item in self.report.open_items]
        counts = {
            "provider": report.tally.provider, "ledger": report.tally.ledger, "agreed": report.tally.agreed,
            "totals": report.totals, "news": len(report.news), "resolved": report.resolved,
            "due": len(report.due), "open": {drift: drifts.count(drift) for drift in sorted(set(drifts))},
        }  # fmt: skip
        balances: dict[str, Any] = {
            proof.currency: {
                "provider_minor": proof.provider_minor, "ledger_minor": proof.ledger_minor,
                "explained_minor": proof.explained_minor,
            }
            for proof in report.balances
        }  # fmt: skip
        values = {
            "public_id": report.run_ref, "business_ref": self.business_ref, "since_at": report.since,
            "until_at": report.until, "started_at": self.now, "ended_at": at, "state": state,
            "error_code": error_code, "counts": counts, "balances": balances,
        }  # fmt: skip
        with self.transaction() as session:
            connection_of(session).execute(sa.insert(recon_run).values(values))

    def _open_under(self, key: str) -> list[Item]:
        return [item for name, item in self.open_.items() if name.rpartition(":")[0] == key]

    def _write(self, found: list[Difference], gone: list[Item]) -> None:
        if not found and not gone:
            return
        with self.transaction() as session:
            said = [self._explained(session, one) for one in found]
            self.report.news += items.note(
                session, self.business_ref, said, run_ref=self.report.run_ref, at=self.now
            )
            self.report.resolved += items.resolve(
                session, self.business_ref, gone, run_ref=self.report.run_ref, at=self.now
            )

    def _explained(self, session: Executor, one: Difference) -> Difference:
        if one.cause != "news_missing":
            return one
        standing = sums.standing_of(session, self.business_ref, one)
        return explained(one, standing, self.business_ref, self.report.until)


def _begin(session: Executor, business_ref: str, end: dt.datetime) -> dt.datetime:
    """A window before the end of the last run that came through, or the first movement of all."""
    c = recon_run.c
    query = sa.select(sa.func.max(c.until_at)).where(c.business_ref == business_ref, c.state != "failed")
    last: dt.datetime | None = connection_of(session).execute(query).scalar_one()
    if last is not None:
        return min(last, end) - WINDOW
    return sources.first_movement_at(session, business_ref) or end


def _movements(work: _Work, is_to_now: bool) -> None:
    """Match both sides' movements over the period, with a window on either side of it for the other halves."""
    report = work.report
    first = report.since - WINDOW
    # To now, both sides end at the same instant, so that what is under way explains its part of the balances.
    last = report.until if is_to_now else min(report.until + WINDOW, work.now)
    carried = sorted(
        (line for item in work.open_.values() for line in _lines_of(item) if line.at < first),
        key=_at,
    )
    lines: Iterator[Line] = heapq.merge(
        carried,
        sources.provider_lines(work.provider, first, last),
        sources.ledger_lines(work.transaction, work.business_ref, first, last),
        key=_at,
    )
    judged = match_movements(
        lines,
        now=work.now,
        since=report.since,
        until=report.until,
        watched=work.watched(),
        tally=report.tally,
    )
    work.take(judged)


def _lines_of(item: Item) -> Iterator[Line]:
    """Give back the line of a difference that one side lacks, to be matched with what comes later."""
    found = item.found
    for side, minor, name in (
        ("provider", found.provider_minor, found.provider_id),
        ("ledger", found.ledger_minor, found.ledger_key),
    ):
        if minor is not None and name:
            net = found.gap_minor if side == "provider" else -found.gap_minor
            yield Line(
                side, name, found.kind, found.ref, found.op_ref, found.currency,  # type: ignore[arg-type]
                minor, minor - net, found.happened_at, None,
            )  # fmt: skip


def _at(line: Line) -> dt.datetime:
    return line.at


def _bookings(work: _Work, bookings: BookingsSide) -> None:
    """Compare every payment and booking with the ledger, then what the ledger has and the bookings do not know."""
    for page in bookings.pages():
        with work.transaction() as session:
            ours = sums.ledger_totals(session, work.business_ref, page)
        work.report.totals += len(page)
        work.take(_with_watched(work, page, match_totals(ours, sorted(page), now=work.now)))
    for ours in sums.payments_done(work.transaction, work.business_ref, work.report.since - WINDOW):
        _unknown(work, bookings, ours)
    _unknown(work, bookings, sums.held_now(work.transaction, work.business_ref))


def _unknown(work: _Work, bookings: BookingsSide, ours: list[Total]) -> None:
    known = bookings.known({one.ref for one in ours})
    strange = sorted(one for one in ours if one.ref not in known)
    work.take(match_totals(strange, (), now=work.now))


def _with_watched(work: _Work, page: list[Total], judged: Iterable[Judged]) -> Iterator[Judged]:
    """Say of what was open and agrees now that it does: a total is given only where it differs."""
    differing: set[str] = set()
    for one in judged:
        differing.add(one.key)
        yield one
    compared = {f"{one.kind}:{one.ref}:{one.currency}" for one in page}
    for key in sorted(work.watched() & compared - differing):
        yield Judged(key, ())
