"""What the provider tells of its money, of disputes and of cards kept for later; over both transports."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import stripe

from payouts.errors import ProviderRefused
from payouts.gateways.objects import Call, ProviderObject
from payouts.gateways.sandbox import Sandbox, SandboxSettings
from payouts.gateways.stripe_objects import dispute_of
from payouts.money import Money
from tests.payouts.worlds import NOON, PLATFORM, World, usd

DAY = dt.timedelta(days=1)


def call(name: str = "op_1") -> Call:
    """An operation's identity."""
    return Call(name, name, NOON)


def lines(world: World) -> list[tuple[str, int, int, int]]:
    """Kind, gross, fee and net of every movement so far."""
    found = world.provider.balance_lines(NOON - DAY, world.now + DAY)
    return [(line.kind, line.amount.amount_minor, line.fee_minor, line.net_minor) for line in found]


def captured(world: World, card: str = "pm_card_visa", amount: int = 10_000) -> ProviderObject:
    """Charge a card at once."""
    return world.provider.charge(call(f"pay:{card}"), usd(amount), card, "bkg")


def test_every_movement_is_a_line_and_they_add_up_to_the_balance(world: World) -> None:
    world.sandbox.settings = SandboxSettings(fee_bps=290, fee_fixed_minor=30, dispute_fee_minor=1500)
    provider = world.provider
    payment = captured(world)
    provider.refund(call("r"), payment.id, usd(2500))
    world.later(hours=30)
    account = provider.create_recipient(call("a"), "fan", "US")
    provider.top_up(call("t"), usd(50_000))
    transfer = provider.transfer(call("x"), account.id, usd(4000), "pay_1")
    provider.reverse_transfer(call("v"), transfer.id, usd(1000))
    disputed = captured(world, "pm_card_createDispute", 3000)
    dispute = next(provider.disputes(NOON))
    provider.submit_evidence(call("e"), dispute.id, "winning_evidence")

    assert lines(world) == [
        ("payment", 10_000, 320, 9680),
        ("refund", -2500, 0, -2500),
        ("top_up", 50_000, 0, 50_000),
        ("transfer", -4000, 0, -4000),
        ("transfer_reversal", 1000, 0, 1000),
        ("payment", 3000, 117, 2883),
        ("dispute", -3000, 1500, -4500),
        ("dispute_reversal", 3000, 0, 3000),
    ]
    found = list(provider.balance_lines(NOON - DAY, world.now + DAY))
    assert sum(line.net_minor for line in found) == provider.balances()["USD"].available.amount_minor
    by_kind = {line.kind: line for line in found}
    assert by_kind["transfer"].op_id == "x"
    assert by_kind["transfer"].source_id == transfer.id
    assert by_kind["payment"].source_id == disputed.id
    assert by_kind["dispute"].source_id == dispute.id


def test_lines_of_an_interval_are_those_and_no_others(file_world: World) -> None:
    for hour in range(5):
        file_world.provider.top_up(call(f"t{hour}"), usd(100 + hour))
        file_world.later(hours=12)
    found = file_world.provider.balance_lines(NOON + DAY / 2, NOON + 3 * DAY / 2)
    assert [line.amount for line in found] == [usd(101), usd(102)]


