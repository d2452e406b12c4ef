"""What comes in to the programme interface; unknown fields are refused."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from marketplace.api.fields import Day, Instant, LocalTime, Text, Whole
from marketplace.gigs.service_endings import FORFEIT_CODES
from marketplace.identity.service import NAME_LENGTH_MAX
from marketplace.kinds.delivery import UNABLE_REASONS
from marketplace.rewards.additions import WAITING_MOST

REF = validate.Regexp(r"^[a-z]{3}_[2-9a-z]{16}$", error="This is not an id of this interface.")


class DetailsSchema(Schema):
    """What a person is called, and how they read."""

    name = Text(required=True, validate=validate.Length(1, NAME_LENGTH_MAX))
    locale = Text(required=True, validate=validate.Length(max=8))
    timezone = Text(required=True, validate=validate.Length(max=64))


class SearchSchema(Schema):
    """What to look for; everything may be left out."""

    words = Text(validate=validate.Length(max=80))
    place = Text(validate=validate.Length(max=120))
    from_on = Day()
    until_on = Day()
    party = Whole(validate=validate.Range(1, 100), load_default=1)
    language = Text(validate=validate.Length(max=8))
    after = Text(validate=validate.Length(max=64))


class BookSchema(Schema):
    """A booking of a date."""

    party = Whole(required=True, validate=validate.Range(1, 100))
    notes = Text(validate=validate.Length(max=500), load_default="")


class BookJourneySchema(BookSchema):
    """A booking of a journey from a first day on."""

    starts_on = Day(required=True)


class PaySchema(Schema):
    """A payment method of the provider, in the sandbox one of its test methods; none where credit pays everything."""

    payment_method = Text(load_default="", validate=validate.Regexp(r"^(pm_[A-Za-z0-9_]{1,60})?$"))


class CancelSchema(Schema):
    """The refund that was shown: exactly that is paid, or nothing is done."""

    refund_minor = Whole(required=True, validate=validate.Range(min=0))


class AskSchema(Schema):
    """An open request."""

    programme_id = Text(required=True, validate=REF)
    words = Text(required=True, validate=validate.Length(1, 2000))
    language = Text(required=True, validate=validate.Length(2, 8))
    party = Whole(required=True, validate=validate.Range(1, 50))
    starts_local = LocalTime(required=True)
    duration_minutes = Whole(required=True, validate=validate.Range(30, 720))
    place_name = Text(required=True, validate=validate.Length(1, 160))
    lat = fields.Float(required=True, validate=validate.Range(-90, 90))
    lon = fields.Float(required=True, validate=validate.Range(-180, 180))
    interests = fields.List(
        Text(validate=validate.Length(max=64)), validate=validate.Length(max=40), load_default=list
    )


class DeclineSchema(Schema):
    """Why not."""

    reason = Text(
        load_default="other",
        validate=validate.OneOf(["bad_time", "too_far", "reward_low", "not_for_me", "other"]),
    )


class CheckInSchema(Schema):
    """Being there: by the code, by the place, or by hand with a reason."""

    means = Text(required=True, validate=validate.OneOf(["code", "place", "manual"]))
    code = Text(validate=validate.Length(max=16))
    lat = fields.Float(validate=validate.Range(-90, 90))
    lon = fields.Float(validate=validate.Range(-180, 180))
    accuracy_m = fields.Float(validate=validate.Range(0, 100_000))
    reason = Text(validate=validate.Length(max=500))


class CompletionSchema(Schema):
    """The work is done; where the reward pays waiting, how long the fan waited because of others.

    Time counts until now; said more than four hours after the planned end, until that end.
    """

    waiting_minutes = Whole(load_default=None, allow_none=True, validate=validate.Range(0, WAITING_MOST))


class WaitingSchema(Schema):
    """How long a fan waited because of others, as the business says."""

    minutes = Whole(required=True, validate=validate.Range(0, WAITING_MOST))


class ForfeitSchema(Schema):
    """Handing a gig back."""

    reason = Text(required=True, validate=validate.OneOf(FORFEIT_CODES))
    note = Text(validate=validate.Length(max=500), load_default="")


class ParcelSchema(Schema):
    """One parcel to deliver."""

    recipient_name = Text(required=True, validate=validate.Length(1, 80))
    recipient_phone = Text(validate=validate.Length(max=32), load_default="")
    address = Text(required=True, validate=validate.Length(1, 200))
    lat = fields.Float(required=True, validate=validate.Range(-90, 90))
    lon = fields.Float(required=True, validate=validate.Range(-180, 180))
    litres = Whole(validate=validate.Range(1, 5000), load_default=5)
    is_return = fields.Boolean(
        load_default=False, metadata={"description": "Fetched there and brought to the pick-up point."}
    )
    opens_at = Instant(load_default=None, allow_none=True)
    closes_at = Instant(load_default=None, allow_none=True)
    notes = Text(validate=validate.Length(max=500), load_default="")


class ParcelsSchema(Schema):
    """Parcels that wait at one pick-up point."""

    pickup_point_id = Text(required=True, validate=REF)
    parcels = fields.List(fields.Nested(ParcelSchema), required=True, validate=validate.Length(1, 500))


class BlocksSchema(Schema):
    """Between when and when blocks are built of what waits."""

    starts_at = Instant(required=True)
    ends_at = Instant(required=True)


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
