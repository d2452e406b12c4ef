"""Writes down why something was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from marketplace.core.db import db
from marketplace.trust.models import DecisionRecord
from marketplace.trust.plain_json import plain


def record_decision(
    *,
    business_ref: str | None,
    subject: str,
    about_ref: str | None,
    rule: str,
    rule_version: str,
    outcome: str,
    inputs: Mapping[str, Any],
    reasons: Sequence[Mapping[str, Any]],
    at: datetime,
    decided_by_ref: str | None = None,
) -> DecisionRecord:
    """Add one decision record: what was decided about whom, by which rule, from which inputs, for which reasons.

    `reasons` are codes with parameters, `{"code": ..., "params": {...}}`; ids inside are public ids. Names, addresses
    and other words of people do not belong here, for a record is never changed and outlives an erasure.
    """
    for reason in reasons:
        if not isinstance(reason.get("code"), str):
            raise ValueError(f"a reason is a code with parameters, not {reason!r}")
    record = DecisionRecord(
        business_ref=business_ref,
        subject=subject,
        about_ref=about_ref,
        rule=rule,
        rule_version=rule_version,
        outcome=outcome,
        inputs=plain(inputs),
        reasons=[{"code": r["code"], "params": plain(r.get("params") or {})} for r in reasons],
        decided_by_ref=decided_by_ref,
        decided_at=at,
    )
    db.session.add(record)
    return record
