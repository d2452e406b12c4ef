"""How the application is put together: the core first, then each area by its `register`, lowest first."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined

from config import Settings, from_environment
from marketplace.core import documents, gallery, http, i18n, limits, pages, proxies
from marketplace.core.clock import Clock, SystemClock
from marketplace.core.db import db, set_up
from marketplace.core.edge import EdgeFlask
from marketplace.core.jobs_done import NAME as NAME  # its work is known wherever there is an application
from marketplace.demo import beside

PACKAGE = "marketplace"
ROOT = Path(__file__).resolve().parent.parent
AREAS = (
    "geo", "identity", "trust", "businesses", "superfans", "rewards", "gigs", "catalogue", "bookings", "kinds",
    "insights", "api", "demo",
)  # fmt: skip
UPLOAD_BYTES_MAX = 12 * 1024 * 1024

csrf = CSRFProtect()


def build(settings: Settings | None = None, clock: Clock | None = None) -> Flask:
    """Build the application from its settings; each area adds its own parts by `register(app)`."""
    settings = settings or from_environment()
    app = EdgeFlask(PACKAGE, root_path=str(ROOT), static_folder="static", template_folder="templates")
    app.config.update(_flask_config(settings))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["muster.settings"] = settings
    app.extensions["muster.clock"] = clock or SystemClock()
    app.extensions["muster.root"] = ROOT
    _prepare_folder(settings)
    db.init_app(app)
    with app.app_context():
        set_up(db.engine)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    csrf.init_app(app)
    i18n.init_app(app)
    limits.init_app(app, settings)
    http.init_app(app, settings)
    proxies.init_app(app, settings)
    pages.init_app(app)
    for area in AREAS:
        register = getattr(import_module(f"{PACKAGE}.{area}"), "register", None)
        if register is not None:
            register(app)
    beside.register(app)
    if app.debug:
        gallery.init_app(app)
    return app


def _flask_config(settings: Settings) -> dict[str, object]:
    engine: dict[str, object] = {"json_serializer": documents.dumps, "json_deserializer": documents.loads}
    if settings.is_sqlite:
        engine["connect_args"] = {"check_same_thread": False}
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine,
        "MAX_CONTENT_LENGTH": UPLOAD_BYTES_MAX,
        "SESSION_COOKIE_NAME": f"muster_{settings.world}",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "TESTING": settings.testing,
        "WTF_CSRF_TIME_LIMIT": None,  # a form left open overnight still goes through; the session bounds it
        "SERVER_NAME": None,
    }


def _prepare_folder(settings: Settings) -> None:
    if settings.is_sqlite:
        path = settings.database_url.removeprefix("sqlite:///")
        if path and path != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
