"""A fan's money at once: what it would bring and cost, or why not; and sending it, once, exactly as shown."""

from __future__ import annotations

from dataclasses import astuple, dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from marketplace.businesses.models import Business
from marketplace.core import clock, edge, jobs
from marketplace.core.db import db
from marketplace.core.errors import MarketplaceError, NotFound, Refused
from marketplace.rewards.treasury import operations as treasury_operations
from marketplace.rewards.treasury import payouts as treasury_payouts
from marketplace.rewards.treasury.provider import provider_for
from marketplace.rewards.treasury.schemes import money
from marketplace.superfans.models import Superfan
from payouts import recipients, runs
from payouts.errors import InstantRefused, PayoutsError, ProviderError
from payouts.gateways.provider import Provider
from payouts.instant import InstantQuote, foresee_instant, plan_instant
from payouts.instant_rows import instant_of, instants_of
from payouts.instant_terms import InstantTerms, instant_terms
from payouts.payout_rows import Payout
from payouts.tables import recipient as recipient_table

__all__ = ["AtOnce", "InstantQuote", "Shown", "foresee", "instants_of", "is_offered", "send"]

PREFIX = "at-once-"


@dataclass(frozen=True)
class Shown:
    """What a fan saw and confirmed, in minor units of the business's money."""

    due_minor: int
    fee_minor: int
    net_minor: int


@dataclass(frozen=True)
class AtOnce:
    """What being paid at once by one business would bring, or why it cannot be now."""

    business_ref: str
    business_name: str
    business_slug: str
    timezone: str
    currency: str
    quote: InstantQuote | None = None
    refusal: MarketplaceError | None = None


def is_offered(currency: str, at: datetime) -> bool:
    """Whether anybody can be paid at once in a currency."""
    return instant_terms(currency, at.date()) is not None


def foresee(fan: Superfan, business_slug: str) -> AtOnce:
    """What a fan would get now; outside any transaction, for the provider is asked. NotFound where nobody pays them."""
    fan_ref = fan.public_id
    found, account_id = edge.read(lambda: _by_books(fan_ref, business_slug))
    if found.quote is None or account_id is None:
        return found
    provider = edge.read(lambda: provider_for(found.business_ref))
    why = _why_not(provider, account_id, found.quote.due.currency)
    return found if why is None else replace(found, quote=None, refusal=Refused(why))


def send(fan: Superfan, business_slug: str, seen: Shown, attempt: str) -> tuple[Payout, bool]:
    """Plan exactly what was shown and send it as far as it goes, outside any transaction; the same attempt is one payout.

    With the payout: whether it went the ordinary way, because the provider would not send it at once. Raises Refused with the reason where it cannot be, and nothing has happened.
    """
    fan_ref = fan.public_id
    business_ref, known = edge.read(lambda: _asked_before(fan_ref, business_slug, attempt))
    if known is None:
        now = foresee(fan, business_slug)
        if now.refusal is not None:
            raise now.refusal
    planned = edge.write(lambda: _plan(fan_ref, business_ref, seen, attempt))
    provider = edge.read(lambda: provider_for(business_ref))
    on = edge.read(lambda: treasury_payouts.local_day(_business(business_ref), clock.now()))
    try:
        sent = runs.advance_payout(edge.transaction, provider, planned.public_id, on=on, clock=clock.now)
    except (PayoutsError, sa.exc.DBAPIError):
        return planned, False  # the job that was staged with it goes on
    report = runs.RunReport(planned.run_ref)
    {"paid": report.paid, "refused": report.refused}.get(sent.state, report.waiting).append(sent.public_id)
    edge.write(lambda: treasury_payouts.note_run(business_ref, report, clock.now()))
    agreed = edge.read(lambda: instant_of(db.session, sent))
    return sent, agreed is not None and agreed.fallen_back_at is not None


def _by_books(fan_ref: str, business_slug: str) -> tuple[AtOnce, str | None]:
    """What the books alone say, and the account at the provider."""
    business = _paying(fan_ref, business_slug)
    at = clock.now()
    settings = recipients.get_recipient(db.session, business.public_id, fan_ref)
    found = AtOnce(business.public_id, business.name, business.slug, business.timezone, business.currency)
    try:
        quote = foresee_instant(
            db.session, business.public_id, fan_ref, terms=_terms(business, at), currency=business.currency, at=at
        )  # fmt: skip
    except InstantRefused as refused:
        return replace(found, refusal=_refusal(refused, business)), settings.account_id
    return replace(found, quote=quote), settings.account_id


def _why_not(provider: Provider, account_id: str, currency: str) -> str | None:
    try:
        if not provider.is_ready(account_id):
            return "instant_not_ready"
        return None if provider.has_fast_bank(account_id, currency) else "instant_no_fast_bank"
    except ProviderError:
        return "instant_silent"


def _plan(fan_ref: str, business_ref: str, shown: Shown, attempt: str) -> Payout:
    business, at = _business(business_ref), clock.now()
    seen = InstantQuote(*(money(one, business.currency) for one in astuple(shown)))
    try:
        planned = plan_instant(
            db.session, business_ref, fan_ref, run_ref=f"{PREFIX}{attempt}", terms=_terms(business, at), seen=seen,
            at=at,
        )  # fmt: skip
    except InstantRefused as refused:
        raise _refusal(refused, business) from refused
    payload = {"business": business_ref, "on": treasury_payouts.local_day(business, at).isoformat()}
    key = f"rewards.run_payouts:{business_ref}:{planned.public_id}"
    jobs.stage("rewards.run_payouts", key, at + treasury_operations.PATIENCE, payload)
    return planned


def _asked_before(fan_ref: str, business_slug: str, attempt: str) -> tuple[str, Payout | None]:
    ref = _paying(fan_ref, business_slug).public_id
    found = treasury_payouts.payouts_named(ref, fan_ref, f"{PREFIX}{attempt}")
    return ref, found[0] if found else None


def _terms(business: Business, at: datetime) -> InstantTerms | None:
    return instant_terms(business.currency, treasury_payouts.local_day(business, at))


def _refusal(refused: InstantRefused, business: Business) -> Refused:
    params: dict[str, Any] = {"currency": business.currency, "timezone": business.timezone, **refused.params}
    code = refused.code
    if code == "instant_held" and params.pop("until_at", None) is None:
        code = "instant_kept_back"
    elif code == "instant_held":
        params["until_at"] = refused.params["until_at"]
    return Refused(code, **params)


def _paying(fan_ref: str, business_slug: str) -> Business:
    c = recipient_table.c
    query = sa.select(Business).join(recipient_table, c.business_ref == Business.public_id)
    business = db.session.scalar(query.where(c.owner_ref == fan_ref, Business.slug == business_slug))
    if business is None:
        raise NotFound
    return business


def _business(ref: str) -> Business:
    return db.session.scalars(sa.select(Business).where(Business.public_id == ref)).one()
