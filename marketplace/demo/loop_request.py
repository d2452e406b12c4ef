"""The second chapter: nothing listed fits, so a customer asks, is answered with people and reasons, and picks one."""

from __future__ import annotations

from datetime import timedelta

from marketplace.bookings.models import Booking, Proposal, Request
from marketplace.bookings.reasons import because
from marketplace.core.formats import format_when
from marketplace.demo import seed_acts as acts
from marketplace.demo import seed_now
from marketplace.demo.loop_words import money, name_of, tell_earning, tell_round
from marketplace.demo.loop_world import Rehearsal
from marketplace.demo.words_requests import REQUESTS
from marketplace.gigs.models import Gig
from marketplace.trust.queries_standing import reliability

CODE = "request"
ASKING = 8  # of the customers: at home in Bologna


class Wish:
    """One request, from the question to the goodbye."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self.r, self.story = rehearsal, rehearsal.story
        self.request = self.booking = self.gig = self.assignment = ""

    def plan(self) -> None:
        """Put the first acts on the agenda; the rest follows from the time asked for."""
        self.story.begin(
            CODE, "An open request: a tour in Italian, Saturday, three people", self.r.zone("ask")
        )
        now = self.r.agenda.clock.now()
        self.r.agenda.plan(now + timedelta(minutes=2), self.ask)
        self.r.agenda.plan(now + timedelta(minutes=4), self.choose)
        self.r.agenda.plan(now + timedelta(minutes=8), self.accept)

    def ask(self) -> None:
        """Somebody asks in their own words."""
        text = REQUESTS[0]
        self.request = seed_now.ask(
            self.r.programmes["ask"], self.r.customers[ASKING], text, self.r.agenda.clock.now()
        )
        starts_at, ends_at, name, zone = acts.look(lambda: _asked(self.request))
        self.story.tell(
            CODE,
            "asked",
            f"{name} asks for {format_when(starts_at, zone)}: “{text.words}”",
            request=self.request,
        )
        agenda = self.r.agenda
        agenda.plan(starts_at - timedelta(minutes=3), self.check_in)
        agenda.plan(ends_at + timedelta(minutes=2), self.complete)
        agenda.plan(ends_at + timedelta(minutes=5), self.settle)

    def choose(self) -> None:
        """Two or three people are put forward; the first is picked and paid for."""
        put_forward = acts.proposals(self.request)
        for ref in put_forward:
            name, price, record, why = acts.look(lambda ref=ref: _put_forward(ref))  # type: ignore[misc]
            self.story.tell(
                CODE, "proposed", f"{name} is put forward for {price} ({record}).", [f"because: {line}" for line in why],
                proposal=ref, reasons=acts.look(lambda ref=ref: acts.by_ref(Proposal, ref).reasons),  # type: ignore[misc]
            )  # fmt: skip
        self.booking = acts.choose(put_forward[0])
        state = acts.pay(self.booking)
        name = acts.look(lambda: acts.by_ref(Proposal, put_forward[0]).fan.identity.name)
        self.story.tell(CODE, "chosen", f"The customer picks {name} and pays: {state}.", booking=self.booking)

    def accept(self) -> None:
        """The person picked hears of it with the whole reward, and says yes."""
        (self.gig,) = acts.column(Gig, "public_id", subject=self.booking)
        tell_round(self.story, CODE, self.gig)
        self.assignment = acts.accept(acts.open_offers(self.gig)[0])
        self.story.tell(CODE, "accepted", f"{name_of(self.assignment)} says yes.", assignment=self.assignment)

    def check_in(self) -> None:
        """They meet."""
        acts.check_in(self.assignment, "place")
        self.story.tell(CODE, "checked_in", f"{name_of(self.assignment)} is there, checked by place.")

    def complete(self) -> None:
        """They part."""
        acts.complete(self.assignment, "We ended in a café, of course.")
        self.story.tell(CODE, "completed", "The tour is over.")

    def settle(self) -> None:
        """What was earned and taken."""
        tell_earning(self.story, CODE, self.assignment)
        state, taken = acts.look(lambda: _taken(self.booking))
        self.story.tell(
            CODE,
            "captured",
            f"The booking is {state}; {taken} was taken from the card.",
            booking=self.booking,
        )


def _asked(request_ref: str) -> tuple[object, ...]:
    request: Request = acts.by_ref(Request, request_ref)
    return request.starts_at, request.ends_at, request.customer.name, request.timezone


def _put_forward(proposal_ref: str) -> tuple[str, str, str, list[str]]:
    proposal: Proposal = acts.by_ref(Proposal, proposal_ref)
    record = reliability([proposal.fan.public_id])[proposal.fan.public_id]
    known = f"{record.completed} gigs done" if record.completed else "new here"
    return (
        proposal.fan.identity.name,
        money(proposal.price_minor, proposal.currency),
        known,
        because(proposal),
    )


def _taken(booking_ref: str) -> tuple[str, str]:
    booking: Booking = acts.by_ref(Booking, booking_ref)
    return booking.state, money(sum(p.captured_minor for p in booking.payments), booking.currency)
