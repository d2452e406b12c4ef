"""Gigs at the desk: what is coming and what nobody took, one gig with everybody asked and why, and a gig made by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from marketplace.businesses.access import staff
from marketplace.businesses.queries import programme_of, programmes_of
from marketplace.core import clock, texts
from marketplace.core.errors import MarketplaceError, NotFound
from marketplace.core.form_refusals import flash_refusal, show_refusal
from marketplace.core.lifecycle import Actor
from marketplace.core.permissions import Permission
from marketplace.geo.spots import Spot
from marketplace.gigs import queries, queries_rounds, service_endings, service_gigs, service_work
from marketplace.gigs.forms import GigForm, NoteForm, WaitingForm
from marketplace.gigs.lifecycle import ASSIGNMENT, GIG
from marketplace.gigs.models import Assignment, Gig
from marketplace.gigs.place_named import home_of, place_named
from marketplace.gigs.shown import spoken
from marketplace.gigs.terms import kind_of, with_circle
from marketplace.rewards import additions
from marketplace.rewards.treasury import schemes as treasury_schemes
from marketplace.trust.queries_standing import reliability
from marketplace.trust.reader import language, me
from marketplace.trust.service_audit import log_action


@staff(Permission.DESK_VIEW)
def gigs(business_slug: str) -> ResponseReturnValue:
    """What is coming, what nobody has taken, what lies behind."""
    tab = request.args.get("tab", "coming")
    tab = tab if tab in queries.TABS else "coming"
    found = queries.gigs_of(g.business, tab, clock.now())
    return render_template(
        "gigs/desk_gigs.html", gigs=found, tab=tab, unfilled=queries.unfilled_count(g.business)
    )


@staff(Permission.DESK_VIEW)
def gig_page(business_slug: str, public_id: str) -> ResponseReturnValue:
    """One gig: who was asked and why, who does it, and what stands in the way."""
    return _page(queries.gig_of(g.business, public_id), {}, 200)


@staff(Permission.GIGS_EDIT)
def new_gig(business_slug: str) -> ResponseReturnValue:
    """A simple gig that the business itself asks for."""
    programmes = programmes_of(g.business, "open")
    form, status = GigForm(), 200
    form.programme.choices = texts.choices(programmes, str(get_locale()))
    if form.validate_on_submit():
        try:
            made = _make(form)
        except MarketplaceError as refusal:
            status = show_refusal(form, _on_form(refusal))
        else:
            _log("gig.make", made)
            flash(_("People are being asked now."), "success")
            return _to(made.public_id)
    elif form.is_submitted():
        status = 422
    return render_template("gigs/new_gig.html", form=form, programmes=programmes), status


@staff(Permission.GIGS_EDIT)
def cancel(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Call a gig off."""
    form, found = NoteForm(), queries.gig_of(g.business, public_id)
    if not form.validate():
        return _page(found, {"cancel": form}, 422)
    reason = {"code": "cancelled_by_business", "note": form.note.data}
    service_gigs.cancel_gig(found, Actor.STAFF, reason, clock.now(), actor_ref=me().public_id)
    _log("gig.cancel", found)
    flash(_("It is called off, and everybody concerned is told."), "success")
    return _to(public_id)


