"""What goes in and out of the programme interface; unknown fields are refused."""

from __future__ import annotations

from functools import cache
from typing import Any

from marshmallow import Schema, fields, validate

from marketplace.api.inputs import Day, Instant, LocalTime, Text
from marketplace.kinds.delivery import UNABLE_REASONS

REF = validate.Regexp(r"^[a-z]{3}_[2-9a-z]{16}$", error="This is not an id of this interface.")
WHEN = {"format": "iso"}


class RefusalSchema(Schema):
    """A refusal: a stable code, words in the caller's language, and the field at fault where there is one."""

    code = fields.String(required=True)
    message = fields.String(required=True)
    field = fields.String()
    errors = fields.Raw()


class SearchSchema(Schema):
    """What to look for; everything may be left out."""

    words = Text(validate=validate.Length(max=80))
    place = Text(validate=validate.Length(max=120))
    from_on = Day()
    until_on = Day()
    party = fields.Integer(validate=validate.Range(1, 100), load_default=1)
    language = Text(validate=validate.Length(max=8))
    after = Text(validate=validate.Length(max=64))


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


class BookSchema(Schema):
    """A booking of a date."""

    party = fields.Integer(required=True, validate=validate.Range(1, 100))
    notes = Text(validate=validate.Length(max=500), load_default="")


class BookJourneySchema(BookSchema):
    """A booking of a journey from a first day on."""

    starts_on = Day(required=True)


class PaySchema(Schema):
    """A payment method of the provider; in the sandbox, one of its test methods."""

    payment_method = Text(required=True, validate=validate.Regexp(r"^pm_[A-Za-z0-9_]{1,60}$"))


class PaidSchema(Schema):
    """How the payment stands: authorised, asks_customer, refused or unknown."""

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
    kept_minor = fields.Integer()
    to_fan_minor = fields.Integer()
    currency = fields.String()
    reason = fields.String()
    full_refund_until = fields.AwareDateTime(allow_none=True, **WHEN)


class CancelSchema(Schema):
    """The refund that was shown: exactly that is paid, or nothing is done."""

    refund_minor = fields.Integer(required=True, validate=validate.Range(min=0))


class AskSchema(Schema):
    """An open request."""

    programme_id = Text(required=True, validate=REF)
    words = Text(required=True, validate=validate.Length(1, 2000))
    language = Text(required=True, validate=validate.Length(2, 8))
    party = fields.Integer(required=True, validate=validate.Range(1, 50))
    starts_local = LocalTime(required=True)
    duration_minutes = fields.Integer(required=True, validate=validate.Range(30, 720))
    place_name = Text(required=True, validate=validate.Length(1, 160))
    lat = fields.Float(required=True, validate=validate.Range(-90, 90))
    lon = fields.Float(required=True, validate=validate.Range(-180, 180))
    interests = fields.List(
        Text(validate=validate.Length(max=64)), validate=validate.Length(max=40), load_default=list
    )


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
    reasons = fields.List(fields.Nested(ReasonSchema), attribute="worded")
    gig = fields.Nested(GigSchema)


class DeclineSchema(Schema):
    """Why not."""

    reason = Text(
        load_default="other",
        validate=validate.OneOf(["bad_time", "too_far", "reward_low", "not_for_me", "other"]),
    )


class AssignmentSchema(Schema):
    """A gig that the fan has taken."""

    id = fields.String(attribute="public_id")
    state = fields.String()
    accepted_at = fields.AwareDateTime(**WHEN)
    checked_in_at = fields.AwareDateTime(allow_none=True, **WHEN)
    completed_at = fields.AwareDateTime(allow_none=True, **WHEN)
    quote = fields.Raw()
    gig = fields.Nested(GigSchema)


class CheckInSchema(Schema):
    """Being there: by the code, by the place, or by hand with a reason."""

    means = Text(required=True, validate=validate.OneOf(["code", "place", "manual"]))
    code = Text(validate=validate.Length(max=16))
    lat = fields.Float(validate=validate.Range(-90, 90))
    lon = fields.Float(validate=validate.Range(-180, 180))
    accuracy_m = fields.Float(validate=validate.Range(0, 100_000))
    reason = Text(validate=validate.Length(max=500))


class ForfeitSchema(Schema):
    """Handing a gig back."""

    reason = Text(required=True, validate=validate.Length(1, 32))
    note = Text(validate=validate.Length(max=500), load_default="")


class EarningSchema(Schema):
    """What was earned with one assignment."""

    id = fields.String(attribute="public_id")
    assignment_id = fields.String(attribute="assignment_ref")
    amount_minor = fields.Integer()
    currency = fields.String()
    state = fields.String()
    earned_at = fields.AwareDateTime(**WHEN)
    payable_at = fields.AwareDateTime(**WHEN)
    lines = fields.Raw()


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


class ParcelSchema(Schema):
    """One parcel to deliver."""

    recipient_name = Text(required=True, validate=validate.Length(1, 80))
    recipient_phone = Text(validate=validate.Length(max=32), load_default="")
    address = Text(required=True, validate=validate.Length(1, 200))
    lat = fields.Float(required=True, validate=validate.Range(-90, 90))
    lon = fields.Float(required=True, validate=validate.Range(-180, 180))
    litres = fields.Integer(validate=validate.Range(1, 5000), load_default=5)
    opens_at = Instant(load_default=None, allow_none=True)
    closes_at = Instant(load_default=None, allow_none=True)
    notes = Text(validate=validate.Length(max=500), load_default="")


class ParcelsSchema(Schema):
    """Parcels that wait at one pick-up point."""

    pickup_point_id = Text(required=True, validate=REF)
    parcels = fields.List(fields.Nested(ParcelSchema), required=True, validate=validate.Length(1, 500))


class ParcelRefsSchema(Schema):
    """The parcels that were entered, in their order."""

    parcels = fields.List(fields.String())


class BlocksSchema(Schema):
    """Between when and when blocks are built of what waits."""

    starts_at = Instant(required=True)
    ends_at = Instant(required=True)


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
    expected_at = fields.AwareDateTime(allow_none=True, **WHEN)


class DeliverSchema(Schema):
    """Handed over: by the recipient's code, or by the place; the nonce makes a repeated proof one."""

    nonce = Text(required=True, validate=validate.Length(1, 48))
    means = Text(required=True, validate=validate.OneOf(["code", "place"]))
    code = Text(validate=validate.Length(max=8), load_default="")
    lat = fields.Float(validate=validate.Range(-90, 90), load_default=None, allow_none=True)
    lon = fields.Float(validate=validate.Range(-180, 180), load_default=None, allow_none=True)
    accuracy_m = fields.Float(validate=validate.Range(0, 100_000), load_default=0.0)
    happened_at = Instant(load_default=None, allow_none=True)


class UnableSchema(Schema):
    """Not handed over, and why."""

    nonce = Text(required=True, validate=validate.Length(1, 48))
    reason = Text(required=True, validate=validate.OneOf(sorted(UNABLE_REASONS)))
    note = Text(validate=validate.Length(max=500), load_default="")
    happened_at = Instant(load_default=None, allow_none=True)


@cache
def listed(schema: type[Schema], name: str) -> type[Schema]:
    """A schema of a list under a name."""
    made: Any = Schema.from_dict({name: fields.List(fields.Nested(schema))}, name=f"{name.title()}List")
    return made
