"""Which views a rate limit counts."""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_qualified_name


def is_limited(app: Flask, limiter: Limiter, endpoint: str) -> bool:
    """True when the posts of a view are counted, by a limit of its own or of its blueprint."""
    view = app.view_functions[endpoint]
    manager = limiter.limit_manager
    own = manager.decorated_limits(get_qualified_name(view))
    blueprint = endpoint.rpartition(".")[0]
    shared = manager.blueprint_limits(app, blueprint) if blueprint else []
    counted = [limit for limit in (*own, *shared) if not limit.methods or "post" in limit.methods]
    return bool(counted)
