"""What a scheme says before any gig, how two versions differ, a worked example, and trying it on work."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from marketplace.core.errors import Invalid
from marketplace.rewards.treasury.schemes import document_of, parsed
from payouts import schemes
from payouts.errors import InvalidFacts, InvalidScheme
from payouts.money import Money
from payouts.schemes import Facts, Scheme
from payouts.schemes.component_words import choice_words
from payouts.tryout import Month, TryOut, Work, simulate, try_out

# Which field of a page a problem of the whole document belongs to.
_FIELDS = {
    "amount_minor": "amount", "rate_bps": "percent", "cap_minor": "cap", "cap_fan_minor": "cap_fan",
    "cap_period_minor": "cap_period_amount", "when": "when", "value": "when_number", "platform_fee_bps": "fee",
    "causes": "causes", "labels": "label_en", "partner": "partner",
}  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One part of what people get, in the reader's words."""

    code: str
    type: str
    name: str
    words: str
    funder: str
    funded_by: str


@dataclass(frozen=True)
class Example:
    """A worked example: the lines, what may be added, and who pays."""

    document: dict[str, Any]
    possible: list[dict[str, Any]]
    maximum_minor: int
    uplift_bps: int  # what the dearest choice besides money adds
    uplift_minor: int  # its part of the maximum
    cost_minor: dict[str, int]


def checked(document: Mapping[str, Any]) -> Scheme:
    """Read a document; refused with the field of the page that is at fault."""
    try:
        return schemes.scheme_from_document(json.loads(json.dumps(document)))
    except InvalidScheme as error:
        path, problem = error.problems[0]
        name = path.rsplit(".", 1)[-1].split("[")[0]
        code = (
            "scheme_shares"
            if name == "platform_fee_bps"
            else "scheme_terms"
            if name == "terms"
            else "scheme_invalid"
        )
        raise Invalid(code, field=_FIELDS.get(name, name), problem=problem, path=path) from error


def parts_of_design(document: Mapping[str, Any], locale: str) -> list[Part]:
    """The parts in words."""
    scheme = _read(document)
    return [
        Part(
            c.code,
            c.type,
            schemes.component_name(c, locale),
            schemes.component_words(c, scheme.currency, locale),
            schemes.funder_words(c, locale),
            c.funded_by,
        )
        for c in scheme.components
    ]


def choices_in_words(document: Mapping[str, Any], locale: str) -> list[str]:
    """The ways in which the pay can be taken, in words."""
    return [choice_words(choice, locale) for choice in _read(document).choices]


def differences_in_words(before: Mapping[str, Any], after: Mapping[str, Any], locale: str) -> list[str]:
    """What a later version changes, a sentence each."""
    was, now = _read(before), _read(after)
    return [schemes.scheme_change_words(c, was, now, locale) for c in schemes.scheme_changes(was, now)]


def example_of(document: Mapping[str, Any], facts: Mapping[str, Any]) -> Example:
    """What a gig of these facts would bring, line by line; raises Invalid for impossible facts."""
    scheme = _read(document)
    try:
        known = schemes.facts_from_document(facts)
    except InvalidFacts as error:
        raise Invalid("facts_invalid", field=str(error.params["field"])) from error
    claims = {c.code: c.cap_minor or 0 for c in scheme.components if c.type == "perk"}
    evaluation = schemes.evaluate(scheme, replace(known, perk_claims=claims))
    planned = replace(known, worked_minutes=None, waiting_minutes=0, returned_stops=0, rating_tenths=None)
    promised = schemes.quote(scheme, planned)
    hourly = schemes.net_per_hour(evaluation, known)
    shown = document_of(evaluation, scheme) | {
        "net_per_hour_minor": None if hourly is None else hourly.amount_minor,
        "promised_perks": [],
    }
    have = {line["code"] for line in shown["lines"]}
    without_choice = schemes.maximum(replace(scheme, choices=()), planned)
    possible = document_of(replace(evaluation, lines=promised.possible), scheme)["lines"]
    return Example(
        shown,
        [line for line in possible if line["code"] not in have],
        promised.maximum.amount_minor,
        max((c.bonus_bps for c in scheme.choices), default=0),
        (promised.maximum - without_choice).amount_minor,
        {funder: evaluation.cost(funder).amount_minor for funder in ("budget", "booking", "partner")},
    )


def facts_that_count(document: Mapping[str, Any]) -> frozenset[str]:
    """Names of the facts on which what people get depends."""
    needs = {
        "per_hour": "planned_minutes", "floor_per_hour": "planned_minutes", "per_stop": "stops", "per_guest": "guests",
        "per_km": "distance_m", "share_of_price": "price_minor", "overrun": "worked_minutes",
        "waiting": "waiting_minutes", "returns": "returned_stops",
    }  # fmt: skip
    scheme = _read(document)
    asked = {c.fact for part in scheme.components for c in part.when}
    found = {needs[c.type] for c in scheme.components if c.type in needs} | asked
    return frozenset(found | ({"price_minor"} if scheme.platform_fee_bps else set()))


def tried_on(
    document: Mapping[str, Any],
    present: Mapping[str, Any] | None,
    work: Sequence[Work],
    *,
    free_minor: int,
    start: date,
) -> TryOut:
    """Try a version on work, against the one that holds and the money that is free."""
    scheme = _read(document)
    return try_out(
        scheme,
        work,
        present=None if present is None else _read(present),
        funds=Money(max(0, free_minor), scheme.currency),
        start=start,
    )


def work_from(rows: Sequence[tuple[str, date, Mapping[str, Any]]]) -> list[Work]:
    """Work that was done: fan, day and the facts that were evaluated."""
    return [Work(fan, on, schemes.facts_from_document(facts)) for fan, on, facts in rows]


def made_up_month(facts: Mapping[str, Any], *, gigs: int, fans: int, start: date) -> list[Work]:
    """A made-up month around a typical gig; the same each time."""
    return list(simulate(Month(start, schemes.facts_from_document(facts), gigs=gigs, fans=fans)))


def is_paid(document: Mapping[str, Any]) -> bool:
    """True where people are paid, not only thanked."""
    return _read(document).terms == "paid"


def _read(document: Mapping[str, Any]) -> Scheme:
    return parsed(json.dumps(document, sort_keys=True))


__all__ = [
    "Example", "Facts", "Part", "TryOut", "Work", "checked", "choices_in_words", "differences_in_words", "example_of",
    "facts_that_count", "is_paid", "made_up_month", "parts_of_design", "tried_on", "work_from",
]  # fmt: skip
