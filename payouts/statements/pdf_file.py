"""Writes a sheet as a PDF: the same bytes for the same sheet, with tags, and fonts that carry what people are called. Pure."""

from __future__ import annotations

import io
import unicodedata
from functools import lru_cache

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from payouts.statements.sheet import Row, Section, Sheet
from payouts.statements.tagging import Tags
from payouts.statements.typefaces import USUAL, USUAL_LETTERS, typeface
from payouts.statements.words import words

PLAIN, BOLD = "Vera", "VeraBd"
WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 56.0, WIDTH - 56.0, HEIGHT - 60.0, 64.0
AMOUNT_WIDTH = 120.0
Colour = tuple[float, float, float]
INK, SOFT, RULE = (0.11, 0.11, 0.13), (0.36, 0.36, 0.4), (0.8, 0.8, 0.83)


def statement_pdf(sheet: Sheet) -> bytes:
    """Write a statement as a PDF.

    Parameters
    ----------
    sheet : Sheet

    Returns
    -------
    bytes
        A4, tagged, in the sheet's language. The same sheet gives the same bytes.

    Notes
    -----
    The typeface comes with reportlab and carries the Latin letters of Europe; a letter that it lacks loses its
    accents, and what is left of other scripts is a question mark. The page of the host shows every name whole.
    """
    out = io.BytesIO()
    pen = _Pen(out, sheet)
    pen.head()
    for section in sheet.sections:
        pen.section(section)
    pen.notes()
    pen.close()
    return out.getvalue()


