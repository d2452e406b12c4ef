"""Whether money is real: what the pages say of it, and that real and invented money never share the books."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask, current_app, g, request

from config import InvalidSetting, Settings
from marketplace.businesses.models import Business
from marketplace.core.db import db
from marketplace.rewards.treasury.provider import KEY_SETTING, is_sandbox, setting_of
from payouts.gateways.stripe_provider import is_live_key, sandbox_key
from payouts.tables import sandbox_object

ABOUT_MONEY = "marketplace.rewards."
BESIDE = {
    "bookings.cancellation",
    "bookings.disputes",
    "bookings.dispute",
    "bookings.warning",
    "bookings.refund_by_hand",
    "bookings.recover_refunded",
    "bookings.recover_disputed",
    "businesses.close_programme",
}  # of other areas
SAYS_SO_ITSELF = {"rewards.money"}  # with what the owner can do about it


def is_pretended_here(money_of: Business | None = None) -> bool:
    """Whether this is a page about money, and none of it is real: the layout says so at its top.

    A page that is about money at times only, such as a booking that may be free, names the business whose money it is.
    """
    if money_of is not None:
        return is_sandbox(money_of)
    endpoint = request.endpoint
    view = current_app.view_functions.get(endpoint) if endpoint else None
    if view is None or endpoint in SAYS_SO_ITSELF:
        return False
    if endpoint not in BESIDE and not view.__module__.startswith(ABOUT_MONEY):
        return False
    business = g.get("business")
    return is_sandbox(business) if isinstance(business, Business) else not _has_live_key()


def refuse_mixed_books(app: Flask) -> None:
    """Refuse to start with a live key over books that the sandbox has filled: invented money would look real.

    Raises InvalidSetting, naming the key and the business.
    """
    settings: Settings = app.extensions["muster.settings"]
    with app.app_context():
        if settings.is_demo or not _has_live_key() or not sa.inspect(db.engine).has_table("sandbox_object"):
            return
        for ref, slug in db.session.execute(sa.select(Business.public_id, Business.slug)).all():
            if is_live_key(setting_of(ref, KEY_SETTING)) and _has_played(ref):
                raise InvalidSetting(
                    KEY_SETTING,
                    f"is a live key, and the books of {slug} hold the sandbox's invented money; use a fresh database "
                    "for real money, or a test key (sk_test_...) with this one",
                )
        db.session.rollback()


def _has_live_key() -> bool:
    settings: Settings = current_app.extensions["muster.settings"]
    keys = (value for name, value in settings.provider_secrets.items() if name.startswith(KEY_SETTING))
    return not settings.is_demo and any(map(is_live_key, keys))


def _has_played(business_ref: str) -> bool:
    c = sandbox_object.c
    moved = sa.select(c.id).where(c.platform == sandbox_key(business_ref), c.kind == "balance_transaction")
    return db.session.execute(moved.limit(1)).first() is not None
