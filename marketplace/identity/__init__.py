"""People: signing up and in, their accounts, what is kept about them, and how they are forgotten."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add the area: sign-in, its pages, its words, its jobs and the retention table."""
    from marketplace.core import words
    from marketplace.identity import (
        audits,  # noqa: F401 - registers its checks
        context,
        demo_people,
        jobs,  # noqa: F401 - registers its jobs
        retention,
        retention_rows,
        security,
        sentences,
        views,  # noqa: F401 - each module of views adds its routes to the one blueprint
        views_account,  # noqa: F401
        views_data,  # noqa: F401
        views_demo,  # noqa: F401
        views_steps,  # noqa: F401
    )
    from marketplace.identity.blueprint import blueprint
    from marketplace.identity.commands import forget_second_factor

    words.register(sentences.SENTENCES)
    retention.register(retention_rows.ROWS, retention_rows.LABELS)
    security.init_app(app, app.extensions["muster.settings"])
    app.register_blueprint(blueprint)
    app.context_processor(context.page_context)
    app.jinja_env.globals.update(demo_people=demo_people.people, demo_outbox_is_open=demo_people.is_open)
    app.cli.add_command(forget_second_factor)
