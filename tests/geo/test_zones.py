from datetime import UTC, datetime
from zoneinfo import available_timezones

import pytest
from hypothesis import given

from marketplace.geo import zones
from tests.geo.strategies import points


@pytest.mark.parametrize(
    ("point", "zone"),
    [
        ((37.7749, -122.4194), "America/Los_Angeles"),
        ((19.4326, -99.1332), "America/Mexico_City"),
        ((52.3731, 4.8922), "Europe/Amsterdam"),
        ((28.6139, 77.2090), "Asia/Kolkata"),
    ],
)
def test_zone_of_a_city(point: tuple[float, float], zone: str) -> None:
    assert zones.zone_at(*point) == zone


@given(points)
def test_every_point_has_a_zone_that_exists(point: tuple[float, float]) -> None:
    assert zones.zone_at(*point) in available_timezones()


@pytest.mark.parametrize(
    ("country", "currency", "locale", "language"),
    [
        ("US", "USD", "en_US", "en"),
        ("MX", "MXN", "es_MX", "es"),
        ("NL", "EUR", "nl_NL", "en"),
        ("GB", "GBP", "en_GB", "en"),
        ("ar", "ARS", "es_AR", "es"),
        ("ZZ", "USD", "en_US", "en"),
    ],
)
def test_what_goes_with_a_country(country: str, currency: str, locale: str, language: str) -> None:
    assert zones.currency_of_country(country) == currency
    assert zones.locale_of_country(country) == locale
    assert zones.language_for_country(country) == language


def test_a_clock_time_becomes_an_instant() -> None:
    assert zones.instant_of(datetime.fromisoformat("2026-07-01T12:00"), "Europe/Amsterdam") == datetime(
        2026, 7, 1, 10, tzinfo=UTC
    )


def test_a_skipped_clock_time_is_named() -> None:
    with pytest.raises(zones.NoSuchLocalTime, match="Europe/Amsterdam"):
        zones.instant_of(datetime.fromisoformat("2026-03-29T02:30"), "Europe/Amsterdam")


def test_a_doubled_clock_time_is_two_instants() -> None:
    local = datetime.fromisoformat("2026-10-25T02:30")

    assert zones.is_ambiguous(local, "Europe/Amsterdam")
    assert not zones.is_ambiguous(local.replace(hour=4), "Europe/Amsterdam")
    early = zones.instant_of(local.replace(fold=0), "Europe/Amsterdam")
    late = zones.instant_of(local.replace(fold=1), "Europe/Amsterdam")
    assert (late - early).total_seconds() == 3600


def test_an_aware_time_is_not_a_local_one() -> None:
    with pytest.raises(ValueError, match="zone beside it"):
        zones.instant_of(datetime(2026, 7, 1, tzinfo=UTC), "Europe/Amsterdam")
