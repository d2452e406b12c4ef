"""Turns whatever photo people send into a plain picture: turned upright, stripped of everything else, small enough."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

from marketplace.core.errors import Invalid

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
PIXELS_MAX = 50_000_000  # the largest telephone cameras; beyond it a small file may unpack into gigabytes
FILE_BYTES_MAX = 10 * 1024 * 1024
EDGE_LARGE_PX = 1600
EDGE_SMALL_PX = 480
QUALITY = 80
MEDIA_TYPE = "image/webp"
PDF_TYPE = "application/pdf"
JPEG_TYPE = "image/jpeg"
_PDF_HEAD, _PDF_TAIL = b"%PDF-", b"%%EOF"
_TAIL_BYTES = 2048

Image.MAX_IMAGE_PIXELS = PIXELS_MAX

# What the decoders raise for files that are broken, on purpose or not.
_UNREADABLE = (
    UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, ArithmeticError,
    struct.error,
)  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """A picture ready to be kept, in two sizes."""

    large: bytes
    small: bytes
    width_px: int
    height_px: int


def read_bytes(stream: IO[bytes], field: str) -> bytes:
    """Everything that was sent, from its beginning; Invalid when it is nothing or too much."""
    stream.seek(0)
    data = stream.read(FILE_BYTES_MAX + 1)
    if not data:
        raise Invalid("file_empty", field=field)
    if len(data) > FILE_BYTES_MAX:
        raise Invalid("file_too_large", field=field, size_max_mb=FILE_BYTES_MAX // (1024 * 1024))
    return data


def is_pdf(data: bytes) -> bool:
    """True for what begins and ends as a PDF document does."""
    return data.startswith(_PDF_HEAD) and _PDF_TAIL in data[-_TAIL_BYTES:]


def encode(data: bytes, field: str) -> Picture:
    """The picture in what was sent, as WebP in two sizes without any metadata; Invalid when there is none."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as probe:
            if probe.width * probe.height > PIXELS_MAX:
                raise Invalid("image_too_many_pixels", field=field)
            probe.verify()
        with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
            picture = _plain(opened)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Invalid("image_too_many_pixels", field=field) from error
    except _UNREADABLE as error:
        raise Invalid("image_unreadable", field=field) from error
    large, small = _within(picture, EDGE_LARGE_PX), _within(picture, EDGE_SMALL_PX)
    return Picture(_webp(large), _webp(small), large.width, large.height)


def _plain(opened: Image.Image) -> Image.Image:
    """Pixels alone, upright: pasted into a fresh picture, so that nothing the file carried comes along."""
    opened.draft("RGB", (EDGE_LARGE_PX, EDGE_LARGE_PX))  # a large JPEG is decoded at half its size or less
    upright = ImageOps.exif_transpose(opened)
    has_alpha = "A" in upright.getbands() or "transparency" in upright.info
    mode = "RGBA" if has_alpha else "RGB"
    fresh = Image.new(mode, upright.size)
    fresh.paste(upright.convert(mode))
    return fresh


def _within(picture: Image.Image, edge_px: int) -> Image.Image:
    copy = picture.copy()
    copy.thumbnail((edge_px, edge_px), Image.Resampling.LANCZOS)
    return copy


def as_jpeg(data: bytes, field: str) -> Picture:
    """The picture as a JPEG, which everybody outside can read; pixels alone, on white; Invalid when there is none."""
    encode(data, field)  # whatever is refused there is refused here
    return jpeg_of(data, EDGE_LARGE_PX, QUALITY)


def jpeg_of(data: bytes, edge_px: int, quality: int) -> Picture:
    """The same of a picture that is known to be one, no larger than asked for."""
    with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
        plain = _within(_plain(opened), edge_px).convert("RGBA")
    page = Image.new("RGBA", plain.size, "white")
    page.alpha_composite(plain)
    target = io.BytesIO()
    page.convert("RGB").save(target, "JPEG", quality=quality)
    return Picture(target.getvalue(), b"", plain.width, plain.height)


def _webp(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "WEBP", quality=QUALITY, method=4)
    return target.getvalue()
