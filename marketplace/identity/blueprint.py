"""The one blueprint of the area, and what holds for every answer it gives."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, request, url_for
from flask_security import auth_required
from werkzeug.datastructures import ImmutableMultiDict

from marketplace.core.permissions import signed_in
from marketplace.identity.passkeys import at_our_address
from marketplace.identity.safe_next import local_path

blueprint = Blueprint("identity", __name__)
blueprint.before_request(at_our_address)


@blueprint.before_request
def drop_what_leads_elsewhere() -> None:
    """Forget an onward address that is not a path of this site, before the library sees it."""
    for part in ("args", "form"):
        values = getattr(request, part)
        if "next" in values and not all(local_path(path) for path in values.getlist("next")):
            kept = [(name, value) for name, value in values.items(multi=True) if name != "next"]
            setattr(request, part, ImmutableMultiDict(kept))


@blueprint.after_request
def keep_to_ourselves(response: Response) -> Response:
    """Nothing here is cached, nothing leads off the site, and a redirect after a post is a new GET."""
    response.cache_control.no_store = True
    response.cache_control.private = True
    if response.status_code in (301, 302, 303, 307, 308):
        target = urlsplit(response.location or "/")
        is_ours = not target.netloc or target.netloc == request.host
        path = target._replace(scheme="", netloc="").geturl() if is_ours else ""
        response.location = local_path(path, "/")
        if request.method == "POST":
            response.status_code = 303
    return response


def freshly(view: Callable[..., Any]) -> Callable[..., Any]:
    """Signed in, and shown to be so within the hour: for what somebody at a borrowed desk must not do."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Any:
        config = current_app.config
        within, grace = config["SECURITY_FRESHNESS"], config["SECURITY_FRESHNESS_GRACE_PERIOD"]
        guarded = auth_required("session", within=lambda: within, grace=lambda: grace)(view)
        return guarded(*args, **kwargs)

    return signed_in(checked)


def to(endpoint: str, **values: Any) -> str:
    """The path of one of our own pages."""
    return url_for(f"identity.{endpoint}", **values)
