"""The programme interface, version 1, and calendar feeds: the same services as the pages, for programmes."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l

SCOPES = {
    "account:read": _l("Read my name, language and time zone"),
    "account:write": _l("Change my name, language and time zone"),
    "search:read": _l("Look for what can be booked"),
    "bookings:read": _l("Read my bookings and requests"),
    "bookings:write": _l("Book, pay, ask, choose and cancel for me"),
    "gigs:read": _l("Read my offers, gigs and earnings"),
    "gigs:write": _l("Accept, decline, check in and complete for me"),
    "desk:read": _l("Read the desk of businesses I act for"),
    "desk:write": _l("Change programmes, parcels and gigs of businesses I act for"),
}
SENTENCES = {
    "token_missing": _l("Send a live token: Authorization: Bearer …. Make one under your account."),
    "json_unreadable": _l("This is no JSON. Send an object as application/json."),
    "input_invalid": _l("Something here cannot be used; look at the fields that are named."),
    "cursor_unknown": _l("This is not where a page begins. Send what the page before gave as “after”."),
    "second_factor_needed": _l(
        "Staff of this business need a second way to show who they are. Set one up under your account first."
    ),
    "scope_lacking": _l("This token may not do that; it needs the scope %(scope)s."),
    "card_needed": _l("Name a payment method: the card pays a part of this booking."),
    "idempotency_conflict": _l(
        "This idempotency key was used for something else. Use a new one for a new write."
    ),
    "idempotency_key_long": _l("An idempotency key has at most %(most)s letters."),
}


def register(app: Flask) -> None:
    """Attach the interface, its description, its scopes and the feeds."""
    from marketplace.api import (
        description,
        feed,
        models,
        views_account,
        views_bookings,
        views_catalogue,
        views_desk,
        views_desk_money,
        views_fan,
        views_fan_money,
        views_money,
        views_stops,
    )
    from marketplace.core import words
    from marketplace.identity import scopes

    assert models
    words.register(SENTENCES)
    scopes.register(SCOPES)
    api = description.make(app)
    for views in (
        views_account,
        views_catalogue,
        views_bookings,
        views_fan,
        views_fan_money,
        views_stops,
        views_desk,
        views_money,
        views_desk_money,
    ):
        blueprint = views.blp
        api.register_blueprint(blueprint)
        _exempt(app, blueprint)
    app.register_blueprint(feed.blueprint)


def _exempt(app: Flask, blueprint: Any) -> None:
    """Tokens, not cookies, say who calls: there is no request to forge."""
    app.extensions["csrf"].exempt(blueprint)
