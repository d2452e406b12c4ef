"""Vouchers: single-use perks with a cap, redeemed once at the counter, given back to the budget when they are not."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.bookings.models import Booking
from marketplace.businesses.models import Business, Programme
from marketplace.core import ids, jobs
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.core.locking import lock_row
from marketplace.identity.models import Identity
from marketplace.kinds.lifecycle import VOUCHER
from marketplace.kinds.models import Voucher
from marketplace.rewards import treasury
from marketplace.trust.service_audit import log_action

VALID_AFTER_HOURS = 12


def issue(booking: Booking, person: Identity, perk: str, cap_minor: int, at: datetime) -> Voucher | None:
    """Give one person one perk, once; what it may cost is reserved in the programme's budget, or it is not given."""
    known = db.session.scalar(_mine(booking.public_id, person.id).where(Voucher.perk == perk))
    if known is not None:
        return known
    voucher = Voucher(
        programme_ref=booking.programme.public_id, subject=booking.public_id, identity_id=person.id, perk=perk,
        code=ids.new_code() + ids.new_code(), cap_minor=cap_minor, currency=booking.programme.currency,
        state=VOUCHER.initial, issued_at=at, expires_at=booking.ends_at + timedelta(hours=VALID_AFTER_HOURS),
        public_id=ids.new("vch"),
    )  # fmt: skip
    try:
        treasury.reserve(booking.programme, voucher.public_id, cap_minor, at)
    except Refused:
        return None  # the budget has no room: a meeting without vouchers is still a meeting
    db.session.add(voucher)
    db.session.flush()
    key, payload = f"kinds.expire_voucher:{voucher.public_id}", {"voucher": voucher.public_id}
    jobs.stage("kinds.expire_voucher", key, voucher.expires_at, payload)
    return voucher


def redeem(business: Business, code: str, amount_minor: int, staff: Identity, at: datetime) -> Voucher:
    """Use a voucher once, for at most its cap; the second of two scans at the same instant is refused."""
    voucher = _of_business(business, code)
    if voucher.state == "redeemed":
        raise Refused("voucher_used", redeemed_at=voucher.redeemed_at, timezone=business.timezone)
    if voucher.state != "issued" or voucher.expires_at <= at:
        raise Refused("voucher_expired", expired_at=voucher.expires_at, timezone=business.timezone)
    if not 0 < amount_minor <= voucher.cap_minor:
        params = {"cap_minor": voucher.cap_minor, "currency": voucher.currency}
        raise Invalid("voucher_amount", field="amount", **params)
    move(VOUCHER, voucher, "redeem", Actor.STAFF, at, actor_ref=staff.public_id)
    voucher.redeemed_at, voucher.redeemed_minor = at, amount_minor
    treasury.spend_voucher(_programme(voucher), voucher.public_id, amount_minor, at)
    log_action(business.public_id, staff.public_id, "kinds.redeem_voucher", voucher.public_id, {}, at)
    return voucher


def withdraw_all(booking: Booking, at: datetime) -> None:
    """The meeting is off: what nobody has used yet goes back into the budget."""
    query = sa.select(Voucher).where(Voucher.subject == booking.public_id).order_by(Voucher.id)
    # All of them before the budget, as at the counter: otherwise the two would wait for each other.
    for voucher in list(
        db.session.scalars(query.with_for_update().execution_options(populate_existing=True))
    ):
        _end(voucher, "withdraw", Actor.SYSTEM, at)


def of(subject: str, identity_ids: Collection[int]) -> list[Voucher]:
    """These people's vouchers for one booking."""
    query = sa.select(Voucher).where(Voucher.subject == subject, Voucher.identity_id.in_(identity_ids))
    return list(db.session.scalars(query.order_by(Voucher.id)))


def latest_of(business: Business, limit: int = 20) -> list[Voucher]:
    """What was redeemed last at a business."""
    query = (
        sa.select(Voucher)
        .join(Programme, Programme.public_id == Voucher.programme_ref)
        .where(Programme.business_id == business.id, Voucher.state == "redeemed")
        .order_by(Voucher.redeemed_at.desc())
    )
    return list(db.session.scalars(query.limit(limit)))


def find(business: Business, code: str) -> Voucher:
    """A voucher of a business by its code, to be looked at before it is used."""
    query = sa.select(Voucher).join(Programme, Programme.public_id == Voucher.programme_ref)
    mine = query.where(Voucher.code == _plain(code), Programme.business_id == business.id)
    voucher = db.session.scalar(mine)
    if voucher is None:
        raise NotFound("voucher_unknown", field="code")
    return voucher


def _of_business(business: Business, code: str) -> Voucher:
    """The same under its lock."""
    found = find(business, code)
    lock_row(found)
    return found


def _plain(code: str) -> str:
    return "".join(code.split()).replace("-", "").upper()[:16]


def _mine(subject: str, identity_id: int) -> sa.Select[Voucher]:
    return sa.select(Voucher).where(Voucher.subject == subject, Voucher.identity_id == identity_id)


def _programme(voucher: Voucher) -> Programme:
    return db.session.scalars(sa.select(Programme).where(Programme.public_id == voucher.programme_ref)).one()


def _end(voucher: Voucher, action: str, actor: Actor, at: datetime) -> None:
    lock_row(voucher)
    if VOUCHER.allows(voucher.state, action, actor):
        move(VOUCHER, voucher, action, actor, at)
        treasury.release(_programme(voucher), voucher.public_id, at)


@jobs.job("kinds.expire_voucher")
def _expire(payload: dict[str, Any], at: datetime) -> None:
    voucher = db.session.scalar(sa.select(Voucher).where(Voucher.public_id == payload["voucher"]))
    if voucher is not None:
        _end(voucher, "expire", Actor.CLOCK, at)
