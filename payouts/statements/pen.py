"""Draws a document from the top of a page to its end and goes on on the next, with tags; what all PDFs are written with."""

from __future__ import annotations

import io
import unicodedata
from functools import lru_cache
from itertools import groupby

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError
from reportlab.pdfgen.canvas import Canvas

from payouts.statements.tagging import Tags
from payouts.statements.typefaces import USUAL, USUAL_LETTERS, typeface
from payouts.statements.words import words

PLAIN, BOLD = "Vera", "VeraBd"
FURTHER = {PLAIN: "DejaVuSans", BOLD: "DejaVuSans-Bold"}
"""Of the same design, with Greek, Cyrillic, Armenian, Georgian, every accent and sign of a currency."""
FROM_RIGHT = frozenset(("R", "AL"))
"""Scripts that run from right to left: their letters would stand in the wrong order, and not joined."""
WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 56.0, WIDTH - 56.0, HEIGHT - 60.0, 64.0
LOST = "?"
"""What stands for a letter that no typeface here has."""
Colour = tuple[float, float, float]
INK, SOFT, RULE = (0.11, 0.11, 0.13), (0.36, 0.36, 0.4), (0.8, 0.8, 0.83)


class Pen:
    """Draws from the top of a page to its end, and goes on on the next."""

    def __init__(self, out: io.BytesIO, *, title: str, author: str, subject: str, locale: str) -> None:
        _fonts()
        self.title, self.locale, self.page, self.y = title, locale, 1, TOP
        self.colour: Colour | None = None
        self.canvas = Canvas(out, pagesize=A4, invariant=1, pageCompression=1)
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author)
        self.canvas.setSubject(subject)
        self.canvas.setCreator("Muster")
        for name in (PLAIN, BOLD):
            pdfmetrics.getFont(name).splitString(USUAL, self.canvas._doc)
        self.named: dict[str, str] = {}  # what the file calls the part of a typeface with the usual letters
        self.tags = Tags(self.canvas, locale.replace("_", "-"))

    def close(self) -> None:
        """Finish the file."""
        self._foot()
        self.tags.end_page()
        self.tags.finish()
        self.canvas.save()
        # Everything in the file points to everything: let go of it here, and nobody has to search for it.
        for part in (*self.canvas._doc.idToObject.values(), self.canvas._doc, self.canvas):
            vars(part).clear()

    def room(self, needed: float) -> None:
        """Go on on a new page where what follows has no room."""
        if self.y - needed < BOTTOM:
            self._foot()
            self.tags.end_page()
            self.page, self.y, self.colour = self.page + 1, TOP, None

    def _foot(self) -> None:
        text = words(self.locale, "page", page=self.page)
        with self.tags.artifact():
            y, self.y = self.y, 36
            self.line(self.title, LEFT, PLAIN, 8, SOFT)
            self.right(text, PLAIN, 8, SOFT)
            self.y = y

    def rule(self) -> None:
        """Draw a thin line across the page."""
        with self.tags.artifact():
            self.canvas.setStrokeColorRGB(*RULE)
            self.canvas.setLineWidth(0.6)
            self.canvas.line(LEFT, self.y, RIGHT, self.y)

    def line(self, text: str, x: float, font: str, size: float, colour: Colour = INK) -> None:
        """Write one line; the canvas would open a text object, with its state, for each."""
        code = self.canvas._code
        if colour != self.colour:
            code.append("{} {} {} rg".format(*colour))
            self.colour = colour
        code.append(f"BT 1 0 0 1 {x:.2f} {self.y:.2f} Tm {self._shown(carried(text), font, size)} ET")

    def _shown(self, text: str, font: str, size: float) -> str:
        """The text in the codes of the file's own parts of a typeface."""
        face, document = pdfmetrics.getFont(font), self.canvas._doc
        letters = _usual_codes(text, font)
        if letters is not None:
            if font not in self.named:
                self.named[font] = face.getSubsetInternalName(0, document)
            return f"{self.named[font]} {size} Tf ({letters}) Tj"
        return " ".join(
            f"{face.getSubsetInternalName(subset, document)} {size} Tf ({self.canvas._escape(part)}) Tj"
            for face, run in ((pdfmetrics.getFont(one), run) for one, run in _runs(text, font))
            for subset, part in face.splitString(run, document)
        )

    def right(self, text: str, font: str, size: float, colour: Colour = INK) -> None:
        """Write one line that ends at the right margin."""
        self.line(text, RIGHT - width_of(carried(text), font, size), font, size, colour)


