"""The interface described: an OpenAPI 3.1 document, and errors in the product's own form."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_smorest import Api

from marketplace.api.schemas import RefusalSchema

REFUSALS = {
    401: "No live token",
    403: "The token or the role does not allow it",
    404: "Missing, or another's",
    409: "The state of things forbids it",
    422: "What was sent cannot be used; the field is named",
    429: "Too many requests",
}


class QuietApi(Api):  # type: ignore[misc]
    """flask-smorest without its error handler: pages and interface share one."""

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
    return QuietApi(app)


def refusals(blp: Any, *codes: int) -> Any:
    """Document the refusals of a view."""

    def decorate(view: Any) -> Any:
        for code in (*codes, 401, 403, 429):
            view = blp.alt_response(code, schema=RefusalSchema, description=REFUSALS[code])(view)
        return view

    return decorate
