"""Errors and small building blocks of the sandbox's answers, in Stripe's shapes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from payouts.gateways.sandbox.store import Body, SandboxStore


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
    is_onboarding_instant : bool
        Whether a new recipient can be sent money at once, or only after `Sandbox.finish_onboarding`.
    """

    fee_bps: int = 0
    fee_fixed_minor: int = 0
    funds_after: dt.timedelta = dt.timedelta(0)
    top_up_after: dt.timedelta = dt.timedelta(0)
    payout_after: dt.timedelta = dt.timedelta(0)
    authorisation_for: dt.timedelta = dt.timedelta(days=7)
    is_onboarding_instant: bool = True


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

    def metadata(self) -> dict[str, str]:
        """Read the metadata."""
        found = self.params.get("metadata", {})
        return dict(found) if isinstance(found, Mapping) else {}


def missing(kind: str, object_id: str) -> Refusal:
    """The answer for an object that is not there."""
    return Refusal(f"No such {kind}: '{object_id}'", status=404, code="resource_missing", param="id")


def page(request: Request, bodies: list[Body], url: str) -> Body:
    """One page of a listing, with Stripe's ``created[gte]``, ``starting_after`` and ``limit``."""
    created = request.params.get("created", {})
    if isinstance(created, Mapping) and "gte" in created:
        bodies = [body for body in bodies if body["created"] >= int(created["gte"])]
    after = request.params.get("starting_after")
    if after is not None:
        ids = [body["id"] for body in bodies]
        bodies = bodies[ids.index(after) + 1 :] if after in ids else []
    limit = min(int(request.params.get("limit", 10)), 100)
    return {"object": "list", "url": url, "has_more": len(bodies) > limit, "data": bodies[:limit]}


def emit(request: Request, kind: str, body: Body, *, account_id: str = "") -> None:
    """Remember that something happened, as an event that can be listed."""
    event = {
        "id": request.store.new_id("evt"),
        "object": "event",
        "api_version": None,
        "created": request.seconds,
        "livemode": False,
        "pending_webhooks": 0,
        "type": kind,
        "data": {"object": body},
    }
    if account_id:
        event["account"] = account_id
    request.store.add("event", event)
