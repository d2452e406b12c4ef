"""Fans with codes and credit, for tests of codes."""

from __future__ import annotations

from payouts import flows
from payouts.codes import credit, discount_codes
from payouts.codes.discount_codes import DiscountCode
from payouts.money import Money, zero
from payouts.schemes import Part
from tests.payouts.worlds import SHOP, World

FAN, STAFF = "fan_1", "idn_staff"


def earned_code(world: World, amount: Money, owner: str = FAN, subject: str = "asg_1") -> DiscountCode:
    """A code that somebody has earned, as the product gives it: entry and code in one transaction."""
    part = Part("discount_code", amount, amount, zero(amount.currency))
    postings = flows.earned(fan_ref=owner, programme_ref="prg_1", parts=[part], currency=amount.currency)
    world.post(f"earning:{subject}", postings, kind="earning", subject=subject)
    with world.transaction() as session:
        return discount_codes.issue(
            session,
            SHOP,
            public_id=f"dsc_{subject}",
            owner_ref=owner,
            amount=amount,
            subject_ref=subject,
            key=f"earning:{subject}",
            at=world.now,
        )


def given_credit(world: World, amount: Money, owner: str = FAN, key: str = "apology") -> str:
    """Credit that somebody was given; the code of its pass."""
    world.post(f"{key}:{owner}", flows.customer_compensated(owner, amount))
    with world.transaction() as session:
        return credit.ensure_pass(session, SHOP, owner, at=world.now).code
