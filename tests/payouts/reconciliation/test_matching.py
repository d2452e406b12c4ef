"""The matcher on plain lines: what agrees is silent, what differs is named, in one window of memory."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.reconciliation import CAUSES
from payouts.reconciliation.causes import Standing, explained
from payouts.reconciliation.lines import DRIFTS, SIDES, Difference, Line, Total
from payouts.reconciliation.matching import Tally, match_movements
from payouts.reconciliation.totals import match_totals
from payouts.reconciliation_tables import DRIFTS as STORED_DRIFTS
from payouts.reconciliation_tables import SIDES as STORED_SIDES
from tests.payouts.worlds import NOON

EARLY, LATE = NOON - dt.timedelta(days=400), NOON + dt.timedelta(days=400)
TWO_DAYS = dt.timedelta(days=2)


def theirs(**changes: object) -> Line:
    """A line of the provider: a payment of 20.00, its fee 0.88, made two days ago."""
    values = Line(
        "provider", "txn_1", "payment", "pi_1", "op_1", "USD", 2000, 88, NOON - TWO_DAYS, NOON - TWO_DAYS
    )
    return values._replace(**changes)  # type: ignore[arg-type]


def ours(**changes: object) -> Line:
    """The ledger's line of the same."""
    values = Line(
        "ledger", "b:done", "payment", "pi_1", "op_2", "USD", 2000, 88, NOON - TWO_DAYS, NOON - TWO_DAYS
    )
    return values._replace(**changes)  # type: ignore[arg-type]


def differences(lines: Sequence[Line], *, now: dt.datetime = NOON) -> list[Difference]:
    """Everything that a matching of these lines finds."""
    found = match_movements(sorted(lines, key=lambda line: line.at), now=now, since=EARLY, until=LATE)
    return [one for judged in found for one in judged.differences]


def said(one: Difference) -> tuple[str, str, str]:
    return one.drift, one.side, one.cause


def test_what_agrees_is_silent() -> None:
    tally = Tally()
    assert list(match_movements([theirs(), ours()], now=NOON, since=EARLY, until=LATE, tally=tally)) == []
    assert (tally.provider, tally.ledger, tally.agreed) == (1, 1, 1)


ALONE = [
    ("payment", 2000, "", ("foreign", "ledger", "charge_outside")),
    ("payment", 2000, "op_1", ("missing", "ledger", "news_missing")),
    ("refund", -500, "", ("foreign", "ledger", "refund_outside")),
    ("refund", 500, "op_1", ("missing", "ledger", "refund_came_back")),
    ("transfer", -500, "", ("foreign", "ledger", "transfer_outside")),
    ("transfer", 500, "op_1", ("missing", "ledger", "transfer_came_back")),
    ("transfer_reversal", 500, "", ("foreign", "ledger", "reversal_outside")),
    ("payout", -500, "", ("foreign", "ledger", "payout_outside")),
    ("payout", 500, "", ("missing", "ledger", "payout_came_back")),
    ("top_up", 500, "", ("foreign", "ledger", "top_up_outside")),
    ("top_up", -500, "op_1", ("missing", "ledger", "top_up_failed")),
    ("dispute", -2000, "", ("missing", "ledger", "dispute_unseen")),
    ("dispute_reversal", 2000, "", ("missing", "ledger", "dispute_won_unseen")),
    ("fee", -30, "", ("fee", "ledger", "provider_fee")),
    ("adjustment", 7, "", ("missing", "ledger", "adjustment")),
]


@pytest.mark.parametrize(("kind", "amount", "op", "expected"), ALONE)
def test_what_only_the_provider_tells(
    kind: str, amount: int, op: str, expected: tuple[str, str, str]
) -> None:
    line = theirs(kind=kind, amount_minor=amount, op_ref=op, fee_minor=0)
    (found,) = differences([line])
    assert said(found) == expected
    assert (found.provider_minor, found.ledger_minor, found.gap_minor) == (amount, None, amount)


def test_what_only_the_ledger_tells() -> None:
    (asked,) = differences([ours()])
    (written,) = differences([ours(op_ref="", ref="", kind="correction")])
    assert said(asked) == ("missing", "provider", "not_at_provider")
    assert said(written) == ("missing", "provider", "booked_by_hand")
    assert asked.gap_minor == -(2000 - 88)


def test_a_movement_gets_its_time_before_it_is_missing() -> None:
    line = ours(at=NOON - dt.timedelta(minutes=59))
    assert said(differences([line])[0]) == ("timing", "provider", "not_at_provider")
    assert said(differences([line], now=NOON + dt.timedelta(minutes=1))[0])[0] == "missing"


