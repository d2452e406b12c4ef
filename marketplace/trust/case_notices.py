"""Who is told what about a case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marketplace.core.words import Written
from marketplace.identity.models import Identity
from marketplace.trust import people, service_notices, subjects
from marketplace.trust.models import Case


def tell(case: Case, person: Identity, code: str, at: datetime, **params: Any) -> None:
    """Tell one person of a case."""
    known = {"title": titled(case), "due_at": case.due_at} | params
    service_notices.notify(person, code, known, f"/cases/{case.public_id}", at, about=sides(case))


def titled(case: Case) -> Written:
    """A case's title, which is that of what it is about, with its language."""
    about = subjects.find(case.subject)
    return Written(case.title, about.language if about and about.title == case.title else None)


def tell_sides(
    case: Case, code: str, at: datetime, *, apart_from: Identity | None = None, **params: Any
) -> None:
    """Tell both sides, except the one who caused it; a decider hears in another way."""
    for person in sides(case):
        if (apart_from is None or person.id != apart_from.id) and person.id != case.decider_id:
            tell(case, person, code, at, **params)


def sides(case: Case) -> list[Identity]:
    """The people of both sides; the business itself is heard through its decider."""
    return [case.opened_by, *([case.against] if case.against else [])]


def owners(case: Case) -> list[Identity]:
    """The owners of the business who are no party in the case."""
    parties = (case.opened_by_id, case.against_id)
    return [person for person in people.owners_of(case.business_ref) if person.id not in parties]
