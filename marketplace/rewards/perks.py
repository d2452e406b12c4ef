"""Perks with receipts: a fan claims what a perk cost, the business pays it or says why not, the rest lapses."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.businesses.models import Business, Programme
from marketplace.core import jobs
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.core.lifecycle import Actor, move
from marketplace.identity.models import Identity
from marketplace.rewards.lifecycle import PERK_CLAIM
from marketplace.rewards.models import PerkClaim
from marketplace.rewards.treasury import perks as treasury_perks
from marketplace.superfans.models import Superfan
from marketplace.trust.models import Upload
from marketplace.trust.people import desk_of, identity_of, owners_of
from marketplace.trust.service_audit import log_action
from marketplace.trust.service_notices import notify

SHOP_LENGTH_MAX, WORDS_LENGTH_MAX, REASON_LENGTH_MAX = 80, 1000, 500
AGAIN_DAYS = 7  # to send a better receipt after a refusal, whatever the first last day was
UNDECIDED = ("open", "claimed", "refused")


@dataclass(frozen=True)
class Receipt:
    """What a fan says of their costs: how much, where, and a photo or a few words that show it."""

    amount_minor: int
    shop: str
    words: str
    upload: Upload | None = None


def claim(found: PerkClaim, receipt: Receipt, at: datetime) -> PerkClaim:
    """Send a receipt, or a better one after a refusal, until the last day."""
    one = locked(found)
    if at >= one.lapses_at and one.state in ("open", "refused", "lapsed"):
        raise Refused("perk_lapsed", lapsed_at=one.lapses_at, timezone=programme_of(one).business.timezone)
    PERK_CLAIM.target(one.state, "claim", Actor.FAN)
    if not 0 < receipt.amount_minor <= one.cap_minor:
        raise Invalid("perk_amount", field="amount", cap_minor=one.cap_minor, currency=one.currency)
    if not receipt.shop or len(receipt.shop) > SHOP_LENGTH_MAX:
        raise Invalid("perk_shop", field="shop")
    if len(receipt.words) > WORDS_LENGTH_MAX or not (receipt.words or receipt.upload or one.upload_id):
        raise Invalid("perk_receipt", field="words")
    move(PERK_CLAIM, one, "claim", Actor.FAN, at, actor_ref=one.fan_ref)
    one.amount_minor, one.shop, one.words = receipt.amount_minor, receipt.shop, receipt.words
    one.claimed_at, one.reason = at, ""
    if receipt.upload is not None:
        one.upload = receipt.upload
    programme, fan, desk = programme_of(one), identity_of(one.fan_ref), desk_of(one.business_ref)
    params = treasury_perks.params_of(one, programme) | {"amount_minor": one.amount_minor, "name": fan}
    for owner in owners_of(one.business_ref):
        path = f"/desk/{desk.slug}/money/costs" if desk else "/"
        notify(owner, "rewards.perk_claimed", params, path, at)
    return one


def approve(found: PerkClaim, staff: Identity, at: datetime) -> PerkClaim:
    """Pay what was claimed, once; a second press, or somebody else's, is told that it is decided."""
    one = _to_decide(found, "approve")
    move(PERK_CLAIM, one, "approve", Actor.STAFF, at, actor_ref=staff.public_id)
    one.paid_minor, one.decided_by_ref, one.decided_at = one.amount_minor, staff.public_id, at
    db.session.flush()
    programme = programme_of(one)
    treasury_perks.pay(one, programme, at)
    _log(one, staff, "money.perk_paid", at)
    _tell(
        one,
        "rewards.perk_paid",
        treasury_perks.params_of(one, programme) | {"amount_minor": one.paid_minor},
        at,
    )
    return one


def refuse(found: PerkClaim, staff: Identity, reason: str, at: datetime) -> PerkClaim:
    """Say why not and what to do; the fan may send another, for a week at least."""
    one, words = _to_decide(found, "refuse"), reason.strip()
    if not words or len(words) > REASON_LENGTH_MAX:
        raise Invalid("perk_reason", field="reason")
    move(PERK_CLAIM, one, "refuse", Actor.STAFF, at, actor_ref=staff.public_id)
    one.reason, one.decided_by_ref, one.decided_at = words, staff.public_id, at
    one.lapses_at = max(one.lapses_at, at + timedelta(days=AGAIN_DAYS))
    treasury_perks.stage_lapse(one)
    _log(one, staff, "money.perk_refused", at)
    _tell(one, "rewards.perk_refused", treasury_perks.params_of(one, programme_of(one)), at)
    return one


def withdraw_all(fan_refs: Sequence[str], at: datetime) -> None:
    """Whoever leaves claims nothing any more: what was set apart is free again."""
    query = sa.select(PerkClaim).where(PerkClaim.fan_ref.in_(fan_refs), PerkClaim.state.in_(UNDECIDED))
    for found in db.session.scalars(query.order_by(PerkClaim.id)).all():
        one = locked(found)
        if PERK_CLAIM.allows(one.state, "withdraw", Actor.FAN):
            move(PERK_CLAIM, one, "withdraw", Actor.FAN, at, actor_ref=one.fan_ref)
            treasury_perks.give_back(one, at)


