"""What one may spend: credit in shops and discount codes, each to be shown at the counter or used when booking."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.core import clock
from marketplace.core.errors import NotFound
from marketplace.core.permissions import signed_in
from marketplace.rewards.treasury import wallet as treasury_wallet
from marketplace.trust.reader import me, writing

blueprint = Blueprint("wallet", __name__)


@signed_in
def wallet() -> ResponseReturnValue:
    """Credit and codes, business by business."""
    wallets = treasury_wallet.wallets_of(me())
    return render_template(
        "rewards/wallet.html", wallets=wallets, zone=me().timezone, spelt=treasury_wallet.spelt
    )


@signed_in
def show_pass(business_slug: str) -> ResponseReturnValue:
    """Make the code for credit that came before there were codes."""
    found = [one.business for one in treasury_wallet.wallets_of(me()) if one.business.slug == business_slug]
    if not found:
        raise NotFound
    treasury_wallet.show_pass(me(), found[0].public_id, clock.now())
    return redirect(url_for("wallet.wallet"), 303)


blueprint.add_url_rule("/my/credit", "wallet", wallet, methods=["GET"])
blueprint.add_url_rule("/my/credit/<business_slug>/code", "show_pass", writing(show_pass), methods=["POST"])
