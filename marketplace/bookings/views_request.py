"""Asking for what is not listed, and picking among the people put forward."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from marketplace.bookings import access, guests, service_requests
from marketplace.bookings.forms import AskAsGuestForm, AskForm
from marketplace.bookings.service_requests import Asked
from marketplace.businesses.form_fields import options
from marketplace.businesses.models import Programme
from marketplace.businesses.queries import public_programme
from marketplace.core import clock
from marketplace.core.errors import Invalid, NotFound
from marketplace.core.minor import to_minor
from marketplace.core.permissions import public
from marketplace.core.words import sentence
from marketplace.geo.place_search import FoundPlace, find_places
from marketplace.superfans.interests import INTERESTS
from marketplace.trust import queries_decisions, queries_standing


@public
def ask() -> ResponseReturnValue:
    """Say in one's own words what one wishes for."""
    programme = public_programme(request.args.get("programme", ""))
    if programme.kind != "request":
        raise NotFound
    g.business = programme.business
    form = (AskForm if access.actor() else AskAsGuestForm)(
        wanted_language=str(get_locale()), duration_minutes=180, party=2, place=programme.business.place_name
    )
    form.interests.choices = options(_interests())
    if request.method == "GET" or not form.validate():
        return _page(form, programme, 200 if request.method == "GET" else 422)
    places = find_places(form.place.data or "")
    if not places:
        form.place.errors = [_("We cannot find this place. Try the town, or the town and the country.")]
        return _page(form, programme, 422)
    at = clock.now()
    person = access.actor() or guests.customer_of(form.email.data, form.name.data, at)
    try:
        made = service_requests.ask(programme, person, _asked(form, places[0], programme), at)
    except Invalid as fault:
        named = form[fault.field or ""] if (fault.field or "") in form else form.words
        named.errors = [sentence(fault.code, fault.params)]
        return _page(form, programme, 422)
    return redirect(url_for("bookings.request_page", public_id=made.public_id), 303)


def _page(form: Any, programme: Programme, status: int) -> ResponseReturnValue:
    return render_template(
        "bookings/ask.html", form=form, programme=programme, is_guest=access.actor() is None
    ), status


def _interests() -> list[tuple[str, str]]:
    is_spanish = str(get_locale()) == "es"
    return sorted(
        ((one.code, one.name_es if is_spanish else one.name_en) for one in INTERESTS),
        key=lambda pair: pair[1],
    )


def _asked(form: Any, place: FoundPlace, programme: Programme) -> Asked:
    return Asked(
        words=form.words.data or "",
        language=str(get_locale()),
        wanted_language=form.wanted_language.data,
        party=form.party.data or 1,
        starts_local=form.starts_local.data.replace(tzinfo=None),
        duration_minutes=form.duration_minutes.data,
        place_name=place.label,
        lat=place.lat,
        lon=place.lon,
        interests=tuple(form.interests.data or ()),
        budget_minor=to_minor(form.budget.data, programme.currency) if form.budget.data is not None else None,
    )


@public
def request_page(public_id: str) -> ResponseReturnValue:
    """How a request stands: the people put forward with reasons and price, or what is lacking."""
    found = access.my_request(public_id)
    g.business = found.business
    proposals = [p for p in found.proposals if p.state in ("proposed", "chosen")]
    return render_template(
        "bookings/request.html",
        request_row=found, proposals=proposals, decisions=queries_decisions.decisions_on(public_id),
        reliability=queries_standing.reliability([p.fan.public_id for p in proposals]),
    )  # fmt: skip


@public
def choose(public_id: str) -> ResponseReturnValue:
    """Pick a person: a booking that waits for its payment and for their yes."""
    proposal = access.my_proposal(public_id)
    booking = service_requests.choose(proposal, proposal.request.customer, clock.now())
    where = "bookings.booking" if booking.price_minor == 0 else "bookings.pay"
    return redirect(url_for(where, public_id=booking.public_id), 303)


@public
def pass_over(public_id: str) -> ResponseReturnValue:
    """Not this person: the next, if there is one."""
    proposal = access.my_proposal(public_id)
    service_requests.pass_over(proposal, proposal.request.customer, clock.now())
    flash(_("Understood. Whoever is next stands below."), "info")
    return redirect(url_for("bookings.request_page", public_id=proposal.request.public_id), 303)


@public
def withdraw(public_id: str) -> ResponseReturnValue:
    """No longer wanted."""
    found = access.my_request(public_id)
    service_requests.withdraw(found, found.customer, clock.now())
    flash(_("Your request is withdrawn."), "info")
    return redirect(url_for("bookings.request_page", public_id=public_id), 303)
