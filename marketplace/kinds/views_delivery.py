"""The desk's parcels: entered one by one or from a file, then built into blocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.businesses.access import staff
from marketplace.businesses.form_fields import options
from marketplace.businesses.models import Programme
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.errors import MarketplaceError, NotFound
from marketplace.core.permissions import Permission
from marketplace.core.words import sentence
from marketplace.geo.place_search import find_places
from marketplace.kinds import parcel_files, service_blocks, service_parcels
from marketplace.kinds.forms import BlocksForm, ParcelFileForm, ParcelForm, PickupPointForm
from marketplace.kinds.models import Parcel, PickupPoint
from marketplace.kinds.service_parcels import ParcelEntry

SHOWN_MAX = 200
FAULTS_SHOWN = 20


@staff(Permission.DESK_VIEW)
def desk_parcels(business_slug: str) -> ResponseReturnValue:
    """What waits, what is on its way, and the tools for both."""
    return _page()


def _page(
    forms: dict[str, Any] | None = None, faults: list[Any] | None = None, status: int = 200
) -> ResponseReturnValue:
    forms, programmes = forms or {}, _programmes()
    points = _points(programmes)
    waiting = [p for p in _parcels(programmes) if p.state == "waiting"]
    first = (
        clock.now()
        .astimezone(ZoneInfo(g.business.timezone))
        .replace(hour=9, minute=0, second=0, microsecond=0, tzinfo=None)
    )
    blocks = BlocksForm(
        formdata=None, starts_local=first + timedelta(days=1), ends_local=first + timedelta(days=1, hours=9)
    )
    page = render_template(
        "kinds/desk_parcels.html",
        programmes=programmes, points=points, parcels=_parcels(programmes), waiting=waiting,
        file_form=_with_points(forms.get("file") or ParcelFileForm(formdata=None), points),
        blocks_form=forms.get("blocks") or blocks, point_form=forms.get("point") or PickupPointForm(formdata=None),
        faults=(faults or [])[:FAULTS_SHOWN], columns=parcel_files.COLUMNS,
    )  # fmt: skip
    return page, status


@staff(Permission.GIGS_EDIT)
def new_parcel(business_slug: str) -> ResponseReturnValue:
    """One parcel by hand."""
    points = _points(_programmes())
    if not points:
        flash(_("Say first where parcels wait."), "info")
        return _to()
    form = _with_points(ParcelForm(litres=5), points)
    if request.method == "GET" or not form.validate():
        return render_template("kinds/new_parcel.html", form=form), 200 if request.method == "GET" else 422
    point = _point(form.pickup_point.data)
    entry = ParcelEntry(
        recipient_name=form.recipient_name.data, address=form.address.data, lat=float(form.lat.data), lon=float(form.lon.data),
        litres=form.litres.data, opens_at=_instant(form.opens_local.data), closes_at=_instant(form.closes_local.data),
        recipient_phone=form.recipient_phone.data or "", notes=form.notes.data or "",
    )  # fmt: skip
    try:
        service_parcels.add_parcels(_programme_of(point), point, [entry], clock.now())
    except MarketplaceError as refusal:
        form.recipient_name.errors = [sentence(refusal.code, refusal.params)]
        return render_template("kinds/new_parcel.html", form=form), 422
    flash(_("The parcel waits for a block."), "success")
    return _to()


@staff(Permission.GIGS_EDIT)
def parcels_from_file(business_slug: str) -> ResponseReturnValue:
    """Many parcels from a file: all of them, or none with every fault named."""
    form = _with_points(ParcelFileForm(), _points(_programmes()))
    if not form.validate():
        return _page({"file": form}, status=422)
    point = _point(form.pickup_point.data)
    entries, faults = parcel_files.read(
        form.file.data.stream.read(parcel_files.BYTES_MAX + 1), g.business.timezone
    )
    if faults:
        return _page({"file": form}, faults, 422)
    added = service_parcels.add_parcels(_programme_of(point), point, entries, clock.now())
    flash(
        ngettext("%(num)s parcel waits for a block.", "%(num)s parcels wait for a block.", len(added)),
        "success",
    )
    return _to()


@staff(Permission.GIGS_EDIT)
def add_pickup_point(business_slug: str) -> ResponseReturnValue:
    """A place where parcels wait."""
    form, programmes = PickupPointForm(), _programmes()
    places = find_places(form.place.data or "") if form.validate() else []
    if not places or not programmes:
        if form.place.data and not places:
            form.place.errors = [
                _("We cannot find this place. Try the town, or the name of a square or a station.")
            ]
        return _page({"point": form}, status=422)
    service_parcels.add_pickup_point(
        programmes[0], form.name.data, form.place.data, places[0].lat, places[0].lon
    )
    flash(_("Saved."), "success")
    return _to()


@staff(Permission.GIGS_EDIT)
def build_blocks(business_slug: str) -> ResponseReturnValue:
    """Build what waits into routed blocks and offer them."""
    form = BlocksForm()
    if not form.validate():
        return _page({"blocks": form}, status=422)
    made, left = 0, 0
    try:
        for programme in _programmes():
            starts_at, ends_at = _instant(form.starts_local.data), _instant(form.ends_local.data)
            assert starts_at is not None and ends_at is not None
            gigs, answer = service_blocks.plan_blocks(programme, starts_at, ends_at, clock.now())
            made, left = made + len(gigs), left + len(answer.left)
    except MarketplaceError as refusal:
        form.starts_local.errors = [sentence(refusal.code, refusal.params)]
        return _page({"blocks": form}, status=422)
    flash(
        ngettext("%(num)s block is built and offered.", "%(num)s blocks are built and offered.", made),
        "success",
    )
    if left:
        flash(
            ngettext(
                "%(num)s parcel fits into no block and waits.",
                "%(num)s parcels fit into no block and wait.",
                left,
            ),
            "warning",
        )
    return _to()


def _programmes() -> list[Programme]:
    query = sa.select(Programme).where(Programme.business_id == g.business.id, Programme.kind == "delivery")
    return list(db.session.scalars(query.order_by(Programme.id)))


def _points(programmes: list[Programme]) -> list[PickupPoint]:
    query = (
        sa.select(PickupPoint)
        .where(PickupPoint.programme_id.in_([p.id for p in programmes]))
        .order_by(PickupPoint.id)
    )
    return list(db.session.scalars(query))


def _parcels(programmes: list[Programme]) -> list[Parcel]:
    query = (
        sa.select(Parcel)
        .where(Parcel.programme_id.in_([p.id for p in programmes]))
        .order_by(Parcel.id.desc())
    )
    return list(db.session.scalars(query.limit(SHOWN_MAX)))


def _point(public_id: str) -> PickupPoint:
    found = next((p for p in _points(_programmes()) if p.public_id == public_id), None)
    if found is None:
        raise NotFound
    return found


def _programme_of(point: PickupPoint) -> Programme:
    return db.session.get_one(Programme, point.programme_id)


def _with_points(form: Any, points: list[PickupPoint]) -> Any:
    form.pickup_point.choices = options((p.public_id, p.name) for p in points)
    return form


def _instant(local: datetime | None) -> datetime | None:
    return None if local is None else local.replace(tzinfo=ZoneInfo(g.business.timezone)).astimezone(UTC)


def _to() -> ResponseReturnValue:
    return redirect(url_for("kinds.desk_parcels", business_slug=g.business.slug), 303)
