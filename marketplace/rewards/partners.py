"""Partners who fund parts of rewards: what each owes, noting once that it came in, and taking a wrong note back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from marketplace.businesses.models import Business, Programme
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.identity.models import Identity
from marketplace.rewards.models import PartnerPayment, PartnerReversal, PartnerShare
from marketplace.rewards.treasury import partners as treasury_partners
from marketplace.trust.service_audit import log_action

REFERENCE_LENGTH_MAX, ATTEMPT_LENGTH_MAX, REASON_LENGTH_MAX = 80, 48, 300


@dataclass(frozen=True)
class OwedByPartner:
    """What one partner owes for one programme's rewards; minor units."""

    programme: Programme
    partner: str
    currency: str
    total_minor: int
    paid_minor: int

    @property
    def owed_minor(self) -> int:
        """What has not come in yet."""
        return self.total_minor - self.paid_minor


@dataclass(frozen=True)
class Came:
    """Money that came in, as whoever looked at the bank statement says."""

    programme_ref: str
    partner: str
    amount_minor: int
    paid_on: date | None
    reference: str
    attempt: str


def owed_by_partners(business: Business) -> list[OwedByPartner]:
    """Every partner of every programme, those who owe first."""
    programmes = {
        p.public_id: p
        for p in db.session.scalars(sa.select(Programme).where(Programme.business_id == business.id))
    }
    total, paid = _sums(PartnerShare, business), _sums(PartnerPayment, business, _stands())
    found = [
        OwedByPartner(programmes[ref], partner, currency, owed, paid.get((ref, partner, currency), 0))
        for (ref, partner, currency), owed in total.items()
        if ref in programmes
    ]
    return sorted(found, key=lambda one: (one.owed_minor == 0, one.programme.title, one.partner))


def payments_of(business: Business, limit: int = 100) -> list[PartnerPayment]:
    """What came in, newest first."""
    query = sa.select(PartnerPayment).where(PartnerPayment.business_ref == business.public_id)
    return list(db.session.scalars(query.order_by(PartnerPayment.id.desc()).limit(limit)))


def payment_of(business: Business, public_id: str) -> PartnerPayment:
    """One of a business's own; another's is not found."""
    query = sa.select(PartnerPayment).where(PartnerPayment.business_ref == business.public_id)
    found = db.session.scalar(query.where(PartnerPayment.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def is_used_by(business: Business) -> bool:
    """Whether a partner ever funded something here."""
    query = sa.exists().where(PartnerShare.business_ref == business.public_id)
    return bool(db.session.scalar(sa.select(query)))


def note(business: Business, came: Came, staff: Identity, at: datetime) -> PartnerPayment:
    """Note and book that a partner's money came in; the same attempt again gives the first and books nothing."""
    programme = _locked_programme(business, came.programme_ref)
    if not came.attempt or len(came.attempt) > ATTEMPT_LENGTH_MAX:
        raise NotFound
    known = db.session.scalar(
        sa.select(PartnerPayment).where(
            PartnerPayment.business_ref == business.public_id, PartnerPayment.attempt == came.attempt
        )
    )
    if known is not None:
        said = (known.programme_ref, known.partner, known.amount_minor)
        if said != (came.programme_ref, came.partner, came.amount_minor):
            raise Refused("partner_attempt")
        return known
    one = next(
        (
            o
            for o in owed_by_partners(business)
            if (o.programme.id, o.partner) == (programme.id, came.partner)
        ),
        None,
    )
    if one is None:
        raise NotFound
    if not 0 < came.amount_minor <= one.owed_minor:
        raise Invalid("partner_amount", field="amount", owed_minor=one.owed_minor, currency=one.currency)
    if not came.reference or len(came.reference) > REFERENCE_LENGTH_MAX:
        raise Invalid("gift_reference", field="reference")
    if came.paid_on is None or came.paid_on > at.astimezone(ZoneInfo(business.timezone)).date():
        raise Invalid("gift_day", field="paid_on")
    made = PartnerPayment(
        business_ref=business.public_id, programme_ref=programme.public_id, partner=came.partner, currency=one.currency,
        amount_minor=came.amount_minor, paid_on=came.paid_on, reference=came.reference, attempt=came.attempt,
        noted_by_ref=staff.public_id, noted_at=at,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    treasury_partners.book(made, at)
    _log("money.partner_paid", made, staff, at)
    return made


def undo(
    business: Business, public_id: str, reason: str, staff: Identity, at: datetime, *, language: str
) -> PartnerPayment:
    """Take back a payment that was noted wrongly: its opposite is booked, and the partner owes it again.

    Once for all: again gives the same and keeps the first reason. Raises Invalid when no reason is given.
    """
    payment = payment_of(business, public_id)
    _locked_programme(business, payment.programme_ref)
    db.session.refresh(payment)
    if payment.undone is not None:
        return payment
    if not reason or len(reason) > REASON_LENGTH_MAX:
        raise Invalid("partner_undo_reason", field="reason")
    payment.undone = PartnerReversal(
        reason=reason, language=language, undone_by_ref=staff.public_id, undone_at=at
    )
    db.session.flush()
    treasury_partners.undo(payment, at)
    _log("money.partner_undone", payment, staff, at)
    return payment


def _locked_programme(business: Business, public_id: str) -> Programme:
    """The programme under its lock: what is owed for it changes by one hand at a time."""
    query = sa.select(Programme).where(Programme.public_id == public_id, Programme.business_id == business.id)
    found = db.session.scalar(query.with_for_update(of=Programme))
    if found is None:
        raise NotFound
    return found


def _log(action: str, payment: PartnerPayment, staff: Identity, at: datetime) -> None:
    detail = {"amount_minor": payment.amount_minor, "currency": payment.currency}
    log_action(payment.business_ref, staff.public_id, action, payment.public_id, detail, at)


def _stands() -> sa.ColumnElement[bool]:
    """A payment that was not taken back."""
    return ~PartnerPayment.undone.has()


def _sums(
    table: type[PartnerShare | PartnerPayment], business: Business, *only: sa.ColumnElement[bool]
) -> dict[tuple[str, str, str], int]:
    key = (table.programme_ref, table.partner, table.currency)
    rows = db.session.execute(
        sa.select(*key, sa.func.sum(table.amount_minor))
        .where(table.business_ref == business.public_id, *only)
        .group_by(*key)
    )
    return {(ref, partner, currency): int(minor) for ref, partner, currency, minor in rows}
