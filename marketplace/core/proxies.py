"""Web servers in front of ours: from whom a request came, and over what, as they tell it."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Settings


def init_app(app: Flask, settings: Settings) -> None:
    """Believe as many servers as the settings name, and nobody when they name none.

    The host is not among it: a server that does not set that header passes on what the visitor wrote.
    """
    count = settings.trusted_proxies
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign]
