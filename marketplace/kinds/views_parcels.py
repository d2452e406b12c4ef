"""The desk's parcels: entered one by one or from a file, brought back, sent again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from functools import wraps
from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.businesses.access import staff
from marketplace.businesses.form_fields import options
from marketplace.core import clock
from marketplace.core.errors import Invalid, MarketplaceError
from marketplace.core.form_refusals import flash_refusal, show_refusal
from marketplace.core.lifecycle import Actor
from marketplace.core.permissions import Permission
from marketplace.geo.spots import locate, located
from marketplace.geo.zones import NoSuchLocalTime, instant_of
from marketplace.kinds import parcel_files, parcel_headings, queries_parcels, service_parcels
from marketplace.kinds.forms import ParcelFileForm, ParcelForm
from marketplace.kinds.lifecycle import PARCEL
from marketplace.kinds.models import Parcel, PickupPoint
from marketplace.kinds.service_parcels import ParcelEntry
from marketplace.trust.reader import me
from marketplace.trust.service_audit import log_action

FAULTS_SHOWN = 50


@staff(Permission.DESK_VIEW)
def desk_parcels(business_slug: str) -> ResponseReturnValue:
    """What waits, what is on its way, what comes back."""
    asked = request.args.get("page", "1")
    page = max(1, int(asked)) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 1
    state = request.args.get("state", "")
    state = state if state in PARCEL.states else ""
    counts = queries_parcels.counts(g.business)
    return render_template(
        "kinds/parcels.html",
        programmes=queries_parcels.programmes_of(g.business), points=queries_parcels.points_of(g.business),
        parcels=queries_parcels.parcels(g.business, state, page), counts=counts, state=state, page=page,
        pages=_pages(counts, state), blocks=queries_parcels.blocks_of(g.business), states=PARCEL.states,
    )  # fmt: skip


def _pages(counts: dict[str, int], state: str) -> int:
    states = [state] if state else queries_parcels.OPEN_STATES
    return max(1, -(-sum(counts.get(one, 0) for one in states) // queries_parcels.PAGE))


def _where_parcels_wait(view: Callable[[list[PickupPoint]], ResponseReturnValue]) -> Any:
    """Give a view the places where parcels wait; while there are none, lead to where they are said."""

    @wraps(view)
    def guarded(business_slug: str) -> ResponseReturnValue:
        points = queries_parcels.points_of(g.business)
        if points:
            return view(points)
        flash(_("Say first where parcels wait."), "info")
        return redirect(url_for("kinds.pickup_points", business_slug=business_slug), 303)

    return guarded


@staff(Permission.GIGS_EDIT)
@_where_parcels_wait
def new_parcel(points: list[PickupPoint]) -> ResponseReturnValue:
    """One parcel by hand."""
    form = _with_points(ParcelForm(), points)
    if request.method == "GET" or not form.validate():
        return _parcel_page(form, 200 if request.method == "GET" else 422)
    try:
        point, programme = queries_parcels.point_of(g.business, form.pickup_point.data)
        (made,) = service_parcels.add_parcels(programme, point, [_entry(form)], clock.now())
    except MarketplaceError as refusal:
        return _parcel_page(form, show_refusal(form, refusal))
    said = _(
        "The parcel waits for a block. Tell %(name)s the code for the door: %(code)s.",
        name=made.recipient_name, code=made.delivery_code,
    )  # fmt: skip
    flash(said, "success")
    _say_how_sure([made])
    return _to()


def _say_how_sure(parcels: list[Parcel]) -> None:
    """Where only the quarter of an address is known, the owner hears it: stops are put in order by their points."""
    rough = sum(1 for one in parcels if one.is_rough)
    if rough:
        said = ngettext(
            "Of %(num)s address we know only the quarter: the route passes its middle. Its exact place, in degrees, makes the route better.",
            "Of %(num)s addresses we know only the quarter: the route passes its middle. Exact places, in degrees, make the route better.",
            rough,
        )
        flash(said, "warning")


def _parcel_page(form: ParcelForm, status: int) -> ResponseReturnValue:
    return render_template("kinds/new_parcel.html", form=form), status


def _entry(form: ParcelForm) -> ParcelEntry:
    spot = located(form.address.data or "", form.lat.data, form.lon.data, g.business.place_name)
    return ParcelEntry(
        recipient_name=form.recipient_name.data or "", address=form.address.data or "", lat=spot.lat, lon=spot.lon,
        is_rough=spot.is_rough, litres=form.litres.data or 1, is_return=form.is_return.data, opens_at=_instant(form.on.data, form.opens_local.data, "opens_local"),
        closes_at=_instant(form.on.data, form.closes_local.data, "closes_local"),
        recipient_phone=form.recipient_phone.data or "", notes=form.notes.data or "",
    )  # fmt: skip


def _instant(on: date | None, at: time | None, field: str) -> datetime | None:
    if on is None or at is None:
        return None
    try:
        return instant_of(datetime.combine(on, at), g.business.timezone)
    except NoSuchLocalTime:
        raise Invalid("no_such_local_time", field=field) from None


@staff(Permission.GIGS_EDIT)
@_where_parcels_wait
def parcels_from_file(points: list[PickupPoint]) -> ResponseReturnValue:
    """Many parcels from a file: all of them, or none with every fault named."""
    form = _with_points(ParcelFileForm(), points)
    if request.method == "GET" or not form.validate():
        return _file_page(form, [], 200 if request.method == "GET" else 422)
    data = form.file.data.stream.read(parcel_files.BYTES_MAX + 1)
    entries, faults = parcel_files.read(
        data,
        g.business.timezone,
        lambda address: locate(address, g.business.place_name),
        parcel_headings.known(),
    )
    if faults:
        return _file_page(form, faults, 422)
    point, programme = queries_parcels.point_of(g.business, form.pickup_point.data)
    added = service_parcels.add_parcels(programme, point, entries, clock.now())
    said = ngettext("%(num)s parcel waits for a block.", "%(num)s parcels wait for a block.", len(added))
    flash(said, "success")
    _say_how_sure(added)
    return _to()


@staff(Permission.GIGS_EDIT)
def empty_parcel_file(business_slug: str) -> ResponseReturnValue:
    """A file with the headings alone, to be filled in with a spreadsheet."""
    headers = {"Content-Disposition": f'attachment; filename="{_("parcels")}.csv"'}
    return Response("\ufeff" + parcel_headings.empty_file(), mimetype="text/csv", headers=headers)


def _file_page(form: ParcelFileForm, faults: list[parcel_files.Fault], status: int) -> ResponseReturnValue:
    page = render_template(
        "kinds/parcels_file.html", form=form, faults=faults[:FAULTS_SHOWN], more=max(0, len(faults) - FAULTS_SHOWN),
        columns=parcel_headings.shown(), needed=parcel_files.NEEDED,
    )  # fmt: skip
    return page, status


@staff(Permission.GIGS_EDIT)
def parcels_to_file(business_slug: str) -> ResponseReturnValue:
    """Every parcel as a file for a spreadsheet, with the codes for the doors."""
    content = parcel_files.write(queries_parcels.to_export(g.business), g.business.timezone)
    headers = {"Content-Disposition": f'attachment; filename="parcels-{g.business.slug}.csv"'}
    return Response("\ufeff" + content, mimetype="text/csv", headers=headers)


@staff(Permission.GIGS_EDIT)
def brought_back(business_slug: str, public_id: str) -> ResponseReturnValue:
    """The parcel is on the shelf again."""
    return _act(
        public_id,
        lambda p, who, at: service_parcels.bring_back(p, Actor.STAFF, who.public_id, at),
        "bring_back",
    )


@staff(Permission.GIGS_EDIT)
def send_again(business_slug: str, public_id: str) -> ResponseReturnValue:
    """What was brought back waits for another block."""
    return _act(public_id, service_parcels.send_again, "send_again")


@staff(Permission.GIGS_EDIT)
def withdraw(business_slug: str, public_id: str) -> ResponseReturnValue:
    """It need not be delivered any more."""
    return _act(public_id, service_parcels.withdraw, "withdraw")


def _act(public_id: str, work: Any, action: str) -> ResponseReturnValue:
    parcel, at = service_parcels.parcel_of(g.business, public_id), clock.now()
    person = me()
    try:
        work(parcel, person, at)
    except MarketplaceError as refusal:
        flash_refusal(refusal)
    else:
        log_action(g.business.public_id, person.public_id, f"kinds.{action}_parcel", public_id, {}, at)
        flash(_("Noted."), "success")
    return _to()


def _with_points(form: Any, points: list[PickupPoint]) -> Any:
    form.pickup_point.choices = options((p.public_id, p.name) for p in points)
    return form


def _to() -> ResponseReturnValue:
    return redirect(url_for("kinds.desk_parcels", business_slug=g.business.slug), 303)
