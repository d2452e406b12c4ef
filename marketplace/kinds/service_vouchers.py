"""Vouchers: single-use perks with a cap, redeemed once at the counter of a partner."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from marketplace.bookings.models import Booking
from marketplace.core import ids
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.identity.models import Identity
from marketplace.kinds.models import Voucher
from marketplace.rewards import treasury

VALID_AFTER_HOURS = 12


def issue(booking: Booking, person: Identity, perk: str, cap_minor: int, at: datetime) -> Voucher | None:
    """Give one person one perk; what it may cost is reserved in the programme's budget, or it is not given."""
    voucher = Voucher(
        programme_ref=booking.programme.public_id, subject=booking.public_id, identity_id=person.id, perk=perk,
        code=ids.new_code() + ids.new_code(), cap_minor=cap_minor, currency=booking.programme.currency, state="issued",
        issued_at=at, expires_at=booking.ends_at + timedelta(hours=VALID_AFTER_HOURS), public_id=ids.new("vch"),
    )  # fmt: skip
    try:
        treasury.reserve(booking.programme, voucher.public_id, cap_minor, at)
    except Refused:
        return None  # the budget has no room: a meeting without vouchers is still a meeting
    db.session.add(voucher)
    db.session.flush()
    return voucher


def redeem(code: str, programme_refs: list[str], amount_minor: int, at: datetime) -> Voucher:
    """Use a voucher once, for at most its cap; the second of two scans at the same instant is refused."""
    query = sa.select(Voucher).where(
        Voucher.code == code.strip().upper(), Voucher.programme_ref.in_(programme_refs)
    )
    voucher = db.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    if voucher is None:
        raise NotFound("voucher_unknown")
    if voucher.state != "issued":
        raise Refused("voucher_used", redeemed_at=voucher.redeemed_at)
    if voucher.expires_at <= at:
        raise Refused("voucher_expired", expired_at=voucher.expires_at)
    if not 0 < amount_minor <= voucher.cap_minor:
        raise Invalid(
            "voucher_amount", field="amount", cap_minor=voucher.cap_minor, currency=voucher.currency
        )
    voucher.state, voucher.redeemed_at, voucher.redeemed_minor = "redeemed", at, amount_minor
    treasury.spend_voucher(voucher.programme_ref, voucher.public_id, amount_minor, voucher.currency, at)
    return voucher


def of(subject: str, identity_id: int) -> list[Voucher]:
    """A person's vouchers for one booking."""
    query = (
        sa.select(Voucher)
        .where(Voucher.subject == subject, Voucher.identity_id == identity_id)
        .order_by(Voucher.id)
    )
    return list(db.session.scalars(query))
