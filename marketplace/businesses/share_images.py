"""The picture that goes with a shared link: the programme's name on the colour of its business."""

from __future__ import annotations

import io
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from marketplace.core import colours

SIZE = (1200, 630)  # what social sites crop least
MARGIN_PX = 90
TITLE_PX, NAME_PX = 76, 40
LINES_MAX = 3
PAPER, PALE, INK = "#fffaf3", "#f1e4d3", "#2a211b"
# The typefaces that come with the plotting library, which the router needs anyway: they know accents, Greek and
# Cyrillic. Pillow's own typeface, which knows plain English alone, stands in where they are missing.
TYPEFACES = "mpl-data/fonts/ttf"
TITLE_FACE, NAME_FACE = "DejaVuSerif-Bold.ttf", "DejaVuSans.ttf"

Typeface = ImageFont.FreeTypeFont | ImageFont.ImageFont


@lru_cache(maxsize=64)
def draw(title: str, name: str, accent: str | None) -> bytes:
    """A PNG of the title above the business's name, under an awning in its colour."""
    colour = accent or colours.HOUSE
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    _draw_awning(pen, colour)
    font = _typeface(TITLE_FACE, TITLE_PX)
    lines = _wrap(title, font, SIZE[0] - 2 * MARGIN_PX)
    y = (SIZE[1] - len(lines) * (TITLE_PX + 14)) // 2 + 20
    for line in lines:
        pen.text((MARGIN_PX, y), line, font=font, fill=INK)
        y += TITLE_PX + 14
    pen.rectangle((MARGIN_PX, SIZE[1] - 120, MARGIN_PX + 60, SIZE[1] - 112), fill=colour)
    pen.text((MARGIN_PX, SIZE[1] - 98), name, font=_typeface(NAME_FACE, NAME_PX), fill=INK)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _typeface(name: str, size_px: int) -> Typeface:
    found = find_spec("matplotlib")
    for folder in (found.submodule_search_locations if found else None) or ():
        path = Path(folder) / TYPEFACES / name
        if path.exists():
            return ImageFont.truetype(path, size_px)
    return ImageFont.load_default(size_px)


def _draw_awning(pen: ImageDraw.ImageDraw, colour: str) -> None:
    stripe = SIZE[0] // 12
    for index in range(12):
        fill = colour if index % 2 == 0 else PALE
        left = index * stripe
        pen.rectangle((left, 0, left + stripe, 70), fill=fill)
        pen.ellipse((left, 70 - stripe // 2, left + stripe, 70 + stripe // 2), fill=fill)


def _wrap(text: str, font: Typeface, width: int) -> list[str]:
    lines: list[str] = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > LINES_MAX:
        lines = [*lines[: LINES_MAX - 1], f"{lines[LINES_MAX - 1]}…"]
    return lines
