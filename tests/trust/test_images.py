"""Photos are re-encoded: upright, small enough, without a trace of what the file carried, and junk is refused by name."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from marketplace.core.errors import Invalid
from marketplace.trust import images
from tests.trust.photos import PDF, jpeg, picture_of


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def test_nothing_the_file_carried_comes_along() -> None:
    sent = jpeg(place=True)
    assert b"secret" in sent
    assert opened(sent).getexif().get_ifd(0x8825)

    picture = images.encode(sent, "photo")

    for data in (picture.large, picture.small):
        kept = opened(data)
        assert kept.format == "WEBP"
        assert not kept.getexif()
        assert "exif" not in kept.info
        assert "xmp" not in kept.info
        assert b"secret" not in data


@pytest.mark.parametrize("orientation", [1, 6])
def test_it_is_turned_upright(orientation: int) -> None:
    picture = images.encode(jpeg(300, 200, orientation=orientation), "photo")

    assert (picture.width_px, picture.height_px) == ((300, 200) if orientation == 1 else (200, 300))
    red, green, blue = opened(picture.large).convert("RGB").getpixel((20, 20))  # type: ignore[misc]
    assert red > 200 > 60 > max(green, blue)


@pytest.mark.parametrize(("width", "height"), [(4000, 3000), (300, 5000), (1600, 1600), (2, 2)])
def test_no_edge_is_longer_than_allowed_and_small_stays_small(width: int, height: int) -> None:
    picture = images.encode(jpeg(width, height), "photo")

    assert max(opened(picture.large).size) == min(images.EDGE_LARGE_PX, max(width, height))
    assert max(opened(picture.small).size) == min(images.EDGE_SMALL_PX, max(width, height))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "1"),
        ("PNG", "I;16"),
        ("JPEG", "L"),
        ("JPEG", "CMYK"),
        ("GIF", "P"),
        ("WEBP", "RGB"),
    ],
)
def test_every_usual_sort_of_picture_works(kind: str, mode: str) -> None:
    assert images.encode(picture_of(kind, mode), "photo").width_px == 40


def test_transparency_stays() -> None:
    assert opened(images.encode(picture_of("PNG", "RGBA"), "photo").large).mode == "RGBA"


@pytest.mark.parametrize(
    "junk",
    [b"not a picture", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", PDF, b"GIF89a", jpeg()[:900], picture_of("PPM"), picture_of("BMP")],
    ids=["text", "svg", "pdf", "head", "cut", "ppm", "bmp"],
)  # fmt: skip
def test_what_is_no_picture_is_refused_with_its_field(junk: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        images.encode(junk, "logo")
    assert (refusal.value.code, refusal.value.field) == ("image_unreadable", "logo")


def test_a_small_file_that_unpacks_into_gigabytes_is_refused() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )

    with pytest.raises(Invalid, match="image_too_many_pixels"):
        images.encode(bomb, "photo")


def test_pixels_at_the_border() -> None:
    with pytest.raises(Invalid, match="image_too_many_pixels"):
        images.encode(picture_of("PNG", "1", (10_001, 5_000)), "photo")


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "file_empty"), (b"x" * (images.FILE_BYTES_MAX + 1), "file_too_large")]
)
def test_nothing_and_too_much_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        images.read_bytes(io.BytesIO(data), "photo")


def test_what_was_read_before_is_read_again() -> None:
    stream = io.BytesIO(b"abc")
    stream.read()

    assert images.read_bytes(stream, "photo") == b"abc"


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "GIF", "WEBP"]), st.data())
def test_broken_files_are_refused_and_never_crash(kind: str, data: st.DataObject) -> None:
    whole = bytearray(picture_of(kind, "P" if kind == "GIF" else "RGB"))
    for _ in range(data.draw(st.integers(1, 8))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(1, len(whole)))])

    picture = None
    with contextlib.suppress(Invalid):
        picture = images.encode(cut, "photo")
    assert picture is None or opened(picture.large).format == "WEBP"


@given(st.binary(max_size=300))
def test_junk_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid):
        images.encode(data, "photo")
