"""What a programme needs of people before anything can happen in it."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _l

from marketplace.businesses import next_steps
from marketplace.businesses.next_steps import NextStep
from marketplace.superfans import queries_members


def register() -> None:
    """Add it, after what is to be offered."""
    next_steps.register(
        NextStep(
            "members",
            90,
            _l("Have people join"),
            _l("Share the programme's page, invite people by mail, and admit who asks to join."),
            lambda kind: True,
            lambda programme: queries_members.active_count(programme) > 0,
            lambda programme: url_for("superfans.members", business_slug=programme.business.slug),
        )
    )
