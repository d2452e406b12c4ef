"""Superfans: what they say of themselves, when they are free, and the programmes they belong to."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add the area: its words, what other areas learn from it, and its pages."""
    from marketplace.core import words
    from marketplace.superfans import (
        account,
        checks,  # noqa: F401 - registers its checks
        views,
    )
    from marketplace.superfans.choices import CREDENTIALS, MEMBERSHIP_STATES
    from marketplace.superfans.sentences import SENTENCES

    words.register(SENTENCES)
    words.register({f"input.state.{code}": name for code, name in MEMBERSHIP_STATES.items()})
    words.register({f"input.credential.{code}": name for code, name in CREDENTIALS.items()})
    account.register()
    app.register_blueprint(views.blueprint)
