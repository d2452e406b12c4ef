"""A fan's own front page, and each programme they have to do with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from marketplace.core import clock
from marketplace.core.consequences import digest
from marketplace.core.errors import NotFound
from marketplace.core.kinds import registry
from marketplace.core.lifecycle import Actor
from marketplace.core.permissions import signed_in
from marketplace.superfans import home as home_parts
from marketplace.superfans import join_steps, membership_hooks, queries, service_membership
from marketplace.superfans.choices import MEMBERSHIP_STATES
from marketplace.superfans.lifecycle import MEMBERSHIP
from marketplace.superfans.models import Membership, Superfan
from marketplace.superfans.reader import as_fan
from marketplace.trust import people, queries_decisions
from marketplace.trust.reader import me

Move = Callable[[Membership, datetime], Membership]
# What a fan may do with a membership: address, action in the table, service, and what is said afterwards.
MOVES: dict[str, tuple[str, Move, str]] = {
    "acceptance": ("accept", service_membership.accept_invitation, _l("Welcome: you are in.")),
    "refusal": ("decline", service_membership.decline_invitation, _l("Thank you for saying so.")),
    "withdrawal": ("withdraw", service_membership.withdraw, _l("Your application is taken back.")),
    "pause": (
        "pause",
        service_membership.pause,
        _l("You are on a break. No offers come until you are back."),
    ),
    "return": ("resume", service_membership.resume, _l("Welcome back.")),
}


@as_fan
def home(fan: Superfan) -> ResponseReturnValue:
    """What to do next, then what higher areas have for the fan, then the programmes."""
    memberships = queries.memberships_of(fan)
    return render_template(
        "superfans/home.html",
        fan=fan,
        memberships=memberships,
        lacks_birth=[one.programme for one in memberships if _lacks_birth(fan, one)],
        missing=join_steps.missing(fan),
        next_step=join_steps.first_open(fan),
        steps=join_steps,
        parts=home_parts.parts_of(fan, clock.now()),
        states=MEMBERSHIP_STATES,
    )


def _lacks_birth(fan: Superfan, membership: Membership) -> bool:
    """Whether somebody belongs to a programme that asks adults only, and has not said when they were born."""
    if fan.identity.born_on is not None or membership.state != "active":
        return False
    return registry.get(membership.programme.kind).adults_only


@signed_in
def membership(public_id: str) -> ResponseReturnValue:
    """One membership: how it stands, why, and what the fan can do; staff of the business go on to their own page of it."""
    fan = queries.fan_of(me())
    found = queries.membership_named(public_id)
    if fan is None or found.fan_id != fan.id:
        return redirect(_desk_page(found))
    g.business = found.programme.business
    decisions = queries_decisions.decisions_on(public_id)
    return render_template(
        "superfans/membership.html",
        membership=found,
        programme=found.programme,
        states=MEMBERSHIP_STATES,
        moves={
            address
            for address, (action, _move, _words) in MOVES.items()
            if MEMBERSHIP.allows(found.state, action, Actor.FAN)
        },
        may_leave=MEMBERSHIP.allows(found.state, "leave", Actor.FAN),
        decision=decisions[-1] if decisions else None,
    )


@as_fan
def leaving(fan: Superfan, public_id: str) -> ResponseReturnValue:
    """What leaving does to a fan's work and to every cent of theirs; then leave, exactly so."""
    found, at = queries.own_membership(fan, public_id), clock.now()
    MEMBERSHIP.target(found.state, "leave", Actor.FAN)
    foreseen = membership_hooks.leaving.foresee(found, at)
    seen = digest(foreseen)
    if request.method == "GET" or request.form.get("seen") != seen:
        has_changed = request.method == "POST"
        g.business = found.programme.business
        shown = {"membership": found, "programme": found.programme, "zone": fan.timezone}
        page = render_template(
            "superfans/leave.html", rows=foreseen, seen=seen, has_changed=has_changed, **shown
        )
        return page, 409 if has_changed else 200
    service_membership.leave(found, at)
    flash(_("You have left. What you earned stays yours."), "success")
    return redirect(url_for("superfans.membership", public_id=public_id), 303)


def _desk_page(found: Membership) -> str:
    business = found.programme.business
    if not people.is_staff(me(), business.public_id):
        raise NotFound
    return url_for("superfans.member", business_slug=business.slug, membership_id=found.public_id)


@as_fan
def move_membership(fan: Superfan, public_id: str, move: str) -> ResponseReturnValue:
    """The fan accepts, declines, withdraws, takes a break, comes back or leaves."""
    if move not in MOVES:
        raise NotFound
    _action, service, words = MOVES[move]
    service(queries.own_membership(fan, public_id), clock.now())
    flash(str(words), "success")
    return redirect(url_for("superfans.membership", public_id=public_id), 303)
