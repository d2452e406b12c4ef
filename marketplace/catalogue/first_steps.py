"""What a programme whose work is in the catalogue needs before customers can book it."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l

from marketplace.businesses import next_steps
from marketplace.businesses.models import Programme
from marketplace.businesses.next_steps import NextStep
from marketplace.catalogue.models import Experience, JourneyTemplate, Session
from marketplace.core.db import db
from marketplace.superfans import queries_members
from marketplace.superfans.taxonomy import LENDS_A_ROOM


def register() -> None:
    """Add them."""
    next_steps.register(
        NextStep(
            "listing", 10, _l("Write what customers can book, and publish it"),
            _l("A title, where people meet, how long it takes and what it costs."),
            lambda kind: kind.listed_as == "session",
            lambda programme: _has(sa.exists().where(*_published(Experience, programme))),
            _to("catalogue.desk_listings"),
        )
    )  # fmt: skip
    next_steps.register(
        NextStep(
            "dates", 20, _l("Put it on a date"), _l("Customers book dates, and each date looks for somebody to lead it."),
            lambda kind: kind.listed_as == "session", _has_date, _to("catalogue.desk_listings"),
        )
    )  # fmt: skip
    next_steps.register(
        NextStep(
            "journey", 10, _l("Put a journey together, and publish it"),
            _l("Its days with their stages, the nights, and one price."),
            lambda kind: kind.listed_as == "journey",
            lambda programme: _has(sa.exists().where(*_published(JourneyTemplate, programme))),
            _to("catalogue.desk_journeys"),
        )
    )  # fmt: skip
    next_steps.register(
        NextStep(
            "room", 95, _l("Find somebody who lends a room"),
            _l("A night is offered to members who say that they lend a room. Name it among the skills that you ask for: whoever joins is then asked for it."),
            lambda kind: kind.listed_as == "journey", _has_room, _to_work,
        )
    )  # fmt: skip


def _published(
    model: type[Experience] | type[JourneyTemplate], programme: Programme
) -> tuple[sa.ColumnElement[bool], ...]:
    return model.programme_id == programme.id, model.state == "published"


def _has_date(programme: Programme) -> bool:
    dates = sa.select(Session.id).join(Experience).where(Experience.programme_id == programme.id)
    return _has(dates.exists())


def _has_room(programme: Programme) -> bool:
    """True when no journey has a night, or a member lends a room."""
    query = sa.select(JourneyTemplate.stages).where(*_published(JourneyTemplate, programme))
    nights = any(stage.get("is_stay") for stages in db.session.scalars(query) for stage in stages)
    return not nights or queries_members.has_skill(programme, LENDS_A_ROOM)


def _to_work(programme: Programme) -> str:
    return url_for(
        "businesses.edit_programme", business_slug=programme.business.slug, programme_id=programme.public_id,
        section="work",
    )  # fmt: skip


def _has(test: sa.Exists) -> bool:
    return bool(db.session.scalar(sa.select(test)))


def _to(endpoint: str) -> Callable[[Programme], str]:
    return lambda programme: url_for(endpoint, business_slug=programme.business.slug)
