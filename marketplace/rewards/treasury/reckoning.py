"""What an earning is made of: the pay in the kind the fan chose, its evidence, and what bookings bear of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from marketplace.businesses.models import Business
from marketplace.rewards import causes
from marketplace.rewards.models import EarningShare
from marketplace.rewards.treasury.schemes import document_of
from marketplace.superfans.models import Superfan
from payouts import schemes
from payouts.errors import InvalidFacts
from payouts.money import split
from payouts.schemes import Evaluation, Part, Scheme, Share
from payouts.schemes.document import ChoiceKind


def parts_of(
    scheme: Scheme, evaluation: Evaluation, fan: Superfan, business: Business, at: datetime
) -> tuple[Part, ...]:
    """The pay in the kinds the fan chose, each for its share; money where the scheme does not offer that kind."""
    if evaluation.cash.is_zero:
        return ()
    try:
        offered, shares = _wished(scheme, fan, business, at)
        return schemes.apply_choice(offered, evaluation.cash, shares)
    except InvalidFacts:
        return schemes.apply_choice(scheme, evaluation.cash, [])


def _wished(scheme: Scheme, fan: Superfan, business: Business, at: datetime) -> tuple[Scheme, list[Share]]:
    """The fan's wish as shares; a cause that the scheme names becomes the id under which the books know it."""
    if fan.reward_kind == "money":
        return scheme, []
    kind: ChoiceKind = fan.reward_kind  # type: ignore[assignment]
    cause_ref = None
    if kind == "donation":
        named = {causes.key_of(name): name for c in scheme.choices if c.kind == kind for name in c.causes}
        wished = causes.key_of(fan.donation_cause)
        if wished in named:  # under the name of those who offer it, however the fan has written it
            cause_ref = causes.named(business, named[wished], at).public_id
            choices = (replace(c, causes=(cause_ref,)) if c.kind == kind else c for c in scheme.choices)
            scheme = replace(scheme, choices=tuple(choices))
    shares = [Share(kind, fan.reward_percent, cause_ref)]
    if fan.reward_percent < 100:
        shares.append(Share("money", 100 - fan.reward_percent))
    return scheme, shares


def evidence_of(
    evaluation: Evaluation, scheme: Scheme, parts: Sequence[Part], quote: Mapping[str, Any]
) -> dict[str, Any]:
    document = document_of(evaluation, scheme)
    quoted = {line["code"]: line["amount_minor"] for line in quote.get("lines", ())}
    earned = {line["code"]: line["amount_minor"] for line in document["lines"]}
    changed = [
        {"code": code, "quoted_minor": quoted.get(code, 0), "earned_minor": earned.get(code, 0)}
        for code in dict.fromkeys((*quoted, *earned))
        if quoted.get(code, 0) != earned.get(code, 0)
    ]
    given = [
        {
            "kind": p.kind,
            "amount_minor": p.value.amount_minor,
            "currency": p.value.currency,
            "uplift_minor": p.uplift.amount_minor,
        }
        | ({"cause": p.cause} if p.cause else {})
        for p in parts
    ]
    return document | {"parts": given, "changed": changed}


def shares_of(evaluation: Evaluation, paid_by: Mapping[str, int]) -> list[EarningShare]:
    """What each booking bears of the pay that the scheme says bookings fund, in proportion to what it paid."""
    refs = [ref for ref, paid_minor in sorted(paid_by.items()) if paid_minor > 0]
    if not refs:
        return []
    weights = [paid_by[ref] for ref in refs]
    pay = split(evaluation.cost("booking"), weights)
    fees = split(evaluation.platform_fee, weights)
    return [
        EarningShare(booking_ref=ref, amount_minor=part.amount_minor, fee_minor=fee.amount_minor)
        for ref, part, fee in zip(refs, pay, fees, strict=True)
    ]
