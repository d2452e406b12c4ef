"""Gifts to good causes: what fans gave through a business, what is passed on, and what each fan sees of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core.db import db
from marketplace.core.errors import Invalid, Refused
from marketplace.core.words import Written
from marketplace.identity.models import Identity
from marketplace.rewards import causes
from marketplace.rewards.models import Cause, CauseSettlement
from marketplace.rewards.treasury import gifts as treasury_gifts
from marketplace.rewards.treasury.gifts import GiftPosting
from marketplace.superfans.models import Superfan
from marketplace.trust.service_audit import log_action

REFERENCE_LENGTH_MAX = 80


@dataclass(frozen=True)
class OwedToCause:
    """What a business still has to pass on to one cause, in one currency."""

    cause: Cause
    currency: str
    owed_minor: int  # given and not passed on
    noted_minor: int  # noted as paid, and waiting for its second step
    passed_minor: int
    account: str  # none, asked or ready: the cause's own account at the provider


@dataclass(frozen=True)
class Gift:
    """One gift of a fan: to which cause, how much, what of it was passed on, and when the whole of it."""

    cause: Written
    business: str
    amount_minor: int
    currency: str
    given_at: datetime
    passed_minor: int
    passed_at: datetime | None


def owed_to_causes(business: Business) -> list[OwedToCause]:
    """Every cause that was ever given to, with what is still to be passed on."""
    standing = treasury_gifts.balances(business.public_id)
    known = {one.public_id: one for one in db.session.scalars(_of(business))}
    noted = _noted(business)
    found = []
    for (ref, currency), (owed, passed) in sorted(standing.items()):
        if ref in known:
            account = treasury_gifts.account_of(business, ref)
            waiting = noted.get((ref, currency), 0)
            found.append(OwedToCause(known[ref], currency, owed, waiting, passed, account))
    return sorted(found, key=lambda one: (one.owed_minor == 0, one.cause.name.casefold(), one.currency))


def settlements_of(business: Business, limit: int = 50) -> list[CauseSettlement]:
    """What was noted, confirmed and withdrawn, newest first."""
    query = sa.select(CauseSettlement).join(Cause).where(Cause.business_id == business.id)
    return list(db.session.scalars(query.order_by(CauseSettlement.id.desc()).limit(limit)))


def settlement_of(business: Business, public_id: str, *, locks: bool = False) -> CauseSettlement | None:
    """One of a business's own."""
    query = (
        sa.select(CauseSettlement)
        .join(Cause)
        .where(Cause.business_id == business.id, CauseSettlement.public_id == public_id)
    )
    return db.session.scalar(query.with_for_update(of=CauseSettlement) if locks else query)


def note(
    cause: Cause,
    actor: Identity,
    *,
    way: str,
    currency: str,
    amount_minor: int,
    reference: str = "",
    paid_on: date | None = None,
    at: datetime,
) -> CauseSettlement:
    """Note that gifts are passed on: by the business's own bank, or through the provider. Nothing is booked yet."""
    owed, _passed = treasury_gifts.balances(cause.business.public_id).get((cause.public_id, currency), (0, 0))
    waiting = _noted(cause.business).get((cause.public_id, currency), 0)
    if not 0 < amount_minor <= owed - waiting:
        raise Invalid("gift_amount", field="amount", owed_minor=max(0, owed - waiting), currency=currency)
    written = " ".join(reference.split())
    if way == "bank":
        if not written or len(written) > REFERENCE_LENGTH_MAX:
            raise Invalid("gift_reference", field="reference")
        if paid_on is None or paid_on > treasury_gifts.today(cause.business, at):
            raise Invalid("gift_day", field="paid_on")
    elif treasury_gifts.account_of(cause.business, cause.public_id) != "ready":
        raise Refused("cause_without_account", cause=cause.name)
    made = CauseSettlement(
        cause_id=cause.id, way=way, currency=currency, amount_minor=amount_minor, reference=written,
        paid_on=paid_on, state="noted", noted_by_ref=actor.public_id, noted_at=at,
    )  # fmt: skip
    made.cause = cause
    db.session.add(made)
    db.session.flush()
    return made


def confirm(settlement: CauseSettlement, actor: Identity, at: datetime) -> None:
    """The second step: book it, and where the provider is to send it, have it sent. Again changes nothing."""
    if settlement.state == "confirmed":
        return
    if settlement.state != "noted":
        raise Refused("gift_withdrawn")
    treasury_gifts.settle(settlement, at)
    _end(settlement, "confirmed", actor, at)


def withdraw(settlement: CauseSettlement, actor: Identity, at: datetime) -> None:
    """Take back what was only noted. What is booked stays booked."""
    if settlement.state == "confirmed":
        raise Refused("gift_confirmed")
    if settlement.state == "noted":
        _end(settlement, "withdrawn", actor, at)


def given_by(fan: Superfan) -> list[Gift]:
    """A fan's gifts, newest first, each with the day on which it was passed on, if it was."""
    found = treasury_gifts.gifts_of(fan.public_id)
    names = causes.names_of({one.cause_ref for one in found})
    return [_gift(one, names) for one in reversed(found)]


def _gift(one: GiftPosting, names: dict[str, Written]) -> Gift:
    return Gift(
        names.get(one.cause_ref, Written(one.cause_ref, None)),
        one.business_name,
        one.amount_minor,
        one.currency,
        one.given_at,
        one.passed_minor,
        one.passed_at,
    )


def _end(settlement: CauseSettlement, state: str, actor: Identity, at: datetime) -> None:
    settlement.state, settlement.ended_at, settlement.ended_by_ref = state, at, actor.public_id
    detail = {"amount_minor": settlement.amount_minor, "currency": settlement.currency, "way": settlement.way}
    business_ref = settlement.cause.business.public_id
    log_action(business_ref, actor.public_id, f"money.gift_{state}", settlement.public_id, detail, at)


def _of(business: Business) -> sa.Select[Cause]:
    return sa.select(Cause).where(Cause.business_id == business.id)


def _noted(business: Business) -> dict[tuple[str, str], int]:
    """What waits for its second step, by cause and currency."""
    query = (
        sa.select(Cause.public_id, CauseSettlement.currency, sa.func.sum(CauseSettlement.amount_minor))
        .join(Cause, Cause.id == CauseSettlement.cause_id)
        .where(Cause.business_id == business.id, CauseSettlement.state == "noted")
        .group_by(Cause.public_id, CauseSettlement.currency)
    )
    return {(ref, currency): int(total) for ref, currency, total in db.session.execute(query)}
