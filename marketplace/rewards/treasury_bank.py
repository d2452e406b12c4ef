"""A fan's account at the payment provider: whether money can be sent there, and the way to its own pages."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core import edge
from marketplace.core.db import db
from marketplace.core.errors import NotFound, Refused
from marketplace.rewards.treasury_provider import provider_for
from payouts import recipients
from payouts.errors import NotFound as NoRecipient
from payouts.errors import ProviderError


@dataclass(frozen=True)
class BankAccount:
    """What the provider says of an account."""

    business: Business
    is_ready: bool
    address: str  # of the provider's page, good once and for minutes


def bank_account(fan_ref: str, business_ref: str, return_url: str) -> BankAccount:
    """Ask the provider; outside any transaction. Refused while there is no account, or when no answer comes."""
    business, account_id = edge.read(lambda: _account(fan_ref, business_ref))
    if account_id is None:
        raise Refused("account_in_making")
    provider = edge.read(lambda: provider_for(business_ref))
    try:
        is_ready = provider.is_ready(account_id)
        return BankAccount(business, is_ready, provider.onboarding_link(account_id, return_url, return_url))
    except ProviderError as silent:
        raise Refused("provider_silent") from silent


def _account(fan_ref: str, business_ref: str) -> tuple[Business, str | None]:
    business = db.session.scalar(sa.select(Business).where(Business.public_id == business_ref))
    if business is None:
        raise NotFound
    try:
        return business, recipients.get_recipient(db.session, business_ref, fan_ref).account_id
    except NoRecipient as nobody:
        raise NotFound from nobody
