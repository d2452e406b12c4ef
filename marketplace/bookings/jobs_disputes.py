"""Work that waits for disputes: asked of the provider every ten minutes and after its events; refunds by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marketplace.bookings import giving_back, service_disputes, service_warnings
from marketplace.core import jobs, sweeps
from marketplace.rewards.treasury.events import on_event

LOOK_SECONDS = 600
Payload = dict[str, Any]


@jobs.job("bookings.look_at_disputes", keeps_own_transactions=True)
def look_at_disputes(payload: Payload, at: datetime) -> None:
    """Read what one business's provider knows, and tell everybody concerned."""
    service_disputes.look(payload["business"], at)
    service_warnings.look(payload["business"], at)


@jobs.job("bookings.refund_by_hand", keeps_own_transactions=True)
def refund_by_hand(payload: Payload, at: datetime) -> None:
    """Give back what the business decided to give."""
    parts = giving_back.Amounts(payload["card_minor"], payload["credit_minor"])
    giving_back.carry_out(payload["booking"], payload["payment"], parts, payload["cause"], at)


@sweeps.every(LOOK_SECONDS, "bookings.stage_disputes")
def stage_disputes(at: datetime) -> None:
    """Stage a look for every business that a customer's bank could still ask money of."""
    for ref in service_disputes.businesses_with_payments(at):
        stage_look(ref, at, f"{int(at.timestamp()) // LOOK_SECONDS}")


def register_events() -> None:
    """Look at once when the provider says that something about a dispute has changed, or that a bank fears fraud."""
    for prefix in ("charge.dispute.", "radar.early_fraud_warning."):
        on_event(prefix, lambda business_ref, event_id, at: stage_look(business_ref, at, event_id))


def stage_look(business_ref: str, at: datetime, why: str) -> None:
    """Stage one look."""
    jobs.stage(
        "bookings.look_at_disputes",
        f"bookings.look_at_disputes:{business_ref}:{why}",
        at,
        {"business": business_ref},
    )
