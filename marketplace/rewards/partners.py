"""Partners who fund parts of rewards: what each owes the business, and noting once that it came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from marketplace.businesses.models import Business, Programme
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.identity.models import Identity
from marketplace.rewards.models import PartnerPayment, PartnerShare
from marketplace.rewards.treasury import partners as treasury_partners
from marketplace.trust.service_audit import log_action

REFERENCE_LENGTH_MAX, ATTEMPT_LENGTH_MAX = 80, 48


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
    total, paid = _sums(PartnerShare, business), _sums(PartnerPayment, business)
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


def is_used_by(business: Business) -> bool:
    """Whether a partner ever funded something here."""
    query = sa.exists().where(PartnerShare.business_ref == business.public_id)
    return bool(db.session.scalar(sa.select(query)))


def note(business: Business, came: Came, staff: Identity, at: datetime) -> PartnerPayment:
    """Note and book that a partner's money came in; the same attempt again gives the first and books nothing."""
    programme = db.session.scalar(
        sa.select(Programme)
        .where(Programme.public_id == came.programme_ref, Programme.business_id == business.id)
        .with_for_update()
    )
    if programme is None or not came.attempt or len(came.attempt) > ATTEMPT_LENGTH_MAX:
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
    detail = {"amount_minor": made.amount_minor, "currency": made.currency}
    log_action(business.public_id, staff.public_id, "money.partner_paid", made.public_id, detail, at)
    return made


def _sums(table: type[PartnerShare | PartnerPayment], business: Business) -> dict[tuple[str, str, str], int]:
    key = (table.programme_ref, table.partner, table.currency)
    rows = db.session.execute(
        sa.select(*key, sa.func.sum(table.amount_minor))
        .where(table.business_ref == business.public_id)
        .group_by(*key)
    )
    return {(ref, partner, currency): int(minor) for ref, partner, currency, minor in rows}