def test_what_nobody_here_asked_for_waits_for_nothing() -> None:
    (found,) = differences([theirs(op_ref="", at=NOON)])
    assert found.drift == "foreign"
    assert found.due_at <= NOON


BOTH = [
    ({"amount_minor": 2001}, {}, ("amount", "ledger", "amount_differs"), 1),
    ({"currency": "EUR"}, {}, ("amount", "ledger", "currency_mixed"), 0),
    ({"fee_minor": 118}, {}, ("fee", "ledger", "fee_changed"), -30),
    ({"available_at": NOON + TWO_DAYS}, {}, ("timing", "ledger", "available_too_early"), 0),
    ({}, {"available_at": None}, ("timing", "ledger", "availability_not_booked"), 0),
]


@pytest.mark.parametrize(("there", "here", "expected", "gap"), BOTH)
def test_what_both_tell_and_not_alike(
    there: dict[str, object], here: dict[str, object], expected: tuple[str, str, str], gap: int
) -> None:
    (found,) = differences([theirs(**there), ours(**here)])
    assert said(found) == expected
    assert found.gap_minor == gap


def test_a_changed_fee_shows_the_two_fees() -> None:
    (found,) = differences([theirs(fee_minor=118), ours()])
    assert (found.provider_minor, found.ledger_minor) == (118, 88)


def test_what_one_side_tells_twice() -> None:
    transfer = {"kind": "transfer", "amount_minor": -700, "fee_minor": 0, "op_ref": "op_9"}
    one, again = theirs(**transfer, ref="tr_1"), theirs(**transfer, ref="tr_2", id="txn_2")
    booked = ours(**transfer, ref="tr_1")
    (made,) = differences([one, again, booked])
    (written,) = differences([one, booked, booked._replace(id="other")])
    assert said(made) == ("duplicate", "provider", "made_twice")
    assert made.gap_minor == -700
    assert said(written) == ("duplicate", "ledger", "booked_twice")
    assert written.gap_minor == 700


def test_three_of_which_nobody_knows_are_one_strange_and_two_more() -> None:
    lines = [theirs(kind="transfer", op_ref="op_9", ref=f"tr_{n}", id=f"txn_{n}") for n in range(3)]
    found = differences(lines)
    assert [one.drift for one in found] == ["missing", "duplicate", "duplicate"]
    assert len({one.key for one in found}) == 3


def test_a_movement_that_comes_back_is_another_than_the_one_that_went() -> None:
    went = {"kind": "top_up", "op_ref": "op_3", "ref": "tu_1", "fee_minor": 0}
    back = theirs(**went, id="txn_2", amount_minor=-2000, at=NOON - dt.timedelta(days=1, hours=23))
    (found,) = differences([theirs(**went), back, ours(**went)])
    assert said(found) == ("missing", "ledger", "top_up_failed")


STANDINGS = [
    (None, ("foreign", "other_installation")),
    (Standing("biz_other", "transfer", "done"), ("foreign", "wrong_business")),
    (Standing("biz", "authorise", "done"), ("foreign", "captured_outside")),
    (Standing("biz", "capture", "refused"), ("missing", "refused_but_done")),
    (Standing("biz", "capture", "done", NOON - TWO_DAYS), ("missing", "not_booked")),
    (Standing("biz", "capture", "done", NOON), ("timing", "news_missing")),
    (Standing("biz", "capture", "sent"), ("missing", "news_missing")),
]


@pytest.mark.parametrize(("standing", "expected"), STANDINGS)
def test_how_the_operation_stands_says_more(standing: Standing | None, expected: tuple[str, str]) -> None:
    (found,) = differences([theirs()])
    told = explained(found, standing, "biz", NOON)
    assert (told.drift, told.cause) == expected


def test_only_the_period_is_reported_and_the_watched_always() -> None:
    old = ours(at=NOON - dt.timedelta(days=30))
    judged = list(match_movements([old], now=NOON, since=NOON - TWO_DAYS, until=LATE))
    seen = list(match_movements([old], now=NOON, since=NOON - TWO_DAYS, until=LATE, watched={old.key}))
    assert judged == []
    assert [one.key for one in seen] == [old.key]


def test_the_watched_is_reported_when_it_agrees() -> None:
    (judged,) = match_movements([theirs(), ours()], now=NOON, since=EARLY, until=LATE, watched={ours().key})
    assert judged == (ours().key, ())


