"""JSON documents: read strictly, written so that they can be read again, described by the schema."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import matching
from matching import Fan, Gig, InvalidProblem, Journey, Params, Policy, Problem, Stage, assign, verify
from matching.credentials import Credential
from matching.documents import (
    parse,
    plain,
    read_journey,
    read_problem,
    read_route_problem,
    read_route_solution,
    read_solution,
)
from matching.fans import Commitment
from matching.forecast import Forecast
from matching.routing import Parcel, PickUp, RouteLimits, RouteProblem, route, verify_route
from tests.matching.people import problems

HOME = Path(matching.__file__).parent
SCHEMA = json.loads((HOME / "documents" / "schema.json").read_text("utf-8"))
EXAMPLES = sorted((HOME / "examples").glob("*.json"))
BESIDE = frozenset({"mode"})


def through_json(value: object) -> dict[str, Any]:
    """Written, turned into text, and parsed again."""
    return parse(json.dumps(plain(value)))


@given(problems())
def test_a_problem_survives_being_written_and_read(problem: Problem) -> None:
    data = through_json(problem)

    assert read_problem(data) == problem
    assert jsonschema_rs.is_valid(SCHEMA, {"mode": "assign", **data})


@given(problems())
def test_a_solution_survives_well_enough_to_be_verified(problem: Problem) -> None:
    solution = assign(problem)

    again = read_solution(through_json(solution))

    assert verify(problem, again) == []
    assert again.pairs == solution.pairs


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_fits_the_schema(path: Path) -> None:
    assert jsonschema_rs.is_valid(SCHEMA, json.loads(path.read_text("utf-8")))


def test_a_routing_survives_being_written_and_read() -> None:
    data = parse((HOME / "examples" / "route.json").read_bytes())
    problem = read_route_problem(data, beside=BESIDE)
    solution = route(problem)

    assert read_route_problem(through_json(problem)) == problem
    again = read_route_solution(through_json(solution))
    assert again == solution
    assert verify_route(problem, again) == []


DESCRIBED = {
    "fan": Fan,
    "gig": Gig,
    "policy": Policy,
    "params": Params,
    "credential": Credential,
    "commitment": Commitment,
    "journey": Journey,
    "stage": Stage,
    "parcel": Parcel,
    "pick_up": PickUp,
    "route_limits": RouteLimits,
    "forecast": Forecast,
}


@pytest.mark.parametrize("name", DESCRIBED)
def test_the_schema_describes_every_field(name: str) -> None:
    assert set(SCHEMA["$defs"][name]["properties"]) == {item.name for item in fields(DESCRIBED[name])}


@pytest.mark.parametrize(("name", "kind"), [("params", Params), ("route_limits", RouteLimits)])
def test_the_schema_knows_the_range_of_every_parameter(name: str, kind: Any) -> None:
    for doc in kind.describe():
        described = SCHEMA["$defs"][name]["properties"][doc.name]
        assert (described["minimum"], described["maximum"]) == (doc.least, doc.most)
        assert doc.meaning in described["description"]


BESIDE_MARKET: dict[str, set[str]] = {
    "candidates": set(),
    "rank": {"count", "prices", "forecast"},
    "plan": {"journey", "alternatives", "differ"},
    "draw": {"interest", "seed"},
    "mutual": {"wishes"},
}


def test_the_schema_describes_problems_of_every_mode() -> None:
    described = SCHEMA["$defs"]

    assert set(described["assign"]["properties"]) == {"mode"} | {item.name for item in fields(Problem)}
    for mode, beside in BESIDE_MARKET.items():
        assert set(described[mode]["properties"]) == beside | set(described["assign"]["properties"])
    assert set(described["route"]["properties"]) == {"mode"} | {item.name for item in fields(RouteProblem)}


BAD_TEXTS: list[tuple[str | bytes, str]] = [
    ("", "is not JSON"),
    ('{"fans": [', "is not JSON"),
    ("[]", "must hold a JSON object"),
    ("NaN", "no number"),
    ('{"a": 1, "a": 2}', "twice"),
    ('{"a": ' + "9" * 1_000_000 + "}", "1000000 digits"),
    ('{"a": ' + "0." + "9" * 1000 + "}", "digits"),
    ("[" * 100_000, "too deep"),
    (b'{"a": "\xff"}', "UTF-8"),
]


@pytest.mark.parametrize(("text", "reason"), BAD_TEXTS, ids=[row[1] for row in BAD_TEXTS])
def test_text_that_is_no_document_is_refused(text: str | bytes, reason: str) -> None:
    with pytest.raises(InvalidProblem, match=reason) as refusal:
        parse(text)

    assert refusal.value.field == "file"


BAD_DATA: list[tuple[dict[str, Any], str]] = [
    ({"fnas": []}, "fnas"),
    ({"fans": {}}, "fans"),
    ({"fans": [{}]}, "fans[0].id"),
    ({"fans": [3]}, "fans[0]"),
    ({"fans": [{"id": "a", "hats": 3}]}, "fans[0].hats"),
    ({"fans": [{"id": "a", "radius_m": "far"}]}, "fans[0].radius_m"),
    ({"fans": [{"id": "a", "born_on": "yesterday"}]}, "fans[0].born_on"),
    ({"fans": [{"id": "a", "available": [["2026-12-05", "x"]]}]}, "fans[0].available[0][1]"),
    ({"fans": [{"id": "a", "available": [["2026-12-05T10:00:00Z"]]}]}, "fans[0].available[0]"),
    ({"fans": [{"id": "a", "credentials": {"p": {"valid_from": 3}}}]}, "fans[0].credentials.p.valid_from"),
    ({"fans": [{"id": "a", "committed": [{"starts_at": None}]}]}, "fans[0].committed[0].ends_at"),
    ({"gigs": [{"id": "g", "starts_at": "2026-12-05T10:00:00"}]}, "gigs[0].starts_at"),
    ({"gigs": [{"id": "g", "starts_at": "2026-12-05T10:00:00Z", "places": -1}]}, "gigs[0].places"),
    ({"params": {"weight_skill": 10**9}}, "params.weight_skill"),
    ({"policy": []}, "policy"),
    ({"taxonomy": "coffee"}, "taxonomy"),
]


@pytest.mark.parametrize(("data", "field"), BAD_DATA, ids=[row[1] for row in BAD_DATA])
def test_bad_data_is_refused_with_its_path(data: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidProblem) as refusal:
        read_problem(data)

    assert refusal.value.field == field


def test_a_bad_journey_has_its_path() -> None:
    with pytest.raises(InvalidProblem, match=r"journey\.stages\[0\]\.options"):
        read_journey({"id": "j", "stages": [{"id": "s"}]})


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "starts_at"]), inner),
    max_leaves=6,
)
FAN_FIELDS = st.sampled_from([item.name for item in fields(Fan)])
GIG_FIELDS = st.sampled_from([item.name for item in fields(Gig)])


@given(
    st.dictionaries(FAN_FIELDS, JSON_VALUES, max_size=3), st.dictionaries(GIG_FIELDS, JSON_VALUES, max_size=3)
)
def test_junk_is_read_or_refused_and_nothing_else(fan: dict[str, Any], gig: dict[str, Any]) -> None:
    data = {
        "fans": [{"id": "a", **fan}],
        "gigs": [{"id": "g", "starts_at": "2026-12-05T10:00:00Z", **gig}],
    }

    try:
        problem = read_problem(data)
    except InvalidProblem:
        return
    assert verify(problem, assign(problem)) == []
