"""What a person is still owed before they go, and what they may do with it; each way out is confirmed on its own page."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.core import clock
from marketplace.core.errors import MarketplaceError, NotFound
from marketplace.core.form_refusals import show_refusal
from marketplace.identity import erasure
from marketplace.identity.blueprint import freshly
from marketplace.rewards import treasury
from marketplace.rewards.forms import LeavingForm
from marketplace.rewards.treasury import Left
from marketplace.superfans.queries import fan_of
from marketplace.trust.reader import me, writing

blueprint = Blueprint("owed", __name__)


@freshly
def owed() -> ResponseReturnValue:
    """What is owed and by whom, with everything that can be done about it."""
    at = clock.now()
    return render_template("rewards/owed.html", owed=_mine(at), fan=fan_of(me()), zone=me().timezone)


@freshly
def send() -> ResponseReturnValue:
    """Have all that is due sent to the bank, however little it is."""
    fan = fan_of(me())
    if fan is None:
        raise NotFound
    if treasury.send(fan, clock.now()):
        flash(_("It is on its way to your bank."), "success")
    else:
        flash(
            _("Nothing could be sent just now. Where an account was missing, we have asked for one again."),
            "info",
        )
    return redirect(url_for("owed.owed"), 303)


@freshly
def leave(way: str) -> ResponseReturnValue:
    """Leave what one business owes to a cause or to the business, once the very amount is confirmed."""
    at = clock.now()
    if way not in treasury.WAYS_TO_LEAVE:
        raise NotFound
    left = _named(at)
    due_minor = left.credit_minor if way == "credit" else left.due_minor
    form = LeavingForm(
        business=left.business.public_id, owner=left.owner_ref, currency=left.currency, amount_minor=due_minor
    )
    status = 200
    if form.validate_on_submit():
        try:
            treasury.leave(way, left, form.amount_minor.data, form.cause.data, at)
        except MarketplaceError as refusal:
            status = show_refusal(form, refusal)
        else:
            flash(_("Done. It is no longer owed to you."), "success")
            return redirect(url_for("owed.owed"), 303)
    elif form.is_submitted():
        status = 422
    form.amount_minor.data, form.amount_minor.raw_data = due_minor, None  # what is shown is what is confirmed
    page = render_template("rewards/leave.html", form=form, left=left, way=way, due_minor=due_minor)
    return page, status


def _mine(at: datetime) -> list[Left]:
    return treasury.left_to(erasure.person_of(me()).refs, at)


def _named(at: datetime) -> Left:
    """The one that the address or the form names, among the reader's own."""
    names = tuple(request.values.get(name, "") for name in ("business", "owner", "currency"))
    for one in _mine(at):
        if (one.business.public_id, one.owner_ref, one.currency) == names:
            return one
    raise NotFound


blueprint.add_url_rule("/account/owed", "owed", owed, methods=["GET"])
blueprint.add_url_rule("/account/owed/payouts", "send", writing(send), methods=["POST"])
blueprint.add_url_rule("/account/owed/<way>", "leave", writing(leave), methods=["GET", "POST"])
