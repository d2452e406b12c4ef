"""The books of one lived booking, in memory: they take entries, keep floors, and compare sums."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict

from payouts.flows import Postings
from payouts.ledger import Entry
from payouts.money import Money, zero

CODES = ("JPY", "KRW", "CLP", "USD", "EUR", "MXN", "BHD", "KWD", "TND")
SHOP, BOOKING = "biz", "bkg"
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


class Lost(AssertionError):
    """A minor unit is missing, or there is one too many."""


class History:
    """One booking and its books in memory: what each account holds in its own direction, and every entry."""

    def __init__(self, seed: int) -> None:
        self.rng, self.entries = random.Random(seed), list[Entry]()
        self.code = self.rng.choice(CODES)
        self.sums: dict[tuple[str, str], int] = defaultdict(int)
        self.fans = [f"fan_{n}" for n in range(self.rng.randint(1, 5))]
        self.weights = [self.rng.choice((1, 1, 2, 3, 7, 999)) for _ in self.fans]
        self.none = zero(self.code)
        self.paid_in = self.tips = self.refunded = self.sent = self.provider_kept = self.disputed = self.none
        self.funded = self.none

    def money(self, most: int) -> Money:
        """Some amount, small ones often."""
        return Money(self.rng.randint(1, self.rng.choice((most, min(most, 100), min(most, 7)))), self.code)

    def post(self, kind: str, postings: Postings) -> None:
        """Take an entry, which balances or cannot be made, and hold it to the floors."""
        entry = Entry(SHOP, f"k{len(self.entries)}", kind, BOOKING, NOON, postings)
        for line in entry.postings:
            place = line.account.code, line.amount.currency
            self.sums[place] += line.account.normal_sign * line.amount.amount_minor
            if line.account.floor_minor is not None and self.sums[place] < line.account.floor_minor:
                raise Lost(f"{kind}: {line.account.code} fell to {self.sums[place]}")
        self.entries.append(entry)

    def holds(self, *prefixes: str, unit: str | None = None) -> Money:
        """What accounts hold together."""
        found = (
            amount
            for (code, currency), amount in self.sums.items()
            if currency == (unit or self.code) and code.partition(":")[0] in prefixes
        )
        return Money(sum(found), self.code)

    def must(self, what: str, left: Money, right: Money) -> None:
        """Two sums are one."""
        if left != right:
            raise Lost(f"{what}: {left} is not {right}")
