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


def _published(
    model: type[Experience] | type[JourneyTemplate], programme: Programme
) -> tuple[sa.ColumnElement[bool], ...]:
    return model.programme_id == programme.id, model.state == "published"


def _has_date(programme: Programme) -> bool:
    dates = sa.select(Session.id).join(Experience).where(Experience.programme_id == programme.id)
    return _has(dates.exists())


def _has(test: sa.Exists) -> bool:
    return bool(db.session.scalar(sa.select(test)))


def _to(endpoint: str) -> Callable[[Programme], str]:
    return lambda programme: url_for(endpoint, business_slug=programme.business.slug)
