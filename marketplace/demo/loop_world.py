"""What a rehearsal knows of the world it takes place in: programmes, staff and customers by the codes of their words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from marketplace.businesses.models import Business, Programme, Staff
from marketplace.catalogue.models import Experience, JourneyTemplate
from marketplace.core import edge
from marketplace.core.db import db
from marketplace.demo.loop_story import Story
from marketplace.demo.people import CUSTOMER_MAIL
from marketplace.demo.seed_agenda import Agenda
from marketplace.demo.words_businesses import BUSINESSES
from marketplace.demo.words_experiences import EXPERIENCES
from marketplace.demo.words_journeys import FOG_AND_LETTERS
from marketplace.demo.words_programmes import PROGRAMMES, PROGRAMMES_BY_CODE
from marketplace.identity.models import Identity


@dataclass(frozen=True)
class Rehearsal:
    """The story being written, the agenda it is played by, and keys of who and what takes part."""

    story: Story
    agenda: Agenda
    programmes: dict[str, int]
    managers: dict[str, int]  # by business: whoever is responsible at the desk
    listings: dict[str, int]
    journey_ref: str
    customers: list[int]
    zones: dict[str, str]  # by business
    currencies: dict[str, str]

    def zone(self, programme: str) -> str:
        """The time zone in which a programme lives."""
        return self.zones[PROGRAMMES_BY_CODE[programme].business]

    def local(self, programme: str, days: int, hour: int, minute: int = 0) -> datetime:
        """An instant so many days after today, at a time where the programme lives."""
        today = self.agenda.clock.now().astimezone(ZoneInfo(self.zone(programme)))
        day = today + timedelta(days=days)
        return day.replace(hour=hour, minute=minute, second=0, microsecond=0)

    def next_weekday(self, programme: str, weekday: int, hour: int, minute: int = 0) -> datetime:
        """The next such weekday, Monday 0, at a time where the programme lives; today does not count."""
        today = self.agenda.clock.now().astimezone(ZoneInfo(self.zone(programme)))
        return self.local(programme, (weekday - today.weekday() - 1) % 7 + 1, hour, minute)


def rehearsal_in(story: Story, agenda: Agenda) -> Rehearsal:
    """Find everybody in a loaded demo world."""
    return edge.read(lambda: _find(story, agenda))


def _find(story: Story, agenda: Agenda) -> Rehearsal:
    businesses = {
        text.code: db.session.scalars(sa.select(Business).filter_by(slug=text.slug)).one()
        for text in BUSINESSES
    }
    programmes = {}
    for words in PROGRAMMES:
        found = sa.select(Programme.id).filter_by(slug=words.slug, business_id=businesses[words.business].id)
        programmes[words.code] = db.session.scalars(found).one()
    customers = (
        sa.select(Identity.id).where(Identity.email.endswith(f"@{CUSTOMER_MAIL}")).order_by(Identity.id)
    )
    titles = {(text.en if text.language == "en" else text.es).title: text.code for text in EXPERIENCES}
    listed = db.session.execute(
        sa.select(Experience.title, Experience.id).where(Experience.title.in_(titles))
    )
    return Rehearsal(
        story=story,
        agenda=agenda,
        programmes=programmes,
        managers={code: _manager(business) for code, business in businesses.items()},
        listings={titles[title]: key for title, key in listed},
        journey_ref=db.session.scalars(
            sa.select(JourneyTemplate.public_id).filter_by(slug=FOG_AND_LETTERS.slug)
        ).one(),
        customers=list(db.session.scalars(customers)),
        zones={code: business.timezone for code, business in businesses.items()},
        currencies={code: business.currency for code, business in businesses.items()},
    )


def _manager(business: Business) -> int:
    query = sa.select(Staff.identity_id).where(Staff.business_id == business.id, Staff.role == "manager")
    return db.session.scalars(query.order_by(Staff.id)).first() or 0
