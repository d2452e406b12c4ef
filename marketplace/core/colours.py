"""A business's own colour carried through the pages, with contrast kept for any colour chosen."""

import math
import re
from dataclasses import dataclass

from markupsafe import Markup

HOUSE = "#175e49"
"""The accent where a business has chosen none; `static/css/tokens.css` begins with it."""

TEXT_CONTRAST = 4.5
"""WCAG 2.2, 1.4.3: least contrast of text with what lies under it."""

MARGIN = 0.08
"""Kept above the thresholds, because browsers round colours in their own way."""

Oklch = tuple[float, float, float]
Rgb = tuple[int, int, int]

LIGHT_SURFACES: dict[str, Oklch] = {
    "paper": (0.982, 0.008, 95),
    "card": (0.998, 0.002, 95),
    "sunk": (0.957, 0.012, 95),
}
DARK_SURFACES: dict[str, Oklch] = {
    "paper": (0.205, 0.012, 170),
    "card": (0.25, 0.014, 170),
    "sunk": (0.175, 0.011, 170),
}

_HEX = re.compile(r"#?([0-9a-fA-F]{6})")
_LIGHT_INK: Rgb = (255, 255, 255)
_DARK_INK: Rgb = (0, 0, 0)


class InvalidColour(ValueError):
    """The text is not a colour of six hexadecimal digits."""


@dataclass(frozen=True)
class AccentShades:
    """The variants of one accent on one set of surfaces, each as `#rrggbb`."""

    fill: str
    fill_hover: str
    on_fill: str
    text: str
    soft: str
    line: str


@dataclass(frozen=True)
class AccentPalette:
    """The variants of one accent by day and by night."""

    light: AccentShades
    dark: AccentShades


def parse_hex(text: str) -> Rgb:
    """Read `#rrggbb`; raise InvalidColour for anything else."""
    found = _HEX.fullmatch(text.strip())
    if not found:
        raise InvalidColour(f"{text!r} is not a colour like #175e49.")
    number = int(found[1], 16)
    return number >> 16, (number >> 8) & 255, number & 255


def contrast(one: Rgb, other: Rgb) -> float:
    """Return the WCAG contrast ratio of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def accent_palette(accent: str) -> AccentPalette:
    """Return the accessible variants of an accent colour.

    The hue is the business's; lightness moves only as far as reading needs it.
    """
    wanted = parse_hex(accent)
    return AccentPalette(
        light=_shades(wanted, LIGHT_SURFACES, is_dark=False),
        dark=_shades(wanted, DARK_SURFACES, is_dark=True),
    )


def accent_style(accent: str | None) -> Markup:
    """Return the CSS rule that replaces the house's accent, or nothing without a usable colour."""
    if not accent:
        return Markup("")
    try:
        palette = accent_palette(accent)
    except InvalidColour:
        return Markup("")
    pairs = {
        "accent-fill": (palette.light.fill, palette.dark.fill),
        "accent-fill-hover": (palette.light.fill_hover, palette.dark.fill_hover),
        "on-accent": (palette.light.on_fill, palette.dark.on_fill),
        "accent-text": (palette.light.text, palette.dark.text),
        "accent-soft": (palette.light.soft, palette.dark.soft),
        "accent-line": (palette.light.line, palette.dark.line),
    }
    body = "".join(f"--{name}:light-dark({day},{night});" for name, (day, night) in pairs.items())
    return Markup(":root{%s}") % Markup(body)


def to_oklch(colour: Rgb) -> Oklch:
    """Turn sRGB into lightness (0 to 1), chroma and hue (degrees) of the OKLCH space."""
    red, green, blue = (_linear(part) for part in colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def from_oklch(colour: Oklch) -> Rgb:
    """Turn OKLCH into sRGB; chroma outside the screen's range is lowered, lightness and hue kept."""
    lightness, chroma, hue = min(max(colour[0], 0.0), 1.0), colour[1], colour[2]
    low, high = 0.0, chroma
    if not _in_gamut(_to_linear((lightness, chroma, hue))):
        for _ in range(24):
            middle = (low + high) / 2
            low, high = (middle, high) if _in_gamut(_to_linear((lightness, middle, hue))) else (low, middle)
        chroma = low
    red, green, blue = (_encode(part) for part in _to_linear((lightness, chroma, hue)))
    return red, green, blue


def to_hex(colour: Rgb) -> str:
    """Write a colour as `#rrggbb`."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _shades(wanted: Rgb, surfaces: dict[str, Oklch], *, is_dark: bool) -> AccentShades:
    lightness, chroma, hue = to_oklch(wanted)
    grounds = [from_oklch(surface) for surface in surfaces.values()]
    soft = from_oklch((0.31, min(chroma, 0.05), hue) if is_dark else (0.945, min(chroma, 0.032), hue))
    grounds.append(soft)
    fill_lightness = min(max(lightness, 0.62), 0.86) if is_dark else min(lightness, 0.9)
    fill, ink = _fill_and_ink((fill_lightness, chroma, hue), is_dark=is_dark)
    step = 0.05 if ink == _DARK_INK else -0.05
    hover = from_oklch((to_oklch(fill)[0] + step, chroma, hue))
    return AccentShades(
        fill=to_hex(fill),
        fill_hover=to_hex(hover),
        on_fill=to_hex(ink),
        text=to_hex(_readable(wanted, grounds, TEXT_CONTRAST, brighten=is_dark)),
        soft=to_hex(soft),
        line=to_hex(from_oklch((0.5 if is_dark else 0.8, min(chroma, 0.07), hue))),
    )


def _fill_and_ink(colour: Oklch, *, is_dark: bool) -> tuple[Rgb, Rgb]:
    """Choose the fill nearest to the colour on which white or black text reads well.

    White is preferred by day, black by night; the fill gives way a little before the ink changes.
    """
    lightness, chroma, hue = colour
    first, second = (_DARK_INK, _LIGHT_INK) if is_dark else (_LIGHT_INK, _DARK_INK)
    toward = 1 if is_dark else -1
    for ink, steps in ((first, 13), (second, 61)):
        for step in range(steps):
            fill = from_oklch((lightness + toward * step * 0.01, chroma, hue))
            if contrast(fill, ink) >= TEXT_CONTRAST + MARGIN:
                return fill, ink
        toward = -toward
    return from_oklch((0.35 if not is_dark else 0.85, chroma, hue)), first


def _readable(wanted: Rgb, grounds: list[Rgb], least: float, *, brighten: bool) -> Rgb:
    """Move a colour's lightness until it reads on every ground; black or white always does."""
    lightness, chroma, hue = to_oklch(wanted)
    step = 0.01 if brighten else -0.01
    for count in range(102):
        candidate = from_oklch((lightness + step * count, chroma, hue))
        if all(contrast(candidate, ground) >= least + MARGIN for ground in grounds):
            return candidate
    return _LIGHT_INK if brighten else _DARK_INK


def _luminance(colour: Rgb) -> float:
    red, green, blue = (_linear(part) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: int) -> float:
    share = part / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def _encode(part: float) -> int:
    share = min(max(part, 0.0), 1.0)
    encoded = share * 12.92 if share <= 0.0031308 else 1.055 * share ** (1 / 2.4) - 0.055
    return round(encoded * 255)


def _to_linear(colour: Oklch) -> tuple[float, float, float]:
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _in_gamut(parts: tuple[float, float, float]) -> bool:
    return all(-0.00005 <= part <= 1.00005 for part in parts)
