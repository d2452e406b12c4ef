"""The interface described: an OpenAPI 3.1 document, and errors in the product's own form."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from flask import Flask, request
from flask_limiter.util import get_remote_address
from flask_smorest import Api
from flask_smorest import Blueprint as SmorestBlueprint
from webargs.flaskparser import FlaskParser

from marketplace.api.access import token
from marketplace.api.idempotency import HEADER, KEPT_HOURS, KEY_LENGTH_MAX, once, once_apart
from marketplace.api.schemas import RefusalSchema
from marketplace.core import edge
from marketplace.core.errors import Invalid
from marketplace.core.limits import limiter
from marketplace.core.permissions import public

V = TypeVar("V", bound=Callable[..., Any])
REFUSALS = {
    400: "What was sent is no JSON",
    401: "No live token",
    403: "The token or the role does not allow it",
    404: "Missing, or another's",
    409: "The state of things forbids it",
    422: "What was sent cannot be used; the field is named",
    429: "Too many requests",
}
KEY = {
    "name": HEADER,
    "in": "header",
    "description": f"Sent again under the same key within {KEPT_HOURS} hours, a write is done once and answered the same.",
    "schema": {"type": "string", "maxLength": KEY_LENGTH_MAX},
}
DOCUMENT = "api-docs.openapi_json"
WRITES = "120 per minute; 2000 per hour"
WRITES_FROM_ONE_ADDRESS = "600 per minute"


class Unreadable(Invalid):
    """The body is no JSON: 400."""

    status = 400
    code = "json_unreadable"


class Unusable(Invalid):
    """Fields that cannot be used: the first by name, all of them by what is wrong."""

    code = "input_invalid"

    def __init__(self, errors: dict[str, Any]) -> None:
        named = {name: faults for part in errors.values() for name, faults in _fields(part)}
        field = next((name for name in named if name != "_schema"), None)
        super().__init__(field=field)
        self.errors = named


def _fields(part: Any) -> list[tuple[str, Any]]:
    return list(part.items()) if isinstance(part, dict) else [("_schema", part)]


class Parser(FlaskParser):
    """Reads what was sent; what is wrong with it is refused in the product's own form."""

    def handle_error(self, error: Any, req: Any, schema: Any, **given: Any) -> NoReturn:
        """Name the fields at fault."""
        raise Unusable(error.messages)

    def _handle_invalid_json_error(self, error: Any, req: Any, *args: Any, **kwargs: Any) -> NoReturn:
        raise Unreadable


class Blueprint(SmorestBlueprint):
    """A part of the interface under one scope: its writes are counted by token, before their transaction opens."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, name: str, import_name: str, scope: str, **options: Any) -> None:
        super().__init__(name, import_name, **options)
        self.scope = scope
        limiter.limit(WRITES, key_func=_token_key, methods=["POST"])(self)
        limiter.limit(WRITES_FROM_ONE_ADDRESS, key_func=_address_key, methods=["POST"])(self)

    def reads(
        self,
        path: str,
        answer: Any,
        *,
        asks: Any = None,
        refuses: tuple[int, ...] = (404,),
        apart: bool = False,
    ) -> Callable[[V], V]:
        """A view that reads; `asks` is what may stand in the query, `apart` for one that asks a provider."""

        def decorate(view: V) -> V:
            made: Any = self.response(200, answer)(view)
            if asks is not None:
                made = self.arguments(asks, location="query")(made)
            made = token(f"{self.scope}:read")(_refusals(self, *refuses)(made))
            return self.get(path)(edge.keeps_own_transactions(made) if apart else made)

        return decorate

    def writes(
        self, path: str, answer: Any, *, takes: Any = None, status: int = 200, apart: bool = False
    ) -> Callable[[V], V]:
        """A view that writes, once per key; `apart` for one that calls a provider between its own transactions."""

        def decorate(view: V) -> V:
            made: Any = (once_apart if apart else once)(self.response(status, answer)(view))
            refuses: tuple[int, ...] = (404, 409)
            if takes is not None:
                made, refuses = self.arguments(takes)(made), (*refuses, 422)
            made = token(f"{self.scope}:write")(_refusals(self, *refuses)(made))
            return self.post(path)(edge.keeps_own_transactions(made) if apart else made)

        return decorate


def _token_key() -> str:
    """The token, as a digest: counts keep no secrets."""
    sent = request.headers.get("Authorization", "")
    return "token:" + hashlib.sha256(sent.encode()).hexdigest()[:32] if sent else _address_key()


def _address_key() -> str:
    return f"interface:{get_remote_address()}"


class QuietApi(Api):
    """flask-smorest without its error handler and its own form of errors: pages and interface share one."""

    ERROR_SCHEMA = RefusalSchema
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Leave errors to `core.pages`, which answers JSON under /api."""


def make(app: Flask) -> QuietApi:
    """The interface of an application."""
    app.config.update(
        API_TITLE="Muster",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "info": {
                "description": "What the pages do, for programmes. Amounts are integers in minor units."
            },
            "security": [{"token": []}],
            "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        },
    )
    api = QuietApi(app)
    described = app.view_functions[DOCUMENT]
    app.view_functions[DOCUMENT] = public(lambda: described())
    return api


def _refusals(blp: Any, *codes: int) -> Any:
    """Document the refusals of a view."""

    def decorate(view: Any) -> Any:
        named = {*codes, 401, 403, 429} | ({400} if 422 in codes else set())
        if getattr(view, "takes_key", False):
            view, named = blp.doc(parameters=[KEY])(view), named | {422}
        for code in sorted(named):
            view = blp.alt_response(code, schema=RefusalSchema, description=REFUSALS[code])(view)
        return view

    return decorate
