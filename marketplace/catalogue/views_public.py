"""What anybody may see: search, a listing with its dates and people, a journey."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from wtforms import SelectField

from marketplace.businesses.languages import language_name
from marketplace.businesses.models import Programme
from marketplace.catalogue import queries, queries_search
from marketplace.catalogue.forms import SearchForm
from marketplace.catalogue.queries_search import Wanted
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.formats import format_percent
from marketplace.core.permissions import public
from marketplace.core.texts import in_language, stage_in
from marketplace.geo.place_search import find_places
from marketplace.geo.spots import ROUGH_CIRCLE_M
from marketplace.geo.zones import zone_at
from marketplace.rewards.treasury import cancellation as treasury_cancellation
from marketplace.trust import queries_reviews, queries_standing, standing
from marketplace.trust.standing import Reliability

CURSOR = "%Y%m%dT%H%M%S%z"
TOWNS_MAX = 4


@public
def search() -> ResponseReturnValue:
    """Sessions and journeys that fit, as list and as map, without an account."""
    form = SearchForm(request.args)
    is_valid = form.validate()
    places = find_places(form.place.data or "") if is_valid else []
    wanted = _wanted(form, places) if is_valid else Wanted(at=clock.now())
    nowhere = is_valid and bool((form.place.data or "").strip()) and not places
    found = (
        queries_search.Found([], None)
        if nowhere or form.kind.data == "journey"
        else queries_search.sessions(wanted)
    )
    journeys = (
        [] if nowhere or form.kind.data == "experience" or wanted.after else queries_search.journeys(wanted)
    )
    page = render_template(
        "catalogue/search.html",
        form=form, groups=_grouped(found.rows), journeys=journeys, language_options=_pairs(form.language), kind_options=_pairs(form.kind), place=places[0] if places else None, nowhere=nowhere,
        next_url=_next(found), towns=_towns(found.rows), in_language=in_language, asking=_open_programmes("request"),
        layovers=_open_programmes("layover"), language_name=language_name, view=request.args.get("view", "list"),
    )  # fmt: skip
    return page, 200 if is_valid else 422


def _wanted(form: SearchForm, places: list[Any]) -> Wanted:
    place = places[0] if places else None
    return Wanted(
        at=clock.now(),
        words=(form.words.data or "").strip()[:80],
        place=(place.lat, place.lon) if place else None,
        timezone=zone_at(place.lat, place.lon) if place else "UTC",
        from_on=form.from_on.data,
        until_on=form.until_on.data,
        party=form.party.data or 1,
        language=form.language.data or "",
        after=_cursor(request.args.get("after", "")),
    )


def _cursor(text: str) -> Any:
    instant, _dash, key = text.partition("-")
    try:
        return datetime.strptime(instant, CURSOR), int(key)  # noqa: DTZ007 - the format ends in the offset
    except ValueError:
        return None


def _next(found: queries_search.Found) -> str | None:
    if found.after is None:
        return None
    instant, key = found.after
    args = request.args.to_dict() | {"after": f"{instant:{CURSOR}}-{key}"}
    return url_for("catalogue.search", **args)


def _towns(rows: list[Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """One map per town, each listing once and numbered by its soonest date; one map of all where towns are many."""
    locale = str(get_locale())
    pins: dict[str, dict[str, Any]] = {}
    for row in rows:
        pins.setdefault(
            row.experience_ref,
            {"latitude": row.lat, "longitude": row.lon, "label": in_language(row, locale, "title"), "town": row.city, "row": row,
             "href": url_for("catalogue.experience", public_id=row.experience_ref, session=row.session_ref)},
        )  # fmt: skip
    towns: dict[str, list[dict[str, Any]]] = {}
    are_many = len({pin["town"] for pin in pins.values()}) > TOWNS_MAX
    for number, pin in enumerate(pins.values(), 1):
        towns.setdefault("" if are_many else pin["town"], []).append(pin | {"mark": str(number)})
    return list(towns.items())


def _grouped(rows: list[Any]) -> list[tuple[Any, list[Any]]]:
    """Each listing once, at its soonest date, with its further dates on this page."""
    found: dict[str, tuple[Any, list[Any]]] = {}
    for row in rows:
        if row.experience_ref in found:
            found[row.experience_ref][1].append(row)
        else:
            found[row.experience_ref] = (row, [])
    return list(found.values())


def _pairs(field: SelectField) -> list[tuple[str, str]]:
    return [(choice.value, str(choice.label)) for choice in field.choices or ()]


def _open_programmes(kind: str) -> list[Programme]:
    query = (
        sa.select(Programme).where(Programme.kind == kind, Programme.state == "open").order_by(Programme.id)
    )
    return list(db.session.scalars(query))


@public
def experience(public_id: str) -> ResponseReturnValue:
    """A listing: what happens, where, with whom and how reliable they are, on which dates, at what price."""
    found = queries.public_experience(public_id)
    g.business = found.business
    at = clock.now()
    sessions = queries.next_sessions(found, at)
    guides = queries.guides_of(sessions)
    people = {fan.public_id: fan for fan in [*guides.values(), *([found.host] if found.host else [])]}
    chosen = next(
        (s for s in sessions if s.public_id == request.args.get("session")), sessions[0] if sessions else None
    )
    return render_template(
        "catalogue/experience.html",
        experience=found, sessions=sessions, chosen=chosen, guides=guides, people=people,
        reliability=queries_standing.reliability(list(people)), reliability_words=reliability_words, party=_party(found.guests_max),
        reviews=queries_reviews.about_fans(list(people), 5), in_language=in_language, language_name=language_name,
        full_refund_until=_refunded_until(found.programme, chosen.starts_at, at) if chosen else None,
    )  # fmt: skip


def _refunded_until(programme: Programme, starts_at: datetime, at: datetime) -> datetime | None:
    """Until when whoever books now gets everything back; nothing where that time is over already."""
    until = treasury_cancellation.full_refund_until(programme.cancellation_policy, at, starts_at)
    return until if until is not None and until > at else None


@public
def journey(public_id: str) -> ResponseReturnValue:
    """A journey: days, stages, nights, one price, and what happens when somebody is lost."""
    found = queries.public_journey(public_id)
    g.business = found.business
    said = [stage_in(stage, str(get_locale()), found.language) for stage in found.stages]
    pins = [{"latitude": s["lat"], "longitude": s["lon"], "label": s["title"]} for s in said]
    rough = [s for s in said if s.get("is_rough")]
    areas = [{"latitude": s["lat"], "longitude": s["lon"], "radius_m": ROUGH_CIRCLE_M} for s in rough]
    return render_template(
        "catalogue/journey.html", journey=found, pins=pins, areas=areas, in_language=in_language, party=_party(found.guests_max),
        days=_days(found.stages),
    )  # fmt: skip


def _days(stages: list[dict[str, Any]]) -> list[tuple[int, list[dict[str, Any]]]]:
    numbers = sorted({int(stage["day"]) for stage in stages})
    return [
        (day, sorted((s for s in stages if int(s["day"]) == day), key=lambda s: s["time_local"]))
        for day in numbers
    ]


def reliability_words(known: Reliability) -> list[tuple[str, str]]:
    """What a customer may know of a person beforehand, as figures with their words."""
    items = [(str(known.completed), _("gigs done"))]
    if known.on_time_pct is not None:
        items.append((format_percent(round(known.on_time_pct * 10_000)), _("on time")))
    if known.cancelled or known.no_show:
        items.append((str(known.cancelled + known.no_show), _("called off late or missed")))
    return [*items, (str(standing.LABELS[known.label]), _("standing"))]


def _party(most: int) -> int:
    asked = request.args.get("party", "")
    return min(most, int(asked)) if asked.isdigit() and int(asked) > 0 else min(2, most)
