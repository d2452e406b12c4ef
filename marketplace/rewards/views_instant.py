"""Where a fan has what is due sent within minutes: what it costs is shown first, then done exactly so."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.core import edge
from marketplace.core.edge import keeps_own_transactions
from marketplace.core.errors import Invalid, MarketplaceError, NotFound
from marketplace.core.form_refusals import show_refusal
from marketplace.core.permissions import signed_in
from marketplace.rewards.forms_instant import AtOnceForm
from marketplace.rewards.treasury import instant as treasury_instant
from marketplace.superfans.models import Superfan
from marketplace.superfans.reader import own_fan
from marketplace.trust.reader import writing

blueprint = Blueprint("instant", __name__)


@signed_in
@keeps_own_transactions
def at_once(business_slug: str) -> ResponseReturnValue:
    """What one business owes and could send now, what that costs, or why it cannot be and what to do."""
    fan, form = edge.read(own_fan), AtOnceForm()
    refusal = _send(fan, business_slug, form) if form.is_submitted() else None
    if form.is_submitted() and refusal is None:
        return redirect(url_for("rewards.earnings"), 303)
    found = treasury_instant.foresee(fan, business_slug)
    status = show_refusal(form, refusal) if refusal is not None and found.quote is not None else 200
    if found.quote is not None:
        form.show(found.quote)
    return edge.read(lambda: render_template("rewards/at_once.html", found=found, form=form)), status


def _send(fan: Superfan, business_slug: str, form: AtOnceForm) -> MarketplaceError | None:
    """Send what was confirmed and say what became of it; the refusal, if it could not be."""
    if not form.validate():
        return Invalid("instant_changed")
    try:
        sent, is_ordinary = treasury_instant.send(fan, business_slug, form.shown(), form.attempt.data or "")
    except NotFound:
        raise
    except MarketplaceError as refusal:
        return refusal
    if sent.state == "refused":
        flash(
            _(
                "The shop has not enough money at the payment provider just now. Nothing was sent and nothing was charged; it is due to you again, and the shop has been told."
            ),
            "warning",
        )
    elif is_ordinary:
        flash(
            _(
                "The payment provider would not send it at once. It has gone the ordinary way, which takes a few days and costs you nothing."
            ),
            "warning",
        )
    elif sent.state == "paid":
        flash(_("Sent. It is at your bank within half an hour, as a rule."), "success")
    else:
        flash(
            _(
                "It is on its way. The payment provider has not answered yet; we keep asking, and send it once."
            ),
            "info",
        )
    return None


blueprint.add_url_rule(
    "/fan/earnings/at-once/<business_slug>", "at_once", writing(at_once), methods=["GET", "POST"]
)
