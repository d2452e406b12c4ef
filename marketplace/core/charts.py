"""Charts as SVG markup: numbers in, markup out, no drawing library and no style attributes.

Widths are shares of the room there is and heights are pixels, so that words keep their size on a phone.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal
from flask_babel import get_locale
from markupsafe import Markup

from marketplace.core.svg import box, number, picture, scaled_picture, shortened, text

SERIES_MAX = 6
HEIGHT, TOP, FOOT = 264.0, 24.0, 32.0
LEFT, RIGHT = 9.0, 98.0
"""First and last point of the plot, in hundredths of the width; the numbers of the axis stand before the first."""

Format = Callable[[float], str]


@dataclass(frozen=True)
class Series:
    """One named row of numbers, as long as the labels beside it."""

    name: str
    values: tuple[float, ...]


def plain_number(value: float) -> str:
    """Write a number shortly, without needless decimals, as the reader writes numbers."""
    return str(format_decimal(value, "#,##0.#", locale=get_locale() or "en"))


def nice_ceiling(value: float, *, whole: bool = False) -> float:
    """Return the round number at or above a value that four even grid lines divide well; `whole` into whole numbers."""
    if value < 1e-9 or (whole and value < 4):
        return 4.0
    magnitude = 10.0 ** math.floor(math.log10(value / 4))
    for factor in (1, 2, 3, 5, 10) if whole and magnitude < 10 else (1, 2, 2.5, 5, 10):
        step = factor * magnitude
        if step * 4 >= value * (1 - 1e-12):
            return step * 4
    raise AssertionError("A factor of ten always suffices.")


def bar_chart(
    labels: Sequence[str], values: Sequence[float], *, title: str, fmt: Format = plain_number
) -> Markup:
    """Draw one horizontal bar under each label, the longest over the whole width, with its value at the end."""
    _check(labels, values)
    peak = max([*values, 0]) or 1
    row_height = 44
    parts = []
    for row, (label, value) in enumerate(zip(labels, values, strict=True)):
        top = row * row_height
        parts.append(text("0", top + 15, shortened(label, 36), "chart__label"))
        parts.append(text("100%", top + 15, fmt(value), "chart__value chart__text--end"))
        parts.append(box("0", top + 22, "100%", 13, "chart__trough"))
        parts.append(box("0", top + 22, f"{number(max(value, 0) / peak * 100)}%", 13, "chart__series-1"))
    return picture(max(len(labels), 1) * row_height, title, parts)


def column_chart(
    labels: Sequence[str], series: Sequence[Series], *, title: str, fmt: Format = plain_number
) -> Markup:
    """Draw columns for each label, one beside the other for each series."""
    peak = _peak(labels, series)
    slot = (100 - LEFT) / max(len(labels), 1)
    width = slot * 0.74 / len(series)
    parts = [*_grid(peak), *_x_labels(labels, [LEFT + slot * (i + 0.5) for i in range(len(labels))])]
    for position, row in enumerate(series):
        for index, value in enumerate(row.values):
            left = LEFT + slot * (index + 0.13) + width * position
            top = _y(max(value, 0), peak)
            height = HEIGHT - FOOT - top
            parts.append(
                box(
                    f"{number(left)}%",
                    top,
                    f"{number(width * 0.92)}%",
                    height,
                    _series_class(position),
                    radius=3,
                )
            )
    return picture(HEIGHT, title, [*parts, *_y_labels(peak, fmt)])


def line_chart(
    labels: Sequence[str], series: Sequence[Series], *, title: str, fmt: Format = plain_number
) -> Markup:
    """Draw a line for each series; a lone series is shaded down to the axis."""
    peak = _peak(labels, series)
    step = (RIGHT - LEFT) / max(len(labels) - 1, 1)
    across = [LEFT + step * index for index in range(len(labels))]
    parts = [*_grid(peak), *_x_labels(labels, across)]
    for position, row in enumerate(series):
        heights = [_y(max(value, 0), peak) for value in row.values]
        path = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in zip(across, heights, strict=True))
        lines = []
        if len(series) == 1:
            floor = number(HEIGHT - FOOT)
            shade = f"{path}L{number(across[-1])} {floor}L{number(across[0])} {floor}Z"
            lines.append(Markup('<path class="chart__area" d="{}"/>').format(shade))
        dashes = f" chart__line--{position + 1}" if position else ""
        style = f"{_series_class(position)} chart__line{dashes}"
        lines.append(Markup('<path class="{}" d="{}"/>').format(style, path))
        parts.append(_stretched(lines))
        dot = Markup('<circle class="{} chart__dot" cx="{}%" cy="{}" r="5"/>')
        parts.append(dot.format(_series_class(position), number(across[-1]), number(heights[-1])))
    return picture(HEIGHT, title, [*parts, *_y_labels(peak, fmt)])


def donut_chart(
    labels: Sequence[str],
    values: Sequence[float],
    *,
    title: str,
    fmt: Format = plain_number,
    centre: str = "",
) -> Markup:
    """Draw each value's share of the whole as part of a ring; `centre` is written in the middle."""
    _check(labels, values)
    total = sum(max(value, 0) for value in values)
    parts: list[Markup] = []
    angle = -math.pi / 2
    for position, value in enumerate(values):
        if total <= 0 or value <= 0:
            continue
        sweep = 2 * math.pi * value / total
        path = _ring_part(angle, angle + sweep)
        parts.append(Markup('<path class="{} chart__dot" d="{}"/>').format(_series_class(position), path))
        angle += sweep
    if not parts:
        parts.append(Markup('<path class="chart__trough" d="{}"/>').format(_ring_part(0, 2 * math.pi)))
    parts.append(text("120", 130, centre or fmt(total), "chart__total"))
    return scaled_picture(240, 240, title, parts, css="chart__svg chart__svg--donut")


