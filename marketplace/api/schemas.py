"""What goes out of the programme interface."""

from __future__ import annotations

from functools import cache
from typing import Any

from marshmallow import Schema, fields

from marketplace.api.fields import WHEN
from marketplace.api.schemas_rewards import OnTop
from marketplace.gigs.shown import spoken


class RefusalSchema(Schema):
    """A refusal: a stable code, words in the caller's language, and the field at fault where there is one."""

    code = fields.String(required=True)
    message = fields.String(required=True)
    field = fields.String()
    errors = fields.Raw()


class AccountSchema(Schema):
    """What a person is called, and how they read."""

    name = fields.String()
    locale = fields.String()
    timezone = fields.String()


class SessionSchema(Schema):
    """One date of an experience."""

    id = fields.String(attribute="session_ref")
    experience_id = fields.String(attribute="experience_ref")
    title = fields.String()
    summary = fields.String()
    city = fields.String()
    meeting_point = fields.String()
    lat = fields.Float()
    lon = fields.Float()
    is_rough = fields.Boolean(
        metadata={"description": "The point is only the middle of the quarter or town: go by the words."}
    )
    timezone = fields.String()
    starts_at = fields.AwareDateTime(**WHEN)
    ends_at = fields.AwareDateTime(**WHEN)
    language = fields.String()
    seats_left = fields.Integer()
    price_minor = fields.Integer()
    price_per = fields.String()
    currency = fields.String()
    business = fields.String(attribute="business_name")
    host = fields.String(attribute="host_name", allow_none=True)


class SessionsSchema(Schema):
    """One page of dates, and where the next begins."""

    sessions = fields.List(fields.Nested(SessionSchema))
    after = fields.String(allow_none=True)


class PaidSchema(Schema):
    """How the payment stands: authorised, kept (further ahead than six days), asks_customer, refused or unknown."""

    state = fields.String()
    booking_state = fields.String()


class BookingSchema(Schema):
    """A booking."""

    id = fields.String(attribute="public_id")
    kind = fields.String()
    state = fields.String()
    title = fields.String()
    party = fields.Integer()
    starts_at = fields.AwareDateTime(**WHEN)
    ends_at = fields.AwareDateTime(**WHEN)
    timezone = fields.String()
    price_minor = fields.Integer()
    currency = fields.String()


class PreviewSchema(Schema):
    """What calling it off now would give to whom, in minor units."""

    refund_minor = fields.Integer()
    card_refund_minor = fields.Integer()
    credit_refund_minor = fields.Integer()
    kept_minor = fields.Integer()
    to_fan_minor = fields.Integer()
    currency = fields.String()
    reason = fields.String()
    full_refund_until = fields.AwareDateTime(allow_none=True, **WHEN)


class ReasonSchema(Schema):
    """Why: a code with its parameters, and the words for them."""

    code = fields.String()
    params = fields.Raw()
    words = fields.String()


class ProposalSchema(Schema):
    """One person put forward."""

    id = fields.String(attribute="public_id")
    state = fields.String()
    name = fields.String(attribute="fan.identity.name")
    price_minor = fields.Integer()
    currency = fields.String()
    reasons = fields.List(fields.Nested(ReasonSchema), attribute="worded")


class RequestSchema(Schema):
    """A request and who was put forward for it."""

    id = fields.String(attribute="public_id")
    state = fields.String()
    starts_at = fields.AwareDateTime(**WHEN)
    place_name = fields.String()
    proposals = fields.List(fields.Nested(ProposalSchema))


class GigSchema(Schema):
    """A gig as a fan may see it before taking it."""

    id = fields.String(attribute="public_id")
    kind = fields.String()
    state = fields.String()
    title = fields.String()
    starts_at = fields.AwareDateTime(allow_none=True, **WHEN)
    ends_at = fields.AwareDateTime(allow_none=True, **WHEN)
    timezone = fields.String()
    place_name = fields.String()
    places = fields.Integer()
    programme = fields.String(attribute="programme.title")
    business = fields.String(attribute="business.name")


class OfferSchema(Schema):
    """An offer with its whole reward and why it came."""

    id = fields.String(attribute="public_id")
    state = fields.String()
    mode = fields.String()
    expires_at = fields.AwareDateTime(**WHEN)
    quote = fields.Raw()
    possible = OnTop()
    reasons = fields.List(fields.Nested(ReasonSchema), attribute="worded")
    gig = fields.Nested(GigSchema)


class AssignmentSchema(Schema):
    """A gig that the fan has taken."""

    id = fields.String(attribute="public_id")
    state = fields.String()
    accepted_at = fields.AwareDateTime(**WHEN)
    checked_in_at = fields.AwareDateTime(allow_none=True, **WHEN)
    completed_at = fields.AwareDateTime(allow_none=True, **WHEN)
    quote = fields.Raw()
    possible = OnTop()
    gig = fields.Nested(GigSchema)


class ProgrammeSchema(Schema):
    """A programme of a business."""

    id = fields.String(attribute="public_id")
    kind = fields.String()
    title = fields.String()
    state = fields.String()
    terms = fields.String()
    way = fields.String()
    joining = fields.String()


class BudgetSchema(Schema):
    """Spend against budget, in minor units."""

    currency = fields.String()
    funded_minor = fields.Integer()
    reserved_minor = fields.Integer()
    spent_minor = fields.Integer()
    overspent_minor = fields.Integer()


class ParcelRefsSchema(Schema):
    """The parcels that were entered, in their order."""

    parcels = fields.List(fields.String())


class StopSchema(Schema):
    """One stop of a block, in its order."""

    id = fields.String(attribute="public_id")
    number = fields.Integer(attribute="stop_number", allow_none=True)
    state = fields.String()
    recipient_name = fields.String()
    recipient_phone = fields.String()
    address = fields.String()
    lat = fields.Float()
    lon = fields.Float()
    notes = fields.String()
    is_return = fields.Boolean()
    expected_at = fields.AwareDateTime(allow_none=True, **WHEN)


def worded(row: Any) -> Any:
    """An offer or a proposal, with the words of its reasons beside their codes."""
    words = spoken(row.reasons)
    row.worded = [dict(reason) | {"words": said} for reason, said in zip(row.reasons, words, strict=True)]
    return row


@cache
def listed(schema: type[Schema], name: str) -> type[Schema]:
    """A schema of a list under a name."""
    made: Any = Schema.from_dict({name: fields.List(fields.Nested(schema))}, name=f"{name.title()}List")
    return made
