"""Taxes of a business: its own dated rates, pinned to a booking by the day of the work, and its name to the tax office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core.db import db
from marketplace.rewards.models import TaxDetails, TaxRate
from payouts.currencies import currency
from payouts.money import Money
from payouts.tax import DatedRate, rates_on, tax_lines


def details_of(business: Business) -> TaxDetails | None:
    """Who the business is to the tax office; None while it has never said."""
    return db.session.scalar(sa.select(TaxDetails).where(TaxDetails.business_id == business.id))


def rates_of(business: Business) -> list[TaxRate]:
    """Every rate it has entered, the latest first."""
    query = sa.select(TaxRate).where(TaxRate.business_id == business.id)
    return list(db.session.scalars(query.order_by(TaxRate.starts_on.desc(), TaxRate.id.desc())))


def agreed_for(business: Business, kind: str, on: date) -> dict[str, Any] | None:
    """The taxes that hold for a kind of gig on the day of the work, as a booking keeps them; None where there are none."""
    chosen = rates_on(_dated(rates_of(business)), kind, on)
    if not chosen:
        return None
    details = details_of(business)
    return {
        "is_inclusive": details.is_inclusive if details else True,
        "rounding": details.rounding if details else "total",
        "rates": [{"name": rate.name, "rate_ppm": rate.rate_ppm} for rate in chosen],
        "on": on.isoformat(),
    }


def in_force(rates: Iterable[TaxRate], kind: str, on: date) -> list[int]:
    """The rates that hold for a kind on a day, in parts per million."""
    return [one.rate_ppm for one in rates_on(_dated(rates), kind, on)]


def is_used_by(business: Business) -> bool:
    """True once a business has said anything about tax."""
    either = sa.or_(
        sa.exists().where(TaxRate.business_id == business.id),
        sa.exists().where(TaxDetails.business_id == business.id),
    )
    return bool(db.session.scalar(sa.select(either)))


def _dated(rates: Iterable[TaxRate]) -> list[DatedRate]:
    return [DatedRate(one.name, one.rate_ppm, one.starts_on, one.kind or None) for one in rates]


def taxed(tax: Mapping[str, Any] | None, net_minor: int, code: str) -> dict[str, Any] | None:
    """The same with the tax of a price after its promotion."""
    if tax is None:
        return None
    on = date.fromisoformat(tax["on"])
    rates = [DatedRate(rate["name"], rate["rate_ppm"], on) for rate in tax["rates"]]
    found = tax_lines(
        [Money(net_minor, code)],
        rates,
        currency=code,
        is_inclusive=tax["is_inclusive"],
        rounding=tax["rounding"],
    )
    taxes = [line.tax.amount_minor for line in found.lines]
    if not tax["is_inclusive"] and taxes:
        # What comes on top must be something that a card can take.
        odd = sum(taxes) % currency(code).charge_multiple
        taxes[-1] += currency(code).charge_multiple - odd if odd else 0
    rows = [dict(rate) | {"tax_minor": one} for rate, one in zip(tax["rates"], taxes, strict=True)]
    return dict(tax) | {"rates": rows, "tax_minor": sum(taxes)}
