"""Time zones by place, and the currency and locale that go with a country."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import tzfpy
from babel.core import Locale, UnknownLocaleError
from babel.numbers import get_territory_currencies

from marketplace.core.minor import CURRENCIES
from marketplace.geo.distance import wrap_longitude

# Used where nobody keeps a civil clock or a country is unknown.
FALLBACK_ZONE = "UTC"
FALLBACK_CURRENCY = "USD"
FALLBACK_LOCALE = "en_US"


class NoSuchLocalTime(ValueError):
    """A clock time that the zone skips when its clocks go forward."""

    def __init__(self, local: datetime, zone: str) -> None:
        super().__init__(f"{local.isoformat()} does not exist in {zone}")
        self.local = local
        self.zone = zone


def zone_at(lat: float, lon: float) -> str:
    """IANA name of the zone at a point; at sea the nautical zone."""
    if not -90 <= lat <= 90:
        raise ValueError(f"no such latitude: {lat}")
    return tzfpy.get_tz(wrap_longitude(lon), lat) or FALLBACK_ZONE


def instant_of(local: datetime, zone: str) -> datetime:
    """UTC instant of a naive clock time in a zone; `fold` chooses between the two when clocks go back.

    Raises `NoSuchLocalTime` for a time that the zone skips.
    """
    if local.tzinfo is not None:
        raise ValueError("a local time carries its zone beside it, not within")
    instant = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0) != local.replace(fold=0):
        raise NoSuchLocalTime(local, zone)
    return instant


def is_ambiguous(local: datetime, zone: str) -> bool:
    """Whether the zone shows this clock time twice because its clocks go back."""
    where = ZoneInfo(zone)
    early = local.replace(tzinfo=where, fold=0).utcoffset() or timedelta()
    late = local.replace(tzinfo=where, fold=1).utcoffset() or timedelta()
    return early > late


def for_calendars(instant: datetime, zone: str) -> datetime:
    """An instant as a calendar file writes it: on the clock of its zone, or in UTC in the hour that the clock shows twice.

    A calendar file has no word for the second of the two, and its readers take the first.
    """
    local = instant.astimezone(ZoneInfo(zone))
    return instant.astimezone(UTC) if is_ambiguous(local.replace(tzinfo=None), zone) else local


@lru_cache(maxsize=512)
def currency_of_country(country: str) -> str:
    """ISO 4217 code of a country's own currency today, or of another where nothing can be paid in its own."""
    try:
        current = get_territory_currencies(country.upper(), tender=True)
    except KeyError:
        return FALLBACK_CURRENCY
    return next((code for code in current if code in CURRENCIES), FALLBACK_CURRENCY)


@lru_cache(maxsize=512)
def locale_of_country(country: str) -> str:
    """Most likely locale of a country, such as `es_MX` for MX and `nl_NL` for NL."""
    try:
        return str(Locale.parse(f"und_{country.upper()}"))
    except (UnknownLocaleError, ValueError):
        return FALLBACK_LOCALE


def language_for_country(country: str, offered: Sequence[str] = ("en", "es")) -> str:
    """The offered language that fits a country best; the first offered when none does."""
    language = locale_of_country(country).split("_")[0]
    return language if language in offered else offered[0]
