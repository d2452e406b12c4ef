"""Charts as SVG markup: numbers in, markup out, no drawing library and no style attributes."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH = 640
SERIES_MAX = 6

Format = Callable[[float], str]


@dataclass(frozen=True)
class Series:
    """One named row of numbers, as long as the labels beside it."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class _Frame:
    """The plot's rectangle inside the picture, and the highest value it shows."""

    left: float
    top: float
    width: float
    height: float
    peak: float

    def y(self, value: float) -> float:
        return self.top + self.height * (1 - value / self.peak)


def plain_number(value: float) -> str:
    """Write a number shortly and without needless decimals."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def nice_ceiling(value: float) -> float:
    """Return the round number at or above a value that four even grid lines divide well."""
    if value <= 0:
        return 4.0
    magnitude = 10.0 ** math.floor(math.log10(value / 4))
    for factor in (1, 2, 2.5, 5, 10):
        step = factor * magnitude
        if step * 4 >= value * (1 - 1e-12):
            return step * 4
    raise AssertionError("A factor of ten always suffices.")


def bar_chart(
    labels: Sequence[str],
    values: Sequence[float],
    *,
    title: str,
    fmt: Format = plain_number,
    bar_height: int = 26,
) -> Markup:
    """Draw one horizontal bar for each label, longest value at full width, value at the bar's end."""
    _check(labels, values)
    gap, label_width, value_width = 14, 190, 84
    peak = max([*values, 0]) or 1
    height = max(len(labels) * (bar_height + gap) - gap, bar_height)
    parts = []
    for row, (label, value) in enumerate(zip(labels, values, strict=True)):
        top = row * (bar_height + gap)
        length = max(value, 0) / peak * (WIDTH - label_width - value_width)
        middle = top + bar_height * 0.68
        parts.append(_text(label_width - 12, middle, _short(label, 26), "chart__text chart__text--end"))
        parts.append(_rect(label_width, top, max(length, 2), bar_height, "chart__series-1", radius=5))
        parts.append(_text(label_width + max(length, 2) + 8, middle, fmt(value), "chart__value"))
    return _picture(WIDTH, height, title, parts)


def column_chart(
    labels: Sequence[str], series: Sequence[Series], *, title: str, fmt: Format = plain_number
) -> Markup:
    """Draw columns for each label, one beside the other for each series."""
    frame = _frame(labels, series)
    slot = frame.width / max(len(labels), 1)
    column = min(slot * 0.72 / len(series), 44)
    parts = [*_grid(frame, fmt), *_x_labels(frame, labels, offset=slot / 2, step=slot)]
    for position, row in enumerate(series):
        for index, value in enumerate(row.values):
            left = frame.left + slot * index + (slot - column * len(series)) / 2 + column * position
            top = frame.y(max(value, 0))
            parts.append(
                _rect(
                    left + 1,
                    top,
                    column - 2,
                    frame.top + frame.height - top,
                    _series_class(position),
                    radius=3,
                )
            )
    return _picture(WIDTH, 300, title, parts)


def line_chart(
    labels: Sequence[str], series: Sequence[Series], *, title: str, fmt: Format = plain_number
) -> Markup:
    """Draw a line for each series; a lone series is shaded down to the axis."""
    frame = _frame(labels, series)
    step = frame.width / max(len(labels) - 1, 1)
    parts = [*_grid(frame, fmt), *_x_labels(frame, labels, offset=0, step=step)]
    for position, row in enumerate(series):
        points = [
            (frame.left + step * index, frame.y(max(value, 0))) for index, value in enumerate(row.values)
        ]
        path = "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points)
        if len(series) == 1:
            floor = frame.top + frame.height
            shade = f"{path}L{_n(points[-1][0])} {_n(floor)}L{_n(points[0][0])} {_n(floor)}Z"
            parts.append(Markup('<path class="chart__area" d="{}"/>').format(shade))
        style = f"{_series_class(position)} chart__line chart__line--{position + 1}"
        parts.append(Markup('<path class="{}" d="{}"/>').format(style, path))
        last_x, last_y = points[-1]
        dot = Markup('<circle class="{} chart__dot" cx="{}" cy="{}" r="5"/>')
        parts.append(dot.format(_series_class(position), _n(last_x), _n(last_y)))
    return _picture(WIDTH, 300, title, parts)


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
        parts.append(Markup('<path class="chart__grid" d="{}"/>').format(_ring_part(0, 2 * math.pi)))
    parts.append(_text(120, 130, centre or fmt(total), "chart__total"))
    return _picture(240, 240, title, parts)


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
    path = "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in points)
    last_x, last_y = points[-1]
    parts = [
        Markup('<path class="chart__series-1 chart__line" d="{}"/>').format(path),
        Markup('<circle class="chart__series-1" cx="{}" cy="{}" r="4"/>').format(_n(last_x), _n(last_y)),
    ]
    return _picture(width, height, title, parts, css="sparkline")


