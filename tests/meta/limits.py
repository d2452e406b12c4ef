"""Which views a rate limit counts."""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter


def is_limited(app: Flask, limiter: Limiter, endpoint: str) -> bool:
    """True when the posts of a view are counted, by a limit of its own or of its blueprint."""
    view = app.view_functions[endpoint]
    manager = limiter.limit_manager
    own = getattr(view, "counts", ())
    blueprint = endpoint.rpartition(".")[0]
    shared = manager.blueprint_limits(app, blueprint) if blueprint else []
    counted = [limit for limit in shared if not limit.methods or "post" in limit.methods]
    return bool(own or counted)
