"""The money of somebody who leaves a programme, or goes for good: what becomes of every cent, said first and then done."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from marketplace.core.consequences import Consequence
from marketplace.core.db import db
from marketplace.identity import erasure
from marketplace.identity.models import Identity
from marketplace.rewards import causes, treasury
from marketplace.rewards.models import PerkClaim
from marketplace.rewards.perks import UNDECIDED
from marketplace.rewards.treasury import gifts as treasury_gifts
from marketplace.rewards.treasury import going
from marketplace.rewards.treasury import payouts as treasury_payouts
from marketplace.superfans.lifecycle import BELONGING
from marketplace.superfans.membership_hooks import leaving, when_gone, when_joined
from marketplace.superfans.models import Membership
from marketplace.superfans.queries import has_left, memberships_of
from payouts.closing import Leaving
from payouts.money import Money


def register() -> None:
    """Money is shown after work, and settled last of all."""
    leaving.take_part("rewards", 90, foresee)
    when_gone(settle)
    when_joined(pay_as_wished)
    erasure.foresight.take_part("rewards", 90, foresee_erasure)


def foresee(membership: Membership, at: datetime) -> list[Consequence]:
    """What becomes of each cent: sent at once when the last tie to the business is cut, and as before otherwise."""
    business, fan = membership.programme.business, membership.fan
    stays = any(
        one.id != membership.id and one.state in BELONGING and one.programme.business_id == business.id
        for one in memberships_of(fan)
    )
    money = going.foresee_going(business, fan, at)
    found = [one for each in money for one in (_goes_on(each) if stays else _goes(each))]
    ref = None if not stays else membership.programme.public_id
    points = sum(points for of, points in treasury.points_of(fan.public_id) if of == business.public_id)
    found += [*_costs([fan.public_id], business.public_id, ref), *_gifts([fan.public_id], business.public_id)]
    return [*found, Consequence("points_stay", "later", points)] if points else found


def settle(membership: Membership, at: datetime) -> None:
    """Send what is due to whoever has nothing to do with the business any more."""
    business = membership.programme.business
    if has_left(membership.fan, business):
        going.go(business, membership.fan, at)


def pay_as_wished(membership: Membership, at: datetime) -> None:
    """Whoever comes back is paid on their own day again."""
    treasury_payouts.welcome_back(membership.fan, membership.programme.business, at)


def foresee_erasure(person: Identity, at: datetime) -> list[Consequence]:
    """What ends with an account, once all that is owed to its owner is settled."""
    refs = erasure.person_of(person).refs
    found = [replace(one, when="now") for one in _costs(refs, None, None)]
    for left in treasury.left_to(refs, at):
        name, code = left.business.name, left.currency
        if left.debt_minor:
            found.append(Consequence("debt_borne", "now", 0, left.debt_minor, code, name=name))
        if left.beyond_minor:
            found.append(Consequence("beyond", "later", 0, left.beyond_minor, code, name=name))
    points = sum(points for ref in refs for _of, points in treasury.points_of(ref))
    found += _gifts(refs, None)
    return [*found, Consequence("points_end", "now", points)] if points else found


Row = tuple[str, str, Money]


def _goes(one: Leaving) -> list[Consequence]:
    """By currency, when nothing ties the fan to the business any more."""
    kept = "kept_back" if one.kept_back_until_at else "kept_back_open"
    return _said(
        one,
        ("sent", "now", one.sent),
        ("debt_met", "now", one.debt_met),
        ("waiting", "later", one.waiting),
        ("too_little", "later", one.too_little),
        (kept, "later", one.kept_back),
    )


def _goes_on(one: Leaving) -> list[Consequence]:
    """By currency, when the fan still belongs to another programme of the same business."""
    unsent = one.sent + one.waiting + one.too_little + one.kept_back
    return _said(one, ("goes_on", "later", unsent), ("comes_off", "later", one.debt_met))


def _said(one: Leaving, *rows: Row) -> list[Consequence]:
    """These, and what is the same whether a fan goes or stays; nothing that is zero."""
    every: tuple[Row, ...] = (
        *rows,
        ("under_way", "later", one.under_way),
        ("credit_stays", "later", one.credit),
        ("debt_left", "asked", one.debt_left),
    )
    return [
        Consequence(
            code,
            when,
            amount_minor=amount.amount_minor,
            currency=one.currency,
            until_at=one.kept_back_until_at if code == "kept_back" else None,
        )
        for code, when, amount in every
        if amount
    ]


def _costs(
    fan_refs: Collection[str], business_ref: str | None, programme_ref: str | None
) -> Iterator[Consequence]:
    """Perks that were promised: to be claimed still, or claimed and not answered."""
    c = PerkClaim
    amount = sa.func.coalesce(sa.case((c.state == "claimed", c.amount_minor)), c.cap_minor)
    is_claimed = c.state == "claimed"
    query = (
        sa.select(is_claimed, c.currency, sa.func.count(), sa.func.sum(amount), sa.func.max(c.lapses_at))
        .where(c.fan_ref.in_(fan_refs), c.state.in_(UNDECIDED))
        .group_by(is_claimed, c.currency)
        .order_by(is_claimed, c.currency)
    )
    if business_ref is not None:
        query = query.where(c.business_ref == business_ref)
    if programme_ref is not None:
        query = query.where(c.programme_ref == programme_ref)
    for claimed, currency, number, total, lapses_at in db.session.execute(query):
        code, until_at = ("costs_claimed", None) if claimed else ("costs_open", lapses_at)
        yield Consequence(code, "later", number, int(total), currency, until_at)


def _gifts(fan_refs: Collection[str], business_ref: str | None) -> list[Consequence]:
    """What was given to causes and is not passed on yet, by cause."""
    sums: dict[tuple[str, str], int] = {}
    for one in (gift for ref in fan_refs for gift in treasury_gifts.gifts_of(ref)):
        if one.passed_at is None and business_ref in (None, one.business_ref):
            key = (one.cause_ref, one.currency)
            sums[key] = sums.get(key, 0) + one.amount_minor - one.passed_minor
    names = causes.names_of({ref for ref, _currency in sums})
    return [
        Consequence(
            "gifts_go_on", "later", 0, minor, currency, name=names[ref].words if ref in names else ref
        )
        for (ref, currency), minor in sorted(sums.items())
    ]
