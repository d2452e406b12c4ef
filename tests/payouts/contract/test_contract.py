"""What the provider says and what the sandbox answers, held to the types of the SDK that is installed."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import pytest
import stripe

from payouts.dispute_tables import EVIDENCE_FIELDS, EVIDENCE_SLOTS
from payouts.gateways.objects import Call
from payouts.gateways.sandbox.transport import _ROUTES
from payouts.money import Money
from tests.payouts.contract import Contract, Watch
from tests.payouts.contract.mutants import mutants
from tests.payouts.contract.routes import Route
from tests.payouts.contract.source import Sdk
from tests.payouts.worlds import NOON, PLATFORM, World, usd

DEAR = Money(10_000, "USD")


@pytest.fixture(scope="session")
def contract(contract_watch: Watch) -> Contract:
    """The contract of the installed SDK."""
    return contract_watch.contract


def everything(world: World) -> None:
    """Ask the provider for everything it can be asked for."""
    provider = world.provider

    def call(name: str) -> Call:
        return Call(name, name, NOON)

    account = provider.create_recipient(call("account"), "fan", "US")
    provider.onboarding_link(account.id, "https://shop.test/back", "https://shop.test/again")
    provider.is_ready(account.id)
    provider.requirements_due(account.id)
    top_up = provider.top_up(call("top-up"), usd(50_000))
    authorised = provider.authorise(call("authorise"), DEAR, "pm_card_visa", "bkg")
    provider.capture(call("capture"), authorised.id, DEAR)
    saved = provider.save_card(call("save"), "pm_card_visa", "customer")
    later = provider.authorise(call("later"), DEAR, saved.id, "bkg", saved=True)
    provider.void(call("void"), later.id)
    for _twice in range(2):
        provider.forget_card(call("save"), saved.id)
    charged = provider.charge(call("charge"), DEAR, "pm_card_visa", "bkg")
    refund = provider.refund(call("refund"), charged.id, usd(300))
    charge = str(charged.details["charge_id"])
    transfer = provider.transfer(call("transfer"), account.id, usd(5000), "pay", charge)
    reversal = provider.reverse_transfer(call("reversal"), transfer.id, usd(100))
    payout = provider.pay_out(call("payout"), account.id, usd(2000))
    provider.instant_limit(account.id)
    assert provider.has_fast_bank(account.id, "USD")
    provider.pay_out(call("instant"), account.id, usd(2000), instant=True)
    for payment in ("accepted", "answered"):
        provider.charge(call(payment), usd(900), "pm_card_createDispute", "bkg")
    accepted, answered = provider.disputes(NOON)
    provider.accept_dispute(call("accept"), accepted.id)
    paper = provider.upload_evidence(call("paper"), "application/pdf", b"%PDF-1.7\n%%EOF\n")
    shown = dict.fromkeys(EVIDENCE_SLOTS, paper.id) | dict.fromkeys(EVIDENCE_FIELDS, "what is known")
    provider.submit_evidence(call("answer"), answered.id, "They came; here is the signed list.", shown)
    found: list[tuple[Any, str, str, str]] = [
        ("payment", charged.id, "charge", ""),
        ("saved_card", saved.id, "save", ""),
        ("refund", refund.id, "refund", charged.id),
        ("transfer", transfer.id, "transfer", "pay"),
        ("reversal", reversal.id, "reversal", transfer.id),
        ("payout", payout.id, "payout", account.id),
        ("top_up", top_up.id, "top-up", ""),
        ("recipient", account.id, "account", ""),
    ]
    for kind, object_id, name, scope in found:
        made = provider.find(call(name), kind, scope)
        assert made is not None
        assert made.id == object_id
    provider.read("dispute", answered.id)
    provider.charge(call("warned"), usd(900), "pm_card_createIssuerFraudRecord", "bkg")
    (warning,) = provider.fraud_warnings(NOON)
    provider.read("fraud_warning", warning.id)
    provider.balances()
    assert list(provider.balance_lines(NOON, NOON.replace(day=22)))
    assert list(provider.undelivered_events(NOON))


@pytest.fixture
def said(file_world: World, contract_watch: Watch) -> list[tuple[str, str, dict[str, Any], Any]]:
    """Every kind of request that the provider makes, once each."""
    contract_watch.keeps_requests = True
    contract_watch.requests.clear()
    everything(file_world)
    contract_watch.keeps_requests = False
    kinds = {(verb, re.sub(r"_sbx\w+", "", path), *sorted(params)): (verb, path, params, mode)
             for verb, path, params, mode in contract_watch.requests}  # fmt: skip
    return list(kinds.values())


def test_the_sdk_s_routes_are_read(contract: Contract) -> None:
    assert len(contract.routes) >= 600
    assert sum(route.path.startswith("/v2/") for route in contract.routes) >= 80
    for route in contract.routes:
        contract.schema(route, "form")


def test_every_route_of_the_sandbox_is_one_of_the_sdk(contract: Contract) -> None:
    for verb, pattern, _handler in _ROUTES:
        path = pattern.replace("([^/]+)", "abc_1")
        assert any(route.fits(verb, path) for route in contract.routes), (verb, pattern)


def test_every_call_of_the_provider_keeps_the_contract(
    said: list[tuple[str, str, dict[str, Any], Any]], contract_watch: Watch
) -> None:
    assert len(said) >= 30
    assert contract_watch.problems == []


def test_what_is_made_wrong_in_one_place_is_refused(
    said: list[tuple[str, str, dict[str, Any], Any]], contract: Contract
) -> None:
    tried, passed = 0, []
    for seed in range(5):
        random = Random(seed)
        for verb, path, params, mode in said:
            route = next(found for found in contract.routes if found.fits(verb, path))
            for what, wrong in mutants(contract.schema(route, mode), params, random):
                tried += 1
                if not contract.of_request(verb, path, wrong, mode):
                    passed.append(f"{verb} {path} {what}")
    assert tried >= 2000
    assert len(passed) <= tried // 100, passed


def test_what_the_newest_version_took_away_is_named(contract: Contract) -> None:
    params = {"amount": "1000", "currency": "usd", "payment_method_types": ["card"]}
    [problem] = contract.of_request("post", "/v1/payment_intents", params)
    assert "payment_method_types" in problem


def without(text: str, member: str) -> str:
    """Take a member out of a typed dictionary, as an upgrade of the SDK would."""
    changed, count = re.subn(
        rf"^    {member}: .*$", "    another_name: NotRequired[str]", text, flags=re.MULTILINE
    )
    assert count >= 1
    return changed


@pytest.mark.parametrize(
    ("file", "member", "verb", "path", "params"),
    [
        (
            "params/_transfer_create_params.py", "transfer_group", "post", "/v1/transfers",
            {"amount": "5", "currency": "usd", "destination": "acct_1", "transfer_group": "pay"},
        ),
        (
            "params/_payout_create_params.py", "method", "post", "/v1/payouts",
            {"amount": "5", "currency": "usd", "method": "instant"},
        ),
    ],
)  # fmt: skip
def test_an_upgrade_that_breaks_a_call_breaks_the_build(
    file: str, member: str, verb: str, path: str, params: dict[str, str]
) -> None:
    installed, upgraded = Sdk(), Sdk({file: without(Sdk().text(file), member)})
    assert Contract(installed).of_request(verb, path, params) == []
    assert any(member in problem for problem in Contract(upgraded).of_request(verb, path, params))


def test_an_upgrade_that_takes_a_route_away_breaks_the_build() -> None:
    file = "_transfer_reversal_service.py"
    moved = Sdk().text(file).replace("/reversals", "/undoings")
    problems = Contract(Sdk({file: moved})).of_request(
        "post", "/v1/transfers/tr_1/reversals", {"amount": "5"}
    )
    assert problems == ["post /v1/transfers/tr_1/reversals: the SDK has no such request"]


def test_an_answer_that_lacks_or_adds_something_is_named(contract: Contract, file_world: World) -> None:
    client = stripe.StripeClient(PLATFORM, http_client=file_world.sandbox)
    body = client.v1.topups.create({"amount": 5, "currency": "usd", "description": "x"}).to_dict()
    right = {**body, "balance_transaction": None}
    assert contract.of_answer(200, "/v1/topups", right) == []
    for wrong in ({**right, "colour": "red"}, {**right, "amount": "5"}, {**right, "status": "paid"}):
        assert contract.of_answer(200, "/v1/topups", wrong)
    assert contract.of_answer(200, "/v1/topups", {k: v for k, v in right.items() if k != "currency"})
    assert contract.of_answer(400, "/v1/topups", {"error": {"type": "odd", "message": "no"}})


def test_a_route_tells_its_parts_from_its_words() -> None:
    route = Route("get", "/v1/transfers/{transfer}/reversals/{id}", None, "")
    assert route.fits("get", "/v1/transfers/tr_1/reversals/trr_1")
    assert not route.fits("get", "/v1/transfers/tr_1/reversals")
