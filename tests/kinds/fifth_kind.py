"""A fifth kind of gig, as anybody could add it: evenings at which fans read aloud by candlelight. Nothing else knows of it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask

from marketplace.bookings import service_bookings
from marketplace.bookings.models import Booking
from marketplace.businesses import north_star
from marketplace.core.kinds import Kind, Setting, Template, registry
from marketplace.kinds.listed import ListedKind

# What the product told it, in order: the hook and whom it was about.
TOLD: list[tuple[str, str]] = []


class Candlelight(ListedKind):
    """An evening of reading in an armchair, listed, booked and paid by customers."""

    code = "candlelight"
    label = "Candlelight reading"
    sentence = "Fans read to customers by candlelight."
    icon = "book"
    offer_mode = "reserved"
    offers_at_once = 2
    accept_minutes = 180
    checks_in_by = ("code",)
    completes_by = ("statement",)
    blueprint = Blueprint("candlelight", __name__, template_folder=str(Path(__file__).parent / "templates"))
    gig_template = "candlelight/_gig.html"
    settings = (Setting("candles_most", 40, "Most candles", "What the room can bear.", 1, 500),)
    template = Template(
        way="community",
        joining="open",
        skills=(),
        north_star="evenings_read",
        purpose={
            "en": "Because {business} is a place to be read to.",
            "es": "Porque en {business} se lee en voz alta.",
        },
        role={"en": "Brings people in on quiet evenings.", "es": "Trae gente en noches tranquilas."},
        tasks={"en": "Read for two hours.", "es": "Leer dos horas."},
        house_rules={"en": "Be kind. Mind the candles.", "es": "Sé amable. Cuida las velas."},
        cancellation="single_day_24h",
    )

    def needs(self, gig: Any) -> dict[str, Any]:
        """Whoever minds candles is of age."""
        return dict(gig.needs) | {"age_min": 18}

    def is_proven(self, assignment: Any) -> bool:
        """Which page one got to is said."""
        return any(p.step == "completion" and p.detail.get("page") for p in assignment.proofs)

    def gig_detail(self, gig: Any, assignment: Any | None) -> dict[str, Any]:
        """How many candles stand ready."""
        return {"candles": self.policy(gig.programme)["candles_most"]}

    def on_filled(self, gig: Any, at: datetime) -> None:
        """Somebody will read."""
        TOLD.append(("filled", gig.public_id))
        super().on_filled(gig, at)

    def on_lost(self, assignment: Any, at: datetime) -> None:
        """The reader is hoarse."""
        TOLD.append(("lost", assignment.gig.public_id))
        super().on_lost(assignment, at)

    def on_unfilled(self, gig: Any, at: datetime) -> None:
        """Nobody reads."""
        TOLD.append(("unfilled", gig.public_id))
        super().on_unfilled(gig, at)

    def on_completed(self, assignment: Any, at: datetime) -> None:
        """It was read."""
        TOLD.append(("completed", assignment.gig.public_id))
        super().on_completed(assignment, at)


def note_paid(booking: Booking, at: datetime) -> None:
    """Somebody wants to be read to."""
    TOLD.append(("paid", booking.public_id))


def note_confirmed(booking: Booking, at: datetime) -> None:
    """Reader and listeners know of each other."""
    TOLD.append(("confirmed", booking.public_id))


def evenings_read(programme: Any, since: datetime, until: datetime) -> int:
    """The number by which it is judged."""
    return sum(hook == "completed" for hook, _ in TOLD)


def register(app: Flask) -> Kind:
    """Add it: the kind, its part of pages, its number, and what it does when bookings are paid and confirmed."""
    TOLD.clear()
    kind = registry.register(Candlelight())
    app.register_blueprint(kind.blueprint)
    north_star.register(north_star.NorthStar("evenings_read", "Evenings read", "count", evenings_read))
    service_bookings.on_paid(kind.code, note_paid)
    service_bookings.on_confirmed(kind.code, note_confirmed)
    return kind


def unregister() -> None:
    """Take it out again."""
    registry.kinds.pop(Candlelight.code, None)
    north_star.METRICS.pop("evenings_read", None)
    service_bookings._on_paid.pop(Candlelight.code)
    service_bookings._on_confirmed.pop(Candlelight.code)
