"""The kinds of case as data: how long a decision may take, what it can be, and whether it freezes what is disputed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from marketplace.core.errors import Invalid

HIDDEN = "hidden"  # the one outcome that takes a review from view
OVERTURNED = "overturned"


@dataclass(frozen=True)
class CaseKind:
    """One kind of case."""

    code: str
    label: Any  # lazily translated
    meaning: Any
    days: int  # from opening to decision
    remind_days: int  # how long before the decision is due its decider is reminded
    freezes: bool  # money and standing that hang on it wait for the decision
    outcomes: tuple[str, ...]


KINDS: dict[str, CaseKind] = {
    kind.code: kind
    for kind in (
        CaseKind(
            "dispute",
            _l("Dispute"),
            _l(
                "Something went differently from what was agreed, and you see it differently from the other side."
            ),
            days=14,
            remind_days=4,
            freezes=True,
            outcomes=("upheld", "partly_upheld", "dismissed"),
        ),
        CaseKind(
            "appeal",
            _l("Appeal"),
            _l("You think a decision about you is wrong and want a person to look again."),
            days=14,
            remind_days=4,
            freezes=True,
            outcomes=(OVERTURNED, "confirmed"),
        ),
        CaseKind(
            "report",
            _l("Report"),
            _l("Somebody behaved in a way that should not happen here."),
            days=7,
            remind_days=2,
            freezes=False,
            outcomes=("acted", HIDDEN, "no_action"),
        ),
        CaseKind(
            "support",
            _l("Help"),
            _l("Something does not work or is unclear, and you need the business to help."),
            days=7,
            remind_days=2,
            freezes=False,
            outcomes=("solved", "not_solved"),
        ),
    )
}


def get(code: str) -> CaseKind:
    """The kind of a code; Invalid when there is none."""
    kind = KINDS.get(code)
    if kind is None:
        raise Invalid("case_kind_unknown", field="kind")
    return kind


def due_at(kind: CaseKind, opened_at: datetime) -> datetime:
    """When a case opened at an instant must be decided."""
    return opened_at + timedelta(days=kind.days)


def remind_at(kind: CaseKind, due: datetime) -> datetime:
    """When the decider of a case due at an instant is reminded."""
    return due - timedelta(days=kind.remind_days)


def outcomes_for(kind: CaseKind, subject: str) -> tuple[str, ...]:
    """What a case about a subject can end in: only what can be hidden may be."""
    return tuple(o for o in kind.outcomes if o != HIDDEN or subject.startswith("rev_"))


def offered_for(subject: str) -> tuple[str, ...]:
    """The kinds of case that can be opened about a subject: decisions are appealed, words reported, the rest disputed."""
    prefix = subject.split("_", 1)[0]
    return _OFFERED.get(prefix, ("dispute", "report", "support"))


_OFFERED = {
    "dec": ("appeal",),
    "std": ("appeal",),
    "msg": ("report",),
    "rev": ("report",),
    "biz": ("support", "report"),
}
