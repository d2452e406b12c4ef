"""Which fields of a programme its owner may change, and what each may hold."""

from __future__ import annotations

from typing import Any

from config import LOCALES
from marketplace.businesses.choices import CANCELLATION, OFFER_MODES
from marketplace.businesses.models import JOINING, TERMS, WAYS
from marketplace.core.errors import Invalid

TITLE_LENGTH_MAX = 100
TEXT_LENGTH_MAX = 6000
ANSWER_HOURS_MAX = 14 * 24
LISTS_MAX = 20
ONE_OF = {"way": WAYS, "terms": TERMS, "joining": JOINING, "language": LOCALES}
TEXTS = ("whom", "purpose", "role", "tasks", "house_rules", "support_contact")
EDITABLE = frozenset(
    {*ONE_OF, *TEXTS, "title", "north_star", "north_star_target", "answer_hours", "responsible_id", "skills",
     "languages", "settings", "matching_policy", "cancellation_policy"}
)  # fmt: skip


def checked(values: dict[str, Any]) -> dict[str, Any]:
    """The values, trimmed.

    Raises Invalid with the field at fault.
    """
    for name in ("title", *TEXTS):
        if name in values:
            values[name] = str(values[name]).strip()
            _check_length(name, values[name])
    if not values.get("title", "title"):
        raise Invalid("programme_needs_title", field="title")
    for name, allowed in ONE_OF.items():
        if name in values and values[name] not in allowed:
            raise Invalid("choice_not_offered", field=name)
    _check_numbers(values)
    for name in ("skills", "languages"):
        if name in values:
            values[name] = list(dict.fromkeys(values[name]))
            if len(values[name]) > LISTS_MAX:
                raise Invalid("too_many_chosen", field=name, most=LISTS_MAX)
    policy = values.get("cancellation_policy", {}).get("policy", CANCELLATION[0].code)
    if policy not in {c.code for c in CANCELLATION}:
        raise Invalid("choice_not_offered", field="cancellation")
    mode = values.get("matching_policy", {}).get("offer_mode", OFFER_MODES[0].code)
    if mode not in {c.code for c in OFFER_MODES}:
        raise Invalid("choice_not_offered", field="offer_mode")
    return values


def _check_length(name: str, value: str) -> None:
    most = {"title": TITLE_LENGTH_MAX, "support_contact": 254}.get(name, TEXT_LENGTH_MAX)
    if len(value) > most:
        raise Invalid("entry_too_long", field=name, most=most)


def _check_numbers(values: dict[str, Any]) -> None:
    hours = values.get("answer_hours")
    if hours is not None and not 1 <= hours <= ANSWER_HOURS_MAX:
        raise Invalid("number_not_between", field="answer_hours", least=1, most=ANSWER_HOURS_MAX)
    target = values.get("north_star_target")
    if target is not None and not 0 <= target <= 10**9:
        raise Invalid("number_not_between", field="north_star_target", least=0, most=10**9)
