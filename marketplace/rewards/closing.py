"""What stands open when a programme, a membership or a business ends: whose money it is, and its next step. Never nobody's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from marketplace.businesses.models import Business
from marketplace.rewards import treasury

# Family of accounts: what the money is, what happens to it next, and where something can be done about it.
STEPS: dict[str, tuple[Any, Any, str]] = {
    "payable": (
        _l("Earned by people, not yet sent"),
        _l("It goes out on the day each has chosen, once its hold is over. The runs say what keeps it."),
        "runs.runs",
    ),
    "tips_payable": (
        _l("Tips, not yet sent"),
        _l("They go out with the pay. The runs say what keeps them."),
        "runs.runs",
    ),
    "carried": (
        _l("Odd cents of people, too little for a bank"),
        _l("They go out with the next pay of each, or each says what becomes of them."),
        "runs.runs",
    ),
    "carried_tips": (
        _l("Odd cents of tips, too little for a bank"),
        _l("They go out with the next tips of each, or each says what becomes of them."),
        "runs.runs",
    ),
    "in_transit": (
        _l("Being sent at this moment"),
        _l("Nothing to do: it arrives, or comes back and is due again."),
        "runs.runs",
    ),
    "held": (
        _l("Paid by guests for what has not taken place"),
        _l("Let it take place, or call it off: then it goes back to whoever paid."),
        "bookings.desk_bookings",
    ),
    "refund_due": (_l("On its way back to guests"), _l("Nothing to do: it arrives within days."), ""),
    "charity_payable": (
        _l("Given to causes, not yet passed on"),
        _l("Pass it on, and note the transfer."),
        "gifts.owed",
    ),
}


@dataclass(frozen=True)
class Open:
    """Money of somebody's that a business still has, with its next step."""

    family: str
    label: Any
    next_step: Any
    address: str
    amount_minor: int
    currency: str


def open_money(business: Business) -> list[Open]:
    """Everything of others that a business has, by what it is and in which money; each with a next step."""
    found = []
    for family, currency, amount_minor in treasury.owed_by_family(business):
        label, step, endpoint = STEPS[family]
        address = url_for(endpoint, business_slug=business.slug) if endpoint else ""
        found.append(Open(family, label, step, address, amount_minor, currency))
    return found
