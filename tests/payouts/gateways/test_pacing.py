"""Requests stay under the provider's limits, and what meets a 429 is sent again with its own key."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

import pytest
import stripe
from hypothesis import example, given
from hypothesis import strategies as st

from payouts.errors import ProviderBusy
from payouts.gateways.objects import Call
from payouts.gateways.pacing import Pace, PacedClient, endpoint_of
from payouts.gateways.sandbox import Fault, SandboxSettings
from payouts.gateways.stripe_provider import sandbox_provider
from tests.payouts.worlds import NOON, PLATFORM, SHOP, World, usd


@dataclass
class Time:
    """A clock that only sleeping moves."""

    seconds: float = 0.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        """Seconds so far."""
        return self.seconds

    def sleep(self, seconds: float) -> None:
        """Move on."""
        self.slept.append(seconds)
        self.seconds += seconds

    def instant(self) -> dt.datetime:
        """The same as an instant."""
        return NOON + dt.timedelta(seconds=self.seconds)


def paced(time: Time, endpoint_rate: float = 24.0, total_rate: float = 90.0) -> Pace:
    """A pace on that clock."""
    return Pace(endpoint_rate, total_rate, monotonic=time.now, sleep=time.sleep)


@given(
    st.lists(st.tuples(st.sampled_from(["/v1/transfers", "/v1/payouts", "/v1/refunds"]), st.floats(0, 0.5))),
    st.floats(1, 50),
)
@example(asked=[("/v1/transfers", 0.0), *[("/v1/payouts", 0.0)] * 3], rate=1.75)
def test_no_second_ever_sees_more_than_the_rate(asked: list[tuple[str, float]], rate: float) -> None:
    time, sent = Time(), []
    pace = paced(time, rate, rate * 2)
    for path, idle in asked:
        time.seconds += idle
        pace.wait("post", path)
        sent.append((time.seconds, path))
    for at, _path in sent:
        window = Counter(path for when, path in sent if at <= when < at + 0.999_999)
        assert all(count <= rate + 1 for count in window.values())
        assert window.total() <= rate * 2 + 1


def test_an_endpoint_is_its_path_without_ids() -> None:
    assert endpoint_of("POST", "/v1/transfers/tr_1A/reversals") == "post /v1/transfers/*/reversals"
    assert endpoint_of("get", "/v2/core/accounts/acct_1") == "get /v2/core/accounts/*"
    assert endpoint_of("get", "/v1/payment_intents") == "get /v1/payment_intents"


def limited(world: World, time: Time, pace: Pace | None, per_second: int = 25) -> stripe.StripeClient:
    """Stripe's client over a sandbox that counts."""
    settings = SandboxSettings(requests_per_second=per_second)
    _, sandbox = sandbox_provider(
        world.engine, SHOP, clock=time.instant, settings=settings, faults=world.faults
    )
    transport = sandbox if pace is None else PacedClient(sandbox, pace)
    return stripe.StripeClient(PLATFORM, http_client=transport, max_network_retries=0)


def test_unpaced_requests_meet_the_limit_and_paced_ones_do_not(world: World) -> None:
    time = Time()
    for pace in (None, paced(time)):
        client = limited(world, time, pace)
        refused = 0
        for _ in range(40):
            try:
                client.v1.balance.retrieve()
            except stripe.RateLimitError:
                refused += 1
        assert refused == (15 if pace is None else 0)
    assert time.seconds == pytest.approx(39 / 24)


def test_a_429_is_sent_again_with_the_same_key_after_longer_and_longer_waits(world: World) -> None:
    time = Time()
    world.faults.append(Fault(r"topups$", "status", status=429, times=3))
    client = limited(world, time, paced(time))
    params: stripe.params.TopupCreateParams = {"amount": 500, "currency": "usd", "description": "x"}
    made = client.v1.topups.create(params, {"idempotency_key": "k"})
    assert client.v1.topups.create(params, {"idempotency_key": "k"}).id == made.id
    assert [wait for wait in time.slept if wait >= 0.5] == [0.5, 1.0, 2.0]


def test_a_provider_that_stays_busy_is_told_as_busy(world: World) -> None:
    time = Time()
    world.faults.append(Fault(r"topups$", "status", status=429, times=9))
    provider, _ = sandbox_provider(
        world.engine, SHOP, clock=time.instant, faults=world.faults, pace=paced(time)
    )
    with pytest.raises(ProviderBusy):
        provider.top_up(Call("op", "op", NOON), usd(500))
    assert world.faults[0].times == 4
