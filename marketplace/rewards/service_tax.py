"""A business's taxes: its name to the tax office, and rates from a day on that are never changed once they hold."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.rewards.models import TaxDetails, TaxRate
from marketplace.rewards.treasury import tax as treasury_tax
from payouts.tax import MILLION


def write_details(
    business: Business, *, legal_name: str, address: str, tax_number: str, is_inclusive: bool, rounding: str
) -> TaxDetails:
    """Say who the business is to the tax office and how its prices hold tax; bookings made before keep what was agreed."""
    details = treasury_tax.details_of(business)
    if details is None:
        details = TaxDetails(business_id=business.id)
        db.session.add(details)
    details.legal_name, details.address, details.tax_number = legal_name, address, tax_number
    details.is_inclusive, details.rounding = is_inclusive, rounding
    db.session.flush()
    return details


def add_rate(business: Business, *, name: str, rate_ppm: int, kind: str, starts_on: date) -> TaxRate:
    """Enter a rate from a day on. One of 0 ends a tax."""
    rates = treasury_tax.rates_of(business)
    if any((r.name, r.kind, r.starts_on) == (name, kind, starts_on) for r in rates):
        raise Invalid("tax_rate_known", field="starts_on")
    made = TaxRate(business_id=business.id, name=name, rate_ppm=rate_ppm, kind=kind, starts_on=starts_on)
    for day in {starts_on, *(r.starts_on for r in rates if r.starts_on > starts_on)}:
        for one in {kind, *(r.kind for r in rates)}:
            if sum(treasury_tax.in_force([*rates, made], one, day)) > MILLION:
                raise Invalid("tax_too_high", field="rate")
    db.session.add(made)
    db.session.flush()
    return made


def remove_rate(business: Business, public_id: str, at: datetime) -> None:
    """Take away a rate that has not begun: nothing rests on it yet."""
    query = sa.select(TaxRate).where(TaxRate.business_id == business.id, TaxRate.public_id == public_id)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    if found.starts_on <= at.astimezone(ZoneInfo(business.timezone)).date():
        raise Refused("tax_rate_began")
    db.session.delete(found)
