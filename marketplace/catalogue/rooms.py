"""The catalogue's room at the desk, its place on the site, and what the front page shows of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from marketplace.businesses import desk, front, site_nav
from marketplace.businesses.models import Business
from marketplace.catalogue import queries_search
from marketplace.catalogue.queries import submitted_count
from marketplace.catalogue.queries_search import Wanted
from marketplace.catalogue.views_own import home_part
from marketplace.core.permissions import Permission
from marketplace.superfans import home

TEASERS = 6


def register() -> None:
    """Add them."""
    desk.register_room(
        desk.Room(
            "listings",
            _l("Listings"),
            "catalogue.desk_listings",
            "ticket",
            "work",
            30,
            Permission.DESK_VIEW,
            submitted_count,
            desk.for_kinds(lambda kind: kind.listed_as == "session"),
        )
    )
    desk.register_room(
        desk.Room(
            "journeys",
            _l("Journeys"),
            "catalogue.desk_journeys",
            "route",
            "work",
            31,
            Permission.DESK_VIEW,
            is_used=desk.for_kinds(lambda kind: kind.listed_as == "journey"),
        )
    )
    site_nav.register(site_nav.Place("search", _l("Explore"), "catalogue.search", "compass", 10))
    home.register(home.Part("listings", 30, "catalogue/_home.html", home_part))
    front.register(front.Section("listings", 20, "catalogue/_front.html", _teasers))


def _teasers(business: Business, at: datetime) -> dict[str, Any] | None:
    wanted = Wanted(at=at, business_id=business.id)
    rows = queries_search.sessions(wanted).rows
    seen: dict[str, Any] = {}
    for row in rows:
        seen.setdefault(row.experience_ref, row)
    journeys = queries_search.journeys(wanted)
    if not seen and not journeys:
        return None
    return {"rows": list(seen.values())[:TEASERS], "journeys": journeys[:3]}
