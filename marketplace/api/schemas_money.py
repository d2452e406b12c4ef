"""What goes out of the programme interface about codes, credit and receipts; amounts are in minor units."""

from __future__ import annotations

from marshmallow import Schema, fields

from marketplace.api.schemas import WHEN


class ChargesSchema(Schema):
    """What a booking costs now; credit and card add up to what is to be paid."""

    price_minor = fields.Integer()
    discount_minor = fields.Integer()
    tax_minor = fields.Integer()
    tax_is_inclusive = fields.Boolean(attribute="is_inclusive")
    to_pay_minor = fields.Integer()
    credit_minor = fields.Integer()
    card_minor = fields.Integer()
    credit_available_minor = fields.Integer()
    promotion = fields.String()
    currency = fields.String()


class ReceiptSchema(Schema):
    """A receipt: list - lost - discount + tax on top - not charged - given + tip = total = card + credit + tip - back."""

    list_minor = fields.Integer()
    lost_minor = fields.Integer()
    discount_minor = fields.Integer()
    tax_minor = fields.Integer()
    tax_is_inclusive = fields.Boolean(attribute="is_inclusive")
    tax_on_top_minor = fields.Integer(attribute="on_top_minor")
    given_minor = fields.Integer()
    not_charged_minor = fields.Integer()
    tip_minor = fields.Integer()
    total_minor = fields.Integer()
    card_minor = fields.Integer()
    credit_minor = fields.Integer()
    card_back_minor = fields.Integer()
    credit_back_minor = fields.Integer()
    currency = fields.String()


class DiscountCodeSchema(Schema):
    """A discount code."""

    code = fields.String()
    amount_minor = fields.Integer(attribute="amount.amount_minor")
    currency = fields.String(attribute="amount.currency")
    state = fields.String()
    issued_at = fields.AwareDateTime(**WHEN)
    redeemed_at = fields.AwareDateTime(allow_none=True, **WHEN)


class WalletSchema(Schema):
    """What the caller may spend with one business: credit with its code for the counter, and discount codes."""

    business = fields.String(attribute="business.name")
    business_slug = fields.String(attribute="business.slug")
    currency = fields.String(attribute="business.currency")
    credit_minor = fields.Integer()
    counter_code = fields.String(attribute="pass_code")
    codes = fields.List(fields.Nested(DiscountCodeSchema))


class FoundCodeSchema(Schema):
    """What a code is worth at the counter; `version` is sent back when it is taken."""

    code = fields.String()
    is_credit = fields.Boolean()
    worth_minor = fields.Integer()
    currency = fields.String()
    first_name = fields.String()
    version = fields.Integer()


class RedemptionSchema(Schema):
    """What was taken at the counter; `rest_minor` of a discount code became its owner's credit."""

    id = fields.String(attribute="public_id")
    amount_minor = fields.Integer(attribute="amount.amount_minor")
    rest_minor = fields.Integer(attribute="rest.amount_minor")
    currency = fields.String(attribute="amount.currency")
    at = fields.AwareDateTime(**WHEN)


class PromotionSchema(Schema):
    """A promotion with its limits, use and cost."""

    id = fields.String(attribute="promotion.public_id")
    code = fields.String(attribute="promotion.code")
    state = fields.String()
    currency = fields.String(attribute="promotion.terms.currency")
    amount_minor = fields.Integer(attribute="promotion.terms.amount_minor", allow_none=True)
    rate_bps = fields.Integer(attribute="promotion.terms.rate_bps", allow_none=True)
    cap_minor = fields.Integer(attribute="promotion.terms.cap_minor", allow_none=True)
    least_price_minor = fields.Integer(attribute="promotion.terms.least_price_minor")
    uses_max = fields.Integer(attribute="promotion.terms.uses_max", allow_none=True)
    uses_max_each = fields.Integer(attribute="promotion.terms.uses_max_each", allow_none=True)
    starts_at = fields.AwareDateTime(attribute="promotion.terms.starts_at", allow_none=True, **WHEN)
    ends_at = fields.AwareDateTime(attribute="promotion.terms.ends_at", allow_none=True, **WHEN)
    only_for = fields.List(fields.String(), attribute="promotion.terms.only_for")
    held = fields.Integer(attribute="tally.held")
    used = fields.Integer(attribute="tally.used")
    cost_minor = fields.Integer(attribute="tally.cost.amount_minor")
