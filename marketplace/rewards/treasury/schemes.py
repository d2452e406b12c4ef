"""Schemes and what they promise: quotes line by line, the most a place can cost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from functools import lru_cache
from itertools import product
from typing import Any
from weakref import WeakKeyDictionary

from marketplace.businesses.models import SchemeVersion
from marketplace.core import documents
from payouts import schemes
from payouts.money import Money
from payouts.schemes import Evaluation, Facts, Line, Scheme
from payouts.schemes.periods import period_start

kilometres = schemes.kilometres

# Settled by who takes the gig, so not known when its budget is reserved.
OF_THE_FAN = ("streak", "is_first_gig", "is_newcomer")
_FACTS = frozenset(f.name for f in fields(Facts))
_TEXTS: WeakKeyDictionary[SchemeVersion, tuple[dict[str, Any], str]] = WeakKeyDictionary()


def scheme_of(version: SchemeVersion) -> Scheme:
    """The scheme that a version holds; a published version never changes, so it is read once."""
    return parsed(_text(version))


def _text(version: SchemeVersion) -> str:
    """A scheme as one text; a round asks for the same one ten thousand times."""
    known = _TEXTS.get(version)
    if known is None or known[0] is not version.document:
        known = _TEXTS[version] = version.document, json.dumps(version.document, sort_keys=True)
    return known[1]


def facts_of(facts: Mapping[str, Any]) -> Facts:
    """What a scheme reckons with, out of a gig's facts; others are for the kind alone."""
    return schemes.facts_from_document({name: value for name, value in facts.items() if name in _FACTS})


