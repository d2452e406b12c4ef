"""Disputed payments: noted as the provider reports them, their money frozen, given back or borne.

Nothing here calls the provider but `catch_up`, outside any transaction. A dispute is only ever what the
provider says when it is read; an event is a reason to read it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import sqlalchemy as sa

from payouts import flows
from payouts.database import Executor, connection_of, insert_new, lock_key
from payouts.dispute_losses import loss_of
from payouts.dispute_policy import POLICIES, loss_policy_from_document
from payouts.dispute_rows import Dispute, find_dispute, get_dispute
from payouts.dispute_stakes import Got, Payment, PaymentOf, payment_by_ledger
from payouts.dispute_tables import dispute
from payouts.errors import ProviderError
from payouts.gateways.objects import ProviderObject
from payouts.gateways.provider import Provider
from payouts.holds import lock_owner, open_hold, release_holds_of
from payouts.ledger import chart
from payouts.ledger.accounts import lock_account
from payouts.ledger.entries import Entry, Posting
from payouts.ledger.journal import find, post
from payouts.ledger.reversals import postings_of
from payouts.money import Money, total
from payouts.operations import Transaction, carry_out
from payouts.reversing import reversals_before
from payouts.tables import hold
from payouts.taking_back import take

__all__ = ["Got", "Payment", "PaymentOf", "catch_up", "payment_by_ledger", "take_note"]

CATCH_UP_DAYS = 130
"""How far back new disputes are looked for: card schemes allow about 120 days."""


def catch_up(
    transaction: Transaction,
    provider: Provider,
    business_ref: str,
    *,
    payment_of: PaymentOf,
    clock: Callable[[], dt.datetime],
) -> list[Dispute]:
    """Read the provider's disputes and note what is new; safe to repeat and to kill.

    Parameters
    ----------
    transaction : callable
        See `payouts.operations.Transaction`. None may be open.
    provider : Provider
    business_ref : str
    payment_of : callable
    clock : callable

    Returns
    -------
    list of Dispute
        Those that changed. Where the provider cannot be read now, none; the next time finds them. What a lost one
        asks back from people's accounts at the provider is carried out at once; a process that dies before
        leaves it to `payouts.operations.unfinished`.
    """
    try:
        found = list(provider.disputes(clock() - dt.timedelta(days=CATCH_UP_DAYS)))
    except ProviderError:
        return []
    changed = []
    for one in found:
        with transaction() as session:
            before = find_dispute(session, business_ref, one.id)
            if before is not None and not before.is_open:
                continue
            after = take_note(session, business_ref, one, payment_of=payment_of, at=clock())
            if after is None or after == before:
                continue
            changed.append(after)
            asked = reversals_before(session, business_ref, _key(after, "lost"))
        for operation in asked:
            carry_out(transaction, provider, operation.id, clock=clock)
    return changed


def take_note(
    executor: Executor, business_ref: str, found: ProviderObject, *, payment_of: PaymentOf, at: dt.datetime
) -> Dispute | None:
    """Note a dispute as the provider tells it: freeze, or end it; repeating it changes nothing.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    found : ProviderObject
        Of the kind ``dispute``, as read from the provider.
    payment_of : callable
    at : datetime

    Returns
    -------
    Dispute or None
        None if the payment is not the host's; reconciliation names it.
    """
    connection = connection_of(executor)
    payment = payment_of(executor, str(found.details.get("payment_id", "")))
    if payment is None or found.amount is None:
        return None
    for fan_ref in sorted({got.fan_ref for got in payment.got}):
        lock_owner(connection, business_ref, fan_ref)
    lock_key(connection, "dispute", business_ref, found.id)
    _upsert(connection, business_ref, found, payment, at)
    known = get_dispute(connection, business_ref, found.id, lock=True)
    if not known.is_open:
        return known
    if not known.is_inquiry:
        _withdraw(connection, known, at)
        _freeze(connection, known, payment, at)
    if found.status == "pending":
        return known
    _close(connection, known, payment, is_won=found.status == "done", at=at)
    return get_dispute(connection, business_ref, found.id)


def freeze_also(
    executor: Executor, business_ref: str, *, subject_ref: str, beside: str, at: dt.datetime
) -> None:
    """Keep back what is added later to an earning that open disputes keep back; they let go of both together.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    subject_ref : str
        What was added, as its entry names it.
    beside : str
        The earning it was added to.
    at : datetime
    """
    connection, c = connection_of(executor), hold.c
    keys = connection.execute(
        sa.select(c.key).where(
            c.business_ref == business_ref,
            c.subject_ref == beside,
            c.reason == "dispute",
            c.released_at.is_(None),
        )
    ).scalars()
    for key in keys.all():
        also = key.removesuffix(beside) + subject_ref
        open_hold(connection, business_ref, key=also, reason="dispute", at=at, subject_ref=subject_ref)


def _upsert(
    connection: sa.Connection, business_ref: str, found: ProviderObject, payment: Payment, at: dt.datetime
) -> None:
    details, amount = found.details, found.amount or Money(0, "USD")
    due = details.get("due_by")
    changing = {
        "fee_minor": int(details.get("fee_minor", 0)),
        "is_inquiry": bool(details.get("is_inquiry", False)),
        "has_evidence": bool(details.get("has_evidence", False)),
        "due_at": None if due is None else dt.datetime.fromisoformat(str(due)),
    }
    new = {
        "business_ref": business_ref,
        "object_id": found.id,
        "payment_id": str(details.get("payment_id", "")),
        "subject_ref": payment.subject_ref,
        "amount_minor": amount.amount_minor,
        "currency": amount.currency,
        "reason": str(details.get("reason", "general"))[:60],
        "state": "open",
        "policy": POLICIES["business_bears"],
        "opened_at": at,
    }
    if not insert_new(connection, dispute, new | changing):
        connection.execute(
            sa.update(dispute)
            .where(
                dispute.c.business_ref == business_ref,
                dispute.c.object_id == found.id,
                dispute.c.state == "open",
            )
            .values(changing)
        )


def _withdraw(connection: sa.Connection, known: Dispute, at: dt.datetime) -> None:
    """Book what the bank withdrew, once; a question that becomes a dispute does so later."""
    withdrawn = flows.dispute_withdrawn(known.object_id, known.amount)
    _post(connection, known, "withdrawn", "dispute", withdrawn, at)
    _charge(connection, known, at)


def _charge(connection: sa.Connection, known: Dispute, at: dt.datetime) -> None:
    """Book what the provider's charges have become: one for receiving it, one for answering it, given back if it is won."""
    booked, number = Money(0, known.fee.currency), 0
    while (posted := find(connection, known.business_ref, _fee_key(known, number))) is not None:
        booked += total(
            (
                line.amount
                for line in postings_of(connection, posted.id)
                if line.account == chart.DISPUTE_FEES
            ),
            known.fee.currency,
        )
        number += 1
    if known.fee != booked:
        suffix = _fee_key(known, number).removeprefix(_key(known, ""))
        _post(connection, known, suffix, "dispute_fee", flows.dispute_fee(known.fee - booked), at)