def test_a_quiet_month_is_one_page_and_a_busy_one_is_read_day_by_day(
    file_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    answer = Sandbox.request

    def counted(sandbox: Sandbox, method: str, url: str, *rest: Any, **named: Any) -> Any:
        asked.append(url)
        return answer(sandbox, method, url, *rest, **named)

    monkeypatch.setattr(Sandbox, "request", counted)
    for number in range(99):
        file_world.provider.top_up(call(f"t{number}"), usd(100 + number))
        file_world.later(hours=7)
    asked.clear()
    month = (NOON - DAY, NOON + 30 * DAY)
    sent = [usd(100 + number) for number in range(99)]
    assert [line.amount for line in file_world.provider.balance_lines(*month)] == sent
    assert len(asked) == 1
    for number in range(99, 102):
        file_world.provider.top_up(call(f"t{number}"), usd(100 + number))
    sent += [usd(199), usd(200), usd(201)]
    asked.clear()
    assert [line.amount for line in file_world.provider.balance_lines(*month)] == sent
    assert len(asked) == 1 + 31


def test_a_dispute_takes_the_money_tells_its_terms_and_can_be_won(world: World) -> None:
    payment = captured(world, "pm_card_createDispute")
    found = next(world.provider.disputes(NOON - DAY))
    assert (found.status, found.amount) == ("pending", usd(10_000))
    assert found.details["payment_id"] == payment.id
    assert found.details["charge_id"] == payment.details["charge_id"]
    assert found.details["reason"] == "fraudulent"
    assert found.details["due_by"] == (NOON + dt.timedelta(days=7)).isoformat()
    assert world.provider.balances()["USD"].available == usd(0)

    waiting = world.provider.submit_evidence(call("e"), found.id, "They came; here is the signed list.")
    assert (waiting.status, waiting.details["has_evidence"]) == ("pending", True)
    world.sandbox.decide_dispute(PLATFORM, found.id, is_won=True)
    assert world.provider.read("dispute", found.id).status == "done"
    assert world.provider.balances()["USD"].available == usd(10_000)


@pytest.mark.parametrize(("moved", "is_inquiry"), [([], True), ([{"fee": 0}], False)])
def test_a_dispute_that_was_prevented_is_over(moved: list[dict[str, int]], is_inquiry: bool) -> None:
    told = {
        "id": "du_1", "object": "dispute", "status": "prevented", "reason": "fraudulent", "amount": 500, "currency": "usd",
        "charge": "ch_1", "payment_intent": "pi_1", "balance_transactions": moved,
        "evidence_details": {"submission_count": 0, "due_by": 0},
    }  # fmt: skip
    found = dispute_of(stripe.Dispute.construct_from(told, None))
    assert (found.status, found.details["is_inquiry"]) == ("failed", is_inquiry)


def test_a_dispute_is_lost_by_giving_up_or_by_silence(file_world: World) -> None:
    captured(file_world, "pm_card_createDispute")
    given_up = next(file_world.provider.disputes(NOON - DAY))
    assert file_world.provider.accept_dispute(call("a"), given_up.id).status == "failed"
    assert file_world.provider.accept_dispute(call("a2"), given_up.id).status == "failed"
    with pytest.raises(ProviderRefused):
        file_world.provider.submit_evidence(call("e"), given_up.id, "too late")
    payment = captured(file_world)
    opened = file_world.sandbox.open_dispute(PLATFORM, payment.id, amount=4000, reason="product_not_received")
    file_world.later(days=8)
    assert file_world.provider.read("dispute", opened["id"]).status == "failed"
    assert file_world.provider.balances()["USD"].available == usd(6000)


def test_an_inquiry_withdraws_nothing(file_world: World) -> None:
    captured(file_world, "pm_card_createDisputeInquiry")
    found = next(file_world.provider.disputes(NOON - DAY))
    assert found.details["is_inquiry"] is True
    assert file_world.provider.balances()["USD"].available == usd(10_000)


def test_a_saved_card_is_authorised_without_the_customer(file_world: World) -> None:
    provider = file_world.provider
    saved = provider.save_card(call("s"), "pm_card_visa", "cus_1")
    assert (saved.status, saved.details["last4"]) == ("done", "4242")
    assert provider.find(call("s"), "saved_card", "") == saved
    made = provider.authorise(call("a"), usd(9000), saved.id, "bkg", saved=True)
    assert made.status == "authorised"
    # Visa keeps an authorisation that the customer was not there for, for less than five days.
    window = dt.timedelta(days=4, hours=18)
    assert made.details["capture_before"] == (NOON + window).isoformat()


@pytest.mark.parametrize(
    ("card", "refusal"),
    [
        ("pm_card_authenticationRequired", "authentication_required"),
        ("pm_card_chargeCustomerFail", "generic_decline"),
    ],
)
def test_some_saved_cards_refuse_when_the_customer_is_away(
    file_world: World, card: str, refusal: str
) -> None:
    provider = file_world.provider
    saved = provider.save_card(call("s"), card, "cus_1")
    if saved.status == "action_required":
        assert saved.client_secret
        file_world.sandbox.confirm_as_customer(PLATFORM, saved.id)
    assert provider.read("saved_card", saved.id).status == "done"
    with pytest.raises(ProviderRefused) as refused:
        provider.authorise(call("a"), usd(9000), saved.id, "bkg", saved=True)
    assert refused.value.params["error_code"] == refusal


def test_a_card_confirmed_while_saved_is_not_asked_again(file_world: World) -> None:
    saved = file_world.provider.save_card(call("s"), "pm_card_authenticationRequiredOnSetup", "cus_1")
    file_world.sandbox.confirm_as_customer(PLATFORM, saved.id)
    made = file_world.provider.authorise(call("a"), usd(9000), saved.id, "bkg", saved=True)
    assert made.status == "authorised"


def test_a_card_that_is_declined_is_not_saved(file_world: World) -> None:
    with pytest.raises(ProviderRefused) as refused:
        file_world.provider.save_card(call("s"), "pm_card_chargeDeclined", "cus_1")
    assert str(refused.value.params["object_id"]).startswith("seti_")


def test_a_transfer_may_draw_on_a_charge_that_is_not_yet_available(file_world: World) -> None:
    file_world.sandbox.settings = SandboxSettings(funds_after=2 * DAY)
    provider = file_world.provider
    payment = captured(file_world)
    account = provider.create_recipient(call("a"), "fan", "US")
    with pytest.raises(ProviderRefused) as refused:
        provider.transfer(call("x"), account.id, usd(6000), "pay_1")
    assert refused.value.params["error_code"] == "balance_insufficient"
    charge = str(payment.details["charge_id"])
    assert provider.transfer(call("y"), account.id, usd(6000), "pay_1", charge).status == "done"
    with pytest.raises(ProviderRefused):
        provider.transfer(call("z"), account.id, usd(4001), "pay_1", charge)
    with pytest.raises(ProviderRefused):
        provider.pay_out(call("o"), account.id, usd(6000))
    file_world.later(days=2)
    assert provider.pay_out(call("o2"), account.id, usd(6000)).status == "done"


def test_a_transfer_is_taken_back_only_while_it_lies_there(file_world: World) -> None:
    provider = file_world.provider
    account = provider.create_recipient(call("a"), "fan", "US")
    provider.top_up(call("t"), usd(9000))
    transfer = provider.transfer(call("x"), account.id, usd(9000), "pay_1")
    reversal = provider.reverse_transfer(call("v"), transfer.id, usd(4000))
    assert (reversal.amount, reversal.details["transfer_id"]) == (usd(4000), transfer.id)
    assert provider.find(call("v"), "reversal", transfer.id) == reversal
    provider.pay_out(call("o"), account.id, usd(5000))
    with pytest.raises(ProviderRefused) as refused:
        provider.reverse_transfer(call("v2"), transfer.id, usd(5000))
    assert refused.value.params["error_code"] == "balance_insufficient"


@pytest.mark.parametrize(("available", "limit"), [(10_000, 9852), (2000, 1950), (40, None), (5050, 4975)])
def test_an_instant_payout_leaves_room_for_its_fee(
    file_world: World, available: int, limit: int | None
) -> None:
    provider = file_world.provider
    account = provider.create_recipient(call("a"), "fan", "US")
    provider.top_up(call("t"), usd(available))
    provider.transfer(call("x"), account.id, usd(available), "pay_1")
    found = provider.instant_limit(account.id)
    assert found == (None if limit is None else usd(limit))
    if found is None:
        return
    with pytest.raises(ProviderRefused):
        provider.pay_out(call("o"), account.id, found + usd(1), instant=True)
    paid = provider.pay_out(call("o2"), account.id, found, instant=True)
    assert paid.status == "done"
    assert paid.details["fee_minor"] == max(50, -(-found.amount_minor * 15 // 1000))
    assert provider.find(call("o2"), "payout", account.id) == paid


def test_no_instant_payout_where_it_is_not_offered(file_world: World) -> None:
    account = file_world.fan()
    file_world.sandbox.finish_onboarding(PLATFORM, account, instant="off")
    file_world.provider.top_up(call("t"), usd(900))
    file_world.provider.transfer(call("x"), account, usd(900), "pay_1")
    assert file_world.provider.instant_limit(account) is None
    with pytest.raises(ProviderRefused) as refused:
        file_world.provider.pay_out(call("o"), account, usd(500), instant=True)
    assert refused.value.params["error_code"] == "instant_payouts_unsupported"


def test_an_onboarding_link_leads_to_the_page_and_back(file_world: World) -> None:
    account = file_world.fan()
    link = file_world.provider.onboarding_link(account, "https://shop.test/back", "https://shop.test/again")
    assert link == "https://shop.test/back"
    file_world.sandbox.settings = SandboxSettings(onboarding_page="https://shop.test/sandbox")
    link = file_world.provider.onboarding_link(account, "https://shop.test/back", "https://shop.test/again")
    assert link == f"https://shop.test/sandbox/{account}?return_url=https%3A%2F%2Fshop.test%2Fback"


def test_events_that_nobody_took_are_listed_oldest_first(file_world: World) -> None:
    file_world.provider.top_up(call("t"), usd(900))
    listed = list(file_world.provider.undelivered_events(NOON - DAY))
    assert [event.kind for event in listed] == ["topup.created", "topup.succeeded"]
    file_world.sandbox.acknowledge(PLATFORM, [listed[0].event_id])
    assert list(file_world.provider.undelivered_events(NOON - DAY)) == listed[1:]
    assert listed[0].is_live is False
    assert listed[0].created_at == NOON


def test_amounts_of_other_currencies_survive_a_line(file_world: World) -> None:
    for code in ("JPY", "ISK", "BHD"):
        file_world.provider.charge(call(code), Money(1230, code), "pm_card_visa", "bkg")
    found = [line.amount for line in file_world.provider.balance_lines(NOON, NOON + DAY)]
    assert found == [Money(1230, code) for code in ("JPY", "ISK", "BHD")]


PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4


def test_files_go_with_the_answer_to_a_dispute(file_world: World) -> None:
    provider = file_world.provider
    captured(file_world, "pm_card_createDispute")
    found = next(provider.disputes(NOON - DAY))
    receipt = provider.upload_evidence(call("f1"), "application/pdf", PDF)
    photo = provider.upload_evidence(call("f2"), "image/jpeg", JPEG)
    assert (receipt.kind, receipt.status, receipt.details["size_bytes"]) == ("file", "done", len(PDF))
    files = {"receipt": receipt.id, "service_documentation": photo.id}
    after = provider.submit_evidence(call("e"), found.id, "They came.", files)
    assert after.details["has_evidence"]


def test_the_provider_refuses_what_is_no_evidence(file_world: World) -> None:
    provider = file_world.provider
    for data in (b"", b"GIF89a", b"%PDF-" + b"x" * (5 * 1024 * 1024)):
        with pytest.raises(ProviderRefused):
            provider.upload_evidence(call("f"), "application/pdf", data)
    captured(file_world, "pm_card_createDispute")
    found = next(provider.disputes(NOON - DAY))
    with pytest.raises(ProviderRefused):
        provider.submit_evidence(call("e"), found.id, "They came.", {"receipt": "file_none"})
    big = [
        provider.upload_evidence(call(f"b{n}"), "application/pdf", b"%PDF-" + b"x" * 2_300_000)
        for n in (1, 2)
    ]
    with pytest.raises(ProviderRefused):
        provider.submit_evidence(
            call("e2"), found.id, "They came.", {"receipt": big[0].id, "uncategorized_file": big[1].id}
        )
