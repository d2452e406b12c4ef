"""What customers buy and ask for."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Attach the pages, jobs, rooms and sentences, and what follows a cancelled session."""
    from flask_babel import lazy_gettext as _l

    from marketplace.bookings import (
        account,
        audits,
        ending,
        guests,
        jobs,
        jobs_disputes,
        north_stars,
        paying,
        price_words,
        ratings,
        reckoned,
        service_cancellation,
        subjects,
        views,
        views_promotions,
    )
    from marketplace.bookings.sentences import SENTENCES
    from marketplace.bookings.sentences_disputes import SENTENCES as OF_DISPUTES
    from marketplace.bookings.sentences_held import SENTENCES as OF_HELD
    from marketplace.catalogue.service_sessions import on_cancelled
    from marketplace.core import words
    from marketplace.rewards import additions
    from marketplace.trust import topics

    assert all((audits, jobs, jobs_disputes, paying))  # what they register comes with importing them
    words.register(SENTENCES)
    words.register(OF_DISPUTES)
    words.register(OF_HELD)
    topics.register("bookings", _l("Your bookings and requests"))
    subjects.register()
    jobs_disputes.register_events()
    account.register()
    ending.register()
    reckoned.register()
    additions.register_rating(ratings.rating_of)
    guests.register_links()
    app.register_blueprint(views.blueprint)
    app.register_blueprint(views_promotions.blueprint)
    app.jinja_env.globals["promotion_words"] = price_words.promotion_words
    _add_places()
    north_stars.register()
    on_cancelled(service_cancellation.session_called_off)


def _add_places() -> None:
    """Where bookings and requests stand in the desk's and everybody's navigation."""
    from flask_babel import lazy_gettext as _l

    from marketplace.bookings import queries
    from marketplace.businesses.desk import Room, for_kinds, register_room
    from marketplace.businesses.site_nav import Place
    from marketplace.businesses.site_nav import register as register_place
    from marketplace.core.permissions import Permission
    from marketplace.rewards.treasury import disputes as treasury_disputes
    from marketplace.rewards.treasury import warnings as treasury_warnings
    from marketplace.rewards.treasury.promotions import is_used_by

    view = Permission.BOOKINGS_VIEW
    register_room(
        Room("bookings", _l("Bookings"), "bookings.desk_bookings", "calendar", "work", 20, view, queries.waiting_count, for_kinds(lambda kind: kind.is_booked))
    )  # fmt: skip
    register_room(
        Room("requests", _l("Requests"), "bookings.desk_requests", "hand", "work", 21, view, queries.unanswered_count, for_kinds(lambda kind: kind.is_asked_for))
    )  # fmt: skip
    register_room(
        Room("promotions", _l("Promotion codes"), "promotions.promotions", "gift", "money", 20, Permission.MONEY_VIEW, is_used=is_used_by)
    )  # fmt: skip
    register_room(
        Room(
            "disputes", _l("Refunds and disputes"), "bookings.disputes", "refresh", "money", 30, Permission.MONEY_VIEW,
            lambda business: treasury_disputes.open_count(business) + treasury_warnings.open_count(business),
        )
    )  # fmt: skip
    register_place(
        Place("bookings", _l("My bookings"), "bookings.my_bookings", "calendar", 20, lambda person: person is not None)
    )  # fmt: skip
