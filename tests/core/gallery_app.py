"""An application of nothing but the gallery: pages and components, no areas and no database."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined

from marketplace.core import gallery, http, i18n, pages
from marketplace.geo import map_pages
from tests.conftest import settings_for

ROOT = Path(__file__).parents[2]


def make_gallery(folder: Path) -> Flask:
    """Build it, with error pages at /error/<status> and a stand-in where the language form posts to."""
    settings = settings_for("sqlite://", folder)
    app = Flask("marketplace", root_path=str(ROOT), static_folder="static", template_folder="templates")
    app.config["SECRET_KEY"] = settings.secret_key
    app.testing = True
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["muster.settings"] = settings
    app.extensions["muster.root"] = ROOT
    CSRFProtect().init_app(app)
    LoginManager(app).user_loader(lambda _: None)
    i18n.init_app(app)
    http.init_app(app, settings)
    pages.init_app(app)
    map_pages.init_app(app)
    gallery.init_app(app)
    app.add_url_rule("/language", "identity.choose_language", lambda: "", methods=["POST"])
    app.add_url_rule("/error/<int:status>", "error", lambda status: pages.page_error(status)[0])
    return app
