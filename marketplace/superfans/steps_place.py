"""The step that asks where a fan sets out from, with a map of what was understood."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.businesses.form_fields import options
from marketplace.core import clock, edge
from marketplace.geo.place_search import FoundPlace, find_places
from marketplace.superfans import join_steps, service_profile
from marketplace.superfans.forms import ChosenHomeForm, HomeForm
from marketplace.superfans.join_flow import Flow
from marketplace.superfans.models import Superfan


def home(fan: Superfan, flow: Flow) -> ResponseReturnValue:
    """Ask for a place, show it on a map, keep what was meant."""
    if request.method == "GET":
        return _page(fan, flow, HomeForm(data={"place": fan.home_name}), [], 200)
    form = ChosenHomeForm()
    edge.release()  # the geocoder may be far away
    places = find_places(form.place.data or "")
    form.chosen.choices = options((str(n), place.label) for n, place in enumerate(places))
    if not places:
        asked = HomeForm()
        if asked.validate():
            asked.place.errors = [_("We cannot find this place. Try the town, or the town and the country.")]
        return _page(fan, flow, asked, [], 422)
    if "chosen" not in request.form:
        form.chosen.data = "0"
        return _page(fan, flow, form, places, 200)
    if not form.validate():
        return _page(fan, flow, form, places, 422)
    place = places[int(form.chosen.data)]
    service_profile.set_home(fan, service_profile.Home(place.label, place.lat, place.lon), clock.now())
    if not flow.is_joining:
        flash(_("Saved."), "success")
    return redirect(flow.onward("home"), 303)


def _page(
    fan: Superfan, flow: Flow, form: HomeForm, places: list[FoundPlace], status: int
) -> ResponseReturnValue:
    shown = places[0] if places else None
    if shown is None and fan.home_lat is not None and fan.home_lon is not None:
        shown = FoundPlace(fan.home_name, fan.home_lat, fan.home_lon, "")
    return render_template(
        "superfans/step_home.html",
        form=form,
        fan=fan,
        flow=flow,
        step="home",
        steps=join_steps,
        places=places,
        shown=shown,
    ), status
