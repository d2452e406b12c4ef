"""Every happening balances and moves what its name says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts import flows
from payouts.errors import InvalidEntry
from payouts.ledger import Entry, balance, chart
from payouts.money import Money, total
from payouts.schemes import Share, apply_choice, scheme_from_document
from tests.payouts.worlds import NOON, SHOP, World, usd

SCHEME = scheme_from_document(
    {
        "schema": 1,
        "currency": "USD",
        "terms": "paid",
        "components": [{"code": "gig", "type": "per_gig", "amount_minor": 1}],
        "choices": [
            {"kind": "money"},
            {"kind": "store_credit", "bonus_bps": 1000},
            {"kind": "discount_code"},
            {"kind": "donation", "causes": ["cause_river"]},
            {"kind": "perk"},
        ],
    }
)


def entry(postings: flows.Postings) -> Entry:
    """An entry of the postings, which raises if they do not balance."""
    return Entry(SHOP, "k", "test", "k", NOON, postings)


@given(
    st.lists(st.integers(0, 5), min_size=5, max_size=5).filter(any),
    st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 500),
    st.integers(0, 100),
)  # fmt: skip
def test_an_earning_balances_whoever_bears_it(
    weights: list[int], pay: int, booking: int, covered: int, partner: int, perks: int, points: int
) -> None:
    kinds = ["money", "store_credit", "discount_code", "donation", "perk"]
    shares = [
        Share(k, w, "cause_river" if k == "donation" else None) for k, w in zip(kinds, weights, strict=True)
    ]  # type: ignore[arg-type]
    parts = apply_choice(SCHEME, usd(pay), shares)
    cost = total((p.cash + p.uplift for p in parts), "USD") + usd(perks)
    from_booking = min(usd(booking), cost)
    from_partner = min(usd(partner), cost - from_booking)
    from_budget = min(usd(covered), cost - from_booking - from_partner)

    made = entry(
        flows.earned(
            fan_ref="fan",
            programme_ref="prg",
            parts=parts,
            currency="USD",
            booking_ref="bkg",
            from_booking=from_booking,
            covered=from_budget,
            from_partner=from_partner,
            perks=usd(perks),
            points=Money(points, "PTS"),
        )
    )

    expense = sum(p.amount.amount_minor for p in made.postings if p.account == chart.reward_expense("prg"))
    assert expense == (cost - from_booking - from_partner).amount_minor
    owed = sum(p.amount.amount_minor for p in made.postings if p.account == chart.partner_due("prg"))
    assert owed == from_partner.amount_minor


@pytest.mark.parametrize(
    "changes",
    [
        {"from_booking": usd(5)},
        {"from_booking": usd(11), "booking_ref": "bkg"},
        {"covered": usd(11)},
        {"from_partner": usd(11)},
    ],
)
def test_no_more_is_borne_than_earned_and_by_a_named_booking(changes: dict[str, Money]) -> None:
    parts = apply_choice(SCHEME, usd(10), [])
    with pytest.raises(InvalidEntry):
        flows.earned(fan_ref="fan", programme_ref="prg", parts=parts, currency="USD", **changes)  # type: ignore[arg-type]


@given(
    st.integers(1, 10**6),
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 9)), min_size=1, max_size=5),
)
def test_a_tip_reaches_the_fans_whole(amount: int, tips: list[tuple[str, int]]) -> None:
    made = entry(flows.tipped(usd(amount), tips, fee=usd(min(30, amount)), is_available=True))
    to_fans = [p.amount for p in made.postings if p.account.code.startswith("tips_payable:")]
    assert total(to_fans, "USD") == usd(-amount)


@given(st.integers(1, 1000), st.integers(-5, 1000))
def test_what_is_taken_back_never_makes_a_payable_negative(amount: int, payable: int) -> None:
    made = entry(flows.taken_back("bkg", "fan", usd(amount), payable=usd(payable)))
    taken = sum(p.amount.amount_minor for p in made.postings if p.account == chart.payable("fan"))
    assert 0 <= taken <= max(payable, 0)


def test_a_late_cancellation_divides_what_is_held(world: World) -> None:
    world.captured("bkg", usd(9000))
    world.post(
        "late", flows.forfeited("bkg", to_fans={"fan_1": usd(4000), "fan_2": usd(3000)}, kept=usd(2000))
    )
    with world.transaction() as session:
        assert balance(session, SHOP, chart.held("bkg"), "USD") == usd(0)
        assert balance(session, SHOP, chart.payable("fan_2"), "USD") == usd(3000)
        assert balance(session, SHOP, chart.REVENUE, "USD") == usd(2000)


def test_store_credit_pays_for_a_booking_and_is_backed_until_then(world: World) -> None:
    world.post("comp", flows.customer_compensated("cus", usd(1800)))
    with world.transaction() as session:
        assert balance(session, SHOP, chart.credit("cus"), "USD.CREDIT") == Money(1800, "USD.CREDIT")
        assert balance(session, SHOP, chart.CREDIT_BACKING, "USD") == usd(1800)

    world.post("use", flows.credit_redeemed("cus", usd(800), booking_ref="bkg"))
    world.post("use2", flows.credit_redeemed("cus", usd(1000)))
    with world.transaction() as session:
        assert balance(session, SHOP, chart.held("bkg"), "USD") == usd(800)
        assert balance(session, SHOP, chart.REVENUE, "USD") == usd(1000)
        assert balance(session, SHOP, chart.CREDIT_BACKING, "USD") == usd(0)


def test_a_fulfilled_booking_can_be_unwound_for_a_refund(world: World) -> None:
    world.captured("bkg", usd(9000))
    parts = apply_choice(SCHEME, usd(7200), [])
    earned = flows.earned(
        fan_ref="fan",
        programme_ref="prg",
        parts=parts,
        currency="USD",
        booking_ref="bkg",
        from_booking=usd(7200),
    )
    world.post("earn", earned)
    world.post("close", flows.booking_closed("bkg", platform_fee=usd(0), rest=usd(1800)))

    world.post("back", flows.taken_back("bkg", "fan", usd(7200), payable=usd(7200)))
    world.post("own", flows.given_back("bkg", usd(1800)))

    with world.transaction() as session:
        assert balance(session, SHOP, chart.held("bkg"), "USD") == usd(9000)
        assert balance(session, SHOP, chart.payable("fan"), "USD") == usd(0)


@pytest.mark.parametrize(("pay", "tips"), [(500, 0), (0, 300), (500, 300)])
def test_what_a_fan_leaves_reaches_cause_or_business_whole(pay: int, tips: int) -> None:
    to_cause = entry(flows.pay_donated("fan", "cause_river", pay=usd(pay), tips=usd(tips)))
    to_business = entry(flows.pay_given_up("fan", pay=usd(pay), tips=usd(tips)))
    for left, code in ((to_cause, "charity_payable:cause_river"), (to_business, "revenue")):
        moved = {line.account.code: line.amount.amount_minor for line in left.postings}
        assert moved.pop(code) == -(pay + tips)
        assert sum(moved.values()) == pay + tips
        assert set(moved) <= {"payable:fan", "tips_payable:fan"}
