"""The desk's pick-up points: where parcels wait and fans check in, put where they really are."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from marketplace.businesses.access import staff
from marketplace.core import clock
from marketplace.core.errors import MarketplaceError
from marketplace.core.form_refusals import flash_refusal, show_refusal
from marketplace.core.formats import format_distance
from marketplace.core.permissions import Permission
from marketplace.geo.spots import DOOR_CIRCLE_M, Spot, located
from marketplace.kinds import queries_parcels, service_parcels
from marketplace.kinds.forms import PickupPointForm
from marketplace.kinds.models import PickupPoint
from marketplace.trust.service_audit import log_action


@staff(Permission.GIGS_EDIT)
def pickup_points(business_slug: str) -> ResponseReturnValue:
    """Where parcels wait and fans check in; name one more."""
    form, programmes = PickupPointForm(), queries_parcels.programmes_of(g.business)
    if request.method == "GET" or not programmes or not form.validate():
        return _page(form, 200 if request.method == "GET" else 422)
    try:
        spot = _spot(form)
        point = service_parcels.add_pickup_point(
            programmes[0], *_words(form), spot.lat, spot.lon, spot.circle_m
        )
    except MarketplaceError as refusal:
        return _page(form, show_refusal(form, refusal))
    _log("add_pickup_point", point)
    return _saved(point, spot)


@staff(Permission.GIGS_EDIT)
def pickup_point(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Say one better, or put it where it is."""
    point, _programme = queries_parcels.point_of(g.business, public_id)
    known = {} if point.circle_m > DOOR_CIRCLE_M else {"lat": point.lat, "lon": point.lon}
    form = PickupPointForm(data={"name": point.name, "address": point.address} | known)
    if request.method == "GET" or not form.validate():
        return _one(point, form, 200 if request.method == "GET" else 422)
    try:
        spot = _spot(form)
        service_parcels.change_pickup_point(point, *_words(form), spot.lat, spot.lon, spot.circle_m)
    except MarketplaceError as refusal:
        return _one(point, form, show_refusal(form, refusal))
    _log("change_pickup_point", point)
    return _saved(point, spot)


@staff(Permission.GIGS_EDIT)
def remove_pickup_point(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Take one away at which no parcel ever waited."""
    point, _programme = queries_parcels.point_of(g.business, public_id)
    try:
        service_parcels.remove_pickup_point(point)
    except MarketplaceError as refusal:
        flash_refusal(refusal)
    else:
        _log("remove_pickup_point", point)
        flash(_("It is taken away."), "success")
    return _all()


def _spot(form: PickupPointForm) -> Spot:
    return located(form.address.data or "", form.lat.data, form.lon.data, g.business.place_name)


def _words(form: PickupPointForm) -> tuple[str, str]:
    return form.name.data or "", form.address.data or ""


def _saved(point: PickupPoint, spot: Spot) -> ResponseReturnValue:
    """Where only the quarter is known, the owner comes to the page on which the place is put right."""
    if not spot.is_rough:
        flash(_("Saved. Parcels can wait there now."), "success")
        return _all()
    said = _(
        "Saved, but of this address we know only the quarter. Put the point where it is: until then fans check in within %(distance)s.",
        distance=format_distance(spot.circle_m),
    )
    flash(said, "warning")
    return redirect(
        url_for("kinds.pickup_point", business_slug=g.business.slug, public_id=point.public_id), 303
    )


def _page(form: PickupPointForm, status: int) -> ResponseReturnValue:
    points = queries_parcels.points_of(g.business)
    pins = [{"latitude": p.lat, "longitude": p.lon, "label": p.name} for p in points]
    page = render_template(
        "kinds/pickup_points.html", form=form, points=points, pins=pins, circle_m=DOOR_CIRCLE_M,
        programmes=queries_parcels.programmes_of(g.business),
    )  # fmt: skip
    return page, status


def _one(point: PickupPoint, form: PickupPointForm, status: int) -> ResponseReturnValue:
    pins = [{"latitude": point.lat, "longitude": point.lon, "label": point.name}]
    page = render_template(
        "kinds/pickup_point.html", form=form, point=point, pins=pins, is_rough=point.circle_m > DOOR_CIRCLE_M,
    )  # fmt: skip
    return page, status


def _log(action: str, point: PickupPoint) -> None:
    log_action(
        g.business.public_id, current_user.public_id, f"kinds.{action}", point.public_id, {}, clock.now()
    )


def _all() -> ResponseReturnValue:
    return redirect(url_for("kinds.pickup_points", business_slug=g.business.slug), 303)