def test_a_thousand_clean_days_raise_no_alarm_in_a_window_of_memory() -> None:
    tally = Tally()
    found = match_movements(
        clean_days(1000, 40, seed=7), now=NOON, since=EARLY - dt.timedelta(days=700), until=LATE, tally=tally
    )
    assert list(found) == []
    assert tally.provider == tally.ledger == tally.agreed == 40_000


@given(st.integers(0, 2**32 - 1), st.integers(0, 119), st.sampled_from(["provider", "ledger"]))
def test_whatever_line_is_lost_is_the_one_that_is_named(seed: int, place: int, side: str) -> None:
    lines = list(clean_days(6, 20, seed=seed))
    lost = [line for line in lines if line.side == side][place]
    found = differences([line for line in lines if line is not lost], now=LATE)
    assert [one.side for one in found] == [side]
    assert found[0].key.startswith(lost.key)
    assert found[0].gap_minor == (-lost.net_minor if side == "provider" else lost.net_minor)


@given(st.integers(0, 2**32 - 1))
def test_gaps_add_up_to_what_the_balances_differ_by(seed: int) -> None:
    """Whatever is lost, doubled or changed: what is named explains the whole difference of the two balances."""
    draw = random.Random(seed)
    lines = []
    for line in clean_days(4, 15, seed=seed):
        fate = draw.random()
        if fate < 0.05:
            continue
        if fate < 0.1:
            line = line._replace(amount_minor=line.amount_minor + draw.choice((-7, 7)))
        lines += [line, line._replace(id=line.id + "again")] if fate > 0.95 else [line]
    there, here = (
        sum(line.net_minor for line in lines if line.side == side) for side in ("provider", "ledger")
    )
    assert sum(one.gap_minor for one in differences(lines, now=LATE)) == there - here


def test_totals_of_bookings() -> None:
    at = NOON - TWO_DAYS
    ledger = [
        Total("pi_1", "payment", "USD", 2000, at),
        Total("pi_2", "payment", "USD", 2000, at),
        Total("pi_3", "payment", "USD", 2000, at),
        Total("pi_3", "refund", "USD", 500, at),
        Total("pi_5", "payment", "USD", 900, NOON),
    ]
    bookings = [
        Total("bkg_1", "held", "USD", 300, None),
        Total("pi_1", "payment", "USD", 2000),
        Total("pi_3", "payment", "USD", 1999),
        Total("pi_3", "refund", "USD", 600),
        Total("pi_4", "payment", "USD", 100),
    ]
    found = {judged.key: judged.differences[0] for judged in match_totals(ledger, bookings, now=NOON)}
    told = {key: said(one) for key, one in found.items()}
    assert told == {
        "held:bkg_1:USD": ("timing", "ledger", "held_differs"),
        "payment:pi_2:USD": ("missing", "bookings", "booking_behind"),
        "payment:pi_3:USD": ("amount", "bookings", "booking_amount"),
        "refund:pi_3:USD": ("amount", "ledger", "booking_amount"),
        "payment:pi_4:USD": ("missing", "ledger", "booking_ahead"),
        "payment:pi_5:USD": ("timing", "bookings", "booking_behind"),
    }
    assert all(one.gap_minor == 0 for one in found.values())


def test_the_words_in_the_tables_are_the_words_of_the_matcher() -> None:
    assert (STORED_DRIFTS, STORED_SIDES) == (DRIFTS, SIDES)
    assert len(set(CAUSES)) == len(CAUSES)


def clean_days(days: int, per_day: int, *, seed: int) -> list[Line]:
    """Both sides of so many days on which all goes well: the ledger hears of it within ten minutes."""
    draw = random.Random(seed)
    lines: list[Line] = []
    kinds = (("payment", 1), ("refund", -1), ("transfer", -1), ("top_up", 1), ("transfer_reversal", 1))
    for number in range(days * per_day):
        kind, sign = draw.choice(kinds)
        at = NOON - dt.timedelta(days=days) + dt.timedelta(seconds=number * 86_400 // per_day)
        amount = sign * draw.randrange(100, 50_000)
        fee = amount * 3 // 100 if kind == "payment" else 0
        heard = at + dt.timedelta(seconds=draw.randrange(600))
        names = (kind, f"ref_{number}", f"op_{number}", "USD", amount, fee)
        lines.append(Line("provider", f"txn_{number}", *names, at, at))
        lines.append(Line("ledger", f"key_{number}:done", *names, heard, heard))
    return sorted(lines, key=lambda line: line.at)
