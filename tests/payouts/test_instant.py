"""Being paid at once: exactly what was shown, once, and for nothing where it goes the ordinary way."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts import flows
from payouts.errors import InstantRefused
from payouts.gateways.sandbox import Fault, SandboxSettings
from payouts.holds import open_hold
from payouts.instant import InstantQuote, foresee_instant, plan_instant, quote_instant
from payouts.instant_rows import Instant, instant_of
from payouts.instant_terms import TERMS, InstantTerms, instant_terms
from payouts.intents import Charge
from payouts.ledger import balance, chart
from payouts.money import Money
from payouts.operations import operations_on
from payouts.payout_rows import Payout, payouts_of
from payouts.runs import advance_payout, run_payouts
from payouts.statements.issuing import read_statement
from payouts.statements.sheet import Names, sheet_of
from tests.payouts.worlds import NOON, PLATFORM, SHOP, Crash, World, usd


def terms() -> InstantTerms:
    """Those of the dollar."""
    found = instant_terms("USD", NOON.date())
    assert found is not None
    return found


def foresee(world: World, at_terms: InstantTerms | None = None) -> InstantQuote:
    """What fan 1 would get."""
    with world.transaction() as session:
        return foresee_instant(
            session, SHOP, "fan_1", terms=at_terms or terms(), currency="USD", at=world.now
        )


def ask(world: World, seen: InstantQuote, name: str = "instant-1") -> Payout:
    """Let fan 1 confirm what was shown."""
    with world.transaction() as session:
        return plan_instant(session, SHOP, "fan_1", run_ref=name, terms=terms(), seen=seen, at=world.now)


def send(world: World, payout: Payout) -> str:
    """Send it as far as it goes; gives its state."""
    return advance_payout(
        world.transaction, world.provider, payout.public_id, on=world.now.date(), clock=world.clock
    ).state


def sent(world: World) -> list[tuple[str, int]]:
    """Method and amount of all that left for a bank, by the provider's own word."""
    created = [e["data"]["object"] for e in world.sandbox.events(PLATFORM) if e["type"] == "payout.created"]
    return [(one["method"], one["amount"]) for one in created]


def on(world: World, account: chart.Account) -> int:
    """What stands on an account, in cents."""
    with world.transaction() as session:
        return balance(session, SHOP, account, "USD").amount_minor


def agreed(world: World, payout: Payout) -> Instant:
    """What was agreed of a payout."""
    with world.transaction() as session:
        found = instant_of(session, payout)
    assert found is not None
    return found


@pytest.fixture
def shop(world: World) -> World:
    """A shop with money at the provider, and a fan who is owed 60 dollars and paid on demand."""
    world.fund(usd(100_000))
    world.fan("fan_1", schedule="on_demand")
    world.earning("ern_1", "fan_1", usd(6000))
    return world


def test_what_was_shown_reaches_the_bank_and_the_fee_has_its_lines(shop: World) -> None:
    seen = foresee(shop)
    assert (seen.due, seen.fee, seen.net, seen.kept) == (usd(6000), usd(89), usd(5911), usd(0))
    payout = ask(shop, seen)
    assert send(shop, payout) == "paid"
    assert sent(shop) == [("instant", 5911)]
    assert on(shop, chart.payable("fan_1")) == on(shop, chart.recipient_balance("fan_1")) == 0
    assert on(shop, chart.sending_fee("fan_1")) == on(shop, chart.SENDING_FEES) == 89
    with shop.transaction() as session:
        statement = read_statement(session, payout.public_id)
    assert (statement.amount, statement.sending_fee) == (usd(6000), usd(89))
    sheet = sheet_of(statement, Names("Shop", "Ana", "UTC"), "es")
    [rows] = [section.rows for section in sheet.sections if section.code == "at_once"]
    assert [row.amount for row in rows] == [usd(-89), usd(5911)]


