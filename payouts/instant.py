"""Being paid at once: what it would bring, its planning once, and what became of it.

The whole of what is due is transferred to the person's account at the provider, as ever. From there the provider
sends what is left after its fee, within minutes. Where it will not, the same money goes the ordinary way, for nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from payouts.database import Executor, connection_of
from payouts.due import DueItem, unpaid_items
from payouts.errors import InstantRefused, NotFound
from payouts.holds import lock_owner, open_holds
from payouts.instant_tables import instant_payout
from payouts.instant_terms import InstantTerms
from payouts.ledger import chart
from payouts.ledger.balances import balance
from payouts.money import Money, total, zero
from payouts.payout_planning import cover, net_debt, payable_items
from payouts.payout_rounding import bring_forward
from payouts.payout_rows import Payout, payouts_of
from payouts.recipients import get_recipient


@dataclass(frozen=True, slots=True)
class InstantQuote:
    """What being paid at once brings.

    Attributes
    ----------
    due : Money
        All that is due, after debts.
    fee : Money
        What the provider keeps.
    net : Money
        What reaches the bank. ``net + fee`` is ``due`` but for what is too small to be divided so.
    """

    due: Money
    fee: Money
    net: Money

    @property
    def kept(self) -> Money:
        """Kept for the next payout."""
        return self.due - self.fee - self.net


def quote_instant(terms: InstantTerms, due: Money) -> InstantQuote:
    """Divide what is due into what reaches the person and what it costs. Pure.

    Raises
    ------
    InstantRefused
        ``instant_too_little`` or ``instant_too_much``, with the bound.
    """
    least, most = Money(terms.net_least_minor, due.currency), Money(terms.net_most_minor, due.currency)
    multiple = due.unit.payout_multiple
    wanted = due.amount_minor * 10_000 // (10_000 + terms.fee_bps)
    net = Money(
        max(min(wanted, due.amount_minor - terms.fee_least_minor), 0) // multiple * multiple, due.currency
    )
    # Rounding the fee up may take one step more than the share allows.
    while net and net + terms.fee(net) > due:
        net -= Money(multiple, due.currency)
    if net < least:
        needed = least + terms.fee(least)
        raise InstantRefused("instant_too_little", least_minor=needed.amount_minor, currency=due.currency)
    if net > most:
        raise InstantRefused(
            "instant_too_much", most_minor=(most + terms.fee(most)).amount_minor, currency=due.currency
        )
    return InstantQuote(due, terms.fee(net), net)


def foresee_instant(
    executor: Executor,
    business_ref: str,
    owner_ref: str,
    *,
    terms: InstantTerms | None,
    currency: str,
    at: dt.datetime,
) -> InstantQuote:
    """Say what being paid at once would bring now; changes nothing.

    Parameters
    ----------
    executor : Session or Connection
    business_ref, owner_ref : str
    terms : InstantTerms or None
        From `instant_terms`.
    currency : str
    at : datetime

    Raises
    ------
    InstantRefused
        ``instant_not_offered``, ``instant_no_account``, ``instant_person_held``, ``instant_held`` (with
        ``until_at`` if one ends by itself), ``instant_debt``, ``instant_nothing_due``, ``instant_too_little``,
        ``instant_too_much``.
    """
    connection = connection_of(executor)
    if terms is None:
        raise InstantRefused("instant_not_offered", currency=currency)
    try:
        settings = get_recipient(connection, business_ref, owner_ref)
    except NotFound:
        settings = None
    if settings is None or settings.account_id is None:
        raise InstantRefused("instant_no_account")
    if open_holds(connection, business_ref, owner_ref, at):
        raise InstantRefused("instant_person_held")
    mine = [
        item
        for item in unpaid_items(connection, business_ref, owner_ref, at)
        if item.amount.currency == currency
    ]
    due = _due(connection, business_ref, owner_ref, currency, [item for item in mine if not item.is_held])
    if due.amount_minor <= 0:
        raise _nothing(connection, business_ref, owner_ref, currency, mine)
    return quote_instant(terms, due)


def plan_instant(
    executor: Executor,
    business_ref: str,
    owner_ref: str,
    *,
    run_ref: str,
    terms: InstantTerms | None,
    seen: InstantQuote,
    at: dt.datetime,
) -> Payout:
    """Plan a payout of all that is due, to be sent at once; repeating the name changes nothing.

    Parameters
    ----------
    executor : Session or Connection
        The caller commits, then calls `payouts.runs.advance_payout`.
    business_ref, owner_ref : str
    run_ref : str
        Unique name of this demand within the business.
    terms : InstantTerms or None
    seen : InstantQuote
        What was shown; planned is exactly that, or nothing.
    at : datetime

    Returns
    -------
    Payout

    Raises
    ------
    InstantRefused
        As `foresee_instant`, and ``instant_changed`` if it is not what was shown any more. Nothing was written.
    """
    connection, currency = connection_of(executor), seen.due.currency
    lock_owner(connection, business_ref, owner_ref)
    known = payouts_of(connection, business_ref, owner_ref=owner_ref, run_ref=run_ref)
    if known:
        return known[0]
    quote = foresee_instant(connection, business_ref, owner_ref, terms=terms, currency=currency, at=at)
    if quote != seen or terms is None:
        raise InstantRefused("instant_changed")
    free = [i for i in unpaid_items(connection, business_ref, owner_ref, at) if not i.is_held]
    net_debt(connection, business_ref, owner_ref, run_ref, currency, free, at)
    bring_forward(connection, business_ref, owner_ref, run_ref, currency, at)
    settings = get_recipient(connection, business_ref, owner_ref)
    items = payable_items(unpaid_items(connection, business_ref, owner_ref, at), currency)
    found = cover(connection, business_ref, settings, run_ref, currency, items, at, keep=quote.kept)
    connection.execute(
        sa.insert(instant_payout).values(
            payout_id=found.id,
            net_minor=quote.net.amount_minor,
            fee_minor=quote.fee.amount_minor,
            terms_since=terms.since,
            asked_at=at,
        )
    )
    return found


def _due(
    connection: sa.Connection, business_ref: str, owner_ref: str, currency: str, free: list[DueItem]
) -> Money:
    """All that could be sent now: pay less debts, with what was kept before; tips whole."""
    nothing = zero(currency)
    pay = total((item.amount for item in free if not item.is_tip), currency)
    debt = balance(connection, business_ref, chart.receivable(owner_ref), currency)
    pay -= min(debt, max(pay, nothing))
    pay += balance(connection, business_ref, chart.carried(owner_ref), currency)
    tips = total((item.amount for item in free if item.is_tip), currency)
    return (
        max(pay, nothing) + tips + balance(connection, business_ref, chart.carried_tips(owner_ref), currency)
    )


def _nothing(
    connection: sa.Connection, business_ref: str, owner_ref: str, currency: str, mine: list[DueItem]
) -> InstantRefused:
    held = [item for item in mine if item.is_held]
    if held:
        ends = [item.held_until_at for item in held if item.held_until_at is not None]
        return InstantRefused("instant_held", until_at=min(ends, default=None))
    if mine and balance(connection, business_ref, chart.receivable(owner_ref), currency):
        return InstantRefused("instant_debt")
    return InstantRefused("instant_nothing_due")
