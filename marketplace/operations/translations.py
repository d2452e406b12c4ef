"""Words in other languages: collect them from code and pages, compile them at set-up, and check that none is missing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from config import LOCALES, ROOT

FOLDER = ROOT / "translations"
SOURCES = ("marketplace", "templates")
# The gallery shows components with invented words, to developers alone.
LEFT_OUT = ("gallery", "core/gallery.py")
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "Counted": (2, 3),
    "N_": None,
}
METHODS = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
OPTIONS = {"**.html": {"trimmed": "true"}, "**.txt": {"trimmed": "true"}}


def catalogue(locale: str) -> Path:
    """The file of one language."""
    return FOLDER / locale / "LC_MESSAGES" / "messages.po"


def wanted() -> Catalog:
    """Every word of the product as code and pages say it now."""
    found = Catalog()
    for message in sorted(_messages(), key=str):
        found.add(message)
    return found


def _messages() -> Iterator[str | tuple[str, ...]]:
    for source in SOURCES:
        for name, _line, message, _comments, _context in extract_from_dir(
            ROOT / source, METHODS, OPTIONS, keywords=KEYWORDS
        ):
            if not any(part in name for part in LEFT_OUT) and message:
                yield message if isinstance(message, str) else tuple(message[:2])


def extract() -> None:
    """Bring each language's file up to date: new words are empty, words no longer said are dropped."""
    now = wanted()
    for locale in translated():
        path = catalogue(locale)
        known = read(locale)
        # The date of the first collection stays: a new one at every run would change a file that says the same.
        fresh = Catalog(
            locale=locale,
            header_comment="# The words of Muster.",
            fuzzy=False,
            creation_date=known.creation_date,
        )
        for message in now:
            if message.id:
                before = known.get(message.id)
                fresh.add(message.id, before.string if before else None)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, fresh, width=0, omit_header=False, sort_output=True)


def read(locale: str) -> Catalog:
    """The words of one language, as its file has them."""
    path = catalogue(locale)
    if not path.exists():
        return Catalog(locale=locale)
    with path.open("rb") as file:
        return read_po(file, locale)


def compile_all() -> None:
    """Compile each language whose words are newer than their compiled form."""
    for locale in translated():
        source = catalogue(locale)
        target = source.with_suffix(".mo")
        if source.exists() and (not target.exists() or target.stat().st_mtime < source.stat().st_mtime):
            with target.open("wb") as compiled:
                write_mo(compiled, read(locale))


def missing(locale: str) -> list[str]:
    """Words of the product that a language lacks, or whose placeholders differ."""
    known, lacking = read(locale), []
    for message in wanted():
        if not message.id:
            continue
        found = known.get(message.id)
        strings = _strings(found.string) if found else []
        if (
            not strings
            or not all(strings)
            or any(_places(s) - _places(*_strings(message.id)) for s in strings)
        ):
            lacking.append(str(message.id))
    return sorted(lacking)


def _strings(text: object) -> list[str]:
    return [str(one) for one in text] if isinstance(text, tuple | list) else [str(text or "")]


def _places(*texts: str) -> set[str]:
    """Names of the placeholders in texts."""
    return {piece.split(")")[0] for text in texts for piece in text.split("%(")[1:]}


def translated() -> tuple[str, ...]:
    """Languages beside the one that code and pages are written in."""
    return LOCALES[1:]


def main(command: str) -> int:
    """Run one of extract, compile, check."""
    if command == "extract":
        extract()
    if command in ("extract", "compile"):
        compile_all()
        return 0
    lacking = {locale: missing(locale) for locale in translated()}
    for locale, words in lacking.items():
        for word in words:
            print(f"{locale}: no words for {word!r}")
    return 1 if any(lacking.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
