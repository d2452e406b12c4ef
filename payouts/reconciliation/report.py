"""What a reconciliation needs of its host, and what it gives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from payouts.reconciliation.items import Item
from payouts.reconciliation.lines import Total
from payouts.reconciliation.matching import Tally
from payouts.reconciliation.proofs import BalanceProof


class BookingsSide(Protocol):
    """What the host's bookings say of money. Both methods read in transactions of their own."""

    def pages(self) -> Iterator[list[Total]]:
        """Give every payment's totals (payment, refund) and every booking's (held), page by page.

        A page holds all totals of the payments and bookings it is about.
        """
        ...

    def known(self, refs: Collection[str]) -> set[str]:
        """Say which of these payments and bookings the host has."""
        ...


@dataclass(slots=True)
class Report:
    """How a reconciliation went.

    Attributes
    ----------
    run_ref : str
    since, until : datetime
    open_items : list of Item
        Every difference that is open now, whenever it was found.
    news : list of Item
        What was found or changed in this run.
    resolved : int
        How many differences have gone away by themselves.
    tally : Tally
        Lines by side, and movements on which the sides agree.
    totals : int
        Payments and bookings compared with the ledger.
    balances : list of BalanceProof
    """

    run_ref: str
    since: dt.datetime
    until: dt.datetime
    open_items: list[Item] = field(default_factory=list)
    news: list[Item] = field(default_factory=list)
    resolved: int = 0
    tally: Tally = field(default_factory=Tally)
    totals: int = 0
    balances: list[BalanceProof] = field(default_factory=list)

    @property
    def due(self) -> list[Item]:
        """What is open and will not settle by itself any more."""
        return [item for item in self.open_items if item.is_due]

    @property
    def newly_due(self) -> list[Item]:
        """What somebody must be told of: due since this run."""
        return [item for item in self.news if item.is_due]

    @property
    def is_clean(self) -> bool:
        """Whether all sides agree, but for what is on its way."""
        return not self.due
