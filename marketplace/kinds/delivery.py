"""Delivery blocks: parcels of the business, routed, offered to everybody who fits with the whole pay in view."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from marketplace.core import jobs, words
from marketplace.core.db import db
from marketplace.core.kinds import Kind, Setting, Template
from marketplace.core.lifecycle import Actor, move
from marketplace.gigs import service_gigs
from marketplace.gigs.locks import lock_gig
from marketplace.gigs.models import Gig
from marketplace.kinds.lifecycle import PARCEL
from marketplace.kinds.models import Parcel, PickupPoint

ABOUT_DEGREES = 0.005  # half a kilometre
UNABLE_REASONS = ("nobody_home", "address_wrong", "no_access", "refused", "damaged", "unsafe", "other")


class Delivery(Kind):
    """A few hours of stops in a sensible order."""

    code = "delivery"
    label = _l("Delivery block")
    sentence = _l(
        "Fans take your parcels round in blocks of two to five hours, with the route worked out and every extra paid."
    )
    icon = "bike"
    offer_mode = "open"
    accept_minutes = 48 * 60
    forfeit_free_minutes = 45
    checkin_early_minutes = 15
    checkin_grace_minutes = 5
    checkin_circle_m = 150
    is_booked = False
    completes_by = ("stops",)
    gig_template = "kinds/_delivery_gig.html"
    settings = (
        Setting("block_least_minutes", 120, _l("Shortest block, minutes"), _l("Shorter work is not worth the way to the pick-up point."), 30, 600),
        Setting("block_most_minutes", 300, _l("Longest block, minutes"), _l("After this people should rest."), 60, 600),
        Setting("capacity_litres", 60, _l("Load, litres"), _l("What one fan carries: 60 for a cargo bike box, 400 for a small car."), 5, 5000),
        Setting("speed_kmh", 14, _l("Speed between stops, km/h"), _l("14 by bike in a city, 25 by car."), 3, 90),
        Setting("forfeit_free_minutes", 45, _l("Free to hand back until, minutes before"), _l("Later than that counts against reliability, once a person has confirmed it."), 0, 1440),
        Setting("checkin_grace_minutes", 5, _l("Check-in grace, minutes"), _l("How late one may check in at the pick-up point."), 0, 60),
        Setting("return_by_local", "10:00", _l("Returns by"), _l("Parcels that could not be delivered come back by this time the next day.")),
    )  # fmt: skip
    template = Template(
        way="crowd",
        joining="application",
        skills=("delivery.bike",),
        north_star="parcels_delivered",
        purpose={
            "en": "Good things reach your neighbours by somebody who likes where they come from.",
            "es": "Las cosas buenas llegan a tus vecinos de la mano de alguien que aprecia de dónde vienen.",
        },
        role={
            "en": "Deliveries on the day, by people who can answer a question at the door.",
            "es": "Entregas en el día, por personas que saben responder a una pregunta en la puerta.",
        },
        tasks={
            "en": "Pick up a load, follow the stops in order, hand over with a code or a photo, bring back what could not be delivered.",
            "es": "Recoger una carga, seguir las paradas en orden, entregar con código o foto y devolver lo que no se pudo entregar.",
        },
        house_rules={
            "en": "Helmet on. Parcels are never left in the rain. If nobody is home, say so and bring it back: the way back is paid.",
            "es": "Con casco. Los paquetes no se dejan bajo la lluvia. Si no hay nadie, dilo y tráelo de vuelta: la vuelta se paga.",
        },
        cancellation="free",
    )

    def is_proven(self, assignment: Any) -> bool:
        """True when every stop has ended one way or the other."""
        return all(parcel.state not in ("planned",) for parcel in parcels_of(assignment.gig_id))

    def facts(self, assignment: Any) -> dict[str, Any]:
        """Stops as they went; what is brought back is paid."""
        parcels = parcels_of(assignment.gig_id)
        returned = sum(1 for p in parcels if p.state in ("unable", "returned") and not p.is_return)
        return dict(assignment.gig.facts) | {"stops": len(parcels), "returned_stops": returned}

    def gig_detail(self, gig: Any, assignment: Any | None) -> dict[str, Any]:
        """The stops in order; names, notes and telephone are for the one who said yes."""
        parcels = parcels_of(gig.id)
        may_see_people = assignment is not None
        return dict(gig.detail) | {
            "parcels": parcels,
            "pickup": _pickup_of(gig),
            "is_rough": any(p.is_rough for p in parcels),
            "aboard": [p for p in parcels if p.state == ("fetched" if p.is_return else "unable")],
            "may_see_people": may_see_people,
            "morning_at": morning_after(gig),
            "return_by_at": _instant(gig.detail.get("return_by_at")),
            "unable_reasons": [(code, words.sentence(f"unable.{code}")) for code in UNABLE_REASONS],
            **route_of(gig, parcels, names_addresses=may_see_people),
        }

    def on_unfilled(self, gig: Any, at: datetime) -> None:
        """Nobody took the block yet: until it begins somebody may join or find time; then its parcels wait for another."""
        if gig.starts_at > at:
            key = f"kinds.dissolve_block:{gig.public_id}"
            jobs.stage("kinds.dissolve_block", key, gig.starts_at, {"gig": gig.public_id})
        else:
            service_gigs.cancel_gig(gig, Actor.SYSTEM, {"code": "parcels_wait"}, at)

    def on_cancelled(self, gig: Any, at: datetime) -> None:
        """What was not handed over waits for another block."""
        for parcel in parcels_of(gig.id):
            if PARCEL.allows(parcel.state, "unplan", Actor.SYSTEM):
                move(PARCEL, parcel, "unplan", Actor.SYSTEM, at)
                parcel.gig_id = parcel.stop_number = parcel.expected_at = None


@jobs.job("kinds.dissolve_block")
def dissolve_block(payload: dict[str, Any], at: datetime) -> None:
    """A block begins that nobody has taken."""
    gig = lock_gig(db.session.scalars(sa.select(Gig).where(Gig.public_id == payload["gig"])).one())
    if gig.state in ("open", "unfilled"):
        service_gigs.cancel_gig(gig, Actor.SYSTEM, {"code": "parcels_wait"}, at)


def parcels_of(gig_id: int) -> list[Parcel]:
    """The parcels of a block in the order of its stops."""
    query = sa.select(Parcel).where(Parcel.gig_id == gig_id).order_by(Parcel.stop_number, Parcel.id)
    return list(db.session.scalars(query))


def _pickup_of(gig: Any) -> PickupPoint | None:
    """Where the parcels of a block wait."""
    ref = gig.detail.get("pickup_point")
    return db.session.scalar(sa.select(PickupPoint).where(PickupPoint.public_id == ref)) if ref else None


def route_of(gig: Any, parcels: list[Parcel], *, names_addresses: bool = True) -> dict[str, Any]:
    """Pins and line of a block, from its pick-up point through its stops; without addresses, the stops are only about there."""
    places = {p.id: (p.lat, p.lon) if names_addresses else _about(p.lat, p.lon) for p in parcels}
    start = {"latitude": gig.lat, "longitude": gig.lon, "label": gig.place_name, "role": "start"}
    pins = [
        {
            "latitude": places[p.id][0],
            "longitude": places[p.id][1],
            "label": p.address if names_addresses else "",
            "mark": str(p.stop_number),
        }
        for p in parcels
    ]
    return {"pins": [start, *pins], "route": [(gig.lat, gig.lon), *places.values()]}


def _about(lat: float, lon: float) -> tuple[float, float]:
    """A point some hundred metres from the door: enough to see how the round goes, too little to know who lives there."""
    return round(lat / ABOUT_DEGREES) * ABOUT_DEGREES, round(lon / ABOUT_DEGREES) * ABOUT_DEGREES


def morning_after(gig: Any) -> datetime:
    """Until when what could not be delivered comes back: the programme's hour on the morning after the block."""
    said = str(Delivery().policy(gig.programme).get("return_by_local", "10:00"))
    zone = ZoneInfo(gig.timezone)
    day = gig.ends_at.astimezone(zone).date() + timedelta(days=1)
    try:
        hour = time.fromisoformat(said)
    except ValueError:
        hour = time(10)
    return datetime.combine(day, hour, zone).astimezone(UTC)


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
