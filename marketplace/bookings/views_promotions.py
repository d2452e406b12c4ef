"""Promotion codes at the desk: make one with its limits, pause it, end it, and see what it has cost."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from marketplace.bookings.forms_promotions import PromotionForm
from marketplace.businesses.access import staff
from marketplace.businesses.queries import programmes_of
from marketplace.catalogue import queries
from marketplace.core import clock, texts
from marketplace.core.errors import MarketplaceError, NotFound
from marketplace.core.form_refusals import flash_refusal, show_refusal
from marketplace.core.permissions import Permission
from marketplace.rewards.treasury import promotions as treasury_promotions
from marketplace.trust.reader import me, writing
from marketplace.trust.service_audit import log_action

blueprint = Blueprint("promotions", __name__)
CHANGED = {
    "pause": _l("Paused. Nobody can book with it until you let it run again."),
    "resume": _l("It runs again."),
    "end": _l("Ended. Nobody can book with it any more."),
}
_desk = "/desk/<business_slug>/promotions"


@staff(Permission.MONEY_VIEW)
def promotions(business_slug: str) -> ResponseReturnValue:
    """Every promotion with its use and cost."""
    return _page(_form(), 200)


@staff(Permission.MONEY_MOVE)
def make(business_slug: str) -> ResponseReturnValue:
    """Make one; its code is drawn."""
    form, at = _form(), clock.now()
    if not form.validate():
        return _page(form, 422)
    try:
        made = treasury_promotions.make(g.business, form.terms(g.business.timezone), at)
    except MarketplaceError as refusal:
        return _page(form, show_refusal(form, refusal))
    log_action(g.business.public_id, me().public_id, "promotions.make", made.public_id, {}, at)
    flash(_("The promotion runs. Give its code to whomever you like."), "success")
    return redirect(
        url_for("promotions.promotion", business_slug=business_slug, public_id=made.public_id), 303
    )


@staff(Permission.MONEY_VIEW)
def promotion(business_slug: str, public_id: str) -> ResponseReturnValue:
    """One promotion: its code, its limits, its use and cost."""
    shown = treasury_promotions.one_of(g.business, public_id, clock.now())
    terms, places = shown.promotion.terms, dict(_places())
    where = ", ".join(places.get(ref, _("something that is gone")) for ref in terms.only_for)
    return render_template("bookings/promotion.html", shown=shown, terms=terms, where=where)


@staff(Permission.MONEY_MOVE)
def change(business_slug: str, public_id: str, move: str) -> ResponseReturnValue:
    """Pause, resume or end it; whoever has booked with it keeps it."""
    at = clock.now()
    if move not in treasury_promotions.ACTIONS:
        raise NotFound
    try:
        treasury_promotions.change(g.business, public_id, move, at)
    except NotFound:
        raise
    except MarketplaceError as refusal:
        flash_refusal(refusal)
    else:
        log_action(g.business.public_id, me().public_id, f"promotions.{move}", public_id, {}, at)
        flash(str(CHANGED[move]), "success")
    return redirect(url_for("promotions.promotion", business_slug=business_slug, public_id=public_id), 303)


def _form() -> PromotionForm:
    return PromotionForm(places=_places(), currency=g.business.currency)


def _places() -> list[tuple[str, str]]:
    """What a promotion can be kept to: programmes that customers book, listings and journeys."""
    programmes = [one for one in programmes_of(g.business) if one.state != "closed"]
    places: list[Any] = [*programmes, *queries.listings_of(g.business), *queries.journeys_of(g.business)]
    return [(one.public_id, texts.marked(one, "title", str(get_locale()))) for one in places]


def _page(form: PromotionForm, status: int) -> ResponseReturnValue:
    shown = treasury_promotions.promotions_of(g.business, clock.now())
    return render_template("bookings/promotions.html", form=form, shown=shown), status


blueprint.add_url_rule(_desk, "promotions", promotions, methods=["GET"])
blueprint.add_url_rule(_desk, "make", writing(make), methods=["POST"])
blueprint.add_url_rule(f"{_desk}/<public_id>", "promotion", promotion, methods=["GET"])
blueprint.add_url_rule(f"{_desk}/<public_id>/<move>", "change", writing(change), methods=["POST"])
