"""Closing pays, refunds or asks: whatever happened before, no cent is left that is nobody's, and what was foreseen is done."""

from __future__ import annotations

import inspect

import pytest
from hypothesis import given

from payouts import closing, flows
from payouts.closing import FATES, Standing, standing
from payouts.closing.standing import OWN_FAMILIES
from payouts.currencies import POINTS, credit_unit
from payouts.ledger import chart
from payouts.money import Money
from payouts.refunding import plan_refund
from tests.payouts.closings import CAUSE, History, Step, histories, law
from tests.payouts.worlds import SHOP, World, usd


def left(world: World, *subjects: str) -> list[Standing]:
    """What stands open, of these or of all."""
    with world.transaction() as session:
        return standing(session, SHOP, subject_refs=subjects or None)


def test_every_family_of_the_chart_has_a_fate_or_is_the_business_s_own() -> None:
    constants = [one for one in vars(chart).values() if isinstance(one, chart.Account)]
    makers = [
        one
        for name, one in inspect.getmembers(chart, inspect.isfunction)
        if not name.startswith("_") and one.__module__ == chart.__name__
    ]
    families = {one.code for one in constants} | {maker("x").code.partition(":")[0] for maker in makers}
    assert families == set(FATES) | OWN_FAMILIES
    assert not set(FATES) & OWN_FAMILIES


@law
@given(history=histories)
def test_a_closed_programme_leaves_nothing_but_what_is_promised_or_asked(
    deep: World, history: list[Step]
) -> None:
    past = _lived(deep, history)
    kept, frees, now = past.places[:1], past.places[1:], deep.now
    with deep.transaction() as session:
        foreseen = closing.foresee_budget(session, SHOP, past.programme, "USD", frees=frees)
    own, stood = past.charge(chart.OWN_FUNDS), past.charge(chart.budget(past.programme))
    with deep.transaction() as session:
        done = closing.close_budget(session, SHOP, past.programme, "USD", frees=frees, at=now)
    assert done == foreseen
    assert past.charge(chart.OWN_FUNDS) - own == foreseen.given_back.amount_minor
    assert past.charge(chart.budget(past.programme)) == foreseen.still_promised.amount_minor <= stood
    with deep.transaction() as session:
        again = closing.close_budget(session, SHOP, past.programme, "USD", frees=frees, at=now)
    assert again.given_back == again.freed == usd(0)
    for place in kept:  # its work falls through after all
        past.places = [place]
        past.take(("release", 0, 1))
    with deep.transaction() as session:
        closing.close_budget(session, SHOP, past.programme, "USD", frees=None, at=now)
    open_still = {one.family: one.amount for one in left(deep, past.programme)}
    named = {"partner_due": foreseen.asked_of_partners, "perk_reserve": foreseen.perks_left}
    assert open_still == {family: amount for family, amount in named.items() if amount}


@law
@given(history=histories)
def test_whoever_goes_takes_gives_or_is_asked_to_the_cent(deep: World, history: list[Step]) -> None:
    past = _lived(deep, history)
    deep.later(days=4)  # every hold is over
    for fan in past.fans:
        with deep.transaction() as session:
            foreseen = closing.foresee_person(session, SHOP, fan, "USD", deep.now)
            done = closing.settle_person(session, SHOP, fan, "USD", deep.now)
            after = closing.foresee_person(session, SHOP, fan, "USD", deep.now)
        assert done == foreseen
        assert (after.pay, after.tips, after.debt_left) == (foreseen.pay, foreseen.tips, foreseen.debt_left)
        assert not after.debt_met, "it is met already"
        assert past.charge(chart.carried(fan)) == past.charge(chart.carried_tips(fan)) == 0
        if fan not in past.accounts and done.due:  # nowhere to send it: it is left to a cause
            given_away = flows.pay_donated(fan, CAUSE, pay=done.pay, tips=done.tips)
            deep.post(f"left_{fan}", given_away, kind="pay_donated", subject=fan)
    past.pay_all()
    for fan in past.fans:
        named = {(one.family, one.amount) for one in left(deep, fan)}
        with deep.transaction() as session:
            now = closing.foresee_person(session, SHOP, fan, "USD", deep.now)
            written_off = closing.write_off(session, SHOP, fan, "USD", at=deep.now)
        assert now.due + now.held + now.sending == usd(0)
        assert written_off == now.debt_left
        credit, points = (
            past.charge(chart.credit(fan), credit_unit("USD")),
            past.charge(chart.points(fan), POINTS),
        )
        may = {("credit", Money(credit, credit_unit("USD"))), ("points", Money(points, POINTS))}
        assert named <= may | {("receivable", written_off)}, "spent in the deep, kept as a note, or asked for"
        assert {one.family for one in left(deep, fan)} <= {"credit", "points"}


@law
@given(history=histories)
def test_a_business_that_ends_owes_nobody_without_naming_them(deep: World, history: list[Step]) -> None:
    past = _lived(deep, history)
    for booking, (payment, amount) in past.bookings.items():
        with deep.transaction() as session:
            planned = plan_refund(
                session, SHOP, key=f"{booking}:refund", booking_ref=booking, payment_id=payment,
                amount=amount, at=deep.now,
            )  # fmt: skip
        for operation in planned:
            assert deep.carry_out(operation.id)[0].state == "done"
    deep.later(days=4)
    for fan in past.fans:
        if fan not in past.accounts:
            past.accounts[fan] = deep.fan(fan)
        with deep.transaction() as session:
            foreseen = closing.foresee_person(session, SHOP, fan, "USD", deep.now)
            paid = closing.pay_credit_out(session, SHOP, fan, "USD", at=deep.now)
            assert paid == foreseen.credit
            assert closing.pay_credit_out(session, SHOP, fan, "USD", at=deep.now) == usd(0)
            owed = closing.settle_person(session, SHOP, fan, "USD", deep.now)
        assert owed.pay + owed.debt_met == foreseen.pay + foreseen.debt_met + paid
    with deep.transaction() as session:
        for programme in (past.programme, "prg_deep"):
            closing.close_budget(session, SHOP, programme, "USD", frees=None, at=deep.now)
    gifts = past.charge(chart.charity_payable(CAUSE))
    if gifts:
        deep.post(f"gift_{past.name}", flows.donation_paid_by_bank(CAUSE, usd(gifts)))
    past.pay_all()
    asked = {"receivable", "partner_due", "dispute_claim"}
    notes = {"points", "perk_reserve"}  # a note, and what is paid when its receipt comes
    for one in left(deep):
        is_customer = one.family == "credit" and one.subject_ref.startswith("cus_")
        assert one.family in asked | notes or is_customer, one
        assert one.fate == FATES[one.family]
        assert one.amount.amount_minor > 0
    deep.fund(usd(500_000 + past.name), "prg_deep")  # for the next history


def test_what_is_unknown_to_closing_is_refused_loudly(deep: World) -> None:
    from payouts.ledger import credit, debit

    odd = chart.Account("mystery:x", "liability", -1)
    deep.post("odd", (debit(chart.PROVIDER_AVAILABLE, usd(1)), credit(odd, usd(1))))
    with pytest.raises(KeyError, match="mystery"):
        left(deep)


def _lived(deep: World, steps: list[Step]) -> History:
    past = History(deep)
    for step in steps:
        past.take(step)
    return past