def test_an_ordinary_statement_says_what_it_said(shop: World) -> None:
    args = {"run_ref": "r", "on": shop.now.date(), "clock": shop.clock}
    shop.fan("fan_1", schedule="daily")
    run_payouts(shop.transaction, shop.provider, SHOP, **args)  # type: ignore[arg-type]
    with shop.transaction() as session:
        [payout] = payouts_of(session, SHOP)
        assert b"sending_fee" not in read_statement(session, payout.public_id).to_bytes()
        assert instant_of(session, payout) is None


def test_pressed_twice_at_once_sends_once(shop: World) -> None:
    seen, refusals, gate = foresee(shop), [], threading.Barrier(4)

    def press(name: str) -> None:
        gate.wait()
        try:
            send(shop, ask(shop, seen, name))
        except InstantRefused as refusal:
            refusals.append(refusal.code)

    # Two presses of one page, and one each of two others: all showed the same money.
    pressing = [threading.Thread(target=press, args=(name,)) for name in ("a", "a", "b", "c")]
    for one in pressing:
        one.start()
    for one in pressing:
        one.join()
    assert sent(shop) == [("instant", 5911)]
    assert len(refusals) in (2, 3)
    assert set(refusals) == {"instant_nothing_due"}
    with shop.transaction() as session:
        assert len(payouts_of(session, SHOP)) == 1


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("path", [r"/transfers$", r"/payouts$"])
def test_an_answer_that_is_lost_is_read_and_never_asked_anew(shop: World, path: str, when: str) -> None:
    payout = ask(shop, foresee(shop))
    shop.faults.append(Fault(path, "drop", when))  # type: ignore[arg-type]
    assert send(shop, payout) in ("planned", "transferred")
    shop.later(hours=30)  # the provider has forgotten the key
    assert send(shop, payout) == "paid"
    assert sent(shop) == [("instant", 5911)]
    with shop.transaction() as session:
        assert len(operations_on(session, SHOP, payout.public_id)) == 2


@pytest.mark.parametrize("boundary", range(1, 13))
def test_a_process_that_dies_anywhere_is_followed_by_one_that_finishes(shop: World, boundary: int) -> None:
    seen = foresee(shop)
    shop.crash_at, shop.boundaries = boundary, 0
    with contextlib.suppress(Crash):
        send(shop, ask(shop, seen))
    shop.crash_at = None
    assert send(shop, ask(shop, seen)) == "paid"
    assert sent(shop) == [("instant", 5911)]
    assert on(shop, chart.payable("fan_1")) == 0


@pytest.mark.parametrize("why", ["off", "dearer"])
def test_what_the_provider_will_not_send_at_once_goes_the_ordinary_way_for_nothing(
    shop: World, why: str
) -> None:
    payout = ask(shop, foresee(shop))
    if why == "off":
        with shop.transaction() as session:
            [step] = operations_on(session, SHOP, payout.public_id)
        shop.sandbox.finish_onboarding(PLATFORM, step.intent.account_id, instant="off")  # type: ignore[attr-defined]
    else:
        shop.sandbox.settings = SandboxSettings(instant_fee_bps=200)
    assert send(shop, payout) == "paid"
    assert sent(shop) == [("standard", 6000)]
    assert agreed(shop, payout).reason in ("instant_payouts_unsupported", "balance_insufficient")
    assert on(shop, chart.SENDING_FEES) == on(shop, chart.recipient_balance("fan_1")) == 0


def test_what_a_bank_sends_back_comes_with_its_fee_and_goes_the_ordinary_way(shop: World) -> None:
    from payouts.retractions import look_back

    payout = ask(shop, foresee(shop))
    send(shop, payout)
    with shop.transaction() as session:
        [_transfer, bank] = operations_on(session, SHOP, payout.public_id)
    account = bank.intent.account_id  # type: ignore[attr-defined]
    shop.sandbox.send_payout_back(PLATFORM, account, bank.object_id or "")
    look_back(shop.transaction, shop.provider, bank.id, clock=shop.clock)
    assert on(shop, chart.SENDING_FEES) == 0
    shop.later(days=1)
    assert send(shop, payout) == "paid"
    assert sent(shop)[-1] == ("standard", 6000)
    assert on(shop, chart.recipient_balance("fan_1")) == 0


