"""Where the payment provider says that something has changed."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from marketplace.businesses.queries import business_named
from marketplace.core import clock
from marketplace.core.limits import limited
from marketplace.core.permissions import public
from marketplace.rewards import treasury

blueprint = Blueprint("provider_events", __name__)
FROM_ONE_ADDRESS = "600 per minute"  # the provider sends from few; what is turned away is sent again
SIGNATURE = "Stripe-Signature"


@public
def take_event(business_slug: str) -> ResponseReturnValue:
    """Store what is signed; an event that comes again changes nothing and is answered the same."""
    business = business_named(business_slug)
    signature = request.headers.get(SIGNATURE, "")
    treasury.take_event(business, request.get_data(), signature, clock.now())
    return "", 204


blueprint.add_url_rule(
    "/provider-events/<business_slug>", "take_event", limited(FROM_ONE_ADDRESS)(take_event), methods=["POST"]
)
