"""Layovers: a traveller between two flights meets somebody who lives there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import url_for
from flask_babel import lazy_gettext as _l

from marketplace.bookings import service_bookings, service_cancellation, service_requests
from marketplace.bookings.models import Booking, Proposal, Request
from marketplace.businesses.models import Business, Programme
from marketplace.core import jobs
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.kinds import Setting, Template
from marketplace.geo.airports import airport, nearest_airport
from marketplace.identity import links
from marketplace.kinds import service_vouchers
from marketplace.kinds.booked import BookedKind
from marketplace.kinds.meeting_points import placed
from marketplace.kinds.models import Voucher
from marketplace.kinds.request import make_gig_for
from marketplace.kinds.share_links import share_link
from marketplace.rewards import treasury
from marketplace.trust.queries_cases import has_live_freeze
from marketplace.trust.service_threads import erase_thread

FORGET_AFTER_HOURS = 48
LATER_BY = timedelta(hours=1)
TRAIN_PERCENT, ROUND_PERCENT = 60, 75  # of what an hour of work usually starts at
# The same perks in a scheme to start from.
AGAINST_RECEIPT = {"train": "transport", "first_round": "first_round"}
# Opaque ids and sums; the rest is forgotten.
KEPT = ("request", "proposal", "fan", "settlement", "called_off_because")


class Layover(BookedKind):
    """The free hours between two flights."""

    code = "layover"
    label = _l("Layover meet-up")
    sentence = _l(
        "Travellers between two flights meet a local with the same language and interests, for a few hours in the city."
    )
    icon = "plane"
    offer_mode = "reserved"
    accept_minutes = 6 * 60
    forfeit_free_minutes = 0  # either side may call it off without penalty
    checkin_grace_minutes = 30
    adults_only = True
    is_asked_for = True
    gig_template = "kinds/_layover_gig.html"
    booking_template = "kinds/_layover_booking.html"
    request_template = "kinds/_layover_request.html"
    settings = (
        Setting("layover_least_minutes", 360, _l("Shortest layover, minutes"), _l("Below this there is no time to leave the airport in peace."), 120, 1440),
        Setting("deplaning_minutes", 20, _l("Leaving the plane, minutes"), _l("Taken off the start of the layover."), 0, 240),
        Setting("border_minutes", 30, _l("Border, minutes"), _l("Passport control on the way in."), 0, 240),
        Setting("ride_minutes", 20, _l("Ride into the city, minutes"), _l("Each way, with the waiting."), 0, 240),
        Setting("return_margin_minutes", 120, _l("Back before departure, minutes"), _l("Security and the walk to the gate."), 30, 480),
        Setting("airport", "", _l("Airport"), _l("Its three-letter code."), needed=_l("Please give the three letters of the airport."), question=2),
        Setting("meeting_point", "", _l("Meeting point"), _l("A public place where travellers and locals find each other, such as “Under the clock of the station”."), is_words=True, needed=_l("Please name a public place where travellers and locals find each other."), question=2),
        Setting("meeting_lat", None, _l("Latitude"), "", unit="latitude", question=2),
        Setting("meeting_lon", None, _l("Longitude"), "", unit="longitude", question=2),
        Setting("meeting_is_rough", False, "", "", is_asked=False),
        Setting("voucher_train_minor", 1200, _l("Train voucher, at most"), _l("What one voucher for the ride may cost you; 0 gives none."), unit="money"),
        Setting("voucher_round_minor", 1500, _l("First-round voucher, at most"), _l("What one voucher for the first drinks may cost you; 0 gives none."), unit="money"),
    )  # fmt: skip
    template = Template(
        way="community",
        joining="application",
        skills=("guiding.neighbourhoods",),
        north_star="meetups_held",
        purpose={
            "en": "Practise a language, hear where people come from, and show the city you live in as it is.",
            "es": "Practica un idioma, escucha de dónde viene la gente y enseña tu ciudad tal como es.",
        },
        role={
            "en": "A few good hours between two flights are what travellers remember of us.",
            "es": "Unas buenas horas entre dos vuelos son lo que los viajeros recuerdan de nosotros.",
        },
        tasks={
            "en": "Say yes to a traveller, meet at the public point, spend two or three hours together, and see them onto the train in time.",
            "es": "Decir sí a un viajero, encontrarse en el punto público, pasar juntos dos o tres horas y despedirlo en el tren a tiempo.",
        },
        house_rules={
            "en": "Adults only. Meet in public places. Nobody pays for the other's time. Mind the clock: the plane does not wait.",
            "es": "Solo mayores de edad. El encuentro es siempre en un lugar público. Nadie paga por el tiempo del otro. Ojo con la hora: el avión no espera.",
        },
        cancellation="free",
    )

    def suggested(self, business: Any) -> dict[str, Any]:
        """The airport that is nearest, and perks that are worth something in the business's own money.

        Where people meet is for the owner to say: a town is no place at which two people find each other.
        """
        perks = {
            "voucher_train_minor": treasury.part_of_an_hour(business.currency, TRAIN_PERCENT),
            "voucher_round_minor": treasury.part_of_an_hour(business.currency, ROUND_PERCENT),
        }
        if business.lat is None or business.lon is None:
            return perks
        return perks | {"airport": nearest_airport(business.lat, business.lon).iata}

    def other_starts(self, request: Any) -> list[datetime]:
        """The traveller is free longer than people meet: an hour later, and so on, while it ends within the window."""
        window = _spoken_window(request.detail)
        if not {"opens_at", "closes_at"} <= set(window):
            return []
        last = window["closes_at"] - (request.ends_at - request.starts_at)
        hours = int((last - window["opens_at"]) / LATER_BY)
        starts = [window["opens_at"] + LATER_BY * number for number in range(hours + 1)]
        return [start for start in starts if start != request.starts_at]

    def asked_anew(self, request: Any) -> str:
        """The form, with the flights of before in it."""
        return url_for("kinds.ask_layover", programme=request.programme.public_id, earlier=request.public_id)

    def shown(self, values: dict[str, Any]) -> dict[str, Any]:
        """A rough point is not shown as if it were one."""
        return values | (
            dict.fromkeys(("meeting_lat", "meeting_lon")) if values.get("meeting_is_rough") else {}
        )

    def settled(
        self, entered: dict[str, Any], business: Any, before: dict[str, Any] | None
    ) -> dict[str, Any]:
        """An airport that exists, and where the meeting point lies."""
        code = str(entered.get("airport", "")).strip().upper()
        if airport(code) is None:
            raise Invalid("airport_code_unknown", field="setting_airport")
        point = str(entered.get("meeting_point", "")).strip()
        if not point:
            raise Invalid("meeting_point_needed", field="setting_meeting_point")
        return entered | {"airport": code} | placed(point, entered, business, before or {})

    def perks_given(self, assignment: Any) -> frozenset[str]:
        """What this local had a voucher for: the same fare is not paid a second time against a receipt."""
        mine = service_vouchers.of(assignment.gig.subject, [assignment.fan.identity_id])
        return frozenset(AGAINST_RECEIPT[one.perk] for one in mine if one.state != "withdrawn")

    def gig_detail(self, gig: Any, assignment: Any | None) -> dict[str, Any]:
        """The window, and the vouchers of the one who said yes."""
        booking = db.session.scalar(sa.select(Booking).where(Booking.public_id == gig.subject))
        knows_them = booking is not None and assignment is not None
        vouchers = service_vouchers.of(gig.subject, [assignment.fan.identity_id]) if knows_them else []
        return (
            dict(gig.detail)
            | _spoken_window(gig.detail)
            | {
                "vouchers": vouchers,
                "has_vouchers": any(cap_minor > 0 for _perk, cap_minor in _caps(gig.programme)),
                "voucher_addresses": _addresses(vouchers, gig.business),
                "flights": dict(booking.detail) if knows_them else {},
                "guest": booking.customer.name if knows_them else "",
            }
        )

    def booking_detail(self, booking: Any) -> dict[str, Any]:
        """When to be back, the traveller's own vouchers, and the link for a friend."""
        vouchers = service_vouchers.of(booking.public_id, [booking.customer_id])
        is_on = booking.state == "confirmed"
        return (
            dict(booking.detail)
            | _spoken_window(booking.detail)
            | {
                "vouchers": vouchers,
                "voucher_addresses": _addresses(vouchers, booking.business),
                "share_link": share_link(booking) if is_on else "",
            }
        )

    def on_unfilled(self, gig: Any, at: datetime) -> None:
        """This local could not: the next is put forward."""
        for booking in service_bookings.bookings_served_by(gig):
            request = db.session.get_one(Request, booking.request_id)
            service_cancellation.call_off(booking, "person_could_not", at)
            picked = sa.select(Proposal.fan_id).where(Proposal.public_id == booking.detail["proposal"])
            service_requests.person_declined(request, db.session.scalars(picked).one(), at)


