"""The audit: what must always hold, checked over a live database, each breach named."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

INVARIANTS = {
    1: "A gig never has more confirmed assignments than places",
    2: "A fan never holds two occupying assignments that overlap",
    3: "Every assignment was accepted with everything checked together",
    4: "A journey is confirmed whole or not at all",
    5: "Every entry sums to zero per currency and is never changed",
    6: "An earning is posted once, a payment captured once, a payout sent once",
    7: "Reserved plus spent rewards never pass the budget, save as shown overspend",
    8: "A tip reaches the fan whole",
    9: "Money held for others is known to the cent",
    10: "Nobody's rows point into another business",
    11: "Every automatic decision leaves a decision record",
    12: "Every deadline has its job",
    13: "Ledger, events, decision records and rounds hold opaque ids only",
}


@dataclass(frozen=True)
class Finding:
    """One breach: which invariant, of what, and what is wrong."""

    invariant: int
    subject: str
    fault: str


Check = Callable[[], Iterable[Finding]]
CHECKS: list[tuple[int, Check]] = []


def check(invariant: int) -> Callable[[Check], Check]:
    """Register one check of one invariant; it reads and yields findings."""

    def register(function: Check) -> Check:
        CHECKS.append((invariant, function))
        return function

    return register


def run() -> list[Finding]:
    """Every finding of every check, by invariant and subject."""
    found = [finding for _, function in CHECKS for finding in function()]
    return sorted(found, key=lambda f: (f.invariant, f.subject, f.fault))


def unchecked() -> list[int]:
    """Invariants no check is registered for; a test wants this empty."""
    return sorted(set(INVARIANTS) - {number for number, _ in CHECKS})
