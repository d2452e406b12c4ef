"""The library keeps to its house: who imports what, and that its pages tell the truth."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import payouts
from payouts import audit as whole_audit
from payouts import tables
from payouts.gateways.sandbox.cards import CARD_BY_TOKEN
from payouts.intents import INTENTS
from payouts.ledger import audit as _audit
from payouts.ledger import chart
from payouts.schemes.facts import CONDITION_FACTS
from payouts.schemes.vocabulary import component_types

ROOT = Path(payouts.__file__).parent
DOCS = (ROOT.parent / "docs" / "payouts.md").read_text("utf-8")
MODULES = sorted(ROOT.rglob("*.py"))


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_what_it_may(path: Path) -> None:
    found = _imports(path)
    assert not found & {"flask", "flask_sqlalchemy", "marketplace", "matching"}
    assert "stripe" not in found or path.is_relative_to(ROOT / "gateways")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_in_a_sentence_what_it_holds(path: Path) -> None:
    text = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert text
    assert text.split("\n\n")[0].endswith(".")


def test_money_is_never_a_float() -> None:
    floats = [c for t in tables.metadata.tables.values() for c in t.columns if "FLOAT" in str(c.type).upper()]
    assert floats == []


def test_the_ledger_works_without_the_provider_s_library() -> None:
    code = "import sys, payouts.operations, payouts.runs, payouts.audit; sys.exit('stripe' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT.parent).returncode == 0


def test_the_first_example_runs_as_it_is_printed(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    code = f"import sys; sys.path.insert(0, {str(ROOT.parent)!r})\n{example}"
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=tmp_path, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    assert "paid=['pay_" in ran.stdout


def test_every_finding_is_explained() -> None:
    from payouts.ledger.audit import _CHECKS as LEDGER_CHECKS

    told = set(re.findall(r"`([a-z_]+)`", DOCS))
    known = {*LEDGER_CHECKS, *whole_audit._CHECKS, "entry_changed", "guard_missing"}
    assert known - {"posting_without_account", "entry_without_postings"} <= told
    assert callable(_audit)


def test_every_verb_type_fact_and_account_is_told() -> None:
    for kind in component_types():
        assert f"`{kind}`" in DOCS, kind
    for fact in CONDITION_FACTS:
        assert f"`{fact}`" in DOCS, fact
    for intent in INTENTS.values():
        assert f"`{intent.__name__}`" in DOCS, intent
    for account in vars(chart).values():
        if isinstance(account, chart.Account):
            assert f"`{account.code}`" in DOCS, account.code


def test_the_cards_in_the_docs_are_the_sandbox_s() -> None:
    for number, token in re.findall(r"\| ([\d ]{19}) \| `(pm_card_\w+)` \|", DOCS):
        assert CARD_BY_TOKEN[token].number == number.replace(" ", "")
