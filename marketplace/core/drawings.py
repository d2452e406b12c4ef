"""Small drawings made from data: photo placeholders, stars, and codes to scan."""

import hashlib
import io
from collections.abc import Callable

import segno
from markupsafe import Markup


class _Draws:
    """Numbers drawn from a key, the same on every machine and in every run."""

    def __init__(self, key: str) -> None:
        self._bytes = hashlib.blake2b(key.encode(), digest_size=64).digest()
        self._position = 0

    def upto(self, end: int) -> int:
        """Return a whole number from 0 to end - 1."""
        value = self._bytes[self._position % 64] * 256 + self._bytes[(self._position + 1) % 64]
        self._position += 2
        return value % end

    def between(self, low: int, high: int) -> int:
        """Return a whole number from low to high."""
        return low + self.upto(high - low + 1)


def placeholder_svg(key: str, kind: str = "experience", label: str = "") -> Markup:
    """Draw a picture for something that has no photo: the kind chooses the motif, the key its arrangement.

    Without a label it is decoration and hidden from screen readers.
    """
    draws = _Draws(f"{kind}:{key}")
    motif = _MOTIFS.get(kind, _bunting)
    said = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup(
        '<svg class="placeholder" viewBox="0 0 400 300" preserveAspectRatio="xMidYMid slice" {}>'
        '<rect class="placeholder__ground" width="400" height="300"/>{}</svg>'
    ).format(said, Markup("").join(motif(draws)))


def avatar_tone(key: str) -> str:
    """Return the modifier that colours a person's initials, always the same for the same person."""
    return ("", "avatar--2", "avatar--3", "avatar--4")[_Draws(key).upto(4)]


def stars_svg(value: float) -> Markup:
    """Draw five stars of which `value` (0 to 5) are filled, the last one in part; words stand beside it."""
    share = min(max(value / 5, 0.0), 1.0)
    star = "M10 1.6l2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z"
    rows = [
        Markup('<svg class="{}" x="0" width="{}" height="20" viewBox="0 0 {} 20">{}</svg>').format(
            css,
            round(width, 2),
            round(width, 2),
            Markup("").join(
                Markup('<path transform="translate({} 0)" d="{}"/>').format(i * 20, star) for i in range(5)
            ),
        )
        for css, width in (("rating__empty", 100.0), ("rating__full", 100.0 * share))
        if width > 0
    ]
    return Markup('<svg class="rating__stars" viewBox="0 0 100 20" aria-hidden="true">{}</svg>').format(
        Markup("").join(rows)
    )


def qr_svg(text: str, label: str) -> Markup:
    """Draw a QR code of the text; the label says what scanning it does."""
    matrix = segno.make(text, error="m", micro=False)
    width, _ = matrix.symbol_size(border=2)
    buffer = io.StringIO()
    for y, row in enumerate(matrix.matrix_iter(border=2)):
        run = 0
        for x, dark in enumerate([*row, 0]):
            if dark:
                run += 1
            elif run:
                buffer.write(f"M{x - run} {y}h{run}v1h-{run}z")
                run = 0
    return Markup(
        '<svg viewBox="0 0 {0} {0}" role="img" aria-label="{1}" shape-rendering="crispEdges">'
        '<path class="qr__dark" d="{2}"/></svg>'
    ).format(width, label, buffer.getvalue())


