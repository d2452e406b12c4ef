"""A map drawn on the server as plain SVG: it needs no tiles, no script and no network."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from marketplace.geo.distance import Box, box_around
from marketplace.geo.landmarks import CITIES, NEIGHBOURHOOD
from marketplace.geo.map_canvas import Canvas
from marketplace.geo.map_layers import (
    MapCircle,
    MapName,
    draw_circle,
    draw_ground,
    draw_names,
    draw_route,
    draw_scale,
)
from marketplace.geo.map_pins import MapPoint, draw_labels, draw_pins, numbers_of
from marketplace.geo.projection import fit

__all__ = ["DrawnMap", "MapCircle", "MapName", "MapPoint", "MapSize", "draw_map", "draw_places"]


class MapSize(NamedTuple):
    """A drawing's own pixels, and the name that its style rules know it by."""

    name: str
    width: int
    height: int
    text_px: float
    pin_px: float
    margin_px: float


# Two drawings of one map, of which the style sheet shows the one that fits: words that are merely shrunk to a
# phone's width cannot be read.
WIDE = MapSize("wide", 960, 520, text_px=15, pin_px=15, margin_px=64)
NARROW = MapSize("narrow", 400, 400, text_px=14, pin_px=14, margin_px=44)
SIZES = (WIDE, NARROW)


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """A finished map: `figure` holds both drawings and the list; `data` is the same for a script to draw on."""

    figure: Markup
    drawings: tuple[Markup, ...]
    places: Markup
    data: dict[str, Any] = field(compare=False)


class _Content(NamedTuple):
    """What a map shows, whatever its size."""

    points: Sequence[MapPoint]
    route: Sequence[tuple[float, float]]
    circle: MapCircle | None
    names: Sequence[MapName] | None
    title: str
    description: str

    @property
    def shown(self) -> list[tuple[float, float]]:
        shown = [(point.lat, point.lon) for point in self.points] + [(lat, lon) for lat, lon in self.route]
        if self.circle is not None:
            box = box_around((self.circle.lat, self.circle.lon), self.circle.radius_m)
            shown += [(box.south, box.west), (box.north, box.east)]
        return shown

    def names_in(self, box: Box, locale: str) -> Sequence[MapName]:
        if self.names is not None:
            return self.names
        said_already = {point.label for point in self.points}
        return [name for name in neighbourhood_names(box, locale[:2]) if name.text not in said_already]


def draw_map(
    points: Sequence[MapPoint],
    *,
    title: str,
    description: str = "",
    dom_id: str = "map",
    route: Sequence[tuple[float, float]] = (),
    circle: MapCircle | None = None,
    names: Sequence[MapName] | None = None,
    locale: str = "en",
) -> DrawnMap:
    """Draw points, and where given a route through (lat, lon) pairs and a circle, over names of places.

    Points are numbered in their order, except those whose kind has a sign of its own. `names` come best first,
    and one that finds no room is left out; without `names`, the neighbourhoods of a known city stand there.
    `title`, `description` and labels are in the reader's language.
    """
    if not points and circle is None:
        raise ValueError("a map shows at least one point or a circle")
    content = _Content(points, route, circle, names, title, description)
    drawings = tuple(_draw(size, content, dom_id, locale) for size in SIZES)
    places = _list_places(points, title)
    figure = Markup('<figure class="map" id="{}"><div class="map__canvas">{}</div>{}</figure>').format(
        dom_id, Markup("").join(drawings), places
    )
    return DrawnMap(figure, drawings, places, _as_data(points, route, circle))


