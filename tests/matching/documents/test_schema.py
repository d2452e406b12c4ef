"""What the schema refuses is refused when it is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

import matching
from matching import InvalidProblem, Params
from matching.document_modes import (
    MODES,
    interest_in,
    journey_in,
    lists_in,
    market_in,
    parcels_in,
    ranking_in,
)
from matching.documents import parse
from matching.routing import RouteLimits
from tests.matching.documents.mutations import mutated

HOME = Path(matching.__file__).parent
SCHEMA = json.loads((HOME / "documents" / "schema.json").read_text("utf-8"))

FAN_MORE = {
    "credentials": {"pass": {"valid_from": "2026-01-01", "valid_until": None}},
    "committed": [
        {
            "starts_at": "2026-12-06T10:00:00Z",
            "ends_at": "2026-12-06T11:00:00Z",
            "location": [52.3, 4.8],
            "is_work": True,
        }
    ],
    "born_on": "1990-01-01",
    "day_cap_minutes": 60,
    "week_cap_minutes": 60,
    "offers_sent": 3,
    "offers_answered": 1,
    "is_newcomer": False,
    "fairness_grade": 4,
    "blocked": ["guest"],
    "largest_group": 3,
    "is_online": True,
}
GIG_MORE = {
    "places": 2,
    "credentials": ["pass"],
    "age_min": 3,
    "party": 2,
    "value_minor": 4,
    "standing_min": 4,
    "excluded": ["somebody"],
    "people": ["guest"],
    "pinned": ["bram"],
    "must_be_online": False,
}
MORE: dict[str, dict[str, Any]] = {
    "rank": {"prices": {"anneke": 3}, "forecast": {"value": 5, "chance_permille": 3}},
    "plan": {"alternatives": 2, "differ": 1},
}


def read(mode: str, data: dict[str, Any]) -> None:
    """Read as solving does, without solving."""
    if mode == "route":
        parcels_in(data)
        return
    market_in(data, mode)
    if mode == "plan":
        journey_in(data)
    if mode == "rank":
        ranking_in(data)
    if mode == "draw":
        interest_in(data)
    if mode == "mutual":
        lists_in(data, "wishes")


@pytest.mark.parametrize("mode", MODES)
def test_nothing_is_read_that_the_schema_does_not_describe(mode: str) -> None:
    document = parse((HOME / "examples" / f"{mode}.json").read_bytes()) | MORE.get(mode, {})
    if mode == "candidates":
        document["fans"][0] |= FAN_MORE
        document["gigs"][0] |= GIG_MORE
        document |= {"policy": {"most_gigs": 3, "least_score": 2}, "params": {"weight_skill": 4}}
    described = jsonschema_rs.validator_for(SCHEMA)
    assert described.is_valid(document)
    read(mode, document)
    strange = 0

    for path, changed in mutated(document):
        if path[0] in ("mode", "seed") or described.is_valid(changed):
            continue
        strange += 1
        with pytest.raises(InvalidProblem):
            read(mode, changed)

    assert strange


@pytest.mark.parametrize(("name", "kind"), [("params", Params), ("route_limits", RouteLimits)])
def test_the_schema_says_what_every_parameter_is_where_nothing_is_said(name: str, kind: Any) -> None:
    for doc in kind.describe():
        unit = f" ({doc.unit})" if doc.unit else ""
        described = SCHEMA["$defs"][name]["properties"][doc.name]["description"]
        assert described == f"{doc.meaning}{unit}; {doc.default} by default"
