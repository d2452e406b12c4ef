"""Promotions: what they take off, their limits however many try at once, and what they cost."""

from __future__ import annotations

import datetime as dt
import multiprocessing
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from payouts.audit import audit
from payouts.codes import promotion_rows, promotion_uses
from payouts.codes.promotions import Promotion, Terms, check, discount
from payouts.errors import CodeUnknown, PayoutsError, PromotionRefused
from payouts.money import Money
from tests.payouts.conftest import open_books
from tests.payouts.worlds import NOON, SHOP, World, usd

LATER = NOON + dt.timedelta(days=1)
PROCESSES = 50


@given(
    st.sampled_from(["JPY", "USD", "KWD"]), st.integers(0, 10**8), st.integers(1, 10_000) | st.none(),
    st.integers(1, 10**8), st.integers(1, 10**8) | st.none(),
)  # fmt: skip
def test_a_discount_never_passes_price_or_cap(
    code: str, price: int, rate: int | None, amount: int, cap: int | None
) -> None:
    terms = Terms(code, amount_minor=None if rate else amount, rate_bps=rate, cap_minor=cap)
    off = discount(terms, Money(price, code)).amount_minor
    assert 0 <= off <= price
    assert cap is None or off <= cap
    if rate and cap is None:
        assert abs(off - price * rate / 10_000) <= 0.5


def made(world: World, **terms: Any) -> Promotion:
    with world.transaction() as session:
        return promotion_rows.make(
            session,
            SHOP,
            Terms(**({"currency": "USD", "rate_bps": 1000} | terms)),
            public_id="prm_1",
            at=world.now,
        )


def hold(session: Any, code: str, booking: str, owner: str = "idn_1", price: Money | None = None) -> Money:
    return promotion_uses.hold(
        session, SHOP, code, booking_ref=booking, owner_ref=owner, price=price or usd(5000), about=["prg_1", "exp_1"], at=NOON
    )  # fmt: skip


@pytest.mark.parametrize(
    ("terms", "state", "refusal"),
    [
        ({"ends_at": NOON}, "active", "promotion_over"),
        ({}, "ended", "promotion_over"),
        ({}, "paused", "promotion_paused"),
        ({"starts_at": LATER}, "active", "promotion_not_yet"),
        ({"only_for": ("prg_2",)}, "active", "promotion_elsewhere"),
        ({"currency": "EUR"}, "active", "promotion_currency"),
        ({"least_price_minor": 5001}, "active", "promotion_least_price"),
        ({"uses_max_each": 2}, "active", "promotion_used_by_you"),
        ({"uses_max": 3}, "active", "promotion_used_up"),
        ({"rate_bps": 1}, "active", None),
    ],
)
def test_each_limit_says_which_it_is(terms: dict[str, Any], state: str, refusal: str | None) -> None:
    made_ = Promotion(
        1, "prm_1", SHOP, "X", Terms(**({"currency": "USD", "rate_bps": 1000} | terms)), state, 3, NOON
    )
    ask = lambda: check(made_, usd(5000), about=["prg_1", "exp_1"], used_by_person=2, at=NOON)  # noqa: E731
    if refusal is None:
        assert ask() == usd(1)
        return
    with pytest.raises(PromotionRefused) as caught:
        ask()
    assert caught.value.code == refusal


def test_what_takes_nothing_off_is_refused() -> None:
    tiny = Promotion(1, "prm_1", SHOP, "X", Terms("USD", rate_bps=1), "active", 0, NOON)
    with pytest.raises(PromotionRefused) as caught:
        check(tiny, usd(100), about=[], used_by_person=0, at=NOON)
    assert caught.value.code == "promotion_nothing"


def test_a_use_is_held_given_back_and_used(world: World) -> None:
    code = made(world, uses_max=1, uses_max_each=1).code
    with world.transaction() as session:
        assert hold(session, code, "bkg_1") == usd(500)
    with world.transaction() as session, pytest.raises(PromotionRefused):
        hold(session, code, "bkg_2", "idn_2")
    for _ in range(2):  # twice changes nothing
        with world.transaction() as session:
            promotion_uses.release(session, "bkg_1")
    with world.transaction() as session:
        hold(session, code, "bkg_2", "idn_2")
        promotion_uses.use(session, "bkg_2", usd(450))
        promotion_uses.release(session, "bkg_2")  # it took place: nothing is given back
        tally = promotion_uses.tally(session, SHOP)["prm_1"]
    assert (tally.held, tally.used, tally.cost) == (0, 1, usd(450))


def test_a_promotion_is_paused_resumed_and_ended_once(world: World) -> None:
    made(world)
    with world.transaction() as session:
        steps = [
            promotion_rows.change(session, SHOP, "prm_1", move)
            for move in ("resume", "pause", "pause", "resume", "end", "end", "resume")
        ]
    assert steps == [False, True, False, True, True, False, False]


def test_another_business_knows_nothing_of_it(world: World) -> None:
    code = made(world).code
    with world.transaction() as session:
        with pytest.raises(CodeUnknown):
            promotion_rows.by_code(session, "biz_other", code)
        with pytest.raises(CodeUnknown):
            promotion_rows.one(session, "biz_other", "prm_1")
        assert not promotion_rows.change(session, "biz_other", "prm_1", "end")
        assert promotion_rows.every(session, "biz_other") == []


def test_the_database_itself_refuses_what_no_promotion_is(world: World) -> None:
    for terms in (
        {"amount_minor": 1},
        {"rate_bps": None},
        {"rate_bps": 10_001},
        {"rate_bps": None, "amount_minor": 0},
    ):
        with pytest.raises(sa.exc.IntegrityError):
            made(world, **terms)


def test_the_audit_names_uses_that_are_miscounted(world: World) -> None:
    world.expects_findings = True
    made(world)
    with world.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE promotion SET uses = 3")
    with world.engine.connect() as connection:
        assert [finding.code for finding in audit(connection)] == ["promotion_uses_differ"]


def _process(url: str, code: str, number: int, start: Any, answers: Any) -> None:
    engine = open_books(url)
    start.wait(120)
    try:
        with engine.begin() as connection:
            hold(connection, code, f"bkg_{number}", f"idn_{number}")
        answers.put("held")
    except PayoutsError as refusal:
        answers.put(refusal.code)
    except Exception as error:
        answers.put(repr(error))
    engine.dispose()


@pytest.mark.slow
def test_of_fifty_processes_at_once_one_gets_the_last_use(world: World, books_url: str) -> None:
    code = made(world, uses_max=1).code
    world.engine.dispose()
    fork = multiprocessing.get_context("fork")
    start, answers = fork.Barrier(PROCESSES), fork.Queue()
    children = [
        fork.Process(target=_process, args=(books_url, code, n, start, answers)) for n in range(PROCESSES)
    ]
    for child in children:
        child.start()
    found = [answers.get(timeout=200) for _ in children]
    for child in children:
        child.join(60)
    assert found.count("held") == 1, found
    assert set(found) == {"held", "promotion_used_up"}
    with world.transaction() as session:
        assert promotion_rows.one(session, SHOP, "prm_1").uses == 1