@lru_cache(maxsize=8192)
def width_of(text: str, font: str, size: float) -> float:
    """How wide a text is, in points."""
    return sum(float(pdfmetrics.stringWidth(run, one, size)) for one, run in _runs(text, font))


def _runs(text: str, font: str) -> list[tuple[str, str]]:
    """The text in stretches, each with the typeface that has its letters."""
    known = _fonts()
    if all(ord(one) in known for one in text):
        return [(font, text)]
    stretches = groupby(text, key=lambda one: ord(one) in known)
    return [(font if is_known else FURTHER[font], "".join(part)) for is_known, part in stretches]


@lru_cache(maxsize=8192)
def _usual_codes(text: str, font: str) -> str | None:
    """A text of usual letters in the codes that these have in every document; None where it has others."""
    if not text or not USUAL_LETTERS.issuperset(text):
        return None
    blank = Canvas(io.BytesIO(), invariant=1)
    face = pdfmetrics.getFont(font)
    face.splitString(USUAL, blank._doc)
    parts = face.splitString(text, blank._doc)
    del face.state[blank._doc]
    return str(blank._escape(parts[0][1])) if [subset for subset, _ in parts] == [0] else None


@lru_cache(maxsize=1)
def _fonts() -> frozenset[int]:
    """Make the typefaces known once, and tell which letters they have."""
    rl_config.useA85 = 0  # streams as they are: no program of today needs them in letters
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(typeface(name))
    faces = [pdfmetrics.getFont(name).face for name in (PLAIN, BOLD)]
    return frozenset(set(faces[0].charToGlyph) & set(faces[1].charToGlyph))


@lru_cache(maxsize=1)
def _further() -> frozenset[int]:
    """Make the further typefaces known once, and tell which letters they have that can be set one after another."""
    try:
        for name in FURTHER.values():
            pdfmetrics.registerFont(typeface(name))
    except TTFError:  # they come with a package one may do without
        return frozenset()
    plain, bold = (pdfmetrics.getFont(name).face.charToGlyph for name in FURTHER.values())
    return frozenset(
        code for code in set(plain) & set(bold) if unicodedata.bidirectional(chr(code)) not in FROM_RIGHT
    )


@lru_cache(maxsize=4096)
def carried(text: str) -> str:
    """The text in letters that the typefaces have."""
    known = _fonts()
    return "".join(one if ord(one) in known else _simpler(one) for one in text)


def is_carried(text: str) -> bool:
    """Whether the typefaces have the letters of a text, at least without their accents."""
    known = _fonts()
    return all(ord(one) in known or one == LOST or _simpler(one) != LOST for one in text)


@lru_cache(maxsize=4096)
def _simpler(letter: str) -> str:
    if letter.isspace():
        return " "
    if ord(letter) in _further():
        return letter
    known = _fonts() | _further()
    plain = "".join(c for c in unicodedata.normalize("NFKD", letter) if ord(c) in known)
    return plain or LOST


@lru_cache(maxsize=4096)
def wrapped(text: str, font: str, size: float, width: float) -> list[str]:
    """Break a text into lines that fit; a word longer than a line is cut."""
    lines, line = [], ""
    for word in carried(text).split():
        while width_of(word, font, size) > width:
            cut = max(1, int(len(word) * width / width_of(word, font, size)))
            lines += [line] if line else []
            lines.append(word[:cut])
            line, word = "", word[cut:]
        longer = f"{line} {word}".strip()
        if line and width_of(longer, font, size) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line or not lines else lines
