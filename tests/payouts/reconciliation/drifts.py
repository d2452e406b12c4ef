"""Ways in which the sides drift apart, each with the name under which it must be found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from payouts import operations
from payouts.gateways.calling import Outcome
from payouts.gateways.sandbox import Fault
from payouts.intents import Authorise, Capture, TopUp
from payouts.ledger import chart, credit, debit
from payouts.reconciliation import Total
from tests.payouts.reconciliation.worlds import Shop
from tests.payouts.worlds import PLATFORM, SHOP, usd

Inject = Callable[[Shop], None]
Found = tuple[str, str, str]
DRIFTS: dict[str, tuple[Inject, list[Found]]] = {}


def drift(*found_as: Found) -> Callable[[Inject], Inject]:
    """Name an injection and what it must be found as: drift, side, cause."""

    def register(inject: Inject) -> Inject:
        DRIFTS[inject.__name__] = (inject, list(found_as))
        return inject

    return register


@drift(("missing", "ledger", "news_missing"))
def webhook_that_never_came(shop: Shop) -> None:
    """The top-up has settled at the provider; nobody told, and nobody asked."""
    world = shop.world
    operation = world.plan(TopUp("prg_1", usd(9_000)), "prg_1:late")
    with world.transaction() as session:
        begun = operations.begin(session, operation.id, at=world.now)
    operations.perform(world.provider, begun)


@drift(("missing", "ledger", "news_missing"))
def capture_whose_answer_was_lost(shop: Shop) -> None:
    world = shop.world
    authorised = world.do(Authorise("bkg_9", usd(4_000), "pm_card_visa"), "bkg_9:authorise")
    world.faults.append(Fault("/capture$", when="after"))
    world.do(Capture("bkg_9", str(authorised.object_id), usd(4_000)), "bkg_9:capture")


@drift(("missing", "ledger", "refused_but_done"))
def capture_that_counts_as_refused(shop: Shop) -> None:
    world = shop.world
    authorised = world.do(Authorise("bkg_9", usd(4_000), "pm_card_visa"), "bkg_9:authorise")
    planned = world.plan(Capture("bkg_9", str(authorised.object_id), usd(4_000)), "bkg_9:capture")
    with world.transaction() as session:
        begun = operations.begin(session, planned.id, at=world.now)
    operations.perform(world.provider, begun)
    with world.transaction() as session:
        operations.record(session, planned.id, Outcome("refused", error_code="lost"), at=world.now)


@drift(("foreign", "ledger", "charge_outside"))
def charge_in_the_dashboard(shop: Shop) -> None:
    shop.move(4_200, "charge", made="charge", fee=152)


@drift(("foreign", "ledger", "captured_outside"))
def capture_in_the_dashboard(shop: Shop) -> None:
    world = shop.world
    authorised = world.do(Authorise("bkg_9", usd(4_000), "pm_card_visa"), "bkg_9:authorise")
    world.provider.capture(replace(authorised.call, key="by hand"), str(authorised.object_id), usd(4_000))


@drift(("foreign", "ledger", "refund_outside"))
def refund_in_the_dashboard(shop: Shop) -> None:
    shop.move(-1_000, "refund", made="refund")


@drift(("foreign", "ledger", "transfer_outside"))
def transfer_in_the_dashboard(shop: Shop) -> None:
    shop.move(-1_000, "transfer", made="transfer")


@drift(("foreign", "ledger", "payout_outside"))
def balance_sent_to_the_business_s_bank(shop: Shop) -> None:
    shop.move(-30_000, "payout", made="payout")


@drift(("foreign", "ledger", "top_up_outside"))
def top_up_in_the_dashboard(shop: Shop) -> None:
    shop.move(8_000, "topup", made="top_up")


@drift(("foreign", "ledger", "wrong_business"))
def transfer_of_another_business(shop: Shop) -> None:
    with shop.world.transaction() as session:
        theirs = operations.plan(session, "biz_other", TopUp("prg_x", usd(700)), key="t", at=shop.world.now)
    shop.move(700, "topup", made="top_up", op=theirs.public_id)


@drift(("foreign", "ledger", "other_installation"))
def transfer_of_another_installation(shop: Shop) -> None:
    shop.move(-700, "transfer", made="transfer", op="op_of_an_older_copy")


@drift(("fee", "ledger", "fee_changed"))
def fee_changed(shop: Shop) -> None:
    shop.distort("charge", fee=25)


@drift(("fee", "ledger", "provider_fee"))
def fee_of_the_month(shop: Shop) -> None:
    shop.move(-200, "stripe_fee")


@drift(("amount", "ledger", "amount_differs"))
def amount_off_by_one(shop: Shop) -> None:
    shop.distort("refund", amount=-1)


@drift(("amount", "ledger", "currency_mixed"))
def currency_mixed_up(shop: Shop) -> None:
    shop.distort("refund", currency="eur")


@drift(("duplicate", "provider", "made_twice"))
def transfer_made_twice(shop: Shop) -> None:
    with shop.world.transaction() as session:
        first = operations.find_operation(session, SHOP, f"{shop.payout_ref}:transfer")
    assert first is not None
    shop.move(-3_500, "transfer", made="transfer", op=first.public_id)


@drift(("missing", "ledger", "payout_came_back"))
def payout_sent_back_by_the_bank(shop: Shop) -> None:
    def act(request: object) -> None:
        store = request.store  # type: ignore[attr-defined]
        (payout,) = store.listing("payout", account_id=shop.fan)
        store.put({**payout, "status": "failed", "failure_code": "account_closed"})

    shop.at_provider(act)


@drift(("timing", "ledger", "availability_not_booked"))
def availability_that_nobody_booked(shop: Shop) -> None:
    """The last payment's money is free for more than a day, and the ledger still calls it pending."""
    shop.world.captured("bkg_8", usd(1_500))
    shop.bookings.took("bkg_8", _payment_of(shop, "bkg_8:capture"), 1_500)
    shop.later(days=4)


