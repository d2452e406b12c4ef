"""The rooms of the desk where a business looks after money."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from marketplace.businesses import desk
from marketplace.businesses.desk import Room
from marketplace.businesses.models import Business
from marketplace.core.permissions import Permission
from marketplace.rewards import gifts, partners, perks, treasury
from marketplace.rewards.treasury import tax, wallet

SEES_MONEY = Permission.MONEY_VIEW


def register() -> None:
    """Add them."""
    for room in (
        Room("money", _l("Money"), "rewards.money", "wallet", "money", 10, SEES_MONEY),
        Room("budgets", _l("Budgets"), "budgets.budgets", "chart", "money", 11, SEES_MONEY),
        Room("runs", _l("Payout runs"), "runs.runs", "money", "money", 12, SEES_MONEY),
        Room("gifts", _l("Gifts to pass on"), "gifts.owed", "heart", "money", 13, SEES_MONEY,
             count=_gifts_waiting, is_used=_has_gifts),
        Room("costs", _l("Costs to give back"), "perks.waiting", "cup", "money", 14, SEES_MONEY,
             count=perks.waiting_at, is_used=perks.is_used_by),
        Room("counter", _l("Counter"), "counter.counter", "qr", "money", 21, Permission.COUNTER_REDEEM,
             is_used=wallet.is_used_by),
        Room("partners", _l("What partners owe"), "partners.owed", "people", "money", 29, SEES_MONEY,
             is_used=partners.is_used_by),
        Room("tax", _l("Tax on receipts"), "tax.tax", "list", "money", 40, SEES_MONEY, is_used=tax.is_used_by),
        Room("years", _l("Yearly records"), "years.records", "book", "money", 41, Permission.MONEY_MOVE),
        Room("money_check", _l("Money check"), "money_check.check", "shield", "money", 90, SEES_MONEY,
             count=treasury.due_count),
    ):  # fmt: skip
        desk.register_room(room)


def _gifts_waiting(business: Business) -> int:
    return sum(1 for one in gifts.owed_to_causes(business) if one.owed_minor)


def _has_gifts(business: Business) -> bool:
    return bool(gifts.owed_to_causes(business))
