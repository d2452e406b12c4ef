"""Asking for somebody to meet between two flights: the sum first, then the question; and showing a friend where one is."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from marketplace.bookings import access, guests, work
from marketplace.bookings.models import Request
from marketplace.bookings.views_request import to_request
from marketplace.businesses.models import Programme
from marketplace.businesses.queries import public_programme
from marketplace.core import clock
from marketplace.core.errors import MarketplaceError, NotFound
from marketplace.core.form_refusals import show_refusal
from marketplace.core.permissions import public
from marketplace.core.words import sentence
from marketplace.geo.airports import airport
from marketplace.geo.place_search import airport_town
from marketplace.geo.windows import LayoverWindow, WindowRefusal
from marketplace.identity.models import Identity
from marketplace.identity.service import tell_birth
from marketplace.kinds import service_layovers, share_links
from marketplace.kinds.forms import FlightsForm, MeetAsGuestForm, MeetForm
from marketplace.kinds.service_layovers import Flights
from marketplace.trust.reader import anybody

FLIGHTS = ("arrival_flight", "arrives_local", "departure_flight", "departs_local")


@public
def ask_layover() -> ResponseReturnValue:
    """Two flights in, the usable window line by line, then somebody to meet."""
    programme = public_programme(request.args.get("programme", ""))
    if programme.kind != "layover":
        raise NotFound
    g.business = programme.business
    if request.method == "POST":
        return _ask(programme)
    earlier = _earlier(programme)
    flights_form = _flights_form(programme, earlier)
    has_begun = "arrives_local" in request.args and "change" not in request.args
    window = _window(programme, flights_form) if has_begun and flights_form.validate() else None
    status = 422 if has_begun and not isinstance(window, LayoverWindow) else 200
    return _page(programme, flights_form, window, _meet_form(flights_form, earlier), status)


def _earlier(programme: Programme) -> Request | None:
    """A wish of one's own that is to be changed."""
    ref = request.args.get("earlier", "")
    found = access.my_request(ref) if ref else None
    return found if found is not None and found.programme_id == programme.id else None


def _flights_form(programme: Programme, earlier: Request | None) -> FlightsForm:
    """As the address says, else with the flights of an earlier wish."""
    if "arrives_local" in request.args:
        return FlightsForm(request.args, programme=programme.public_id)
    known = service_layovers.flights_of(earlier) if earlier else {}
    begun = earlier.public_id if earlier else ""
    return FlightsForm(formdata=None, programme=programme.public_id, earlier=begun, **known)


def _meet_form(flights_form: FlightsForm, earlier: Request | None) -> Any:
    person = anybody()
    known = {name: flights_form[name].data for name in FLIGHTS}
    known |= {
        "wanted_language": earlier.wanted_language if earlier else str(get_locale()),
        "party": earlier.party if earlier else 1,
        "interests": earlier.interests if earlier else [],
        "words": earlier.words if earlier and earlier.words != service_layovers.NO_WORDS else "",
        "born_on": person.born_on if person else None,
    }
    return (MeetForm if person else MeetAsGuestForm)(formdata=None, **known)


def _window(programme: Programme, form: Any) -> LayoverWindow | WindowRefusal:
    return service_layovers.window_of(programme, _flights(form))


def _flights(form: Any) -> Flights:
    return Flights(
        (form.arrival_flight.data or "").upper(),
        form.arrives_local.data.replace(tzinfo=None),
        (form.departure_flight.data or "").upper(),
        form.departs_local.data.replace(tzinfo=None),
    )


def _ask(programme: Programme) -> ResponseReturnValue:
    form = (MeetForm if anybody() else MeetAsGuestForm)()
    if not form.validate():
        return _again(programme, form, 422)
    at = clock.now()
    try:
        person = _traveller(form, programme)
        made = service_layovers.ask(
            programme, person, _flights(form), language=form.wanted_language.data, party=form.party.data or 1,
            interests=tuple(form.interests.data or ()), words=form.words.data or "", locale=str(get_locale()), at=at,
        )  # fmt: skip
    except MarketplaceError as refusal:
        return _again(programme, form, show_refusal(form, refusal))
    return to_request(made)


def _traveller(form: Any, programme: Programme) -> Identity:
    """Who asks; the date of birth is kept where none is known and the address is nobody's account."""
    person = anybody()
    if person is None:
        zone = service_layovers.timezone_of(programme)
        person = guests.customer_of(form.email.data, form.name.data, clock.now(), zone)
    if person.born_on is None and access.speaks_for(person):
        tell_birth(person, form.born_on.data, clock.now())
    return person


def _again(programme: Programme, form: Any, status: int) -> ResponseReturnValue:
    has_flights = (
        not any(form[name].errors for name in ("arrives_local", "departs_local")) and form.arrives_local.data
    )
    window = _window(programme, form) if has_flights and form.departs_local.data else None
    known = {name: form[name].data for name in FLIGHTS}
    flights_form = FlightsForm(formdata=None, programme=programme.public_id, **known)
    return _page(programme, flights_form, window, form, status)


def _page(
    programme: Programme, flights_form: FlightsForm, window: Any, form: Any, status: int
) -> ResponseReturnValue:
    code = str(service_layovers.policy_of(programme)["airport"])
    is_window = isinstance(window, LayoverWindow)
    page = render_template(
        "kinds/ask_layover.html", form=form, flights_form=flights_form, programme=programme, airport=airport(code), town=airport_town(code),
        window=window if is_window else None, lines=list(window.lines) if window else [],
        refusal=sentence(window.code, window.numbers) if window and not is_window else None,
        timezone=service_layovers.timezone_of(programme), is_guest=anybody() is None,
        policy=service_layovers.policy_of(programme),
        meeting_point=service_layovers.meeting_point_of(programme, str(get_locale())),
    )  # fmt: skip
    return page, status


@public
def shared_meeting(token: str) -> ResponseReturnValue:
    """Where somebody is during a meet-up, for whomever they sent the link to; until two hours after it."""
    booking = share_links.booking_behind(token, clock.now())
    g.business = booking.business
    assignments = work.live_assignments(booking)
    return render_template(
        "kinds/shared_meeting.html",
        booking=booking, assignments=assignments, gig=assignments[0].gig if assignments else None, at=clock.now(),
    )  # fmt: skip
