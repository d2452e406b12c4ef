"""What comes in about codes, credit and promotions; unknown fields are refused."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from marketplace.api.fields import Instant, Text, Whole
from marketplace.api.inputs import REF
from marketplace.rewards.treasury.promotions import ACTIONS

AMOUNT = validate.Range(1, 99_999_999)
USES = validate.Range(1, 1_000_000)


class TypedCodeSchema(Schema):
    """A code as it was typed or scanned."""

    code = Text(required=True, validate=validate.Length(1, 40))


class RedeemSchema(TypedCodeSchema):
    """How much is taken, of what was looked up before."""

    amount_minor = Whole(required=True, validate=AMOUNT)
    version = Whole(load_default=0, validate=validate.Range(0, 2**31 - 1))
    attempt = Text(required=True, validate=validate.Regexp(r"^[!-~]{1,48}$"))


class NewPromotionSchema(Schema):
    """A promotion: an amount or a share, and its limits."""

    amount_minor = Whole(load_default=None, allow_none=True, validate=AMOUNT)
    rate_bps = Whole(load_default=None, allow_none=True, validate=validate.Range(1, 10_000))
    cap_minor = Whole(load_default=None, allow_none=True, validate=AMOUNT)
    least_price_minor = Whole(load_default=0, validate=validate.Range(0, 99_999_999))
    uses_max = Whole(load_default=None, allow_none=True, validate=USES)
    uses_max_each = Whole(load_default=None, allow_none=True, validate=USES)
    starts_at = Instant(load_default=None, allow_none=True)
    ends_at = Instant(load_default=None, allow_none=True)
    only_for = fields.List(Text(validate=REF), validate=validate.Length(max=100), load_default=list)

    @validates_schema
    def validate_one(self, data: dict[str, Any], **kwargs: Any) -> None:
        """One of the two, and an end after its beginning."""
        if (data.get("amount_minor") is None) == (data.get("rate_bps") is None):
            raise ValidationError("Give either amount_minor or rate_bps.", "amount_minor")
        begins, ends = data.get("starts_at"), data.get("ends_at")
        if begins is not None and ends is not None and ends <= begins:
            raise ValidationError("The end must come after the beginning.", "ends_at")


class PromotionStateSchema(Schema):
    """What is done with it."""

    action = Text(required=True, validate=validate.OneOf(ACTIONS))


class AtOnceSchema(Schema):
    """What was shown and is confirmed, and a name of the attempt: the same sent again is one payout."""

    due_minor = Whole(required=True, validate=AMOUNT)
    fee_minor = Whole(required=True, validate=validate.Range(0, 99_999_999))
    net_minor = Whole(required=True, validate=AMOUNT)
    attempt = Text(required=True, validate=validate.Regexp(r"^[0-9a-f]{8,40}$"))


class SeenSchema(Schema):
    """A name for what was shown, so that only that is done."""

    seen = Text(required=True, validate=validate.Regexp(r"^[0-9a-f]{16}$"))
