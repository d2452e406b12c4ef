"""Codes, credit and receipts of the caller's bookings."""

from __future__ import annotations

from typing import Any

from marketplace.api import inputs_money as inputs
from marketplace.api import schemas_money as schemas
from marketplace.api.access import caller
from marketplace.api.description import Blueprint
from marketplace.api.schemas import listed
from marketplace.api.views_bookings import booking_of_caller
from marketplace.bookings import service_checkout
from marketplace.bookings.charges import charges_of
from marketplace.bookings.receipt import Receipt, receipt_of
from marketplace.core import clock
from marketplace.core.errors import NotFound
from marketplace.rewards.treasury import checkout as treasury_checkout
from marketplace.rewards.treasury import wallet as treasury_wallet

blp = Blueprint(
    "api_money", __name__, "bookings", url_prefix="/api/v1", description="Codes, credit, receipts"
)


@blp.reads("/credit", listed(schemas.WalletSchema, "wallets"), refuses=())
def list_wallets() -> dict[str, Any]:
    """What the caller may spend, business by business."""
    return {"wallets": treasury_wallet.wallets_of(caller())}


@blp.reads("/bookings/<public_id>/charges", schemas.ChargesSchema)
def get_charges(public_id: str) -> dict[str, Any]:
    """What a booking costs now, and how it is paid."""
    return _charges(public_id)


@blp.writes("/bookings/<public_id>/codes", schemas.ChargesSchema, takes=inputs.TypedCodeSchema)
def use_code(data: dict[str, Any], public_id: str) -> dict[str, Any]:
    """Use a promotion or a discount code before the booking is paid."""
    booking_of_caller(public_id)
    service_checkout.use_code(public_id, data["code"], clock.now())
    return _charges(public_id)


@blp.writes("/bookings/<public_id>/credit", schemas.ChargesSchema)
def use_credit(public_id: str) -> dict[str, Any]:
    """Put the caller's credit in: all of it, or all that is due."""
    booking_of_caller(public_id)
    service_checkout.use_credit(public_id, clock.now())
    return _charges(public_id)


@blp.writes("/bookings/<public_id>/credit/removal", schemas.ChargesSchema)
def take_credit_out(public_id: str) -> dict[str, Any]:
    """Keep the credit for another time."""
    booking_of_caller(public_id)
    service_checkout.take_out(public_id, "credit", clock.now())
    return _charges(public_id)


@blp.writes("/bookings/<public_id>/promotion/removal", schemas.ChargesSchema)
def take_promotion_out(public_id: str) -> dict[str, Any]:
    """Keep the promotion for another time."""
    booking_of_caller(public_id)
    service_checkout.take_out(public_id, "promotion", clock.now())
    return _charges(public_id)


@blp.reads("/bookings/<public_id>/receipt", schemas.ReceiptSchema)
def get_receipt(public_id: str) -> Receipt:
    """What was bought, paid and given back."""
    found = receipt_of(booking_of_caller(public_id))
    if found is None:
        raise NotFound
    return found


def _charges(public_id: str) -> dict[str, Any]:
    booking = booking_of_caller(public_id)
    available = treasury_checkout.credit_available(booking.business, caller().public_id, booking.currency)
    promotion = treasury_checkout.promotion_of(public_id)
    return vars(charges_of(booking)) | {"credit_available_minor": available, "promotion": promotion}
