"""Sensible first schemes per kind of gig and terms, as a starting point for owners."""

from __future__ import annotations

from typing import Any

from payouts.currencies import currency as currency_of
from payouts.schemes.document import Scheme, Terms
from payouts.schemes.validation import scheme_from_document

KINDS = ("experience", "journey", "layover", "request", "delivery", "help", "idea")
"""Kinds of gig that have a scheme of their own; any other gets the plain one."""

HOUR_MINOR = {
    "AUD": 3200, "BRL": 4000, "CAD": 2600, "CHF": 3000, "CLP": 6000, "COP": 20000_00, "DKK": 160_00,
    "EUR": 1800, "GBP": 1600, "JPY": 1800, "KRW": 15000, "MXN": 120_00, "NOK": 220_00, "NZD": 3000,
    "PEN": 2500, "PLN": 4500, "SEK": 200_00, "USD": 2000,
}  # fmt: skip
"""Starting pay for an hour of work, in minor units: round figures above the local minimum wages of 2026,
for the owner to change. Not a legal minimum."""

_FALLBACK_HOUR_MAJOR = 20
_TRANSPORT = {"en": "Train or bus fare", "es": "Tren o autobús"}
_FIRST_ROUND = {"en": "The first round", "es": "La primera ronda"}


def default_scheme(kind: str, terms: Terms, currency: str) -> Scheme:
    """Give the scheme an owner starts from.

    Parameters
    ----------
    kind : str
        Kind of gig; one of `KINDS`, or any other for the plain scheme.
    terms : str
        volunteer, volunteer_with_perks or paid.
    currency : str
        ISO 4217 code.

    Returns
    -------
    Scheme

    Raises
    ------
    InvalidMoney
        If the currency is unknown.
    InvalidScheme
        If the terms are unknown.
    """
    hour = usual_hour_minor(currency)
    components: list[dict[str, Any]] = [{"code": "points", "type": "points", "points": 10}]
    if terms == "volunteer_with_perks":
        components = [*_perks(kind, hour), *components]
    elif terms == "paid":
        components = [*_PAY.get(kind, _plain)(hour), *components]
    return scheme_from_document(
        {
            "schema": 1,
            "currency": currency,
            "terms": terms,
            "components": components,
            "choices": [{"kind": "money"}, {"kind": "store_credit", "bonus_bps": 1000}]
            if terms == "paid"
            else [],
            "hold_hours": 24,
        }
    )


def usual_hour_minor(currency: str) -> int:
    """Give the starting pay for an hour of work.

    Parameters
    ----------
    currency : str
        ISO 4217 code.

    Returns
    -------
    int
        In minor units of the currency; 20 of its major units where `HOUR_MINOR` names none.

    Raises
    ------
    InvalidMoney
        If the currency is unknown.
    """
    return HOUR_MINOR.get(currency, _FALLBACK_HOUR_MAJOR * int(10 ** currency_of(currency).exponent))


def _part(hour: int, percent: int) -> int:
    return max(1, hour * percent // 100)


def _perks(kind: str, hour: int) -> list[dict[str, Any]]:
    if kind in ("help", "idea"):
        return [{"code": "thanks", "type": "credit", "amount_minor": _part(hour, 25)}]
    return [
        {"code": "transport", "type": "perk", "cap_minor": _part(hour, 60), "labels": _TRANSPORT},
        {"code": "first_round", "type": "perk", "cap_minor": _part(hour, 75), "labels": _FIRST_ROUND},
    ]


def _plain(hour: int) -> list[dict[str, Any]]:
    return [
        {"code": "time", "type": "per_hour", "amount_minor": hour},
        {"code": "overrun", "type": "overrun", "amount_minor": hour, "minutes_free": 10, "minutes_max": 60},
    ]


def _delivery(hour: int) -> list[dict[str, Any]]:
    """Guaranteed block pay; overrun, waiting, returns and kilometres paid, which drivers elsewhere miss."""
    return [
        {"code": "block", "type": "per_hour", "amount_minor": hour},
        {"code": "stops", "type": "per_stop", "amount_minor": _part(hour, 3), "units_max": 80},
        {"code": "distance", "type": "per_km", "amount_minor": _part(hour, 2), "units_max": 150},
        {"code": "overrun", "type": "overrun", "amount_minor": hour, "minutes_free": 15, "minutes_max": 60},
        {"code": "waiting", "type": "waiting", "amount_minor": hour, "minutes_free": 10, "minutes_max": 30},
        {"code": "returns", "type": "returns", "amount_minor": _part(hour, 5)},
        {
            "code": "peak", "type": "bonus", "rate_bps": 1000,
            "when": [{"fact": "is_peak", "op": "eq", "value": True}],
        },
    ]  # fmt: skip


def _experience(hour: int) -> list[dict[str, Any]]:
    """The customer's price pays the host; the business guarantees a floor per hour."""
    return [
        {"code": "share", "type": "share_of_price", "rate_bps": 8000, "funded_by": "booking"},
        {"code": "floor", "type": "floor_per_hour", "amount_minor": hour},
    ]


def _layover(hour: int) -> list[dict[str, Any]]:
    """A meeting lasts from one hour to half a day, as the flights leave it: its hours are paid, not the meeting."""
    return [{"code": "time", "type": "per_hour", "amount_minor": hour}, *_perks("layover", hour)]


def _answer(hour: int) -> list[dict[str, Any]]:
    return [{"code": "gig", "type": "per_gig", "amount_minor": _part(hour, 25)}]


_PAY = {
    "delivery": _delivery,
    "experience": _experience,
    "request": _experience,
    "journey": _experience,
    "layover": _layover,
    "help": _answer,
    "idea": _answer,
}
