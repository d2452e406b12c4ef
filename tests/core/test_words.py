"""Codes are put into the reader's words, each parameter by the unit its name ends in."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask_babel import lazy_gettext as _l

from marketplace.core import i18n, words

NARROW = "\u202f"
HARD = "\xa0"


@pytest.fixture(autouse=True)
def own_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is forgotten after it."""
    monkeypatch.setattr(words, "_SENTENCES", dict(words._SENTENCES))


def said(template: str, locale: str = "en", **params: object) -> str:
    words._SENTENCES["tests.sentence"] = template
    with i18n.spoken_to(locale):
        return words.sentence("tests.sentence", params)


def test_what_somebody_wrote_is_marked_where_the_page_speaks_another_language(site: Flask) -> None:
    with i18n.spoken_to("en"):
        assert words.written_in("Niebla & mar", "es") == '<span lang="es">Niebla &amp; mar</span>'
        assert words.written_in("Fog & sea", "en") == words.written_in("Fog & sea", None) == "Fog &amp; sea"
        assert words.written_in("", "es") == words.written_in(None, "es") == ""


@pytest.mark.parametrize("keep", [dict, words.kept])
def test_what_was_written_in_several_languages_is_read_in_the_readers(site: Flask, keep: Any) -> None:
    """In a refusal as it is raised, and in a notice years after it was kept."""
    words.register({"tests.news": "%(title)s!"})
    params = keep({"title": words.Written("Fog", "en", {"es": "Niebla"})})
    with i18n.spoken_to("es"):
        assert words.sentence("tests.news", params) == words.marked("tests.news", params) == "Niebla!"
    with i18n.spoken_to("en"):
        assert words.marked("tests.news", params) == "Fog!"
    with i18n.spoken_to("es"):
        alone = keep({"title": words.Written("Fog", "en")})
        assert words.marked("tests.news", alone) == '<span lang="en">Fog</span>!'


def test_a_code_becomes_its_sentence(site: Flask) -> None:
    words.register({"tests.full": _l("The gig is full.")})

    assert words.sentence("tests.full") == "The gig is full."
    assert "tests.full" in words.known()


def test_the_same_sentence_twice_is_one_and_another_is_a_fault(site: Flask) -> None:
    words.register({"tests.full": _l("The gig is full.")})
    words.register({"tests.full": _l("The gig is full.")})

    with pytest.raises(ValueError, match=r"two sentences for tests\.full"):
        words.register({"tests.full": _l("No place is left.")})


def test_an_unknown_code_is_shown_as_itself(site: Flask) -> None:
    assert "weather_changed" in words.sentence("weather_changed")


@pytest.mark.parametrize(
    ("name", "value", "more", "expected"),
    [
        ("price_minor", 6850, {"currency": "USD"}, "$68.50"),
        ("price_minor", 6850, {"currency": "JPY"}, "¥6,850"),
        ("price_minor", 0, {}, "$0.00"),
        ("way_m", 850, {}, "850 m"),
        ("way_m", 12_340.5, {}, "12.3 km"),
        ("wait_minutes", 150, {}, "2 h 30 min"),
        ("wait_minutes", 0, {}, "0 min"),
        ("minutes", 480, {}, "8 h"),
        ("most_hours", 1, {}, "1 hour"),
        ("most_hours", 14, {}, "14 hours"),
        ("most_days", 1, {}, "1 day"),
        ("due_at", datetime(2026, 11, 28, 18, 0, tzinfo=UTC), {"timezone": "America/Los_Angeles"}, f"Sat, Nov 28, 10:00{NARROW}AM"),
        ("due_at", "2026-11-28T18:00:00+00:00", {}, f"Sat, Nov 28, 6:00{NARROW}PM"),
        ("names", ["Ana", "Ben"], {}, "Ana, Ben"),
        ("count", 1234, {}, "1,234"),
        ("share", 0.5, {}, "0.5"),
        ("is_open", True, {}, "True"),
        ("name", "Ana", {}, "Ana"),
        ("limit_minutes", None, {}, "–"),
    ],
)  # fmt: skip
def test_each_parameter_is_written_by_its_unit(
    site: Flask, name: str, value: object, more: dict[str, object], expected: str
) -> None:
    assert said(f"%({name})s", **{name: value}, **more) == expected


def test_it_is_written_as_the_reader_writes(site: Flask) -> None:
    assert said("%(price_minor)s", "es", price_minor=123_450, currency="EUR") == f"1.234,50{HARD}€"
    assert said("%(way_m)s", "es", way_m=12_340) == "12,3 km"


def test_parameters_a_sentence_does_not_use_are_harmless(site: Flask) -> None:
    assert said("That cannot be done.", state="open", action="close") == "That cannot be done."


def test_every_code_of_the_core_has_words(site: Flask) -> None:
    core = {
        "refused", "invalid", "not_found", "forbidden", "invalid_transition", "actor_not_allowed", "too_many_requests", "crashed",
    }  # fmt: skip

    assert core <= words.known()


def test_one_thing_is_said_of_one_and_another_of_several(site: Flask) -> None:
    counted = words.Counted(
        "units", "%(units)s stop at %(rate_minor)s", "%(units)s stops at %(rate_minor)s each"
    )
    words.register({"tests.stops": counted})

    def said_of(units: int) -> str:
        return words.sentence("tests.stops", {"units": units, "rate_minor": 60, "currency": "USD"})

    with i18n.spoken_to("en"):
        assert (said_of(1), said_of(12)) == ("1 stop at $0.60", "12 stops at $0.60 each")
        assert words.marked("tests.stops", {"units": 1, "rate_minor": 60}) == "1 stop at $0.60"
    with i18n.spoken_to("es"):
        assert words.sentence(
            "reward.per_stop", {"units": 1, "rate_minor": 60, "currency": "EUR"}
        ).startswith("1 parada a")
        assert words.sentence(
            "reward.per_stop", {"units": 2, "rate_minor": 60, "currency": "EUR"}
        ).startswith("2 paradas a")
