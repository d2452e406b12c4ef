"""Problems and answers as JSON documents; ``schema.json`` beside this file describes them."""

from __future__ import annotations

from matching.documents.parse import parse
from matching.documents.reading import (
    read_draw_record,
    read_journey,
    read_mutual_solution,
    read_problem,
    read_route_problem,
    read_route_solution,
    read_solution,
)
from matching.documents.writing import plain

__all__ = [
    "parse",
    "plain",
    "read_draw_record",
    "read_journey",
    "read_mutual_solution",
    "read_problem",
    "read_route_problem",
    "read_route_solution",
    "read_solution",
]
