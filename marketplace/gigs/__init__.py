"""Gigs: offers, assignments, check-in, proofs and completion, matched by the library `matching`."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add the area: its words, what its ids stand for, its jobs, its checks and its pages."""
    from flask_babel import lazy_gettext as _l

    from marketplace.businesses import desk, site_nav
    from marketplace.core import words
    from marketplace.core.permissions import Permission
    from marketplace.gigs import (
        account,
        checks,  # noqa: F401 - registers its checks
        ending,
        jobs,  # noqa: F401 - registers its jobs
        jobs_assignments,  # noqa: F401 - registers its jobs
        memberships,  # noqa: F401 - hears who comes and goes
        north_stars,
        offered,
        queries,
        subjects,
        views,
    )
    from marketplace.gigs.sentences import SENTENCES
    from marketplace.trust import topics

    words.register(SENTENCES)
    topics.register("gigs", _l("Offers and your gigs"))
    north_stars.register()
    subjects.register()
    account.register()
    ending.register()
    offered.register()
    desk.register_room(
        desk.Room(
            "gigs", _l("Gigs"), "gigs.gigs", "walk", "work", 15, Permission.DESK_VIEW, queries.unfilled_count
        )
    )
    desk.register_room(
        desk.Room("rounds", _l("Matching"), "gigs.rounds", "compass", "work", 16, Permission.DESK_VIEW)
    )
    site_nav.register(site_nav.Place("board", _l("Board"), "gigs.board", "list", 15, offered.is_fan))
    app.register_blueprint(views.blueprint)
