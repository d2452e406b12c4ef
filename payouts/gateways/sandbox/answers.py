"""Errors and small building blocks of the sandbox's answers, in Stripe's shapes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from payouts.gateways.sandbox.store import Body, SandboxStore

_KIND_BY_PREFIX = {
    "ch": "charge",
    "du": "dispute",
    "issfr": "fraud_warning",
    "pm": "payment_method",
    "po": "payout",
    "re": "refund",
    "tr": "transfer",
    "trr": "reversal",
    "tu": "top_up",
    "txn": "balance_transaction",
}


class Refusal(Exception):
    """An error answer.

    ``is_kept``: whether it is remembered under the idempotency key, as Stripe does once work has begun.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        is_kept: bool = False,
        **more: Any,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.is_kept = is_kept
        error = {"type": kind, "code": code, "message": message, "param": param, **more}
        self.body: Body = {"error": {name: value for name, value in error.items() if value is not None}}


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """How the sandbox behaves.

    Attributes
    ----------
    fee_bps, fee_fixed_minor : int
        What it keeps of each charge: basis points and minor units.
    funds_after, top_up_after, payout_after : timedelta
        How long until captured money is available, a top-up settles, a payout arrives.
    authorisation_for : timedelta
        How long a card authorisation holds.
    requests_per_second : int or None
        How many requests to one endpoint it takes within any second; more get a 429. None: any number.
    is_onboarding_instant : bool
        Whether a new recipient can be sent money at once, or only after `Sandbox.finish_onboarding`.
    onboarding_page : str
        Address of the page that plays the provider's own; the account's id and ``?return_url=`` are added.
        Where it is empty, an onboarding link leads straight back.
    is_instant_offered : bool
        Whether recipients can be paid at once.
    instant_fee_bps, instant_fee_least_minor : int or None
        What that costs beside the amount; None: as `payouts.instant_terms` says, or 1 % and 50 minor units.
    dispute_fee_minor : int
        What a dispute costs, whoever wins it.
    answer_fee_minor : int
        What answering one costs, given back if it is won. How Stripe reports it was read nowhere; here it stands with the
        dispute's other movements.
    dispute_answer_within : timedelta
        After which a dispute without evidence is lost.
    """

    fee_bps: int = 0
    fee_fixed_minor: int = 0
    funds_after: dt.timedelta = dt.timedelta(0)
    top_up_after: dt.timedelta = dt.timedelta(0)
    payout_after: dt.timedelta = dt.timedelta(0)
    authorisation_for: dt.timedelta = dt.timedelta(days=7)
    requests_per_second: int | None = None
    is_onboarding_instant: bool = True
    onboarding_page: str = ""
    is_instant_offered: bool = True
    instant_fee_bps: int | None = None
    instant_fee_least_minor: int | None = None
    dispute_fee_minor: int = 0
    answer_fee_minor: int = 0
    dispute_answer_within: dt.timedelta = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Request:
    """One request with everything its handler needs.

    Attributes
    ----------
    params : mapping
        Decoded body or query.
    account_id : str
        The connected account it is made for; empty for the platform.
    now : datetime
    """

    params: Mapping[str, Any]
    account_id: str
    now: dt.datetime
    store: SandboxStore
    settings: SandboxSettings

    @property
    def seconds(self) -> int:
        """The instant in Stripe's unit: seconds since 1970."""
        return int(self.now.timestamp())

    def amount(self, name: str = "amount") -> int:
        """Read a positive amount of at most eight digits."""
        value = self.params.get(name)
        if not isinstance(value, str) or not value.isdigit():
            raise Refusal(f"Invalid integer: {value}", code="parameter_invalid_integer", param=name)
        if int(value) < 1:
            raise Refusal(
                "This value must be greater than or equal to 1.", code="parameter_invalid_integer", param=name
            )
        if int(value) > 99_999_999:
            raise Refusal("Amount must be no more than 99999999.", code="amount_too_large", param=name)
        return int(value)

    def text(self, name: str) -> str:
        """Read a required text."""
        value = self.params.get(name)
        if not isinstance(value, str) or not value:
            raise Refusal(f"Missing required param: {name}.", code="parameter_missing", param=name)
        return value

    @property
    def expansions(self) -> list[str]:
        """What is to be shown whole instead of by its id."""
        asked = self.params.get("expand", [])
        return [str(name) for name in (asked.values() if isinstance(asked, Mapping) else asked)]

    def is_true(self, name: str) -> bool:
        """Read a yes or no."""
        return str(self.params.get(name, "false")).lower() == "true"

    def metadata(self) -> dict[str, str]:
        """Read the metadata."""
        found = self.params.get("metadata", {})
        return dict(found) if isinstance(found, Mapping) else {}


