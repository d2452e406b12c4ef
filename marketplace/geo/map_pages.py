"""The drawn map as templates use it: places held as mappings, the reader's language, data for tiles."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask
from flask_babel import get_locale
from markupsafe import Markup

from marketplace.geo.drawn_map import draw_places

SAID_OF_A_PLACE = ("latitude", "longitude", "label", "mark", "role", "href")


def init_app(app: Flask) -> None:
    """Give templates the drawn map."""
    app.jinja_env.globals.update(draw_map=draw_map, map_data=map_data)


def draw_map(places: Sequence[Mapping[str, Any]], *, title: str, **layers: Any) -> Markup:
    """Draw places in the reader's language."""
    return draw_places(places, title=title, locale=str(get_locale() or "en"), **layers)


def map_data(
    places: Sequence[Mapping[str, Any]],
    *,
    route: Sequence[tuple[float, float]] = (),
    areas: Sequence[Mapping[str, Any]] = (),
) -> str:
    """Return what a map with tiles needs to show the same, as JSON for a data attribute."""
    return json.dumps(
        {
            "places": [
                {key: place[key] for key in SAID_OF_A_PLACE if place.get(key) is not None} for place in places
            ],
            "route": [list(point) for point in route],
            "areas": [{key: area[key] for key in ("latitude", "longitude", "radius_m")} for area in areas],
        }
    )
