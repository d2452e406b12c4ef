"""A fan's own front page, and each programme they have to do with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from marketplace.core import clock
from marketplace.core.errors import NotFound
from marketplace.core.lifecycle import Actor
from marketplace.core.permissions import signed_in
from marketplace.superfans import home as home_parts
from marketplace.superfans import join_steps, queries, service_membership
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
    "leaving": ("leave", service_membership.leave, _l("You have left. What you earned stays yours.")),
}


@as_fan
def home(fan: Superfan) -> ResponseReturnValue:
    """What to do next, then what higher areas have for the fan, then the programmes."""
    return render_template(
        "superfans/home.html",
        fan=fan,
        memberships=queries.memberships_of(fan),
        missing=join_steps.missing(fan),
        next_step=join_steps.first_open(fan),
        steps=join_steps,
        parts=home_parts.parts_of(fan, clock.now()),
        states=MEMBERSHIP_STATES,
    )


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
            for address, (action, _, _) in MOVES.items()
            if MEMBERSHIP.allows(found.state, action, Actor.FAN)
        },
        decision=decisions[-1] if decisions else None,
    )


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
    _, service, words = MOVES[move]
    service(queries.own_membership(fan, public_id), clock.now())
    flash(str(words), "success")
    return redirect(url_for("superfans.membership", public_id=public_id), 303)
