"""Turns an intent into the right call to a provider, and the answer into an outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from payouts.errors import InvalidIntent, ProviderBusy, ProviderError, ProviderRefused, ProviderUncertain
from payouts.gateways.objects import Call, ObjectKind, ProviderObject
from payouts.gateways.provider import Provider
from payouts.intents import (
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
)
from payouts.money import Money

_MADE: dict[str, ObjectKind] = {
    "authorise": "payment",
    "charge": "payment",
    "capture": "payment",
    "void": "payment",
    "refund": "refund",
    "top_up": "top_up",
    "recipient": "recipient",
    "transfer": "transfer",
    "transfer_reversal": "reversal",
    "save_card": "saved_card",
    "payout": "payout",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt went.

    Attributes
    ----------
    state : str
        done; refused (nothing happened, nothing will); unknown (it may have happened); planned (nothing
        happened, try later); sent (it stands at the provider and is not final: a customer must confirm,
        a bank must settle).
    object_id : str or None
    status : str or None
        Of the object: see `ProviderObject`.
    amount : Money or None
    details : mapping
    error_code : str or None
        The provider's or the library's reason.
    client_secret : str or None
        For a customer who must confirm; never stored.
    """

    state: Literal["done", "refused", "unknown", "planned", "sent"]
    object_id: str | None = None
    status: str | None = None
    amount: Money | None = None
    details: Mapping[str, str | int | bool] = field(default_factory=dict)
    error_code: str | None = None
    client_secret: str | None = None

    @property
    def is_final(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ("done", "refused")

    @property
    def needs_customer(self) -> bool:
        """Whether the customer must confirm the payment."""
        return self.status == "action_required"


def ask(provider: Provider, call: Call, intent: Intent) -> Outcome:
    """Make the call that an intent stands for.

    Parameters
    ----------
    provider : Provider
    call : Call
    intent : Intent

    Returns
    -------
    Outcome
        Errors of the provider are outcomes too.
    """
    try:
        return outcome_of(intent, _call(provider, call, intent))
    except ProviderError as error:
        return _failed(error)


def look_for(provider: Provider, call: Call, intent: Intent, object_id: str | None) -> Outcome | None:
    """Look at the provider for what earlier attempts made.

    Parameters
    ----------
    provider : Provider
    call : Call
    intent : Intent
    object_id : str or None
        The object, if it is known.

    Returns
    -------
    Outcome or None
        None if there is nothing, so that the call may be made again with its key.
    """
    try:
        kind = _MADE[intent.verb]
        if isinstance(intent, Capture | Void):
            found: ProviderObject | None = provider.read("payment", intent.payment_id)
            if found is not None and found.status == "authorised":
                return None
        elif object_id is not None:
            found = provider.read(kind, object_id, _within(intent))
        else:
            found = provider.find(call, kind, _scope(intent))
        return None if found is None else outcome_of(intent, found)
    except ProviderRefused as error:
        # Reading was refused; that says nothing about what happened.
        return Outcome("unknown", object_id, error_code=str(error.params.get("error_code", error.code)))
    except ProviderError as error:
        return Outcome("unknown", object_id, error_code=error.code)


def outcome_of(intent: Intent, found: ProviderObject) -> Outcome:
    """Judge an object of the provider against what was intended.

    Parameters
    ----------
    intent : Intent
    found : ProviderObject

    Returns
    -------
    Outcome
        Unknown with the code ``amount_differs`` where the object is not the one intended; a person must
        look.
    """
    wanted = {"authorise": "authorised", "void": "cancelled"}.get(intent.verb, "done")
    code = found.details.get("error_code")
    reason = str(code) if code is not None else None
    state: Literal["done", "refused", "unknown", "sent"]
    if found.status == wanted:
        state = "done"
    elif found.status in ("failed", "cancelled") or (intent.verb == "void" and found.status == "done"):
        state, reason = "refused", reason or found.status
    else:
        state = "sent"
    amount = getattr(intent, "amount", None)
    if state == "done" and intent.verb != "void" and amount is not None and found.amount != amount:
        state, reason = "unknown", "amount_differs"
    return Outcome(state, found.id, found.status, found.amount, found.details, reason, found.client_secret)


def _failed(error: ProviderError) -> Outcome:
    code = str(error.params.get("error_code", error.code))
    object_id = error.params.get("object_id")
    known = object_id if isinstance(object_id, str) else None
    if isinstance(error, ProviderRefused):
        return Outcome("refused", known, "failed", error_code=code)
    if isinstance(error, ProviderBusy):
        return Outcome("planned", error_code=code)
    if isinstance(error, ProviderUncertain):
        return Outcome("unknown", error_code=code)
    raise error


def _call(provider: Provider, call: Call, intent: Intent) -> ProviderObject:
    match intent:
        case Authorise():
            method, saved = intent.payment_method, intent.saved
            return provider.authorise(call, intent.amount, method, intent.booking_ref, saved=saved)
        case SaveCard():
            return provider.save_card(call, intent.payment_method, intent.customer_ref)
        case Charge():
            return provider.charge(call, intent.amount, intent.payment_method, intent.booking_ref)
        case Capture():
            return provider.capture(call, intent.payment_id, intent.amount)
        case Void():
            return provider.void(call, intent.payment_id)
        case Refund():
            return provider.refund(call, intent.payment_id, intent.amount)
        case TopUp():
            return provider.top_up(call, intent.amount)
        case CreateRecipient():
            return provider.create_recipient(call, intent.owner_ref, intent.country)
        case Transfer():
            # Sending to an account that cannot take money yet would strand it there.
            if not provider.is_ready(intent.account_id):
                raise ProviderRefused(
                    "the recipient cannot be sent money yet", error_code="recipient_not_ready"
                )
            account_id, group = intent.account_id, intent.payout_ref
            return provider.transfer(call, account_id, intent.amount, group, intent.source)
        case ReverseTransfer():
            return provider.reverse_transfer(call, intent.transfer_id, intent.amount)
        case PayOut():
            return provider.pay_out(call, intent.account_id, intent.amount, instant=intent.instant)
        case _:
            raise InvalidIntent(f"{type(intent).__name__} cannot be asked of a provider", field="verb")


def _scope(intent: Intent) -> str:
    match intent:
        case Refund():
            return intent.payment_id
        case Transfer():
            return intent.payout_ref
        case _:
            return _within(intent) or ""


def _within(intent: Intent) -> str | None:
    """Inside what an object lies: the transfer of a reversal, the account of a payout."""
    match intent:
        case ReverseTransfer():
            return intent.transfer_id
        case PayOut():
            return intent.account_id
        case _:
            return None
