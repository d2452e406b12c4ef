"""Every code that trust raises, notices with or decides by has its words, and the words need no parameter that is not given."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from flask import Flask

import marketplace.trust
from marketplace.core import words
from marketplace.trust import case_kinds, sentences, standing
from marketplace.trust.case_kinds import KINDS

FOLDER = Path(marketplace.trust.__file__).parent
REFUSALS = {"Refused", "Invalid", "NotFound", "Forbidden"}


def raised() -> set[str]:
    """Codes of refusals, read from the source; `written` is told its code for missing words by its caller."""
    found = {"words_missing"}
    for path in FOLDER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in REFUSALS and node.args and isinstance(node.args[0], ast.Constant):
                found.add(str(node.args[0].value))
            if node.func.id == "written":
                found |= {str(k.value.value) for k in node.keywords if isinstance(k.value, ast.Constant)}
    return found


def told() -> set[str]:
    """Codes of notices, read from the source."""
    text = "".join(path.read_text() for path in FOLDER.glob("*.py"))
    return {
        f"notice.{code}" for code in re.findall(r'"((?:case|thread|review|standing)\.[a-z_]+)"', text)
    } & {code for code in sentences.SENTENCES if code.startswith("notice.")}


def test_every_refusal_has_words(site: Flask) -> None:
    assert len(raised()) > 15
    assert raised() <= words.known()


def test_every_notice_that_has_words_is_told_and_none_is_left_over() -> None:
    assert told() == {code for code in sentences.SENTENCES if code.startswith("notice.")}


@pytest.mark.parametrize("kind", list(KINDS.values()), ids=lambda kind: kind.code)
def test_every_outcome_has_words_for_the_page_and_the_record(site: Flask, kind: case_kinds.CaseKind) -> None:
    for outcome in (*kind.outcomes, "withdrawn"):
        assert f"case.outcome.{outcome}" in words.known()
        assert f"outcome.case.decision.{outcome}" in words.known()


def test_every_event_and_label_of_standing_has_words(site: Flask) -> None:
    assert {f"standing.{code}" for code in standing.EVENTS} <= words.known()
    assert {t.label for t in standing.THRESHOLDS} | {standing.NEW, standing.AT_RISK} == set(standing.LABELS)


def test_kinds_of_case_remind_before_they_are_due_and_offer_only_what_exists() -> None:
    for kind in KINDS.values():
        assert 0 < kind.remind_days < kind.days
    for subject in ("dec_1", "std_1", "msg_1", "rev_1", "biz_1", "bkg_1"):
        assert set(case_kinds.offered_for(subject)) <= set(KINDS)
    assert "hidden" not in case_kinds.outcomes_for(KINDS["report"], "msg_1")
    assert "hidden" in case_kinds.outcomes_for(KINDS["report"], "rev_1")
