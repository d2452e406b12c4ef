"""What customers' banks want back, and what a business gives back of its own: disputes, answers, refunds by hand."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core import clock, edge
from marketplace.core.db import db
from marketplace.core.errors import NotFound, Refused
from marketplace.rewards.models import Earning
from marketplace.rewards.treasury import evidence
from marketplace.rewards.treasury import operations as treasury_operations
from marketplace.rewards.treasury.provider import provider_for
from marketplace.rewards.treasury.schemes import money
from payouts import dispute_answers, dispute_fees, dispute_rows, disputes
from payouts.dispute_answers import Answer, AnswerKind
from payouts.dispute_losses import foresee_loss
from payouts.dispute_policy import POLICIES
from payouts.dispute_rows import Dispute
from payouts.dispute_stakes import earned_by_ledger, stakes_of
from payouts.disputes import Got, Payment
from payouts.errors import DisputeClosed, KeyConflict
from payouts.errors import NotFound as NoDispute
from payouts.ledger import find, postings_of
from payouts.retractions import look_back
from payouts.tables import entry, hold, ledger_account, posting

BEARERS = tuple(POLICIES)
ANSWERS_KEPT_FOR = timedelta(days=1096)
PaidBy = Callable[[str], Payment | None]


@dataclass(frozen=True)
class Reach:
    """One thing that a disputed payment has brought somebody, and what of it waits or was taken."""

    fan_ref: str
    subject_ref: str
    amount_minor: int
    currency: str
    is_tip: bool


@dataclass(frozen=True)
class Kept:
    """Money of a fan that a dispute touches: kept back while it runs, or taken when it was lost."""

    subject_ref: str
    amount_minor: int
    currency: str


def look(business_ref: str, paid_by: PaidBy) -> list[Dispute]:
    """Send what was answered and read what the provider knows, outside any transaction; what has changed."""
    provider = edge.read(lambda: provider_for(business_ref))
    dispute_answers.send_answers(
        edge.transaction, provider, business_ref, clock=clock.now, bytes_of=evidence.bytes_of
    )
    return disputes.catch_up(
        edge.transaction,
        provider,
        business_ref,
        payment_of=lambda _session, payment_id: paid_by(payment_id),
        clock=clock.now,
    )


def look_after(key: str) -> None:
    """See whether a refund or a payout that was done has failed after all, outside any transaction.

    Raises ProviderError while the provider cannot be read: nobody tells it a second time.
    """
    operation = edge.read(lambda: treasury_operations.find(key))
    if operation is not None:
        provider = edge.read(lambda: provider_for(operation.business_ref))
        look_back(edge.transaction, provider, operation.id, clock=clock.now)


def paid_for(business_ref: str, booking_ref: str, assignment_refs: Collection[str]) -> Payment:
    """What work that was for one booking alone has earned people in money, with all that was added later.

    What people laid out themselves and showed a receipt for is not among it.
    """
    query = sa.select(Earning).where(Earning.assignment_ref.in_(assignment_refs))
    earnings = db.session.scalars(query.order_by(Earning.id)).all()
    outlays = {e.assignment_ref: money(_outlay(e), e.currency) for e in earnings}
    later = [one.public_id for e in earnings for one in e.additions]
    subjects = [*outlays, *later]
    return Payment(
        booking_ref, earned_by_ledger(db.session, business_ref, subjects, outlays=outlays) if subjects else ()
    )


def _outlay(earning: Earning) -> int:
    return sum(
        int(line["amount_minor"]) for line in earning.evaluation.get("lines", ()) if line["type"] == "perk"
    )


def tipped_by(business_ref: str, booking_ref: str, payment_ref: str) -> Payment:
    """Whom a tip was for."""
    posted = find(db.session, business_ref, f"tip:{payment_ref}")
    lines = postings_of(db.session.connection(), posted.id) if posted is not None else []
    tips = [line for line in lines if line.account.code.startswith("tips_payable:")]
    got = tuple(Got(str(t.account.owner_ref), booking_ref, -t.amount, is_tip=True) for t in tips)
    return Payment(booking_ref, got)


def disputes_of(business: Business) -> list[Dispute]:
    """Every dispute of a business, newest first."""
    return dispute_rows.disputes_of(db.session, business.public_id)


def disputes_on(business: Business, booking_ref: str) -> list[Dispute]:
    """The disputes about one booking, newest first."""
    return dispute_rows.disputes_of(db.session, business.public_id, subject_ref=booking_ref)


def dispute_of(business: Business, object_id: str) -> Dispute:
    """One dispute of a business; NotFound for another's."""
    found = dispute_rows.find_dispute(db.session, business.public_id, object_id)
    if found is None:
        raise NotFound
    return found


def open_count(business: Business) -> int:
    """How many disputes can still be answered."""
    found = dispute_rows.disputes_of(db.session, business.public_id, state="open")
    return sum(1 for one in found if not one.has_evidence)


