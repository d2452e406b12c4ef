"""Where pins and words go on a drawn map so that none covers another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

# Mean width of a letter in the widest faces of the pages, in shares of the type size.
LETTER_WIDTH = 0.56
BOLD_LETTER_WIDTH = 0.68
PASSES = 80


class Rect(NamedTuple):
    """A rectangle of the drawing, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Rect) -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def is_within(self, width: float, height: float) -> bool:
        return self.left >= 0 and self.top >= 0 and self.right <= width and self.bottom <= height


class Label(NamedTuple):
    """Where a text starts (`start`), is centred (`middle`) or ends (`end`), on its baseline."""

    x: float
    y: float
    anchor: str
    rect: Rect


def spread(
    anchors: Sequence[tuple[float, float]], radius: float, width: float, height: float
) -> list[tuple[float, float]]:
    """Places for round heads near their anchors, pushed apart until they no longer overlap.

    The same anchors give the same places: nothing is random, and equal anchors part in the order given.
    """
    heads = [list(anchor) for anchor in anchors]
    gap = 2 * radius + 2
    for _ in range(PASSES):
        moved = False
        for first in range(len(heads)):
            for second in range(first + 1, len(heads)):
                moved = _push_apart(heads[first], heads[second], gap, first + second) or moved
        for head in heads:
            head[0] = min(max(head[0], radius + 2), width - radius - 2)
            head[1] = min(max(head[1], radius + 2), height - radius - 2)
        if not moved:
            break
    return [(round(x, 1), round(y, 1)) for x, y in heads]


def _push_apart(one: list[float], other: list[float], gap: float, turn: int) -> bool:
    dx, dy = other[0] - one[0], other[1] - one[1]
    apart = math.hypot(dx, dy)
    if apart >= gap:
        return False
    if apart < 0.01:
        # Two at one spot leave it in a direction of their own, by the golden angle.
        dx, dy, apart = math.cos(turn * 2.4), math.sin(turn * 2.4), 1.0
        step = gap / 2
    else:
        step = (gap - apart) / 2 + 0.05
    one[0] -= dx / apart * step
    one[1] -= dy / apart * step
    other[0] += dx / apart * step
    other[1] += dy / apart * step
    return True


def padded(rect: Rect) -> Rect:
    """A rectangle with some air around it."""
    return Rect(rect.left - 4, rect.top - 3, rect.right + 4, rect.bottom + 3)


def text_width(text: str, size: float, letter_width: float = LETTER_WIDTH) -> float:
    """Estimated width of a line in pixels."""
    return len(text) * size * letter_width


def label_beside(
    at: tuple[float, float],
    reach: float,
    wide: float,
    size: float,
    taken: Sequence[Rect],
    frame: tuple[float, float],
) -> Label | None:
    """Room for a line right, left, above or below a spot, clear of what is taken and inside the frame."""
    x, y = at
    half, low, high = size * 0.62, y + reach + size, y - reach - size * 0.4
    options = (
        Label(x + reach, y + size * 0.35, "start", Rect(x + reach, y - half, x + reach + wide, y + half)),
        Label(x - reach, y + size * 0.35, "end", Rect(x - reach - wide, y - half, x - reach, y + half)),
        Label(x, low, "middle", Rect(x - wide / 2, low - size, x + wide / 2, low + size * 0.3)),
        Label(x, high, "middle", Rect(x - wide / 2, high - size, x + wide / 2, high + size * 0.3)),
    )
    return next((option for option in options if is_free(option.rect, taken, frame)), None)


def label_on(
    at: tuple[float, float], wide: float, size: float, taken: Sequence[Rect], frame: tuple[float, float]
) -> Label | None:
    """Room for a line centred on a spot, or None."""
    x, y = at
    rect = Rect(x - wide / 2, y - size * 0.8, x + wide / 2, y + size * 0.5)
    return Label(x, y + size * 0.3, "middle", rect) if is_free(rect, taken, frame) else None


def is_free(rect: Rect, taken: Sequence[Rect], frame: tuple[float, float]) -> bool:
    """Whether a rectangle is inside the frame and meets nothing that is taken."""
    return rect.is_within(*frame) and not any(rect.meets(other) for other in taken)
