"""Checks that an event comes from Stripe and is of now, and takes from it only what it is about."""

from __future__ import annotations

import datetime as dt
import json
import re

import stripe

from payouts.errors import ForgedEvent
from payouts.gateways.objects import Event
from payouts.gateways.stripe_events import event_of

TOLERANCE = dt.timedelta(minutes=5)
"""How far an event's time may be from ours, either way. Stripe's own check has no upper bound."""

_SIGNED_AT = re.compile(r"(?:^|,)t=(\d{1,12})(?:,|$)")


def verify_event(payload: bytes, header: str, secret: str, *, now: dt.datetime) -> Event:
    """Check a webhook request and read what it is about.

    Parameters
    ----------
    payload : bytes
        The request's body, untouched.
    header : str
        ``Stripe-Signature``.
    secret : str
        The endpoint's signing secret.
    now : datetime
        Aware instant of arrival.

    Returns
    -------
    Event
        A hint only: the object must be read from the provider before anything is believed of it.

    Raises
    ------
    ForgedEvent
        If the signature, the time or the shape does not hold.
    """
    signed = _SIGNED_AT.search(header)
    if signed is None or not secret:
        raise ForgedEvent("the event bears no signature")
    try:
        text = payload.decode("utf-8")
        stripe.WebhookSignature.verify_header(text, header, secret, None)
        event = json.loads(text)
    except (stripe.SignatureVerificationError, ValueError) as error:
        raise ForgedEvent("the event's signature does not hold") from error
    if abs(now.timestamp() - int(signed[1])) > TOLERANCE.total_seconds():
        raise ForgedEvent("the event is not of now", signed_at=int(signed[1]))
    try:
        return event_of(event)
    except ValueError as error:
        raise ForgedEvent("the event has not the shape of an event") from error
