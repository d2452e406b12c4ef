"""Payout runs as an owner reads them: what each paid, what came back, and who was left out and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from payouts import payout_rows, run_rows
from payouts.intents import PayOut
from payouts.operations import operations_on
from payouts.payout_rows import Payout
from payouts.run_rows import LeftOut
from payouts.tables import payout as payout_table
from payouts.tables import payout_left_out, provider_op

OF_BANK = "bank:"  # before a code that a person's own bank gave, whose names sound like the provider's
ASKED = "asked"  # what people had sent by themselves, on no run's day


@dataclass(frozen=True)
class RunLine:
    """A run in a list."""

    run_ref: str
    on: date
    started_at: datetime
    is_done: bool
    paid: tuple[tuple[str, int, int], ...]  # currency, how many, how much
    waiting: int
    came_back: int  # refused, or lying in people's own accounts because their bank did not take it
    left_out: int


@dataclass(frozen=True)
class RunPayout:
    """A payout of a run; `stopped_by` is the bank's or the provider's word when it did not go through."""

    payout: Payout
    stopped_by: str


@dataclass(frozen=True)
class RunPage:
    """One run whole."""

    run_ref: str
    on: date | None
    started_at: datetime | None
    ended_at: datetime | None
    payouts: tuple[RunPayout, ...]
    left_out: tuple[LeftOut, ...]

    def in_state(self, *states: str) -> list[RunPayout]:
        """Its payouts in these states."""
        return [one for one in self.payouts if one.payout.state in states]

    @property
    def not_paid(self) -> list[RunPayout]:
        """What was refused, or lies in somebody's own account because their bank did not take it."""
        return [
            one
            for one in self.payouts
            if one.payout.state == "refused" or (one.payout.state == "transferred" and one.stopped_by)
        ]

    @property
    def moving(self) -> list[RunPayout]:
        """What nobody has turned down so far."""
        return [one for one in self.in_state("planned", "transferred") if one not in self.not_paid]


def runs_of(business: Business, limit: int = 60) -> list[RunLine]:
    """A business's runs in which something was to be paid, newest first."""
    runs = run_rows.runs_of(db.session, business.public_id, limit=limit)
    states: dict[str, list[tuple[str, str, int, int]]] = {}
    c = payout_table.c
    rows = db.session.execute(
        sa.select(c.run_ref, c.state, c.currency, sa.func.count(), sa.func.sum(c.amount_minor))
        .where(c.business_ref == business.public_id, c.run_ref.in_([run.run_ref for run in runs]))
        .group_by(c.run_ref, c.state, c.currency)
        .order_by(c.currency)
    )
    for ref, state, currency, number, amount in rows:
        states.setdefault(ref, []).append((state, currency, int(number), int(amount)))
    left = _left_out_numbers([run.id for run in runs])
    stopped = _stopped_numbers(business.public_id, [run.run_ref for run in runs])
    return [
        _line(run, states.get(run.run_ref, []), stopped.get(run.run_ref, 0), left.get(run.id, 0))
        for run in runs
    ]


def run_of(business: Business, run_ref: str) -> RunPage:
    """One run of a business; `asked` holds what people had sent by themselves."""
    if run_ref == ASKED:
        mine = payout_rows.payouts_of(db.session, business.public_id)
        asked = [one for one in mine if one.run_ref.startswith(f"{ASKED}-")]
        return RunPage(ASKED, None, None, None, tuple(_stopped(one) for one in asked[:100]), ())
    found = run_rows.runs_of(db.session, business.public_id, run_ref=run_ref)
    if not found:
        raise NotFound
    (run,) = found
    payouts = payout_rows.payouts_of(db.session, business.public_id, run_ref=run_ref)
    left_out = run_rows.left_out_of(db.session, run)
    return RunPage(
        run.run_ref,
        run.on,
        run.started_at,
        run.ended_at,
        tuple(_stopped(one) for one in payouts),
        tuple(left_out),
    )


def stop_code(error_code: str) -> str:
    """What an owner can do about a provider's refusal: the codes of which pages have sentences."""
    if error_code.startswith(OF_BANK):
        return "bank_refused"
    if "balance" in error_code or "insufficient_funds" in error_code:
        return "funds_short"
    if "capabilit" in error_code or "account" in error_code:
        return "account_unready"
    return "bank_refused"


def _line(run: run_rows.Run, states: list[tuple[str, str, int, int]], stopped: int, left_out: int) -> RunLine:
    return RunLine(
        run.run_ref,
        run.on,
        run.started_at,
        run.ended_at is not None,
        tuple((code, number, amount) for state, code, number, amount in states if state == "paid"),
        sum(number for state, _, number, _ in states if state in ("planned", "transferred")) - stopped,
        sum(number for state, _, number, _ in states if state == "refused") + stopped,
        left_out,
    )


def _stopped(one: Payout) -> RunPayout:
    steps = operations_on(db.session, one.business_ref, one.public_id)
    codes = [
        f"{OF_BANK if isinstance(step.intent, PayOut) else ''}{step.error_code}"
        for step in steps
        if step.state == "refused" and step.error_code
    ]
    return RunPayout(one, codes[-1] if codes and one.state != "paid" else "")


def turned_down(payouts: Iterable[Payout]) -> set[str]:
    """Those that lie in people's own accounts because their bank did not take them; it is asked again each day."""
    stopped = [_stopped(one) for one in payouts if one.state == "transferred"]
    return {one.payout.public_id for one in stopped if one.stopped_by.startswith(OF_BANK)}


def _stopped_numbers(business_ref: str, run_refs: list[str]) -> dict[str, int]:
    """How many payouts of each run were transferred and then turned down, as the page of one run says it."""
    p, o = payout_table.c, provider_op.c
    refused = sa.exists().where(
        o.business_ref == p.business_ref, o.subject_ref == p.public_id, o.state == "refused", o.error_code != ""
    )  # fmt: skip
    rows = db.session.execute(
        sa.select(p.run_ref, sa.func.count())
        .where(p.business_ref == business_ref, p.run_ref.in_(run_refs), p.state == "transferred", refused)
        .group_by(p.run_ref)
    )
    return {run_ref: int(number) for run_ref, number in rows}


def _left_out_numbers(run_ids: list[int]) -> dict[int, int]:
    c = payout_left_out.c
    rows = db.session.execute(
        sa.select(c.run_id, sa.func.count()).where(c.run_id.in_(run_ids)).group_by(c.run_id)
    )
    return {run_id: int(number) for run_id, number in rows}
