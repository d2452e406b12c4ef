"""Intents are checked when they are made and survive their own row."""

from __future__ import annotations

import pytest

from payouts.errors import InvalidIntent
from payouts.intents import (
    INTENTS,
    Authorise,
    Capture,
    Charge,
    CreateRecipient,
    Intent,
    PayOut,
    Refund,
    ReverseTransfer,
    SaveCard,
    TopUp,
    Transfer,
    Void,
    intent_from_params,
)
from payouts.money import Money
from tests.payouts.worlds import usd

ALL: list[Intent] = [
    Authorise("bkg", usd(5), "pm_card_visa"),
    Charge("bkg", usd(5), "pm_card_visa", (("fan_1", 2), ("fan_2", 1))),
    Charge("bkg", usd(5), "pm_card_visa"),
    Capture("bkg", "pi_1", usd(5)),
    Void("bkg", "pi_1", usd(5)),
    Refund("bkg", "pi_1", usd(5)),
    TopUp("prg", usd(5)),
    CreateRecipient("fan", "NL"),
    Transfer("pay_1", "fan", "acct_1", usd(5), 2),
    Transfer("pay_1", "fan", "acct_1", usd(5), 2, "ch_1"),
    ReverseTransfer("pay_1", "fan", "tr_1", usd(5)),
    ReverseTransfer("pay_1", "fan", "tr_1", usd(5), settles_debt=True),
    PayOut("pay_1", "fan", "acct_1", usd(5)),
    PayOut("pay_1", "fan", "acct_1", usd(5), instant=True),
    SaveCard("bkg", "cus", "pm_card_visa"),
    Authorise("bkg", usd(5), "seti_1", saved=True),
]


@pytest.mark.parametrize("intent", ALL, ids=lambda intent: intent.verb)
def test_an_intent_survives_its_own_row(intent: Intent) -> None:
    again = intent_from_params(intent.verb, intent.to_params())
    assert again == intent
    assert again.params_hash == intent.params_hash
    assert intent.subject_ref


def test_what_joined_an_intent_later_does_not_change_how_it_hashes() -> None:
    assert Authorise("bkg", usd(5), "pm_card_visa").to_params() == {
        "booking_ref": "bkg",
        "amount": {"amount_minor": 5, "currency": "USD"},
        "payment_method": "pm_card_visa",
    }


def test_every_verb_is_covered() -> None:
    assert {intent.verb for intent in ALL} == set(INTENTS)


@pytest.mark.parametrize(
    "amount",
    [
        usd(0),
        usd(-5),
        usd(100_000_000),
        Money(5, "PTS"),
        Money(5, "USD.CREDIT"),
        Money(1235, "BHD"),
        Money(1_000_000, "ISK"),
    ],
    ids=str,
)
def test_an_amount_the_provider_cannot_take_is_refused(amount: Money) -> None:
    with pytest.raises(InvalidIntent) as refused:
        TopUp("prg", amount)
    assert refused.value.params["field"] == "amount"


def test_a_bank_takes_only_its_own_multiples() -> None:
    with pytest.raises(InvalidIntent):
        PayOut("pay_1", "fan", "acct_1", Money(12_345, "HUF"))
    assert PayOut("pay_1", "fan", "acct_1", Money(12_300, "HUF")).amount.amount_minor == 12_300


@pytest.mark.parametrize("ref", ["", "two words"])
def test_a_reference_is_opaque(ref: str) -> None:
    with pytest.raises(InvalidIntent):
        TopUp(ref, usd(5))


def test_an_unknown_verb_or_foreign_parameters_are_refused() -> None:
    with pytest.raises(InvalidIntent):
        intent_from_params("steal", {})
    with pytest.raises(InvalidIntent):
        intent_from_params("top_up", {"booking_ref": "b"})
