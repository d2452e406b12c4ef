"""What a difference probably is: rules over plain values, each ending in one named cause."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from payouts.reconciliation.lines import Difference, Drift, Line

CAUSES: tuple[str, ...] = (
    "charge_outside",  # taken in the provider's dashboard, or by another program with the same account
    "refund_outside",
    "transfer_outside",
    "reversal_outside",
    "payout_outside",  # the provider sends the balance to the business's bank
    "top_up_outside",
    "captured_outside",  # authorised here, taken in the dashboard
    "wrong_business",  # asked for by another business of this installation
    "other_installation",  # asked for by an operation that nobody here knows
    "news_missing",  # the provider did it; the operation here still waits for the news
    "refused_but_done",  # the operation here is refused, the provider did it
    "not_booked",  # the operation is done and has no entry
    "dispute_unseen",
    "dispute_won_unseen",
    "refund_came_back",
    "transfer_came_back",
    "top_up_failed",  # after it had settled
    "payout_came_back",  # the bank sent it back after it was paid
    "provider_fee",
    "adjustment",
    "booked_by_hand",
    "not_at_provider",
    "amount_differs",
    "currency_mixed",
    "fee_changed",
    "made_twice",
    "booked_twice",
    "available_too_early",
    "availability_not_booked",
    "booking_ahead",
    "booking_behind",
    "booking_amount",
    "held_differs",
    "balance_unexplained",
)
"""Every cause; a host puts each into words with what to do next."""

_BACK = {"top_up": "top_up_failed", "refund": "refund_came_back", "transfer": "transfer_came_back"}
_UNSEEN = {"dispute": "dispute_unseen", "dispute_reversal": "dispute_won_unseen", "adjustment": "adjustment"}
_OUTSIDE = {
    "payment": "charge_outside",
    "refund": "refund_outside",
    "transfer": "transfer_outside",
    "transfer_reversal": "reversal_outside",
    "payout": "payout_outside",
    "top_up": "top_up_outside",
}
_GROWS = ("payment", "top_up", "transfer_reversal")
"""Kinds of movement by which the balance grows when they go as intended."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the operation behind a movement stands here.

    Attributes
    ----------
    business_ref : str
        Whose it is.
    verb, state : str
        See `payouts.operations`.
    ended_at : datetime or None
        When it became done or refused here.
    """

    business_ref: str
    verb: str
    state: str
    ended_at: dt.datetime | None = None


def cause_without_ledger(line: Line) -> tuple[Drift, str]:
    """Judge a movement that only the provider tells, from the line alone.

    Parameters
    ----------
    line : Line
        Of the provider.

    Returns
    -------
    (str, str)
        Drift and cause. A movement with an operation is judged further by `explained`.
    """
    if line.kind == "fee":
        return "fee", "provider_fee"
    if line.kind in _UNSEEN:
        return "missing", _UNSEEN[line.kind]
    if line.kind in _BACK and (line.amount_minor >= 0) != (line.kind in _GROWS):
        return "missing", _BACK[line.kind]
    if line.kind == "payout" and line.amount_minor >= 0:
        return "missing", "payout_came_back"
    if not line.op_ref:
        return "foreign", _OUTSIDE.get(line.kind, "adjustment")
    return "missing", "news_missing"


def cause_without_provider(line: Line) -> str:
    """Judge a movement that only the ledger tells: asked of the provider, or written without it."""
    return "not_at_provider" if line.op_ref else "booked_by_hand"


def explained(
    found: Difference, standing: Standing | None, business_ref: str, until: dt.datetime
) -> Difference:
    """Say more about a movement that the ledger lacks, from how its operation stands.

    Parameters
    ----------
    found : Difference
        With the cause ``news_missing``; any other is given back as it is.
    standing : Standing or None
        Of its operation; None if nobody here knows one.
    business_ref : str
        Whose books these are.
    until : datetime
        End of the period that was read. What was learned of later is booked later: the next run finds it.

    Returns
    -------
    Difference
    """
    if found.cause != "news_missing":
        return found
    if standing is None:
        return replace(found, drift="foreign", cause="other_installation", due_at=found.happened_at)
    if standing.business_ref != business_ref:
        return replace(found, drift="foreign", cause="wrong_business", due_at=found.happened_at)
    if standing.verb == "authorise" and found.kind == "payment":
        return replace(found, drift="foreign", cause="captured_outside", due_at=found.happened_at)
    if standing.state == "refused":
        return replace(found, cause="refused_but_done")
    if standing.state == "done" and standing.ended_at is not None and standing.ended_at >= until:
        return replace(found, drift="timing")
    if standing.state == "done":
        return replace(found, cause="not_booked")
    return found
