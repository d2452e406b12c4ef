"""What lies under the pins of a drawn map: ground, circle, route, names and scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from marketplace.geo.map_canvas import Canvas, draw_text, round_distance
from marketplace.geo.map_labels import Rect, is_free, text_width
from marketplace.geo.sketches import Sketch, sketch_for

EDGE_PX = 16.0
RINGS_MAX = 3


class MapCircle(NamedTuple):
    """A circle on the ground, such as how far someone travels."""

    lat: float
    lon: float
    radius_m: float


class MapName(NamedTuple):
    """A name in the background; `is_town` gives it a dot."""

    text: str
    lat: float
    lon: float
    is_town: bool = False


def draw_ground(canvas: Canvas) -> Markup:
    """The sketch of a known city, or a plain grid where there is none."""
    width, height = canvas.frame
    ground = Markup('<rect class="map__ground" width="{:g}" height="{:g}"/>').format(width, height)
    sketch = sketch_for(canvas.projection.box)
    return ground + (_draw_grid(canvas) if sketch is None else _draw_sketch(canvas, sketch))


def draw_circle(canvas: Canvas, circle: MapCircle | None) -> Markup:
    """The circle with rings at round distances inside it, each with its distance."""
    if circle is None:
        return Markup("")
    x, y = canvas.projection.xy(circle.lat, circle.lon)
    m_per_px = canvas.projection.m_per_px
    step_m = round_distance(circle.radius_m / 2)
    inner = [step_m * turn for turn in range(1, math.ceil(circle.radius_m / step_m))][-RINGS_MAX:]
    drawn = Markup('<circle class="map__area" cx="{}" cy="{}" r="{:.1f}"/>').format(
        x, y, circle.radius_m / m_per_px
    )
    for ring_m in inner:
        drawn += Markup('<circle class="map__ring" cx="{}" cy="{}" r="{:.1f}"/>').format(
            x, y, ring_m / m_per_px
        )
    for ring_m in [*inner, circle.radius_m]:
        drawn += canvas.write_on("map__ring-text", canvas.distance_words(ring_m), (x, y + ring_m / m_per_px))
    return drawn


def draw_route(canvas: Canvas, route: Sequence[tuple[float, float]]) -> Markup:
    """The route as a line in the order given."""
    if len(route) < 2:
        return Markup("")
    line = canvas.path([route], closed=False, rounded=False)
    return Markup('<path class="map__route-edge" d="{0}"/><path class="map__route" d="{0}"/>').format(line)


def draw_names(canvas: Canvas, names: Sequence[MapName]) -> Markup:
    """Background names that find room, in the order given."""
    drawn = Markup("")
    width, height = canvas.frame
    for name in names:
        x, y = canvas.projection.xy(name.lat, name.lon)
        if not (0 <= x <= width and 0 <= y <= height):
            continue
        if not name.is_town:
            drawn += canvas.write_on("map__town", name.text, (x, y))
            continue
        words = canvas.write_beside("map__town", name.text, (x, y), 7)
        if words:
            drawn += Markup('<circle class="map__town-dot" cx="{}" cy="{}" r="3"/>').format(x, y) + words
    return drawn


def draw_scale(canvas: Canvas) -> Markup:
    """A bar that stands for a round distance, in the first lower or upper corner that is free."""
    width, height = canvas.frame
    m_per_px = canvas.projection.m_per_px
    distance_m = round_distance(width * 0.24 * m_per_px)
    length, text = distance_m / m_per_px, canvas.distance_words(distance_m)
    room = max(length, text_width(text, canvas.text_px)) + 8
    tall = canvas.text_px + 18
    corners = [(EDGE_PX, height - EDGE_PX), (width - EDGE_PX - room, height - EDGE_PX)]
    corners += [(EDGE_PX, tall), (width - EDGE_PX - room, tall)]
    rects = [Rect(x - 4, y - tall + 6, x + room, y + 6) for x, y in corners]
    chosen = next((n for n, rect in enumerate(rects) if is_free(rect, canvas.taken, canvas.frame)), 0)
    (x, y), rect = corners[chosen], rects[chosen]
    canvas.taken.append(rect)
    bar = f"M{x:.1f} {y - 6:g}V{y:g}H{x + length:.1f}V{y - 6:g}"
    words = draw_text("map__scale-text", x, y - 10, "start", text)
    return Markup('<path class="map__scale" d="{}"/>').format(bar) + words


def _draw_sketch(canvas: Canvas, sketch: Sketch) -> Markup:
    layers = (
        ("map__water", canvas.path(sketch.water, closed=True, rounded=True)),
        ("map__ground", canvas.path(sketch.islands, closed=True, rounded=True)),
        ("map__park", canvas.path(sketch.parks, closed=True, rounded=False)),
        ("map__water", canvas.path(sketch.ponds, closed=True, rounded=True)),
        ("map__street", canvas.path(sketch.streets, closed=False, rounded=True)),
        ("map__canal", canvas.path(sketch.canals, closed=False, rounded=True)),
    )
    return Markup("").join(
        Markup('<path class="{}" d="{}"/>').format(css_class, line) for css_class, line in layers if line
    )


def _draw_grid(canvas: Canvas) -> Markup:
    """Lines along meridians and parallels, a round distance apart."""
    width, height = canvas.frame
    m_per_px = canvas.projection.m_per_px
    step = round_distance(width * 0.2 * m_per_px) / m_per_px
    lines = [f"M{x:.1f} 0V{height:g}" for x in _multiples(step, width)]
    lines += [f"M0 {y:.1f}H{width:g}" for y in _multiples(step, height)]
    return Markup('<path class="map__grid" d="{}"/>').format("".join(lines))


def _multiples(step: float, length: float) -> list[float]:
    first = length / 2 % step
    return [first + step * turn for turn in range(int((length - first) / step) + 1)]
