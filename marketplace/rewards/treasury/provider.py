"""The payment provider of a business: the embedded sandbox unless live keys are set in the environment."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from flask import current_app

from config import Settings
from marketplace.businesses.models import Business
from marketplace.core import clock
from marketplace.core.db import apart, db
from payouts.errors import InvalidIntent
from payouts.gateways.provider import Provider
from payouts.gateways.sandbox import Fault, Sandbox, SandboxSettings
from payouts.gateways.sandbox.cards import payment_method_for
from payouts.gateways.stripe_provider import live_provider, sandbox_key, sandbox_provider

KEY_SETTING = "STRIPE_SECRET_KEY"
EVENTS_SETTING = "STRIPE_WEBHOOK_SECRET"
_STATE = "muster.sandbox"


def provider_for(business_ref: str) -> Provider:
    """The provider of one business: its own key first, then the installation's, then the sandbox."""
    key = setting_of(business_ref, KEY_SETTING)
    if key:
        return live_provider(key)
    return _sandbox(business_ref)[0]


def is_sandbox(business: Business) -> bool:
    """True while no real money moves for a business."""
    return not provider_for(business.public_id).is_live


def token_of_card(number: str) -> str:
    """The payment method behind a test card's number.

    Raises ValueError for any other number: no page of this product takes a real card's.
    """
    try:
        return payment_method_for(number)
    except InvalidIntent as error:
        raise ValueError(str(error)) from error


def play_customer(business_ref: str, payment_id: str, *, succeeds: bool) -> None:
    """In the sandbox, be the customer at the bank's page."""
    _, sandbox = _sandbox(business_ref)
    sandbox.confirm_as_customer(sandbox_key(business_ref), payment_id, succeeds=succeeds)


def play_recipient(business_ref: str, account_id: str, missing: tuple[str, ...]) -> None:
    """In the sandbox, be the provider that a recipient has told something: money can be sent once nothing is missing."""
    _, sandbox = _sandbox(business_ref)
    state = "pending" if missing else "active"
    sandbox.finish_onboarding(sandbox_key(business_ref), account_id, transfers=state, missing=missing)


def script_faults(faults: list[Fault]) -> None:
    """Script the sandbox's failures, for rehearsals."""
    _state()["faults"][:] = faults


def set_sandbox(settings: SandboxSettings) -> None:
    """Change how the sandbox behaves: fees, and how long funds take."""
    _state()["settings"] = settings


def setting_of(business_ref: str, name: str) -> str:
    """A business's own secret, which the environment names with its slug in capitals, else the installation's; or ''."""
    settings: Settings = current_app.extensions["muster.settings"]
    if settings.is_demo or not any(one.startswith(name) for one in settings.provider_secrets):
        return ""
    slug = db.session.scalar(sa.select(Business.slug).where(Business.public_id == business_ref)) or ""
    return secret_of(slug, name)


def secret_of(slug: str, name: str) -> str:
    """The same for whoever knows the slug already."""
    settings: Settings = current_app.extensions["muster.settings"]
    secrets = {} if settings.is_demo else settings.provider_secrets
    own = f"{name}_{re.sub('[^A-Z0-9]', '_', slug.upper())}"
    return secrets.get(own) or secrets.get(name, "")


def _sandbox(business_ref: str) -> tuple[Provider, Sandbox]:
    state = _state()
    return sandbox_provider(
        state["engine"], business_ref, clock=clock.now, settings=state["settings"], faults=state["faults"]
    )


def _state() -> dict[str, Any]:
    """The sandbox's own way to the database: its requests are transactions apart from the product's."""
    held: dict[str, Any] | None = current_app.extensions.get(_STATE)
    if held is None:
        settings: Settings = current_app.extensions["muster.settings"]
        behaves = SandboxSettings(onboarding_page=f"{settings.base_url}/sandbox/account")
        held = {"engine": apart("sandbox"), "settings": behaves, "faults": []}
        current_app.extensions[_STATE] = held
    return held
