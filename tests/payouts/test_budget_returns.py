"""A budget gets its part of pay that was taken back: when the money is there, once, and never more than it had borne."""

from __future__ import annotations

import pytest

from payouts import budget, flows
from payouts.audit import audit
from payouts.budget_returns import businesses_with_returns, return_to_budgets, returns_of
from payouts.dispute_stakes import Got, earned_by_ledger
from payouts.intents import Charge, PayOut
from payouts.ledger import chart
from payouts.ledger.entries import Entry
from payouts.ledger.journal import post
from payouts.money import Money
from payouts.operations import carry_out, operations_on
from payouts.payout_rows import payouts_of
from payouts.recovery import decide_recovery, foresee_recovery
from payouts.schemes import Part
from tests.payouts.test_recovery import on, pay
from tests.payouts.worlds import PLATFORM, SHOP, World, usd

FUNDS, PRICE = usd(20_000), usd(9000)


@pytest.fixture
def books(world: World) -> World:
    """A budget of 200; of a price of 90 that has gone to revenue, nothing is earned yet."""
    world.fund(FUNDS)
    world.fan("fan_1")
    world.captured("bkg", PRICE)
    world.post("close", flows.booking_closed("bkg", platform_fee=usd(0), rest=PRICE))
    return world


def earn(
    world: World, asg: str, cost: Money, *, reserved: Money | None = None, from_booking: Money | None = None
) -> None:
    """Fan 1 earns something that the budget bears, but for what the booking's money does."""
    with world.transaction() as session:
        borne = cost - (from_booking or usd(0))
        budget.reserve(
            session, SHOP, "prg_1", reserved if reserved is not None else borne, key=asg, at=world.now
        )
        covered = budget.spend(session, SHOP, "prg_1", borne, key=asg, at=world.now).covered
        postings = flows.earned(
            fan_ref="fan_1", programme_ref="prg_1", parts=[Part("money", cost, cost, usd(0))], currency="USD", covered=covered,
            from_booking=from_booking, booking_ref="bkg2" if from_booking else None,
        )  # fmt: skip
        post(session, Entry(SHOP, f"earning:{asg}", "earning", asg, world.now, postings), at=world.now)


def got(world: World, *subjects: str) -> tuple[Got, ...]:
    """What some work has brought fan 1."""
    with world.engine.connect() as connection:
        return earned_by_ledger(connection, SHOP, list(subjects))


def take(world: World, lost: Money, *subjects: str, cause: str = "refund:bkg:1") -> None:
    """The price went back, and the pay with it."""
    had = got(world, *subjects)
    with world.transaction() as session:
        seen = foresee_recovery(session, SHOP, had, lost=lost, at=world.now)
        asked = decide_recovery(
            session, SHOP, "taken", cause=cause, subject_ref="bkg", got=had, seen=seen, to=chart.REVENUE, at=world.now
        )  # fmt: skip
    for one in asked:
        carry_out(world.transaction, world.provider, one.id, clock=world.clock)


def refill(world: World) -> int:
    """As the job does."""
    with world.transaction() as session:
        return return_to_budgets(session, SHOP, at=world.now)


def free(world: World) -> int:
    """What can be reserved now; the books agree."""
    with world.engine.connect() as connection:
        assert audit(connection, business_ref=SHOP) == []
        return budget.budget_state(connection, SHOP, "prg_1", "USD").free_minor


def test_what_comes_off_pay_that_was_not_sent_is_back_at_once_and_once(books: World) -> None:
    earn(books, "asg", usd(5000))
    assert free(books) == 15_000
    take(books, PRICE, "asg")
    assert free(books) == 15_000, "not before it is given back"
    assert refill(books) == 1
    assert free(books) == 20_000
    assert refill(books) == 0
    with books.engine.connect() as connection:
        (one,) = returns_of(connection, SHOP)
        assert (one.whole, one.came, one.is_over) == (usd(5000), usd(5000), True)
        assert businesses_with_returns(connection) == []


