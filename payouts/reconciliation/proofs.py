"""What no line tells: payouts that the bank sent back, and whether the two balances differ by what is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from payouts.currencies import currency
from payouts.database import Executor, connection_of
from payouts.errors import ProviderRefused
from payouts.gateways.objects import ProviderObject
from payouts.gateways.provider import Provider
from payouts.gateways.sandbox.funds import sandbox_balances
from payouts.intents import PayOut, ReverseTransfer
from payouts.operations import Operation, Transaction, get_operation
from payouts.reconciliation import items, sources
from payouts.reconciliation.lines import Difference, grace_for
from payouts.reconciliation.matching import Judged
from payouts.tables import provider_op

_MOVING = ("capture", "charge", "refund", "transfer", "transfer_reversal", "top_up")
BANK_RETURNS_WITHIN = dt.timedelta(days=10)
"""How long after a payout a bank may still send it back; Stripe names five business days."""
PAYOUTS_READ_MAX = 1_000
"""Payouts read one by one in one run, the newest first: each is a call of its own."""


@dataclass(frozen=True, slots=True)
class BalanceProof:
    """What both sides held in one currency at an instant, in minor units.

    Attributes
    ----------
    explained_minor : int
        What the named differences of movements come to: provider less ledger.
    """

    currency: str
    provider_minor: int
    ledger_minor: int
    explained_minor: int

    @property
    def unexplained_minor(self) -> int:
        """What no named difference explains; zero when all is known."""
        return self.provider_minor - self.ledger_minor - self.explained_minor


def judge_payout(operation: Operation, found: ProviderObject | None, *, now: dt.datetime) -> Judged:
    """Compare a payout that the ledger counts as paid with what became of it at the provider.

    Parameters
    ----------
    operation : Operation
        Done.
    found : ProviderObject or None
        The payout as it stands there.
    now : datetime

    Returns
    -------
    Judged
    """
    key = f"payout:{operation.public_id}:paid"
    if found is not None and found.status not in ("failed", "cancelled"):
        return Judged(key, ())
    intent = operation.intent
    assert isinstance(intent, PayOut)
    difference = Difference(
        key=f"{key}:bank",
        drift="missing",
        side="ledger" if found is not None else "provider",
        cause="payout_came_back" if found is not None else "not_at_provider",
        kind="payout",
        currency=intent.amount.currency,
        provider_minor=0 if found is not None else None,
        ledger_minor=intent.amount.amount_minor,
        provider_id=operation.object_id or "",
        ledger_key=f"{operation.key}:done",
        ref=operation.object_id or "",
        op_ref=operation.public_id,
        happened_at=operation.planned_at,
        due_at=operation.planned_at,
    )
    return Judged(key, (difference,))


def returned_payouts(
    transaction: Transaction, provider: Provider, business_ref: str, *, now: dt.datetime
) -> Iterator[Judged]:
    """Read each recent payout at the provider: its bank may have sent it back after it was paid.

    Parameters
    ----------
    transaction : callable
        Opens a transaction of the host; none is open while the provider is asked.
    provider : Provider
    business_ref : str
    now : datetime

    Yields
    ------
    Judged
        One for every payout read. A payout that the ledger has taken back already is left out.
    """
    for operation in _recent_payouts(transaction, business_ref, now):
        intent = operation.intent
        if not isinstance(intent, PayOut) or operation.object_id is None:
            continue
        try:
            found: ProviderObject | None = provider.read("payout", operation.object_id, intent.account_id)
        except ProviderRefused:
            found = None
        yield judge_payout(operation, found, now=now)


def prove_balances(
    transaction: Transaction,
    provider: Provider,
    business_ref: str,
    *,
    until: dt.datetime,
    clock: Callable[[], dt.datetime],
) -> list[BalanceProof]:
    """Compare the balances of both sides at an instant that is just past, less what is named.

    Parameters
    ----------
    transaction : callable
    provider : Provider
    business_ref : str
    until : datetime
        A whole second. The provider's balance is read now and taken back to it by its movements since.
    clock : callable
        Gives the aware instant.

    Returns
    -------
    list of BalanceProof
        By currency.
    """
    since_then: dict[str, int] = {}
    now_there = {
        code: held.available.amount_minor + held.pending.amount_minor
        for code, held in provider.balances().items()
    }
    for line in sources.provider_lines(provider, until, clock() + dt.timedelta(seconds=1)):
        since_then[line.currency] = since_then.get(line.currency, 0) + line.net_minor
    with transaction() as session:
        ours = sources.ledger_balances(session, business_ref, until)
        gaps = items.explained_gaps(session, business_ref)
    return [
        BalanceProof(
            code, now_there.get(code, 0) - since_then.get(code, 0), ours.get(code, 0), gaps.get(code, 0)
        )
        for code in sorted({*now_there, *ours, *since_then})
    ]


def sandbox_gaps(executor: Executor, business_ref: str, platform: str, *, now: dt.datetime) -> dict[str, int]:
    """Compare the balances in one transaction, which only the sandbox allows: its books are in the same database.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    platform : str
        The sandbox's secret key of the business.
    now : datetime

    Returns
    -------
    dict of str to int
        By currency, in minor units, what no named difference explains; currencies that agree are left out. Empty while
        an operation that moves money is under way.
    """
    connection, c = connection_of(executor), provider_op.c
    under_way = sa.select(c.id).where(
        c.business_ref == business_ref, c.state.in_(("sent", "unknown")), c.verb.in_(_MOVING)
    )
    if connection.execute(under_way.limit(1)).first() is not None:
        return {}
    theirs = sandbox_balances(connection, platform)
    ours = sources.ledger_balances(connection, business_ref, now + dt.timedelta(days=1))
    named = items.explained_gaps(connection, business_ref, with_settled_balances=True)
    found = {
        code: theirs.get(code, 0) // currency(code).provider_factor - ours.get(code, 0) - named.get(code, 0)
        for code in sorted({*theirs, *ours})
    }
    return {code: gap for code, gap in found.items() if gap}


def judge_balance(proof: BalanceProof, *, now: dt.datetime) -> Judged:
    """Name what of the difference between the balances nothing else explains.

    Parameters
    ----------
    proof : BalanceProof
    now : datetime

    Returns
    -------
    Judged
        It may be a movement of this very moment, so it gets its grace before somebody must look.
    """
    key = f"balance:{proof.currency}"
    if not proof.unexplained_minor:
        return Judged(key, ())
    found = Difference(
        key=f"{key}:total",
        drift="timing",
        side="ledger",
        cause="balance_unexplained",
        kind="balance",
        currency=proof.currency,
        provider_minor=proof.provider_minor,
        ledger_minor=proof.ledger_minor,
        gap_minor=proof.unexplained_minor,
        happened_at=now,
        due_at=now + grace_for("balance"),
    )
    return Judged(key, (found,))


def _recent_payouts(transaction: Transaction, business_ref: str, now: dt.datetime) -> list[Operation]:
    c = provider_op.c
    reversal = provider_op.alias("reversal")
    taken_back = sa.exists().where(
        reversal.c.business_ref == c.business_ref, reversal.c.subject_ref == c.subject_ref,
        reversal.c.verb == ReverseTransfer.verb, reversal.c.state == "done",
    )  # fmt: skip
    query = (
        sa.select(c.id)
        .where(
            c.business_ref == business_ref, c.verb == PayOut.verb, c.state == "done",
            c.planned_at >= now - BANK_RETURNS_WITHIN, ~taken_back,
        )
        .order_by(c.id.desc())
        .limit(PAYOUTS_READ_MAX)
    )  # fmt: skip
    with transaction() as session:
        connection = connection_of(session)
        return [get_operation(connection, op_id) for op_id in connection.execute(query).scalars()]
