"""Looking for what can be booked."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from flask_babel import get_locale
from flask_smorest import Blueprint

from marketplace.api.access import token
from marketplace.api.description import refusals
from marketplace.api.schemas import SearchSchema, SessionsSchema
from marketplace.catalogue import queries_search
from marketplace.catalogue.queries_search import Wanted, in_language
from marketplace.core import clock
from marketplace.core.errors import Invalid
from marketplace.geo.place_search import find_places
from marketplace.geo.zones import zone_at

blp = Blueprint("api_catalogue", __name__, url_prefix="/api/v1", description="Search")
CURSOR = "%Y-%m-%dT%H:%M:%S%z"


@blp.get("/sessions")
@token("search:read")
@refusals(blp, 422)
@blp.arguments(SearchSchema, location="query")
@blp.response(200, SessionsSchema)
def search_sessions(asked: dict[str, Any]) -> dict[str, Any]:
    """Dates that can still be booked by the party, soonest first, twenty at a time."""
    places = find_places(asked["place"], 1) if asked.get("place") else []
    if asked.get("place") and not places:
        raise Invalid("place_unknown", field="place", name=asked["place"])
    spot = places[0] if places else None
    found = queries_search.sessions(
        Wanted(
            at=clock.now(),
            words=asked.get("words", ""),
            place=(spot.lat, spot.lon) if spot else None,
            timezone=zone_at(spot.lat, spot.lon) if spot else "UTC",
            from_on=asked.get("from_on"),
            until_on=asked.get("until_on"),
            party=asked["party"],
            language=asked.get("language", ""),
            after=_cursor(asked.get("after", "")),
        )
    )
    locale = str(get_locale())
    rows = [
        SimpleNamespace(
            **row._mapping | {name: in_language(row, locale, name) for name in ("title", "summary")}
        )
        for row in found.rows
    ]
    return {"sessions": rows, "after": f"{found.after[0]:{CURSOR}}~{found.after[1]}" if found.after else None}


def _cursor(text: str) -> tuple[datetime, int] | None:
    if not text:
        return None
    instant, _, key = text.partition("~")
    try:
        return datetime.fromisoformat(instant), int(key)
    except ValueError:
        raise Invalid("cursor_unknown", field="after") from None
