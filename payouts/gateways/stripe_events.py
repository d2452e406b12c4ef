"""Takes from one of Stripe's events only what it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from payouts.gateways.objects import Event


def event_of(body: Mapping[str, Any]) -> Event:
    """Read an event in either of Stripe's shapes.

    Parameters
    ----------
    body : mapping
        A v1 event with its object, or a v2 event, which names the object only and writes its time as text.

    Returns
    -------
    Event

    Raises
    ------
    ValueError
        If it has not the shape of an event.
    """
    try:
        is_thin = body.get("object") == "v2.core.event"
        subject = body.get("related_object") if is_thin else body["data"]["object"]
        account_id = body.get("context") if is_thin else body.get("account")
        return Event(
            event_id=_text(body["id"]),
            kind=_text(body["type"]),
            object_id=_text(subject["id"]) if subject is not None and "id" in subject else None,
            account_id=_text(account_id) if account_id else None,
            created_at=_instant(body["created"]),
            is_live=body.get("livemode", False) is True,
        )
    except (AttributeError, KeyError, TypeError, OverflowError) as error:
        raise ValueError("the event has not the shape of an event") from error


def _instant(value: Any) -> dt.datetime:
    if isinstance(value, str):
        at = dt.datetime.fromisoformat(value)
        return at if at.tzinfo is not None else at.replace(tzinfo=dt.UTC)
    return dt.datetime.fromtimestamp(int(value), dt.UTC)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= 255:
        raise ValueError(value)
    return value
