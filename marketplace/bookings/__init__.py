"""What customers buy and ask for."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Attach the pages, jobs, rooms and sentences, and what follows a cancelled session."""
    from flask_babel import lazy_gettext as _l

    from marketplace.bookings import (
        account,
        audits,
        guests,
        jobs,
        north_stars,
        paying,
        queries,
        service_cancellation,
        subjects,
        views,
    )
    from marketplace.bookings.sentences import SENTENCES
    from marketplace.businesses import desk, site_nav
    from marketplace.catalogue.service_sessions import on_cancelled
    from marketplace.core import words
    from marketplace.core.permissions import Permission
    from marketplace.trust import topics

    assert all((audits, jobs, paying))  # what they register comes with importing them
    words.register(SENTENCES)
    topics.register("bookings", _l("Your bookings and requests"))
    subjects.register()
    account.register()
    guests.register_links()
    app.register_blueprint(views.blueprint)
    desk.register_room(
        desk.Room(
            "bookings",
            _l("Bookings"),
            "bookings.desk_bookings",
            "calendar",
            "work",
            20,
            Permission.BOOKINGS_VIEW,
            queries.waiting_count,
        )
    )
    desk.register_room(
        desk.Room(
            "requests",
            _l("Requests"),
            "bookings.desk_requests",
            "hand",
            "work",
            21,
            Permission.BOOKINGS_VIEW,
            queries.unanswered_count,
        )
    )
    site_nav.register(
        site_nav.Place(
            "bookings",
            _l("My bookings"),
            "bookings.my_bookings",
            "calendar",
            20,
            lambda person: person is not None,
        )
    )
    north_stars.register()
    on_cancelled(service_cancellation.session_called_off)
