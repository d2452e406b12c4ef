"""Booking a date or a journey: how many, who, then the payment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from marketplace.bookings import access, guests
from marketplace.bookings.forms import BookForm, JourneyBookForm, JourneyPartyForm, PartyForm
from marketplace.bookings.pricing import journey_price_minor, session_price_minor
from marketplace.bookings.service_bookings import begin_booking
from marketplace.catalogue import queries
from marketplace.catalogue.dates import dated_stages
from marketplace.catalogue.models import JourneyTemplate, Session
from marketplace.catalogue.queries_search import in_language
from marketplace.core import clock
from marketplace.core.errors import MarketplaceError
from marketplace.core.permissions import public
from marketplace.core.words import sentence
from marketplace.identity.models import Identity


@public
def book(public_id: str) -> ResponseReturnValue:
    """Book a session."""
    at = clock.now()
    session = queries.bookable_session(public_id, at)
    g.business = session.experience.business
    form = (PartyForm if access.actor() else BookForm)(party=_asked_party(session.experience.guests_max))
    if request.method == "GET" or not form.validate():
        return _page(form, session, 200 if request.method == "GET" else 422)
    experience, party = session.experience, form.party.data or 1
    try:
        booking = begin_booking(
            kind="experience", programme=experience.programme, customer=_customer(form, at), session=session,
            title=in_language(experience, str(get_locale()), "title"), party=party, language=session.language,
            starts_at=session.starts_at, ends_at=session.ends_at, timezone=experience.timezone,
            price_minor=session_price_minor(experience, party), currency=experience.currency,
            detail={"notes": form.notes.data or ""}, at=at,
        )  # fmt: skip
    except MarketplaceError as refusal:
        form.party.errors = [sentence(refusal.code, refusal.params)]
        return _page(form, session, 422)
    return _onwards(booking)


def _page(form: PartyForm, session: Session, status: int) -> ResponseReturnValue:
    experience = session.experience
    party = form.party.data or 1
    page = render_template(
        "bookings/book.html", form=form, session=session, experience=experience, is_guest=access.actor() is None,
        price_minor=session_price_minor(experience, party), in_language=in_language,
        guide=queries.guides_of([session]).get(session.id),
    )  # fmt: skip
    return page, status


@public
def book_journey(public_id: str) -> ResponseReturnValue:
    """Book a journey from a first day on."""
    template = queries.public_journey(public_id)
    g.business = template.business
    form = (JourneyPartyForm if access.actor() else JourneyBookForm)(
        party=_asked_party(template.guests_max), starts_on=_asked_day()
    )
    if request.method == "GET" or not form.validate() or not _is_possible(form, template):
        return _journey_page(form, template, 200 if request.method == "GET" else 422)
    at, party = clock.now(), form.party.data or 1
    stages = dated_stages(template.stages, datetime.combine(form.starts_on.data, datetime.min.time()))
    zone = ZoneInfo(template.timezone)
    starts = [datetime.fromisoformat(s["starts_local"]).replace(tzinfo=zone).astimezone(UTC) for s in stages]
    ends = [start + timedelta(minutes=int(s["minutes"])) for start, s in zip(starts, stages, strict=True)]
    try:
        booking = begin_booking(
            kind="journey", programme=template.programme, customer=_customer(form, at), template=template,
            title=in_language(template, str(get_locale()), "title"), party=party, language=str(get_locale()),
            starts_at=min(starts), ends_at=max(ends), timezone=template.timezone,
            price_minor=journey_price_minor(template, party), currency=template.currency,
            detail={"notes": form.notes.data or "", "stages": stages}, at=at,
        )  # fmt: skip
    except MarketplaceError as refusal:
        form.starts_on.errors = [sentence(refusal.code, refusal.params)]
        return _journey_page(form, template, 422)
    return _onwards(booking)


def _is_possible(form: Any, template: JourneyTemplate) -> bool:
    if (form.party.data or 1) > template.guests_max:
        form.party.errors = [_("At most %(most)s people can come.", most=template.guests_max)]
        return False
    return True


def _journey_page(form: Any, template: JourneyTemplate, status: int) -> ResponseReturnValue:
    price = journey_price_minor(template, form.party.data or 1)
    page = render_template(
        "bookings/book_journey.html",
        form=form,
        journey=template,
        is_guest=access.actor() is None,
        price_minor=price,
        in_language=in_language,
    )
    return page, status


def _asked_party(most: int) -> int:
    asked = request.args.get("party", "")
    return max(1, min(most, int(asked))) if asked.isdigit() else 1


def _asked_day() -> Any:
    try:
        return datetime.strptime(request.args.get("starts_on", ""), "%Y-%m-%d").date()  # noqa: DTZ007 - a date alone
    except ValueError:
        return None


def _customer(form: Any, at: datetime) -> Identity:
    return access.actor() or guests.customer_of(form.email.data, form.name.data, at)


def _onwards(booking: Any) -> ResponseReturnValue:
    if access.actor() is None:
        guests.greet(booking)
    where = "bookings.booking" if booking.price_minor == 0 else "bookings.pay"
    return redirect(url_for(where, public_id=booking.public_id), 303)
