"""What stands open: every account that is not empty and is somebody's, what becomes of it, and who is asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.money import Money
from payouts.tables import ledger_account, posting

Outcome = Literal["paid", "refunded", "released", "passed_on", "given_back", "spent", "asked", "kept"]
Whom = Literal["fan", "customer", "cause", "partner", "bank", "tax_office", "business"]


@dataclass(frozen=True, slots=True)
class Fate:
    """What becomes of the money of one family of accounts.

    Attributes
    ----------
    outcome : str
        ``paid`` out, ``refunded``, ``released`` from a card, ``passed_on``, ``given_back`` to the business,
        ``spent`` in the shop, ``asked`` for, or ``kept`` as a mere note.
    whom : str
        Who gets it, or who is asked for it.
    """

    outcome: Outcome
    whom: Whom


FATES: dict[str, Fate] = {
    "payable": Fate("paid", "fan"),
    "tips_payable": Fate("paid", "fan"),
    "carried": Fate("paid", "fan"),
    "carried_tips": Fate("paid", "fan"),
    "in_transit": Fate("paid", "fan"),
    "recipient_balance": Fate("paid", "fan"),
    "held": Fate("refunded", "customer"),
    "refund_due": Fate("refunded", "customer"),
    "authorised": Fate("released", "customer"),
    "capturing": Fate("released", "customer"),
    "charity_payable": Fate("passed_on", "cause"),
    "credit": Fate("spent", "fan"),
    "discount_reserve": Fate("spent", "fan"),
    "perk_reserve": Fate("paid", "fan"),
    "budget": Fate("given_back", "business"),
    "receivable": Fate("asked", "fan"),
    "recovering": Fate("asked", "fan"),
    "partner_due": Fate("asked", "partner"),
    "dispute_claim": Fate("asked", "bank"),
    "tax_payable": Fate("paid", "tax_office"),
    "points": Fate("kept", "fan"),
    "sending_fee": Fate("kept", "fan"),
}
"""By family of accounts, which is a code up to its colon."""

OWN_FAMILIES = frozenset(
    {
        "provider_pending", "provider_available", "own_bank", "own_funds", "provider_fees", "platform_fee", "revenue",
        "compensation_expense", "reward_expense", "budget_applied", "credit_backing", "credit_issued",
        "promotion_discounts", "points_issued", "authorisations", "dispute_fees", "dispute_loss", "debt_loss",
        "recipient_funds", "sending_fees",
    }
)  # fmt: skip
"""Families that are the business's own, or the other side of what is somebody's: nobody waits for them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One account that is not empty.

    Attributes
    ----------
    code, family : str
    subject_ref : str
        What the code is for: a person, booking, programme, cause, dispute; empty where it is for all.
    amount : Money
        Above zero, in the account's own direction.
    fate : Fate
    """

    code: str
    family: str
    subject_ref: str
    amount: Money
    fate: Fate


def standing(
    executor: Executor, business_ref: str, *, subject_refs: Collection[str] | None = None
) -> list[Standing]:
    """List every account with somebody's money on it, by the ledger's own sums.

    Parameters
    ----------
    executor : Session or Connection
    business_ref : str
    subject_refs : collection of str, optional
        Only what belongs to these: people, bookings, programmes, causes. None: everything of the business.

    Returns
    -------
    list of Standing
        In the order of codes and units. What is closed for good appears nowhere in it, or with the one who
        is still asked.

    Raises
    ------
    KeyError
        If the books have a family of which this module does not know what becomes of it.
    """
    a = ledger_account.c
    total = sa.func.sum(posting.c.amount_minor) * a.normal_sign
    query = (
        sa.select(a.code, a.currency, total)
        .join_from(ledger_account, posting)
        .where(a.business_ref == business_ref, _is_of(subject_refs))
        .group_by(a.id, a.code, a.currency, a.normal_sign)
        .having(sa.func.sum(posting.c.amount_minor) != 0)
        .order_by(a.code, a.currency)
    )
    rows = connection_of(executor).execute(query)
    return [one for code, currency, amount in rows if (one := _one(code, Money(int(amount), currency)))]


def _one(code: str, amount: Money) -> Standing | None:
    family, _, subject = code.partition(":")
    if family in OWN_FAMILIES:
        return None
    return Standing(code, family, subject, amount, FATES[family])


def _is_of(subject_refs: Collection[str] | None) -> sa.ColumnElement[bool]:
    if subject_refs is None:
        return sa.true()
    a: Any = ledger_account.c
    codes = [f"{family}:{ref}" for family in FATES for ref in subject_refs]
    return sa.or_(a.code.in_(codes), a.owner_ref.in_(subject_refs))
