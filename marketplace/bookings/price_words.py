"""A price line by line, as it is shown everywhere: list price, promotion, tax, credit, card; the lines add up to the total."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.bookings.charges import charges_of
from marketplace.bookings.models import Booking
from marketplace.core.formats import format_money, format_percent
from marketplace.rewards.treasury import checkout as treasury_checkout
from marketplace.rewards.treasury.promotions import Terms

Row = tuple[str, int, str | None]


@dataclass(frozen=True)
class Prices:
    """Rows of (label, amount, note) that add up to the total, and what is paid how."""

    rows: list[Row]
    to_pay_minor: int
    credit_minor: int
    card_minor: int
    taxes: list[tuple[str, int]]  # each tax in words, and its amount
    is_inclusive: bool
    promotion: str  # its code; empty where there is none
    currency: str
    tax_notes: list[str] = field(default_factory=list)  # of prices that hold their tax

    @property
    def is_plain(self) -> bool:
        """True where nothing lessens or raises the price: it needs no lines."""
        return len(self.rows) == 1 and not self.credit_minor


def prices_of(booking: Booking) -> Prices:
    """What a booking costs now and how that comes about."""
    now, code = charges_of(booking), ""
    people = ngettext("%(num)d person", "%(num)d people", booking.party)
    rows: list[Row] = [(people, booking.price_minor + (booking.lost_minor or 0), None)]
    if booking.lost_minor:
        rows.append((_("A part that fell away"), -booking.lost_minor, None))
    if now.discount_minor:
        code = treasury_checkout.promotion_of(booking.public_id)
        rows.append((_("Promotion"), -now.discount_minor, code or None))
    taxes = taxes_of(booking, now.tax_minor)
    if not now.is_inclusive:
        rows += [(words, amount, None) for words, amount in taxes]
    notes = []
    if now.is_inclusive:
        notes = [
            _("%(tax)s included: %(amount)s", tax=words, amount=format_money(amount, booking.currency))
            for words, amount in taxes
        ]
    return Prices(
        rows,
        now.to_pay_minor,
        now.credit_minor,
        now.card_minor,
        taxes,
        now.is_inclusive,
        code,
        booking.currency,
        notes,
    )


def taxes_of(booking: Booking, tax_minor: int) -> list[tuple[str, int]]:
    """Each tax in words with its part of the tax that is charged; the parts add up."""
    rates = booking.tax["rates"] if booking.tax else []
    shares = treasury_checkout.divided(
        tax_minor, [int(one.get("tax_minor", 0)) for one in rates], booking.currency
    )
    return [
        (f"{one['name']} {format_percent(one['rate_ppm'])}", share)
        for one, share in zip(rates, shares, strict=True)
    ]


def promotion_words(terms: Terms) -> str:
    """What a promotion takes off: a share with its cap, or an amount."""
    if terms.amount_minor is not None:
        return format_money(terms.amount_minor, terms.currency)
    share = format_percent((terms.rate_bps or 0) * 100)
    if terms.cap_minor is None:
        return share
    return _("%(share)s, at most %(most)s", share=share, most=format_money(terms.cap_minor, terms.currency))