def _streets(draws: _Draws) -> list[Markup]:
    """Houses along a street with a dotted way in front: something to walk through."""
    parts = [_circle(draws.between(60, 340), draws.between(50, 90), draws.between(24, 38), "b")]
    left, tone = -10, draws.upto(4)
    while left < 400:
        width, height = draws.between(46, 78), draws.between(70, 150)
        top = 232 - height
        parts.append(_rect(left, top, width, height, "adef"[tone % 4]))
        if draws.upto(3) == 0:
            parts.append(_path(f"M{left} {top}l{width / 2} -26l{width / 2} 26z", "c"))
        for row in range(height // 38):
            for column in range(2):
                x = left + width * (0.24 + 0.4 * column)
                parts.append(_rect(x, top + 16 + row * 36, 11, 18, "b" if draws.upto(3) == 0 else "f"))
        left, tone = left + width, tone + 1 + draws.upto(2)
    parts.append(_rect(0, 232, 400, 68, "f"))
    bend = draws.between(-18, 18)
    parts.append(_stroke(f"M20 270C120 {250 + bend} 220 {290 - bend} 380 262", "dash"))
    return parts


def _hills(draws: _Draws) -> list[Markup]:
    """Hills one behind another and a winding path: a journey."""
    parts = [_circle(draws.between(80, 320), draws.between(60, 100), draws.between(28, 44), "b")]
    for css, base in (("d", 150), ("e", 190), ("a", 232)):
        a, b, c = (draws.between(-34, 34) for _ in range(3))
        parts.append(
            _path(
                f"M-5 {base + a}C80 {base - 60 + b} 130 {base + 40 + c} 220 {base + b}S350 {base - 50 + a} 405 {base + c}V305H-5Z",
                css,
            )
        )
    x = draws.between(150, 250)
    parts.append(_stroke(f"M{x} 300C{x - 70} 270 {x + 60} 250 {x + 6} 216", "trail"))
    tent = draws.between(50, 320)
    parts.append(_path(f"M{tent} 262l26 -42l26 42z", "c"))
    parts.append(_path(f"M{tent + 19} 262l7 -20l7 20z", "f"))
    return parts


def _skyways(draws: _Draws) -> list[Markup]:
    """Sky, clouds and a plane's arc over a low town: a layover."""
    parts = [_rect(0, 0, 400, 300, "d"), _circle(draws.between(60, 340), 78, draws.between(26, 36), "b")]
    for _ in range(3):
        x, y = draws.between(0, 320), draws.between(40, 170)
        parts += [_circle(x, y, 18, "f"), _circle(x + 24, y - 8, 24, "f"), _circle(x + 52, y, 17, "f")]
    rise = draws.between(30, 80)
    parts.append(_stroke(f"M-10 210C100 {210 - rise} 210 {200 - rise} 330 {170 - rise}", "dash"))
    parts += _plane(336, 164 - rise)
    left = 0
    while left < 400:
        width, height = draws.between(26, 50), draws.between(22, 62)
        parts.append(_rect(left, 262 - height, width, height, "ace"[draws.upto(3)]))
        left += width
    parts.append(_rect(0, 262, 400, 38, "f"))
    return parts


def _plane(x: float, y: float) -> list[Markup]:
    """An airliner seen from the side, climbing."""
    shapes = (
        ("M-46 2c0-9 9-13 20-13h54c19 0 30 7 30 13s-11 12-30 12h-54c-11 0-20-4-20-12z", "f"),
        ("M-42-7l-13-24h13l19 21z", "c"),
        ("M2 3l-24 36h15l36-34z", "a"),
        ("M12-10l-12-20h10l22 19z", "a"),
        ("M46-4c8 1 12 4 12 6H44z", "d"),
    )
    turn = Markup('<g transform="translate({} {}) rotate(-17)">{}</g>')
    return [turn.format(round(x), round(y), Markup("").join(_path(d, css) for d, css in shapes))]


def _parcels(draws: _Draws) -> list[Markup]:
    """A stack of parcels, each with its string: a delivery."""
    parts = [_circle(draws.between(70, 330), draws.between(56, 96), 30, "b"), _rect(0, 250, 400, 50, "f")]
    left, tone = draws.between(24, 56), draws.upto(4)
    while left < 300:
        width, base = draws.between(70, 104), 250
        for level in range(draws.between(1, 3)):
            height = draws.between(44, 62)
            shift = draws.between(-6, 6) if level else 0
            css = "acbe"[tone % 4]
            parts.append(_rect(left + shift, base - height, width, height, css, radius=3))
            parts.append(_rect(left + shift + width * 0.44, base - height, width * 0.12, height, "f"))
            if css == "a":
                parts.append(_rect(left + shift, base - height * 0.6, width, height * 0.16, "f"))
            base, tone = base - height, tone + 1
        left, tone = left + width + draws.between(8, 24), tone + 1
    return parts


def _bubbles(draws: _Draws) -> list[Markup]:
    """Speech bubbles: questions, answers, ideas."""
    parts: list[Markup] = []
    for index in range(4):
        x, y = (
            40 + (index % 2) * 170 + draws.between(-16, 16),
            44 + (index // 2) * 112 + draws.between(-12, 12),
        )
        width, height = draws.between(110, 150), draws.between(64, 82)
        css = "abce"[(index + draws.upto(4)) % 4]
        parts.append(_rect(x, y, width, height, css, radius=22))
        parts.append(_path(f"M{x + 26} {y + height - 4}l4 26l24 -26z", css))
        lengths = (draws.between(40, width - 44) for _ in range(2))
        parts += [
            _rect(x + 20, y + 20 + i * 18, length, 7, "f", radius=3) for i, length in enumerate(lengths)
        ]
    return parts


def _bunting(draws: _Draws) -> list[Markup]:
    """Strings of pennants: anything else worth coming to."""
    parts: list[Markup] = []
    for row in range(3):
        sag, base = draws.between(16, 40), 40 + row * 84
        parts.append(_stroke(f"M-10 {base}Q200 {base + 2 * sag} 410 {base}", "line"))
        for flag in range(9):
            x = 8 + flag * 44
            share = (x + 18) / 400
            y = base + 4 * sag * share * (1 - share)
            parts.append(_path(f"M{x} {y:.1f}h36l-18 44z", "abcef"[(flag + draws.upto(3)) % 5]))
    return parts


_MOTIFS: dict[str, Callable[[_Draws], list[Markup]]] = {
    "experience": _streets,
    "journey": _hills,
    "layover": _skyways,
    "delivery": _parcels,
    "help": _bubbles,
    "idea": _bubbles,
    "business": _bunting,
}


def _rect(x: float, y: float, width: float, height: float, css: str, *, radius: float = 0) -> Markup:
    return Markup('<rect class="placeholder__{}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>').format(
        css, round(x, 1), round(y, 1), round(width, 1), round(height, 1), radius
    )


def _circle(x: float, y: float, radius: float, css: str) -> Markup:
    return Markup('<circle class="placeholder__{}" cx="{}" cy="{}" r="{}"/>').format(css, x, y, radius)


def _path(d: str, css: str) -> Markup:
    return Markup('<path class="placeholder__{}" d="{}"/>').format(css, d)


def _stroke(d: str, css: str) -> Markup:
    return Markup('<path class="placeholder__{}" d="{}"/>').format(css, d)
