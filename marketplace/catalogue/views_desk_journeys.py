"""The desk's journeys: several days of stages under one price."""

from __future__ import annotations

from datetime import time
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.businesses.access import staff
from marketplace.businesses.slugs import free_slug
from marketplace.catalogue import queries, service_journeys
from marketplace.catalogue.forms import STAGE_MINUTES, JourneyForm
from marketplace.catalogue.models import JourneyTemplate
from marketplace.catalogue.service_journeys import JourneyText
from marketplace.core import clock
from marketplace.core.minor import from_minor
from marketplace.core.permissions import Permission
from marketplace.core.texts import still_true
from marketplace.geo.place_search import FoundPlace, find_places
from marketplace.geo.spots import Spot, met_at
from marketplace.superfans.taxonomy import LENDS_A_ROOM

DAY_MINUTES, MORNING_MINUTES = 24 * 60, 9 * 60


@staff(Permission.DESK_VIEW)
def desk_journeys(business_slug: str) -> ResponseReturnValue:
    """Every journey of the business."""
    return render_template(
        "catalogue/desk_journeys.html",
        journeys=queries.journeys_of(g.business),
        programmes=queries.programmes_for(g.business, "journey"),
    )


@staff(Permission.CATALOGUE_EDIT)
def new_journey(business_slug: str) -> ResponseReturnValue:
    """Put a journey together."""
    programmes = queries.programmes_for(g.business, "journey")
    if not programmes:
        flash(_("A journey belongs to a programme of journeys. Make one first."), "info")
        return redirect(url_for("businesses.programmes", business_slug=business_slug), 303)
    form = JourneyForm(
        currency=programmes[0].currency,
        language=g.business.language,
        city=queries.usual_town(programmes[0]),
        guests_max=6,
    )
    return _save(form, None, programmes[0]) if request.method == "POST" else _page(form, None)


@staff(Permission.CATALOGUE_EDIT)
def edit_journey(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Change a journey; what is booked stays as it was booked."""
    template = queries.journey_of(g.business, public_id)
    stages = [_shown(stage) for stage in template.stages]
    shown: dict[str, Any] = {
        name: getattr(template, name)
        for name in ("title", "summary", "description", "language", "city", "guests_max")
    }
    price, code = from_minor(template.price_minor, template.currency), template.currency
    form = JourneyForm(**shown, price=price, stages=stages, currency=code)
    return _save(form, template, template.programme) if request.method == "POST" else _page(form, template)


def _shown(stage: dict[str, Any]) -> dict[str, Any]:
    """A stage as its row shows it; a rough point is not shown as if it were one."""
    hidden = {"lat": None, "lon": None} if stage.get("is_rough") else {}
    return stage | hidden | {"share": stage["share_bps"] // 100}


def _page(form: JourneyForm, template: JourneyTemplate | None, status: int = 200) -> ResponseReturnValue:
    rough = {stage["title"] for stage in template.stages if stage.get("is_rough")} if template else set()
    return render_template("catalogue/edit_journey.html", form=form, journey=template, rough=rough), status


def _save(form: JourneyForm, template: JourneyTemplate | None, programme: Any) -> ResponseReturnValue:
    if not form.validate():
        return _page(form, template, 422)
    places = find_places(form.city.data or "")
    if not places:
        form.city.errors = [_("We cannot find this town. Try its name alone, or with the country.")]
        return _page(form, template, 422)
    kept = {stage["title"]: stage for stage in template.stages} if template else {}
    words = JourneyText(
        title=form.title.data or "", city=form.city.data or "", lat=places[0].lat, lon=places[0].lon,
        language=form.language.data, price_minor=form.price.amount_minor,
        guests_max=form.guests_max.data or 1, summary=form.summary.data or "", description=form.description.data or "",
        stages=[_stage(row, places[0], kept, form.city.data or "") for row in _shared(form.stages.data)],
    )  # fmt: skip
    at = clock.now()
    if template is None:
        slug = free_slug(
            words.title, lambda slug: any(j.slug == slug for j in queries.journeys_of(g.business))
        )
        template = service_journeys.write_journey(programme, words, slug, at)
    else:
        service_journeys.revise_journey(template, words)
    flash(_("Saved."), "success")
    return redirect(
        url_for("catalogue.edit_journey", business_slug=g.business.slug, public_id=template.public_id), 303
    )


def _shared(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that have a title; where nobody said how the price is divided, each gets the same, the first what is over."""
    titled = [row for row in rows if row["title"]]
    if any(row["share"] for row in titled):
        return titled
    each, over = divmod(100, len(titled))
    return [row | {"share": each + (over if number == 0 else 0)} for number, row in enumerate(titled)]


def _minutes(row: dict[str, Any]) -> int:
    """How long a stage takes; a night whose length nobody said lasts until the morning."""
    if not row["is_stay"] or row["minutes"] not in (None, STAGE_MINUTES):
        return row["minutes"] or STAGE_MINUTES
    begins = time.fromisoformat(row["time_local"] or "10:00")
    return (MORNING_MINUTES - begins.hour * 60 - begins.minute) % DAY_MINUTES or DAY_MINUTES


def _stage(row: dict[str, Any], town: FoundPlace, kept: dict[str, Any], city: str) -> dict[str, Any]:
    """A stage's row with its place found; a place nobody knows is put in the town, which is rough."""
    before = kept.get(row["title"], {})
    written = {"title": row["title"], "place_name": row["place_name"] or city}
    was = Spot(before["lat"], before["lon"], before.get("is_rough", False)) if before else None
    is_called_so = written["place_name"] == before.get("place_name")
    found = met_at(
        row["place_name"] or "", city, (row["lat"], row["lon"]), was, is_called_so=is_called_so
    ) or Spot(town.lat, town.lon, is_rough=True)
    return before | {
        "translations": still_true(
            before.get("translations"), before, written, str(before.get("language") or "")
        ),
        "day": row["day"] or 1,
        "time_local": row["time_local"] or "10:00",
        "minutes": _minutes(row),
        "title": row["title"],
        "place_name": written["place_name"],
        "lat": found.lat,
        "lon": found.lon,
        "is_rough": found.is_rough,
        "is_stay": bool(row["is_stay"]),
        "share_bps": (row["share"] or 0) * 100,
        "skills": [LENDS_A_ROOM] if row["is_stay"] else before.get("skills", []),
    }


@staff(Permission.CATALOGUE_EDIT)
def publish_journey(business_slug: str, public_id: str) -> ResponseReturnValue:
    """Let a journey be booked, or take it out of the window."""
    template = queries.journey_of(g.business, public_id)
    if template.state == "published":
        service_journeys.pause_journey(template)
        flash(_("Paused. What is booked still takes place."), "info")
    else:
        service_journeys.publish_journey(template)
        flash(_("Published."), "success")
    return redirect(
        url_for("catalogue.edit_journey", business_slug=g.business.slug, public_id=public_id), 303
    )
