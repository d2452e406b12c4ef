"""People, a shop and a kind of gig for the tests of businesses and superfans."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marketplace.businesses import north_star
from marketplace.businesses.answers import Answers
from marketplace.businesses.models import Business, Programme
from marketplace.businesses.service_businesses import NewBusiness, open_business
from marketplace.businesses.service_programmes import create_programme
from marketplace.core import kinds
from marketplace.core.db import db
from marketplace.core.kinds import Kind, Template
from marketplace.identity.models import Identity

BOOKSHOP = NewBusiness(
    name="Foglight Books",
    tagline="A walking-tour bookshop by the bay",
    place_name="San Francisco, California, United States",
    lat=37.7652,
    lon=-122.4216,
    country="US",
    currency="USD",
    timezone="America/Los_Angeles",
    accent="#b4532a",
)
ROASTER = NewBusiness(
    name="Tostadores Añil",
    place_name="Ciudad de México, México",
    lat=19.4194,
    lon=-99.1619,
    country="MX",
    currency="MXN",
    timezone="America/Mexico_City",
    language="es",
)


class ReadingAloud(Kind):
    """A kind that only tests know: fans read aloud to customers."""

    code = "reading"
    label = "Reading aloud"
    sentence = "Fans read to customers in the shop."
    icon = "book"
    template = Template(
        way="crowd",
        joining="application",
        skills=(),
        north_star="readings",
        purpose={
            "en": "Because {business} is a place to be read to.",
            "es": "Porque en {business} se lee en voz alta.",
        },
        role={"en": "Brings people in on quiet afternoons.", "es": "Trae gente en tardes tranquilas."},
        tasks={"en": "Read for an hour.", "es": "Leer una hora."},
        house_rules={"en": "Be kind. Come on time.", "es": "Sé amable. Llega a tiempo."},
        cancellation="single_day",
    )


def register_reading() -> None:
    """Let owners choose the kind above, and measure it."""
    kinds.registry.register(ReadingAloud())
    north_star.register(north_star.NorthStar("readings", "Readings held", "count", lambda p, since, until: 7))


def make_identity(name: str, at: datetime, **values: Any) -> Identity:
    """Somebody who has signed up and confirmed their address."""
    person = Identity(
        email=f"{name.lower().replace(' ', '.')}@example.org",
        name=name,
        created_at=at,
        confirmed_at=at,
        fs_uniquifier=f"fs-{name.lower()}",
        **values,
    )
    db.session.add(person)
    db.session.flush()
    return person


def make_bookshop(at: datetime, owner: Identity | None = None) -> Business:
    """The bookshop with its owner Olive."""
    return open_business(owner or make_identity("Olive Owner", at), BOOKSHOP, at)


def make_programme(business: Business, owner: Identity, at: datetime, **answers: Any) -> Programme:
    """A programme in draft whose checklist holds."""
    register_reading()
    given: dict[str, Any] = {"whom": "People who read well aloud.", "answer_hours": 12} | answers
    return create_programme(business, "reading", Answers(**given), owner, at)