class _Pen:
    """Draws from the top of a page to its end, and goes on on the next."""

    def __init__(self, out: io.BytesIO, sheet: Sheet) -> None:
        _fonts()
        self.sheet, self.page, self.y = sheet, 1, TOP
        self.colour: Colour | None = None
        self.canvas = Canvas(out, pagesize=A4, invariant=1, pageCompression=1)
        self.canvas.setTitle(sheet.title)
        self.canvas.setAuthor(dict(sheet.facts).get(words(sheet.locale, "from"), ""))
        self.canvas.setSubject(" · ".join(value for _, value in sheet.facts))
        self.canvas.setCreator("Muster")
        for name in (PLAIN, BOLD):
            pdfmetrics.getFont(name).splitString(USUAL, self.canvas._doc)
        self.named: dict[str, str] = {}  # what the file calls the part of a typeface with the usual letters
        self.tags = Tags(self.canvas, sheet.locale.replace("_", "-"))

    def head(self) -> None:
        """Title, who and when, and the whole."""
        with self.tags.text("H1"):
            self._line(self.sheet.title, LEFT, BOLD, 20)
        self.y -= 30
        for label, value in self.sheet.facts:
            with self.tags.text("P"):
                self._line(label, LEFT, PLAIN, 9, SOFT)
                for part in _wrapped(value, PLAIN, 9, RIGHT - LEFT - 170):
                    self._line(part, LEFT + 170, PLAIN, 9)
                    self.y -= 14
        self.y -= 16
        with self.tags.text("P"):
            self._line(self.sheet.total.label, LEFT, PLAIN, 11)
            self._right(self.sheet.total.amount_words, BOLD, 16)
        self.y -= 14

    def section(self, section: Section) -> None:
        """A heading and its table."""
        self._room(64)
        self.y -= 20
        with self.tags.text("H2"):
            self._line(section.heading, LEFT, BOLD, 11)
        self.y -= 6
        self._rule()
        with self.tags.element("Table"):
            for row in section.rows:
                self._row(row)

    def notes(self) -> None:
        """What is said beneath."""
        self.y -= 14
        for note in self.sheet.notes:
            parts = _wrapped(note, PLAIN, 8.5, RIGHT - LEFT)
            self._room(12 * len(parts) + 8)
            with self.tags.text("P"):
                for part in parts:
                    self._line(part, LEFT, PLAIN, 8.5, SOFT)
                    self.y -= 12
            self.y -= 4

    def close(self) -> None:
        """Finish the file."""
        self._foot()
        self.tags.end_page()
        self.tags.finish()
        self.canvas.save()
        # Everything in the file points to everything: let go of it here, and nobody has to search for it.
        for part in (*self.canvas._doc.idToObject.values(), self.canvas._doc, self.canvas):
            vars(part).clear()

    def _row(self, row: Row) -> None:
        size, colour = (9.5, INK) if row.depth == 0 else (8.5, SOFT)
        x = LEFT + 14 * row.depth
        parts = _wrapped(row.label, PLAIN, size, RIGHT - AMOUNT_WIDTH - x)
        details = _wrapped(row.detail, PLAIN, 8, RIGHT - AMOUNT_WIDTH - x) if row.detail else []
        self._room(13 * len(parts) + 11 * len(details) + 10)
        self.y -= 19 - 4 * row.depth
        with self.tags.element("TR"):
            first = self.y
            with self.tags.text("TH", scope="Row"):
                for index, part in enumerate(parts):
                    self.y -= 13 * bool(index)
                    self._line(part, x, PLAIN, size, colour)
                for detail in details:
                    self.y -= 11
                    self._line(detail, x, PLAIN, 8, SOFT)
            last, self.y = self.y, first
            with self.tags.text("TD"):
                self._right(row.amount_words, PLAIN, size, colour)
            self.y = last

    def _room(self, needed: float) -> None:
        """Go on on a new page where what follows has no room."""
        if self.y - needed < BOTTOM:
            self._foot()
            self.tags.end_page()
            self.page, self.y, self.colour = self.page + 1, TOP, None

    def _foot(self) -> None:
        text = words(self.sheet.locale, "page", page=self.page)
        with self.tags.artifact():
            y, self.y = self.y, 36
            self._line(self.sheet.title, LEFT, PLAIN, 8, SOFT)
            self._right(text, PLAIN, 8, SOFT)
            self.y = y

    def _rule(self) -> None:
        with self.tags.artifact():
            self.canvas.setStrokeColorRGB(*RULE)
            self.canvas.setLineWidth(0.6)
            self.canvas.line(LEFT, self.y, RIGHT, self.y)

    def _line(self, text: str, x: float, font: str, size: float, colour: Colour = INK) -> None:
        """Write one line; the canvas would open a text object, with its state, for each."""
        code = self.canvas._code
        if colour != self.colour:
            code.append("{} {} {} rg".format(*colour))
            self.colour = colour
        code.append(f"BT 1 0 0 1 {x:.2f} {self.y:.2f} Tm {self._shown(_carried(text), font, size)} ET")

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
            for subset, part in face.splitString(text, document)
        )

    def _right(self, text: str, font: str, size: float, colour: Colour = INK) -> None:
        self._line(text, RIGHT - _width(_carried(text), font, size), font, size, colour)


@lru_cache(maxsize=8192)
def _width(text: str, font: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(text, font, size))


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


@lru_cache(maxsize=4096)
def _carried(text: str) -> str:
    """The text in letters that the typeface has."""
    known = _fonts()
    return "".join(one if ord(one) in known else _simpler(one, known) for one in text)


def _simpler(letter: str, known: frozenset[int]) -> str:
    if letter.isspace():
        return " "
    plain = "".join(c for c in unicodedata.normalize("NFKD", letter) if ord(c) in known)
    return plain or "?"


@lru_cache(maxsize=4096)
def _wrapped(text: str, font: str, size: float, width: float) -> list[str]:
    """Break a text into lines that fit; a word longer than a line is cut."""
    lines, line = [], ""
    for word in _carried(text).split():
        while _width(word, font, size) > width:
            cut = max(1, int(len(word) * width / _width(word, font, size)))
            lines += [line] if line else []
            lines.append(word[:cut])
            line, word = "", word[cut:]
        longer = f"{line} {word}".strip()
        if line and _width(longer, font, size) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line or not lines else lines
