"""Two versions are told apart in words, in both languages."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given, settings

from payouts.schemes import (
    Scheme,
    component_words,
    funder_words,
    scheme_change_words,
    scheme_changes,
    scheme_from_document,
)
from payouts.schemes.document import ChoiceKind, ComponentType, FundedBy
from payouts.schemes.facts import CONDITION_FACTS
from payouts.schemes.phrases import CHOICES, CONDITIONS, FACTS, FUNDERS, NAMES, PROMISES
from payouts.schemes.vocabulary import OPS
from payouts.schemes.words import LANGUAGES
from tests.payouts.schemes.strategies import schemes
from tests.payouts.schemes.test_evaluate import scheme

HOUR = {"code": "hour", "type": "per_hour", "amount_minor": 2000}
PEAK = {
    "code": "peak",
    "type": "bonus",
    "rate_bps": 1000,
    "when": [{"fact": "is_peak", "op": "eq", "value": True}],
}


def told(before: Scheme, after: Scheme, locale: str = "en") -> list[str]:
    """The differences in words."""
    return [scheme_change_words(c, before, after, locale) for c in scheme_changes(before, after)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_has_words(language: str) -> None:
    assert set(NAMES[language]) == set(get_args(ComponentType))
    assert set(PROMISES[language]) == set(get_args(ComponentType)) | {"bonus_share", "perk_plain"}
    assert set(FACTS[language]) | set(CONDITIONS[language]) == set(CONDITION_FACTS)
    assert set(FUNDERS[language]) == set(get_args(FundedBy)) | {"named_partner"}
    assert set(CHOICES[language]) == set(get_args(ChoiceKind)) | {"with_bonus"}


@pytest.mark.parametrize(
    ("component", "english", "spanish"),
    [
        (HOUR, "$20.00 for each planned hour", "20,00\xa0US$ por cada hora prevista"),
        (PEAK, "10% on top of the pay for the work, at busy times",
         "10\xa0% más sobre la paga del trabajo, en horas de mucho trabajo"),
        ({"type": "per_stop", "amount_minor": 60, "units_free": 2, "units_max": 80},
         "$0.60 for each stop, after the first 2, 80 at most",
         "0,60\xa0US$ por cada parada, sin contar las 2 primeras, 80 como máximo"),
        ({"type": "bonus", "amount_minor": 300, "cap_period_minor": 900, "cap_period": "week",
          "when": [{"fact": "rating_tenths", "op": "gte", "value": 45}]},
         "$3.00 extra, with 4.5 or more stars, at most $9.00 a week for one person",
         "3,00\xa0US$ más, con 4,5 o más estrellas, como máximo 9,00\xa0US$ a la semana por persona"),
        ({"type": "perk", "cap_minor": 1200, "claim_days": 14},
         "up to $12.00 paid back, with a receipt sent within 14 days",
         "se pagan hasta 12,00\xa0US$, con recibo enviado en 14 días"),
        ({"type": "bonus", "amount_minor": 700, "when": [{"fact": "streak", "op": "in", "value": [5, 10]}]},
         "$7.00 extra, after 5 or 10 gigs kept in a row", "7,00\xa0US$ más, tras 5 o 10 encargos seguidos cumplidos"),
        ({"type": "points", "points": 10, "cap_fan_minor": 50}, "10 points, at most 50 points for one person",
         "10 puntos, como máximo 50 puntos por persona"),
    ],
)  # fmt: skip
def test_a_promise_reads_as_people_speak(component: dict[str, Any], english: str, spanish: str) -> None:
    (found,) = scheme(component).components
    assert component_words(found, "USD", "en") == english
    assert component_words(found, "USD", "es") == spanish


def test_differences_are_told_part_by_part() -> None:
    before = scheme(
        HOUR, PEAK, {"code": "lunch", "type": "perk", "cap_minor": 900, "labels": {"en": "Lunch"}}
    )
    after = scheme(
        {**HOUR, "amount_minor": 2200},
        {"code": "lunch", "type": "perk", "cap_minor": 900, "labels": {"en": "Dinner"}, "funded_by": "partner",
         "partner": "Bar Sol"},
        {"code": "gig", "type": "per_gig", "amount_minor": 100},
        hold_hours=48, choices=[{"kind": "money"}, {"kind": "store_credit", "bonus_bps": 1000}],
    )  # fmt: skip
    assert told(before, after) == [
        "Earnings are held for 48 hours (until now: 24)",
        "Pay can be taken as money or store credit (with 10% on top) (until now: money)",
        "For the time: $22.00 for each planned hour (until now: $20.00 for each planned hour)",
        "“Lunch” is now called “Dinner”",
        "Dinner: paid by Bar Sol (until now: from the budget)",
        "For each gig: New: $1.00 for each gig",
        "Bonus: No longer: 10% on top of the pay for the work, at busy times",
    ]


def test_another_order_is_told() -> None:
    assert told(scheme(HOUR, PEAK), scheme(PEAK, HOUR)) == ["The order in which it is shown"]


@settings(max_examples=60, deadline=None)
@given(schemes(), schemes())
def test_nothing_is_told_only_between_equals(one: Scheme, other: Scheme) -> None:
    assert told(one, scheme_from_document(one.to_document())) == []
    for locale in ("en_GB", "es_MX"):
        words = told(one, other, locale)
        assert bool(words) == (one != other)
        assert not any("{" in sentence for sentence in words)
    assert all(funder_words(c, "es") for c in one.components)
    assert OPS