@drift(("timing", "ledger", "available_too_early"))
def availability_that_was_put_off(shop: Shop) -> None:
    shop.distort("charge", available_on=int((shop.world.now + dt.timedelta(days=90)).timestamp()))


@drift(("missing", "ledger", "dispute_unseen"))
def dispute_that_nobody_saw(shop: Shop) -> None:
    shop.world.sandbox.open_dispute(PLATFORM, shop.payment_id, amount=2_000)


@drift(("missing", "ledger", "dispute_unseen"), ("missing", "ledger", "dispute_won_unseen"))
def dispute_lost_and_won_that_nobody_saw(shop: Shop) -> None:
    dispute = shop.world.sandbox.open_dispute(PLATFORM, shop.payment_id, amount=2_000)
    shop.later(minutes=5)
    shop.world.sandbox.decide_dispute(PLATFORM, dispute["id"], is_won=True)


@drift(("missing", "ledger", "top_up_failed"))
def top_up_that_failed_after_settling(shop: Shop) -> None:
    with shop.world.transaction() as session:
        first = operations.find_operation(session, SHOP, "prg_1:fund:50000")
    assert first is not None
    shop.move(-50_000, "topup_reversal", made="top_up", op=first.public_id)


@drift(("missing", "ledger", "refund_came_back"))
def refund_that_came_back(shop: Shop) -> None:
    with shop.world.transaction() as session:
        first = operations.find_operation(session, SHOP, "bkg_2:refund")
    assert first is not None
    shop.move(2_500, "refund_failure", made="refund", op=first.public_id)


@drift(("foreign", "ledger", "reversal_outside"))
def transfer_taken_back_in_the_dashboard(shop: Shop) -> None:
    shop.move(1_000, "transfer_refund", made="transfer")


@drift(("missing", "ledger", "adjustment"))
def correction_by_the_provider(shop: Shop) -> None:
    shop.move(-13, "adjustment")


@drift(("missing", "provider", "not_at_provider"))
def refund_that_the_provider_never_made(shop: Shop) -> None:
    shop.vanish("refund")


@drift(("missing", "provider", "booked_by_hand"))
def entry_by_hand(shop: Shop) -> None:
    shop.book("by_hand", debit(chart.PROVIDER_AVAILABLE, usd(600)), credit(chart.REVENUE, usd(600)))


@drift(("missing", "ledger", "booking_ahead"))
def booking_says_paid_and_the_ledger_does_not(shop: Shop) -> None:
    shop.bookings.totals.append(Total("pi_none", "payment", "USD", 4_000, None, "bkg_7"))


@drift(("missing", "bookings", "booking_behind"))
def ledger_says_paid_and_the_booking_does_not(shop: Shop) -> None:
    shop.world.captured("bkg_6", usd(1_500), card="pm_card_bypassPending")
    shop.bookings.totals.append(Total("bkg_6", "held", "USD", 1_500, None, "bkg_6"))


@drift(("amount", "ledger", "booking_amount"))
def booking_says_more_was_given_back(shop: Shop) -> None:
    shop.bookings.totals = [
        one._replace(amount_minor=one.amount_minor + 100)
        if one.kind == "refund" and one.amount_minor
        else one
        for one in shop.bookings.totals
    ]


@drift(("amount", "bookings", "held_differs"))
def held_for_a_booking_that_is_over(shop: Shop) -> None:
    shop.bookings.totals = [
        one._replace(amount_minor=0) if one.kind == "held" and one.ref == "bkg_1" else one
        for one in shop.bookings.totals
    ]


@drift(("amount", "ledger", "balance_unexplained"))
def balance_without_a_movement(shop: Shop) -> None:
    shop.add_to_balance(77)


def _payment_of(shop: Shop, key: str) -> str:
    with shop.world.transaction() as session:
        operation = operations.find_operation(session, SHOP, key)
    assert operation is not None
    return str(operation.object_id)


# What changes the newest movement of a sort comes before what makes newer ones.
TOGETHER: tuple[tuple[str, ...], ...] = (
    (
        "refund_that_the_provider_never_made", "charge_in_the_dashboard", "refund_in_the_dashboard",
        "transfer_in_the_dashboard", "balance_sent_to_the_business_s_bank", "top_up_in_the_dashboard",
        "transfer_of_another_business", "transfer_of_another_installation", "fee_of_the_month",
        "transfer_taken_back_in_the_dashboard", "correction_by_the_provider",
    ),
    (
        "fee_changed", "amount_off_by_one", "webhook_that_never_came", "capture_that_counts_as_refused",
        "top_up_that_failed_after_settling", "refund_that_came_back", "dispute_lost_and_won_that_nobody_saw",
        "transfer_made_twice", "payout_sent_back_by_the_bank", "entry_by_hand",
    ),
    ("availability_that_was_put_off", "capture_whose_answer_was_lost", "dispute_that_nobody_saw"),
    (
        "currency_mixed_up", "capture_in_the_dashboard", "availability_that_nobody_booked",
        "booking_says_paid_and_the_ledger_does_not", "ledger_says_paid_and_the_booking_does_not",
        "booking_says_more_was_given_back", "held_for_a_booking_that_is_over",
    ),
    ("balance_without_a_movement",),
)  # fmt: skip
"""Those that do not meddle with each other, so that a world need not be made for each."""