def quote(version: SchemeVersion, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The whole reward for these facts, to be promised, kept and shown.

    `lines` of code, type, params, amount_minor, currency and labels; `total_minor` the pay in `currency`; `perks` the
    lines that are perks; `points` and `credit_minor`; `net_per_hour_minor` after travel, None where no time is known;
    `covered` says whether costs of the way are covered; `facts` what it was reckoned with.
    """
    known = documents.dumps({name: value for name, value in facts.items() if name in _FACTS}, sort_keys=True)
    return _quoted(_text(version), known) | {"scheme": version.public_id}


@lru_cache(maxsize=4096)
def _quoted(text: str, facts_text: str) -> dict[str, Any]:
    """What a scheme promises for the same facts is the same for everybody: a round asks thousands."""
    scheme, facts = parsed(text), schemes.facts_from_document(json.loads(facts_text))
    expected = schemes.quote(scheme, facts)
    evaluation = expected.evaluation
    per_hour = expected.net_per_hour
    document = document_of(evaluation, scheme)
    return document | {
        "promised_perks": promised_perks(scheme),
        "net_per_hour_minor": None if per_hour is None else per_hour.amount_minor,
        "covered": bool(document["perks"]) or any(c.type in ("perk", "per_km") for c in scheme.components),
        "terms": scheme.terms,
        "choices": [{"kind": c.kind, "bonus_bps": c.bonus_bps} for c in scheme.choices],
        "facts": schemes.facts_to_document(facts),
    }


def possible_lines(
    version: SchemeVersion, facts: Mapping[str, Any], locale: str
) -> list[tuple[dict[str, Any], str, str]]:
    """What the outcome may add to the quote for these facts: the line at its most, its name, and when it is given.

    A floor per hour that the promised pay is above is in it at its rate, for a longer day may come to need it.
    """
    return list(_possible(_text(version), json.dumps(dict(facts), sort_keys=True), locale))


@lru_cache(maxsize=1024)
def _possible(text: str, facts_text: str, locale: str) -> tuple[tuple[dict[str, Any], str, str], ...]:
    scheme, facts = parsed(text), schemes.facts_from_document(json.loads(facts_text))
    parts = {c.code: c for c in scheme.components}
    promised = schemes.quote(scheme, facts)
    have = {line.code for line in promised.evaluation.lines}
    floors = [c for c in scheme.components if c.type == "floor_per_hour" and c.code not in have]
    lines = [line for line in promised.possible if line.type != "perk"]
    lines += [Line(c.code, c.type, money(c.amount_minor, scheme.currency), {}, c.funded_by) for c in floors]
    return tuple(
        (
            _line(line, {}),
            schemes.component_name(parts[line.code], locale),
            schemes.component_words(parts[line.code], scheme.currency, locale),
        )
        for line in lines
    )


def document_of(evaluation: Evaluation, scheme: Scheme) -> dict[str, Any]:
    """An evaluation as plain data, with the owner's own labels."""
    labels = {c.code: dict(c.labels) for c in scheme.components}
    lines = [_line(line, labels.get(line.code, {})) for line in evaluation.lines]
    return {
        "currency": evaluation.currency,
        "lines": lines,
        "total_minor": evaluation.cash.amount_minor,
        "perks": [line for line in lines if line["type"] == "perk"],
        "points": sum(line["amount_minor"] for line in lines if line["type"] == "points"),
        "credit_minor": sum(line["amount_minor"] for line in lines if line["type"] == "credit"),
        "platform_fee_minor": evaluation.platform_fee.amount_minor,
    }


def promised_perks(scheme: Scheme) -> list[dict[str, Any]]:
    """Perks that are claimed with a receipt later: what and up to how much."""
    return [
        {
            "code": c.code,
            "cap_minor": c.cap_minor or 0,
            "needs_receipt": c.needs_receipt,
            "labels": dict(c.labels),
        }
        for c in scheme.components
        if c.type == "perk"
    ]


def maximum(version: SchemeVersion, facts: Mapping[str, Any]) -> int:
    """The most that the budget may come to owe for one place, whoever takes it, in minor units."""
    scheme, known = scheme_of(version), facts_of(facts)
    return max(schemes.maximum(scheme, one).amount_minor for one in _whoever(scheme, known))


def from_bookings(version: SchemeVersion, facts: Mapping[str, Any]) -> int:
    """The part of the quote that customers' payments bear and not the budget, in minor units."""
    return int(schemes.quote(scheme_of(version), facts_of(facts)).evaluation.cost("booking").amount_minor)


def worth(version: SchemeVersion, facts: Mapping[str, Any]) -> int:
    """What the gig is worth to a fan by its quote, in minor units."""
    return int(quote(version, facts)["total_minor"])


def conditions_of(version: SchemeVersion) -> frozenset[str]:
    """Names of the facts on which some part of the reward depends."""
    return _conditions(_text(version))


def pays_waiting(version: SchemeVersion) -> bool:
    """Whether waiting that others cause is paid."""
    return any(c.type == "waiting" for c in scheme_of(version).components)


def limits_of(version: SchemeVersion) -> dict[str, str | None]:
    """Parts that are limited for one person, by code, with the period of the limit where it has one."""
    return {c.code: c.cap_period for c in scheme_of(version).components if c.is_limited}


def starts_of_period(day: date, period: str) -> date:
    """The first day of the period in which a day lies."""
    return period_start(day, period)  # type: ignore[arg-type]


def hold_hours(version: SchemeVersion) -> int:
    """How long an earning is held before it is due."""
    return scheme_of(version).hold_hours


def choices_of(version: SchemeVersion) -> list[str]:
    """The kinds in which a fan may take the pay."""
    return [choice.kind for choice in scheme_of(version).choices]


def _whoever(scheme: Scheme, known: Facts) -> list[Facts]:
    asked = {c.fact: set() for part in scheme.components for c in part.when if c.fact in OF_THE_FAN}  # type: ignore[var-annotated]
    for part in scheme.components:
        for condition in part.when:
            if condition.fact == "streak":
                values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
                asked["streak"] |= {max(0, int(v) + step) for v in values for step in (-1, 0, 1)} | {0}
            elif condition.fact in asked:
                asked[condition.fact] = {False, True}
    names = sorted(asked)
    return [
        replace(known, **dict(zip(names, row, strict=True)))
        for row in product(*(sorted(asked[n]) for n in names))
    ]


def _line(line: Line, labels: Mapping[str, str]) -> dict[str, Any]:
    return {
        "code": line.code,
        "type": line.type,
        "params": dict(line.params),
        "amount_minor": line.amount.amount_minor,
        "currency": line.amount.currency,
        "funded_by": line.funded_by,
        "labels": dict(labels),
    }


def money(amount_minor: int, currency: str) -> Money:
    """An amount as the library wants it."""
    return Money(int(amount_minor), currency)


@lru_cache(maxsize=512)
def _conditions(text: str) -> frozenset[str]:
    return frozenset(c.fact for part in parsed(text).components for c in part.when)


@lru_cache(maxsize=512)
def parsed(text: str) -> Scheme:
    """The scheme of a document's text, read once."""
    return schemes.scheme_from_document(json.loads(text))