def share_bar(parts: Sequence[tuple[str, float]], whole: float, *, title: str) -> Markup:
    """Draw parts of a whole in one bar: (css class, amount) from start to end; what exceeds it is cut off."""
    drawn: list[Markup] = []
    left, full = 0.0, whole if whole > 0 else 1.0
    for css, amount in parts:
        width = min(max(amount, 0) / full, 1.0 - left)
        if width > 0:
            drawn.append(
                Markup('<rect class="{}" x="{}" width="{}" height="10"/>').format(
                    css, _n(left * 100), _n(width * 100)
                )
            )
        left += width
    return Markup(
        '<svg class="bar__svg" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>'
    ).format(title, Markup("").join(drawn))


def _frame(labels: Sequence[str], series: Sequence[Series]) -> _Frame:
    if not 1 <= len(series) <= SERIES_MAX:
        raise ValueError(f"A chart shows between 1 and {SERIES_MAX} series.")
    for row in series:
        _check(labels, row.values)
    peak = nice_ceiling(max([value for row in series for value in row.values], default=0))
    return _Frame(left=64, top=12, width=WIDTH - 64 - 16, height=300 - 12 - 40, peak=peak)


def _grid(frame: _Frame, fmt: Format) -> list[Markup]:
    parts = []
    for count in range(5):
        value = frame.peak * count / 4
        y = frame.y(value)
        css = "chart__axis" if count == 0 else "chart__grid"
        line = Markup('<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>')
        parts.append(line.format(css, _n(frame.left), _n(frame.left + frame.width), _n(y), _n(y)))
        parts.append(_text(frame.left - 10, y + 4, fmt(value), "chart__text chart__text--end"))
    return parts


def _x_labels(frame: _Frame, labels: Sequence[str], *, offset: float, step: float) -> list[Markup]:
    every = max(math.ceil(len(labels) / 8), 1)
    base = frame.top + frame.height + 24
    return [
        _text(frame.left + offset + step * index, base, _short(label, 12), "chart__text chart__text--middle")
        for index, label in enumerate(labels)
        if index % every == 0
    ]


def _ring_part(start: float, end: float) -> str:
    """Return the path of a ring's part; a full ring is drawn just short of meeting itself."""
    end = min(end, start + 2 * math.pi - 0.0001)
    large = 1 if end - start > math.pi else 0
    outer, inner = 108, 70

    def at(radius: float, angle: float) -> str:
        return f"{_n(120 + radius * math.cos(angle))} {_n(120 + radius * math.sin(angle))}"

    return (
        f"M{at(outer, start)}A{outer} {outer} 0 {large} 1 {at(outer, end)}"
        f"L{at(inner, end)}A{inner} {inner} 0 {large} 0 {at(inner, start)}Z"
    )


def _picture(
    width: float, height: float, title: str, parts: Sequence[Markup], css: str = "chart__svg"
) -> Markup:
    return Markup('<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        css, _n(width), _n(height), title, Markup("").join(parts)
    )


def _text(x: float, y: float, words: str, css: str) -> Markup:
    return Markup('<text class="{}" x="{}" y="{}">{}</text>').format(css, _n(x), _n(y), words)


def _rect(x: float, y: float, width: float, height: float, css: str, *, radius: float) -> Markup:
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>').format(
        css, _n(x), _n(y), _n(max(width, 0)), _n(max(height, 0)), _n(radius)
    )


def _series_class(position: int) -> str:
    return f"chart__series-{position % SERIES_MAX + 1}"


def _check(labels: Sequence[str], values: Sequence[float]) -> None:
    if len(labels) != len(values):
        raise ValueError(f"{len(labels)} labels for {len(values)} values.")


def _short(label: str, length: int) -> str:
    return label if len(label) <= length else label[: length - 1].rstrip() + "…"


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
