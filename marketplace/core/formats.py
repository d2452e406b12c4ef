"""Numbers, money, distances and instants as the reader writes them."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import dates, numbers
from flask_babel import get_locale, ngettext

from marketplace.core.minor import from_minor
from payouts.currency_words import currency_words


def format_money(amount_minor: int, currency: str) -> str:
    """Money by locale: 6850 USD is $68.50 in English and 68,50 US$ in Spanish."""
    return currency_words(from_minor(amount_minor, currency), currency, str(get_locale() or "en"))


def format_number(value: float | Decimal) -> str:
    """A plain number by locale."""
    return numbers.format_decimal(value, locale=get_locale())


def format_percent(rate_ppm: int) -> str:
    """A rate in parts per million, with as many decimals as it has: 88750 is 8.875% in English and 8,875 % in Spanish."""
    return numbers.format_percent(
        Decimal(rate_ppm) / 1_000_000, locale=get_locale(), decimal_quantization=False
    )


def format_distance(distance_m: float) -> str:
    """Metres below a kilometre, then kilometres with one decimal."""
    if distance_m < 1000:
        return f"{format_number(round(distance_m / 10) * 10)} m"
    return f"{format_number(round(distance_m / 1000, 1))} km"


def format_when(at: datetime, timezone: str, style: str = "medium") -> str:
    """Date and time in a zone: `Sat 28 Nov, 10:00` in the reader's language."""
    locale, zone = get_locale(), ZoneInfo(timezone)
    day = dates.format_skeleton("EdMMM", at, tzinfo=zone, locale=locale)
    if style == "full":
        day = dates.format_skeleton("yMMMMEEEEd", at, tzinfo=zone, locale=locale)
    return f"{day}, {format_time(at, timezone)}"


def format_time(at: datetime, timezone: str) -> str:
    """The time of day in a zone."""
    return dates.format_time(at, "short", tzinfo=ZoneInfo(timezone), locale=get_locale())


def format_clock(local: str) -> str:
    """A time of day kept as 09:30, which lies in no zone yet: 9:30 AM in English and 9:30 in Spanish."""
    return dates.format_time(time.fromisoformat(local), "short", locale=get_locale())


def format_day(at: datetime, timezone: str) -> str:
    """The day in a zone, without its time."""
    return dates.format_skeleton("yMMMd", at, tzinfo=ZoneInfo(timezone), locale=get_locale())


def format_date(day: date) -> str:
    """A day of the calendar, whatever the zone."""
    return dates.format_skeleton("yMMMd", datetime(day.year, day.month, day.day), locale=get_locale())  # noqa: DTZ001 - a day has no zone


def format_minutes(minutes: int) -> str:
    """Hours and minutes: `2 h 30 min`."""
    hours, rest = divmod(int(minutes), 60)
    parts = ([f"{hours} h"] if hours else []) + ([f"{rest} min"] if rest or not hours else [])
    return " ".join(parts)


def format_hours(hours: int) -> str:
    """Whole hours in words: `1 hour`, `24 hours`."""
    return str(ngettext("%(num)s hour", "%(num)s hours", hours))


def format_days(days: int) -> str:
    """Whole days in words: `1 day`, `14 days`."""
    return str(ngettext("%(num)s day", "%(num)s days", days))


def zone_name(timezone: str) -> str:
    """What people call a zone: its city and present offset name."""
    return dates.get_timezone_location(ZoneInfo(timezone), locale=get_locale(), return_city=True)
