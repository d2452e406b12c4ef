"""What a customer pays: pure reckoning in minor units."""

from __future__ import annotations

from marketplace.bookings.models import Request
from marketplace.businesses.models import Programme
from marketplace.catalogue.models import Experience, JourneyTemplate
from marketplace.core.kinds import registry


def session_price_minor(experience: Experience, party: int) -> int:
    """Price of a session for a party: per head, or one price for the group."""
    return experience.price_minor * (party if experience.price_per == "person" else 1)


def journey_price_minor(template: JourneyTemplate, party: int) -> int:
    """Price of a journey for a party: every stage and stay within one price per head."""
    return template.price_minor * party


def request_price_minor(request: Request) -> int:
    """Price of a request: the programme's rate per hour begun, nothing where its members give their time."""
    minutes = int((request.ends_at - request.starts_at).total_seconds() // 60)
    return hour_price_minor(request.programme) * -(-minutes // 60)


def hour_price_minor(programme: Programme) -> int:
    """What an hour begun costs with anybody of a programme; nothing for kinds that set no price by the hour."""
    if programme.terms != "paid":
        return 0
    return int(registry.get(programme.kind).policy(programme).get("price_hour_minor", 0))
