"""Programmes that call the interface: a token's bearer, and a world with a customer, a fan and an owner to act for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from marketplace.api import SCOPES
from marketplace.core import edge
from marketplace.identity import service_tokens
from marketplace.identity.models import ApiToken, Identity
from tests import world as w
from tests.conftest import NOON

ALL = list(SCOPES)


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
        return self.app.test_client().open(f"/api/v1{path}", method=method, headers=sent, **more)


def caller(app: Flask, person: Identity, *scopes: str, days: int = 30) -> Caller:
    """A programme that acts for a person, with every scope unless some are named."""

    def issue() -> tuple[ApiToken, str]:
        found = w.by_ref(Identity, person.public_id)
        return service_tokens.issue(found, "A programme", list(scopes) or ALL, days, NOON)

    made, text = edge.write(issue)
    return Caller(app, text, made.public_id)
