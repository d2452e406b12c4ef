"""The documentation names what the code has, and its example runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import matching
from matching import Params
from matching.predicates import PREDICATES
from matching.routing import RouteLimits
from matching.terms import TERMS

DOCS = (Path(matching.__file__).parent.parent / "docs" / "matching.md").read_text("utf-8")


@pytest.mark.parametrize("doc", [*Params.describe(), *RouteLimits.describe()], ids=lambda doc: doc.name)
def test_every_parameter_stands_in_the_docs_as_it_is(doc: matching.ParamDoc) -> None:
    row = f"| `{doc.name}` | {doc.default:,} | {doc.least:,} to {doc.most:,} | {doc.unit} | {doc.meaning} |"

    assert row in DOCS


@pytest.mark.parametrize("name", [*PREDICATES, *TERMS])
def test_every_rule_and_term_stands_in_the_docs(name: str) -> None:
    assert f"| `{name}` |" in DOCS


def test_the_first_example_runs_and_prints_what_it_says(capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", DOCS, re.S)

    exec(compile(example, "docs/matching.md", "exec"), {})  # the documentation is our own

    lines = capsys.readouterr().out.splitlines()
    told = re.findall(r"print\(.*\)\s+# (.*)", example)
    assert len(lines) == len(told) == 3
    for line, expected in zip(lines, told, strict=True):
        assert line.startswith(expected.split("...")[0])


def test_the_package_offers_what_it_lists() -> None:
    assert sorted(matching.__all__) == list(matching.__all__)
    assert all(hasattr(matching, name) for name in matching.__all__)
