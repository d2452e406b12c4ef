"""Members at the desk: who asks to join, who belongs, and each decision with its reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from marketplace.businesses import queries as business_queries
from marketplace.businesses.access import staff
from marketplace.businesses.form_fields import options
from marketplace.businesses.service_invitations import invite_fan
from marketplace.core import clock, texts
from marketplace.core.errors import MarketplaceError
from marketplace.core.form_refusals import show_refusal
from marketplace.core.lifecycle import Actor
from marketplace.core.permissions import Permission
from marketplace.identity.models import Identity
from marketplace.superfans import profile_words, queries, queries_members, service_members
from marketplace.superfans.choices import CREDENTIAL_STATES, CREDENTIALS, MEMBERSHIP_STATES
from marketplace.superfans.forms_desk import InviteForm, ReasonForm
from marketplace.superfans.lifecycle import MEMBERSHIP
from marketplace.superfans.models import Membership
from marketplace.trust import queries_standing
from marketplace.trust.reader import me

Decide = Callable[[Membership, Identity, str, datetime], Membership]


@staff(Permission.DESK_VIEW)
def members(business_slug: str) -> ResponseReturnValue:
    """Applications first, then members, then who was invited and who is gone."""
    return _list(_invite_form(formdata=None))


@staff(Permission.MEMBERS_DECIDE)
def invite(business_slug: str) -> ResponseReturnValue:
    """Ask somebody into a programme by mail."""
    form, status = _invite_form(), 422
    if form.validate():
        programme = business_queries.programme_of(g.business, form.programme.data)
        try:
            invite_fan(programme, form.email.data or "", me(), clock.now())
        except MarketplaceError as error:
            status = show_refusal(form, error)
        else:
            flash(_("The invitation is on its way to %(email)s.", email=form.email.data), "success")
            return redirect(url_for("superfans.members", business_slug=business_slug, group="invited"), 303)
    return _list(form), status


@staff(Permission.DESK_VIEW)
def member(business_slug: str, membership_id: str) -> ResponseReturnValue:
    """One person in one programme: what they say of themself, how reliable they are, and what staff can do."""
    return _page(queries_members.member(g.business, membership_id), ReasonForm(formdata=None))


@staff(Permission.MEMBERS_DECIDE)
def admit(business_slug: str, membership_id: str) -> ResponseReturnValue:
    """Let an applicant in."""
    found = queries_members.member(g.business, membership_id)
    service_members.admit(found, me(), clock.now())
    flash(_("%(name)s is in.", name=found.fan.identity.name), "success")
    return _to(found)


@staff(Permission.MEMBERS_DECIDE)
def reinstate(business_slug: str, membership_id: str) -> ResponseReturnValue:
    """Take a suspension back."""
    found = queries_members.member(g.business, membership_id)
    service_members.reinstate(found, me(), clock.now())
    flash(_("%(name)s is back.", name=found.fan.identity.name), "success")
    return _to(found)


@staff(Permission.MEMBERS_DECIDE)
def refuse(business_slug: str, membership_id: str) -> ResponseReturnValue:
    """Turn an applicant away, with a reason."""
    return _decide(membership_id, service_members.refuse)


@staff(Permission.MEMBERS_DECIDE)
def suspend(business_slug: str, membership_id: str) -> ResponseReturnValue:
    """Stop offers to a member, with a reason."""
    return _decide(membership_id, service_members.suspend)


@staff(Permission.MEMBERS_DECIDE)
def remove(business_slug: str, membership_id: str) -> ResponseReturnValue:
    """End a membership, with a reason."""
    return _decide(membership_id, service_members.remove)


@staff(Permission.MEMBERS_DECIDE)
def invite_member(business_slug: str, membership_id: str) -> ResponseReturnValue:
    """Ask somebody the business knows into another of its programmes."""
    found = queries_members.member(g.business, membership_id)
    programme = business_queries.programme_of(g.business, request.form.get("programme", ""))
    invited = service_members.invite(found.fan, programme, me(), clock.now())
    flash(
        _(
            "%(name)s is invited to %(programme)s.",
            name=found.fan.identity.name,
            programme=texts.in_language(programme, str(get_locale()), "title"),
        ),
        "success",
    )
    return _to(invited)


def _decide(membership_id: str, decide: Decide) -> ResponseReturnValue:
    found, form, status = queries_members.member(g.business, membership_id), ReasonForm(), 422
    if form.validate():
        try:
            decide(found, me(), form.reason.data or "", clock.now())
        except MarketplaceError as error:
            status = show_refusal(form, error)
        else:
            flash(_("Done. %(name)s is told, with your reason.", name=found.fan.identity.name), "success")
            return _to(found)
    return _page(found, form), status


def _list(form: InviteForm) -> str:
    asked = request.args.get("group", "")
    counts = queries_members.counts(g.business)
    group = asked if asked in queries_members.GROUPS else ("waiting" if counts["waiting"] else "members")
    page = max(1, request.args.get("page", 1, type=int))
    found, pages = queries_members.members(g.business, group, page)
    return render_template(
        "superfans/desk_members.html",
        members=found,
        group=group,
        counts=counts,
        page=min(page, pages),
        pages=pages,
        form=form,
        states=MEMBERSHIP_STATES,
        reliability=queries_standing.reliability([m.fan.public_id for m in found]),
        invitations=business_queries.open_invitations(g.business, "fan", clock.now())
        if group == "invited"
        else [],
    )


def _page(found: Membership, form: ReasonForm) -> str:
    fan = queries.whole_fan(found.fan.identity)
    assert fan is not None
    theirs = queries_members.memberships_with(g.business, fan)
    joined = {
        m.programme_id for m in theirs if m.state in ("applied", "active", "paused", "suspended", "invited")
    }
    return render_template(
        "superfans/desk_member.html",
        membership=found,
        programme=found.programme,
        fan=fan,
        form=form,
        rows=profile_words.rows_for_staff(fan),
        reliability=queries_standing.reliability([fan.public_id])[fan.public_id],
        states=MEMBERSHIP_STATES,
        others=[m for m in theirs if m.id != found.id],
        programmes=texts.choices(
            [p for p in business_queries.programmes_of(g.business, "open") if p.id not in joined],
            str(get_locale()),
        ),
        certificates=[c for c in queries.credentials_of(fan) if c.business_id == g.business.id],
        certificate_names=CREDENTIALS,
        certificate_states=CREDENTIAL_STATES,
        allows=lambda action: MEMBERSHIP.allows(found.state, action, Actor.STAFF),
    )


def _invite_form(**kwargs: Any) -> InviteForm:
    form = InviteForm(**kwargs)
    form.programme.choices = options(
        texts.choices(business_queries.programmes_of(g.business, "open"), str(get_locale()))
    )
    return form


def _to(membership: Membership) -> ResponseReturnValue:
    address = url_for("superfans.member", business_slug=g.business.slug, membership_id=membership.public_id)
    return redirect(address, 303)
