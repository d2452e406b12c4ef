"""Answers that somebody wrote: read and judged, or refused with the field, whatever stands in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

import matching
from matching import InvalidProblem, assign, explain
from matching.document_checks import CHECKS
from matching.document_modes import MODES, market_in
from matching.documents import parse, plain, read_solution
from matching.documents.answers import ROWS, WHOLE
from matching.documents.making import CONVERTERS
from tests.matching.documents.mutations import mutated

EXAMPLES = Path(matching.__file__).parent / "examples"


def example(mode: str) -> dict[str, Any]:
    """The problem of a mode."""
    return parse((EXAMPLES / f"{mode}.json").read_bytes())


def through_json(value: object) -> dict[str, Any]:
    """Written and parsed again."""
    return parse(json.dumps(plain(value)))


def refused_field(act: Callable[[], object]) -> str | None:
    """The field that is refused; None if nothing is."""
    try:
        act()
    except InvalidProblem as refusal:
        return refusal.field
    return None


@pytest.mark.parametrize("mode", MODES)
def test_an_answer_is_right_and_with_junk_in_it_wrong_or_refused(mode: str) -> None:
    problem = example(mode)
    answer = through_json(MODES[mode](problem))
    judged = refused = 0

    assert CHECKS[mode](problem, answer) == []
    for path, wrong in mutated(answer):
        field = refused_field(lambda wrong=wrong: CHECKS[mode](problem, wrong))
        assert field is None or field.startswith(str(path[0])) or field in ("gig_id", "fan_id", "seed")
        judged += field is None
        refused += field is not None

    assert judged
    assert refused


def test_an_explanation_of_a_junk_solution_is_given_or_refused() -> None:
    problem = market_in(example("assign"), "assign")

    fields_refused = {
        refused_field(lambda wrong=wrong: explain(problem, read_solution(wrong), "anneke", "coffee-walk"))
        for _, wrong in mutated(through_json(assign(problem)))
    }

    assert {None, "gig_id", "pairs[0].gig_id", "objective"} <= fields_refused


def test_every_field_of_every_answer_is_looked_at() -> None:
    read = {(kind, item.name) for kind in (*ROWS, *WHOLE) for item in fields(kind)}

    assert read <= CONVERTERS.keys()