def answer_of(business: Business, object_id: str) -> Answer | None:
    """What was answered to a dispute."""
    return dispute_answers.find_answer(db.session, business.public_id, object_id)


def answer(business: Business, object_id: str, kind: AnswerKind, text: str, at: datetime) -> None:
    """Write an answer down; the job sends it. Raises Refused when it comes too late or another was given."""
    try:
        dispute_answers.write_answer(db.session, business.public_id, object_id, kind, text=text, at=at)
    except (DisputeClosed, KeyConflict, NoDispute) as error:
        raise Refused("dispute_not_answerable") from error


def forget_answers(at: datetime) -> None:
    """Forget what was written to banks once the dispute can no longer matter."""
    dispute_answers.forget_answers(db.session, before=at - ANSWERS_KEPT_FOR)
    evidence.forget(at - ANSWERS_KEPT_FOR, at)


def let_bear(business: Business, object_id: str, bearer: str) -> None:
    """Say who bears the loss if the bank decides for the customer; the name of one of BEARERS."""
    if bearer not in BEARERS:
        raise Refused("dispute_not_answerable")
    dispute_rows.set_loss_policy(db.session, business.public_id, object_id, POLICIES[bearer])


def bearer_of(dispute: Dispute) -> str:
    """The name of the policy that a dispute has."""
    return next((name for name, policy in POLICIES.items() if policy == dict(dispute.policy)), BEARERS[0])


def reach_of(dispute: Dispute, payment: Payment | None, at: datetime) -> list[Reach]:
    """Of each thing that a payment has brought people: what an open dispute keeps back, or what a lost one took."""
    got = payment.got if payment is not None else ()
    if not dispute.is_open:
        taken = {ref: taken_from(ref) for ref in {one.fan_ref for one in got}}
        found = [(one, taken[one.fan_ref].get(one.subject_ref)) for one in got]
        return [
            Reach(one.fan_ref, one.subject_ref, kept.amount_minor, kept.currency, one.is_tip)
            for one, kept in found
            if kept is not None
        ]
    ref, currency = dispute.business_ref, dispute.amount.currency
    return [
        Reach(one.fan_ref, one.subject_ref, one.unpaid.amount_minor, currency, one.is_tip)
        for one in stakes_of(db.session.connection(), ref, currency, got, at)
        if one.unpaid
    ]


def answer_fee(dispute: Dispute, at: datetime) -> int:
    """What answering costs beside what the dispute cost already, in minor units; it comes back if it is won."""
    return (
        0 if dispute.is_inquiry else dispute_fees.answer_fee(dispute.amount.currency, at.date()).amount_minor
    )


@dataclass(frozen=True)
class Borne:
    """How a dispute would be borne if it were lost now, in minor units."""

    bearer: str
    pay_minor: int
    debt_minor: int
    own_minor: int


def if_lost(dispute: Dispute, payment: Payment | None, at: datetime) -> list[Borne]:
    """What each choice of BEARERS would do; nothing where nobody was paid for it alone."""
    if payment is None or not any(not got.is_tip for got in payment.got):
        return []
    found = []
    for bearer in BEARERS:
        loss = foresee_loss(db.session, dispute, payment, bearer, at=at)
        pay = sum((one.pay + one.tips).amount_minor for one in loss.taken)
        debt = sum(one.debt.amount_minor for one in loss.taken)
        found.append(Borne(bearer, pay, debt, loss.borne.amount_minor))
    return found


def kept_by(fan_ref: str) -> dict[str, Kept]:
    """By assignment: what a dispute keeps back of a fan's pay at this moment."""
    return {
        earning.assignment_ref: Kept(earning.assignment_ref, earning.amount_minor, earning.currency)
        for earning in db.session.scalars(
            sa.select(Earning)
            .join(
                hold,
                sa.and_(
                    hold.c.subject_ref == Earning.assignment_ref, hold.c.business_ref == Earning.business_ref
                ),
            )
            .where(
                Earning.fan_ref == fan_ref,
                Earning.state != "paid",
                hold.c.reason == "dispute",
                hold.c.released_at.is_(None),
            )
        )
    }


def taken_from(fan_ref: str) -> dict[str, Kept]:
    """By assignment: what lost disputes took of a fan's pay, debts included."""
    a = ledger_account.c
    rows = db.session.execute(
        sa.select(entry.c.subject_ref, a.currency, sa.func.sum(posting.c.amount_minor))
        .join_from(posting, ledger_account)
        .join(entry, entry.c.id == posting.c.entry_id)
        .where(entry.c.kind == "clawback", a.owner_ref == fan_ref)
        .group_by(entry.c.subject_ref, a.currency)
    )
    return {ref: Kept(ref, int(amount), currency) for ref, currency, amount in rows}
