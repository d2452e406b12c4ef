"""A fan's accounts at the provider: one for each business that pays them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core import edge
from marketplace.core.db import db
from marketplace.core.errors import NotFound
from marketplace.identity.models import Identity
from marketplace.rewards.treasury.provider import play_recipient, provider_for
from marketplace.superfans.models import Superfan
from payouts.errors import ProviderError
from payouts.gateways.provider import Provider
from payouts.gateways.sandbox.recipients import ASKED
from payouts.tables import recipient


@dataclass(frozen=True)
class Account:
    """Where one business sends a fan's money."""

    business_ref: str
    business_slug: str
    business_name: str
    account_id: str


def accounts_of(person: Identity) -> list[Account]:
    """The accounts that the provider has made for somebody, by business."""
    c = recipient.c
    query = (
        sa.select(Business.public_id, Business.slug, Business.name, c.account_id)
        .join(recipient, c.business_ref == Business.public_id)
        .join(Superfan, Superfan.public_id == c.owner_ref)
        .where(Superfan.identity_id == person.id, c.account_id.is_not(None))
        .order_by(Business.name)
    )
    return [Account(*row) for row in db.session.execute(query)]


def is_ready(account: Account) -> bool | None:
    """Whether money can be sent to it now; None where the provider does not say. Outside any transaction."""
    try:
        return _provider(account).is_ready(account.account_id)
    except ProviderError:
        return None


def onboarding_link(account: Account, back_url: str) -> str | None:
    """The provider's page for it, good once and for minutes; None where the provider does not answer."""
    try:
        return _provider(account).onboarding_link(account.account_id, back_url, back_url)
    except ProviderError:
        return None


def missing_from(account: Account) -> tuple[str, ...]:
    """What the provider still wants to know, in its own names; nothing where it does not say. Outside any transaction."""
    try:
        return _provider(account).requirements_due(account.account_id)
    except ProviderError:
        return ()


def is_pretend(account: Account) -> bool:
    """True where the provider's own page is played by the product."""
    return not _provider(account).is_live


def play(account: Account, given: Collection[str]) -> None:
    """In the sandbox, tell the provider these of what it asks; the rest stays missing. Outside any transaction."""
    if is_ready(account) is None:
        raise NotFound  # the sandbox knows no such account, or does not answer
    play_recipient(account.business_ref, account.account_id, tuple(one for one in ASKED if one not in given))


def _provider(account: Account) -> Provider:
    return edge.read(lambda: provider_for(account.business_ref))
