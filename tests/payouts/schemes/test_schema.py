"""The JSON Schema says what the reader accepts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings

from payouts.schemes import Scheme, scheme_from_document, scheme_json_schema
from tests.payouts.schemes.strategies import schemes
from tests.payouts.schemes.test_validation import GOOD, component, condition

SCHEMA = jsonschema_rs.validator_for(scheme_json_schema())
DOCS = Path(__file__).parents[3] / "docs"


@settings(max_examples=60, deadline=None)
@given(schemes())
def test_what_is_read_fits_the_schema(scheme: Scheme) -> None:
    assert [e.message for e in SCHEMA.iter_errors(scheme.to_document())] == []


def test_stored_documents_fit_the_schema() -> None:
    full = json.loads((Path(__file__).parent / "golden" / "full_scheme.json").read_text("utf-8"))
    assert SCHEMA.is_valid(full)
    assert scheme_from_document(full)


@pytest.mark.parametrize(
    "document",
    [
        None,
        GOOD | {"schema": 2},
        GOOD | {"colour": "red"},
        GOOD | {"components": GOOD["components"] * 41},
        GOOD | {"choices": [{"kind": "gold"}]},
        component(code="x", type="per_moon", amount_minor=1),
        component(code="X Y", type="per_gig", amount_minor=1),
        component(code="x", type="per_gig"),
        component(code="x", type="per_gig", amount_minor=10**8),
        component(code="x", type="per_gig", amount_minor=1, rate_bps=5),
        component(code="x", type="perk", cap_minor=1, needs_receipt=1),
        component(code="x", type="bonus", amount_minor=1),
        component(code="x", type="bonus", amount_minor=1, when=[]),
        component(code="x", type="per_gig", amount_minor=1, cap_period="week"),
        condition(fact="mood", op="eq", value=1),
        condition(fact="is_peak", op="gte", value=True),
        condition(fact="streak", op="in", value=[]),
    ],
)
def test_what_the_schema_can_tell_is_refused(document: Any) -> None:
    assert not SCHEMA.is_valid(document)


def test_the_published_schema_is_the_one_that_holds() -> None:
    published = (DOCS / "reward-scheme.schema.json").read_text("utf-8")
    assert json.loads(published) == scheme_json_schema()