def test_a_debt_comes_off_first_and_tips_are_whole(shop: World) -> None:
    shop.do(Charge("tip", usd(500), "pm_card_visa", (("fan_1", 1),)), "tip")
    shop.post("debt", flows.taken_back("bkg", "fan_1", usd(7000), payable=usd(0)))
    seen = foresee(shop)
    assert seen.due == usd(500)
    assert send(shop, ask(shop, seen)) == "paid"
    assert sent(shop) == [("instant", 450)]
    assert on(shop, chart.receivable("fan_1")) == 1000


def test_what_cannot_be_divided_is_kept_for_the_next_payout(shop: World) -> None:
    shop.earning("ern_2", "fan_1", usd(4151))
    seen = foresee(shop)
    assert seen.kept == usd(1)
    assert send(shop, ask(shop, seen)) == "paid"
    assert on(shop, chart.carried("fan_1")) == 1
    shop.earning("ern_3", "fan_1", usd(999))
    assert foresee(shop).due == usd(1000)


def test_what_is_not_shown_any_more_is_not_done(shop: World) -> None:
    seen = foresee(shop)
    shop.earning("ern_2", "fan_1", usd(100))
    with pytest.raises(InstantRefused) as refused:
        ask(shop, seen)
    assert refused.value.code == "instant_changed"
    assert sent(shop) == []


@pytest.mark.parametrize("code", ["not_offered", "no_account", "person_held", "held", "debt", "nothing_due", "too_little", "too_much"])  # fmt: skip
def test_why_not_is_said(world: World, code: str) -> None:
    if code != "no_account":
        world.fan("fan_1", schedule="on_demand")
    if code != "nothing_due":
        amount = {"too_little": 99, "too_much": 1_100_000}.get(code, 6000)
        world.earning("ern_1", "fan_1", usd(amount))
    with world.transaction() as session:
        if code == "person_held":
            open_hold(session, SHOP, key="h", reason="case", at=world.now, owner_ref="fan_1")
        if code == "held":
            until = world.now.replace(day=25)
            open_hold(
                session, SHOP, key="h", reason="hold_time", at=world.now, subject_ref="ern_1", until_at=until
            )
    if code == "debt":
        world.post("debt", flows.taken_back("bkg", "fan_1", usd(6000), payable=usd(0)))
    with pytest.raises(InstantRefused) as refused, world.transaction() as session:
        foresee_instant(
            session, SHOP, "fan_1", terms=None if code == "not_offered" else terms(), currency="USD", at=world.now
        )  # fmt: skip
    assert refused.value.code == f"instant_{code}"
    if code == "held":
        assert refused.value.params["until_at"] == world.now.replace(day=25)
    if code == "too_little":
        assert refused.value.params["least_minor"] == 100


def test_a_hold_that_opens_after_the_press_stops_it(shop: World) -> None:
    payout = ask(shop, foresee(shop))
    with shop.transaction() as session:
        open_hold(session, SHOP, key="h", reason="dispute", at=shop.now, subject_ref="ern_1")
    assert send(shop, payout) == "planned"
    assert sent(shop) == []


def test_terms_are_dated() -> None:
    assert instant_terms("USD", NOON.date().replace(year=2025)) is None
    assert instant_terms("JPY", NOON.date()) is None
    later = replace(terms(), since=NOON.date().replace(year=2027), fee_bps=200)
    assert max((terms(), later), key=lambda one: one.since).fee(usd(1000)) == usd(50)


@given(st.sampled_from(TERMS), st.integers(0, 99_999_999))
def test_a_quote_adds_up_and_keeps_less_than_one_step(held: InstantTerms, amount: int) -> None:
    due = Money(amount, held.currency)
    try:
        quote = quote_instant(held, due)
    except InstantRefused:
        least = held.net_least_minor + held.fee_least_minor + due.unit.payout_multiple
        assert not least <= due.amount_minor <= held.net_most_minor
        return
    assert quote.net + quote.fee + quote.kept == due
    assert quote.fee == held.fee(quote.net)
    assert 0 <= quote.kept.amount_minor <= 2 * due.unit.payout_multiple
