"""Words in other languages: collect them from code and pages, compile them at set-up, and check that none is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from config import LOCALES, ROOT

FOLDER = ROOT / "translations"
TEMPLATE = FOLDER / "messages.pot"


def catalogue(locale: str) -> Path:
    """The file of one language."""
    return FOLDER / locale / "LC_MESSAGES" / "messages.po"


def extract() -> None:
    """Collect the words into the template and bring each language's file up to date."""
    babel = [sys.executable, "-m", "babel.messages.frontend"]
    quiet = {"check": True, "cwd": ROOT, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    common = ["--no-wrap", "--sort-output", "--omit-header"]
    sources = ["marketplace", "templates"]
    subprocess.run(
        [*babel, "extract", "-F", "babel.cfg", "-k", "_l", "-k", "lazy_gettext", "--no-location", *common, "-o", TEMPLATE, *sources],
        **quiet,
    )  # type: ignore[call-overload]
    for locale in _translated():
        verb = "update" if catalogue(locale).exists() else "init"
        extra = ["--no-fuzzy-matching", "--ignore-obsolete", "--no-wrap", "--omit-header"] if verb == "update" else ["--no-wrap"]
        subprocess.run([*babel, verb, "-i", TEMPLATE, "-d", FOLDER, "-l", locale, *extra], **quiet)  # type: ignore[call-overload]


def compile_all() -> None:
    """Compile each language whose words are newer than their compiled form."""
    for locale in _translated():
        source = catalogue(locale)
        target = source.with_suffix(".mo")
        if source.exists() and (not target.exists() or target.stat().st_mtime < source.stat().st_mtime):
            with source.open("rb") as words, target.open("wb") as compiled:
                write_mo(compiled, read_po(words, locale))


def missing(locale: str) -> list[str]:
    """Words of the product that a language lacks, by what code and pages say now."""
    extract_to = _wanted()
    with catalogue(locale).open("rb") as words:
        known = {m.id: m for m in read_po(words, locale) if m.id}
    return sorted(str(one) for one in extract_to if one not in known or not _whole(known[one].string))


def _wanted() -> list[object]:
    from babel.messages.extract import extract_from_dir

    keywords = {"_": None, "gettext": None, "ngettext": (1, 2), "_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
    methods = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
    options = {"**.html": {"trimmed": "true"}, "**.txt": {"trimmed": "true"}}
    found: dict[object, None] = {}
    for folder in ("marketplace", "templates"):
        for _, _, message, _, _ in extract_from_dir(ROOT / folder, methods, options, keywords=keywords):
            found[message if isinstance(message, str) else tuple(message)] = None
    return list(found)


def _whole(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)


def _translated() -> tuple[str, ...]:
    return LOCALES[1:]


def main(command: str) -> int:
    """Run one of extract, compile, check."""
    if command == "extract":
        extract()
        compile_all()
    elif command == "compile":
        compile_all()
    elif command == "check":
        lacking = {locale: missing(locale) for locale in _translated()}
        for locale, words in lacking.items():
            for word in words:
                print(f"{locale}: no words for {word!r}")
        return 1 if any(lacking.values()) else 0
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check"))
