"""Signed links that serve one purpose for a while, and addresses of our own pages for mails."""

from __future__ import annotations

from typing import Any

from flask import current_app
from itsdangerous import BadData, SignatureExpired, TimestampSigner, URLSafeTimedSerializer

from config import Settings
from marketplace.core import clock
from marketplace.core.errors import Invalid


class _BusinessTime(TimestampSigner):
    """Signs by the business clock, so that links age as everything else does."""

    def get_timestamp(self) -> int:
        """Seconds since the epoch."""
        return int(clock.now().timestamp())


def sign(purpose: str, payload: dict[str, Any]) -> str:
    """A token that carries the payload and is good for this purpose alone."""
    return str(_serializer(purpose).dumps(payload))


def read(purpose: str, token: str, max_age_seconds: int) -> dict[str, Any]:
    """The payload of a token.

    Raises
    ------
    Invalid
        `link_expired` when it is too old, `link_invalid` when it was never ours or serves another purpose.
    """
    try:
        payload = _serializer(purpose).loads(token, max_age=max_age_seconds)
    except SignatureExpired as error:
        raise Invalid("link_expired") from error
    except BadData as error:
        raise Invalid("link_invalid") from error
    if not isinstance(payload, dict):
        raise Invalid("link_invalid")
    return payload


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key, salt=f"muster-link:{purpose}", signer=_BusinessTime)


def absolute(endpoint: str, **values: Any) -> str:
    """The full address of a page, by the address people use: never by what a request says its host is."""
    settings: Settings = current_app.extensions["muster.settings"]
    return settings.base_url + current_app.url_map.bind("").build(endpoint, values)