def _spoken_window(detail: dict[str, Any]) -> dict[str, Any]:
    """The window's instants as instants again."""
    names = [name for name in ("opens_at", "closes_at", "back_at_airport_at") if detail.get(name)]
    return {name: datetime.fromisoformat(detail[name]) for name in names}


def _addresses(vouchers: list[Voucher], business: Business) -> dict[str, str]:
    """What each code says when it is scanned: the page on which staff use it."""
    return {
        one.public_id: links.absolute("kinds.vouchers", business_slug=business.slug, code=one.code)
        for one in vouchers
    }


def make_gigs(booking: Booking, at: datetime) -> None:
    """The traveller picked somebody: the meeting is offered to them."""
    request = db.session.get_one(Request, booking.request_id)
    window = {
        key: booking.detail[key]
        for key in ("opens_at", "closes_at", "airport", "lines")
        if key in booking.detail
    }
    make_gig_for(booking, request, window, at)
    forget_at = booking.ends_at + timedelta(hours=FORGET_AFTER_HOURS)
    jobs.stage(
        "kinds.forget_layover",
        f"kinds.forget_layover:{booking.public_id}",
        forget_at,
        {"booking": booking.public_id},
    )


def issue_vouchers(booking: Booking, at: datetime) -> None:
    """Both said yes: each gets the perks of the programme, single-use and capped."""
    people = [booking.customer, *(a.fan.identity for a in service_bookings.live_assignments(booking))]
    for perk, cap_minor in _caps(booking.programme):
        if cap_minor > 0:
            for person in people:
                service_vouchers.issue(booking, person, perk, cap_minor, at)


def _caps(programme: Programme) -> tuple[tuple[str, int], ...]:
    """Each perk that is given by voucher, and what one may cost at most."""
    policy = Layover().policy(programme)
    return (
        ("train", int(policy["voucher_train_minor"])),
        ("first_round", int(policy["voucher_round_minor"])),
    )


@jobs.job("kinds.forget_layover")
def forget(payload: dict[str, Any], at: datetime) -> None:
    """Two days after: flights and messages go; an open case keeps them until it is decided."""
    booking = service_bookings.locked(payload["booking"])
    if has_live_freeze(booking.public_id):
        again = at + timedelta(days=1)
        jobs.stage(
            "kinds.forget_layover", f"kinds.forget_layover:{booking.public_id}:{again:%Y%m%d}", again, payload
        )
        return
    booking.detail = {key: booking.detail[key] for key in KEPT if key in booking.detail}
    if booking.request_id is not None:
        request = db.session.get_one(Request, booking.request_id)
        request.detail, request.words = {}, ""
    for gig in service_bookings.gigs_of(booking):
        gig.detail, gig.notes = {}, ""
    erase_thread(booking.public_id)
