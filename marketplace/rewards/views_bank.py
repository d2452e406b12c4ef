"""The way from a fan's settings to the payment provider's own pages, where the bank details are kept."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.core import edge
from marketplace.core.edge import keeps_own_transactions
from marketplace.core.errors import NotFound, Refused
from marketplace.core.form_refusals import flash_refusal
from marketplace.core.permissions import signed_in
from marketplace.rewards.treasury_bank import bank_account
from marketplace.superfans.queries import fan_of
from marketplace.trust.reader import me, writing

blueprint = Blueprint("bank", __name__)


@signed_in
@keeps_own_transactions
def details(public_id: str) -> ResponseReturnValue:
    """Whether the provider can send money on, and a link to its pages that works once."""
    fan = edge.read(lambda: fan_of(me()))
    if fan is None:
        raise NotFound
    back = url_for("rewards.choice", _external=True)
    try:
        found = bank_account(fan.public_id, public_id, back)
    except Refused as refusal:
        flash_refusal(refusal)
        return redirect(url_for("rewards.choice"), 303)
    return edge.read(lambda: render_template("rewards/bank.html", found=found))


blueprint.add_url_rule("/fan/earnings/bank/<public_id>", "details", writing(details), methods=["POST"])
