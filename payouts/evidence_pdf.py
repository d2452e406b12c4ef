"""Papers for a customer's bank as PDF: what is known, what was said, and photos. Pure: the same paper gives the same bytes."""

from __future__ import annotations

import io
from dataclasses import dataclass

from reportlab.lib.utils import ImageReader

from payouts.statements.pen import BOLD, BOTTOM, LEFT, PLAIN, RIGHT, SOFT, TOP, Pen, is_carried, wrapped
from payouts.statements.words import words

LABEL_WIDTH = 190.0
PICTURE_HEIGHT = (TOP - BOTTOM) / 2 - 44
"""Two to a page, so that a reader of scans can see what is on them."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Opens a part of a paper."""

    text: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is known, under its name."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said, under who and when."""

    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as JPEG, over its words."""

    jpeg: bytes
    words: str


Part = Heading | Fact | Said | Photo


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed.

    Attributes
    ----------
    title, author : str
    locale : str
    parts : tuple of Part
        In order.
    """

    title: str
    author: str
    locale: str
    parts: tuple[Part, ...]

    @property
    def loses_letters(self) -> bool:
        """Whether it has letters that print cannot show: a question mark stands for each, and the last line says so."""
        return not all(map(is_carried, (self.title, *(text for part in self.parts for text in _texts(part)))))


@dataclass(frozen=True, slots=True)
class Printed:
    """A paper's bytes, and how many pages they make."""

    data: bytes
    pages: int


def paper_pdf(paper: Paper) -> Printed:
    """Print a paper: A4, tagged, at least ten points high, since banks print and scan what they get.

    Parameters
    ----------
    paper : Paper

    Returns
    -------
    Printed
    """
    out = io.BytesIO()
    pen = _PaperPen(out, title=paper.title, author=paper.author, subject=paper.title, locale=paper.locale)
    pen.head()
    for part in paper.parts:
        match part:
            case Heading():
                pen.heading(part.text)
            case Fact():
                pen.fact(part.label, part.value)
            case Said():
                pen.said(part.who, part.text)
            case Photo():
                pen.photo(part)
    if paper.loses_letters:
        pen.said("", words(paper.locale, "letters_lost"))
    pages = pen.page
    pen.close()
    return Printed(out.getvalue(), pages)


def _texts(part: Part) -> tuple[str, ...]:
    match part:
        case Heading():
            return (part.text,)
        case Fact():
            return part.label, part.value
        case Said():
            return part.who, part.text
        case Photo():
            return (part.words,)


class _PaperPen(Pen):
    """Draws the parts of a paper."""

    def head(self) -> None:
        """The title, once."""
        with self.tags.text("H1"):
            for part in wrapped(self.title, BOLD, 16, RIGHT - LEFT):
                self.line(part, LEFT, BOLD, 16)
                self.y -= 20
        self.y -= 6

    def heading(self, text: str) -> None:
        """Open a part; never alone at the foot of a page."""
        self.room(70)
        self.y -= 14
        with self.tags.text("H2"):
            self.line(text, LEFT, BOLD, 12)
        self.y -= 6
        self.rule()
        self.y -= 16

    def fact(self, label: str, value: str) -> None:
        """A name and what is under it, side by side."""
        labels = wrapped(label, PLAIN, 10, LABEL_WIDTH - 14)
        values = wrapped(value, PLAIN, 10, RIGHT - LEFT - LABEL_WIDTH)
        self.room(14 * max(len(labels), len(values)) + 4)
        first = self.y
        with self.tags.text("P"):
            for part in labels:
                self.line(part, LEFT, PLAIN, 10, SOFT)
                self.y -= 14
            last, self.y = self.y, first
            for part in values:
                self.line(part, LEFT + LABEL_WIDTH, PLAIN, 10)
                self.y -= 14
        self.y = min(last, self.y) - 4

    def said(self, who: str, text: str) -> None:
        """Who and when in bold, and every line of what they said; a long one goes on on the next page."""
        self.room(46)
        if who:
            with self.tags.text("P"):
                self.line(who, LEFT, BOLD, 10)
            self.y -= 14
        for paragraph in text.splitlines() or [""]:
            for part in wrapped(paragraph, PLAIN, 10, RIGHT - LEFT):
                self.room(14)
                with self.tags.text("P"):
                    self.line(part, LEFT, PLAIN, 10)
                self.y -= 14
        self.y -= 8

    def photo(self, part: Photo) -> None:
        """A photo as large as its half of the page, and its words beneath."""
        reader = ImageReader(io.BytesIO(part.jpeg))
        width, height = reader.getSize()
        scale = min((RIGHT - LEFT) / width, PICTURE_HEIGHT / height)
        words = wrapped(part.words, PLAIN, 10, RIGHT - LEFT)
        self.room(height * scale + 14 * len(words) + 14)
        self.y -= height * scale
        with self.tags.text("Figure"):
            self.canvas.drawImage(reader, LEFT, self.y, width * scale, height * scale)
        self.colour = None
        self.y -= 14
        with self.tags.text("P"):
            for line in words:
                self.line(line, LEFT, PLAIN, 10)
                self.y -= 14
        self.y -= 10
