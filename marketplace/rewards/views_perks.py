"""Costs given back: the fan's claims with their receipts, and the desk that pays them or says why not."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.businesses.access import staff
from marketplace.businesses.models import Business
from marketplace.core import clock
from marketplace.core.errors import MarketplaceError
from marketplace.core.form_refusals import flash_refusal, show_refusal
from marketplace.core.lifecycle import Actor
from marketplace.core.minor import from_minor
from marketplace.core.permissions import Permission, signed_in
from marketplace.rewards import perks, queries
from marketplace.rewards.forms_perks import ReceiptForm, RefusalForm
from marketplace.rewards.lifecycle import PERK_CLAIM
from marketplace.rewards.models import PerkClaim
from marketplace.rewards.perks import Receipt
from marketplace.rewards.work import Work, work_of
from marketplace.superfans.queries import fan_of
from marketplace.trust import uploads
from marketplace.trust.models import Upload
from marketplace.trust.reader import me, writing

blueprint = Blueprint("perks", __name__)
_desk = "/desk/<business_slug>/money/costs"


@signed_in
def mine() -> ResponseReturnValue:
    """What a fan may have given back, until when, and what became of it."""
    fan = fan_of(me())
    claims = perks.claims_of(fan) if fan is not None else []
    businesses = queries.business_names({one.business_ref for one in claims})
    return render_template(
        "rewards/perks.html", fan=fan, claims=claims, works=_works(claims), businesses=businesses,
    )  # fmt: skip


@signed_in
def claim(public_id: str) -> ResponseReturnValue:
    """One of them: claim it with a receipt, or see how it stands."""
    found = perks.claim_of_fan(fan_of(me()), public_id)
    form, status = ReceiptForm(currency=found.currency), 200
    if not form.is_submitted() and found.amount_minor:
        form.amount.data, form.shop.data = from_minor(found.amount_minor, found.currency), found.shop
        form.words.data = found.words
    if form.validate_on_submit():
        try:
            _claim(public_id, form)
        except MarketplaceError as refusal:
            status = show_refusal(form, refusal)
        else:
            flash(_("Sent. The business looks at it, and you are told."), "success")
            return redirect(url_for("perks.claim", public_id=public_id), 303)
    elif form.is_submitted():
        status = 422
    return _claim_page(perks.claim_of_fan(fan_of(me()), public_id), form, status)


@staff(Permission.MONEY_VIEW)
def waiting(business_slug: str) -> ResponseReturnValue:
    """Receipts that wait for an answer, what may still be claimed until when, and what was decided."""
    return _desk_page({}, 200)


@staff(Permission.MONEY_MOVE)
def approve(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Pay what was claimed, once."""
    found = perks.claim_at(g.business, public_id)
    try:
        perks.approve(found, me(), clock.now())
    except MarketplaceError as refusal:
        flash_refusal(refusal)
    else:
        flash(_("Paid. It goes out with their next payout."), "success")
    return redirect(url_for("perks.waiting", business_slug=business_slug), 303)


@staff(Permission.MONEY_MOVE)
def refuse(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Say why not, and what to do."""
    form, found = RefusalForm(), perks.claim_at(g.business, public_id)
    if not form.validate():
        return _desk_page({public_id: form}, 422)
    try:
        perks.refuse(found, me(), form.reason.data or "", clock.now())
    except MarketplaceError as refusal:
        flash_refusal(refusal)
    else:
        flash(_("They are told why, and can send another receipt."), "success")
    return redirect(url_for("perks.waiting", business_slug=business_slug), 303)


def _claim(public_id: str, form: ReceiptForm) -> None:
    sent = form.upload.data
    prepared = uploads.prepare_evidence(sent.stream, field="upload") if sent and sent.filename else None
    found, at = perks.claim_of_fan(fan_of(me()), public_id), clock.now()
    upload: Upload | None = None
    if prepared is not None:
        upload = uploads.store(
            prepared, owner=me(), purpose="receipt", is_private=True, business_ref=found.business_ref, at=at
        )
    receipt = Receipt(form.amount.amount_minor, form.shop.data or "", form.words.data or "", upload)
    perks.claim(found, receipt, at)


def _claim_page(found: PerkClaim, form: ReceiptForm, status: int) -> ResponseReturnValue:
    at = clock.now()
    may_claim = PERK_CLAIM.allows(found.state, "claim", Actor.FAN) and at < found.lapses_at
    page = render_template(
        "rewards/perk.html", one=found, form=form, work=_works([found]).get(found.public_id), may_claim=may_claim,
        business_name=queries.business_names({found.business_ref}).get(found.business_ref, ""), zone=me().timezone,
    )  # fmt: skip
    return page, status


def _desk_page(forms: dict[str, RefusalForm], status: int) -> ResponseReturnValue:
    business: Business = g.business
    claims = perks.claims_at(business)
    page = render_template(
        "rewards/desk_perks.html",
        waiting=[one for one in claims if one.state == "claimed"],
        coming=[one for one in claims if one.state in ("open", "refused")],
        done=[one for one in claims if one.state in ("paid", "lapsed", "withdrawn")],
        works=_works(claims), names=queries.names_of_fans(business), forms=forms, refusal_form=RefusalForm,
    )  # fmt: skip
    return page, status


def _works(claims: list[PerkClaim]) -> dict[str, Work]:
    return work_of([one.public_id for one in claims])


blueprint.add_url_rule("/fan/costs", "mine", mine, methods=["GET"])
blueprint.add_url_rule("/fan/costs/<public_id>", "claim", writing(claim), methods=["GET", "POST"])
blueprint.add_url_rule(_desk, "waiting", waiting, methods=["GET"])
blueprint.add_url_rule(f"{_desk}/<public_id>/payment", "approve", writing(approve), methods=["POST"])
blueprint.add_url_rule(f"{_desk}/<public_id>/refusal", "refuse", writing(refuse), methods=["POST"])
