"""Typefaces whose parts are cut out once and put into every document: cutting costs more than all drawing."""

from __future__ import annotations

import zlib
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFArray, PDFObject
from reportlab.pdfbase.ttfonts import TTFont

USUAL = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,:;-_/()'&+%$"
    "áéíóúüñÁÉÍÓÚÜÑ¿¡€£¥·–—’“”…çàèìòùâêîôûäëïöß"
)
"""Letters that every document brings, so that nearly all of them bring the same part of a typeface."""
USUAL_LETTERS = frozenset(USUAL)
FURTHER_FOLDER = "mpl-data/fonts/ttf"
"""Where matplotlib, whose package brings them, keeps the typefaces that reportlab does not bring."""


class _Packed:
    """The filter of a stream that is packed once."""

    pdfname = "FlateDecode"

    @staticmethod
    @lru_cache(maxsize=64)
    def encode(content: bytes | str) -> bytes:
        """Pack a stream; the same again costs nothing."""
        return zlib.compress(content.encode("ascii") if isinstance(content, str) else content)


class _Written(PDFObject):  # type: ignore[misc]
    """An object of a file whose bytes are known before."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def format(self, document: Any) -> bytes:
        """Give the bytes."""
        return self.content


@lru_cache(maxsize=64)
def _widths(numbers: tuple[int, ...]) -> bytes:
    """A list of widths as reportlab writes it; hundreds of numbers, the same in nearly every document."""
    return bytes(PDFArray(numbers).format(None))


def _file_of(name: str) -> str:
    found = find_spec("matplotlib")  # found, not loaded: it takes longer than every document
    folders = (found.submodule_search_locations if found else None) or ()
    paths = (Path(folder) / FURTHER_FOLDER / name for folder in folders)
    return next((str(path) for path in paths if path.exists()), name)


def typeface(name: str) -> TTFont:
    """Load a typeface that comes with reportlab or with matplotlib, and keep the parts of it that were cut out.

    Raises `reportlab.pdfbase.ttfonts.TTFError` where neither brings it.
    """
    font = TTFont(name, _file_of(f"{name}.ttf"))
    cut, add, width = font.face.makeSubset, font.face.addSubsetObjects, font.face.getCharWidth
    add_all = font.addObjects

    @lru_cache(maxsize=64)
    def kept(letters: tuple[int, ...]) -> bytes:
        return bytes(cut(list(letters)))

    def added(document: Any, name: str, letters: list[int]) -> Any:
        reference = add(document, name, letters)
        for stream in (f"fontFile:{font.face.filename}({name})", f"toUnicodeCMap:{name}"):
            document.idToObject[stream].filters = [_Packed]
        return reference

    def added_all(document: Any) -> None:
        add_all(document)
        for one in document.idToObject["BasicFonts"].dict.values():
            if isinstance(getattr(one, "Widths", None), PDFArray):
                one.Widths = _Written(_widths(tuple(one.Widths.sequence)))

    @lru_cache(maxsize=4096)
    def rounded(letter: int) -> int:
        whole: int = round(width(letter))  # thousandths, as the format wants them
        return whole

    font.addObjects = added_all
    font.face.getCharWidth = rounded
    font.face.makeSubset = lambda letters: kept(tuple(letters))
    font.face.addSubsetObjects = added
    return font
