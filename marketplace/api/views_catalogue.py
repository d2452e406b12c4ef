"""Looking for what can be booked."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask_babel import get_locale

from marketplace.api.description import Blueprint
from marketplace.api.inputs import SearchSchema
from marketplace.api.schemas import SessionsSchema
from marketplace.catalogue import queries_search
from marketplace.catalogue.models import Session
from marketplace.catalogue.queries_search import Wanted
from marketplace.core import clock
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.texts import in_language
from marketplace.geo.place_search import find_places
from marketplace.geo.zones import zone_at

blp = Blueprint("api_catalogue", __name__, "search", url_prefix="/api/v1", description="Search")


@blp.reads("/sessions", SessionsSchema, asks=SearchSchema, refuses=(422,))
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
            **dict(row._mapping) | {name: in_language(row, locale, name) for name in ("title", "summary")}
        )
        for row in found.rows
    ]
    return {"sessions": rows, "after": rows[-1].session_ref if found.after else None}


def _cursor(session_ref: str) -> tuple[datetime, int] | None:
    """Where the page before ended: at its last date."""
    if not session_ref:
        return None
    found = db.session.execute(
        sa.select(Session.starts_at, Session.id).where(Session.public_id == session_ref)
    ).one_or_none()
    if found is None:
        raise Invalid("cursor_unknown", field="after")
    return found.starts_at, found.id
