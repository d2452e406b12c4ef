"""What an owner says in five minutes: the answers from which a programme is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from marketplace.identity.models import Identity


@dataclass(frozen=True, kw_only=True)
class Answers:
    """The five answers, and whatever of the template was changed where it was unfolded.

    whom: whom do you want; tasks: what can they do; terms and pay_hour_minor: what do they get; responsible,
    support_contact, answer_hours: who answers them; north_star and its target: what would success be.
    `pay_hour_minor` is about what an hour should be worth, in minor units of the business's currency.
    `changes` holds further columns of a programme (title, purpose, role, house_rules, way, joining, language,
    skills, languages, settings, matching_policy) and `cancellation`, the code of a policy.
    """

    whom: str = ""
    tasks: str = ""
    terms: str = "volunteer_with_perks"
    pay_hour_minor: int | None = None
    responsible: Identity | None = None
    support_contact: str = ""
    answer_hours: int | None = None
    north_star: str = ""
    north_star_target: int | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)
