"""The first chapter: a walk is put on a date, finds its guide among many, is booked and paid, takes place, is reviewed."""

from __future__ import annotations

from datetime import UTC, timedelta

from marketplace.bookings.models import Booking
from marketplace.catalogue.models import Experience, Session
from marketplace.core.db import db
from marketplace.demo import seed_acts as acts
from marketplace.demo import seed_catalogue
from marketplace.demo.loop_words import money, name_of, tell_earning, tell_round
from marketplace.demo.loop_world import Rehearsal
from marketplace.gigs.models import Gig
from marketplace.identity.models import Identity
from marketplace.trust import service_threads
from marketplace.trust.models import Thread
from marketplace.trust.service_reviews import CUSTOMER, FAN

CODE = "experience"
BOOKING = (20, 25)  # of the customers: from Seattle and Bristol
LISTING, WEEKDAY, HOUR, MINUTE = "story-walk", 3, 15, 30
TIP_MINOR = 1_500


class Walk:
    """One session, from its scheduling to the tip."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self.r = rehearsal
        self.story = rehearsal.story
        self.guests = [rehearsal.customers[number] for number in BOOKING]
        self.bookings: list[str] = []
        self.session = self.gig = self.assignment = ""
        self.starts_local = rehearsal.next_weekday("walks", WEEKDAY, HOUR, MINUTE)

    def plan(self) -> None:
        """Put every act on the agenda."""
        self.story.begin(CODE, "An experience: somebody of the pool leads a walk", self.r.zone("walks"))
        agenda, now = self.r.agenda, self.r.agenda.clock.now()
        minutes: int = acts.look(lambda: self._listing().duration_minutes)
        starts_at = self.starts_local.astimezone(UTC)
        ends_at = starts_at + timedelta(minutes=minutes)
        agenda.plan(now, self.schedule)
        agenda.plan(now + timedelta(minutes=1), self.accept)
        agenda.plan(now + timedelta(minutes=20), self.book)
        agenda.plan(now + timedelta(minutes=30), self.write)
        agenda.plan(starts_at - timedelta(minutes=4), self.check_in)
        agenda.plan(ends_at + timedelta(minutes=6), self.complete)
        agenda.plan(ends_at + timedelta(minutes=10), self.settle)
        agenda.plan(ends_at + timedelta(hours=18), self.review)

    def schedule(self) -> None:
        """The desk puts it on a date."""
        self.session = seed_catalogue.schedule(
            self.r.listings[LISTING], self.starts_local.replace(tzinfo=None), "en", self.r.agenda.clock.now()
        )
        (gig_id,) = acts.column(Session, "gig_id", public_id=self.session)
        (self.gig,) = acts.column(Gig, "public_id", id=gig_id)
        title: str = acts.look(lambda: self._listing().title)
        self.story.tell(
            CODE,
            "scheduled",
            f"The shop puts “{title}” on {self.starts_local:%A %-d %B, %H:%M}.",
            session=self.session,
        )

    def accept(self) -> None:
        """The best of those asked says yes; nobody else need answer any more."""
        tell_round(self.story, CODE, self.gig)
        self.assignment = acts.accept(acts.open_offers(self.gig)[0])
        self.story.tell(CODE, "accepted", f"{name_of(self.assignment)} says yes.", assignment=self.assignment)

    def book(self) -> None:
        """One family's first card is refused; another guest's bank asks for a second step."""
        for guest, party, cards in zip(
            self.guests, (3, 2), ((acts.DECLINED_CARD, acts.GOOD_CARD), (acts.SECOND_STEP_CARD,)), strict=True
        ):
            booking = acts.book_session(self.session, guest, party)
            self.bookings.append(booking)
            states = [acts.pay(booking, card) for card in cards]
            if states[-1] == "asks_customer":
                states.append(acts.approve_at_bank(booking))
            name, price = acts.look(lambda ref=booking: _who_pays(ref))  # type: ignore[misc]
            how = ", then ".join(state.replace("_", " ") for state in states)
            text = f"{name} books for {party}, {price}; the card: {how}."
            self.story.tell(CODE, "paid", text, booking=booking, payment_states=states)

    def write(self) -> None:
        """Guest and guide write to each other inside the product."""

        def work() -> None:
            at = self.r.agenda.clock.now()
            thread: Thread = db.session.query(Thread).filter_by(subject=self.bookings[0]).one()
            for side, words in (
                ("customer", "My daughter is afraid of dogs. Are there any?"),
                ("fan", "Only bronze ones."),
            ):
                author = next(party.identity for party in thread.parties if party.side == side)
                service_threads.post_message(thread, author, words, at)
            self.story.tell(
                CODE,
                "wrote",
                "Both said yes, so they may write to each other: “Are there dogs?” “Only bronze ones.”",
            )

        acts.do(lambda _at: work())

    def check_in(self) -> None:
        """The guests read out their code."""
        acts.check_in(self.assignment, "code")
        self.story.tell(
            CODE,
            "checked_in",
            f"{name_of(self.assignment)} checks in with the code that the guests read out.",
        )

    def complete(self) -> None:
        """It has taken place."""
        acts.complete(self.assignment)
        self.story.tell(CODE, "completed", "Everybody is back; the guide says that it is done.")

    def settle(self) -> None:
        """What was earned, and what was taken from the cards."""
        tell_earning(self.story, CODE, self.assignment)
        for booking in self.bookings:
            name, price, state, taken = acts.look(lambda ref=booking: _taken(ref))  # type: ignore[misc]
            self.story.tell(
                CODE,
                "captured",
                f"{name}'s booking is {state}: {taken} of {price} was taken.",
                booking=booking,
            )

    def review(self) -> None:
        """Each side says how it was, and one guest adds a tip."""
        acts.review(self.bookings[0], CUSTOMER, 5, "She ran ahead of us to hear the next one.", "en")
        acts.review(self.bookings[0], FAN, 5, "The best questions came from the smallest guest.", "en")
        state = acts.tip(self.bookings[0], TIP_MINOR)
        tip = money(TIP_MINOR, self.r.currencies["foglamp"])
        self.story.tell(
            CODE, "reviewed", "Guest and guide review each other; both reviews are shown together."
        )
        self.story.tell(
            CODE, "tipped", f"A tip of {tip} is {state}; all of it is the guide's.", tip_minor=TIP_MINOR
        )

    def _listing(self) -> Experience:
        return db.session.get_one(Experience, self.r.listings[LISTING])


def _who_pays(booking_ref: str) -> tuple[str, str]:
    booking: Booking = acts.by_ref(Booking, booking_ref)
    person: Identity = booking.customer
    return person.name, money(booking.price_minor, booking.currency)


def _taken(booking_ref: str) -> tuple[str, str, str, str]:
    name, price = _who_pays(booking_ref)
    booking: Booking = acts.by_ref(Booking, booking_ref)
    taken = sum(payment.captured_minor for payment in booking.payments)
    return name, price, booking.state, money(taken, booking.currency)
