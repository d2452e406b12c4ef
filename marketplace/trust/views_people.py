"""Blocks between people."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.core import clock
from marketplace.core.errors import NotFound
from marketplace.core.permissions import signed_in
from marketplace.identity import queries
from marketplace.identity.models import Identity
from marketplace.identity.safe_next import local_path
from marketplace.trust import queries_people, service_people
from marketplace.trust.reader import me, writing


@signed_in
def blocks() -> ResponseReturnValue:
    """Whom one has blocked."""
    return render_template("trust/blocks.html", people=queries_people.blocked_by(me()))


@writing
@signed_in
def block(public_id: str) -> ResponseReturnValue:
    """Have nothing more to do with somebody one has met here."""
    other = _met(public_id)
    service_people.block_person(me(), other, clock.now())
    flash(
        _("You will not be matched with %(name)s any more, and cannot write to each other.", name=other.name),
        "success",
    )
    return redirect(local_path(request.form.get("next"), url_for("trust.blocks")), 303)


@writing
@signed_in
def unblock(public_id: str) -> ResponseReturnValue:
    """Lift one's block."""
    service_people.unblock_person(me(), _met(public_id))
    return redirect(url_for("trust.blocks"), 303)


def _met(public_id: str) -> Identity:
    other = queries.by_public_id(public_id)
    if other is None or other.erased_at is not None:
        raise NotFound
    return other
