"""Stripe's objects, amounts and errors in the library's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import stripe

from payouts.currencies import currency as currency_of
from payouts.errors import ProviderBusy, ProviderRefused, ProviderUncertain
from payouts.gateways.objects import ObjectKind, ObjectStatus, ProviderObject
from payouts.money import Money

_PAYMENT_STATUS: dict[str, ObjectStatus] = {
    "requires_payment_method": "failed",
    "requires_confirmation": "pending",
    "requires_action": "action_required",
    "processing": "pending",
    "requires_capture": "authorised",
    "canceled": "cancelled",
    "succeeded": "done",
}


_STATUS: dict[str, ObjectStatus] = {
    "pending": "pending",
    "requires_action": "pending",
    "in_transit": "done",
    "paid": "done",
    "succeeded": "done",
    "failed": "failed",
    "canceled": "cancelled",
    "reversed": "cancelled",
}


# One that was prevented gave the customer the money back before it began, or took none at all.
_DISPUTE_STATUS: dict[str, ObjectStatus] = {
    "won": "done",
    "warning_closed": "done",
    "lost": "failed",
    "prevented": "failed",
}


@contextmanager
def translated() -> Iterator[None]:
    """Turn Stripe's errors into the library's: did nothing, may have done it, or said no."""
    try:
        yield
    except (stripe.RateLimitError, stripe.AuthenticationError, stripe.PermissionError) as error:
        raise ProviderBusy(str(error), error_code=error.code or type(error).__name__) from error
    except stripe.CardError as error:
        payment = getattr(error.error, "payment_intent", None) or getattr(error.error, "setup_intent", None)
        raise ProviderRefused(
            str(error),
            error_code=getattr(error.error, "decline_code", None) or error.code,
            object_id=getattr(payment, "id", None),
        ) from error
    except stripe.InvalidRequestError as error:
        raise ProviderRefused(str(error), error_code=error.code or "invalid_request") from error
    except stripe.StripeError as error:
        raise ProviderUncertain(str(error), error_code=error.code or type(error).__name__) from error


def sent(amount: Money) -> int:
    """Write an amount in the unit Stripe takes."""
    return amount.amount_minor * amount.unit.provider_factor


def ours(amount: int, code: str) -> Money:
    """Read an amount from the unit Stripe gives."""
    return Money(amount // currency_of(code).provider_factor, code)


def payment_of(found: stripe.PaymentIntent) -> ProviderObject:
    """Read a payment with its charge, fee and availability."""
    code = found.currency.upper()
    status = _PAYMENT_STATUS.get(found.status, "pending")
    details: dict[str, str | int | bool] = {}
    charge = found.latest_charge
    if isinstance(charge, stripe.Charge):
        details["charge_id"] = charge.id
        card = getattr(charge.payment_method_details, "card", None)
        until = getattr(card, "capture_before", None)
        if until is not None:
            details["capture_before"] = dt.datetime.fromtimestamp(until, dt.UTC).isoformat()
        transaction = charge.balance_transaction
        if isinstance(transaction, stripe.BalanceTransaction):
            details["fee_minor"] = ours(transaction.fee, code).amount_minor
            details["is_available"] = transaction.status == "available"
            details["transaction_id"] = transaction.id
    failure = getattr(found, "last_payment_error", None)
    if failure is not None:
        details["error_code"] = getattr(failure, "decline_code", None) or failure.code or "failed"
    amount = found.amount_received if status == "done" else found.amount
    secret = getattr(found, "client_secret", None) if status == "action_required" else None
    return ProviderObject(found.id, "payment", status, ours(amount, code), details, secret)


def saved_card_of(found: stripe.SetupIntent) -> ProviderObject:
    """Read a card kept for later."""
    details: dict[str, str | int | bool] = {}
    card = getattr(found.payment_method, "card", None)
    if card is not None:
        details |= {"brand": str(card.brand), "last4": str(card.last4)}
    failure = found.last_setup_error
    if failure is not None:
        details["error_code"] = getattr(failure, "decline_code", None) or failure.code or "failed"
    status = _PAYMENT_STATUS.get(found.status, "pending")
    secret = found.client_secret if status == "action_required" else None
    return ProviderObject(found.id, "saved_card", status, None, details, secret)


def transfer_of(found: stripe.Transfer) -> ProviderObject:
    """Read a transfer; one that was wholly reversed is cancelled."""
    status: ObjectStatus = "cancelled" if found.reversed else "done"
    details: dict[str, str | int | bool] = {}
    if found.amount_reversed:
        code = found.currency.upper()
        details["reversed_minor"] = ours(found.amount_reversed, code).amount_minor
    return ProviderObject(found.id, "transfer", status, ours(found.amount, found.currency.upper()), details)


def reversal_of(found: stripe.TransferReversal) -> ProviderObject:
    """Read what was taken back of a transfer."""
    transfer = found.transfer if isinstance(found.transfer, str) else found.transfer.id
    amount = ours(found.amount, found.currency.upper())
    return ProviderObject(found.id, "reversal", "done", amount, {"transfer_id": transfer})


def dispute_of(found: stripe.Dispute) -> ProviderObject:
    """Read a dispute: what it is about, what it cost, and until when it can be answered."""
    code = found.currency.upper()
    payment = found.payment_intent
    details: dict[str, str | int | bool] = {
        "charge_id": found.charge if isinstance(found.charge, str) else found.charge.id,
        "reason": found.reason,
        "fee_minor": ours(sum(line.fee for line in found.balance_transactions), code).amount_minor,
        "is_inquiry": found.status.startswith("warning_")
        or (found.status == "prevented" and not found.balance_transactions),
        "has_evidence": found.evidence_details.submission_count > 0,
    }
    if payment is not None:
        details["payment_id"] = payment if isinstance(payment, str) else payment.id
    if found.evidence_details.due_by is not None:
        details["due_by"] = dt.datetime.fromtimestamp(found.evidence_details.due_by, dt.UTC).isoformat()
    status = _DISPUTE_STATUS.get(found.status, "pending")
    return ProviderObject(found.id, "dispute", status, ours(found.amount, code), details)


def warning_of(found: stripe.radar.EarlyFraudWarning) -> ProviderObject:
    """Read a warning of fraud: of which payment, and whether anything can be done about it."""
    payment = found.payment_intent
    details: dict[str, str | int | bool] = {
        "charge_id": found.charge if isinstance(found.charge, str) else found.charge.id,
        "reason": found.fraud_type,
        "is_actionable": found.actionable,
    }
    if payment is not None:
        details["payment_id"] = payment if isinstance(payment, str) else payment.id
    return ProviderObject(found.id, "fraud_warning", "pending" if found.actionable else "done", None, details)


def movement_of(kind: ObjectKind, found: stripe.Refund | stripe.Payout | stripe.Topup) -> ProviderObject:
    """Read a refund, payout or top-up: id, status, amount, fee and why it failed."""
    code = found.currency.upper()
    details: dict[str, str | int | bool] = {}
    failure = getattr(found, "failure_code", None) or getattr(found, "failure_reason", None)
    if failure:
        details["error_code"] = failure
    expected = getattr(found, "expected_availability_date", None)
    if expected is not None:
        details["expected_at"] = dt.datetime.fromtimestamp(expected, dt.UTC).isoformat()
    transaction = getattr(found, "balance_transaction", None)
    if isinstance(transaction, stripe.BalanceTransaction) and transaction.fee:
        details["fee_minor"] = ours(transaction.fee, code).amount_minor
    status = _STATUS.get(found.status or "", "pending")
    return ProviderObject(found.id, kind, status, ours(found.amount, code), details)
