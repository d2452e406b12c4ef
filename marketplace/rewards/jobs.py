"""Work that waits in rewards: operations at the provider, holds that end, payouts on chosen days."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from marketplace.core import edge, jobs, sweeps
from marketplace.core.db import db
from marketplace.rewards import ending
from marketplace.rewards.models import Earning
from marketplace.rewards.treasury import budget as treasury_budget
from marketplace.rewards.treasury import disputes as treasury_disputes
from marketplace.rewards.treasury import earnings as treasury_earnings
from marketplace.rewards.treasury import events as treasury_events
from marketplace.rewards.treasury import operations as treasury_operations
from marketplace.rewards.treasury import payouts as treasury_payouts
from marketplace.rewards.treasury import reconciliation as treasury_reconciliation
from marketplace.rewards.treasury import seals as treasury_seals

MATURED_MAX = 500
SEAL_SECONDS = 600
CATCH_UP_SECONDS = 900
RETURN_SECONDS = 600
PAYS_FROM_HOUR = 9  # where the business is
COMPARES_FROM_HOUR = 5
Payload = dict[str, Any]


@jobs.job("rewards.perform", keeps_own_transactions=True)
def perform(payload: Payload, at: datetime) -> None:
    """Perform one operation; one whose outcome stays unknown is staged again by the sweep below."""
    treasury_operations.perform(payload["key"])


@jobs.job("rewards.look_after", keeps_own_transactions=True)
def look_after(payload: Payload, at: datetime) -> None:
    """See whether what was done has failed after all; tried again while the provider cannot be read."""
    treasury_disputes.look_after(payload["key"])


@jobs.job("rewards.mature")
def mature(payload: Payload, at: datetime) -> None:
    """End the holds whose time is over."""
    treasury_earnings.mature(at, MATURED_MAX)


@jobs.job("rewards.run_payouts", keeps_own_transactions=True)
def run_payouts(payload: Payload, at: datetime) -> None:
    """Pay everybody of one business whose day has come; an earlier run that died is finished."""
    report = treasury_payouts.run(payload["business"], date.fromisoformat(payload["on"]))
    edge.write(lambda: treasury_payouts.note_run(payload["business"], report, at))
    if report.failures:
        raise RuntimeError(f"some could not be paid: {report.failures}")


@jobs.job("rewards.seal_books")
def seal_books(payload: Payload, at: datetime) -> None:
    """Seal what one business's books have gained; a long backlog in several pieces."""
    if treasury_seals.seal_books(payload["business"], at):
        piece = payload["piece"] + 1
        jobs.stage("rewards.seal_books", f"{payload['key']}:{piece}", at, payload | {"piece": piece})


@sweeps.every(SEAL_SECONDS, "rewards.stage_seals")
def stage_seals(at: datetime) -> None:
    """Stage the sealing of all books that have something new."""
    for ref in treasury_seals.businesses_to_seal():
        key = f"rewards.seal_books:{ref}:{int(at.timestamp()) // SEAL_SECONDS}"
        jobs.stage("rewards.seal_books", key, at, {"business": ref, "key": key, "piece": 0})


@jobs.job("rewards.handle_events")
def handle_events(payload: Payload, at: datetime) -> None:
    """See what the provider's events are about."""
    treasury_events.handle_events(at)


@jobs.job("rewards.catch_up", keeps_own_transactions=True)
def catch_up(payload: Payload, at: datetime) -> None:
    """Fetch what one business's provider could not tell."""
    treasury_events.catch_up(payload["business"])


@sweeps.every(CATCH_UP_SECONDS, "rewards.stage_catch_up")
def stage_catch_up(at: datetime) -> None:
    """Stage it for every business whose provider is reached over the network."""
    for ref in treasury_events.on_network():
        key = f"rewards.catch_up:{ref}:{int(at.timestamp()) // CATCH_UP_SECONDS}"
        jobs.stage("rewards.catch_up", key, at, {"business": ref})


@sweeps.every(86_400, "rewards.forget_answers")
def forget_answers(at: datetime) -> None:
    """Forget old answers to disputes."""
    treasury_disputes.forget_answers(at)


@jobs.job("rewards.return_to_budgets")
def return_to_budgets(payload: Payload, at: datetime) -> None:
    """Give one business's budgets what has come of pay that was taken back."""
    treasury_budget.return_taken(payload["business"], at)


@sweeps.every(RETURN_SECONDS, "rewards.stage_returns")
def stage_returns(at: datetime) -> None:
    """Stage it wherever something may have come."""
    for ref in treasury_budget.businesses_with_returns():
        key = f"rewards.return_to_budgets:{ref}:{int(at.timestamp()) // RETURN_SECONDS}"
        jobs.stage("rewards.return_to_budgets", key, at, {"business": ref})


@sweeps.every(3600, "rewards.give_back_rests")
def give_back_rests(at: datetime) -> None:
    """What is left in the budgets of closed programmes goes back once their last work is done."""
    ending.give_back_rests(at)


@sweeps.every(60, "rewards.take_up")
def take_up(at: datetime) -> None:
    """Stage a look at every operation that somebody left unfinished, and the end of holds."""
    treasury_operations.stage_unfinished(at)
    due = sa.exists().where(Earning.state == "held", Earning.payable_at <= at)
    if db.session.scalar(sa.select(due)):
        jobs.stage("rewards.mature", f"rewards.mature:{int(at.timestamp()) // 60}", at)


@sweeps.every(1800, "rewards.stage_payouts")
def stage_payouts(at: datetime) -> None:
    """Stage a run for every business where the day's work has begun; twice an hour, for what a run left open."""
    for business in treasury_payouts.businesses_that_pay():
        local = at.astimezone(ZoneInfo(business.timezone))
        if local.hour >= PAYS_FROM_HOUR:
            key = f"rewards.run_payouts:{business.public_id}:{int(at.timestamp()) // 1800}"
            payload = {"business": business.public_id, "on": local.date().isoformat()}
            jobs.stage("rewards.run_payouts", key, at, payload)


@jobs.job("rewards.reconcile", keeps_own_transactions=True)
def reconcile(payload: Payload, at: datetime) -> None:
    """Compare one business's books with its provider and its bookings, and tell the owners what needs a look."""
    treasury_reconciliation.reconcile(payload["business"])


@sweeps.every(1800, "rewards.stage_reconciliations")
def stage_reconciliations(at: datetime) -> None:
    """Stage the day's comparison for every business where the day has begun."""
    for business in treasury_reconciliation.businesses_with_books():
        local = at.astimezone(ZoneInfo(business.timezone))
        if local.hour >= COMPARES_FROM_HOUR:
            key = f"rewards.reconcile:{business.public_id}:{local.date().isoformat()}"
            jobs.stage("rewards.reconcile", key, at, {"business": business.public_id})


def register_endings() -> None:
    """Tell the operations what follows their end."""
    treasury_operations.on_ended("top_up", treasury_budget.top_up_ended)
    treasury_operations.on_ended("payout", treasury_payouts.payout_ended)
