"""Typefaces whose parts are cut out once and put into every document: cutting costs more than all drawing."""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import Any

from reportlab.pdfbase.ttfonts import TTFont

USUAL = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,:;-_/()'&+%$"
    "áéíóúüñÁÉÍÓÚÜÑ¿¡€£¥·–—’“”…çàèìòùâêîôûäëïöß"
)
"""Letters that every document brings, so that nearly all of them bring the same part of a typeface."""


class _Packed:
    """The filter of a stream that is packed once."""

    pdfname = "FlateDecode"

    @staticmethod
    @lru_cache(maxsize=64)
    def encode(content: bytes) -> bytes:
        """Pack a stream; the same again costs nothing."""
        return zlib.compress(content)


def typeface(name: str) -> TTFont:
    """Load a typeface that comes with reportlab, and keep the parts of it that were cut out."""
    font = TTFont(name, f"{name}.ttf")
    cut, add, width = font.face.makeSubset, font.face.addSubsetObjects, font.face.getCharWidth

    @lru_cache(maxsize=64)
    def kept(letters: tuple[int, ...]) -> bytes:
        return bytes(cut(list(letters)))

    def added(document: Any, name: str, letters: list[int]) -> Any:
        reference = add(document, name, letters)
        document.idToObject[f"fontFile:{font.face.filename}({name})"].filters = [_Packed]
        return reference

    font.face.getCharWidth = lambda letter: round(
        width(letter)
    )  # whole thousandths, as the format wants them
    font.face.makeSubset = lambda letters: kept(tuple(letters))
    font.face.addSubsetObjects = added
    return font
