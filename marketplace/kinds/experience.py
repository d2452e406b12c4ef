"""Experiences: sessions of a listing, held by its host or by any fitting fan of the pool."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from marketplace.bookings.work import bookings_of_session
from marketplace.core.kinds import Setting, Template
from marketplace.kinds.listed import ListedKind, session_of


class Experience(ListedKind):
    """Hours with somebody who loves the place."""

    code = "experience"
    label = _l("Experience")
    sentence = _l(
        "Fans take customers round, teach them something, or let them taste it: a few hours, on dates you list."
    )
    icon = "walk"
    offer_mode = "reserved"
    offers_at_once = 2
    accept_minutes = 24 * 60
    completes_by = ("statement",)
    gig_template = "kinds/_experience_gig.html"
    settings = (
        Setting("guests_max", 10, _l("Largest group"), _l("How many guests a session takes unless its listing says fewer."), 1, 100),
        Setting("cutoff_hours", 24, _l("Cut-off, hours before"), _l("When it is decided whether a session has enough guests and a guide."), 0, 336),
        Setting("forfeit_free_minutes", 1440, _l("Free to step back until, minutes before"), _l("Later than that counts against reliability, once a person has confirmed it."), 0, 10080),
    )  # fmt: skip
    template = Template(
        way="collaborators",
        joining="application",
        skills=("guiding.history",),
        north_star="gigs_completed",
        purpose={
            "en": "You know the place by heart. Here you share it with people who came to listen.",
            "es": "Conoces el lugar de memoria. Aquí lo compartes con quien ha venido a escuchar.",
        },
        role={
            "en": "Experiences bring people through our door who would never have found it.",
            "es": "Las experiencias traen a nuestra puerta a gente que nunca la habría encontrado.",
        },
        tasks={
            "en": "Meet a small group, take them round for two or three hours, and see them off with something to remember.",
            "es": "Recibir a un grupo pequeño, acompañarlo dos o tres horas y despedirlo con algo que recordar.",
        },
        house_rules={
            "en": "Be there ten minutes early. Keep to the group size. Nobody is left behind. If you cannot come, say so as early as you can.",
            "es": "Llega diez minutos antes. Respeta el tamaño del grupo. Nadie se queda atrás. Si no puedes venir, dilo cuanto antes.",
        },
        cancellation="single_day_24h",
    )

    def gig_detail(self, gig: Any, assignment: Any | None) -> dict[str, Any]:
        """How many come; names and what they wrote are for the guide who said yes."""
        session = session_of(gig)
        bookings = bookings_of_session(session) if session and assignment else []
        return dict(gig.detail) | {
            "guests_booked": session.guests_booked if session else 0,
            "guests_max": session.guests_max if session else 0,
            "language": session.language if session else gig.language,
            "guests": [
                {"name": b.customer.name, "party": b.party, "notes": str(b.detail.get("notes", ""))}
                for b in bookings
            ],
        }
