"""The counter: staff scan or type a code, see what it is worth and for whom, and take it once."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.businesses.access import staff
from marketplace.core import clock, ids
from marketplace.core.errors import MarketplaceError, NotFound
from marketplace.core.form_refusals import show_refusal
from marketplace.core.limits import limited
from marketplace.core.minor import from_minor
from marketplace.core.permissions import Permission
from marketplace.rewards.forms_codes import CodeForm, RedeemForm
from marketplace.rewards.treasury import codes as treasury_codes
from marketplace.rewards.treasury import wallet as treasury_wallet
from marketplace.rewards.treasury.codes import Found
from marketplace.trust.reader import me
from marketplace.trust.service_audit import log_action

blueprint = Blueprint("counter", __name__)
BY_ONE_PERSON = (
    "60 per minute; 900 per hour"  # a busy till; eleven drawn letters are not guessed at this pace
)
_desk = "/desk/<business_slug>/counter"


@staff(Permission.COUNTER_REDEEM)
def counter(business_slug: str) -> ResponseReturnValue:
    """Scan or type a code; what was taken lately."""
    return _page(CodeForm(formdata=None), None, 200)


@staff(Permission.COUNTER_REDEEM)
def look_up(business_slug: str) -> ResponseReturnValue:
    """What a code is worth; nothing is taken yet."""
    form = CodeForm()
    if not form.validate():
        return _page(form, None, 422)
    try:
        found = treasury_codes.look_up(g.business, form.code.data)
    except MarketplaceError as refusal:
        return _page(form, None, show_refusal(form, refusal))
    return _page(_form_for(found), found, 200)


@staff(Permission.COUNTER_REDEEM)
def redeem(business_slug: str) -> ResponseReturnValue:
    """Take it, once."""
    form, at = RedeemForm(currency=g.business.currency), clock.now()
    if not form.validate():
        return _again(form, 422)
    try:
        taken = treasury_codes.redeem(
            g.business, form.code.data, form.amount.amount_minor, seen_version=form.seen_version.data,
            staff_ref=me().public_id, key=form.key.data, at=at,
        )  # fmt: skip
    except MarketplaceError as refusal:
        return _again(form, show_refusal(form, refusal))
    detail = {"amount_minor": taken.amount.amount_minor, "currency": taken.amount.currency}
    log_action(g.business.public_id, me().public_id, "counter.redeem", taken.public_id, detail, at)
    return redirect(
        url_for("counter.redemption", business_slug=business_slug, public_id=taken.public_id), 303
    )


@staff(Permission.COUNTER_REDEEM)
def redemption(business_slug: str, public_id: str) -> ResponseReturnValue:
    """What was taken, to be shown to whoever stands there."""
    taken = treasury_codes.redemption_at(g.business, public_id)
    if taken is None:
        raise NotFound
    return render_template(
        "rewards/redemption.html", taken=taken, first_name=treasury_codes.first_name_of(taken.owner_ref)
    )


def _form_for(found: Found) -> RedeemForm:
    whole = from_minor(found.worth_minor, found.currency)
    return RedeemForm(
        formdata=None, currency=found.currency, code=found.code, amount=whole, seen_version=found.version,
        key=ids.new("try"),
    )  # fmt: skip


def _again(form: RedeemForm, status: int) -> ResponseReturnValue:
    """The same once more, as it stands now: what is gone is not shown as if it were there."""
    try:
        found = treasury_codes.look_up(g.business, form.code.data or "")
    except MarketplaceError:
        return _page(form, None, status)
    form.seen_version.data, form.seen_version.raw_data = found.version, None
    return _page(form, found, status)


def _page(form: CodeForm, found: Found | None, status: int) -> ResponseReturnValue:
    page = render_template(
        "rewards/counter.html",
        form=form,
        found=found,
        latest=treasury_codes.redemptions_at(g.business)[:10],
        is_used=treasury_wallet.is_used_by(g.business),
    )
    return page, status


def _writer() -> str:
    return f"counter:{me().public_id}"


_counted = limited(BY_ONE_PERSON, _writer)
blueprint.add_url_rule(_desk, "counter", counter, methods=["GET"])
blueprint.add_url_rule(f"{_desk}/lookups", "look_up", _counted(look_up), methods=["POST"])
blueprint.add_url_rule(f"{_desk}/redemptions", "redeem", _counted(redeem), methods=["POST"])
blueprint.add_url_rule(f"{_desk}/redemptions/<public_id>", "redemption", redemption, methods=["GET"])
