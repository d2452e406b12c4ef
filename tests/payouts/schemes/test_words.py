"""Every line can be said in English and in Spanish."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given, settings

from payouts.currencies import POINTS
from payouts.money import Money
from payouts.schemes import (
    Facts,
    Line,
    Scheme,
    change_words,
    differences,
    evaluate,
    line_words,
    money_words,
    quote,
)
from payouts.schemes.defaults import KINDS, default_scheme
from payouts.schemes.document import ComponentType
from payouts.schemes.words import _LINES, LANGUAGES
from tests.payouts.schemes.strategies import PLANNED, schemes


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_type_has_words(language: str) -> None:
    assert set(_LINES[language]) == set(get_args(ComponentType)) | {"bonus_share"}


@settings(max_examples=40, deadline=None)
@given(schemes(), PLANNED)
def test_every_line_of_every_scheme_is_said_without_gaps(scheme: Scheme, facts: Facts) -> None:
    found = quote(scheme, facts)
    for line in (*found.evaluation.lines, *found.possible):
        for locale in ("en_GB", "es_MX"):
            assert "{" not in line_words(line, locale) + money_words(line.amount, locale)


def line(kind: str, **params: int) -> Line:
    """A line of a type."""
    return Line("code", kind, Money(100, "USD"), params, "budget")


@pytest.mark.parametrize(
    ("found", "english", "spanish"),
    [
        (
            line("per_hour", minutes=90, rate_minor=2000),
            "1 h 30 min at $20.00 an hour",
            "1 h 30 min a 20,00\xa0US$ la hora",
        ),
        (
            line("per_stop", units=12, rate_minor=60),
            "12 stops at $0.60 each",
            "12 paradas a 0,60\xa0US$ cada una",
        ),
        (
            line("per_km", distance_m=23_400, rate_minor=40),
            "23.4 km at $0.40 a kilometre",
            "23,4 km a 0,40\xa0US$ el kilómetro",
        ),
        (
            line("per_km", distance_m=9_469, rate_minor=320),
            "9.47 km at $3.20 a kilometre",
            "9,47 km a 3,20\xa0US$ el kilómetro",
        ),
        (
            line("share_of_price", rate_bps=8050, base_minor=9000),
            "80.5% of the price of $90.00",
            "80,5 % del precio de 90,00\xa0US$",
        ),
    ],
)
def test_lines_read_as_people_speak(found: Line, english: str, spanish: str) -> None:
    assert line_words(found, "en") == english
    assert line_words(found, "es") == spanish


def test_the_owner_s_own_words_win_in_their_language() -> None:
    scheme = default_scheme("layover", "paid", "EUR")
    perk = next(x for x in quote(scheme, Facts()).possible if x.code == "transport")
    assert line_words(perk, "es", scheme=scheme) == "Tren o autobús"
    assert line_words(perk, "en") == "Perk, up to €10.80"


def test_an_unknown_language_is_answered_in_english() -> None:
    assert line_words(line("per_gig"), "nl_NL") == "For the gig"
    assert money_words(Money(1250, "EUR"), "xx") == "€12.50"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Money(40, POINTS), "40 points"),
        (Money(500, "USD.CREDIT"), "$5.00 of store credit"),
        (Money(1800, "JPY"), "¥1,800"),
        (Money(1250, "BHD"), "BHD1.250"),
    ],
)
def test_amounts_say_their_unit(amount: Money, words: str) -> None:
    assert money_words(amount, "en") == words


def test_a_change_says_what_it_was() -> None:
    scheme = default_scheme("delivery", "paid", "USD")
    planned = Facts(planned_minutes=60, stops=4)
    late = Facts(planned_minutes=60, worked_minutes=90, stops=4)
    (change,) = differences(evaluate(scheme, planned), evaluate(scheme, late))
    assert (
        change_words(change, "en") == "15 min longer than planned, at $20.00 an hour: $5.00 instead of $0.00"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_default_scheme_pays_something_for_an_hour(kind: str) -> None:
    facts = Facts(planned_minutes=60, price_minor=9000, stops=5)
    assert evaluate(default_scheme(kind, "paid", "MXN"), facts).cash.amount_minor > 0
    assert evaluate(default_scheme(kind, "volunteer", "MXN"), facts).cash.is_zero


@pytest.mark.parametrize("hours", [1, 2, 4])
def test_a_paid_meeting_between_flights_pays_its_hours(hours: int) -> None:
    """Before, two hours were paid however long it lasted."""
    earned = evaluate(default_scheme("layover", "paid", "EUR"), Facts(planned_minutes=60 * hours))
    assert earned.cash == Money(1800 * hours, "EUR")
