"""The sixth chapter: a code, credit and a card pay for one booking, a tax is in the price of another, and nobody earns less."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from marketplace.bookings.models import Booking
from marketplace.bookings.price_words import prices_of
from marketplace.bookings.service_bookings import live_assignments
from marketplace.businesses.models import Programme
from marketplace.core.db import db
from marketplace.demo import seed_acts as acts
from marketplace.demo import seed_acts_money as acts_money
from marketplace.demo import seed_money
from marketplace.demo.loop_words import money, name_of, tell_earning
from marketplace.demo.loop_world import Rehearsal
from marketplace.identity.models import Identity
from marketplace.rewards.treasury import promotions as treasury_promotions

CODE = "checkout"
TASTING_GUEST = 30
PARTIES = {"walks": 3, "catas": 2}
ELSEWHERE = "story-walk"  # another chapter goes on it


@dataclass
class Bought:
    """One booking of the chapter, and who leads it."""

    programme: str
    booking: str
    assignment: str


class Till:
    """Two bookings of dates that stand already: one paid in three ways, one whose price holds a tax."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self.r, self.story = rehearsal, rehearsal.story

    def plan(self) -> None:
        """Put the first acts on the agenda; the rest follows from the dates."""
        self.story.begin(CODE, "The checkout: a code, credit, a card and a tax", self.r.zone("walks"))
        now = self.r.agenda.clock.now()
        self.r.agenda.plan(now + timedelta(minutes=40), self.buy_walk)
        self.r.agenda.plan(now + timedelta(minutes=45), self.buy_tasting)

    def buy_walk(self) -> None:
        """Somebody who leads walks goes on one, with the shop's code and what the shop owes in credit."""
        programme_id = self.r.programmes["walks"]
        guest, fan_ref, credit_minor = acts.look(lambda: _with_credit(programme_id))
        had = money(credit_minor, self.r.currencies["foglamp"])
        self.story.tell(CODE, "credit", f"{_name(guest)} has {had} of credit, earned by leading walks.")
        self._buy("walks", guest, fan_ref, with_credit=True)

    def buy_tasting(self) -> None:
        """A guest books a tasting, with the roastery's code; the price holds the tax."""
        self._buy("catas", self.r.customers[TASTING_GUEST])

    def _buy(self, programme: str, guest: int, without_fan: str = "", *, with_credit: bool = False) -> None:
        programme_id, now = self.r.programmes[programme], self.r.agenda.clock.now()
        party, elsewhere = PARTIES[programme], self.r.listings[ELSEWHERE]
        session = acts.look(
            lambda: seed_money.guided_session(programme_id, party, now, without_fan, elsewhere)
        )
        if session is None:
            raise RuntimeError(
                f"no date of “{programme}” has room for {party} this week; the rehearsal wants one"
            )
        ref = acts.book_session(session, guest, party)
        acts_money.use_code(ref, acts.look(lambda: _code(programme_id)))
        if with_credit:
            acts_money.use_credit(ref)
        state = acts.pay(ref)
        title, lines, facts, starts_at, ends_at, assignment = acts.look(lambda: _shown(ref))
        self.story.tell(
            CODE, "paid", f"{_name(guest)} books “{title}” for {party}; the card: {state.replace('_', ' ')}.", lines,
            booking=ref, **facts,
        )  # fmt: skip
        bought, agenda = Bought(programme, ref, assignment), self.r.agenda
        agenda.plan(starts_at - timedelta(minutes=3), lambda: acts.check_in(assignment, "code"))
        agenda.plan(ends_at + timedelta(minutes=4), lambda: acts.complete(assignment))
        agenda.plan(ends_at + timedelta(minutes=9), lambda: self.settle(bought))

    def settle(self, bought: Bought) -> None:
        """The guide gets the share of the whole price; the discount is the business's, the tax the tax office's."""
        tell_earning(self.story, CODE, bought.assignment)
        state, taken = acts.look(lambda: _taken(bought.booking))
        text = (
            f"{name_of(bought.assignment)}'s guests: the booking is {state}; {taken} was taken from the card."
        )
        self.story.tell(CODE, f"captured_{bought.programme}", text, booking=bought.booking)


def _with_credit(programme_id: int) -> tuple[int, str, int]:
    found = seed_money.with_credit(db.session.get_one(Programme, programme_id).business_id)
    if found is None:
        raise RuntimeError("nobody has credit with the shop; the rehearsal wants somebody who has")
    return found


def _code(programme_id: int) -> str:
    """The promotion that runs, as it is printed."""
    business = db.session.get_one(Programme, programme_id).business
    return treasury_promotions.promotions_of(business, acts.now())[0].spelt


def _shown(ref: str) -> tuple[str, list[str], dict[str, object], datetime, datetime, str]:
    booking: Booking = acts.by_ref(Booking, ref)
    prices = prices_of(booking)
    lines = [f"{label}: {money(minor, prices.currency)}" for label, minor, _ in prices.rows]
    lines.append(f"to pay: {money(prices.to_pay_minor, prices.currency)}")
    lines += [
        f"of it {words}: {money(minor, prices.currency)}"
        for words, minor in prices.taxes
        if prices.is_inclusive
    ]
    if prices.credit_minor:
        lines.append(f"by credit: {money(prices.credit_minor, prices.currency)}")
    lines.append(f"by card: {money(prices.card_minor, prices.currency)}")
    facts = {
        "price_minor": booking.price_minor, "discount_minor": booking.discount_minor,
        "tax_minor": sum(minor for _, minor in prices.taxes), "credit_minor": prices.credit_minor, "card_minor": prices.card_minor,
    }  # fmt: skip
    (assignment,) = live_assignments(booking)
    return booking.title, lines, facts, booking.starts_at, booking.ends_at, assignment.public_id


def _taken(ref: str) -> tuple[str, str]:
    booking: Booking = acts.by_ref(Booking, ref)
    return booking.state, money(sum(p.captured_minor for p in booking.payments), booking.currency)


def _name(identity_id: int) -> str:
    return acts.look(lambda: str(db.session.get_one(Identity, identity_id).name))
