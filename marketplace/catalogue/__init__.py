"""What customers browse: listings with sessions, journeys, and the search over them."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Attach the pages, the desk's rooms, the front page's section and the sentences."""
    from flask_babel import lazy_gettext as _l

    from marketplace.catalogue import (
        audits,
        first_steps,
        memberships,
        rooms,
        sentences,
        service_cutoffs,
        views,
    )
    from marketplace.core import words
    from marketplace.core.i18n import LOCALE_NAMES
    from marketplace.geo.spots import ROUGH_CIRCLE_M
    from marketplace.trust import topics

    assert all((audits, memberships, service_cutoffs))  # what they register comes with importing them
    words.register(sentences.SENTENCES)
    topics.register("catalogue", _l("Your listings"))
    rooms.register()
    first_steps.register()
    app.jinja_env.globals.update(
        locale_name=LOCALE_NAMES.get,
        ROUGH_CIRCLE_M=ROUGH_CIRCLE_M,
    )
    app.register_blueprint(views.blueprint)
