"""The ledger against the provider and the bookings: run daily and on demand, told to the owners, settled by a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core import clock, edge
from marketplace.core.db import db
from marketplace.core.errors import NotFound, Refused
from marketplace.rewards.treasury.provider import is_sandbox, provider_for
from marketplace.trust.people import desk_of, owners_of
from marketplace.trust.service_audit import log_action
from marketplace.trust.service_notices import notify
from payouts import errors, reconciliation
from payouts.gateways.stripe_provider import sandbox_key
from payouts.reconciliation import BookingsSide, Item, Report, Run, Total
from payouts.reconciliation.command import in_lines as report_lines
from payouts.reconciliation.command import to_document as report_document
from payouts.settlements import settle_funds
from payouts.tables import ledger_account

__all__ = ["Item", "Report", "Run", "Total", "report_document", "report_lines"]

REASONS = reconciliation.REASONS
SETTLED_SHOWN = 20
RUNS_SHOWN = 200

_bookings: list[Callable[[str], BookingsSide]] = []


@dataclass(frozen=True)
class Agreement:
    """How the money of a business agrees: the runs, what needs a look, what is on its way, and what is over."""

    runs: list[Run]
    due: list[Item]
    on_the_way: list[Item]
    settled: list[Item]


def tell_bookings(side: Callable[[str], BookingsSide]) -> None:
    """Say what gives the bookings' side of a business, by its public id."""
    _bookings[:] = [side]


def reconcile(business_ref: str, since: datetime | None = None, until: datetime | None = None) -> Report:
    """Compare all sides of one business; outside any transaction.

    What the provider has made available meanwhile is booked first, so that only what cannot be mended is found.
    """
    provider = edge.read(lambda: provider_for(business_ref))
    settle_funds(edge.transaction, provider, business_ref, clock=clock.now)
    bookings = _bookings[0](business_ref) if _bookings else None
    report = reconciliation.reconcile(
        edge.transaction, provider, business_ref, clock=clock.now, since=since, until=until, bookings=bookings
    )
    if report.newly_due:
        edge.write(lambda: _tell_owners(business_ref, report, clock.now()))
    return report


def businesses_with_books() -> list[Business]:
    """Every business of which the ledger knows."""
    known = sa.select(ledger_account.c.business_ref).distinct()
    return list(
        db.session.scalars(sa.select(Business).where(Business.public_id.in_(known)).order_by(Business.id))
    )


def agreement_of(business: Business) -> Agreement:
    """How a business's money agrees, by the last run."""
    ref = business.public_id
    open_ = reconciliation.open_items(db.session, ref)
    return Agreement(
        reconciliation.recent_runs(db.session, ref, limit=RUNS_SHOWN),
        [item for item in open_ if item.is_due],
        [item for item in open_ if not item.is_due],
        reconciliation.standing_items(db.session, ref, states=("settled", "resolved"), limit=SETTLED_SHOWN),
    )


def differences_due() -> list[tuple[str, Item]]:
    """Every open difference that will not settle by itself any more, with its business."""
    return [
        (business.public_id, item)
        for business in businesses_with_books()
        for item in reconciliation.open_items(db.session, business.public_id)
        if item.is_due
    ]


def gaps_in_sandbox(at: datetime) -> list[tuple[str, str, int]]:
    """Where books and sandbox differ at this moment by more than what is named: business, currency, minor units."""
    return [
        (business.public_id, currency, gap_minor)
        for business in businesses_with_books()
        if is_sandbox(business)
        for currency, gap_minor in reconciliation.sandbox_gaps(
            db.session, business.public_id, sandbox_key(business.public_id), now=at
        ).items()
    ]


def due_count(business: Business) -> int:
    """How many differences need a look."""
    return sum(item.is_due for item in reconciliation.open_items(db.session, business.public_id))


def settle(business: Business, key: str, actor_ref: str, reason: str, at: datetime) -> Item:
    """Note that a member of staff has looked at a difference and why it may stay; refused if it is not open."""
    try:
        item = reconciliation.settle(
            db.session, business.public_id, key, actor_ref=actor_ref, reason=reason, at=at
        )
    except errors.NotFound as missing:
        raise NotFound from missing
    except reconciliation.AlreadySettled as late:
        raise Refused("difference_not_open") from late
    detail = {"reason": reason, "cause": item.found.cause, "difference": item.found.key}
    log_action(business.public_id, actor_ref, "money.settle_difference", f"dif_{item.id}", detail, at)
    return item


def _tell_owners(business_ref: str, report: Report, at: datetime) -> None:
    desk = desk_of(business_ref)
    path = f"/desk/{desk.slug}/money-check" if desk else "/"
    for owner in owners_of(business_ref):
        params = {"count": len(report.newly_due)}
        notify(owner, "rewards.money_differs", params, path, at, fold_key=f"reconciliation:{business_ref}")
