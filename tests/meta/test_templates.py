"""Templates as data: what they take from elsewhere, they use."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from jinja2 import nodes

from config import ROOT

HOME = ROOT / "templates"
PAGES = sorted(path for path in HOME.rglob("*") if path.suffix in (".html", ".txt"))


def _taken_in_vain(app: Flask, page: Path) -> set[str]:
    tree = app.jinja_env.parse(page.read_text(encoding="utf-8"))
    taken = {
        name if isinstance(name, str) else name[1]
        for statement in tree.find_all(nodes.FromImport)
        for name in statement.names
    }
    return taken - {name.name for name in tree.find_all(nodes.Name)}


def test_no_template_imports_what_it_does_not_use(site: Flask) -> None:
    vain = {page.relative_to(HOME).as_posix(): _taken_in_vain(site, page) for page in PAGES}
    assert len(vain) > 200, "the walk finds the templates"
    assert {page: names for page, names in vain.items() if names} == {}
