"""The business's own page at the desk: its look with a preview, its place, money and clock."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.businesses import front as front_sections
from marketplace.businesses import queries, views_translating
from marketplace.businesses.access import staff
from marketplace.businesses.forms import ACCENTS, DetailsForm, LookForm
from marketplace.businesses.service_businesses import ACCENT, change_business, set_picture, words_of
from marketplace.core import clock, edge
from marketplace.core.errors import Invalid, MarketplaceError
from marketplace.core.form_refusals import show_refusal
from marketplace.core.kinds import registry
from marketplace.core.permissions import Permission
from marketplace.core.texts import still_true
from marketplace.geo.place_search import find_places
from marketplace.trust import uploads
from marketplace.trust.reader import me

PICTURES = ("logo", "cover")


@staff(Permission.DESK_VIEW)
def shop(business_slug: str) -> ResponseReturnValue:
    """What the business says of itself, with the way to change each part."""
    return render_template(
        "businesses/shop.html", shop=g.business, languages=views_translating.said_of_business(g.business)
    )


@staff(Permission.BUSINESS_EDIT)
def look(business_slug: str) -> ResponseReturnValue:
    """Logo, colour, picture and story; the third of the five minutes when the shop was just opened."""
    business, is_opening = g.business, "opening" in request.args
    form = LookForm(
        obj=SimpleNamespace(tagline=business.tagline, story=business.story, accent=business.accent)
    )
    status = 200
    if form.validate_on_submit():
        try:
            _keep_look(form)
        except MarketplaceError as error:
            status = show_refusal(form, error)
        else:
            flash(_("Saved."), "success")
            onward = "businesses.choose_kind" if is_opening else "businesses.shop"
            return redirect(url_for(onward, business_slug=business_slug), 303)
    elif form.is_submitted():
        status = 422
    page = "businesses/open_look.html" if is_opening else "businesses/look.html"
    return render_template(page, form=form, shop=g.business, accents=ACCENTS), status


def _keep_look(form: LookForm) -> None:
    prepared = {}
    for which in PICTURES:
        sent = form[which].data
        if sent and sent.filename:
            prepared[which] = uploads.prepare_image(
                sent.stream, field=which
            )  # slow: before anything is written
    business, actor, at = g.business, me(), clock.now()
    changes = {"tagline": form.tagline.data, "story": form.story.data, "accent": form.accent.data or ""}
    change_business(business, changes, actor, at)
    for which in PICTURES:
        if which in prepared:
            upload = uploads.store(
                prepared[which],
                owner=None,
                purpose=which,
                is_private=False,
                business_ref=business.public_id,
                at=at,
            )
            set_picture(business, which, upload, actor, at)
        elif form[f"without_{which}"].data:
            set_picture(business, which, None, actor, at)


@staff(Permission.BUSINESS_EDIT)
def preview(business_slug: str) -> ResponseReturnValue:
    """The front page as it would look with what was entered; nothing is kept."""
    form = LookForm()
    accent = form.accent.data if ACCENT.fullmatch(form.accent.data or "") else None
    words = {"tagline": form.tagline.data, "story": form.story.data}
    kept = still_true(g.business.translations, words_of(g.business), words, g.business.language)
    shown = SimpleNamespace(**_as_shown(), **words, translations=kept, accent=accent)
    return render_template(
        "home/business.html",
        business=shown,
        programmes=queries.programmes_of(g.business, "open"),
        kinds=registry,
        sections=front_sections.sections_of(g.business, clock.now()),
        is_preview=True,
        desk_nav=[],
    )


def _as_shown() -> dict[str, Any]:
    business = g.business
    same = (
        "name",
        "slug",
        "language",
        "place_name",
        "lat",
        "lon",
        "timezone",
        "logo_url",
        "cover_url",
        "support_email",
    )
    return {name: getattr(business, name) for name in same} | {"public_id": business.public_id}


@staff(Permission.BUSINESS_EDIT)
def details(business_slug: str) -> ResponseReturnValue:
    """Name, place, money and clock."""
    business = g.business
    same = ("name", "support_email", "currency", "timezone", "language")
    form = DetailsForm(data={n: getattr(business, n) for n in same} | {"place": business.place_name})
    status = 200
    if form.validate_on_submit():
        try:
            _keep_details(form)
        except MarketplaceError as error:
            status = show_refusal(form, error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("businesses.shop", business_slug=business_slug), 303)
    elif form.is_submitted():
        status = 422
    return render_template("businesses/details.html", form=form, shop=g.business), status


def _keep_details(form: DetailsForm) -> None:
    entered = {
        name: form[name].data for name in ("name", "support_email", "currency", "timezone", "language")
    }
    if form.place.data != g.business.place_name:
        edge.release()  # the geocoder may be far away
        found = find_places(form.place.data or "", limit=1)
        if not found:
            raise Invalid("business_place_unknown", field="place")
        place = found[0]
        entered |= {"place_name": place.label, "lat": place.lat, "lon": place.lon, "country": place.country}
    change_business(g.business, entered, me(), clock.now())
