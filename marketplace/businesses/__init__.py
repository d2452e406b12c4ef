"""Businesses, the people who act for them, their programmes and their pages."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add the area: its words, who acts for whom, its rooms and its pages."""
    from flask_babel import lazy_gettext as _l

    from marketplace.businesses import access, account, rooms, views, views_public
    from marketplace.businesses.choices import CANCELLATION, JOINING
    from marketplace.businesses.languages import language_name
    from marketplace.businesses.sentences import SENTENCES
    from marketplace.core import words
    from marketplace.identity import purposes
    from marketplace.trust import desk as trust_desk
    from marketplace.trust import topics

    words.register(SENTENCES)
    words.register({f"input.policy.{one.code}": one.label for one in CANCELLATION})
    words.register({f"input.joining.{one.code}": one.label for one in JOINING})
    topics.register("staff", _l("Your part in a business"))
    account.register()
    rooms.register()
    access.init_app(app)
    app.jinja_env.filters["spoken"] = language_name
    app.register_blueprint(views.blueprint)
    trust_desk.register_desk(app, access.staff)
    app.add_url_rule("/", "home", views_public.home)
    purposes.begin_at("owner", "businesses.open_shop")
