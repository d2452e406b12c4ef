"""What the layers of one drawing share: its projection, its type size, and the room already taken."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from babel.numbers import format_decimal
from markupsafe import Markup

from marketplace.geo.map_labels import (
    BOLD_LETTER_WIDTH,
    Label,
    Rect,
    label_beside,
    label_on,
    padded,
    text_width,
)
from marketplace.geo.projection import Projection

METRES_PER_KM = 1000


@dataclass(slots=True)
class Canvas:
    """One drawing in the making."""

    projection: Projection
    text_px: float
    pin_px: float
    locale: str
    taken: list[Rect] = field(default_factory=list)

    @property
    def frame(self) -> tuple[float, float]:
        return self.projection.width, self.projection.height

    def write_beside(self, css_class: str, text: str, at: tuple[float, float], reach: float) -> Markup:
        """A bold label beside a spot, or nothing where there is no room for it."""
        wide = text_width(text, self.text_px, BOLD_LETTER_WIDTH)
        return self._write(
            css_class, text, label_beside(at, reach, wide, self.text_px, self.taken, self.frame)
        )

    def write_on(self, css_class: str, text: str, at: tuple[float, float]) -> Markup:
        """A label centred on a spot, or nothing where there is no room for it."""
        wide = text_width(text, self.text_px)
        return self._write(css_class, text, label_on(at, wide, self.text_px, self.taken, self.frame))

    def path(self, lines: Iterable[Iterable[tuple[float, float]]], *, closed: bool, rounded: bool) -> str:
        """Path data through (lat, lon) points, with the corners rounded off where nature has none."""
        draw = _rounded_path if rounded else _straight_path
        return "".join(draw([self.projection.xy(*point) for point in line], closed=closed) for line in lines)

    def distance_words(self, distance_m: float) -> str:
        """A distance in metres or kilometres, in the reader's figures."""
        if distance_m < METRES_PER_KM:
            return f"{format_decimal(round(distance_m), locale=self.locale)} m"
        return f"{format_decimal(round(distance_m / METRES_PER_KM, 1), locale=self.locale)} km"

    def _write(self, css_class: str, text: str, label: Label | None) -> Markup:
        if label is None:
            return Markup("")
        self.taken.append(padded(label.rect))
        return draw_text(css_class, label.x, label.y, label.anchor, text)


def draw_text(css_class: str, x: float, y: float, anchor: str, text: str) -> Markup:
    """A line of words; its size comes from the style sheet, which knows the drawing's."""
    return Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(
        css_class, x, y, anchor, text
    )


def round_distance(most_m: float) -> float:
    """The largest of 1, 2, 5 times a power of ten that is not more, in metres; at least one metre."""
    most_m = max(1.0, most_m)
    power = 10.0 ** math.floor(math.log10(most_m))
    return next(power * part for part in (5, 2, 1) if power * part <= most_m)


def _straight_path(spots: list[tuple[float, float]], *, closed: bool) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in spots) + ("Z" if closed else "")


def _rounded_path(spots: list[tuple[float, float]], *, closed: bool) -> str:
    """Curves that bend at each point and pass through the middle of each side."""
    if closed:
        spots = [*spots, spots[0], spots[1]]
    middles = [((ax + bx) / 2, (ay + by) / 2) for (ax, ay), (bx, by) in pairwise(spots)]
    start = middles[0] if closed else spots[0]
    bends = [
        f"Q{corner[0]:g} {corner[1]:g} {middle[0]:.1f} {middle[1]:.1f}"
        for corner, middle in zip(spots[1:-1], middles[1:], strict=True)
    ]
    end = "Z" if closed else f"L{spots[-1][0]:g} {spots[-1][1]:g}"
    return f"M{start[0]:.1f} {start[1]:.1f}" + "".join(bends) + end
