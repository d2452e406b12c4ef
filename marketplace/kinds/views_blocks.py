"""The desk's blocks: what would be offered is shown first, then exactly that is offered."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_login import current_user

from marketplace.businesses.access import staff
from marketplace.businesses.models import Programme
from marketplace.businesses.queries import programme_of, published_scheme
from marketplace.core import clock, texts
from marketplace.core.errors import Invalid, MarketplaceError
from marketplace.core.form_refusals import show_refusal
from marketplace.core.permissions import Permission
from marketplace.core.words import sentence
from marketplace.geo.zones import NoSuchLocalTime, instant_of
from marketplace.kinds import delivery, queries_parcels, service_blocks
from marketplace.kinds.forms import BlocksForm, OfferBlocksForm
from marketplace.kinds.service_blocks import Plan
from marketplace.rewards import treasury
from marketplace.superfans import queries_members
from marketplace.trust.service_audit import log_action

DAY_OPENS, DAY_CLOSES = time(9), time(18)


@staff(Permission.GIGS_EDIT)
def preview(business_slug: str) -> ResponseReturnValue:
    """Show the blocks that the waiting parcels make, with routes, loads and what each would pay."""
    programmes = queries_parcels.programmes_of(g.business)
    if not programmes:
        return redirect(url_for("kinds.desk_parcels", business_slug=business_slug), 303)
    if "on" not in request.args:
        return _page(programmes[0], _first_form(programmes[0]), None, 200)
    form = BlocksForm(request.args)
    programme = _chosen(programmes, form.programme.data)
    if not form.validate():
        return _page(programme, form, None, 422)
    try:
        plan = service_blocks.preview_blocks(programme, *_span(form), clock.now())
    except MarketplaceError as refusal:
        refusal.field = _field_of(refusal)
        return _page(programme, form, None, show_refusal(form, refusal))
    return _page(programme, form, plan, 200)


@staff(Permission.GIGS_EDIT)
def build_blocks(business_slug: str) -> ResponseReturnValue:
    """Offer exactly the blocks that were shown."""
    form = OfferBlocksForm()
    programme = programme_of(g.business, form.programme.data or "")
    if not form.validate():
        return _page(programme, form, None, 422)
    at = clock.now()
    try:
        gigs, answer = service_blocks.plan_blocks(programme, *_span(form), at, seen=form.seen.data or "")
    except MarketplaceError as refusal:
        refusal.field = _field_of(refusal)
        return _page(programme, form, None, show_refusal(form, refusal))
    detail = {"blocks": [gig.public_id for gig in gigs]}
    log_action(
        g.business.public_id, current_user.public_id, "kinds.build_blocks", programme.public_id, detail, at
    )
    if queries_members.active_count(programme):
        said = ngettext(
            "%(num)s block is offered to everybody who fits.",
            "%(num)s blocks are offered to everybody who fits.",
            len(gigs),
        )
        flash(said, "success")
    else:
        said = ngettext(
            "%(num)s block is made. Nobody belongs to %(programme)s yet: whoever joins before it begins is asked.",
            "%(num)s blocks are made. Nobody belongs to %(programme)s yet: whoever joins before they begin is asked.",
            len(gigs),
            programme=texts.in_language(programme, str(get_locale()), "title"),
        )
        flash(said, "warning")
    if answer.left:
        left = ngettext(
            "%(num)s parcel fits into no block and waits.",
            "%(num)s parcels fit into no block and wait.",
            len(answer.left),
        )
        flash(left, "warning")
    return redirect(url_for("kinds.desk_parcels", business_slug=business_slug), 303)


@staff(Permission.DESK_VIEW)
def block(business_slug: str, public_id: str) -> ResponseReturnValue:
    """One block: its route, its stops in order, and what was shown at each."""
    gig = queries_parcels.block_of(g.business, public_id)
    parcels = delivery.parcels_of(gig.id)
    return render_template(
        "kinds/block.html",
        gig=gig, parcels=parcels, proofs=queries_parcels.proofs_of(gig), assignments=[a for a in gig.assignments if a.is_live],
        **delivery.route_of(gig, parcels),
    )  # fmt: skip


def _drawn(start: dict[str, Any], stops: list[tuple[float, float, str]]) -> dict[str, Any]:
    pins = [
        {"latitude": lat, "longitude": lon, "label": label, "mark": str(number)}
        for number, (lat, lon, label) in enumerate(stops, start=1)
    ]
    line = [(start["latitude"], start["longitude"]), *((lat, lon) for lat, lon, _label in stops)]
    return {"pins": [start, *pins], "route": line}


def _first_form(programme: Programme) -> BlocksForm:
    tomorrow = clock.now().astimezone(ZoneInfo(g.business.timezone)).date() + timedelta(days=1)
    return BlocksForm(
        formdata=None,
        programme=programme.public_id,
        on=tomorrow,
        opens_local=DAY_OPENS,
        closes_local=DAY_CLOSES,
    )


def _chosen(programmes: list[Programme], public_id: str | None) -> Programme:
    return next((p for p in programmes if p.public_id == public_id), programmes[0])


def _span(form: BlocksForm) -> tuple[datetime, datetime]:
    try:
        opens_at, closes_at = (
            instant_of(datetime.combine(form.on.data, at), g.business.timezone)
            for at in (form.opens_local.data, form.closes_local.data)
        )
    except NoSuchLocalTime:
        raise Invalid("no_such_local_time", field="opens_local") from None
    return opens_at, closes_at


def _field_of(refusal: MarketplaceError) -> str | None:
    return {"starts_at": "opens_local", "ends_at": "closes_local"}.get(refusal.field or "", refusal.field)


def _page(programme: Programme, form: BlocksForm, plan: Plan | None, status: int) -> ResponseReturnValue:
    page = render_template(
        "kinds/blocks_preview.html",
        programme=programme, programmes=queries_parcels.programmes_of(g.business), form=form,
        blocks=_shown(programme, plan) if plan else [], has_plan=plan is not None, digest=plan.digest if plan else "",
        left=_left(plan) if plan else [], waiting=queries_parcels.counts(g.business).get("waiting", 0),
    )  # fmt: skip
    return page, status


def _shown(programme: Programme, plan: Plan) -> list[dict[str, Any]]:
    """Each block with its stops, its drawing and what a fan would get for it."""
    scheme = published_scheme(programme)
    found = []
    for built in plan.answer.blocks:
        point = plan.points[built.pick_up_id]
        stops = [(plan.parcels[s.parcel_id], s) for s in built.stops]
        minutes = int((built.ends_at - built.starts_at) / timedelta(minutes=1))
        facts = {"planned_minutes": minutes, "stops": len(stops), "distance_m": built.distance_m}
        start = {"latitude": point.lat, "longitude": point.lon, "label": point.name, "role": "start"}
        found.append(
            {"block": built, "point": point, "stops": stops, "minutes": minutes,
             "pay_minor": treasury.worth(scheme, facts) if scheme else 0, "most_minor": treasury.maximum(scheme, facts) if scheme else 0}
            | _drawn(start, [(p.lat, p.lon, p.address) for p, _s in stops])
        )  # fmt: skip
    return found


def _left(plan: Plan) -> list[tuple[Any, list[str]]]:
    """Parcels in no block, with the reasons in words."""
    return [
        (plan.parcels[row["parcel"]], [sentence(r["code"], r["params"]) for r in row["reasons"]])
        for row in plan.answer.left
    ]
