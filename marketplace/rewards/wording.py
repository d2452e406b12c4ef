"""Rewards put into words in the reader's language: each line, its amount, and the whole."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import get_locale, ngettext

from marketplace.core.formats import format_money, format_number
from marketplace.core.words import sentence
from marketplace.rewards.treasury.schemes import kilometres

POINTS = "PTS"
_RENAMED = {"minutes": "work_minutes"}


def line_label(line: Mapping[str, Any]) -> str:
    """What a line is for: the owner's own words in the reader's language, else the standard ones."""
    own = (line.get("labels") or {}).get(_language())
    return _limited(line, str(own) if own else _standard(line))


def _standard(line: Mapping[str, Any]) -> str:
    params = {_RENAMED.get(name, name): value for name, value in (line.get("params") or {}).items()}
    code = line["type"]
    if "rate_bps" in params:
        params["percent"] = format_number(Decimal(params.pop("rate_bps")) / 100)
        code = "bonus_share" if code == "bonus" else code
    if "distance_m" in params:
        params["way"] = format_number(kilometres(params.pop("distance_m"), params["rate_minor"]))
    return sentence(f"reward.{code}", params | {"currency": _cash_of(line)})


def _limited(line: Mapping[str, Any], words: str) -> str:
    """What a line is for, and what cut it down, so that nobody reckons it to be wrong."""
    params = line.get("params") or {}
    if "left_minor" in params:
        return sentence("reward_limited.left", {"line": words})
    if "cap_minor" in params and line["type"] != "perk":
        known = {"line": words, "cap_minor": params["cap_minor"], "currency": _cash_of(line)}
        return sentence("reward_limited.cap", known)
    return words


def _cash_of(line: Mapping[str, Any]) -> str:
    return str(line["currency"]).removesuffix(".CREDIT")


def line_amount(line: Mapping[str, Any]) -> str:
    """What a line gives: money, credit at face value, or points."""
    amount, currency = int(line["amount_minor"]), str(line["currency"])
    if currency == POINTS:
        return ngettext("%(num)s point", "%(num)s points", amount)
    return format_money(amount, currency.removesuffix(".CREDIT"))


def reward_rows(quote: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The lines of a quote or an earning as the design's `reward_lines` macro wants them, promised perks after them."""
    rows = [
        {"label": line_label(line), "amount_minor": None, "words": line_amount(line)}
        for line in quote.get("lines", ())
    ]
    have = {line["code"] for line in quote.get("lines", ())}
    promised = [perk for perk in quote.get("promised_perks", ()) if perk["code"] not in have]
    return rows + [
        {"label": perk_label(perk, quote), "amount_minor": None, "words": perk_words(perk, quote)}
        for perk in promised
    ]


def perk_name(claim: Any) -> str:
    """What costs that are given back are for: the owner's own words, else the standard ones."""
    return str(claim.labels.get(_language()) or sentence("perk_claim.plain"))


def perk_label(perk: Mapping[str, Any], quote: Mapping[str, Any]) -> str:
    """What a promised perk is."""
    own = (perk.get("labels") or {}).get(_language())
    return (
        str(own)
        if own
        else sentence("reward.perk", {"cap_minor": perk["cap_minor"], "currency": quote["currency"]})
    )


def perk_words(perk: Mapping[str, Any], quote: Mapping[str, Any]) -> str:
    """How much a promised perk covers."""
    return sentence("reward.up_to", {"cap_minor": perk["cap_minor"], "currency": quote["currency"]})


def total_words(quote: Mapping[str, Any]) -> str:
    """The whole reward in one amount: money where there is some, else credit, perks or points."""
    if quote["total_minor"]:
        return format_money(quote["total_minor"], quote["currency"])
    if quote.get("credit_minor"):
        return format_money(quote["credit_minor"], quote["currency"])
    caps = sum(perk["cap_minor"] for perk in quote.get("promised_perks", ()))
    if caps:
        return sentence("reward.up_to", {"cap_minor": caps, "currency": quote["currency"]})
    return ngettext("%(num)s point", "%(num)s points", int(quote.get("points", 0)))


def per_hour_words(quote: Mapping[str, Any]) -> str | None:
    """What an hour is worth after the way there; nothing where no money is paid."""
    per_hour = quote.get("net_per_hour_minor")
    if per_hour is None or not quote["total_minor"]:
        return None
    return sentence("reward.net_per_hour", {"per_hour_minor": per_hour, "currency": quote["currency"]})


def _language() -> str:
    return str(get_locale() or "en").split("_")[0]