def missing(kind: str, object_id: str) -> Refusal:
    """The answer for an object that is not there."""
    return Refusal(f"No such {kind}: '{object_id}'", status=404, code="resource_missing", param="id")


def page(
    request: Request,
    kind: str,
    url: str,
    *,
    parent: str | None = None,
    account_id: str = "",
    shown: Callable[[Body], Body] | None = None,
    where: Mapping[str, int] | None = None,
) -> Body:
    """One page of a listing, newest first, with Stripe's ``created``, ``starting_after`` and ``limit``.

    Parameters
    ----------
    request : Request
    kind : str
    url : str
    parent, account_id : str
        What it is listed by, and whose it is.
    shown : callable, optional
        Brings an object up to date before it is shown.
    where : mapping, optional
        Numbers that members of the object must equal.
    """
    limit = min(int(request.params.get("limit", 10)), 100)
    created = request.params.get("created", {})
    bodies = request.store.listing(
        kind,
        parent=parent,
        account_id=account_id,
        created={name: int(value) for name, value in created.items()} if isinstance(created, Mapping) else {},
        where=where or {},
        after=request.params.get("starting_after"),
        limit=limit + 1,
    )
    data = [expanded(request, shown(body) if shown else body, within="data") for body in bodies[:limit]]
    return {"object": "list", "url": url, "has_more": len(bodies) > limit, "data": data}


def expanded(request: Request, body: Body, *, within: str = "") -> Body:
    """Put objects in the place of their ids where the request asks for it.

    Parameters
    ----------
    request : Request
    body : dict
    within : str
        ``data`` for the members of a listing, whose paths begin with it.
    """
    paths = [name.split(".") for name in request.expansions]
    if within:
        paths = [path[1:] for path in paths if path[0] == within]
    for path in sorted(paths):
        body = _with(request, body, path)
    return body


def _with(request: Request, body: Body, path: list[str]) -> Body:
    if not path or not body.get(path[0]):
        return body
    name, *rest = path
    inner = body[name] if isinstance(body[name], dict) else _looked_up(request, str(body[name]))
    return body if inner is None else {**body, name: _with(request, inner, rest)}


def _looked_up(request: Request, object_id: str) -> Body | None:
    kind = _KIND_BY_PREFIX.get(object_id.split("_", 1)[0])
    found = None if kind is None else request.store.get(kind, object_id, account_id=request.account_id)
    return ripe(request, found) if found is not None and kind == "balance_transaction" else found


def ripe(request: Request, transaction: Body) -> Body:
    """Bring a balance transaction's status up to date."""
    is_ready = transaction["available_on"] <= request.seconds
    return {**transaction, "status": "available" if is_ready else "pending"}


def emit(request: Request, kind: str, body: Body, *, account_id: str = "") -> None:
    """Remember that something happened, as an event that can be listed."""
    event = {
        "id": request.store.new_id("evt"),
        "object": "event",
        "api_version": None,
        "created": request.seconds,
        "livemode": False,
        "pending_webhooks": 1,
        "type": kind,
        "data": {"object": body},
    }
    if account_id:
        event["account"] = account_id
    request.store.add("event", event)


def emit_v2(request: Request, kind: str, body: Body) -> None:
    """Remember what happened to an object of the second version, as an event that names it only."""
    event = {
        "id": request.store.new_id("evt"),
        "object": "v2.core.event",
        "created": written(request.now),
        "livemode": False,
        "related_object": {
            "id": body["id"],
            "type": body["object"],
            "url": f"/v2/core/accounts/{body['id']}",
        },
        "type": kind,
    }
    request.store.add("v2_event", event)


def written(at: dt.datetime) -> str:
    """Write an instant as the second version does."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
