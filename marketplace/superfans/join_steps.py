"""The steps in which somebody becomes a superfan, one thing at a time, and which come next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from marketplace.superfans.models import Superfan


@dataclass(frozen=True)
class Step:
    """One question: whether it has been answered, and whether it can be left for later."""

    code: str
    label: Any  # lazily translated
    is_answered: Callable[[Superfan], bool]
    is_needed: bool = False


STEPS = (
    Step("skills", _l("What you can do"), lambda fan: bool(fan.skills)),
    Step("languages", _l("Languages"), lambda fan: bool(fan.languages), is_needed=True),
    Step("interests", _l("What you like"), lambda fan: bool(fan.interests)),
    Step("home", _l("Where you are"), lambda fan: fan.home_lat is not None, is_needed=True),
    Step("travel", _l("How far you go"), lambda fan: fan.home_lat is not None),
    Step("hours", _l("When you are free"), lambda fan: bool(fan.rules)),
    Step("reasons", _l("What you come for"), lambda fan: bool(fan.motives)),
)
BY_CODE = {step.code: step for step in STEPS}


def number_of(code: str) -> int:
    """Which step it is, counted from 1."""
    return 1 + [step.code for step in STEPS].index(code)


def after(code: str) -> str | None:
    """The step that follows; None after the last."""
    position = number_of(code)
    return STEPS[position].code if position < len(STEPS) else None


def before(code: str) -> str | None:
    """The step that came before; None before the first."""
    position = number_of(code) - 1
    return STEPS[position - 1].code if position > 0 else None


def first_open(fan: Superfan) -> str | None:
    """Where somebody who comes back goes on; None when all is said."""
    return next((step.code for step in STEPS if not step.is_answered(fan)), None)


def missing(fan: Superfan) -> list[Step]:
    """What nobody can be matched without."""
    return [step for step in STEPS if step.is_needed and not step.is_answered(fan)]
