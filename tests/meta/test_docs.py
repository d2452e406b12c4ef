"""The docs say what the code has: every setting, every life cycle, every package, every page they point to."""

from __future__ import annotations

import ast
import re

import pytest

from config import ROOT
from marketplace.operations import lifecycles

DOCS = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])
LINK = re.compile(r"\]\((?!https?://|mailto:|#)([^)#\s]+)")


def _settings_read() -> set[str]:
    """Names of environment variables that config.py asks for."""
    tree = ast.parse((ROOT / "config.py").read_text(encoding="utf-8"))
    texts = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return {t for t in texts if re.fullmatch(r"(MUSTER_[A-Z_]+|SECRET_KEY|DATABASE_URL|PORT)", t)}


def test_every_setting_is_explained() -> None:
    explained = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    names = _settings_read()
    assert len(names) > 10
    assert {name for name in names if f"`{name}`" not in explained} == set()


def test_no_setting_is_explained_that_nobody_reads() -> None:
    lines = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8").splitlines()
    cells = [line.split("|")[1] for line in lines if line.startswith("| `")]
    explained = {name for cell in cells for name in re.findall(r"`([A-Z_]+)`", cell)}
    code = [ROOT / "config.py", ROOT / "gunicorn.conf.py", *(ROOT / "marketplace").rglob("*.py")]
    read = {name for path in code for name in re.findall(r'"([A-Z_]+)"', path.read_text(encoding="utf-8"))}
    assert len(explained) > 20
    assert explained - read == set()


def test_the_page_of_life_cycles_is_that_of_the_tables() -> None:
    assert lifecycles.PATH.read_text(encoding="utf-8") == lifecycles.written(), "run `make docs`"


def test_every_life_cycle_is_on_the_page() -> None:
    names = {one.name for one in lifecycles.load()}
    assert {"gig", "offer", "assignment", "booking", "case", "parcel"} <= names


def test_every_package_has_its_reason() -> None:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    packages = {
        re.split(r"[=\[<>~]", line)[0].lower() for line in lines if line and not line.startswith(("#", "-"))
    }
    explained = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    words = set(re.findall(r"[a-z0-9][a-z0-9-]+", explained))
    assert packages - words == set()


@pytest.mark.parametrize("page", DOCS, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    assert [t for t in targets if not (page.parent / t).exists()] == []
