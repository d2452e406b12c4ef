"""Asking for somebody to meet between two flights: the sum first, then the question."""

from __future__ import annotations

from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from marketplace.bookings import access, guests
from marketplace.businesses.form_fields import options
from marketplace.businesses.models import Programme
from marketplace.businesses.queries import public_programme
from marketplace.core import clock
from marketplace.core.errors import MarketplaceError, NotFound
from marketplace.core.permissions import public
from marketplace.core.words import sentence
from marketplace.geo.airports import airport
from marketplace.geo.windows import LayoverWindow, WindowRefusal
from marketplace.kinds import service_layovers
from marketplace.kinds.forms import LayoverAsGuestForm, LayoverForm
from marketplace.kinds.service_layovers import Flights
from marketplace.superfans.names import interest_choices


@public
def ask_layover() -> ResponseReturnValue:
    """Two flights in, the usable window line by line, then one local at a time."""
    programme = public_programme(request.args.get("programme", ""))
    if programme.kind != "layover":
        raise NotFound
    g.business = programme.business
    form = (LayoverForm if access.actor() else LayoverAsGuestForm)(language=str(get_locale()), party=1)
    form.interests.choices = options(interest_choices())
    if request.method == "GET" or not form.validate():
        return _page(form, programme, None, 200 if request.method == "GET" else 422)
    flights = Flights(
        form.arrival_flight.data, form.arrives_local.data.replace(tzinfo=None),
        form.departure_flight.data, form.departs_local.data.replace(tzinfo=None),
    )  # fmt: skip
    window = service_layovers.window_of(programme, flights)
    if isinstance(window, WindowRefusal):
        form.departs_local.errors = [sentence(window.code, dict(window.numbers))]
        return _page(form, programme, window, 422)
    if "confirmed" not in request.form:
        return _page(form, programme, window, 200)
    return _ask(form, programme, flights, window)


def _ask(form: Any, programme: Programme, flights: Flights, window: LayoverWindow) -> ResponseReturnValue:
    at = clock.now()
    person = access.actor() or guests.customer_of(form.email.data, form.name.data, at)
    try:
        made = service_layovers.ask(
            programme, person, flights, language=form.language.data, party=form.party.data or 1,
            interests=tuple(form.interests.data or ()), words=form.words.data or "", locale=str(get_locale()), at=at,
        )  # fmt: skip
    except MarketplaceError as refusal:
        form.arrives_local.errors = [sentence(refusal.code, refusal.params)]
        return _page(form, programme, window, 422)
    return redirect(url_for("bookings.request_page", public_id=made.public_id), 303)


def _page(form: Any, programme: Programme, window: Any, status: int) -> ResponseReturnValue:
    zone = service_layovers.timezone_of(programme)
    code = str(service_layovers.policy_of(programme)["airport"])
    page = render_template(
        "kinds/ask_layover.html", form=form, programme=programme, window=window, timezone=zone, airport=airport(code),
        is_guest=access.actor() is None, is_window=isinstance(window, LayoverWindow),
    )  # fmt: skip
    return page, status
