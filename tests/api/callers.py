"""Programmes that call the interface: a token's bearer, and a world with a customer, a fan and an owner to act for."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from typing import Any

import schemathesis
from flask import Flask
from schemathesis import checks
from schemathesis.specs.openapi import checks as openapi_checks
from werkzeug.test import TestResponse

from marketplace.api import SCOPES
from marketplace.core import edge
from marketplace.identity import service_tokens
from marketplace.identity.models import ApiToken, Identity
from tests import world as w
from tests.conftest import NOON

ALL = list(SCOPES)
AS_DESCRIBED = [
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
]
_read: list[Any] = []
_reading = (
    Lock()
)  # callers in threads: the first search builds an index, and Python 3.11 cannot parse in several at once


@dataclass
class Caller:
    """A programme with a token."""

    app: Flask
    text: str
    ref: str

    def get(self, path: str, **more: Any) -> TestResponse:
        """Read."""
        return self._send("GET", path, **more)

    def post(self, path: str, body: Any = None, *, key: str = "", **more: Any) -> TestResponse:
        """Write, perhaps under an idempotency key."""
        headers = {"Idempotency-Key": key} if key else {}
        return self._send("POST", path, json={} if body is None else body, headers=headers, **more)

    def _send(
        self, method: str, path: str, headers: dict[str, str] | None = None, **more: Any
    ) -> TestResponse:
        sent = {"Authorization": f"Bearer {self.text}"} | (headers or {})
        answer = self.app.test_client().open(f"/api/v1{path}", method=method, headers=sent, **more)
        check_described(self.app, method, f"/api/v1{path}", answer)
        return answer


def check_described(app: Flask, method: str, path: str, answer: TestResponse) -> None:
    """Fail when an answer is not as the document says: its status, its type, its body."""
    with _reading:
        operation = _description(app).find_operation_by_path(method, path.partition("?")[0])
    if operation is not None:
        operation.Case().validate_response(answer, checks=AS_DESCRIBED)


def _description(app: Flask) -> Any:
    """The document, read once: it is the same on every installation."""
    if not _read:
        _read.append(schemathesis.openapi.from_wsgi("/api/openapi.json", app))
    return _read[0]


def caller(app: Flask, person: Identity, *scopes: str, days: int = 30) -> Caller:
    """A programme that acts for a person, with every scope unless some are named."""

    def issue() -> tuple[ApiToken, str]:
        found = w.by_ref(Identity, person.public_id)
        return service_tokens.issue(found, "A programme", list(scopes) or ALL, days, NOON)

    made, text = edge.write(issue)
    return Caller(app, text, made.public_id)
