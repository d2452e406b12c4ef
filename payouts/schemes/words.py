"""Puts reward lines and their changes into English and Spanish."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_decimal

from payouts.currencies import CREDIT_SUFFIX, POINTS
from payouts.currency_words import currency_words
from payouts.money import Money
from payouts.schemes.document import Scheme
from payouts.schemes.evaluation import Change, Line

LANGUAGES = ("en", "es")
"""Languages the library speaks; others get English."""

_PERCENT = {"en": "{}%", "es": "{} %"}
_LINES: dict[str, dict[str, str]] = {
    "en": {
        "per_gig": "For the gig",
        "per_hour": "{time} at {rate} an hour",
        "per_stop": "{units} stops at {rate} each",
        "per_guest": "{units} guests at {rate} each",
        "per_km": "{distance} km at {rate} a kilometre",
        "share_of_price": "{percent} of the price of {base}",
        "bonus": "Bonus",
        "bonus_share": "Bonus: {percent} of {base}",
        "overrun": "{time} longer than planned, at {rate} an hour",
        "waiting": "{time} of waiting, at {rate} an hour",
        "returns": "{units} stops brought back, at {rate} each",
        "floor_per_hour": "Topped up to at least {rate} an hour for {time}",
        "perk": "Perk, up to {cap}",
        "credit": "Store credit",
        "points": "Points",
    },
    "es": {
        "per_gig": "Por el encargo",
        "per_hour": "{time} a {rate} la hora",
        "per_stop": "{units} paradas a {rate} cada una",
        "per_guest": "{units} personas a {rate} cada una",
        "per_km": "{distance} km a {rate} el kilómetro",
        "share_of_price": "{percent} del precio de {base}",
        "bonus": "Bonificación",
        "bonus_share": "Bonificación: {percent} de {base}",
        "overrun": "{time} más de lo previsto, a {rate} la hora",
        "waiting": "{time} de espera, a {rate} la hora",
        "returns": "{units} paradas devueltas, a {rate} cada una",
        "floor_per_hour": "Completado hasta al menos {rate} la hora durante {time}",
        "perk": "Ventaja, hasta {cap}",
        "credit": "Saldo en la tienda",
        "points": "Puntos",
    },
}
_CHANGES = {
    "en": "{line}: {after} instead of {before}",
    "es": "{line}: {after} en lugar de {before}",
}
_CAPPED = {
    "en": {"cap": "{line}, at most {cap}", "left": "{line}, as far as the limit goes"},
    "es": {"cap": "{line}, como máximo {cap}", "left": "{line}, hasta donde llega el límite"},
}
_UNITS = {
    "en": {"credit": "{amount} of store credit", "points": "{amount} points"},
    "es": {"credit": "{amount} de saldo en la tienda", "points": "{amount} puntos"},
}


def line_words(line: Line, locale: str, *, scheme: Scheme | None = None) -> str:
    """Say in a sentence what a line is for, without its amount.

    Parameters
    ----------
    line : Line
    locale : str
        For example ``en``, ``en_GB``, ``es`` or ``es_MX``; an unknown language is answered in English.
    scheme : Scheme, optional
        If given, the owner's own label in that language wins over the standard words.

    Returns
    -------
    str
    """
    language = language_of(locale)
    if scheme is not None:
        for component in scheme.components:
            if component.code == line.code and language in component.labels:
                return _limited(line, component.labels[language], locale)
    params = line.params
    cash = line.amount.currency.removesuffix(CREDIT_SUFFIX)
    key = "bonus_share" if line.type == "bonus" and "rate_bps" in params else line.type
    values = {
        "units": str(params.get("units", 0)),
        "time": _time(params.get("minutes", 0)),
        "distance": format_decimal(
            kilometres(params.get("distance_m", 0), params.get("rate_minor", 0)), locale=babel_locale(locale)
        ),
        "percent": _PERCENT[language].format(
            format_decimal(params.get("rate_bps", 0) / 100, locale=babel_locale(locale))
        ),
    }
    if cash != POINTS:
        for name in ("rate", "base", "cap"):
            values[name] = money_words(Money(params.get(f"{name}_minor", 0), cash), locale)
    return _limited(line, _LINES[language][key].format(**values), locale)


def kilometres(distance_m: int, rate_minor: int) -> Decimal:
    """Round a distance for people, as far as whoever multiplies it by the rate still comes to what is paid.

    Parameters
    ----------
    distance_m : int
        Metres.
    rate_minor : int
        Minor units a kilometre.

    Returns
    -------
    Decimal
        Kilometres, with one to three decimals.
    """
    exact = Decimal(distance_m) / 1000
    paid = _whole(exact * rate_minor)
    for decimals in (1, 2):
        shown = round(exact, decimals)
        if _whole(shown * rate_minor) == paid:
            return shown
    return exact


def _whole(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal(1), ROUND_HALF_UP)


def _limited(line: Line, words: str, locale: str) -> str:
    """Add what cut the amount down."""
    capped = _CAPPED[language_of(locale)]
    if "left_minor" in line.params:
        return capped["left"].format(line=words)
    if "cap_minor" in line.params and line.type != "perk":
        cap = money_words(Money(line.params["cap_minor"], line.amount.currency), locale)
        return capped["cap"].format(line=words, cap=cap)
    return words


def change_words(change: Change, locale: str, *, scheme: Scheme | None = None) -> str:
    """Say how a line of the earning departs from the quote.

    Parameters
    ----------
    change : Change
    locale : str
        English or Spanish; English stands in for others.
    scheme : Scheme, optional
        Whose own labels name the line.

    Returns
    -------
    str
    """
    line = Line(change.code, change.type, change.after, change.params, "budget")
    return _CHANGES[language_of(locale)].format(
        line=line_words(line, locale, scheme=scheme),
        before=money_words(change.before, locale),
        after=money_words(change.after, locale),
    )


def money_words(amount: Money, locale: str) -> str:
    """Write an amount as people of a locale do; credit and points say what they are.

    Parameters
    ----------
    amount : Money
    locale : str

    Returns
    -------
    str
        For example ``$12.50``, ``12,50 €``, ``40 points``, ``$5.00 of store credit``.
    """
    language = language_of(locale)
    if amount.currency == POINTS:
        number = format_decimal(amount.amount_minor, locale=babel_locale(locale))
        return _UNITS[language]["points"].format(amount=number)
    cash = amount.currency.removesuffix(CREDIT_SUFFIX)
    text = currency_words(amount.decimal, cash, babel_locale(locale))
    return _UNITS[language]["credit"].format(amount=text) if cash != amount.currency else text


def language_of(locale: str) -> str:
    """Give the language of a locale, English where the library does not speak it."""
    language = locale.replace("-", "_").split("_")[0]
    return language if language in LANGUAGES else "en"


def babel_locale(locale: str) -> str:
    """Give the locale as Babel wants it, English where the library does not speak its language."""
    return locale.replace("-", "_") if language_of(locale) == locale[:2] else "en"


def _time(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"