def test_a_debt_comes_back_as_it_is_netted_from_later_pay(books: World) -> None:
    earn(books, "asg", usd(5000))
    pay(books, "r1")
    take(books, PRICE, "asg")
    assert (refill(books), free(books)) == (0, 15_000)
    books.earning("next", "fan_1", usd(2000))
    pay(books, "r2")
    assert (refill(books), free(books)) == (1, 17_000)
    books.earning("after", "fan_1", usd(9000))
    pay(books, "r3")
    assert (refill(books), free(books)) == (1, 20_000)
    assert (on(books, chart.receivable("fan_1")), refill(books)) == (0, 0)


def test_what_is_asked_back_from_the_account_counts_when_it_has_come(books: World) -> None:
    earn(books, "asg", usd(5000))
    pay(books, "r1", bank="fail")
    take(books, PRICE, "asg")
    assert on(books, chart.receivable("fan_1")) == 0
    assert (refill(books), free(books)) == (1, 20_000)


def test_what_the_provider_refuses_and_what_is_written_off_never_come(books: World) -> None:
    earn(books, "asg", usd(5000))
    pay(books, "r1", bank="fail")
    with books.engine.connect() as connection:
        steps = [
            s for p in payouts_of(connection, SHOP) for s in operations_on(connection, SHOP, p.public_id)
        ]
    account = next(s.intent.account_id for s in steps if isinstance(s.intent, PayOut))
    spent = books.plan(Charge("x", usd(100), "pm_card_visa"), "other")
    # The provider itself had to take what lay there for something else.
    books.sandbox.finish_onboarding(PLATFORM, account, payouts="ok")
    books.provider.pay_out(spent.call, account, usd(5000))
    take(books, PRICE, "asg")
    assert on(books, chart.receivable("fan_1")) == 5000
    assert refill(books) == 0
    books.post("gone", flows.debt_written_off("fan_1", usd(5000)))
    assert refill(books) == 0
    with books.engine.connect() as connection:
        (one,) = returns_of(connection, SHOP)
        assert (one.came, one.is_over) == (usd(0), True)


def test_only_the_budgets_part_comes_and_over_many_takings_no_more_than_it_bore(books: World) -> None:
    books.captured("bkg2", usd(4000))
    earn(books, "asg", usd(6000), from_booking=usd(4000))
    assert free(books) == 18_000
    for number in range(1, 8):
        take(books, usd(901), "asg", cause=f"refund:bkg:{number}")
        refill(books)
    assert on(books, chart.payable("fan_1")) == 0
    assert 19_990 <= free(books) <= 20_000
    with books.engine.connect() as connection:
        assert sum(one.whole.amount_minor for one in returns_of(connection, SHOP)) <= 2000


def test_what_was_earned_beyond_the_budget_was_never_its_and_what_comes_makes_overspend_good(
    books: World,
) -> None:
    earn(books, "big", usd(19_000))
    earn(books, "over", usd(3000), reserved=usd(0))
    assert free(books) == -2000
    take(books, usd(3000), "over")
    refill(books)
    with books.engine.connect() as connection:
        state = budget.budget_state(connection, SHOP, "prg_1", "USD")
    assert (state.funded_minor, state.overspent_minor) == (21_000, 1000)
    assert free(books) == -1000


def test_older_debts_of_another_kind_are_met_first(books: World) -> None:
    books.post("amends", flows.customer_compensated("idn_1", usd(1500), by_fan="fan_1"))
    earn(books, "asg", usd(5000))
    pay(books, "r1")
    assert on(books, chart.receivable("fan_1")) == 0
    books.post("amends2", flows.customer_compensated("idn_1", usd(1000), by_fan="fan_1"))
    take(books, usd(5000), "asg")
    books.earning("next", "fan_1", usd(1000))
    pay(books, "r2")
    assert (refill(books), free(books)) == (0, 15_000)
    books.earning("after", "fan_1", usd(300))
    pay(books, "r3")
    assert (refill(books), free(books)) == (1, 15_300)
