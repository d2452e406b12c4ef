"""Booking a date or a journey: how many, who, then the payment."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from marketplace.bookings import access, guests
from marketplace.bookings.forms import BookForm, JourneyBookForm, JourneyPartyForm, PartyForm
from marketplace.bookings.models import Booking
from marketplace.bookings.pricing import journey_price_minor, session_price_minor
from marketplace.bookings.service_bookings import begin_booking
from marketplace.catalogue import queries, service_sessions
from marketplace.catalogue.dates import dated_stages, is_within_reach
from marketplace.catalogue.models import JourneyTemplate, Session
from marketplace.core import clock
from marketplace.core.errors import Invalid, MarketplaceError
from marketplace.core.form_refusals import show_refusal
from marketplace.core.permissions import public
from marketplace.core.texts import in_language
from marketplace.geo.zones import NoSuchLocalTime, instant_of
from marketplace.identity.models import Identity
from marketplace.rewards.treasury import cancellation as treasury_cancellation
from marketplace.trust.reader import anybody


@public
def book(public_id: str) -> ResponseReturnValue:
    """Book a session."""
    at = clock.now()
    session = queries.bookable_session(public_id, at)
    experience = session.experience
    g.business = experience.business
    form = (PartyForm if anybody() else BookForm)(party=_asked_party())
    left = session.guests_max - session.guests_booked
    form.offer(left, lambda party: session_price_minor(experience, party), experience.currency)
    if request.method == "GET" or not form.validate():
        return _page(form, session, 200 if request.method == "GET" else 422)
    party = int(form.party.data)
    try:
        booking = begin_booking(
            kind=experience.programme.kind, programme=experience.programme, customer=_customer(form, at, experience.timezone),
            title=in_language(experience, str(get_locale()), "title"), party=party, language=session.language,
            starts_at=session.starts_at, ends_at=session.ends_at, timezone=experience.timezone, session=session,
            price_minor=session_price_minor(experience, party), currency=experience.currency,
            detail={"notes": form.notes.data or ""}, at=at,
        )  # fmt: skip
    except MarketplaceError as refusal:
        refusal.field = refusal.field or "party"
        show_refusal(form, refusal)
        return _page(form, session, 422)
    return _onwards(booking)


def _page(form: PartyForm, session: Session, status: int) -> ResponseReturnValue:
    experience, at = session.experience, clock.now()
    policy = experience.programme.cancellation_policy
    page = render_template(
        "bookings/book.html",
        form=form, session=session, experience=experience, is_guest=anybody() is None, in_language=in_language,
        party=_shown_party(form), price_minor=session_price_minor(experience, _shown_party(form)),
        left=session.guests_max - session.guests_booked, guide=queries.guides_of([session]).get(session.id),
        cutoff_at=service_sessions.cutoff_at(session), at=at,
        full_refund_until=treasury_cancellation.full_refund_until(policy, at, session.starts_at),
    )  # fmt: skip
    return page, status


@public
def book_journey(public_id: str) -> ResponseReturnValue:
    """Book a journey from a first day on."""
    template = queries.public_journey(public_id)
    g.business = template.business
    form = (JourneyPartyForm if anybody() else JourneyBookForm)(
        party=_asked_party(), starts_on=_asked_day(), spoken=str(get_locale())
    )
    form.offer(template.guests_max, lambda party: journey_price_minor(template, party), template.currency)
    if request.method == "GET" or not form.validate():
        return _journey_page(form, template, 200 if request.method == "GET" else 422)
    try:
        booking = _begin_journey(form, template, clock.now())
    except MarketplaceError as refusal:
        refusal.field = refusal.field or "starts_on"
        show_refusal(form, refusal)
        return _journey_page(form, template, 422)
    return _onwards(booking)


def _begin_journey(form: Any, template: JourneyTemplate, at: datetime) -> Booking:
    stages = dated_stages(template.stages, datetime.combine(form.starts_on.data, datetime.min.time()))
    spans = [_span(stage, template.timezone) for stage in stages]
    party = int(form.party.data)
    return begin_booking(
        kind=template.programme.kind, programme=template.programme, customer=_customer(form, at, template.timezone),
        template=template, title=in_language(template, str(get_locale()), "title"), party=party,
        language=form.spoken.data, starts_at=min(begins for begins, _ends in spans),
        ends_at=max(ends for _begins, ends in spans), timezone=template.timezone,
        price_minor=journey_price_minor(template, party), currency=template.currency,
        detail={"notes": form.notes.data or "", "stages": stages}, at=at,
    )  # fmt: skip


def _span(stage: dict[str, Any], timezone: str) -> tuple[datetime, datetime]:
    try:
        begins = instant_of(datetime.fromisoformat(stage["starts_local"]), timezone)
    except NoSuchLocalTime:
        raise Invalid("no_such_local_time", field="starts_on") from None
    return begins, begins + timedelta(minutes=int(stage["minutes"]))


def _journey_page(form: Any, template: JourneyTemplate, status: int) -> ResponseReturnValue:
    party, day = _shown_party(form), form.starts_on.data if not form.starts_on.errors else None
    stages = dated_stages(template.stages, datetime.combine(day, datetime.min.time())) if day else []
    begins = _begins(stages, template.timezone)
    policy, at = template.programme.cancellation_policy, clock.now()
    page = render_template(
        "bookings/book_journey.html",
        form=form, journey=template, is_guest=anybody() is None, in_language=in_language, party=party,
        price_minor=journey_price_minor(template, party), stages=stages, earliest_on=(at + timedelta(days=1)).date(),
        full_refund_until=treasury_cancellation.full_refund_until(policy, at, begins) if begins and begins > at else None,
        at=at,
    )  # fmt: skip
    return page, status


def _begins(stages: list[dict[str, Any]], timezone: str) -> datetime | None:
    try:
        return _span(stages[0], timezone)[0] if stages else None
    except Invalid:
        return None


def _shown_party(form: Any) -> int:
    """The number the price is shown for: what was chosen, else the nearest that can come."""
    numbers = [choice.value for choice in form.party.choices]
    wanted = form.party.data or 1
    return wanted if wanted in numbers else max(numbers[0], min(numbers[-1], wanted))


def _asked_party() -> int:
    asked = request.args.get("party", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and 0 < len(asked) < 4 else 1


def _asked_day() -> date | None:
    try:
        day = date.fromisoformat(request.args.get("starts_on", ""))
    except ValueError:
        return None
    return day if is_within_reach(day, clock.now()) else None


def _customer(form: Any, at: datetime, timezone: str) -> Identity:
    return anybody() or guests.customer_of(form.email.data, form.name.data, at, timezone)


def _onwards(booking: Booking) -> ResponseReturnValue:
    if anybody() is None:
        access.remember(booking.public_id)
        guests.greet(booking)
    where = "bookings.booking" if booking.price_minor == 0 else "bookings.pay"
    return redirect(url_for(where, public_id=booking.public_id), 303)
