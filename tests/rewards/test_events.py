"""Events of the provider: signed, stored once, and followed by reading the provider."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
import stripe
from flask import Flask
from werkzeug.test import TestResponse

from marketplace.core import audit, clock, edge, jobs
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.rewards import treasury
from marketplace.rewards.treasury import events as treasury_events
from marketplace.rewards.treasury import operations as treasury_operations
from marketplace.rewards.treasury.provider import _sandbox as sandbox_of
from payouts.gateways.sandbox import Fault, SandboxSettings
from payouts.gateways.stripe_provider import sandbox_key
from payouts.operation_rows import Operation
from payouts.tables import provider_op, recipient
from tests.gigs.worlds import World, budget, make_world, run_due
from tests.rewards.worlds import ENDS_AT, complete, count, world_at_work

SECRET = "whsec_test"


def _tell(
    app: Flask, object_id: str, at: datetime, *, event: str = "evt_1", secret: str = SECRET
) -> TestResponse:
    """Post an event about an object as the provider would."""
    body = json.dumps(
        {
            "id": event, "object": "event", "type": "topup.succeeded", "created": int(at.timestamp()),
            "livemode": False, "data": {"object": {"id": object_id}},
        }
    )  # fmt: skip
    header = stripe.WebhookSignature.generate_signature_header(body, secret, timestamp=int(at.timestamp()))
    return app.test_client().post("/provider-events/anil", data=body, headers={"Stripe-Signature": header})


def _expect_events(app: Flask, **secrets: str) -> None:
    """Set the secrets of events, with forms protected as in service: events carry no form's token."""
    settings = app.extensions["muster.settings"]
    app.extensions["muster.settings"] = replace(settings, world="shop", provider_secrets=secrets)
    app.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture
def asked(app: Flask) -> tuple[World, str]:
    """A shop whose bank was asked for money which has not come yet, and the provider's id of it."""
    world = edge.write(lambda: make_world(funded_minor=0))
    treasury.set_sandbox(SandboxSettings(top_up_after=timedelta(seconds=30)))
    key = edge.write(lambda: treasury.top_up_key(treasury.start_top_up(world.programme, 500_00, clock.now())))
    assert treasury.perform(key).state == "unknown"
    operation = edge.read(lambda: treasury_operations.find(key))
    assert operation is not None
    assert operation.object_id is not None
    run_due()
    _expect_events(app, STRIPE_WEBHOOK_SECRET_ANIL=SECRET, STRIPE_WEBHOOK_SECRET="whsec_of_others")
    return world, operation.object_id


def test_an_event_is_followed_by_a_look_at_the_provider(
    app: Flask, clock: SteppedClock, asked: tuple[World, str]
) -> None:
    world, object_id = asked
    clock.advance(seconds=40)

    assert _tell(app, object_id, clock.now()).status_code == 204
    assert budget(world).funded_minor == 0, "an event is a hint and moves no money"
    run_due(clock.now())

    assert budget(world).funded_minor == 500_00


def test_an_event_that_comes_again_is_stored_and_followed_once(
    app: Flask, clock: SteppedClock, asked: tuple[World, str]
) -> None:
    _, object_id = asked
    looks = count("job")

    answers = [_tell(app, object_id, clock.now()).status_code for _ in range(3)]

    assert answers == [204, 204, 204]
    assert count("job") == looks + 1, "stored, answered, and left to a job"
    run_due(clock.now())
    assert count("webhook_inbox") == count("webhook_inbox", "handled_at IS NOT NULL") == 1


def test_an_event_about_nothing_of_ours_leads_to_nothing(
    app: Flask, clock: SteppedClock, asked: tuple[World, str]
) -> None:
    looks = count("job", "name = 'rewards.perform'")

    assert _tell(app, "tu_of_somebody_else", clock.now()).status_code == 204
    run_due(clock.now())
    assert count("webhook_inbox", "handled_at IS NULL") == 0
    assert count("job", "name = 'rewards.perform'") == looks


