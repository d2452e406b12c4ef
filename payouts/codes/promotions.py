"""Promotion codes: what one takes off a price, and whether it may. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from payouts.errors import PromotionRefused
from payouts.money import Money, share_bps


@dataclass(frozen=True, slots=True)
class Terms:
    """What a promotion gives, and its limits.

    Attributes
    ----------
    currency : str
    amount_minor : int or None
        So much off; one of this and ``rate_bps``.
    rate_bps : int or None
        This share of the price off, in basis points.
    cap_minor : int or None
        At most so much off.
    least_price_minor : int
        Only from this price on.
    uses_max, uses_max_each : int or None
        How often in all, and how often for one person. None: any number.
    starts_at, ends_at : datetime or None
        From (included) and until (excluded) when it can be used.
    only_for : tuple of str
        Public ids of the programmes and listings it is for; empty: all.
    """

    currency: str
    amount_minor: int | None = None
    rate_bps: int | None = None
    cap_minor: int | None = None
    least_price_minor: int = 0
    uses_max: int | None = None
    uses_max_each: int | None = None
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    only_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Promotion:
    """A promotion as it stands.

    Attributes
    ----------
    id : int
    public_id, business_ref, code : str
    terms : Terms
    state : str
        active, paused or ended.
    uses : int
        Bookings that hold it or have used it.
    made_at : datetime
    """

    id: int
    public_id: str
    business_ref: str
    code: str
    terms: Terms
    state: str
    uses: int
    made_at: dt.datetime


def discount(terms: Terms, price: Money) -> Money:
    """Reckon what is taken off a price: never more than the price or the cap.

    Parameters
    ----------
    terms : Terms
    price : Money

    Returns
    -------
    Money
        Shares are rounded half away from zero.
    """
    if terms.amount_minor is not None:
        off = Money(terms.amount_minor, terms.currency)
    else:
        off = share_bps(price, terms.rate_bps or 0)
    if terms.cap_minor is not None:
        off = min(off, Money(terms.cap_minor, terms.currency))
    return min(off, price)


def check(
    promotion: Promotion, price: Money, *, about: Collection[str], used_by_person: int, at: dt.datetime
) -> Money:
    """Say what a promotion takes off, or why it may not.

    Parameters
    ----------
    promotion : Promotion
    price : Money
    about : collection of str
        Public ids of the programme and the listing that are booked.
    used_by_person : int
        How often this person holds or has used it.
    at : datetime

    Returns
    -------
    Money
        Above zero.

    Raises
    ------
    PromotionRefused
        With the code ``promotion_over``, ``promotion_paused``, ``promotion_not_yet``, ``promotion_elsewhere``,
        ``promotion_currency``, ``promotion_least_price``, ``promotion_used_up``, ``promotion_used_by_you`` or
        ``promotion_nothing``.
    """
    terms = promotion.terms
    if promotion.state == "ended" or (terms.ends_at is not None and at >= terms.ends_at):
        raise PromotionRefused("promotion_over")
    if promotion.state == "paused":
        raise PromotionRefused("promotion_paused")
    if terms.starts_at is not None and at < terms.starts_at:
        raise PromotionRefused("promotion_not_yet", starts_at=terms.starts_at)
    if terms.only_for and not set(terms.only_for) & set(about):
        raise PromotionRefused("promotion_elsewhere")
    if price.currency != terms.currency:
        raise PromotionRefused("promotion_currency")
    if price.amount_minor < terms.least_price_minor:
        raise PromotionRefused(
            "promotion_least_price", least_price_minor=terms.least_price_minor, currency=terms.currency
        )
    if terms.uses_max_each is not None and used_by_person >= terms.uses_max_each:
        raise PromotionRefused("promotion_used_by_you")
    if terms.uses_max is not None and promotion.uses >= terms.uses_max:
        raise PromotionRefused("promotion_used_up")
    off = discount(terms, price)
    if not off:
        raise PromotionRefused("promotion_nothing")
    return off
