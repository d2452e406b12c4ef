"""What a fan can take: the board, one gig of it, an offer with its answer, and the calendar."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import load_only

from marketplace.core import clock, edge
from marketplace.core.db import db
from marketplace.core.edge import keeps_own_transactions
from marketplace.core.errors import NotFound
from marketplace.core.permissions import signed_in
from marketplace.gigs import queries, service_acceptance, service_offers
from marketplace.gigs.acceptance import CannotTake
from marketplace.gigs.board import Line, board_of, is_on_board, line_for
from marketplace.gigs.forms import DeclineForm, WaiverForm
from marketplace.gigs.models import Gig, Offer
from marketplace.gigs.shown import spoken
from marketplace.gigs.terms import forfeits_free_until, kind_of
from marketplace.gigs.where_to_change import ways
from marketplace.superfans.models import Superfan
from marketplace.superfans.queries import fan_of
from marketplace.superfans.reader import own_fan
from marketplace.trust.reader import me

_MINE = (
    sa.select(Offer, Superfan)
    .join(Superfan, Superfan.id == Offer.fan_id)
    .where(Offer.public_id == sa.bindparam("ref"), Superfan.identity_id == sa.bindparam("person"))
    # Who and which; what is decided on is read again under the locks.
    .options(load_only(Offer.id, Offer.fan_id), load_only(Superfan.id, Superfan.public_id))
)


@signed_in
def board() -> ResponseReturnValue:
    """Everything a fan can take, is asked, or could take with a small change."""
    fan, at = fan_of(me()), clock.now()
    found = board_of(fan, at) if fan is not None else None
    return render_template("gigs/board.html", fan=fan, board=found, spoken=spoken, ways=ways, at=at)


@signed_in
def gig(public_id: str) -> ResponseReturnValue:
    """One gig of the board."""
    return _gig_page(public_id, WaiverForm(), [], 200)


@signed_in
@keeps_own_transactions
def take(public_id: str) -> ResponseReturnValue:
    """Take a gig from the board; one's own hours can be waived, nothing else."""
    form = WaiverForm()
    form.validate()
    waives, said = bool(form.waives_hours.data), _said()
    try:
        ref = edge.write(lambda: _take(public_id, waives_hours=waives))
    except CannotTake as refusal:
        against = refusal.reasons
        return edge.read(lambda: _gig_page(public_id, form, against, 409))
    return _bound(ref, said)


@signed_in
def offer(public_id: str) -> ResponseReturnValue:
    """An offer: the whole reward, why it came, and the answer."""
    return _offer_page(public_id, DeclineForm(), [], 200)


@signed_in
@keeps_own_transactions
def accept(public_id: str) -> ResponseReturnValue:
    """Say yes; every check is made again under the lock."""
    person_id, said = me().id, _said()
    try:
        ref = edge.write(lambda: _accept(public_id, person_id))
    except CannotTake as refusal:
        against = refusal.reasons
        return edge.read(lambda: _offer_page(public_id, DeclineForm(), against, 409))
    return _bound(ref, said)


@signed_in
def decline(public_id: str) -> ResponseReturnValue:
    """Say no, with a reason."""
    form = DeclineForm()
    if not form.validate():
        return _offer_page(public_id, form, [], 422)
    fan = fan_of(me())
    found = queries.offer_for(public_id, fan)
    assert fan is not None
    service_offers.decline_offer(found, fan, form.reason.data or "", clock.now())
    flash(_("Thank you for answering. Somebody else is asked now."), "success")
    return redirect(url_for("gigs.board"), 303)


@signed_in
def calendar() -> ResponseReturnValue:
    """What a fan is bound to, and what lies behind."""
    fan, at = fan_of(me()), clock.now()
    coming = queries.calendar_of(fan, at) if fan is not None else []
    past = queries.calendar_of(fan, at, past=True) if fan is not None else []
    return render_template("gigs/calendar.html", fan=fan, coming=coming, past=past)


def _accept(public_id: str, person_id: int) -> str:
    found = db.session.execute(_MINE, {"ref": public_id, "person": person_id}).one_or_none()
    if found is None:
        raise NotFound
    return service_acceptance.accept_offer(found[0], found[1], clock.now()).public_id


def _take(public_id: str, *, waives_hours: bool) -> str:
    fan = own_fan()
    return service_acceptance.take_gig(
        _board_gig(public_id, fan), fan, clock.now(), waives_hours=waives_hours
    ).public_id


def _board_gig(public_id: str, fan: Superfan) -> Gig:
    """A gig of one of the fan's programmes; any other does not exist for them."""
    found = db.session.scalar(sa.select(Gig).where(Gig.public_id == public_id))
    if found is None or not queries.is_member(fan, found.programme_id) or not is_on_board(found, fan):
        raise NotFound
    return found


def _said() -> str:
    """The words after a yes, put together before the transaction so that nothing is read again after it."""
    return _("It is yours. Everything you need is on this page.")


def _bound(ref: str, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("gigs.assignment", public_id=ref), 303)


def _gig_page(
    public_id: str, form: WaiverForm, against: list[dict[str, Any]], status: int
) -> ResponseReturnValue:
    fan, at = own_fan(), clock.now()
    found = _board_gig(public_id, fan)
    bound = queries.bound_to(found, fan)
    if bound is not None:
        return redirect(url_for("gigs.assignment", public_id=bound.public_id), 303)
    g.business = found.business
    line: Line | None = line_for(fan, found, at)
    page = render_template(
        "gigs/gig.html", line=line, form=form, against=against, fan=fan, ways=ways, **_about(found)
    )
    return page, status


def _offer_page(
    public_id: str, form: DeclineForm, against: list[dict[str, Any]], status: int
) -> ResponseReturnValue:
    fan = fan_of(me())
    found = queries.offer_for(public_id, fan)
    assert fan is not None
    bound = queries.bound_to(found.gig, fan)
    g.business = found.gig.business
    page = render_template(
        "gigs/offer.html",
        offer=found,
        form=form,
        against=against,
        bound=bound,
        is_open=found.state == "open" and found.expires_at > clock.now(),
        **_about(found.gig),
    )
    return page, status


def _about(found: Gig) -> dict[str, Any]:
    kind = kind_of(found)
    return {
        "gig": found,
        "kind": kind,
        "detail": kind.gig_detail(found, None),
        "spoken": spoken,
        "free_until": forfeits_free_until(found),
    }
