"""The third chapter: two days with three stages and a night, confirmed whole or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from marketplace.bookings.models import Booking
from marketplace.bookings.service_bookings import gigs_of
from marketplace.core.db import db
from marketplace.core.formats import format_when
from marketplace.demo import seed_acts as acts
from marketplace.demo.loop_words import money, name_of, quoted, tell_earning
from marketplace.demo.loop_world import Rehearsal
from marketplace.gigs.models import Assignment, Gig, Offer
from marketplace.gigs.shown import spoken

CODE = "journey"
BOOKING = 4  # of the customers
SUNDAY, FIRST_HOUR = 6, 10  # on Saturday its people lead their own walks


class Days:
    """One journey, from the booking to the last goodbye."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self.r, self.story = rehearsal, rehearsal.story
        self.booking = ""
        self.starts_on = rehearsal.next_weekday("journeys", SUNDAY, FIRST_HOUR)

    def plan(self) -> None:
        """Put the first acts on the agenda; each stage puts its own there."""
        self.story.begin(
            CODE, "A journey: two days, three stages, one night, one price", self.r.zone("journeys")
        )
        now = self.r.agenda.clock.now()
        self.r.agenda.plan(now + timedelta(minutes=5), self.book)
        self.r.agenda.plan(now + timedelta(minutes=7), self.look_at_team)
        for number in range(4):
            self.r.agenda.plan(now + timedelta(minutes=10 + 15 * number), self.one_accepts)
        self.r.agenda.plan(now + timedelta(minutes=80), self.set_out)

    def book(self) -> None:
        """A customer books for two and pays one price."""
        starts_on = self.starts_on.replace(tzinfo=None)
        self.booking = acts.book_journey(self.r.journey_ref, self.r.customers[BOOKING], 2, starts_on, "en")
        state = acts.pay(self.booking)
        title, price, name = acts.look(lambda: _booked(self.booking))
        self.story.tell(
            CODE, "booked", f"{name} books “{title}” for two, {price}: {state}.", booking=self.booking
        )

    def look_at_team(self) -> None:
        """The best team for the whole is asked, stage by stage."""
        for row in acts.look(lambda: _asked(self.booking)):
            self.story.tell(
                CODE, "matched", f"{row['when']}, “{row['title']}”: {row['name']} is asked. {' '.join(row['why'])}",
                [f"promised: {line}" for line in row["promised"]],
                gig=row["gig"], fan=row["fan"], reasons=row["reasons"],
            )  # fmt: skip

    def one_accepts(self) -> None:
        """One more says yes; until the last one has, nothing is confirmed."""
        waiting = acts.look(lambda: _waiting(self.booking))
        if not waiting:
            return
        assignment = acts.accept(waiting[0])
        left = len(waiting) - 1
        still = f"{left} more must say yes before anything is confirmed" if left else "that was the last one"
        self.story.tell(CODE, "accepted", f"{name_of(assignment)} says yes; {still}.", assignment=assignment)

    def set_out(self) -> None:
        """All have said yes: the journey stands, and every stage gets its day."""
        state = acts.look(lambda: acts.by_ref(Booking, self.booking).state)
        self.story.tell(
            CODE, "confirmed", f"The booking is {state}: the journey takes place whole.", state=state
        )
        for assignment in acts.assignments_of(self.booking):
            starts_at, ends_at, title = acts.look(lambda ref=assignment: _stage(ref))  # type: ignore[misc]
            self.r.agenda.plan(
                starts_at - timedelta(minutes=2), lambda ref=assignment: acts.check_in(ref, "place")
            )  # type: ignore[misc]
            self.r.agenda.plan(
                ends_at + timedelta(minutes=1),
                lambda ref=assignment, title=title: self.stage_done(ref, title),  # type: ignore[misc]
            )

    def stage_done(self, assignment: str, title: str) -> None:
        """One stage is over, and its fan has earned their part."""
        acts.complete(assignment)
        self.story.tell(CODE, "completed", f"“{title}” is done.", assignment=assignment)
        tell_earning(self.story, CODE, assignment)
        self.r.agenda.plan(self.r.agenda.clock.now() + timedelta(minutes=3), self.end)

    def end(self) -> None:
        """After the last stage the price is taken."""
        state, taken = acts.look(lambda: _taken(self.booking))
        if state == "completed":
            self.story.tell(
                CODE, "captured", f"The booking is completed; {taken} was taken.", booking=self.booking
            )


def _booked(booking_ref: str) -> tuple[str, str, str]:
    booking: Booking = acts.by_ref(Booking, booking_ref)
    return booking.title, money(booking.price_minor, booking.currency), booking.customer.name


def _asked(booking_ref: str) -> list[dict[str, Any]]:
    query = (
        sa.select(Offer)
        .join(Gig)
        .where(Gig.bundle == booking_ref, Offer.state == "open")
        .order_by(Gig.starts_at)
    )
    return [
        {
            "when": format_when(offer.gig.starts_at or offer.sent_at, offer.gig.timezone),
            "title": offer.gig.title,
            "name": offer.fan.identity.name,
            "why": spoken(offer.reasons),
            "promised": quoted(offer.quote),
            "gig": offer.gig.public_id,
            "fan": offer.fan.public_id,
            "reasons": offer.reasons,
        }
        for offer in db.session.scalars(query)
    ]


def _waiting(booking_ref: str) -> list[str]:
    query = sa.select(Offer.public_id).join(Gig).where(Gig.bundle == booking_ref, Offer.state == "open")
    return list(db.session.scalars(query.order_by(Gig.starts_at)))


def _stage(assignment_ref: str) -> tuple[datetime, datetime, str]:
    gig = acts.by_ref(Assignment, assignment_ref).gig
    return gig.starts_at.astimezone(UTC), gig.ends_at.astimezone(UTC), gig.title


def _taken(booking_ref: str) -> tuple[str, str]:
    booking: Booking = acts.by_ref(Booking, booking_ref)
    assert gigs_of(booking)
    return booking.state, money(sum(p.captured_minor for p in booking.payments), booking.currency)
