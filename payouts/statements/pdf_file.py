"""Writes a sheet as a PDF: the same bytes for the same sheet, with tags, and fonts that carry what people are called. Pure."""

from __future__ import annotations

import io

from payouts.statements.pen import BOLD, INK, LEFT, PLAIN, RIGHT, SOFT, Pen, is_carried, wrapped
from payouts.statements.sheet import Row, Section, Sheet
from payouts.statements.words import words

AMOUNT_WIDTH = 120.0


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
    The typefaces carry Latin, Greek, Cyrillic, Armenian and Georgian letters and the signs of currencies; what they
    lack (Chinese, Arabic, ...) becomes a question mark, the last line says so, and `loses_letters` tells it beforehand.
    The page of the host shows every name whole.
    """
    out = io.BytesIO()
    pen = _StatementPen(out, sheet)
    pen.head()
    for section in sheet.sections:
        pen.section(section)
    pen.notes()
    pen.close()
    return out.getvalue()


def loses_letters(sheet: Sheet) -> bool:
    """Whether a sheet has letters that its PDF cannot show.

    Parameters
    ----------
    sheet : Sheet

    Returns
    -------
    bool
        True where the PDF has a question mark in the place of a letter, and says so at its end.
    """
    rows = [row for section in sheet.sections for row in section.rows]
    texts = [value for _, value in sheet.facts] + [text for row in rows for text in (row.label, row.detail)]
    return not all(map(is_carried, texts))


class _StatementPen(Pen):
    """Draws the parts of a statement."""

    def __init__(self, out: io.BytesIO, sheet: Sheet) -> None:
        super().__init__(
            out,
            title=sheet.title,
            author=dict(sheet.facts).get(words(sheet.locale, "from"), ""),
            subject=" · ".join(value for _, value in sheet.facts),
            locale=sheet.locale,
        )
        self.sheet = sheet

    def head(self) -> None:
        """Title, who and when, and the whole."""
        with self.tags.text("H1"):
            self.line(self.sheet.title, LEFT, BOLD, 20)
        self.y -= 30
        for label, value in self.sheet.facts:
            with self.tags.text("P"):
                self.line(label, LEFT, PLAIN, 9, SOFT)
                for part in wrapped(value, PLAIN, 9, RIGHT - LEFT - 170):
                    self.line(part, LEFT + 170, PLAIN, 9)
                    self.y -= 14
        self.y -= 16
        with self.tags.text("P"):
            self.line(self.sheet.total.label, LEFT, PLAIN, 11)
            self.right(self.sheet.total.amount_words, BOLD, 16)
        self.y -= 14

    def section(self, section: Section) -> None:
        """A heading and its table."""
        self.room(64)
        self.y -= 20
        with self.tags.text("H2"):
            self.line(section.heading, LEFT, BOLD, 11)
        self.y -= 6
        self.rule()
        with self.tags.element("Table"):
            for row in section.rows:
                self._row(row)

    def notes(self) -> None:
        """What is said beneath."""
        self.y -= 14
        lost = (words(self.sheet.locale, "letters_lost"),) if loses_letters(self.sheet) else ()
        for note in (*self.sheet.notes, *lost):
            parts = wrapped(note, PLAIN, 8.5, RIGHT - LEFT)
            self.room(12 * len(parts) + 8)
            with self.tags.text("P"):
                for part in parts:
                    self.line(part, LEFT, PLAIN, 8.5, SOFT)
                    self.y -= 12
            self.y -= 4

    def _row(self, row: Row) -> None:
        size, colour = (9.5, INK) if row.depth == 0 else (8.5, SOFT)
        x = LEFT + 14 * row.depth
        parts = wrapped(row.label, PLAIN, size, RIGHT - AMOUNT_WIDTH - x)
        details = wrapped(row.detail, PLAIN, 8, RIGHT - AMOUNT_WIDTH - x) if row.detail else []
        self.room(13 * len(parts) + 11 * len(details) + 10)
        self.y -= 19 - 4 * row.depth
        with self.tags.element("TR"):
            first = self.y
            with self.tags.text("TH", scope="Row"):
                for index, part in enumerate(parts):
                    self.y -= 13 * bool(index)
                    self.line(part, x, PLAIN, size, colour)
                for detail in details:
                    self.y -= 11
                    self.line(detail, x, PLAIN, 8, SOFT)
            last, self.y = self.y, first
            with self.tags.text("TD"):
                self.right(row.amount_words, PLAIN, size, colour)
            self.y = last