def sparkline(values: Sequence[float], *, title: str) -> Markup:
    """Draw a small line without axes; the title says in words what it shows."""
    if not values:
        return Markup("")
    width, height, edge = 160.0, 36.0, 4.0
    low, high = min(values), max(values)
    span = (high - low) or 1
    step = (width - 2 * edge) / max(len(values) - 1, 1)
    points = [
        (edge + step * index, edge + (height - 2 * edge) * (1 - (value - low) / span))
        for index, value in enumerate(values)
    ]
    path = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)
    last_x, last_y = points[-1]
    parts = [
        Markup('<path class="chart__series-1 chart__line" d="{}"/>').format(path),
        Markup('<circle class="chart__series-1" cx="{}" cy="{}" r="4"/>').format(
            number(last_x), number(last_y)
        ),
    ]
    return scaled_picture(width, height, title, parts, css="sparkline")


def share_bar(parts: Sequence[tuple[str, float]], whole: float, *, title: str) -> Markup:
    """Draw parts of a whole in one bar: (css class, amount) from start to end; what exceeds it is cut off."""
    drawn: list[Markup] = []
    left, full = 0.0, whole if whole > 0 else 1.0
    for css, amount in parts:
        width = min(max(amount, 0) / full, 1.0 - left)
        if width > 0:
            piece = Markup('<rect class="{}" x="{}%" width="{}%" height="100%"/>')
            drawn.append(piece.format(css, number(left * 100), number(width * 100)))
        left += max(width, 0)
    return Markup('<svg class="bar__svg" role="img" aria-label="{}">{}</svg>').format(
        title, Markup("").join(drawn)
    )


def _peak(labels: Sequence[str], series: Sequence[Series]) -> float:
    if not 1 <= len(series) <= SERIES_MAX:
        raise ValueError(f"A chart shows between 1 and {SERIES_MAX} series.")
    for row in series:
        _check(labels, row.values)
    if not labels:
        raise ValueError("A chart shows at least one label; say in words that there is nothing yet.")
    every = [value for row in series for value in row.values]
    return nice_ceiling(max(every), whole=all(isinstance(value, int) for value in every))


def _y(value: float, peak: float) -> float:
    return TOP + (HEIGHT - TOP - FOOT) * (1 - value / peak)


def _grid(peak: float) -> list[Markup]:
    parts = []
    for count in range(5):
        y = _y(peak * count / 4, peak)
        css = "chart__axis" if count == 0 else "chart__grid"
        parts.append(
            Markup('<line class="{}" x1="0" x2="100%" y1="{}" y2="{}"/>').format(css, number(y), number(y))
        )
    return parts


def _y_labels(peak: float, fmt: Format) -> list[Markup]:
    """Write the numbers of the axis, after what is drawn: a long one lies over it and can be read."""
    return [text("0", _y(peak * n / 4, peak) - 6, fmt(peak * n / 4), "chart__text") for n in range(1, 5)]


def _x_labels(labels: Sequence[str], across: Sequence[float]) -> list[Markup]:
    """Write the labels that fit a desk; every other of them gives way on a phone."""
    every = max(math.ceil(len(labels) / 8), 1)
    shown = [index for index in range(len(labels)) if index % every == 0]
    parts = []
    for rank, index in enumerate(shown):
        at_end = across[index] > 96
        css = "chart__text chart__text--end" if at_end else "chart__text chart__text--middle"
        if len(shown) > 5 and (len(shown) - 1 - rank) % 2:
            css += " chart__text--minor"
        place = "100%" if at_end else f"{number(across[index])}%"
        parts.append(text(place, HEIGHT - 10, shortened(labels[index], 12), css))
    return parts


def _ring_part(start: float, end: float) -> str:
    """Return the path of a ring's part; a full ring is drawn just short of meeting itself."""
    end = min(end, start + 2 * math.pi - 0.0001)
    large = 1 if end - start > math.pi else 0
    outer, inner = 108, 70

    def at(radius: float, angle: float) -> str:
        return f"{number(120 + radius * math.cos(angle))} {number(120 + radius * math.sin(angle))}"

    return (
        f"M{at(outer, start)}A{outer} {outer} 0 {large} 1 {at(outer, end)}"
        f"L{at(inner, end)}A{inner} {inner} 0 {large} 0 {at(inner, start)}Z"
    )


def _stretched(parts: Sequence[Markup]) -> Markup:
    """Wrap paths whose x runs from 0 to 100 so that they stretch with the picture, their strokes unchanged."""
    return Markup(
        '<svg x="0" y="0" width="100%" height="{0}" viewBox="0 0 100 {0}" preserveAspectRatio="none">{1}</svg>'
    ).format(number(HEIGHT), Markup("").join(parts))


def _series_class(position: int) -> str:
    return f"chart__series-{position % SERIES_MAX + 1}"


def _check(labels: Sequence[str], values: Sequence[float]) -> None:
    if len(labels) != len(values):
        raise ValueError(f"{len(labels)} labels for {len(values)} values.")
