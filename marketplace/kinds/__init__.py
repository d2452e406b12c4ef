"""Kinds of gig: one plug-in each, registered here; nothing else in the product knows them by name."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Register every kind with its pages, sentences and what it does when bookings are paid and confirmed."""
    from flask_babel import lazy_gettext as _l

    from marketplace.bookings import service_bookings, service_cancellation
    from marketplace.core import words
    from marketplace.core.kinds import registry
    from marketplace.kinds import (
        audits,
        delivery,
        experience,
        journey,
        layover,
        north_stars,
        request,
        rooms,
        sentences,
        service_blocks,
        service_stops,
        service_vouchers,
        views,
    )
    from marketplace.trust import topics

    assert all((audits, service_blocks))
    assert service_stops  # its jobs are registered by importing it
    words.register(sentences.SENTENCES)
    topics.register("kinds", _l("Parcels on their way back"))
    app.register_blueprint(views.blueprint)
    rooms.register()

    for kind in (
        experience.Experience(),
        request.AskedFor(),
        journey.Journey(),
        layover.Layover(),
        delivery.Delivery(),
    ):
        registry.register(kind)
        if kind.blueprint is not None:
            app.register_blueprint(kind.blueprint)
    north_stars.register()
    service_bookings.on_paid("request", request.make_gigs)
    service_bookings.on_paid("journey", journey.make_gigs)
    service_bookings.on_paid("layover", layover.make_gigs)
    service_bookings.on_confirmed("layover", layover.issue_vouchers)
    service_bookings.on_confirmed("journey", journey.note_confirmed)
    service_cancellation.on_cancelled("layover", service_vouchers.withdraw_all)
