"""The table of invariants names tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
_ROW = re.compile(r"^\| (\d+) \|(.*)\|$", re.MULTILINE)


def test_every_invariant_names_a_test_that_exists() -> None:
    page = (HERE.parents[1] / "docs" / "payouts.md").read_text("utf-8")
    section = page.partition("## The fourteen invariants of money")[2].partition("\n## ")[0]
    rows = {int(number): rest for number, rest in _ROW.findall(section)}
    assert sorted(rows) == list(range(1, 15))
    for number, rest in rows.items():
        named = re.findall(r"`([\w/]+\.py)::(\w+)`", rest)
        assert named, number
        for file, test in named:
            assert f"def {test}(" in (HERE / file).read_text("utf-8"), (number, file, test)