def draw_places(
    places: Sequence[Mapping[str, Any]],
    *,
    title: str,
    route: Sequence[tuple[float, float]] = (),
    areas: Sequence[Mapping[str, Any]] = (),
    towns: Sequence[Mapping[str, Any]] = (),
    locale: str = "en",
) -> Markup:
    """The same drawings for templates, which hold places as mappings; the list is the template's own.

    `places`: latitude, longitude, label, and if wanted `mark`, `role` (a kind of point) and `href`.
    `areas`: latitude, longitude and radius_m, of which the first is drawn. `towns`: names for orientation.
    """
    points = [
        MapPoint(
            place["latitude"],
            place["longitude"],
            str(place.get("label") or ""),
            place.get("role") or ("place" if place.get("mark") else "here"),
            place.get("href") or "",
            mark=str(place.get("mark") or ""),
        )
        for place in places
    ]
    circle = next((MapCircle(a["latitude"], a["longitude"], a["radius_m"]) for a in areas), None)
    names = [MapName(town["label"], town["latitude"], town["longitude"], is_town=True) for town in towns]
    if not points and circle is None:
        return Markup("")
    # Two maps of one page must not share ids; the same map keeps its own.
    dom_id = f"map-{zlib.crc32(repr((title, points, circle)).encode()):08x}"
    drawn = draw_map(
        points, title=title, dom_id=dom_id, route=route, circle=circle, names=names or None, locale=locale
    )
    return Markup("").join(drawn.drawings)


def neighbourhood_names(box: Box, language: str = "en") -> list[MapName]:
    """The neighbourhoods of the known cities inside a box, in a language."""
    return [
        MapName(place.name_es if language == "es" and place.name_es else place.name, place.lat, place.lon)
        for city in CITIES
        for place in city.places
        if place.kind == NEIGHBOURHOOD and box.holds((place.lat, place.lon))
    ]


def _draw(size: MapSize, content: _Content, dom_id: str, locale: str) -> Markup:
    projection = fit(content.shown, size.width, size.height, size.margin_px)
    canvas = Canvas(projection, size.text_px, size.pin_px, locale)
    # What matters most finds its room first; what is drawn later lies on top.
    pins = draw_pins(canvas, content.points)
    scale = draw_scale(canvas)
    labels = draw_labels(canvas, content.points)
    circle = draw_circle(canvas, content.circle)
    names = draw_names(canvas, content.names_in(projection.box, locale))
    layers = [draw_ground(canvas), circle, draw_route(canvas, content.route), names, scale, pins, labels]
    return Markup(
        '<svg class="map__svg map__svg--{name}" viewBox="0 0 {width} {height}" role="group"'
        ' aria-labelledby="{id}-{name}-title {id}-{name}-desc" xmlns="http://www.w3.org/2000/svg">'
        '<title id="{id}-{name}-title">{title}</title><desc id="{id}-{name}-desc">{description}</desc>'
        '<g aria-hidden="true">{layers}</g></svg>'
    ).format(
        name=size.name,
        width=size.width,
        height=size.height,
        id=dom_id,
        title=content.title,
        description=content.description,
        layers=Markup("").join(layers),
    )


def _list_places(points: Sequence[MapPoint], title: str) -> Markup:
    """The same points as a list: what a reader without the picture goes by, and the links' way by keyboard."""
    items = Markup("").join(
        Markup('<li class="map__place map__place--{}"><span class="map__number">{}</span> {}{}</li>').format(
            point.kind, number, _linked(point), _detail(point)
        )
        for point, number in zip(points, numbers_of(points), strict=True)
    )
    return (
        Markup('<ol class="map__places" aria-label="{}">{}</ol>').format(title, items)
        if points
        else Markup("")
    )


def _linked(point: MapPoint) -> Markup:
    label = escape(point.label)
    return Markup('<a href="{}">{}</a>').format(point.url, label) if point.url else label


def _detail(point: MapPoint) -> Markup:
    return Markup(' <span class="map__detail">{}</span>').format(point.detail) if point.detail else Markup("")


def _as_data(
    points: Sequence[MapPoint], route: Sequence[tuple[float, float]], circle: MapCircle | None
) -> dict[str, Any]:
    return {
        "points": [
            {"lat": p.lat, "lon": p.lon, "label": p.label, "kind": p.kind, "url": p.url, "number": number}
            for p, number in zip(points, numbers_of(points), strict=True)
        ],
        "route": [[lat, lon] for lat, lon in route],
        "circle": circle._asdict() if circle else None,
    }
