"""Whoever leaves a business is told where each cent goes, and there it goes: no history leaves one behind."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from payouts import flows, recipients
from payouts.closing import Leaving, foresee_leaving, leave
from payouts.currencies import credit_unit
from payouts.holds import open_hold, release_hold
from payouts.ledger import chart
from payouts.money import Money
from payouts.payout_rows import payouts_of
from tests.payouts.closings import History, Step, histories, law
from tests.payouts.worlds import SHOP, World, usd

OWED = ("payable", "tips_payable", "carried", "carried_tips", "in_transit", "recipient_balance")


@law
@given(history=histories, is_frozen=st.booleans())
@example(history=[("carry", 0, 900), ("debt", 0, 400), ("earn", 0, 2_001)], is_frozen=True)
@example(history=[("carry", 0, 900), ("debt", 0, 902), ("tip", 0, 5)], is_frozen=False)
@example(history=[("earn", 1, 3), ("tip", 1, 7), ("debt", 1, 2)], is_frozen=False)
def test_what_is_shown_is_what_is_done_to_the_cent(deep: World, history: list[Step], is_frozen: bool) -> None:
    past = History(deep)
    for step in history:
        past.take(step)
    for fan in past.fans:
        if is_frozen:
            _freeze(deep, fan)
        if fan in past.accounts:  # somebody who would never be paid by their own wish
            _wish(deep, fan, "on_demand", 999_999)
        foreseen = _foreseen(deep, fan)
        owed, asked = _owed(past, fan), _asked(past, fan)
        assert owed == sum(
            one.amount_minor
            for one in (foreseen.sent, foreseen.waiting, foreseen.too_little, foreseen.kept_back)
        ) + foreseen.under_way.amount_minor + foreseen.debt_met.amount_minor  # fmt: skip
        assert asked == (foreseen.debt_met + foreseen.debt_left).amount_minor
        assert past.charge(chart.credit(fan), credit_unit("USD")) <= foreseen.credit.amount_minor
        before = _planned(deep, fan)
        assert _left(deep, fan) == foreseen
        assert _planned(deep, fan) - before == foreseen.sent.amount_minor, "sent is planned, and nothing else"
        assert _asked(past, fan) == foreseen.debt_left.amount_minor
        again = _left(deep, fan)
        assert (again.sent, again.debt_met) == (usd(0), usd(0)), "twice is once"
        assert (again.waiting, again.kept_back) == (foreseen.waiting, foreseen.kept_back)
    if is_frozen:
        for fan in past.fans:
            _thaw(deep, fan)
    _nothing_is_stranded(deep, past)
    deep.fund(usd(500_000 + past.name), "prg_deep")  # for the next history


def _nothing_is_stranded(deep: World, past: History) -> None:
    """Once holds are over and there is an account, the daily runs send the rest without anybody asking."""
    for fan in past.fans:
        if fan not in past.accounts:
            past.accounts[fan] = deep.fan(fan)
    deep.later(days=4)
    for fan in past.fans:
        _left(deep, fan)  # as the host does when an account has come
    past.pay_all()
    for fan in past.fans:
        now = _foreseen(deep, fan)
        rest = (now.sent, now.waiting, now.too_little, now.kept_back, now.under_way)
        assert rest == (usd(0),) * 5
        assert _owed(past, fan) == 0


def test_what_comes_free_later_goes_on_the_next_day_by_itself(deep: World) -> None:
    deep.fan("fan_1", schedule="on_demand", least_minor=5_000)
    deep.earning("asg_1", "fan_1", usd(1_200))
    with deep.transaction() as session:
        open_hold(session, SHOP, key="h", reason="case", at=deep.now, subject_ref="asg_1")
    foreseen = _left(deep, "fan_1")
    assert (foreseen.sent, foreseen.kept_back, foreseen.kept_back_until_at) == (usd(0), usd(1_200), None)
    with deep.transaction() as session:
        release_hold(session, SHOP, key="h", at=deep.now)
    deep.later(days=1)
    with deep.transaction() as session:
        due = [one.owner_ref for one in recipients.recipients_due(session, SHOP, deep.now.date())]
    assert due == ["fan_1"]


@pytest.mark.parametrize(
    ("currency", "earned", "sent", "odd"),
    [("HUF", 12_345, 12_300, 45), ("KWD", 1_239, 1_230, 9), ("JPY", 101, 101, 0)],
)
def test_what_a_bank_does_not_take_is_named(
    deep: World, currency: str, earned: int, sent: int, odd: int
) -> None:
    deep.fan("fan_1")
    deep.post("asg_1", flows.fan_compensated("fan_1", Money(earned, currency)), kind="earning")
    (foreseen,) = _all(deep, "fan_1")
    assert (foreseen.sent, foreseen.too_little) == (Money(sent, currency), Money(odd, currency))
    with deep.transaction() as session:
        assert leave(session, SHOP, "fan_1", on=deep.now.date(), at=deep.now) == [foreseen]
        (payout,) = payouts_of(session, SHOP, owner_ref="fan_1")
    assert payout.amount == Money(sent, currency)
    (after,) = _all(deep, "fan_1")
    assert (after.sent, after.too_little, after.under_way) == (
        Money(0, currency), Money(odd, currency), Money(sent, currency),
    )  # fmt: skip


def test_a_correction_greater_than_the_free_pay_comes_off_what_is_held(deep: World) -> None:
    from payouts.ledger import credit, debit

    deep.fan("fan_1")
    deep.earning("asg_1", "fan_1", usd(1_000))
    with deep.transaction() as session:
        open_hold(session, SHOP, key="h", reason="case", at=deep.now, subject_ref="asg_1")
    taken = (debit(chart.payable("fan_1"), usd(300)), credit(chart.OWN_FUNDS, usd(300)))
    deep.post("fix", taken, kind="correction", subject="asg_0")
    foreseen = _left(deep, "fan_1")
    assert (foreseen.sent, foreseen.kept_back) == (usd(0), usd(700))


def _wish(deep: World, fan: str, schedule: str, least_minor: int) -> None:
    with deep.transaction() as session:
        recipients.set_recipient(
            session, SHOP, fan, schedule=schedule, on=deep.now.date(), least_minor=least_minor
        )


def _freeze(deep: World, fan: str) -> None:
    with deep.transaction() as session:
        open_hold(session, SHOP, key=f"frozen_{fan}", reason="case", at=deep.now, owner_ref=fan)


def _thaw(deep: World, fan: str) -> None:
    with deep.transaction() as session:
        release_hold(session, SHOP, key=f"frozen_{fan}", at=deep.now)


def _all(deep: World, fan: str) -> list[Leaving]:
    with deep.transaction() as session:
        return foresee_leaving(session, SHOP, fan, deep.now)


def _foreseen(deep: World, fan: str) -> Leaving:
    return next(iter(_all(deep, fan)), _nothing())


def _left(deep: World, fan: str) -> Leaving:
    with deep.transaction() as session:
        return next(iter(leave(session, SHOP, fan, on=deep.now.date(), at=deep.now)), _nothing())


def _nothing() -> Leaving:
    zero = usd(0)
    return Leaving("USD", zero, zero, zero, zero, None, zero, zero, zero, zero)


def _planned(deep: World, fan: str) -> int:
    with deep.transaction() as session:
        return sum(one.amount.amount_minor for one in payouts_of(session, SHOP, owner_ref=fan))


def _owed(past: History, fan: str) -> int:
    return sum(past.charge(getattr(chart, family)(fan)) for family in OWED)


def _asked(past: History, fan: str) -> int:
    return past.charge(chart.receivable(fan)) + past.charge(chart.recovering(fan))
