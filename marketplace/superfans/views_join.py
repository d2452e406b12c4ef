"""Becoming a superfan and applying: one thing at a time, each saved at once."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from marketplace.businesses.models import Invitation, Programme
from marketplace.businesses.queries import public_programme
from marketplace.businesses.service_invitations import find_invitation
from marketplace.core import clock, texts
from marketplace.core.errors import MarketplaceError, Refused
from marketplace.core.form_refusals import flash_refusal, show_refusal
from marketplace.core.formats import format_hours
from marketplace.core.kinds import registry
from marketplace.core.permissions import signed_in
from marketplace.superfans import join_steps, queries, service_membership
from marketplace.superfans.forms import AdultApplyForm, ApplyForm
from marketplace.superfans.join_flow import Flow
from marketplace.superfans.models import Superfan
from marketplace.superfans.reader import as_fan
from marketplace.superfans.service_profile import become_superfan, set_birth
from marketplace.trust.reader import me


@signed_in
def join() -> ResponseReturnValue:
    """What is asked and why; a button begins, or goes on where somebody stopped."""
    flow = Flow.current()
    flow = flow if flow.is_joining else Flow(is_joining=True)
    programme = public_programme(flow.programme) if flow.programme else None
    if programme is not None:
        g.business = programme.business
    fan = queries.whole_fan(me())
    if fan is not None and programme is not None and queries.has_applied(fan):
        flow = replace(flow, is_known=True)
    if request.method == "POST":
        first = _first_step(become_superfan(me(), clock.now()), programme if flow.is_known else None)
        return redirect(flow.step_url(first) if first else flow.end_url(), 303)
    return render_template(
        "superfans/join.html",
        programme=programme,
        flow=flow,
        has_begun=fan is not None,
        steps=[(step.label, fan is not None and step.is_answered(fan)) for step in join_steps.STEPS],
    )


def _first_step(fan: Superfan, joins: Programme | None) -> str | None:
    """Where the way begins: for a fan who only joins one more programme at what that one cannot do without."""
    if joins is None:
        return join_steps.first_open(fan)
    if not set(joins.skills) <= {one.skill.code for one in fan.skills}:
        return "skills"
    return next((step.code for step in join_steps.missing(fan)), None)


@as_fan
def apply(fan: Superfan) -> ResponseReturnValue:
    """The last step: why this programme."""
    flow = Flow.current()
    programme = public_programme(flow.programme)
    g.business = programme.business
    lacking = join_steps.missing(fan)
    if lacking:
        flash(_("One thing is still missing before you can join."), "info")
        return redirect(flow.step_url(lacking[0].code), 303)
    form, status = _form(fan, programme), 200
    if form.validate_on_submit():
        try:
            if isinstance(form, AdultApplyForm):
                set_birth(fan, form.born_on.data, clock.now())
            membership = service_membership.apply(
                fan, programme, form.motive.data, form.words.data or "", clock.now(), invitation=_invitation(flow, programme)
            )  # fmt: skip
        except Refused as refusal:
            flash_refusal(refusal, "info")
            return redirect(url_for("superfans.home"), 303)
        except MarketplaceError as error:
            status = show_refusal(form, error)
        else:
            flash(_welcome(membership.state, programme), "success")
            return redirect(url_for("superfans.home"), 303)
    elif form.is_submitted():
        status = 422
    existing = queries.membership_in(fan, programme)
    return render_template(
        "superfans/apply.html", form=form, programme=programme, flow=flow, existing=existing
    ), status


def _form(fan: Superfan, programme: Programme) -> ApplyForm:
    """What is asked last: where only adults are asked for work, also when somebody was born, if they have not said."""
    asks_birth = registry.get(programme.kind).adults_only and fan.identity.born_on is None
    make = AdultApplyForm if asks_birth else ApplyForm
    return make(data={"motive": fan.motives[0] if fan.motives else None})


def _invitation(flow: Flow, programme: Programme) -> Invitation | None:
    return find_invitation(flow.invitation, clock.now(), "fan") if flow.invitation else None


def _welcome(state: str, programme: Programme) -> str:
    if state == "active":
        return _(
            "You are in: welcome to %(programme)s.",
            programme=texts.in_language(programme, str(get_locale()), "title"),
        )
    hours = format_hours(programme.answer_hours or 24)
    return _(
        "Thank you. %(business)s answers within %(hours)s.",
        business=programme.business.name,
        hours=hours,
    )
