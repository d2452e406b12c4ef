"""Photos and other files as people send them, for the tests of uploads."""

from __future__ import annotations

import io

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

ORIENTATION, GPS = 0x0112, 0x8825
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def jpeg(width: int = 300, height: int = 200, *, orientation: int = 1, place: bool = False) -> bytes:
    """A photo, left half red and right half blue, as a telephone writes it."""
    picture = Image.new("RGB", (width, height), "red")
    picture.paste("blue", (width // 2, 0, width, height))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010E] = "my secret garden"
    if place:
        degrees = (IFDRational(37), IFDRational(46), IFDRational(12))
        exif[GPS] = {1: "N", 2: degrees, 3: "W", 4: degrees}
    target = io.BytesIO()
    picture.save(target, "JPEG", exif=exif, comment=b"my secret garden")
    return target.getvalue()


def picture_of(kind: str, mode: str = "RGB", size: tuple[int, int] = (40, 30)) -> bytes:
    """A small picture in another format or mode."""
    target = io.BytesIO()
    Image.new(mode, size).save(target, kind)
    return target.getvalue()
