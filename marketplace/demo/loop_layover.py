"""The fourth chapter: hours between two flights become a meeting in the city, once both have said yes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from marketplace.bookings.models import Proposal, Request
from marketplace.bookings.reasons import because
from marketplace.businesses.models import Business, Programme
from marketplace.core.db import db
from marketplace.core.formats import format_minutes, format_time
from marketplace.demo import seed_acts as acts
from marketplace.demo.flights import FlightPair, layover_pairs
from marketplace.demo.loop_words import money, name_of, tell_earning, tell_round
from marketplace.demo.loop_world import Rehearsal
from marketplace.demo.words_layovers import PERKS, WISHES
from marketplace.gigs.models import Assignment, Gig
from marketplace.identity.models import Identity
from marketplace.kinds import service_layovers, service_vouchers
from marketplace.kinds.models import Voucher

CODE = "layover"
TRAVELLING = 17  # of the customers: on the way home to Pune
DAYS_AHEAD, WISH = 2, 0
EARLIEST_HOUR = 9
SPENT = {"train": 1_160, "first_round": 1_050}
AIRPORT_ZONE = "Europe/Amsterdam"


class Meeting:
    """One layover, from the flights to the goodbye on the platform."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self.r, self.story = rehearsal, rehearsal.story
        self.request = self.booking = self.assignment = ""
        self.pair = self._flights()

    def plan(self) -> None:
        """Put the first acts on the agenda; the meeting follows from the window."""
        self.story.begin(CODE, "A layover: between two flights, somebody who lives there", AIRPORT_ZONE)
        now = self.r.agenda.clock.now()
        for minutes, act in (
            (3, self.ask),
            (5, self.reject),
            (7, self.choose),
            (12, self.accept),
            (14, self.agreed),
        ):
            self.r.agenda.plan(now + timedelta(minutes=minutes), act)

    def ask(self) -> None:
        """The traveller names two flights; what is left for the city is reckoned line by line."""
        wish, flights = WISHES[WISH], self._named()

        def work(at: datetime) -> str:
            programme = db.session.get_one(Programme, self.r.programmes["layover"])
            customer = db.session.get_one(Identity, self.r.customers[TRAVELLING])
            return service_layovers.ask(
                programme, customer, flights, language=wish.wanted_languages[0], party=1, interests=wish.interests,
                words=wish.words, locale="en", at=at,
            ).public_id  # fmt: skip

        self.request = acts.do(work)
        detail = acts.look(lambda: acts.by_ref(Request, self.request).detail)
        lines = [f"{line['code'].replace('_', ' ')}: {_signed(line['minutes'])}" for line in detail["lines"]]
        usable = sum(line["minutes"] for line in detail["lines"])
        name = acts.look(lambda: db.session.get_one(Identity, self.r.customers[TRAVELLING]).name)
        text = (
            f"{name} lands with {flights.arrival_flight} at {flights.arrives_local:%H:%M} and leaves with "
            f"{flights.departure_flight} at {flights.departs_local:%H:%M}: “{wish.words}”"
        )
        self.story.tell(
            CODE, "asked", text, [*lines, f"left for the city: {format_minutes(usable)}"],
            request=self.request, window=detail["lines"], usable_minutes=usable,
        )  # fmt: skip

    def reject(self) -> None:
        """The first local put forward does not suit; no reason is asked."""
        first = self._tell_proposal()
        acts.pass_over(first)
        self.story.tell(CODE, "passed_over", "The traveller would rather meet somebody else.", proposal=first)

    def choose(self) -> None:
        """The next one does."""
        second = self._tell_proposal()
        self.booking = acts.choose(second)
        self.story.tell(
            CODE,
            "chosen",
            "The traveller says yes. Nothing is paid: it is on the airline.",
            booking=self.booking,
        )

    def accept(self) -> None:
        """The local says yes too: only now does either learn how to reach the other."""
        (gig,) = acts.column(Gig, "public_id", subject=self.booking)
        tell_round(self.story, CODE, gig)
        self.assignment = acts.accept(acts.open_offers(gig)[0])
        self.story.tell(
            CODE, "accepted", f"{name_of(self.assignment)} says yes too: both may write to each other now."
        )

    def agreed(self) -> None:
        """Both have their vouchers; the meeting gets its hour."""
        for voucher in acts.look(lambda: _vouchers(self.booking)):
            self.story.tell(
                CODE, "voucher", f"{voucher['name']} gets “{voucher['perk']}”, up to {voucher['cap']}."
            )
        starts_at, ends_at = acts.look(lambda: _when(self.assignment))
        agenda = self.r.agenda
        agenda.plan(starts_at + timedelta(minutes=1), self.meet)
        agenda.plan(starts_at + timedelta(minutes=50), self.redeem)
        agenda.plan(ends_at, self.part)

    def meet(self) -> None:
        """They find each other under the clock."""
        acts.check_in(self.assignment, "place")
        self.story.tell(CODE, "checked_in", "They meet at the meeting point.")

    def redeem(self) -> None:
        """Every voucher is used once, at the counter."""
        vouchers = acts.look(lambda: _vouchers(self.booking))
        for voucher in vouchers:
            acts.do(lambda at, v=voucher: self._redeem(v, at))  # type: ignore[misc]
        spent = sum(SPENT[voucher["perk"]] for voucher in vouchers)
        text = f"{len(vouchers)} vouchers are used at the counter, {money(spent, 'EUR')} in all."
        self.story.tell(CODE, "redeemed", text, spent_minor=spent)

    def part(self) -> None:
        """Onto the train, in time for the flight."""
        acts.complete(self.assignment)
        tell_earning(self.story, CODE, self.assignment)
        back = acts.look(lambda: acts.by_ref(Request, self.request).detail["back_at_airport_at"])
        at = format_time(datetime.fromisoformat(back), AIRPORT_ZONE)
        self.story.tell(
            CODE, "completed", f"They part in time: the traveller is to be back at the airport by {at}."
        )

    def _redeem(self, voucher: dict[str, str], at: datetime) -> None:
        business = db.session.get_one(Programme, self.r.programmes["layover"]).business
        assert isinstance(business, Business)
        staff = db.session.get_one(Identity, self.r.managers["meeuw"])
        service_vouchers.redeem(business, voucher["code"], SPENT[voucher["perk"]], staff, at)

    def _tell_proposal(self) -> str:
        (ref,) = acts.proposals(self.request)
        name, why = acts.look(lambda: _put_forward(ref))
        self.story.tell(
            CODE, "proposed", f"{name} is put forward.", [f"because: {line}" for line in why], proposal=ref
        )
        return ref

    def _flights(self) -> FlightPair:
        """Flights of a traveller who lands in the morning."""
        on = self.r.local("layover", DAYS_AHEAD, 12).date()
        pairs = (pair for pair in layover_pairs(Random(on.toordinal()), on, 200))
        return next(pair for pair in pairs if pair.window.opens_local(AIRPORT_ZONE).hour >= EARLIEST_HOUR)

    def _named(self) -> service_layovers.Flights:
        zone = ZoneInfo(AIRPORT_ZONE)
        return service_layovers.Flights(
            arrival_flight=self.pair.arrival.number,
            arrives_local=self.pair.arrival.arrives_at.astimezone(zone).replace(tzinfo=None),
            departure_flight=self.pair.departure.number,
            departs_local=self.pair.departure.departs_at.astimezone(zone).replace(tzinfo=None),
        )


def _signed(minutes: int) -> str:
    return format_minutes(minutes) if minutes >= 0 else f"less {format_minutes(-minutes)}"


def _put_forward(proposal_ref: str) -> tuple[str, list[str]]:
    proposal: Proposal = acts.by_ref(Proposal, proposal_ref)
    return proposal.fan.identity.name, because(proposal)


def _vouchers(booking_ref: str) -> list[dict[str, str]]:
    names = {perk.code: perk.name_en for perk in PERKS}
    query = (
        sa.select(Voucher)
        .where(Voucher.subject == booking_ref, Voucher.state == "issued")
        .order_by(Voucher.id)
    )
    return [
        {
            "name": db.session.get_one(Identity, voucher.identity_id).name,
            "perk": voucher.perk,
            "words": names.get(voucher.perk, voucher.perk),
            "cap": money(voucher.cap_minor, voucher.currency),
            "code": voucher.code,
        }
        for voucher in db.session.scalars(query)
    ]


def _when(assignment_ref: str) -> tuple[datetime, datetime]:
    gig = acts.by_ref(Assignment, assignment_ref).gig
    return gig.starts_at.astimezone(UTC), gig.ends_at.astimezone(UTC)
