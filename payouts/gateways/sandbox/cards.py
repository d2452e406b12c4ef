"""Stripe's published test cards, and what the sandbox does with each.

Source: Stripe's page "Test card numbers", read in 2026. Tokens and numbers are Stripe's own, so that its
documentation carries over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from payouts.errors import InvalidIntent


@dataclass(frozen=True, slots=True)
class TestCard:
    """A card and its behaviour.

    Attributes
    ----------
    token : str
        What is passed as payment method.
    number : str
        What a person types.
    brand : str
    decline_code : str or None
        The bank refuses with this.
    error_code : str
        ``card_declined`` or a more specific code.
    needs_customer : bool
        The bank wants the customer to confirm, unless the card was saved with their confirmation.
    always_needs_customer : bool
        The bank wants the customer every time, and so refuses when they are not there.
    declines_later : bool
        It can be saved, and then every charge is declined.
    disputed_as : str or None
        The customer disputes the charge after it is captured, for this reason.
    is_inquiry : bool
        The dispute is only a question: no money is withdrawn.
    is_available : bool
        Funds skip the pending balance.
    warned_as : str or None
        The card's bank warns of fraud, of this kind, after the charge is captured.
    """

    token: str
    number: str
    brand: str = "visa"
    decline_code: str | None = None
    error_code: str = "card_declined"
    needs_customer: bool = False
    always_needs_customer: bool = False
    declines_later: bool = False
    disputed_as: str | None = None
    is_inquiry: bool = False
    is_available: bool = False
    warned_as: str | None = None


_CARDS = (
    TestCard("pm_card_visa", "4242424242424242"),
    TestCard("pm_card_mastercard", "5555555555554444", "mastercard"),
    TestCard("pm_card_amex", "378282246310005", "amex"),
    TestCard("pm_card_chargeDeclined", "4000000000000002", decline_code="generic_decline"),
    TestCard(
        "pm_card_chargeDeclinedInsufficientFunds", "4000000000009995", decline_code="insufficient_funds"
    ),
    TestCard("pm_card_chargeDeclinedLostCard", "4000000000009987", decline_code="lost_card"),
    TestCard(
        "pm_card_chargeDeclinedExpiredCard", "4000000000000069",
        decline_code="expired_card", error_code="expired_card",
    ),
    TestCard(
        "pm_card_chargeDeclinedIncorrectCvc", "4000000000000127",
        decline_code="incorrect_cvc", error_code="incorrect_cvc",
    ),
    TestCard(
        "pm_card_chargeDeclinedProcessingError", "4000000000000119",
        decline_code="processing_error", error_code="processing_error",
    ),
    TestCard("pm_card_authenticationRequiredOnSetup", "4000002500003155", needs_customer=True),
    TestCard(
        "pm_card_authenticationRequired", "4000002760003184",
        needs_customer=True, always_needs_customer=True,
    ),
    TestCard(
        "pm_card_threeDSecure2Required", "4000000000003220",
        needs_customer=True, always_needs_customer=True,
    ),
    TestCard(
        "pm_card_chargeCustomerFail", "4000000000000341", decline_code="generic_decline", declines_later=True
    ),
    TestCard("pm_card_createDispute", "4000000000000259", disputed_as="fraudulent"),
    TestCard(
        "pm_card_createDisputeProductNotReceived", "4000000000002685", disputed_as="product_not_received"
    ),
    TestCard(
        "pm_card_createDisputeInquiry", "4000000000001976", disputed_as="product_not_received", is_inquiry=True
    ),
    TestCard("pm_card_createIssuerFraudRecord", "4000000000005423", warned_as="made_with_stolen_card"),
    TestCard("pm_card_bypassPending", "4000000000000077", is_available=True),
)  # fmt: skip
CARD_BY_TOKEN = {card.token: card for card in _CARDS}
_CARD_BY_NUMBER = {card.number: card for card in _CARDS}


def shown(card: TestCard) -> dict[str, Any]:
    """What a payment tells of the card behind it."""
    return {
        "brand": card.brand,
        "exp_month": 12,
        "exp_year": 2034,
        "funding": "credit",
        "last4": card.number[-4:],
    }


def payment_method_for(number: str) -> str:
    """Turn a test card's number, as a person types it, into its token.

    Parameters
    ----------
    number : str
        Digits; spaces and dashes are ignored.

    Returns
    -------
    str
        For example ``pm_card_visa``.

    Raises
    ------
    InvalidIntent
        If it is no test card: the sandbox takes no real card numbers.
    """
    card = _CARD_BY_NUMBER.get(number.replace(" ", "").replace("-", ""))
    if card is None:
        raise InvalidIntent("this is not one of the sandbox's test cards", field="number")
    return card.token
