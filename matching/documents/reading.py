"""Plain JSON data turned into problems, every field checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from matching.credentials import Credential
from matching.documents.making import (
    CONVERTERS,
    as_day,
    as_instant,
    lists_of,
    made,
    one_of,
    rows_of,
)
from matching.errors import InvalidProblem
from matching.fans import Commitment, Fan
from matching.forecast import Forecast
from matching.gigs import Gig
from matching.journeys import Journey, Stage
from matching.params import Params
from matching.problem import Policy, Problem
from matching.routing.model import Parcel, PickUp, RouteLimits, RouteProblem


def read_problem(data: Mapping[str, Any], *, beside: frozenset[str] = frozenset()) -> Problem:
    """Return the problem that JSON data describes.

    Parameters
    ----------
    data : mapping
        Fields of `Problem`: fans, gigs, policy, params, taxonomy.
    beside : frozenset of str
        Names that may stand beside them.

    Returns
    -------
    Problem
        Checked.

    Raises
    ------
    InvalidProblem
        With the path of the field.
    """
    own = {name: value for name, value in data.items() if name not in beside}
    return made(Problem, own, "")


def read_journey(data: object) -> Journey:
    """Return a journey, or raise ``InvalidProblem`` with a path below ``journey``."""
    return made(Journey, data, "journey")


def read_forecast(data: object) -> Forecast:
    """Return a forecast, or raise ``InvalidProblem`` with a path below ``forecast``."""
    return made(Forecast, data, "forecast")


def read_route_problem(data: Mapping[str, Any], *, beside: frozenset[str] = frozenset()) -> RouteProblem:
    """Return a routing problem; parameters and errors as for `read_problem`."""
    return made(RouteProblem, {name: value for name, value in data.items() if name not in beside}, "")


def _credentials(path: str, value: object) -> dict[str, Credential]:
    if not isinstance(value, Mapping):
        raise InvalidProblem(path, "must map codes to credentials")
    return {code: made(Credential, held, f"{path}.{code}") for code, held in value.items()}


CONVERTERS.update(
    {
        (Problem, "fans"): rows_of(Fan),
        (Problem, "gigs"): rows_of(Gig),
        (Problem, "policy"): one_of(Policy),
        (Problem, "params"): one_of(Params),
        (Fan, "credentials"): _credentials,
        (Fan, "available"): lists_of(lists_of(as_instant)),
        (Fan, "committed"): rows_of(Commitment),
        (Fan, "born_on"): as_day,
        (Credential, "valid_from"): as_day,
        (Credential, "valid_until"): as_day,
        (Journey, "stages"): rows_of(Stage),
        (RouteProblem, "pick_ups"): rows_of(PickUp),
        (RouteProblem, "parcels"): rows_of(Parcel),
        (RouteProblem, "limits"): one_of(RouteLimits),
    }
)
for _kind in (Commitment, Gig, RouteProblem, Parcel, PickUp):
    for _item in fields(_kind):
        if _item.name.endswith("_at"):
            CONVERTERS[_kind, _item.name] = as_instant
