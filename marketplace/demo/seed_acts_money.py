"""What people of the demo world do with codes, credit and banks, each act as its page does it."""

from __future__ import annotations

from datetime import datetime

from marketplace.bookings import jobs_disputes, service_checkout
from marketplace.catalogue.models import Experience
from marketplace.core.db import db
from marketplace.demo import seed_acts as acts
from marketplace.gigs.models import Assignment
from marketplace.rewards.service import Wish, choose_reward


def use_code(booking_ref: str, code: str) -> None:
    """The customer enters a code at the checkout."""
    acts.do(lambda at: service_checkout.use_code(booking_ref, code, at))


def use_credit(booking_ref: str) -> None:
    """The customer puts all their credit in."""
    acts.do(lambda at: service_checkout.use_credit(booking_ref, at))


def wish_for_credit(assignment_ref: str) -> None:
    """The fan would have half of what is earned as credit in the shop."""

    def work(at: datetime) -> None:
        fan = acts.by_ref(Assignment, assignment_ref).fan
        choose_reward(fan, Wish("store_credit", "", 50, fan.payout_day, fan.payout_least), at)

    acts.do(work)


def hear_of_disputes(experience_id: int) -> None:
    """The provider says that a customer's bank wants money back from whoever lists this."""
    ref = acts.look(lambda: str(db.session.get_one(Experience, experience_id).programme.business.public_id))
    acts.do(lambda at: jobs_disputes.stage_look(ref, at, "demo"))