def _fee_key(known: Dispute, number: int) -> str:
    return _key(known, f"fee:{number}" if number else "fee")


def _freeze(connection: sa.Connection, known: Dispute, payment: Payment, at: dt.datetime) -> None:
    """Keep back what the payment has brought to people and what they have not been sent."""
    for subject_ref in sorted({got.subject_ref for got in payment.got}):
        key = f"dispute:{known.object_id}:{subject_ref}"
        open_hold(connection, known.business_ref, key=key, reason="dispute", at=at, subject_ref=subject_ref)


def _close(
    connection: sa.Connection, known: Dispute, payment: Payment, *, is_won: bool, at: dt.datetime
) -> None:
    """End a dispute: the money comes back, or the loss is borne as the policy says; what was frozen is free."""
    if not known.is_inquiry and is_won:
        won = flows.dispute_won(known.object_id, known.amount)
        _post(connection, known, "won", "dispute_won", won, at)
    elif not known.is_inquiry:
        _lose(connection, known, payment, at)
    release_holds_of(connection, known.business_ref, prefix=f"dispute:{known.object_id}:", at=at)
    connection.execute(
        sa.update(dispute)
        .where(dispute.c.id == known.id)
        .values(state="won" if is_won else "lost", closed_at=at)
    )


def _lose(connection: sa.Connection, known: Dispute, payment: Payment, at: dt.datetime) -> None:
    held = lock_account(connection, known.business_ref, chart.held(known.subject_ref), known.amount.currency)
    loss = loss_of(connection, known, payment, loss_policy_from_document(known.policy), held, at)
    lost = flows.dispute_lost(known.object_id, known.subject_ref, from_held=loss.from_held, borne=loss.borne)
    if loss.from_held or loss.borne:
        _post(connection, known, "lost", "dispute_lost", lost, at)
    claim = chart.dispute_claim(known.object_id)
    take(connection, known.business_ref, key=_key(known, "lost"), taken=loss.taken, to=claim, at=at)


def _post(
    connection: sa.Connection,
    known: Dispute,
    suffix: str,
    kind: str,
    postings: tuple[Posting, ...],
    at: dt.datetime,
) -> None:
    post(
        connection,
        Entry(known.business_ref, _key(known, suffix), kind, known.subject_ref, at, postings),
        at=at,
    )


def _key(known: Dispute, suffix: str) -> str:
    return f"dispute:{known.object_id}:{suffix}"
