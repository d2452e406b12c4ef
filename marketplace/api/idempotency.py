"""Idempotency keys: the same write sent twice under one key is one write, and is answered the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Response, current_app, g, jsonify, request
from sqlalchemy.dialects import postgresql, sqlite

from marketplace.api.models import ApiAnswer
from marketplace.core import clock, edge, sweeps
from marketplace.core.db import db
from marketplace.core.errors import Invalid, MarketplaceError

V = TypeVar("V", bound=Callable[..., Any])
HEADER = "Idempotency-Key"
KEY_LENGTH_MAX = 80
KEPT_HOURS = 24


def once(view: V) -> V:
    """Do a write once per key; without the header it is done each time it is sent.

    The key's row is inserted in the write's own transaction: a second sender waits for the first and is then told the
    first one's answer. What was refused is not kept, so that it may be sent again.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        key = _key()
        if not key:
            return view(*args, **kwargs)
        known = _claim(key)
        if known is not None:
            return known
        response = current_app.make_response(view(*args, **kwargs))
        if response.status_code < 400:
            _keep(key, response)
        return response

    return _marked(guarded)


def once_apart(view: V) -> V:
    """The same for a write that calls a provider between transactions of its own, and is itself harmless to repeat.

    The key is taken and the answer kept in transactions before and after; a second sender that comes between does
    the write again, which gives the same.
    """

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        key = _key()
        if not key:
            return view(*args, **kwargs)
        known = edge.write(lambda: _claim(key))
        if known is not None:
            return known
        try:
            response = current_app.make_response(view(*args, **kwargs))
        except MarketplaceError:
            edge.write(lambda: _let_go(key))
            raise
        edge.write(lambda: _keep(key, response))
        return response

    return _marked(guarded)


def _marked(guarded: Any) -> Any:
    """Known by this mark to the description, which names the header and how a key is refused."""
    guarded.takes_key = True
    return guarded


def _key() -> str:
    key = request.headers.get(HEADER, "").strip()
    if len(key) > KEY_LENGTH_MAX or "\x00" in key:
        raise Invalid("idempotency_key_long", field=HEADER, most=KEY_LENGTH_MAX)
    return key


def _digest() -> str:
    parts = (request.method, request.full_path, request.get_data(cache=True).decode("utf-8", "replace"))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _claim(key: str) -> Response | None:
    """Take the key, or answer as it was answered before."""
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    row = {"token_id": g.token.id, "key": key, "request_digest": _digest(), "created_at": clock.now()}
    taken = dialect.insert(ApiAnswer).values(row).on_conflict_do_nothing().returning(ApiAnswer.id)
    if db.session.execute(taken).scalar() is not None:
        return None
    known = db.session.scalars(
        sa.select(ApiAnswer).where(ApiAnswer.token_id == g.token.id, ApiAnswer.key == key)
    ).one()
    if known.request_digest != row["request_digest"]:
        raise Invalid("idempotency_conflict", field=HEADER)
    if known.status is None:
        return None  # the first sender has not answered, or died before it could
    response = (
        jsonify(known.body) if known.body is not None else current_app.make_response(("", known.status))
    )
    response.status_code = known.status
    response.headers["Idempotent-Replay"] = "true"
    return response


def _let_go(key: str) -> None:
    """What was refused may be sent again under the same key."""
    unanswered = (ApiAnswer.token_id == g.token.id, ApiAnswer.key == key, ApiAnswer.status.is_(None))
    db.session.execute(sa.delete(ApiAnswer).where(*unanswered))


def _keep(key: str, response: Response) -> None:
    values = {"status": response.status_code, "body": response.get_json(silent=True)}
    db.session.execute(
        sa.update(ApiAnswer).where(ApiAnswer.token_id == g.token.id, ApiAnswer.key == key).values(values)
    )


@sweeps.every(3600, "api.forget_answers")
def forget(at: datetime) -> None:
    """Let go of answers older than a day."""
    db.session.execute(sa.delete(ApiAnswer).where(ApiAnswer.created_at < at - timedelta(hours=KEPT_HOURS)))
