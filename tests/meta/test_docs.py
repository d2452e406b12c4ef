"""The docs say what the code has: settings, life cycles, packages, parts of pages, commands, and pages they point to."""

from __future__ import annotations

import ast
import re

import pytest

from config import ROOT
from marketplace.operations import lifecycles

DOCS = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])
DESIGN_SYSTEM = (ROOT / "docs" / "design-system.md").read_text(encoding="utf-8")
TEMPLATES = ROOT / "templates"
COMPONENTS = TEMPLATES / "components"
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


def _macros(name: str) -> dict[str, str]:
    """What a file of components offers: the name of each macro to what it takes."""
    found = re.findall(
        r"{%-?\s*macro\s+(\w+)\((.*?)\)\s*-?%}", (COMPONENTS / name).read_text("utf-8"), re.DOTALL
    )
    return {macro: re.sub(r"\s+", " ", takes) for macro, takes in found}


def _described(name: str) -> dict[str, str]:
    """What the page says a file of components offers."""
    (row,) = re.findall(rf"^\| `{re.escape(name)}` \| (.*) \|$", DESIGN_SYSTEM, re.MULTILINE)
    return dict(re.findall(r"`(\w+)\(([^`]*)\)…?`", row))


def _used_by_pages() -> set[tuple[str, str]]:
    used = set()
    for page in TEMPLATES.rglob("*.html"):
        if page.parent != COMPONENTS:
            for name, macros in re.findall(
                r"from 'components/(\w+\.html)' import ([^%]+?)(?: with context)?\s*-?%}",
                page.read_text("utf-8"),
            ):
                used |= {(name, macro.split(" as ")[0].strip()) for macro in macros.split(",")}
    return used


def test_every_component_that_pages_use_is_described() -> None:
    used = _used_by_pages()
    assert len(used) > 50
    assert {(name, macro) for name, macro in used if macro not in _described(name)} == set()


@pytest.mark.parametrize("name", re.findall(r"^\| `(\w+\.html)` \|", DESIGN_SYSTEM, re.MULTILINE))
def test_a_component_takes_what_its_description_says(name: str) -> None:
    offered = _macros(name)
    described = _described(name)
    assert described
    shortened = {macro for macro, takes in described.items() if "the same" in takes}
    assert {m: offered.get(m) for m in described if m not in shortened} == {
        m: takes for m, takes in described.items() if m not in shortened
    }
    assert shortened <= set(offered)


def test_every_icon_behaviour_and_class_that_is_described_is_there_and_the_other_way_round() -> None:
    behaviours = {path.stem.replace("_", "-") for path in (ROOT / "static/js/controllers").glob("*.js")}
    section = DESIGN_SYSTEM.split("## Behaviours")[1].split("## ")[0]
    rows = "".join(line.split("|")[2] for line in section.splitlines() if line.startswith("| "))
    assert set(re.findall(r"`([a-z-]+)`", rows)) == behaviours

    icons = set(re.findall(r'id="([\w-]+)"', (ROOT / "static/img/icons.svg").read_text("utf-8")))
    listed = DESIGN_SYSTEM.split("line 1.75):")[1].split(".\n")[0].split()
    assert set(listed) == icons

    css = "".join(path.read_text("utf-8") for path in (ROOT / "static/css").glob("*.css"))
    table = DESIGN_SYSTEM.split("classes for pages")[1].split("Tokens:")[0]
    assert [name for name in re.findall(r"`([a-z][\w-]*)`", table) if f".{name}" not in css] == []
    for block, variants in re.findall(r"`([a-z][\w-]*)` \(([^)]*)\)", table):
        assert [v for v in re.findall(r"`([_-][\w-]+)`", variants) if f".{block}{v}" not in css] == [], block


def test_every_measurement_that_is_told_can_be_run() -> None:
    told = {
        name for page in DOCS for name in re.findall(r"python -m (benchmarks[\w.]*)", page.read_text("utf-8"))
    }
    assert len(told) > 15
    places = [ROOT.joinpath(*name.split(".")) for name in told]
    assert [p for p in places if not p.with_suffix(".py").exists() and not (p / "__main__.py").exists()] == []


def test_every_module_of_matching_stands_in_its_table() -> None:
    table = (ROOT / "matching/README.md").read_text("utf-8").split("folder or module")[1]
    told = {name.rstrip("/") for name in re.findall(r"`([a-z_]+/?)`", table)}
    there = {
        path.stem
        for path in (ROOT / "matching").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert there - {"__init__", "__main__"} == told - {"examples"}
