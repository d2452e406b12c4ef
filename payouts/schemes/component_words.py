"""Says in English and Spanish what a component promises, before any gig: for designers, histories and terms."""

from __future__ import annotations

from decimal import Decimal

from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from payouts.money import BPS, Money
from payouts.schemes.document import Choice, Component, Condition
from payouts.schemes.phrases import (
    CHOICES,
    CONDITIONS,
    FACTS,
    FUNDERS,
    NAMES,
    OPERATORS,
    PERIODS,
    PROMISES,
    SUFFIXES,
)
from payouts.schemes.words import babel_locale, language_of, money_words

_METRES_OF_KM = 1000
_MONEY_FACTS = frozenset({"price_minor"})


def component_name(component: Component, locale: str) -> str:
    """Name a component shortly: the owner's words in that language, else the standard ones of its type."""
    language = language_of(locale)
    return component.labels.get(language) or NAMES[language][component.type]


def component_words(component: Component, currency: str, locale: str) -> str:
    """Say what a component gives, when, and within which limits.

    Parameters
    ----------
    component : Component
    currency : str
        The scheme's currency, ISO 4217.
    locale : str
        For example ``en_GB`` or ``es``; an unknown language is answered in English.

    Returns
    -------
    str
        For example ``$20.00 for each planned hour, at busy times, at most $40.00 a gig``.
    """
    language = language_of(locale)

    def money(minor: int | None) -> str:
        return money_words(Money(minor or 0, currency), locale)

    key: str = component.type
    if key == "bonus" and component.rate_bps:
        key = "bonus_share"
    elif key == "perk" and not component.needs_receipt:
        key = "perk_plain"
    words = PROMISES[language][key].format(
        amount=money(component.amount_minor),
        cap=money(component.cap_minor),
        percent=percent_words(component.rate_bps, locale),
        points=format_decimal(component.points, locale=babel_locale(locale)),
        days=component.claim_days,
    )
    parts = [
        words,
        *_bounds(component, language),
        *(condition_words(c, currency, locale) for c in component.when),
    ]
    suffixes = SUFFIXES[language]
    is_points = component.type == "points"
    for name, period in (
        ("cap_minor", None),
        ("cap_fan_minor", None),
        ("cap_period_minor", component.cap_period),
    ):
        value: int | None = getattr(component, name)
        if value is not None and not (name == "cap_minor" and component.type == "perk"):
            cap = suffixes["points"].format(n=value) if is_points else money(value)
            parts.append(suffixes[name].format(cap=cap, period=PERIODS[language].get(period or "", "")))
    return ", ".join(parts)


def condition_words(condition: Condition, currency: str, locale: str) -> str:
    """Say one condition.

    Parameters
    ----------
    condition : Condition
    currency : str
        In which amounts among its values are written.
    locale : str
        English or Spanish; English stands in for others.

    Returns
    -------
    str
        For example ``with a rating of 4.5 or more`` or ``at busy times``.
    """
    language = language_of(locale)
    if condition.fact.startswith("is_"):
        is_wanted = bool(condition.value) == (condition.op == "eq")
        return CONDITIONS[language][condition.fact][0 if is_wanted else 1]
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    written = [_value(condition.fact, int(value), currency, locale) for value in values]
    listed = format_list(written, style="or", locale=babel_locale(locale))
    comparison = OPERATORS[language][condition.op].format(n=listed)
    return FACTS[language][condition.fact].format(comparison=comparison)


def funder_words(component: Component, locale: str) -> str:
    """Say who pays for a component: the budget, the customer, or a partner."""
    words = FUNDERS[language_of(locale)]
    if component.partner:
        return words["named_partner"].format(partner=component.partner)
    return words[component.funded_by]


def choice_words(choice: Choice, locale: str) -> str:
    """Say one way of taking the pay, with what the business adds."""
    words = CHOICES[language_of(locale)]
    if not choice.bonus_bps:
        return words[choice.kind]
    return words["with_bonus"].format(
        kind=words[choice.kind], percent=percent_words(choice.bonus_bps, locale)
    )


def percent_words(rate_bps: int, locale: str) -> str:
    """Write basis points as people of a locale write a percentage."""
    rate = Decimal(rate_bps) / BPS
    return str(format_percent(rate, locale=babel_locale(locale), decimal_quantization=False))


def _bounds(component: Component, language: str) -> list[str]:
    """Say what is not counted and what is counted at most."""
    words, found = SUFFIXES[language], []
    for name in ("units_free", "units_max", "minutes_free", "minutes_max"):
        value = getattr(component, name)
        if value:
            key = f"{name}.{component.type}" if f"{name}.{component.type}" in words else name
            found.append(words[key].format(n=value))
    return found


def _value(fact: str, value: int, currency: str, locale: str) -> str:
    if fact in _MONEY_FACTS:
        return money_words(Money(value, currency), locale)
    number = (
        value / _METRES_OF_KM if fact == "distance_m" else value / 10 if fact == "rating_tenths" else value
    )
    return str(format_decimal(number, locale=babel_locale(locale)))
