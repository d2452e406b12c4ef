"""What others made is brought by packages at set-up: none of it lies among our own files."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = (
    "marketplace",
    "matching",
    "payouts",
    "static",
    "templates",
    "tests",
    "benchmarks",
    "migrations",
    "docs",
)
BROUGHT = {".ttf", ".otf", ".woff", ".woff2", ".eot", ".whl", ".jar", ".map"}


def test_no_typeface_or_packed_script_of_others_is_ours() -> None:
    found = [
        path.relative_to(ROOT)
        for folder in OURS
        for path in (ROOT / folder).rglob("*")
        if path.suffix in BROUGHT or path.name.endswith((".min.js", ".min.css"))
    ]
    assert [path for path in found if path.parts[:2] != ("static", "vendor")] == []
