"""First schemes for owners: the library's for kind and terms, at what the owner said an hour is worth."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from marketplace.businesses.answers import Answers
from marketplace.businesses.models import Programme
from marketplace.core.kinds import registry
from payouts import schemes
from payouts.schemes import Scheme

BPS = 10_000


def first_scheme(programme: Programme, answers: Answers) -> dict[str, Any]:
    """The scheme a new programme starts from: the library's for its kind and terms, at the owner's hourly worth."""
    scheme = schemes.default_scheme(programme.kind, programme.terms, programme.currency)
    if answers.pay_hour_minor:
        scheme = _at_rate(scheme, answers.pay_hour_minor)
    price_minor = registry.get(programme.kind).policy(programme).get("price_hour_minor")
    return (_within_price(scheme, int(price_minor)) if price_minor else scheme).to_document()


def part_of_an_hour(currency: str, percent: int) -> int:
    """So many hundredths of what an hour of work usually starts at, in minor units: a sum that makes sense in a currency."""
    return schemes.usual_hour_minor(currency) * percent // 100


def _at_rate(scheme: Scheme, hour_minor: int) -> Scheme:
    """The same scheme with its amounts in proportion to another hourly worth."""
    usual = schemes.usual_hour_minor(scheme.currency)
    parts = tuple(
        replace(c, amount_minor=(c.amount_minor * hour_minor + usual // 2) // usual) if c.amount_minor else c
        for c in scheme.components
    )
    return replace(scheme, components=parts)


def _within_price(scheme: Scheme, price_minor: int) -> Scheme:
    """Where customers pay by the hour: the share of it that comes to the hourly worth, all of it at most; the rest is topped up."""
    hour_minor = next((c.amount_minor for c in scheme.components if c.type == "floor_per_hour"), 0)
    rate_bps = min(BPS, -(-hour_minor * BPS // price_minor))
    parts = tuple(
        replace(c, rate_bps=rate_bps) if c.type == "share_of_price" and rate_bps else c
        for c in scheme.components
    )
    return replace(scheme, components=parts)
