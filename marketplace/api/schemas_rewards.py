"""What goes out of the programme interface about rewards: what may come on top, what was earned, where the money is."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from marketplace.api.fields import WHEN
from marketplace.rewards.possible import Possible, possible_of


class PossibleSchema(Schema):
    """A part that may come on top of a quote: how much at most, and on what it depends in the caller's language."""

    code = fields.String()
    type = fields.String()
    most_minor = fields.Integer()
    currency = fields.String()
    label = fields.String()
    note = fields.String()


class OnTop(fields.List):
    """What may come on top of the quote of an offer or an assignment, by the version that promised it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(fields.Nested(PossibleSchema), **options)

    def get_value(self, obj: Any, attr: str, *args: Any, **options: Any) -> list[Possible]:
        """Reckon it anew: version and facts are kept with the quote."""
        return possible_of(obj.quote, obj.gig.scheme_version, obj.gig.detail.get("full_group"))


class WorkSchema(Schema):
    """What an earning was for: what, when and where."""

    title = fields.String()
    language = fields.String()
    starts_at = fields.AwareDateTime(allow_none=True, **WHEN)
    ends_at = fields.AwareDateTime(allow_none=True, **WHEN)
    deadline_at = fields.AwareDateTime(allow_none=True, **WHEN)
    timezone = fields.String()
    place_name = fields.String()


class LaterSchema(Schema):
    """A later part of an earning, by the guests' rating or by waiting: awaited until `due_at`, then added once, or nothing."""

    id = fields.String(attribute="public_id")
    cause = fields.String()
    state = fields.String()
    due_at = fields.AwareDateTime(**WHEN)
    facts = fields.Raw()
    said_as = fields.String()
    amount_minor = fields.Integer()
    settled_at = fields.AwareDateTime(allow_none=True, **WHEN)


class EarningSchema(Schema):
    """What was earned with one assignment."""

    id = fields.String(attribute="public_id")
    assignment_id = fields.String(attribute="assignment_ref")
    gig = fields.Nested(WorkSchema, allow_none=True)
    programme = fields.String()
    amount_minor = fields.Integer()
    currency = fields.String()
    state = fields.String()
    earned_at = fields.AwareDateTime(**WHEN)
    payable_at = fields.AwareDateTime(**WHEN)
    lines = fields.Raw()
    later = fields.List(fields.Nested(LaterSchema))


class MyMoneySchema(Schema):
    """Where the caller's money with one business is now, in one currency; `waits_for` says why what is due does not go."""

    business = fields.String(attribute="business.name")
    business_slug = fields.String(attribute="business.slug")
    currency = fields.String()
    due_minor = fields.Integer()
    held_minor = fields.Integer()
    moving_minor = fields.Integer()
    beyond_minor = fields.Integer()
    debt_minor = fields.Integer()
    least_minor = fields.Integer()
    waits_for = fields.String()
    next_on = fields.Date(allow_none=True)


class PayoutSchema(Schema):
    """Money sent to the caller's bank; `statement` is the number of its statement, where there is one."""

    id = fields.String(attribute="public_id")
    business = fields.String()
    amount_minor = fields.Integer()
    currency = fields.String()
    state = fields.String()
    planned_at = fields.AwareDateTime(**WHEN)
    statement = fields.String(allow_none=True)


class WhyNotSchema(Schema):
    """Why something cannot be done now: a stable code, and words in the caller's language."""

    code = fields.String()
    message = fields.String()


class AtOnceQuoteSchema(Schema):
    """What being paid at once by one business would bring and cost now, or `why_not`; amounts are 0 where it cannot be."""

    business = fields.String()
    business_slug = fields.String()
    currency = fields.String()
    due_minor = fields.Integer()
    fee_minor = fields.Integer()
    net_minor = fields.Integer()
    kept_minor = fields.Integer()
    why_not = fields.Nested(WhyNotSchema, allow_none=True)


class SentAtOnceSchema(Schema):
    """What became of it: `paid`, `planned` or `transferred` (it goes on by itself), `refused` (due again, nothing charged)."""

    id = fields.String()
    state = fields.String()
    is_ordinary = fields.Boolean()


class PlannedSchema(Schema):
    """How many payouts were planned; they go out with the next run."""

    payouts = fields.Integer()


class ConsequenceSchema(Schema):
    """One thing that leaving does: `now`, `later` by itself, or `asked` of the caller."""

    code = fields.String()
    when = fields.String()
    number = fields.Integer()
    amount_minor = fields.Integer()
    currency = fields.String()
    until_at = fields.AwareDateTime(allow_none=True, **WHEN)
    name = fields.String()


class LeavingSchema(Schema):
    """What leaving a programme would do now; `seen` is sent back to do exactly this."""

    seen = fields.String()
    consequences = fields.List(fields.Nested(ConsequenceSchema))


class MembershipSchema(Schema):
    """A programme that the caller has to do with."""

    id = fields.String(attribute="public_id")
    state = fields.String()
    programme = fields.String(attribute="programme.title")
    business = fields.String(attribute="programme.business.name")
    business_slug = fields.String(attribute="programme.business.slug")
