"""Refunds and compensation by policy: no cent is lost, the wronged side is compensated."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.cancellation import (
    POLICIES,
    CancellationFacts,
    cancellation_policy,
    policy_from_document,
    pro_rata_refund,
    settle_cancellation,
)
from payouts.errors import InvalidPolicy, InvalidSplit
from payouts.money import Money, split, total
from tests.payouts.worlds import NOON, usd

DAY = 24


def facts(notice_hours: float, *, booked_hours_ago: float = 1000, **changes: Any) -> CancellationFacts:
    """A 90-dollar booking cancelled with so much notice."""
    values: dict[str, Any] = {
        "price": usd(9000),
        "booked_at": NOON - dt.timedelta(hours=booked_hours_ago),
        "starts_at": NOON + dt.timedelta(hours=notice_hours),
        "cancelled_at": NOON,
        "by": "customer",
    }
    return CancellationFacts(**(values | changes))


@pytest.mark.parametrize(
    ("policy", "notice", "booked_ago", "refund", "reason"),
    [
        ("single_day_7d", 7 * DAY, 1000, 9000, "notice"),
        ("single_day_7d", 7 * DAY - 0.01, 1000, 0, "late"),
        ("single_day_24h", DAY, 1000, 9000, "notice"),
        ("single_day_24h", 23.9, 1000, 0, "late"),
        ("multi_day_30d", 30 * DAY, 1000, 9000, "notice"),
        ("multi_day_30d", 29 * DAY, 1000, 0, "late"),
        ("multi_day_30d", 29 * DAY, 24, 9000, "grace"),
        ("multi_day_30d", 29 * DAY, 24.1, 0, "late"),
        # Booked less than 48 hours ahead: no grace.
        ("single_day_7d", 40, 7, 0, "late"),
        ("single_day_7d", 41, 7, 9000, "grace"),
        ("single_day_24h", -1, 2, 0, "late"),
        ("free", 0, 1000, 9000, "notice"),
        ("free", -0.5, 1000, 0, "late"),
    ],
)
def test_a_customer_gets_back_what_the_policy_says(
    policy: str, notice: float, booked_ago: float, refund: int, reason: str
) -> None:
    found = settle_cancellation(cancellation_policy(policy), facts(notice, booked_hours_ago=booked_ago))
    assert (found.refund, found.reason) == (usd(refund), reason)


def test_what_a_customer_forfeits_compensates_the_fan() -> None:
    found = settle_cancellation(cancellation_policy("single_day_7d"), facts(10))
    assert (found.to_fan, found.kept, found.refund) == (usd(9000), usd(0), usd(0))


def test_an_accepted_reason_gives_everything_back() -> None:
    found = settle_cancellation(cancellation_policy("single_day_7d"), facts(1, is_waived=True))
    assert (found.refund, found.reason) == (usd(9000), "waived")


def test_a_host_who_cancels_owes_the_guest_a_fifth_of_the_price() -> None:
    found = settle_cancellation(cancellation_policy("single_day_7d"), facts(40, by="fan"))
    assert found.refund == usd(9000)
    assert (found.customer_compensation, found.compensated_by) == (usd(1800), "fan")


def test_a_host_with_an_accepted_reason_owes_nothing() -> None:
    found = settle_cancellation(cancellation_policy("single_day_7d"), facts(40, by="fan", is_waived=True))
    assert (found.customer_compensation, found.compensated_by) == (usd(0), None)


@pytest.mark.parametrize(("notice", "paid"), [(72, 0), (30, 1500), (3, 3000), (-2, 3000)])
def test_a_business_that_cancels_pays_the_fan_by_notice(notice: float, paid: int) -> None:
    policy = cancellation_policy("single_day_24h")
    found = settle_cancellation(policy, facts(notice, by="business", fan_quote=usd(6000)))
    assert (found.refund, found.fan_compensation) == (usd(9000), usd(paid))
    assert (found.customer_compensation, found.compensated_by) == (usd(1800), "business")


def test_nobody_pays_for_the_weather() -> None:
    found = settle_cancellation(
        cancellation_policy("single_day_24h"), facts(1, by="nobody", fan_quote=usd(6000))
    )
    assert (found.refund, found.fan_compensation, found.customer_compensation) == (usd(9000), usd(0), usd(0))


@given(
    st.integers(0, 10**8), st.sampled_from(["USD", "JPY", "BHD"]),
    st.lists(st.integers(0, 10_000), min_size=1, max_size=4), st.integers(0, 10_000),
    st.integers(-100, 2000), st.sampled_from(["customer", "fan", "business", "nobody"]), st.booleans(),
)  # fmt: skip
def test_the_price_is_divided_without_loss(
    price: int,
    currency: str,
    shares: list[int],
    fan_share: int,
    notice: int,
    by: Any,
    waived: bool,
) -> None:
    tiers = [[100 * (len(shares) - i), share] for i, share in enumerate(shares)]
    policy = policy_from_document({"tiers": tiers, "fan_share_bps": fan_share})
    amount = Money(price, currency)
    found = settle_cancellation(
        policy, facts(notice, price=amount, by=by, is_waived=waived, fan_quote=amount)
    )
    assert found.refund + found.to_fan + found.kept == amount
    assert min(found.refund, found.to_fan, found.kept, found.fan_compensation).amount_minor >= 0


@given(st.integers(0, 10**7), st.lists(st.integers(1, 100), min_size=1, max_size=8), st.randoms())
def test_stages_lost_one_by_one_give_back_their_shares_exactly(
    price: int, weights: list[int], random: Any
) -> None:
    amount, refunded, lost = usd(price), usd(0), []
    for index in random.sample(range(len(weights)), len(weights)):
        lost.append(index)
        now = pro_rata_refund(amount, weights, lost, refunded)
        refunded += now
        assert refunded == total((split(amount, weights)[i] for i in lost), "USD")
    assert refunded == amount


def test_a_stage_is_lost_once_and_exists() -> None:
    for lost in ([0, 0], [2], [-1]):
        with pytest.raises(InvalidPolicy):
            pro_rata_refund(usd(100), [1, 1], lost, usd(0))
    with pytest.raises(InvalidSplit):
        pro_rata_refund(usd(100), [], [], usd(0))


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_survives_its_own_document(name: str) -> None:
    policy = cancellation_policy(name)
    assert policy_from_document(policy.to_document()) == policy
    assert policy_from_document(name) == policy


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ("cruel", "name"),
        (7, ""),
        ({}, "tiers"),
        ({"tiers": [[24]]}, "tiers[0]"),
        ({"tiers": [[24, 10_001]]}, "tiers[0][1]"),
        ({"tiers": [[-1, 1]]}, "tiers[0][0]"),
        ({"tiers": [[24, 1], [48, 2]]}, "tiers"),
        ({"tiers": [], "host_fee_bps": 1.5}, "host_fee_bps"),
        ({"tiers": [], "grace": 1}, "grace"),
        ({"tiers": [], "fan_notice_pay": "no"}, "fan_notice_pay"),
    ],
)
def test_a_malformed_policy_names_its_field(document: Any, field: str) -> None:
    with pytest.raises(InvalidPolicy) as refused:
        policy_from_document(document)
    assert refused.value.params["field"] == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"by": "cat"}, "by"),
        ({"price": usd(-1)}, "price"),
        ({"booked_at": dt.datetime(2026, 1, 1)}, "booked_at"),  # noqa: DTZ001
    ],
)
def test_impossible_facts_are_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidPolicy) as refused:
        settle_cancellation(cancellation_policy("free"), facts(1, **changes))
    assert refused.value.params["field"] == field