def locked(found: PerkClaim) -> PerkClaim:
    """The same under its lock, as it stands now."""
    query = sa.select(PerkClaim).where(PerkClaim.id == found.id).with_for_update(of=PerkClaim)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def claims_of(fan: Superfan) -> list[PerkClaim]:
    """A fan's claims, what they can do something about first."""
    rows = db.session.scalars(sa.select(PerkClaim).where(PerkClaim.fan_ref == fan.public_id))
    order = {"refused": 0, "open": 1, "claimed": 2}
    return sorted(rows, key=lambda one: (order.get(one.state, 3), -one.id))


def claims_for(assignment_refs: Collection[str]) -> dict[str, list[PerkClaim]]:
    """The claims of these assignments, by assignment."""
    query = sa.select(PerkClaim).where(PerkClaim.assignment_ref.in_(assignment_refs)).order_by(PerkClaim.id)
    found: dict[str, list[PerkClaim]] = {}
    for one in db.session.scalars(query):
        found.setdefault(one.assignment_ref, []).append(one)
    return found


def has_any(fan: Superfan) -> bool:
    """Whether a fan was ever promised something against a receipt."""
    return bool(db.session.scalar(sa.select(sa.exists().where(PerkClaim.fan_ref == fan.public_id))))


def claim_of_fan(fan: Superfan | None, ref: str) -> PerkClaim:
    """One of a fan's own; NotFound for anybody else's."""
    query = sa.select(PerkClaim).where(PerkClaim.public_id == ref)
    found = db.session.scalar(query.where(PerkClaim.fan_ref == fan.public_id)) if fan is not None else None
    if found is None:
        raise NotFound
    return found


def claims_at(business: Business, limit: int = 200) -> list[PerkClaim]:
    """A business's claims, what waits for it first, then what may still come."""
    order = sa.case((PerkClaim.state == "claimed", 0), (PerkClaim.state.in_(UNDECIDED), 1), else_=2)
    query = sa.select(PerkClaim).where(PerkClaim.business_ref == business.public_id)
    return list(db.session.scalars(query.order_by(order, PerkClaim.id.desc()).limit(limit)))


def claim_at(business: Business, ref: str) -> PerkClaim:
    """One of a business's own; NotFound for another's."""
    query = sa.select(PerkClaim).where(
        PerkClaim.public_id == ref, PerkClaim.business_ref == business.public_id
    )
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def waiting_at(business: Business) -> int:
    """How many receipts wait for a business's answer."""
    query = sa.select(sa.func.count()).where(
        PerkClaim.business_ref == business.public_id, PerkClaim.state == "claimed"
    )
    return int(db.session.scalar(query) or 0)


def is_used_by(business: Business) -> bool:
    """Whether anything was ever promised against a receipt here."""
    query = sa.select(sa.exists().where(PerkClaim.business_ref == business.public_id))
    return bool(db.session.scalar(query))


def programme_of(one: PerkClaim) -> Programme:
    """The programme that promised it."""
    return db.session.scalars(sa.select(Programme).where(Programme.public_id == one.programme_ref)).one()


@jobs.job("rewards.lapse_perk")
def lapse(payload: dict[str, Any], at: datetime) -> None:
    """Its last day is over: what was set apart is free again. One that waits for the business's answer stays."""
    found = _by_ref(payload)
    one = locked(found) if found is not None else None
    if one is None or at < one.lapses_at or not PERK_CLAIM.allows(one.state, "lapse", Actor.CLOCK):
        return
    move(PERK_CLAIM, one, "lapse", Actor.CLOCK, at)
    treasury_perks.give_back(one, at)
    _tell(one, "rewards.perk_lapsed", treasury_perks.params_of(one, programme_of(one)), at)


@jobs.job("rewards.remind_perk")
def remind(payload: dict[str, Any], at: datetime) -> None:
    """A few days before the last: say so to whoever has not claimed yet."""
    one = _by_ref(payload)
    if one is not None and one.state == "open" and at < one.lapses_at and at > one.opened_at:
        _tell(one, "rewards.perk_soon", treasury_perks.params_of(one, programme_of(one)), at)


def assignments_of(refs: Collection[str]) -> dict[str, str]:
    """The assignment behind each claim."""
    query = sa.select(PerkClaim.public_id, PerkClaim.assignment_ref).where(PerkClaim.public_id.in_(refs))
    return dict(db.session.execute(query).all())


def _to_decide(found: PerkClaim, action: str) -> PerkClaim:
    one = locked(found)
    if not PERK_CLAIM.allows(one.state, action, Actor.STAFF):
        raise Refused("perk_decided")
    return one


def _by_ref(payload: dict[str, Any]) -> PerkClaim | None:
    return db.session.scalar(sa.select(PerkClaim).where(PerkClaim.public_id == payload["claim"]))


def _tell(one: PerkClaim, code: str, params: dict[str, Any], at: datetime) -> None:
    person = identity_of(one.fan_ref)
    if person is not None and person.erased_at is None:
        notify(person, code, params, treasury_perks.path_of(one), at)


def _log(one: PerkClaim, staff: Identity, action: str, at: datetime) -> None:
    detail = {"amount_minor": one.amount_minor or 0, "currency": one.currency}
    log_action(one.business_ref, staff.public_id, action, one.public_id, detail, at)
