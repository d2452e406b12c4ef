"""What a sole owner's businesses still have of others, before the owner goes: each sum with its next step."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.businesses.queries import owned_alone
from marketplace.identity.blueprint import freshly
from marketplace.rewards import closing
from marketplace.trust.reader import me

blueprint = Blueprint("closing", __name__)


@freshly
def mine() -> ResponseReturnValue:
    """By business: whose money it is, and what becomes of it."""
    found = [(business, closing.open_money(business)) for business in owned_alone(me())]
    return render_template("rewards/open_money.html", found=found)


blueprint.add_url_rule("/account/owed/businesses", "mine", mine, methods=["GET"])
