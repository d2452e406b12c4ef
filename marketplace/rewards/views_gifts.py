"""Gifts to causes at the desk: what is owed to each, passing it on in two steps, and the causes' own accounts."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.businesses.access import staff
from marketplace.core import clock
from marketplace.core.errors import MarketplaceError, NotFound
from marketplace.core.form_refusals import flash_refusal, show_refusal
from marketplace.core.permissions import Permission
from marketplace.rewards import causes, gifts
from marketplace.rewards.forms_gifts import GiftForm
from marketplace.rewards.models import CauseSettlement
from marketplace.rewards.treasury import gifts as treasury_gifts
from marketplace.trust.reader import me, writing

blueprint = Blueprint("gifts", __name__)
_desk = "/desk/<business_slug>/money/gifts"


@staff(Permission.MONEY_VIEW)
def owed(business_slug: str) -> ResponseReturnValue:
    """What people gave to each cause, what is still to be passed on, and what was."""
    found = gifts.owed_to_causes(g.business)
    return render_template(
        "rewards/gifts.html",
        owed=[one for one in found if one.owed_minor],
        done=[one for one in found if not one.owed_minor],
        settlements=gifts.settlements_of(g.business),
    )


@staff(Permission.MONEY_MOVE)
def pass_on(business_slug: str, public_id: str) -> ResponseReturnValue:
    """The first step: say how much was passed on, when and how."""
    cause = causes.cause_of(g.business, public_id)
    (one, *_rest) = [o for o in gifts.owed_to_causes(g.business) if o.cause.id == cause.id] or [None]
    if one is None:
        raise NotFound
    form, status = GiftForm(currency=one.currency), 200
    form.prepare(one)
    if form.validate_on_submit():
        try:
            made = gifts.note(cause, me(), at=clock.now(), **form.said(one.currency))
        except MarketplaceError as refusal:
            status = show_refusal(form, refusal)
        else:
            address = url_for("gifts.settlement", business_slug=business_slug, public_id=made.public_id)
            return redirect(address, 303)
    elif form.is_submitted():
        status = 422
    return render_template("rewards/gift.html", form=form, one=one), status


@staff(Permission.MONEY_MOVE)
def settlement(business_slug: str, public_id: str) -> ResponseReturnValue:
    """The second step, seen before it is made: what was noted, to be confirmed or withdrawn."""
    return render_template("rewards/gift_confirm.html", one=_settlement(public_id))


@staff(Permission.MONEY_MOVE)
def confirm(business_slug: str, public_id: str) -> ResponseReturnValue:
    """The second step: it is booked, and the givers see it."""
    return _finish(business_slug, public_id, is_right=True)


@staff(Permission.MONEY_MOVE)
def withdraw(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Take back what was only noted."""
    return _finish(business_slug, public_id, is_right=False)


@staff(Permission.MONEY_MOVE)
def ask_for_account(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Have the provider make an account for a cause, so that gifts reach it without the business's bank."""
    cause = causes.cause_of(g.business, public_id)
    treasury_gifts.ask_for_account(g.business, cause.public_id, clock.now())
    flash(_("The account is being made. In a minute you can send gifts there."), "success")
    return redirect(url_for("gifts.owed", business_slug=business_slug), 303)


def _finish(business_slug: str, public_id: str, *, is_right: bool) -> ResponseReturnValue:
    one = _settlement(public_id, locks=True)
    try:
        (gifts.confirm if is_right else gifts.withdraw)(one, me(), clock.now())
    except MarketplaceError as refusal:
        flash_refusal(refusal)
    else:
        said = _("Passed on. Those who gave can see it.") if is_right else _("Withdrawn. Nothing was booked.")
        flash(said, "success")
    return redirect(url_for("gifts.owed", business_slug=business_slug), 303)


def _settlement(public_id: str, *, locks: bool = False) -> CauseSettlement:
    one = gifts.settlement_of(g.business, public_id, locks=locks)
    if one is None:
        raise NotFound
    return one


blueprint.add_url_rule(_desk, "owed", owed, methods=["GET"])
blueprint.add_url_rule(f"{_desk}/causes/<public_id>", "pass_on", writing(pass_on), methods=["GET", "POST"])
blueprint.add_url_rule(
    f"{_desk}/causes/<public_id>/account", "ask_for_account", writing(ask_for_account), methods=["POST"]
)
blueprint.add_url_rule(f"{_desk}/settlements/<public_id>", "settlement", settlement, methods=["GET"])
blueprint.add_url_rule(
    f"{_desk}/settlements/<public_id>/confirmation", "confirm", writing(confirm), methods=["POST"]
)
blueprint.add_url_rule(
    f"{_desk}/settlements/<public_id>/withdrawal", "withdraw", writing(withdraw), methods=["POST"]
)
