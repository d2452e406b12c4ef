"""What money means to a person's account: what is owed to them, and by a business that is theirs alone, is settled first."""

from __future__ import annotations

from datetime import datetime

from marketplace.businesses import queries as businesses
from marketplace.core.errors import MarketplaceError, Refused
from marketplace.identity import erasure
from marketplace.identity.models import Identity
from marketplace.rewards import perks, treasury


def register() -> None:
    """Tell the account."""
    erasure.hinder(_is_owed)
    erasure.hinder(_has_credit)
    erasure.hinder(_owes)
    erasure.before_going(_settle_debts)
    erasure.before_going(_claims_nothing_more)
    for code in ("money_owed", "credit_left"):
        erasure.settle_at(code, "owed.owed")
    erasure.settle_at("business_owes", "closing.mine")


def _is_owed(person: Identity, at: datetime) -> MarketplaceError | None:
    """Money earned or tipped that has not reached the bank: whoever is erased cannot be paid any more."""
    for left in treasury.left_to(erasure.person_of(person).refs, at):
        amount_minor = left.due_minor + left.held_minor + left.moving_minor
        if amount_minor:
            return Refused(
                "money_owed", business=left.business.name, amount_minor=amount_minor, currency=left.currency
            )
    return None


def _has_credit(person: Identity, at: datetime) -> MarketplaceError | None:
    """Store credit is worth something: it is spent, or left to the business in so many words."""
    for left in treasury.left_to(erasure.person_of(person).refs, at):
        if left.credit_minor:
            return Refused(
                "credit_left",
                business=left.business.name,
                amount_minor=left.credit_minor,
                currency=left.currency,
            )
    return None


def _settle_debts(person: Identity, at: datetime) -> None:
    treasury.settle_debts(erasure.person_of(person).refs, at)


def _claims_nothing_more(person: Identity, at: datetime) -> None:
    perks.withdraw_all(sorted(erasure.person_of(person).refs), at)


def _owes(person: Identity, at: datetime) -> MarketplaceError | None:
    """A business that nobody else owns still has money of others, or owes it."""
    for business in businesses.owned_alone(person):
        owed = treasury.owed_by(business)
        if owed:
            first = owed[0]
            return Refused(
                "business_owes",
                business=business.name,
                amount_minor=first.amount_minor,
                currency=first.currency,
            )
    return None
