"""The work itself: the page of an assignment, check-in, proofs, completion, and giving it back."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from marketplace.core import clock, ids
from marketplace.core.errors import Invalid, MarketplaceError
from marketplace.core.form_refusals import show_refusal
from marketplace.core.lifecycle import Actor
from marketplace.core.permissions import signed_in
from marketplace.gigs import queries, service_endings, service_work, worked
from marketplace.gigs.forms import CodeForm, ForfeitForm, ManualForm, PlaceForm, ProofForm, WaitingForm
from marketplace.gigs.lifecycle import ASSIGNMENT
from marketplace.gigs.models import Assignment
from marketplace.gigs.shown import spoken
from marketplace.gigs.terms import forfeits_free_until, gig_term, kind_of
from marketplace.rewards import additions, perks
from marketplace.rewards.queries import earning_for
from marketplace.rewards.treasury.schemes import pays_waiting
from marketplace.superfans.queries import fan_of
from marketplace.trust import uploads
from marketplace.trust.reader import me

CHECKIN_FORMS: dict[str, type[FlaskForm]] = {"code": CodeForm, "place": PlaceForm, "manual": ManualForm}


@signed_in
def assignment(public_id: str) -> ResponseReturnValue:
    """Where and when, what to do, and the next step."""
    return _page(_mine(public_id), {}, 200)


@signed_in
def check_in(public_id: str) -> ResponseReturnValue:
    """Say "I am here"."""
    means = request.form.get("means", "")
    if means not in CHECKIN_FORMS:
        raise Invalid("checkin_means", field="means")
    form = CHECKIN_FORMS[means]()
    if not form.validate():
        return _page(_mine(public_id), {means: form}, 422)
    data = {field.short_name: field.data for field in form if field.short_name != "csrf_token"}
    try:
        service_work.check_in(_mine(public_id), means, data, clock.now())
    except MarketplaceError as refusal:
        return _page(_mine(public_id), {means: form}, show_refusal(form, refusal))
    flash(_("You are checked in. Have a good time."), "success")
    return _to(public_id)


@signed_in
def add_proof(public_id: str) -> ResponseReturnValue:
    """Show what was done: a photo, or a few words."""
    form = ProofForm()
    found = _mine(public_id)
    if not form.validate():
        return _page(found, {"proof": form}, 422)
    try:
        _add(public_id, form)
    except MarketplaceError as refusal:
        return _page(_mine(public_id), {"proof": form}, show_refusal(form, refusal))
    flash(_("Kept. Only you and the business see it."), "success")
    return _to(public_id)


@signed_in
def complete(public_id: str) -> ResponseReturnValue:
    """Say "it is done", and how long one had to wait where that is paid."""
    waited = WaitingForm()
    if not waited.validate():
        return _page(_mine(public_id), {"waited": waited}, 422)
    try:
        service_work.complete(_mine(public_id), clock.now(), waiting_minutes=waited.minutes.data)
    except MarketplaceError as refusal:
        if refusal.field == "minutes":
            return _page(_mine(public_id), {"waited": waited}, show_refusal(waited, refusal))
        form = ProofForm(formdata=None)
        return _page(_mine(public_id), {"proof": form}, show_refusal(form, refusal))
    flash(_("Well done. Your reward is noted below."), "success")
    return _to(public_id)


@signed_in
def forfeit(public_id: str) -> ResponseReturnValue:
    """What giving it back would mean, before it is done."""
    return _forfeit_page(_mine(public_id), ForfeitForm(), 200)


@signed_in
def hand_back(public_id: str) -> ResponseReturnValue:
    """Give it back."""
    form, found = ForfeitForm(), _mine(public_id)
    if not form.validate():
        return _forfeit_page(found, form, 422)
    try:
        service_endings.forfeit(found, form.reason.data or "", clock.now(), note=form.note.data or "")
    except MarketplaceError as refusal:
        return _forfeit_page(_mine(public_id), form, show_refusal(form, refusal))
    flash(_("It is given back, and others are asked at once. Thank you for saying so."), "success")
    return redirect(url_for("gigs.calendar"), 303)


def _mine(public_id: str) -> Assignment:
    return queries.assignment_for(public_id, fan_of(me()))


def _to(public_id: str) -> ResponseReturnValue:
    return redirect(url_for("gigs.assignment", public_id=public_id), 303)


def _add(public_id: str, form: ProofForm) -> None:
    has_photo, text = bool(form.photo.data and form.photo.data.filename), form.text.data or ""
    if service_work.known_proof(_mine(public_id), form.nonce.data or "") is not None:
        return
    if not has_photo and not text:
        raise Invalid("proof_empty", field="text")
    prepared = uploads.prepare_image(form.photo.data.stream) if has_photo else None
    found, at = _mine(public_id), clock.now()
    upload = None
    if prepared is not None:
        business_ref = found.gig.business.public_id
        upload = uploads.store(
            prepared, owner=me(), purpose="proof", is_private=True, business_ref=business_ref, at=at
        )
    service_work.add_proof(
        found,
        nonce=form.nonce.data or "",
        step="completion",
        means="photo" if upload is not None else "statement",
        upload=upload,
        detail={"text": text} if text else {},
        at=at,
    )


def _page(found: Assignment, forms: dict[str, FlaskForm], status: int) -> ResponseReturnValue:
    gig, kind, at = found.gig, kind_of(found.gig), clock.now()
    g.business = gig.business
    held = found if found.is_live else None  # whoever gave it back knows what anybody knows who is asked
    proof = forms.get("proof") or ProofForm(formdata=None, nonce=ids.new("non"))
    means = [m for m in ("place", "code", "manual") if m in (*kind.checks_in_by, "manual")]
    if gig.lat is None:
        means = [m for m in means if m != "place"]
    page = render_template(
        "gigs/assignment.html",
        assignment=found,
        gig=gig,
        kind=kind,
        detail=kind.gig_detail(gig, held),
        held=held,
        earning=earning_for(found.public_id),
        additions=additions.additions_for([found.public_id]).get(found.public_id, []),
        pays_waiting=pays_waiting(gig.scheme_version),
        waited=forms.get("waited") or WaitingForm(formdata=None),
        costs=perks.claims_for([found.public_id]).get(found.public_id, []),
        thread=queries.thread_about([ref for ref in (gig.subject, found.public_id) if ref]),
        opening=service_work.window_of(gig),
        circle_m=int(gig_term(gig, "checkin_circle_m")),
        forms={m: forms.get(m) or CHECKIN_FORMS[m](formdata=None) for m in means} | {"proof": proof},
        wrong=next((m for m in forms if m in CHECKIN_FORMS), ""),
        checks_in=bool(kind.checks_in_by) and found.state == "confirmed",
        may_complete=_may_complete(found, kind),
        counts_as_planned=worked.is_forgotten(found.ends_at, at),
        may_forfeit=ASSIGNMENT.allows(found.state, "forfeit", Actor.FAN),
        free_until=forfeits_free_until(gig),
        spoken=spoken,
        at=at,
    )
    return page, status


def _may_complete(found: Assignment, kind: Any) -> bool:
    if found.state not in ("confirmed", "checked_in"):
        return False
    return (found.state == "checked_in" or not kind.checks_in_by) and kind.is_proven(found)


def _forfeit_page(found: Assignment, form: ForfeitForm, status: int) -> ResponseReturnValue:
    g.business = found.gig.business
    page = render_template(
        "gigs/forfeit.html",
        assignment=found,
        gig=found.gig,
        form=form,
        is_late=service_endings.is_late_forfeit(found, clock.now()),
        free_until=forfeits_free_until(found.gig),
    )
    return page, status
