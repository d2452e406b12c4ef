"""The money check: do books, provider and bookings agree, where not, what it probably is, and what to do."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField
from wtforms.validators import InputRequired, Length

from marketplace.businesses.access import staff
from marketplace.core import clock, edge
from marketplace.core.edge import keeps_own_transactions
from marketplace.core.errors import MarketplaceError
from marketplace.core.form_refusals import flash_refusal
from marketplace.core.permissions import Permission
from marketplace.rewards import check_pictures, treasury
from marketplace.rewards.reconciliation_words import REASONS, told
from marketplace.rewards.treasury import ProviderError
from marketplace.trust.reader import me, writing
from marketplace.trust.service_audit import log_action

blueprint = Blueprint("money_check", __name__)
_desk = "/desk/<business_slug>/money-check"


class SettleForm(FlaskForm):
    """Why a difference may stay."""

    difference = HiddenField(validators=[InputRequired(), Length(max=200)])
    reason = SelectField(_l("Why may it stay?"), validators=[InputRequired(_l("Please choose one."))])

    def __init__(self) -> None:
        super().__init__()
        self.reason.choices = list(REASONS.items())


@staff(Permission.MONEY_VIEW)
def check(business_slug: str) -> ResponseReturnValue:
    """How it stands, every difference with what to do, and how it went day by day."""
    agreement = treasury.agreement_of(g.business)
    return render_template(
        "rewards/check.html",
        agreement=agreement,
        due=[told(item) for item in agreement.due],
        on_the_way=[told(item) for item in agreement.on_the_way],
        settled=[told(item) for item in agreement.settled],
        days=check_pictures.days_of(agreement.runs, g.business.timezone),
        pictures=check_pictures.pictures_of(agreement.runs, g.business.timezone),
        reasons=list(REASONS.items()),
    )


@staff(Permission.MONEY_MOVE)
@keeps_own_transactions
def run(business_slug: str) -> ResponseReturnValue:
    """Compare now; who asked for it is written down."""
    business_ref, who = edge.read(lambda: (g.business.public_id, me().public_id))
    edge.write(lambda: log_action(business_ref, who, "money.reconcile", None, {}, clock.now()))
    try:
        report = treasury.reconcile(business_ref)
    except ProviderError:
        flash(_("Your provider did not answer, so nothing could be compared. Try again in a while."), "error")
    else:
        if report.is_clean:
            flash(_("Compared just now. All sides agree."), "success")
        else:
            flash(_("Compared just now. Below is what needs a look."), "info")
    return redirect(url_for("money_check.check", business_slug=business_slug), 303)


@staff(Permission.MONEY_MOVE)
def settle(business_slug: str) -> ResponseReturnValue:
    """Say why a difference may stay."""
    form = SettleForm()
    if not form.validate():
        flash(_say(form.errors.values()), "error")
        edge.keep_nothing()
    else:
        try:
            treasury.settle(g.business, form.difference.data, me().public_id, form.reason.data, clock.now())
        except MarketplaceError as refusal:
            if refusal.status == 404:
                raise
            flash_refusal(refusal)
        else:
            flash(_("Settled, with your reason."), "success")
    return redirect(url_for("money_check.check", business_slug=business_slug), 303)


def _say(errors: Iterable[object]) -> str:
    return " ".join(str(words) for lines in errors for words in lines)  # type: ignore[attr-defined]


blueprint.add_url_rule(_desk, "check", check, methods=["GET"])
blueprint.add_url_rule(f"{_desk}/runs", "run", writing(run), methods=["POST"])
blueprint.add_url_rule(f"{_desk}/settlement", "settle", writing(settle), methods=["POST"])
