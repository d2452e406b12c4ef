"""Problems and answers as JSON documents; ``schema.json`` beside this file describes them."""

from __future__ import annotations

from matching.documents.answers import (
    read_draw_record,
    read_feasible_pairs,
    read_mutual_solution,
    read_plan,
    read_ranking,
    read_route_solution,
    read_solution,
)
from matching.documents.parse import parse
from matching.documents.reading import read_forecast, read_journey, read_problem, read_route_problem
from matching.documents.writing import plain

__all__ = [
    "parse",
    "plain",
    "read_draw_record",
    "read_feasible_pairs",
    "read_forecast",
    "read_journey",
    "read_mutual_solution",
    "read_plan",
    "read_problem",
    "read_ranking",
    "read_route_problem",
    "read_route_solution",
    "read_solution",
]
