"""Closing while money is owed: what becomes of every account, reckoned first and then done by the same code."""

from payouts.closing.leaving import Leaving, foresee_leaving, leave
from payouts.closing.people import PersonClosing, foresee_person, pay_credit_out, settle_person, write_off
from payouts.closing.programmes import KIND as GIVEN_BACK
from payouts.closing.programmes import ProgrammeClosing, close_budget, foresee_budget
from payouts.closing.standing import FATES, Fate, Standing, standing

__all__ = [
    "FATES",
    "GIVEN_BACK",
    "Fate",
    "Leaving",
    "PersonClosing",
    "ProgrammeClosing",
    "Standing",
    "close_budget",
    "foresee_budget",
    "foresee_leaving",
    "foresee_person",
    "leave",
    "pay_credit_out",
    "settle_person",
    "standing",
    "write_off",
]
