"""What was promised is reckoned the same for ever: stored evaluations of earlier versions are reckoned again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from payouts.schemes import (
    differences,
    evaluate,
    facts_from_document,
    line_words,
    quote,
    scheme_from_document,
)

STORED = sorted(Path(__file__).parent.joinpath("golden").glob("schema_*.json"))


@pytest.fixture(params=STORED, ids=lambda path: path.stem)
def cases(request: pytest.FixtureRequest) -> list[dict[str, Any]]:
    """The stored evaluations of one file."""
    found: list[dict[str, Any]] = json.loads(request.param.read_text("utf-8"))
    return found


def test_something_is_stored() -> None:
    assert STORED


def test_stored_evaluations_give_the_same_bytes(cases: list[dict[str, Any]]) -> None:
    for case in cases:
        scheme, facts = scheme_from_document(case["scheme"]), facts_from_document(case["facts"])
        assert evaluate(scheme, facts).to_bytes().decode() == case["evaluation"]


def test_stored_promises_reserve_the_same(cases: list[dict[str, Any]]) -> None:
    for case in cases:
        promised = quote(scheme_from_document(case["scheme"]), facts_from_document(case["facts"]))
        assert promised.maximum.amount_minor == case["maximum_minor"]
        assert [[x.code, x.amount.amount_minor] for x in promised.possible] == case["possible"]


def test_stored_lines_say_the_same(cases: list[dict[str, Any]]) -> None:
    for case in cases:
        scheme = scheme_from_document(case["scheme"])
        lines = evaluate(scheme, facts_from_document(case["facts"])).lines
        for locale, words in case["words"].items():
            assert [line_words(line, locale, scheme=scheme) for line in lines] == words


def test_a_scheme_survives_its_stored_document(cases: list[dict[str, Any]]) -> None:
    for case in cases:
        scheme = scheme_from_document(case["scheme"])
        assert scheme_from_document(scheme.to_document()) == scheme
        assert differences(*[evaluate(scheme, facts_from_document(case["facts"]))] * 2) == ()