def test_what_the_provider_did_not_sign_for_this_business_is_not_stored(
    app: Flask, clock: SteppedClock, asked: tuple[World, str]
) -> None:
    _, object_id = asked
    now = clock.now()

    refused = [
        _tell(app, object_id, now, secret="whsec_of_others"),
        _tell(app, object_id, now - timedelta(hours=1)),
        app.test_client().post("/provider-events/anil", data=b"{}"),
    ]

    assert [answer.status_code for answer in refused] == [400, 400, 400]
    assert count("webhook_inbox") == 0


def test_without_a_secret_or_a_business_there_is_no_such_address(site: Flask, clock: SteppedClock) -> None:
    edge.write(lambda: make_world(funded_minor=0))
    assert _tell(site, "tu_1", clock.now()).status_code == 404
    _expect_events(site, STRIPE_WEBHOOK_SECRET=SECRET)
    assert site.test_client().post("/provider-events/nobody").status_code == 404
    assert _tell(site, "tu_1", clock.now()).status_code == 204


def test_an_event_of_the_other_mode_or_of_a_stranger_s_account_is_turned_away(
    app: Flask, clock: SteppedClock, asked: tuple[World, str]
) -> None:
    at = clock.now()
    for strange in ({"livemode": True}, {"account": "acct_of_a_stranger"}):
        body = json.dumps(
            {
                "id": "evt_2", "object": "event", "type": "topup.succeeded", "created": int(at.timestamp()),
                "livemode": False, "data": {"object": {"id": asked[1]}}, **strange,
            }
        )  # fmt: skip
        header = stripe.WebhookSignature.generate_signature_header(
            body, SECRET, timestamp=int(at.timestamp())
        )
        answer = app.test_client().post(
            "/provider-events/anil", data=body, headers={"Stripe-Signature": header}
        )
        assert answer.status_code == 400
    assert count("webhook_inbox") == 0


def test_what_could_not_be_told_is_fetched(app: Flask, clock: SteppedClock, asked: tuple[World, str]) -> None:
    world, _ = asked
    clock.advance(seconds=40)
    treasury.provider_for(world.business.public_id).balances()  # the bank has settled it meanwhile
    treasury_events.catch_up(world.business.public_id)
    assert count("webhook_inbox") >= 1
    run_due(clock.now())
    assert budget(world).funded_minor == 500_00
    assert edge.read(treasury_events.on_network) == [], (
        "the sandbox's own events are not fetched by the clock"
    )


def test_a_returned_payout_is_learned_of_although_the_provider_was_away_when_it_was_told(
    app: Flask, clock: SteppedClock
) -> None:
    world, ref = world_at_work()
    complete(ref)
    clock.move_to(ENDS_AT + timedelta(days=8))
    for _twice in range(3):
        run_due(clock.now())
    made = sa.select(provider_op.c.key, provider_op.c.object_id).where(provider_op.c.verb == "payout")
    key, object_id = edge.read(lambda: db.session.execute(made).one())
    assert _operation(key).state == "done"
    business_ref = edge.read(lambda: world.business.public_id)
    clock.advance(days=2)
    _, sandbox = sandbox_of(business_ref)
    account = sa.select(recipient.c.account_id)
    sandbox.send_payout_back(
        sandbox_key(business_ref), edge.read(lambda: db.session.scalars(account).one()), object_id
    )

    treasury.script_faults([Fault(r"/payouts/", "status", "before", 503, "get", times=99)])
    treasury_events.catch_up(business_ref)
    jobs.run_due(clock.now())
    assert _operation(key).state == "done", "nobody could read it yet"
    treasury.script_faults([])
    clock.advance(hours=1)
    jobs.run_due(clock.now())
    assert _operation(key).state == "refused"
    assert edge.read(audit.run) == []


def _operation(key: str) -> Operation:
    found = edge.read(lambda: treasury_operations.find(key))
    assert found is not None
    return found
