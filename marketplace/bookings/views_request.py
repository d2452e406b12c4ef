"""Asking for what is not listed, and picking among the people put forward."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from marketplace.bookings import access, guests, queries, service_requests
from marketplace.bookings.forms import AskAsGuestForm, AskForm
from marketplace.bookings.lifecycle import REQUEST
from marketplace.bookings.models import Request
from marketplace.bookings.pricing import hour_price_minor
from marketplace.bookings.reasons import because, lacking
from marketplace.bookings.service_requests import Asked
from marketplace.businesses.form_fields import options
from marketplace.businesses.models import Programme
from marketplace.businesses.queries import public_programme
from marketplace.core import clock
from marketplace.core.errors import Invalid, NotFound
from marketplace.core.form_refusals import show_refusal
from marketplace.core.kinds import registry
from marketplace.core.lifecycle import Actor
from marketplace.core.minor import from_minor
from marketplace.core.permissions import public
from marketplace.geo.place_search import FoundPlace, find_places
from marketplace.superfans.names import interest_choices
from marketplace.trust import queries_standing
from marketplace.trust.reader import anybody


@public
def ask() -> ResponseReturnValue:
    """Say in one's own words what one wishes for."""
    programme = public_programme(request.args.get("programme", ""))
    if programme.kind != "request":
        raise NotFound
    g.business = programme.business
    form = (AskForm if anybody() else AskAsGuestForm)(currency=programme.currency, **_begin_with(programme))
    form.interests.choices = options(interest_choices())
    if request.method == "GET" or not form.validate():
        return _page(form, programme, 200 if request.method == "GET" else 422)
    places = find_places(form.place.data or "")
    if not places:
        form.place.errors = [_("We cannot find this place. Try the town, or the town and the country.")]
        return _page(form, programme, 422)
    at = clock.now()
    person = anybody() or guests.customer_of(form.email.data, form.name.data, at, programme.business.timezone)
    try:
        made = service_requests.ask(programme, person, _asked(form, places[0], programme), at)
    except Invalid as fault:
        return _page(form, programme, show_refusal(form, fault))
    return to_request(made)


def to_request(made: Request) -> ResponseReturnValue:
    """On to the page of a request that was just made; a guest gets the link by mail."""
    if anybody() is None:
        access.remember(made.public_id)
        guests.greet_asking(made)
    return redirect(url_for("bookings.request_page", public_id=made.public_id), 303)


def _page(form: Any, programme: Programme, status: int) -> ResponseReturnValue:
    page = render_template(
        "bookings/ask.html", form=form, programme=programme, is_guest=anybody() is None,
        price_hour_minor=hour_price_minor(programme),
    )  # fmt: skip
    return page, status


def _begin_with(programme: Programme) -> dict[str, Any]:
    """What the form holds at first: sensible choices, or an earlier wish of one's own to be changed."""
    known: dict[str, Any] = {
        "wanted_language": str(get_locale()),
        "duration_minutes": 180,
        "party": 2,
        "place": programme.business.place_name,
    }
    earlier = request.args.get("earlier", "")
    if request.method == "POST" or not earlier:
        return known
    wish = access.my_request(earlier)
    minutes = int((wish.ends_at - wish.starts_at).total_seconds() // 60)
    budget = None if wish.budget_minor is None else from_minor(wish.budget_minor, wish.currency)
    return known | {
        "words": wish.words,
        "wanted_language": wish.wanted_language,
        "starts_local": datetime.fromisoformat(wish.starts_local),
        "duration_minutes": minutes,
        "party": wish.party,
        "place": wish.place_name,
        "interests": wish.interests,
        "budget": budget,
    }


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
        budget_minor=form.budget.minor,
    )


@public
def request_page(public_id: str) -> ResponseReturnValue:
    """How a request stands: the people put forward with reasons and price, or what is lacking."""
    found = access.my_request(public_id)
    g.business, kind = found.business, registry.get(found.kind)
    proposals = [p for p in found.proposals if p.state in ("proposed", "chosen")]
    return render_template(
        "bookings/request.html",
        wish=found, proposals=proposals, because={p.public_id: because(p) for p in proposals},
        reliability=queries_standing.reliability([p.fan.public_id for p in proposals]),
        lacking=lacking(public_id) if found.state == "unanswered" else [], booking=queries.booking_of_request(found),
        kind=kind, asked_anew=kind.asked_anew(found), pins=_pin(found), can_withdraw=REQUEST.allows(found.state, "withdraw", Actor.CUSTOMER),
        may_choose=REQUEST.allows(found.state, "choose", Actor.CUSTOMER),
        over_budget=found.budget_minor is not None and any(p.price_minor > found.budget_minor for p in proposals),
        passed=sum(1 for p in found.proposals if p.state in ("passed_over", "stepped_back")),
    )  # fmt: skip


def _pin(found: Request) -> list[dict[str, Any]]:
    return [{"latitude": found.lat, "longitude": found.lon, "label": found.place_name, "role": "start"}]


@public
def choose(public_id: str) -> ResponseReturnValue:
    """Pick a person: a booking that waits for its payment and for their yes."""
    proposal = access.my_proposal(public_id)
    booking = service_requests.choose(proposal, proposal.request.customer, clock.now())
    if anybody() is None:
        access.remember(booking.public_id)
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
