"""Why somebody is put forward, and what was lacking, said to the customer: nothing of anybody's home or calendar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from marketplace.bookings.models import Proposal
from marketplace.core import words
from marketplace.gigs.shown import spoken
from marketplace.trust import queries_decisions

# The engine's codes of refusals, by what a customer could change.
GROUPS = {
    "skill_missing": "skill",
    "skill_level": "skill",
    "skills_any": "skill",
    "credential_missing": "skill",
    "credential_not_yet": "skill",
    "credential_expired": "skill",
    "language": "language",
    "unavailable": "time",
    "overlap": "time",
    "travel_between": "time",
    "hours_day": "time",
    "hours_week": "time",
    "offline": "time",
    "too_far": "place",
    "no_home": "place",
    "group_too_large": "party",
    "age_unknown": "age_unknown",
    "too_young": "age",
}


def because(proposal: Proposal) -> list[str]:
    """The reasons for a person in words; those that concern the fan alone are left out."""
    rows = [
        {"code": f"because.{row['code'].partition('.')[2]}", "params": row["params"]}
        for row in proposal.reasons
    ]
    known = [row for row in rows if row["code"] in words.known()]
    return spoken(known)


def grouped(refused: Mapping[str, int]) -> list[dict[str, Any]]:
    """How many were kept out by what, as reasons of a decision record."""
    counts: Counter[str] = Counter()
    for code, number in refused.items():
        counts[GROUPS.get(code, "other")] += number
    return [{"code": f"lacking.{code}", "params": {"number": n}} for code, n in counts.most_common()]


def lacking(request_ref: str) -> list[str]:
    """What was lacking when a request was last looked at, in words."""
    records = [r for r in queries_decisions.decisions_on(request_ref) if r.rule == "bookings.proposals"]
    if not records:
        return []
    return [words.sentence(row["code"], row["params"]) for row in records[-1].reasons]
