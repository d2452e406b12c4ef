"""Only events that Stripe signed, and signed just now, are let in."""

from __future__ import annotations

import json
from typing import Any

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from payouts.errors import ForgedEvent
from payouts.gateways.webhooks import verify_event
from tests.payouts.worlds import NOON

SECRET = "whsec_test"
EVENT: dict[str, Any] = {
    "id": "evt_1",
    "object": "event",
    "type": "payment_intent.succeeded",
    "created": int(NOON.timestamp()),
    "livemode": False,
    "data": {"object": {"id": "pi_1"}},
}


def signed(event: Any = EVENT, *, seconds: int = 0, secret: str = SECRET) -> tuple[bytes, str]:
    """A body and its header, signed so many seconds from now."""
    body = json.dumps(event)
    header = stripe.WebhookSignature.generate_signature_header(
        body, secret, timestamp=int(NOON.timestamp()) + seconds
    )
    return body.encode(), header


def test_a_true_event_is_read_down_to_its_ids() -> None:
    found = verify_event(*signed(EVENT | {"account": "acct_1"}), SECRET, now=NOON)
    assert (found.event_id, found.kind) == ("evt_1", "payment_intent.succeeded")
    assert (found.object_id, found.account_id, found.created_at) == ("pi_1", "acct_1", NOON)


@pytest.mark.parametrize("seconds", [-301, 301, 3600, -86_400])
def test_an_event_of_another_time_is_refused_in_both_directions(seconds: int) -> None:
    with pytest.raises(ForgedEvent):
        verify_event(*signed(seconds=seconds), SECRET, now=NOON)


@pytest.mark.parametrize("seconds", [-299, 0, 299])
def test_a_small_difference_of_clocks_is_allowed(seconds: int) -> None:
    assert verify_event(*signed(seconds=seconds), SECRET, now=NOON).event_id == "evt_1"


def test_a_changed_body_a_wrong_secret_or_no_signature_is_refused() -> None:
    body, header = signed()
    for forged in (
        (body.replace(b"pi_1", b"pi_2"), header, SECRET),
        (body, header, "whsec_other"),
        (body, "", SECRET),
        (body, "t=1", SECRET),
        (body, header, ""),
        (b"\xff", header, SECRET),
    ):
        with pytest.raises(ForgedEvent):
            verify_event(*forged, now=NOON)


@pytest.mark.parametrize(
    "event", [[], {}, EVENT | {"data": {}}, EVENT | {"id": 5}, EVENT | {"id": ""}, EVENT | {"created": "x"}]
)
def test_a_signed_body_of_another_shape_is_refused(event: Any) -> None:
    with pytest.raises(ForgedEvent):
        verify_event(*signed(event), SECRET, now=NOON)


@given(st.binary(max_size=60), st.text(max_size=60))
def test_junk_is_refused_by_the_right_error(body: bytes, header: str) -> None:
    with pytest.raises(ForgedEvent):
        verify_event(body, header, SECRET, now=NOON)
