"""Pieces of SVG markup that the drawn charts are made of."""

from collections.abc import Sequence

from markupsafe import Markup


def number(value: float) -> str:
    """Write a coordinate with at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def shortened(words: str, length: int) -> str:
    """Cut words that find no room, with a sign that they go on."""
    return words if len(words) <= length else words[: length - 1].rstrip() + "…"


def picture(height: float, title: str, parts: Sequence[Markup]) -> Markup:
    """Return a picture as wide as its room and of a fixed height in pixels, said to screen readers by its title."""
    return Markup(
        '<svg class="chart__svg" width="100%" height="{}" role="img" aria-label="{}">{}</svg>'
    ).format(number(height), title, Markup("").join(parts))


def scaled_picture(width: float, height: float, title: str, parts: Sequence[Markup], *, css: str) -> Markup:
    """Return a picture drawn in its own units and scaled to the room it gets."""
    return Markup(
        '<svg class="{}" viewBox="0 0 {} {}" preserveAspectRatio="xMinYMid meet" role="img" aria-label="{}">{}</svg>'
    ).format(css, number(width), number(height), title, Markup("").join(parts))


def text(x: str, y: float, words: str, css: str) -> Markup:
    """Return a line of words; x may be a percentage."""
    return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(css, x, number(y), words)


def box(x: str, y: float, width: str, height: float, css: str, *, radius: float = 4) -> Markup:
    """Return a rounded rectangle; x and width may be percentages."""
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>').format(
        css, x, number(y), width, number(max(height, 0)), number(radius)
    )
