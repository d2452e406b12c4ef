"""The transport beneath Stripe's client: it answers from the sandbox instead of the network."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import sqlalchemy as sa
import stripe

from payouts.gateways.pacing import endpoint_of
from payouts.gateways.sandbox import (
    bank_payouts,
    disputes,
    files,
    fraud,
    funds,
    outside,
    payments,
    recipients,
    refunds,
    saved_cards,
    sending,
    top_ups,
)
from payouts.gateways.sandbox.answers import Refusal, Request, SandboxSettings, missing
from payouts.gateways.sandbox.faults import Fault
from payouts.gateways.sandbox.outside import OutsideWorld
from payouts.gateways.sandbox.store import Body, open_store

_KEYS_KEPT_FOR = dt.timedelta(hours=24)
_Answer = tuple[str, int, Mapping[str, str]]

_ROUTES: tuple[tuple[str, str, Callable[..., Body]], ...] = (
    ("post", r"/v1/payment_intents", payments.create_payment),
    ("get", r"/v1/payment_intents", payments.list_payments),
    ("get", r"/v1/payment_intents/([^/]+)", payments.read_payment),
    ("post", r"/v1/payment_intents/([^/]+)/confirm", payments.confirm_payment),
    ("post", r"/v1/payment_intents/([^/]+)/capture", payments.capture_payment),
    ("post", r"/v1/payment_intents/([^/]+)/cancel", payments.cancel_payment),
    ("post", r"/v1/customers", saved_cards.create_customer),
    ("post", r"/v1/setup_intents", saved_cards.create_setup),
    ("get", r"/v1/setup_intents", saved_cards.list_setups),
    ("post", r"/v1/payment_methods/([^/]+)/detach", saved_cards.detach),
    ("get", r"/v1/setup_intents/([^/]+)", saved_cards.read_setup),
    ("post", r"/v1/refunds", refunds.create_refund),
    ("get", r"/v1/refunds", refunds.list_refunds),
    ("get", r"/v1/refunds/([^/]+)", refunds.read_refund),
    ("get", r"/v1/disputes", disputes.list_disputes),
    ("get", r"/v1/disputes/([^/]+)", disputes.read_dispute),
    ("post", r"/v1/disputes/([^/]+)", disputes.update_dispute),
    ("post", r"/v1/disputes/([^/]+)/close", disputes.close_dispute),
    ("post", r"/v1/files", files.create_file),
    ("get", r"/v1/files/([^/]+)", files.read_file),
    ("get", r"/v1/radar/early_fraud_warnings", fraud.list_warnings),
    ("get", r"/v1/radar/early_fraud_warnings/([^/]+)", fraud.read_warning),
    ("post", r"/v1/transfers", sending.create_transfer),
    ("get", r"/v1/transfers", sending.list_transfers),
    ("get", r"/v1/transfers/([^/]+)", sending.read_transfer),
    ("post", r"/v1/transfers/([^/]+)/reversals", sending.create_reversal),
    ("get", r"/v1/transfers/([^/]+)/reversals", sending.list_reversals),
    ("get", r"/v1/transfers/([^/]+)/reversals/([^/]+)", sending.read_reversal),
    ("post", r"/v1/payouts", bank_payouts.create_payout),
    ("get", r"/v1/payouts", bank_payouts.list_payouts),
    ("get", r"/v1/payouts/([^/]+)", bank_payouts.read_payout),
    ("post", r"/v1/topups", top_ups.create_top_up),
    ("get", r"/v1/topups", top_ups.list_top_ups),
    ("get", r"/v1/topups/([^/]+)", top_ups.read_top_up),
    ("post", r"/v2/core/accounts", recipients.create_account),
    ("get", r"/v2/core/accounts", recipients.list_accounts),
    ("get", r"/v2/core/accounts/([^/]+)", recipients.read_account),
    ("post", r"/v2/core/account_links", recipients.create_link),
    ("get", r"/v1/accounts/([^/]+)/external_accounts", recipients.list_banks),
    ("get", r"/v1/balance", funds.read_balance),
    ("get", r"/v1/balance_transactions", funds.list_transactions),
    ("get", r"/v1/events", outside.list_events),
)


class Sandbox(OutsideWorld, stripe.HTTPClient):
    """Stripe's HTTP client, answered in this process; state is in the database.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Of a database that has the table ``sandbox_object``. Each request is a short transaction of its
        own, so that it outlives the process and several processes share it. On SQLite no transaction of
        the caller may be open, just as none should be open around a call to a real provider.
    clock : callable
        Gives the aware instant; tests move it.
    settings : SandboxSettings, optional
    faults : list of Fault, optional
        Scripted failures, in order of precedence; may be changed while it runs.
    """

    name = "sandbox"

    def __init__(
        self,
        engine: sa.Engine,
        clock: Callable[[], dt.datetime],
        settings: SandboxSettings | None = None,
        faults: list[Fault] | None = None,
    ) -> None:
        stripe.HTTPClient.__init__(self)
        OutsideWorld.__init__(self, engine, clock, settings)
        self.faults = faults if faults is not None else []
        self._seen: defaultdict[str, deque[dt.datetime]] = defaultdict(deque)

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> _Answer:
        """Answer one request as Stripe would."""
        parts = urlsplit(url)
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        fault = next((f for f in self.faults if f.meets(method, parts.path)), None)
        if fault is not None and fault.when == "before":
            return _fail(fault)
        if self._is_too_much(endpoint_of(method, parts.path)):
            return _fail(Fault("", "status", status=429))
        params = _decode(method, parts.query, sent, post_data)
        try:
            status, body = self._answer(method, parts.path, params, sent)
        except Refusal as refusal:
            status, body = refusal.status, refusal.body
        if fault is not None:
            return _fail(fault)
        return json.dumps(body), status, {"Request-Id": "req_sandbox"}

    def _is_too_much(self, endpoint: str) -> bool:
        """Whether an endpoint was asked more often within the last second than it allows."""
        limit, now = self.settings.requests_per_second, self._clock()
        if limit is None:
            return False
        seen = self._seen[endpoint]
        while seen and (now - seen[0]).total_seconds() >= 1:
            seen.popleft()
        if len(seen) >= limit:
            return True
        seen.append(now)
        return False

    def close(self) -> None:
        """Nothing is open between requests."""

    def _answer(
        self, method: str, path: str, params: Mapping[str, Any], headers: Mapping[str, str]
    ) -> tuple[int, Body]:
        platform = headers.get("authorization", "").removeprefix("Bearer ")
        with open_store(self._engine, platform) as store:
            request = self._request(params, headers.get("stripe-account", ""), store)
            key = headers.get("idempotency-key") if method == "post" else None
            digest = hashlib.sha256(json.dumps([path, params], sort_keys=True).encode()).hexdigest()
            if key is not None:
                replay = _replay(request, key, digest)
                if replay is not None:
                    return replay
            try:
                status, body = 200, _handle(request, method, path)
            except Refusal as error:
                if not error.is_kept:
                    raise
                status, body = error.status, error.body
            if key is not None:
                _keep(request, key, digest, status, body)
            return status, body


def _handle(request: Request, method: str, path: str) -> Body:
    for verb, pattern, handler in _ROUTES:
        match = re.fullmatch(pattern, path)
        if verb == method and match is not None:
            return handler(request, *match.groups())
    raise missing("route", f"{method} {path}")


def _replay(request: Request, key: str, digest: str) -> tuple[int, Body] | None:
    """Answer again what was answered under the key, while the key is remembered."""
    kept = request.store.get("idempotency", f"key:{request.account_id}:{key}")
    if kept is None:
        return None
    if request.seconds - kept["created"] > _KEYS_KEPT_FOR.total_seconds():
        request.store.delete(kept["id"])
        return None
    if kept["digest"] != digest:
        raise Refusal(
            "Keys for idempotent requests can only be used with the same parameters they were first used with.",
            kind="idempotency_error",
        )
    return int(kept["status"]), dict(kept["answer"])


def _keep(request: Request, key: str, digest: str, status: int, body: Body) -> None:
    kept = {
        "id": f"key:{request.account_id}:{key}",
        "created": request.seconds,
        "digest": digest,
        "status": status,
        "answer": body,
    }
    request.store.add("idempotency", kept)


def _decode(method: str, query: str, headers: Mapping[str, str], post_data: Any) -> dict[str, Any]:
    if method == "post" and headers.get("content-type", "").startswith("application/json"):
        return dict(json.loads(post_data or "{}"))
    if method == "post" and headers.get("content-type", "").startswith("multipart/"):
        return files.parts_of(headers["content-type"], post_data)
    pairs = parse_qsl((post_data or "") if method == "post" else query, keep_blank_values=True)
    decoded: dict[str, Any] = {}
    for name, value in pairs:
        steps = re.findall(r"[^\[\]]+", name)
        place = decoded
        for step in steps[:-1]:
            place = place.setdefault(step, {})
        place[steps[-1]] = value
    return decoded


def _fail(fault: Fault) -> _Answer:
    if fault.kind == "drop":
        raise stripe.APIConnectionError("The connection was lost.")  # type: ignore[no-untyped-call]
    error = {
        409: {"type": "idempotency_error", "code": "idempotency_key_in_use", "message": "The key is in use."},
        429: {"type": "invalid_request_error", "code": "rate_limit", "message": "Too many requests."},
    }.get(fault.status, {"type": "api_error", "message": "An error occurred."})
    return json.dumps({"error": error}), fault.status, {"Request-Id": "req_sandbox_fault"}
