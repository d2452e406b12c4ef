"""What a sole owner's businesses still have of others, before the owner goes: each sum with its next step."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.businesses.models import Business
from marketplace.businesses.queries import owned_alone
from marketplace.core import clock
from marketplace.core.errors import NotFound
from marketplace.core.permissions import signed_in
from marketplace.identity.blueprint import freshly
from marketplace.rewards import closing
from marketplace.rewards.treasury.ending import credit_left, pay_all_credit_out
from marketplace.trust.reader import me, writing

blueprint = Blueprint("closing", __name__)


@freshly
def mine() -> ResponseReturnValue:
    """By business: whose money it is, and what becomes of it."""
    at = clock.now()
    found = [(one, closing.open_money(one), credit_left(one, at)) for one in owned_alone(me())]
    return render_template("rewards/open_money.html", found=found)


@signed_in
def pay_credit(business_slug: str) -> ResponseReturnValue:
    """The business ends: everybody's credit becomes money, where it can be sent."""
    business = next((one for one in owned_alone(me()) if one.slug == business_slug), None)
    if business is None:  # before anybody is asked to show again who they are: for others it is not there
        raise NotFound
    return _pay_credit(business)


@freshly
def _pay_credit(business: Business) -> ResponseReturnValue:
    pay_all_credit_out(business, clock.now())
    flash(_("Done. It goes out with the next payouts, and everybody has been told."), "success")
    return redirect(url_for("closing.mine"), 303)


_here = "/account/owed/businesses"
blueprint.add_url_rule(_here, "mine", mine, methods=["GET"])
blueprint.add_url_rule(f"{_here}/<business_slug>/credit", "pay_credit", writing(pay_credit), methods=["POST"])
