"""What must hold before a programme opens: a checklist to which higher areas add their own points."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l

from marketplace.businesses.models import Programme, SchemeVersion
from marketplace.businesses.north_star import METRICS
from marketplace.core.db import db


@dataclass(frozen=True)
class Check:
    """One point: whether it holds for a programme, and where it is mended.

    `how_to(programme)` gives the address of the page, None when nothing on a page mends it.
    """

    code: str
    label: Any  # lazily translated, as a thing that holds: "Someone is responsible"
    test: Callable[[Programme], bool]
    how_to: Callable[[Programme], str | None]
    note: Any = ""  # lazily translated: why it matters


CHECKS: dict[str, Check] = {}


def register(check: Check) -> Check:
    """Add a point to the checklist; the same code replaces it."""
    CHECKS[check.code] = check
    return check


def checklist(programme: Programme) -> list[tuple[Check, bool]]:
    """Every point with whether it holds."""
    return [(check, check.test(programme)) for check in CHECKS.values()]


def missing(programme: Programme) -> list[Check]:
    """The points that do not hold yet."""
    return [check for check, holds in checklist(programme) if not holds]


def _section(name: str) -> Callable[[Programme], str]:
    def address(programme: Programme) -> str:
        return url_for(
            "businesses.edit_programme",
            business_slug=programme.business.slug,
            programme_id=programme.public_id,
            section=name,
        )

    return address


def _has_published_scheme(programme: Programme) -> bool:
    published = sa.exists().where(
        SchemeVersion.programme_id == programme.id, SchemeVersion.state == "published"
    )
    return bool(db.session.scalar(sa.select(published)))


def _has_support(programme: Programme) -> bool:
    return bool(programme.support_contact.strip()) and bool(programme.answer_hours)


register(
    Check(
        "purpose",
        _l("It says why people should belong"),
        lambda p: bool(p.purpose.strip()),
        _section("words"),
        _l("People give their time to something, not to a list of jobs."),
    )
)
register(
    Check(
        "role",
        _l("It says what it does for your business"),
        lambda p: bool(p.role.strip()),
        _section("words"),
        _l("So that you know what to keep and what to stop."),
    )
)
register(
    Check(
        "north_star",
        _l("One number says whether it works"),
        lambda p: p.north_star in METRICS,
        _section("success"),
        _l("Your desk opens on this number."),
    )
)
register(
    Check(
        "support",
        _l("People know whom to ask and how soon they hear back"),
        _has_support,
        _section("answers"),
        _l("A question left lying is how armies are lost."),
    )
)
register(
    Check(
        "house_rules", _l("There are house rules"), lambda p: bool(p.house_rules.strip()), _section("words")
    )
)
register(
    Check(
        "responsible",
        _l("One person is responsible"),
        lambda p: p.responsible_id is not None,
        _section("answers"),
        _l("Who decides when something is contested."),
    )
)
register(
    Check(
        "tasks",
        _l("It says what people will do"),
        lambda p: bool(p.tasks.strip()) or bool(p.skills),
        _section("work"),
    )
)
register(
    Check(
        "scheme",
        _l("What people get is settled"),
        _has_published_scheme,
        lambda programme: None,
        _l("Nobody is asked before the whole reward is known."),
    )
)
