"""Whom to put on a gig by hand: everybody of the programme with how they stand to it, and the choice with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.businesses.access import staff
from marketplace.core import clock, edge
from marketplace.core.db import db
from marketplace.core.edge import keeps_own_transactions
from marketplace.core.errors import Invalid, NotFound
from marketplace.core.form_refusals import show_refusal
from marketplace.core.permissions import Permission
from marketplace.gigs import engine, queries, service_by_hand
from marketplace.gigs.forms_rounds import ByHandForm
from marketplace.gigs.models import Assignment, Gig, Offer
from marketplace.gigs.service_by_hand import CannotAsk, Choice
from marketplace.gigs.shown import spoken
from marketplace.identity.models import Identity
from marketplace.superfans.models import Membership, Superfan
from marketplace.trust.reader import me

LOOKED_AT_MAX = 500
SHOWN_MAX = 30


@dataclass(frozen=True)
class Person:
    """One member of the programme, and how they stand to the gig."""

    name: str
    standing: engine.Standing
    state: str | None  # of an offer they had


@staff(Permission.GIGS_EDIT)
def people(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Everybody who could be asked, the best first, and those who cannot with what would allow it."""
    form = ByHandForm(request.args, meta={"csrf": True}) if request.args else ByHandForm()
    return _page(public_id, form, None, 200)


@staff(Permission.GIGS_EDIT)
@keeps_own_transactions
def ask_by_hand(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Ask the chosen person, in somebody's place where one is named."""
    form = ByHandForm()
    business, who = g.business, me().public_id
    if not form.validate():
        return edge.read(lambda: _page(public_id, form, None, 422))
    choice = Choice(form.fan.data, form.replaces.data or "", form.reason.data, form.note.data or "", who)
    try:
        edge.write(
            lambda: service_by_hand.ask_by_hand(queries.gig_of(business, public_id), choice, clock.now())
        )
    except CannotAsk as refusal:
        refused = refusal
        return edge.read(lambda: _page(public_id, form, refused, refused.status))
    except Invalid as wrong:
        status = show_refusal(form, wrong)
        return edge.read(lambda: _page(public_id, form, None, status))
    flash(_("They are asked now, and nobody new is asked for that place."), "success")
    return redirect(url_for("gigs.gig_page", business_slug=business_slug, public_id=public_id), 303)


def _page(public_id: str, form: ByHandForm, refusal: CannotAsk | None, status: int) -> ResponseReturnValue:
    found, at = queries.gig_of(g.business, public_id), clock.now()
    instead = _instead(found, form.replaces.data or "")
    form.note.flags.required = instead is not None  # whoever is replaced is told why
    words = request.args.get("q", "").strip()
    everybody = _people(found, instead, words, at)
    form.fan.choices = [(p.standing.fan_ref, p.name) for p in everybody if not p.standing.against]
    page = render_template(
        "gigs/people.html",
        gig=found,
        form=form,
        instead=instead,
        able=[p for p in everybody if not p.standing.against][:SHOWN_MAX],
        unable=[p for p in everybody if p.standing.against][:SHOWN_MAX],
        words=words,
        refusal=refusal,
        beforehand=_beforehand(found, instead, at),
        spoken=spoken,
    )
    return page, status


def _beforehand(gig: Gig, instead: Offer | Assignment | None, at: datetime) -> list[str]:
    """What stands against asking most people, known before anybody is chosen."""
    by_name = "by_invitation" if gig.needs.get("only") else None
    return [code for code in (by_name, service_by_hand.no_room(gig, instead, at)) if code]


def _instead(gig: Gig, ref: str) -> Offer | Assignment | None:
    """Who is to be replaced; nobody else's is found."""
    if not ref:
        return None
    model: Any = Assignment if ref.startswith("asg_") else Offer
    found = db.session.scalar(sa.select(model).where(model.public_id == ref, model.gig_id == gig.id))
    if found is None:
        raise NotFound
    return found  # type: ignore[no-any-return]


def _people(gig: Gig, instead: Offer | Assignment | None, words: str, at: datetime) -> list[Person]:
    """Members by name, or all of them, without those who have the gig and whoever is to be replaced; for a gig made for
    people named these only.
    """
    bound = sa.exists().where(
        Assignment.gig_id == gig.id, Assignment.fan_id == Superfan.id, Assignment.is_live
    )
    query = (
        sa.select(Superfan.id, Identity.name, Offer.state)
        .join(Membership, Membership.fan_id == Superfan.id)
        .join(Identity, Identity.id == Superfan.identity_id)
        .outerjoin(Offer, sa.and_(Offer.fan_id == Superfan.id, Offer.gig_id == gig.id))
        .where(Membership.programme_id == gig.programme_id, Membership.state == "active", ~bound)
        .order_by(Superfan.id)
    )
    if instead is not None:
        query = query.where(Superfan.id != instead.fan_id)
    if gig.needs.get("only"):
        query = query.where(Superfan.public_id.in_(gig.needs["only"]))
    if words:
        query = query.where(Identity.name.icontains(words, autoescape=True))
    known = {row[0]: row[1:] for row in db.session.execute(query.limit(LOOKED_AT_MAX))}
    if not known:
        return []
    stand = sorted(engine.line_up(gig, list(known), at), key=lambda one: len(one.against))
    return [Person(known[one.fan_id][0], one, known[one.fan_id][1]) for one in stand]