@staff(Permission.GIGS_EDIT)
def ask_again(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Look for people once more."""
    service_gigs.try_again(queries.gig_of(g.business, public_id), clock.now())
    flash(_("People are being asked again."), "success")
    return _to(public_id)


@staff(Permission.GIGS_EDIT)
def no_show(business_slug: str, public_id: str, assignment_id: str) -> ResponseReturnValue:
    """Say that somebody did not come."""
    found, form = _assignment(public_id, assignment_id), NoteForm()
    if not form.validate():
        return _page(found.gig, {assignment_id: form}, 422)
    service_endings.mark_no_show(found, Actor.STAFF, me().public_id, form.note.data or "", clock.now())
    _log("assignment.no_show", found.gig, assignment_id)
    flash(_("Noted. It counts only after a person has looked at it, and they can contest it."), "success")
    return _to(public_id)


@staff(Permission.GIGS_EDIT)
def excuse(business_slug: str, public_id: str, assignment_id: str) -> ResponseReturnValue:
    """Take that back."""
    service_endings.excuse(_assignment(public_id, assignment_id), me().public_id, clock.now())
    _log("assignment.excuse", queries.gig_of(g.business, public_id), assignment_id)
    return _to(public_id)


@staff(Permission.GIGS_EDIT)
def release(business_slug: str, public_id: str, assignment_id: str) -> ResponseReturnValue:
    """Let somebody go, and ask others."""
    found, form = _assignment(public_id, assignment_id), NoteForm()
    if not form.validate():
        return _page(found.gig, {assignment_id: form}, 422)
    reason = {"code": "released_by_business", "note": form.note.data}
    service_endings.release(found, Actor.STAFF, reason, clock.now(), actor_ref=me().public_id)
    _log("assignment.release", found.gig, assignment_id)
    flash(_("They are told, and others are asked."), "success")
    return _to(public_id)


@staff(Permission.GIGS_EDIT)
def vouch(business_slug: str, public_id: str, assignment_id: str) -> ResponseReturnValue:
    """Say for somebody that the work is done."""
    found = _assignment(public_id, assignment_id)
    service_work.complete(found, clock.now(), actor=Actor.STAFF, actor_ref=me().public_id)
    _log("assignment.complete", found.gig, assignment_id)
    flash(_("Done: their reward is noted."), "success")
    return _to(public_id)


@staff(Permission.GIGS_EDIT)
def waiting(business_slug: str, public_id: str, assignment_id: str) -> ResponseReturnValue:
    """Confirm or correct how long somebody had to wait; it is added at once."""
    found, form = _assignment(public_id, assignment_id), WaitingForm()
    if not form.validate():
        return _page(found.gig, {f"waiting-{assignment_id}": form}, 422)
    try:
        additions.say_waiting(g.business, found.public_id, form.minutes.data or 0, me(), clock.now())
    except MarketplaceError as refusal:
        flash_refusal(refusal)
    else:
        flash(_("Noted. What it brings is added to their earning."), "success")
    return _to(public_id)


def _page(found: Gig, forms: dict[str, FlaskForm], status: int) -> ResponseReturnValue:
    offers, bound = queries.offers_of_gig(found), queries.assignments_of_gig(found)
    refs = {o.fan.public_id for o in offers} | {a.fan.public_id for a in bound}
    page = render_template(
        "gigs/desk_gig.html",
        gig=found,
        kind=kind_of(found),
        detail=kind_of(found).gig_detail(found, None),
        offers=offers,
        assignments=bound,
        standing=reliability(refs, programme_ref=found.programme.public_id),
        rounds=queries_rounds.rounds_about(found),
        forms=forms,
        note_form=NoteForm,
        waiting_form=WaitingForm,
        later=additions.additions_for([one.public_id for one in bound]),
        spoken=spoken,
        budget_minor=found.reserved_minor * found.places,
        bookings_minor=treasury_schemes.from_bookings(found.scheme_version, found.facts) * found.places,
        may_cancel=GIG.allows(found.state, "cancel", Actor.STAFF),
        may=lambda a, action: ASSIGNMENT.allows(a.state, action, Actor.STAFF),
        at=clock.now(),
    )
    return page, status


def _make(form: GigForm) -> Gig:
    spot = _spot(form)
    programme = programme_of(g.business, form.programme.data)
    return service_gigs.make_gig(
        programme=programme,
        kind=programme.kind,
        title=form.title.data,
        language=language(),
        starts_local=datetime.combine(form.day.data, form.starts.data),
        timezone=g.business.timezone,
        duration_minutes=form.minutes.data,
        place_name=form.place_name.data or g.business.place_name,
        lat=spot.lat,
        lon=spot.lon,
        detail=with_circle({}, is_rough=spot.is_rough),
        places=form.places.data,
        notes=form.notes.data or "",
        needs={"languages": list(programme.languages)},
        at=clock.now(),
    )


def _spot(form: GigForm) -> Spot:
    """Where it is: as given in degrees, else the business's own address, or the place named."""
    if form.lat.data is not None and form.lon.data is not None:
        return Spot(form.lat.data, form.lon.data)
    return place_named(form.place_name.data) if form.place_name.data else home_of(g.business)


def _on_form(refusal: MarketplaceError) -> MarketplaceError:
    """The service's fields as the form calls them."""
    named = {"starts_local": "starts", "ends_local": "minutes", "duration_minutes": "minutes"}
    refusal.field = named.get(refusal.field or "", refusal.field)
    return refusal


def _assignment(public_id: str, assignment_id: str) -> Assignment:
    found = queries.assignment_of(g.business, assignment_id)
    if found.gig.public_id != public_id:
        raise NotFound
    return found


def _log(action: str, found: Gig, subject: str | None = None) -> None:
    detail: dict[str, Any] = {"gig": found.public_id}
    log_action(g.business.public_id, me().public_id, action, subject or found.public_id, detail, clock.now())


def _to(public_id: str) -> ResponseReturnValue:
    return redirect(url_for("gigs.gig_page", business_slug=g.business.slug, public_id=public_id), 303)
