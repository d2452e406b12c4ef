"""What money means to a person's account: what is owed to them, and by a business that is theirs alone, is paid first."""

from __future__ import annotations

from datetime import datetime

from marketplace.businesses import queries as businesses
from marketplace.core.errors import MarketplaceError, Refused
from marketplace.identity import erasure
from marketplace.identity.models import Identity
from marketplace.rewards import queries, treasury
from marketplace.superfans.queries import fan_of


def register() -> None:
    """Tell the account."""
    erasure.hinder(_is_owed)
    erasure.hinder(_owes)


def _is_owed(person: Identity, at: datetime) -> MarketplaceError | None:
    """Money earned or tipped that has not reached the bank: whoever is erased cannot be paid any more."""
    fan = fan_of(person)
    owed = treasury.owed_to_fan(fan.public_id) if fan is not None else []
    if not owed:
        return None
    first = owed[0]
    named = queries.business_names([first.business_ref]).get(first.business_ref, "")
    return Refused("money_owed", business=named, amount_minor=first.amount_minor, currency=first.currency)


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
