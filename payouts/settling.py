"""Undoing the settlement of a booking as far as it is refunded: each account gives back its part.

When a booking is settled, one entry divides what is held for it: tax, rewards made good, fee, revenue, and against them what a
promotion took off. A refund afterwards undoes that entry in proportion, reckoned from the whole each time, so that many
small refunds never drift and a whole one leaves nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from payouts.charges import parts
from payouts.database import Executor, connection_of
from payouts.errors import FloorBroken, NotFound
from payouts.ledger import chart
from payouts.ledger.chart import Account
from payouts.ledger.entries import Entry, Posting, credit
from payouts.ledger.journal import find, post
from payouts.ledger.reversals import postings_of
from payouts.money import Money, split, total, zero
from payouts.tables import entry, ledger_account, posting
from payouts.tax import in_proportion

GIVEN = "given_back"
"""Kind of the entries that undo a settlement in part."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """How what was held for a booking was divided, once.

    Attributes
    ----------
    held : Money
        What was divided: card and store credit together.
    added : tuple of (Account, Money)
        What was divided beside it, such as what a promotion took off.
    taxes : tuple of (Account, Money)
        Their parts follow the tax on a receipt: rounded half up of what is kept.
    shares : tuple of (Account, Money)
        Whose the rest is. held + added = taxes + shares.
    """

    held: Money
    added: tuple[tuple[Account, Money], ...]
    taxes: tuple[tuple[Account, Money], ...]
    shares: tuple[tuple[Account, Money], ...]

    def kept(self, back: Money) -> dict[Account, Money]:
        """Divide what is kept when so much of what was held has been given back in all.

        Parameters
        ----------
        back : Money
            From nothing to all that was held: cumulative.

        Returns
        -------
        dict of Account to Money
            Each account's sum of postings: below zero for what is credited, above for what was added. They add up to
            what is kept, taken below zero.
        """
        if not zero(back.currency) <= back <= self.held:
            raise FloorBroken(
                f"{back} of {self.held} cannot be given back", code="settlement", currency=back.currency,
                balance_minor=self.held.amount_minor, wanted_minor=back.amount_minor,
            )  # fmt: skip
        kept = self.held - back
        found = {account: in_proportion(kept, self.held, amount) for account, amount in self.added}
        rest = kept + total(found.values(), back.currency)
        for account, amount in self.taxes:
            tax = in_proportion(kept, self.held, amount)
            found[account] = -tax
            rest -= tax
        weights = [amount.amount_minor for _account, amount in self.shares]
        if any(weights):
            for (account, _amount), part in zip(self.shares, split(rest, weights), strict=True):
                found[account] = -part
        return found


def settlement_of(executor: Executor, business_ref: str, key: str, booking_ref: str) -> Settlement:
    """Read how a booking was settled from the entry that did it.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, key : str
        Of the entry.
    booking_ref : str

    Returns
    -------
    Settlement
        What the entry gave to people counts as the business's cost: they keep it.

    Raises
    ------
    NotFound
        If no entry bears the key.
    """
    connection = connection_of(executor)
    posted = find(connection, business_ref, key)
    if posted is None:
        raise NotFound(f"there is no entry {key}", key=key)
    lines: dict[Account, Money] = {}
    for line in postings_of(connection, posted.id):
        of_person = line.account.owner_ref is not None and line.account.code.startswith("payable:")
        account = chart.COMPENSATION_EXPENSE if of_person else line.account
        lines[account] = lines.get(account, zero(line.amount.currency)) + line.amount
    held = lines.pop(chart.held(booking_ref))
    return Settlement(
        held,
        tuple((account, amount) for account, amount in lines.items() if amount > zero(held.currency)),
        tuple((account, -amount) for account, amount in lines.items() if account == chart.TAX_PAYABLE),
        tuple(
            (account, -amount)
            for account, amount in lines.items()
            if amount <= zero(held.currency) and account != chart.TAX_PAYABLE
        ),
    )


def give_back(
    executor: Executor,
    business_ref: str,
    settlement: Settlement,
    *,
    key: str,
    booking_ref: str,
    amount: Money,
    at: dt.datetime,
) -> None:
    """Hold a part of what was settled for the booking again, to be refunded.

    Parameters
    ----------
    executor : Session or Connection
        With the account of what is held for the booking locked.
    business_ref : str
    settlement : Settlement
    key, booking_ref : str
    amount : Money
        Above zero.
    at : datetime

    Raises
    ------
    FloorBroken
        If more would have been given back than was divided. Nothing was written.
    """
    connection = connection_of(executor)
    so_far = _given_so_far(connection, business_ref, booking_ref, amount.currency)
    before = -so_far.pop(chart.held(booking_ref), zero(amount.currency))
    whole, kept = settlement.kept(zero(amount.currency)), settlement.kept(before + amount)
    lines = [credit(chart.held(booking_ref), amount)]
    for account in whole.keys() | so_far.keys():
        # What an account had by the settlement, less what it is to keep and what it gave before.
        nothing = zero(amount.currency)
        change = kept.get(account, nothing) - whole.get(account, nothing) - so_far.get(account, nothing)
        lines.append(Posting(account, change))
    post(connection, Entry(business_ref, key, GIVEN, booking_ref, at, tuple(lines)), at=at)


def given_back(executor: Executor, business_ref: str, booking_ref: str, currency: str) -> Money:
    """Read how much of a settlement has been undone so far."""
    found = _given_so_far(connection_of(executor), business_ref, booking_ref, currency)
    return -found.get(chart.held(booking_ref), zero(currency))


def refund_parts(
    amount: Money, *, card: Money, credit: Money, card_back: Money, credit_back: Money
) -> tuple[Money, Money]:
    """Divide a further refund between card and store credit as they paid, cumulatively.

    Parameters
    ----------
    amount : Money
        To give back now.
    card, credit : Money
        What each paid.
    card_back, credit_back : Money
        What each got back before.

    Returns
    -------
    (Money, Money)
        To the card and as credit; they add up to the amount, and neither gets more than it paid. Where cards take whole
        multiples only (three decimals), the card's part is one as long as the credit can bear the rest.
    """
    wanted, _rest = parts(card_back + credit_back + amount, card, credit)
    least = max(zero(amount.currency), amount - (credit - credit_back))
    most = min(amount, card - card_back)
    to_card = min(max(wanted - card_back, least), most)
    odd = to_card.amount_minor % amount.unit.charge_multiple
    if odd and to_card - Money(odd, amount.currency) >= least:
        to_card -= Money(odd, amount.currency)
    return to_card, amount - to_card


def _given_so_far(
    connection: sa.Connection, business_ref: str, booking_ref: str, currency: str
) -> dict[Account, Money]:
    """What entries that undid the settlement have moved, account by account."""
    a = ledger_account.c
    rows = connection.execute(
        sa.select(
            a.code, a.kind, a.normal_sign, a.owner_ref, a.floor_minor, sa.func.sum(posting.c.amount_minor)
        )
        .join_from(posting, ledger_account)
        .join(entry, entry.c.id == posting.c.entry_id)
        .where(
            entry.c.business_ref == business_ref,
            entry.c.subject_ref == booking_ref,
            entry.c.kind == GIVEN,
            a.currency == currency,
        )
        .group_by(a.code, a.kind, a.normal_sign, a.owner_ref, a.floor_minor)
        .order_by(a.code)
    )
    return {Account(*row[:5]): Money(int(row[5]), currency) for row in rows}
