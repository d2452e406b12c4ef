"""Checks requests and answers against the contract, one by one or all that go through a transport."""

from __future__ import annotations

import email
import email.policy
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jsonschema_rs

from tests.payouts.contract.routes import Route, routes_of
from tests.payouts.contract.schemas import Mode, Schema, schema_of_class
from tests.payouts.contract.source import Sdk

_ERROR: Schema = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["type", "message"],
            "properties": {
                "type": {"enum": ["api_error", "card_error", "idempotency_error", "invalid_request_error"]}
            },
        }
    },
}
_PAGES: dict[bool, Schema] = {
    False: {
        "type": "object",
        "required": ["object", "data", "has_more", "url"],
        "properties": {"object": {"const": "list"}, "data": {}, "has_more": {}, "url": {"type": "string"}},
        "additionalProperties": False,
    },
    True: {
        "type": "object",
        "required": ["data"],
        "properties": {"data": {}, "next_page_url": {}, "previous_page_url": {}},
        "additionalProperties": False,
    },
}


class Contract:
    """What may be sent and what may be answered, by the SDK's own types.

    Parameters
    ----------
    sdk : Sdk, optional
        The installed one if left out.
    """

    def __init__(self, sdk: Sdk | None = None) -> None:
        self._sdk = sdk or Sdk()
        self._validators: dict[tuple[str, ...], Any] = {}
        self._routes: dict[str, list[Route]] = {}

    @cached_property
    def routes(self) -> list[Route]:
        """Every route of the SDK."""
        return routes_of(self._sdk)

    @cached_property
    def _resources(self) -> dict[str, tuple[str, str]]:
        return self._sdk.resources()

    def schema(self, route: Route, mode: Mode) -> Schema:
        """What a route's request may say."""
        if route.params is None:
            return {"type": "object", "additionalProperties": False}
        return schema_of_class(route.params, mode)

    def of_request(self, verb: str, path: str, params: Mapping[str, Any], mode: Mode = "form") -> list[str]:
        """Name what is wrong with a request; nothing if it may be sent."""
        beginning = "/".join(path.split("/")[: 4 if path.startswith("/v2/") else 3])
        if beginning not in self._routes:
            self._routes[beginning] = routes_of(self._sdk, beginning)
        route = next((found for found in self._routes[beginning] if found.fits(verb, path)), None)
        if route is None:
            return [f"{verb} {path}: the SDK has no such request"]
        key = (verb, route.path, mode)
        if key not in self._validators:
            self._validators[key] = jsonschema_rs.validator_for(self.schema(route, mode))
        return _problems(self._validators[key], params, f"{verb} {path}")

    def of_answer(self, status: int, path: str, body: Any) -> list[str]:
        """Name what is wrong with an answer and with every object in it."""
        if status >= 400:
            return _problems(self._validator("error", _ERROR), body, path)
        wrong = []
        if isinstance(body, dict) and "data" in body and body.get("object") in (None, "list"):
            is_v2 = path.startswith("/v2/")
            wrong += _problems(self._validator(f"page{is_v2}", _PAGES[is_v2]), body, path)
        elif not isinstance(body, dict) or "object" not in body:
            wrong.append(f"{path}: the answer does not say what it is")
        for found in _objects(body):
            wrong += self._of_object(found, path)
        return wrong

    def _of_object(self, found: Mapping[str, Any], path: str) -> list[str]:
        name = str(found["object"])
        if name not in self._resources:
            return [f"{path}: the SDK knows no {name}"]
        if ("answer", name) not in self._validators:
            module, class_name = self._resources[name]
            scope = self._sdk.module(module).find(class_name)
            assert scope is not None
            schema = schema_of_class(scope, "answer")
            self._validators["answer", name] = jsonschema_rs.validator_for(schema)
        return _problems(self._validators["answer", name], found, f"{path} {name}")

    def _validator(self, name: str, schema: Schema) -> Any:
        return self._validators.setdefault(("fixed", name), jsonschema_rs.validator_for(schema))


class Watch:
    """Checks all that goes through transports, and remembers what was wrong and what was seen."""

    def __init__(self, contract: Contract | None = None) -> None:
        self.contract = contract or Contract()
        self.problems: list[str] = []
        self.requests: list[tuple[str, str, dict[str, Any], Mode]] = []
        self.keeps_requests = False
        self._is_off = False

    @contextmanager
    def off(self) -> Iterator[None]:
        """For what is wrong on purpose."""
        was, self._is_off = self._is_off, True
        try:
            yield
        finally:
            self._is_off = was

    def request(self, verb: str, url: str, headers: Mapping[str, str] | None, body: Any) -> None:
        """Check a request on its way out."""
        if self._is_off:
            return
        parts = urlsplit(url)
        kinds = {name.lower(): value for name, value in (headers or {}).items()}
        is_json = verb == "post" and kinds.get("content-type", "").startswith("application/json")
        if verb == "post" and kinds.get("content-type", "").startswith("multipart/"):
            self.problems += self.contract.of_request(
                verb, parts.path, _multipart(kinds["content-type"], body)
            )
            return
        params = (
            json.loads(body or "{}") if is_json else decoded((body or "") if verb == "post" else parts.query)
        )
        mode: Mode = "json" if is_json else "form"
        if self.keeps_requests:
            self.requests.append((verb, parts.path, params, mode))
        self.problems += self.contract.of_request(verb, parts.path, params, mode)

    def answer(self, url: str, answer: tuple[Any, int, Any]) -> None:
        """Check an answer on its way in."""
        body, status, _headers = answer
        # A server that broke down says nothing in particular.
        if not self._is_off and status < 500:
            self.problems += self.contract.of_answer(status, urlsplit(url).path, json.loads(body))


def _multipart(content_type: str, body: bytes) -> dict[str, str]:
    """Read a form with files: of a file, its name."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = email.message_from_bytes(head + body, policy=email.policy.HTTP)
    return {
        str(part.get_param("name", header="content-disposition")): part.get_filename()
        or bytes(part.get_payload(decode=True)).decode()
        for part in message.iter_parts()
    }


def decoded(text: str) -> dict[str, Any]:
    """Read a form whose names have brackets; members that are counted are a list."""
    root: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        steps = re.findall(r"[^\[\]]+", name)
        place = root
        for step in steps[:-1]:
            place = place.setdefault(step, {})
        place[steps[-1]] = value
    return {name: _listed(value) for name, value in root.items()}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(name.isdigit() for name in value):
        return [_listed(value[name]) for name in sorted(value, key=int)]
    return {name: _listed(inner) for name, inner in value.items()}


def _objects(body: Any) -> Iterator[Mapping[str, Any]]:
    """Everything in an answer that names what it is; what an event tells of is the host's own matter."""
    if isinstance(body, list):
        for inner in body:
            yield from _objects(inner)
    elif isinstance(body, dict):
        if isinstance(body.get("object"), str) and body["object"] != "list":
            yield body
        for inner in body.values():
            yield from _objects(inner)


def _problems(validator: Any, value: Any, where: str) -> list[str]:
    return [
        f"{where}: {'.'.join(map(str, error.instance_path))} {error.message[:300]}"
        for error in validator.iter_errors(value)
    ]
