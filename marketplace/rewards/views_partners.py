"""Partners at the desk: what each owes for its part of rewards, noting that it came in, taking a wrong note back."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.businesses.access import staff
from marketplace.core import clock, ids
from marketplace.core.errors import MarketplaceError
from marketplace.core.form_refusals import show_refusal
from marketplace.core.minor import from_minor
from marketplace.core.permissions import Permission
from marketplace.rewards import partners
from marketplace.rewards.forms_partners import CameForm, UndoForm
from marketplace.rewards.partners import Came, OwedByPartner
from marketplace.trust.reader import language, me, writing

blueprint = Blueprint("partners", __name__)


@staff(Permission.MONEY_VIEW)
def owed(business_slug: str) -> ResponseReturnValue:
    """What each partner owes, and what came in."""
    return _page(None, 200)


@staff(Permission.MONEY_MOVE)
def note(business_slug: str) -> ResponseReturnValue:
    """Note that a partner's money is in the bank."""
    form = CameForm(currency=g.business.currency)
    if not form.validate():
        return _page(form, 422)
    try:
        partners.note(g.business, _said(form), me(), clock.now())
    except MarketplaceError as refusal:
        return _page(form, show_refusal(form, refusal))
    flash(_("Noted. It stands in your books as money that came into your own bank."), "success")
    return redirect(url_for("partners.owed", business_slug=business_slug), 303)


@staff(Permission.MONEY_MOVE)
def undo(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Take back a note that was wrong: what it does is shown first, and the reason is asked."""
    form, status = UndoForm(), 200
    one = partners.payment_of(g.business, public_id)
    if form.validate_on_submit():
        try:
            partners.undo(
                g.business, public_id, form.reason.data or "", me(), clock.now(), language=language()
            )
        except MarketplaceError as refusal:
            status = show_refusal(form, refusal)
        else:
            flash(_("Taken back. The partner owes it again, and both stand in your books."), "success")
            return redirect(url_for("partners.owed", business_slug=business_slug), 303)
    elif form.is_submitted():
        status = 422
    return render_template("rewards/partner_undo.html", one=one, form=form), status


def _said(form: CameForm) -> Came:
    return Came(
        form.programme.data or "", form.partner.data or "", form.amount.amount_minor, form.paid_on.data,
        form.reference.data or "", form.attempt.data or "",
    )  # fmt: skip


def _page(wrong: CameForm | None, status: int) -> ResponseReturnValue:
    found = partners.owed_by_partners(g.business)
    forms = [_form_for(one, wrong) for one in found]
    payments = partners.payments_of(g.business)
    programmes = {one.programme.public_id: one.programme for one in found}
    return render_template(
        "rewards/partners.html",
        owed=list(zip(found, forms, strict=True)),
        payments=payments,
        programmes=programmes,
    ), status


def _form_for(one: OwedByPartner, wrong: CameForm | None) -> CameForm:
    if wrong is not None and (wrong.programme.data, wrong.partner.data or "") == (one.programme.public_id, one.partner):  # fmt: skip
        return wrong
    rest = from_minor(one.owed_minor, one.currency)
    return CameForm(
        formdata=None,
        currency=one.currency,
        programme=one.programme.public_id,
        partner=one.partner,
        attempt=ids.new("try"),
        amount=rest,
    )


_desk = "/desk/<business_slug>/money/partners"
blueprint.add_url_rule(_desk, "owed", owed, methods=["GET"])
blueprint.add_url_rule(f"{_desk}/receipts", "note", writing(note), methods=["POST"])
blueprint.add_url_rule(
    f"{_desk}/receipts/<public_id>/reversal", "undo", writing(undo), methods=["GET", "POST"]
)
