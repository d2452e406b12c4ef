"""The pins of a drawn map, with their numbers, signs and labels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from marketplace.geo.map_canvas import Canvas, draw_text
from marketplace.geo.map_labels import Rect, spread

# Kinds that carry a sign instead of a number, drawn in a box of 20 by 20 around the middle.
SIGNS = {
    "home": "M-7 0 0-7 7 0M-5-1.5V6H5V-1.5",
    "start": "M-4-6 6 0-4 6Z",
    "end": "M-4 7V-7H6L3.5-3.5 6 0H-4",
    "airport": "M0-8C1.2-8 1.5-6.5 1.5-5V-2L8 2.5V4.5L1.5 2.5V5.5L3.5 7V8.5L0 7.5-3.5 8.5V7L-1.5 5.5V2.5L-8 4.5V2.5L-1.5-2V-5"
    "C-1.5-6.5-1.2-8 0-8Z",
    "here": "M0-5A5 5 0 1 0 0 5 5 5 0 1 0 0-5Z",
}
KINDS = frozenset({"place", "stop", "person", *SIGNS})
# More than these and numbers would cover the map: dots then, and the list tells them apart.
NUMBERED_MAX = 40
DOT_PX = 6
LABELLED_MAX = 8
LABEL_LETTERS_MAX = 26
SAFE_URLS = ("/", "#", "?", "https://", "http://")


class MapPoint(NamedTuple):
    """A point to show: where, its label, what kind it is, where a click leads, a remark for the list.

    `mark` is one or two characters for the pin instead of its number.
    """

    lat: float
    lon: float
    label: str
    kind: str = "place"
    url: str = ""
    detail: str = ""
    mark: str = ""


def numbers_of(points: Sequence[MapPoint]) -> list[str]:
    """What each point's pin says: its number among the numbered, or nothing."""
    numbers: list[str] = []
    count = 0
    for point in points:
        if point.kind not in KINDS:
            raise ValueError(f"no such kind of point: {point.kind}")
        if point.url and not point.url.startswith(SAFE_URLS):
            raise ValueError("a pin leads to a page, not to a script")
        if point.kind in SIGNS:
            numbers.append("")
        else:
            count += 1
            numbers.append(point.mark or str(count))
    return numbers


def draw_pins(canvas: Canvas, points: Sequence[MapPoint]) -> Markup:
    """Pins with numbers or signs, moved apart where they would overlap; plain dots when there are very many."""
    spots = [canvas.projection.xy(point.lat, point.lon) for point in points]
    numbers = numbers_of(points)
    if len(points) > NUMBERED_MAX:
        canvas.taken += [_around(spot, DOT_PX) for spot in spots]
        return Markup("").join(_dot(point, spot) for point, spot in zip(points, spots, strict=True))
    heads = spread(spots, canvas.pin_px, *canvas.frame)
    canvas.taken += [_around(head, canvas.pin_px + 3) for head in heads]
    drawn = Markup("").join(_leader(spot, head) for spot, head in zip(spots, heads, strict=True))
    for point, head, number in zip(points, heads, numbers, strict=True):
        drawn += _pin(point, head, number, canvas.pin_px)
    return drawn


def draw_labels(canvas: Canvas, points: Sequence[MapPoint]) -> Markup:
    """Names beside the pins while they are few; the list has them all."""
    if len(points) > LABELLED_MAX:
        return Markup("")
    heads = spread(
        [canvas.projection.xy(point.lat, point.lon) for point in points], canvas.pin_px, *canvas.frame
    )
    return Markup("").join(
        canvas.write_beside("map__label", _shortened(point.label), head, canvas.pin_px + 6)
        for point, head in zip(points, heads, strict=True)
    )


def _around(spot: tuple[float, float], reach: float) -> Rect:
    x, y = spot
    return Rect(x - reach, y - reach, x + reach, y + reach)


def _pin(point: MapPoint, head: tuple[float, float], number: str, pin_px: float) -> Markup:
    x, y = head
    circle = Markup('<circle class="map__pin map__pin--{}" cx="{}" cy="{}" r="{:g}"/>').format(
        point.kind, x, y, pin_px
    )
    if point.kind in SIGNS:
        inside = Markup('<path class="map__sign map__sign--{}" transform="translate({} {})" d="{}"/>').format(
            point.kind, x, y, SIGNS[point.kind]
        )
    else:
        inside = draw_text("map__pin-text", x, y + pin_px * 0.34, "middle", number)
    return _clickable(point, circle + inside)


def _dot(point: MapPoint, spot: tuple[float, float]) -> Markup:
    circle = Markup('<circle class="map__dot map__dot--{}" cx="{}" cy="{}" r="{:g}"/>').format(
        point.kind, *spot, DOT_PX
    )
    return _clickable(point, circle)


def _clickable(point: MapPoint, shape: Markup) -> Markup:
    """The pin as a link for the pointer; keyboard and reader have the same link in the list."""
    named = Markup("<title>{}</title>").format(point.label) + shape
    if point.url:
        return Markup('<a class="map__link" href="{}" tabindex="-1">{}</a>').format(point.url, named)
    return Markup("<g>{}</g>").format(named)


def _leader(spot: tuple[float, float], head: tuple[float, float]) -> Markup:
    if math.dist(spot, head) < 4:
        return Markup("")
    return Markup(
        '<path class="map__leader" d="M{} {}L{} {}"/><circle class="map__spot" cx="{}" cy="{}" r="3"/>'
    ).format(*spot, *head, *spot)


def _shortened(text: str) -> str:
    return text if len(text) <= LABEL_LETTERS_MAX else text[: LABEL_LETTERS_MAX - 1].rstrip() + "…"
