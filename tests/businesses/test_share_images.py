from __future__ import annotations

import io

import pytest
from PIL import Image

from marketplace.businesses.share_images import LINES_MAX, SIZE, TITLE_FACE, TITLE_PX, _typeface, _wrap, draw


def pixels(title, name="Foglight", accent=None):
    return Image.open(io.BytesIO(draw(title, name, accent))).tobytes()


@pytest.mark.parametrize("title", ["", "Reading", "ñandú y café", "x" * 100, "word " * 60, "北京"])
def test_any_title_makes_a_picture_of_the_size_that_sites_expect(title):
    image = Image.open(io.BytesIO(draw(title, "Tostadores Añil", "#1f6f5c")))

    assert (image.format, image.size) == ("PNG", SIZE)


def test_accents_are_letters_of_their_own_and_not_boxes():
    assert pixels("ñ") != pixels("é")


def test_the_colour_of_the_business_is_in_it():
    image = Image.open(io.BytesIO(draw("T", "N", "#1f6f5c")))

    assert image.getpixel((20, 20)) == (0x1F, 0x6F, 0x5C)


def test_a_long_title_ends_after_a_few_lines():
    lines = _wrap("word " * 60, _typeface(TITLE_FACE, TITLE_PX), 1000)

    assert len(lines) == LINES_MAX
    assert lines[-1].endswith("…")
