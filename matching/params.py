"""Every weight and limit of the library, with its range, unit and meaning."""

from __future__ import annotations

from dataclasses import Field, dataclass, field, fields
from typing import Any, ClassVar, NamedTuple, Protocol

from matching.checks import check_whole


class ParamDoc(NamedTuple):
    """What one parameter is: its name, default, closed range, unit and meaning."""

    name: str
    default: int
    least: int
    most: int
    unit: str
    meaning: str


def whole_param(default: int, least: int, most: int, unit: str, meaning: str) -> int:
    """Return a dataclass field for a whole number with its closed range, unit and meaning."""
    info = {"least": least, "most": most, "unit": unit, "meaning": meaning}
    made: int = field(default=default, metadata=info)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """Weights and limits; `Params.describe` lists them with range, unit and meaning.

    Raises
    ------
    InvalidProblem
        If a value is no whole number or lies outside its range.
    """

    weight_filled: int = whole_param(
        2000, 0, 10_000, "points", "what filling a place is worth, whoever fills it"
    )
    weight_nearness: int = whole_param(
        1000, 0, 10_000, "points", "home close to the gig, against the own radius"
    )
    weight_skill: int = whole_param(800, 0, 10_000, "points", "skill above the least level asked for")
    weight_language: int = whole_param(
        500, 0, 10_000, "points", "level of the best language the gig asks for"
    )
    weight_interest: int = whole_param(
        800, 0, 10_000, "points", "share of the guest's interests that the fan has"
    )
    weight_standing: int = whole_param(
        800, 0, 10_000, "points", "reliability and quality, from standing points"
    )
    weight_fairness: int = whole_param(
        2000, 0, 10_000, "points", "shortfall against the share by declared hours"
    )
    weight_familiarity: int = whole_param(400, 0, 10_000, "points", "the fan knows the area")

    detour_permille: int = whole_param(
        1300, 1000, 5000, "permille", "way travelled per great-circle distance"
    )
    changeover_minutes: int = whole_param(
        10, 0, 240, "minutes", "pause between gigs at two places, beside the travel"
    )
    day_cap_minutes: int = whole_param(720, 0, 1440, "minutes", "most work of one fan on one local day")
    week_cap_minutes: int = whole_param(2880, 0, 10_080, "minutes", "most work of one fan in any seven days")

    fairness_full_gigs: int = whole_param(3, 1, 1000, "gigs", "shortfall at which the fairness term is full")
    newcomer_grade: int = whole_param(600, 0, 1000, "permille", "least fairness grade of a newcomer")

    radius_step_m: int = whole_param(500, 1, 100_000, "metres", "suggested radii are rounded up to this step")
    radius_limit_m: int = whole_param(200_000, 0, 20_038_000, "metres", "no larger radius is suggested")

    tickets_each: int = whole_param(100, 1, 10_000, "tickets", "what every entry in a draw has")
    tickets_fairness: int = whole_param(
        400, 0, 10_000, "tickets", "what a full fairness grade adds in a draw"
    )
    tickets_score: int = whole_param(100, 0, 10_000, "tickets", "what the best score adds in a draw")

    price_permille: int = whole_param(
        800, 0, 1000, "permille", "part of the last price taken off an instant score"
    )
    work_budget: int = whole_param(
        1_000_000, 0, 1_000_000_000, "steps", "steps that finding the best whole may take"
    )
    plan_budget: int = whole_param(20_000, 1, 1_000_000_000, "steps", "steps that one itinerary may take")

    def __post_init__(self) -> None:
        check_ranges(self)

    @classmethod
    def describe(cls) -> tuple[ParamDoc, ...]:
        """Return what every parameter is, in the order of definition."""
        return describe(cls)


class _DataclassInstance(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


def check_ranges(params: _DataclassInstance) -> None:
    """Check every field made by `whole_param`, or raise ``InvalidProblem``."""
    for item in fields(params):
        check_whole(item.name, getattr(params, item.name), item.metadata["least"], item.metadata["most"])


def describe(kind: type[_DataclassInstance]) -> tuple[ParamDoc, ...]:
    """Return what every field made by `whole_param` is, in the order of definition."""
    return tuple(
        ParamDoc(name=item.name, default=int(str(item.default)), **item.metadata) for item in fields(kind)
    )
