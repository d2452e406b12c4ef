"""The transport beneath Stripe's client: it answers from the sandbox instead of the network."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import sqlalchemy as sa
import stripe

from payouts.gateways.sandbox import funds, payments, refunds, sending
from payouts.gateways.sandbox.answers import Refusal, Request, SandboxSettings, missing, page
from payouts.gateways.sandbox.faults import Fault
from payouts.gateways.sandbox.store import Body, SandboxStore, open_store

_KEYS_KEPT_FOR = dt.timedelta(hours=24)
_Answer = tuple[str, int, Mapping[str, str]]

_ROUTES: tuple[tuple[str, str, Callable[..., Body]], ...] = (
    ("post", r"/v1/payment_intents", payments.create_payment),
    ("get", r"/v1/payment_intents", payments.list_payments),
    ("get", r"/v1/payment_intents/([^/]+)", payments.read_payment),
    ("post", r"/v1/payment_intents/([^/]+)/confirm", payments.confirm_payment),
    ("post", r"/v1/payment_intents/([^/]+)/capture", payments.capture_payment),
    ("post", r"/v1/payment_intents/([^/]+)/cancel", payments.cancel_payment),
    ("post", r"/v1/refunds", refunds.create_refund),
    ("get", r"/v1/refunds", refunds.list_refunds),
    ("get", r"/v1/refunds/([^/]+)", refunds.read_refund),
    ("get", r"/v1/disputes", refunds.list_disputes),
    ("post", r"/v1/transfers", sending.create_transfer),
    ("get", r"/v1/transfers", sending.list_transfers),
    ("get", r"/v1/transfers/([^/]+)", sending.read_transfer),
    ("post", r"/v1/payouts", sending.create_payout),
    ("get", r"/v1/payouts", sending.list_payouts),
    ("get", r"/v1/payouts/([^/]+)", sending.read_payout),
    ("post", r"/v1/topups", sending.create_top_up),
    ("get", r"/v1/topups", sending.list_top_ups),
    ("get", r"/v1/topups/([^/]+)", sending.read_top_up),
    ("post", r"/v2/core/accounts", sending.create_account),
    ("get", r"/v2/core/accounts", sending.list_accounts),
    ("get", r"/v2/core/accounts/([^/]+)", sending.read_account),
    ("get", r"/v1/balance", funds.read_balance),
)


class Sandbox(stripe.HTTPClient):
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
        super().__init__()
        self._engine = engine
        self._clock = clock
        self.settings = settings or SandboxSettings()
        self.faults = faults if faults is not None else []

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
        params = _decode(method, parts.query, sent, post_data)
        try:
            status, body = self._answer(method, parts.path, params, sent)
        except Refusal as refusal:
            status, body = refusal.status, refusal.body
        if fault is not None:
            return _fail(fault)
        return json.dumps(body), status, {"Request-Id": "req_sandbox"}

    def close(self) -> None:
        """Nothing is open between requests."""

    def confirm_as_customer(self, platform: str, payment_id: str, *, succeeds: bool = True) -> Body:
        """Play the customer at the bank's page, for a payment whose status is action_required.

        Parameters
        ----------
        platform : str
            The secret key of the platform, as given to `StripeProvider`.
        payment_id : str
        succeeds : bool

        Raises
        ------
        Refusal
            If the payment does not wait for the customer.
        """
        with open_store(self._engine, platform) as store:
            return payments.authenticate(self._request({}, "", store), payment_id, succeeds=succeeds)

    def finish_onboarding(
        self, platform: str, account_id: str, *, transfers: str = "active", payouts: str = "ok"
    ) -> Body:
        """Play what the provider decides about a recipient.

        Parameters
        ----------
        platform : str
        account_id : str
        transfers : str
            ``active``, ``pending`` or ``restricted``.
        payouts : str
            ``ok``, or ``fail``: the bank sends payouts back.
        """
        with open_store(self._engine, platform) as store:
            return sending.set_account(self._request({}, "", store), account_id, transfers, payouts)

    def events(self, platform: str) -> list[Body]:
        """List what happened, oldest first: what webhooks would tell."""
        with open_store(self._engine, platform) as store:
            return store.listing("event")[::-1]

    def _request(self, params: Mapping[str, Any], account_id: str, store: SandboxStore) -> Request:
        return Request(params, account_id, self._clock(), store, self.settings)

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
    if (method, path) == ("get", "/v1/balance_transactions"):
        found = request.store.listing("balance_transaction", account_id=request.account_id)
        return page(request, found, path)
    if (method, path) == ("get", "/v1/events"):
        return page(request, request.store.listing("event"), path)
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
