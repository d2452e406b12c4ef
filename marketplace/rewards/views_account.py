"""Where a fan tells the provider who they are and where their bank is, on the provider's own pages."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.core import edge
from marketplace.core.edge import keeps_own_transactions
from marketplace.core.errors import NotFound
from marketplace.core.permissions import signed_in
from marketplace.rewards.forms_account import GIVES, GiveForm
from marketplace.rewards.treasury import accounts as treasury_accounts
from marketplace.trust.reader import me, writing

blueprint = Blueprint("payout_account", __name__)


@signed_in
@keeps_own_transactions
def accounts() -> ResponseReturnValue:
    """By business: whether the provider can send money on, or needs something first."""
    found = edge.read(lambda: treasury_accounts.accounts_of(me()))
    shown = [
        (account, treasury_accounts.is_ready(account), _words(treasury_accounts.missing_from(account)))
        for account in found
    ]
    return edge.read(lambda: render_template("rewards/accounts.html", accounts=shown)), 200


def _words(missing: tuple[str, ...]) -> list[str]:
    """What is missing, as people say it; what has no words here, the provider's page explains."""
    other = _("Something else, which the provider's page explains")
    return list(dict.fromkeys(str(GIVES[one].label) if one in GIVES else other for one in missing))


@signed_in
@keeps_own_transactions
def onboard(business_slug: str) -> ResponseReturnValue:
    """Go to the provider's page; it leads back here, and here again when its address has grown old."""
    found = edge.read(lambda: treasury_accounts.accounts_of(me()))
    account = next((one for one in found if one.business_slug == business_slug), None)
    if account is None:
        raise NotFound
    back = url_for("payout_account.accounts", _external=True)
    link = treasury_accounts.onboarding_link(account, back)
    if link is None:
        flash(_("The payment provider does not answer just now. Try again in a moment."), "warning")
    return redirect(link or back, 303)


@signed_in
@keeps_own_transactions
def pretend(public_id: str) -> ResponseReturnValue:
    """The sandbox's stand-in for the provider's page: give what it asks, or leave something out."""
    found = edge.read(lambda: treasury_accounts.accounts_of(me()))
    account = next((one for one in found if one.account_id == public_id), None)
    if account is None or not treasury_accounts.is_pretend(account):
        raise NotFound
    back = url_for("payout_account.accounts")
    form = GiveForm()
    if form.is_submitted():
        treasury_accounts.play(account, form.given())
        return redirect(back, 303)
    form.leave(treasury_accounts.missing_from(account))
    page = edge.read(
        lambda: render_template("rewards/pretend_account.html", form=form, account=account, back=back)
    )
    return page, 200


blueprint.add_url_rule("/sandbox/account/<public_id>", "pretend", pretend, methods=["GET"])
blueprint.add_url_rule("/sandbox/account/<public_id>", "give", writing(pretend), methods=["POST"])
blueprint.add_url_rule("/fan/earnings/accounts", "accounts", accounts, methods=["GET"])
blueprint.add_url_rule(
    "/fan/earnings/accounts/<business_slug>", "onboard", writing(onboard), methods=["POST"]
)
