"""The application of a test process, put on one database after another: to build it takes longer than most tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Flask

from config import Settings
from marketplace import create_app
from marketplace.core.clock import Clock
from marketplace.core.db import db, let_go, set_up
from marketplace.core.limits import limiter
from tests import emptying


@dataclass(frozen=True)
class Standing:
    """An application as it was when new."""

    app: Flask
    config: Mapping[str, Any]
    extensions: Mapping[str, Any]
    views: Mapping[str, Any]

    @property
    def is_as_new(self) -> bool:
        """False when a test has given it routes or taken some away."""
        return self.app.view_functions == self.views


_at_hand: dict[str, Standing] = {}


def on(settings: Settings, clock: Clock) -> Flask:
    """The application with these settings, on their database and with nothing left of the test before.

    Only for settings that differ in where things lie: what else they say is read once, when an application is built.
    """
    engine = sa.make_url(settings.database_url).get_backend_name()
    known = _at_hand.get(engine)
    if known is None or not known.is_as_new:
        app = create_app(settings, clock)
        with app.app_context():
            emptying.spare(db.engine)
        _at_hand[engine] = Standing(app, dict(app.config), dict(app.extensions), dict(app.view_functions))
        return app
    _renew(known, settings, clock)
    return known.app


def _renew(known: Standing, settings: Settings, clock: Clock) -> None:
    app = known.app
    for held, first in ((app.config, known.config), (app.extensions, known.extensions)):
        held.clear()
        held.update(first)
    app.extensions |= {"muster.settings": settings, "muster.clock": clock}
    app.jinja_env.globals["settings"] = settings
    app._got_first_request = False
    limiter.enabled = settings.rate_limits  # one limiter serves every application of a process
    with app.app_context():
        if db.engine.url == sa.make_url(settings.database_url):
            leave()  # the same place, another database; the engine keeps the statements it has compiled
            emptying.look(db.engine)
            return
        let_go()
        db.engines.clear()
        db.engines[None] = sa.create_engine(settings.database_url, **app.config["SQLALCHEMY_ENGINE_OPTIONS"])
        set_up(db.engine)
        emptying.spare(db.engine)


def leave() -> None:
    """End a test: nothing it has opened stays open but an idle connection to PostgreSQL.

    A new one would first learn of every table.
    """
    db.session.remove()
    for engine in db.engines.values():
        if engine is not db.engine or not emptying.is_spared(engine):
            engine.dispose()
