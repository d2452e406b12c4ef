"""Partners at the desk: what each owes for its part of rewards, and noting that it came in."""

from __future__ import annotations

from decimal import Decimal

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, DecimalField, HiddenField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from marketplace.businesses.access import staff
from marketplace.core import clock, ids
from marketplace.core.errors import MarketplaceError
from marketplace.core.form_refusals import show_refusal
from marketplace.core.minor import from_minor, to_minor
from marketplace.core.permissions import Permission
from marketplace.rewards import partners
from marketplace.rewards.partners import REFERENCE_LENGTH_MAX, Came, OwedByPartner
from marketplace.trust.reader import me, writing

blueprint = Blueprint("partners", __name__)


class CameForm(FlaskForm):
    """How much came in, when, under which reference."""

    programme = HiddenField(validators=[InputRequired(), Length(max=24)])
    partner = HiddenField(validators=[Length(max=40)])
    attempt = HiddenField(validators=[InputRequired(), Length(max=48)])
    amount = DecimalField(
        _l("Amount"),
        places=None,
        validators=[
            InputRequired(_l("Please give an amount.")),
            NumberRange(Decimal("0.001"), None, _l("Please give an amount above zero.")),
        ],
    )
    paid_on = DateField(_l("Came in on"), validators=[InputRequired(_l("Please give the day."))])
    reference = StringField(
        _l("Reference of the bank transfer"),
        validators=[InputRequired(_l("Please fill this in.")), Length(max=REFERENCE_LENGTH_MAX)],
        filters=[lambda value: (value or "").replace("\x00", "").strip()],
    )


@staff(Permission.MONEY_VIEW)
def owed(business_slug: str) -> ResponseReturnValue:
    """What each partner owes, and what came in."""
    return _page(None, 200)


@staff(Permission.MONEY_MOVE)
def note(business_slug: str) -> ResponseReturnValue:
    """Note that a partner's money is in the bank."""
    form = CameForm()
    if not form.validate():
        return _page(form, 422)
    try:
        partners.note(g.business, _said(form), me(), clock.now())
    except MarketplaceError as refusal:
        return _page(form, show_refusal(form, refusal))
    flash(_("Noted. It stands in your books as money that came into your own bank."), "success")
    return redirect(url_for("partners.owed", business_slug=business_slug), 303)


def _said(form: CameForm) -> Came:
    amount_minor = to_minor(form.amount.data or Decimal(0), g.business.currency)
    return Came(
        form.programme.data or "", form.partner.data or "", amount_minor, form.paid_on.data,
        form.reference.data or "", form.attempt.data or "",
    )  # fmt: skip


def _page(wrong: CameForm | None, status: int) -> ResponseReturnValue:
    found = partners.owed_by_partners(g.business)
    forms = [_form_for(one, wrong) for one in found]
    payments = partners.payments_of(g.business)
    titles = {one.programme.public_id: one.programme.title for one in found}
    return render_template(
        "rewards/partners.html", owed=list(zip(found, forms, strict=True)), payments=payments, titles=titles
    ), status


def _form_for(one: OwedByPartner, wrong: CameForm | None) -> CameForm:
    if wrong is not None and (wrong.programme.data, wrong.partner.data or "") == (one.programme.public_id, one.partner):  # fmt: skip
        return wrong
    rest = from_minor(one.owed_minor, one.currency)
    return CameForm(
        formdata=None,
        programme=one.programme.public_id,
        partner=one.partner,
        attempt=ids.new("try"),
        amount=rest,
    )


_desk = "/desk/<business_slug>/money/partners"
blueprint.add_url_rule(_desk, "owed", owed, methods=["GET"])
blueprint.add_url_rule(f"{_desk}/receipts", "note", writing(note), methods=["POST"])
