"""What will be asked of the business in one history, drawn from its seed before anything happens."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from random import Random
from typing import Any

from payouts.gateways.sandbox import SandboxSettings

CURRENCIES = ("USD", "USD", "EUR", "JPY", "KWD", "HUF")
CARDS = (
    "pm_card_visa", "pm_card_visa", "pm_card_visa", "pm_card_visa", "pm_card_mastercard", "pm_card_bypassPending",
    "pm_card_visa", "pm_card_chargeDeclined", "pm_card_createDispute", "pm_card_createDisputeInquiry",
)  # fmt: skip
CHOICES = ("money", "money", "money", "store_credit", "donation", "halves")

_WEIGHTS = {
    "book": 5, "capture": 6, "void": 1, "promise": 3, "earn": 6, "close": 3, "tip": 3, "refund": 4, "forfeit": 2,
    "hold": 2, "release": 2, "freeze": 2, "thaw": 2, "demand": 3, "run": 4, "bank": 2, "events": 4, "worker": 3,
    "wait": 6, "dispute": 2, "send_back": 2, "top_up": 1, "redeem": 1, "give_back": 2, "evidence": 3, "schedule": 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is asked of the business.

    Attributes
    ----------
    number : int
        Its place in the history; part of every key it leads to.
    kind : str
    crash_in : int
        Points after which the process dies in it; 0: it does not.
    is_doubled : bool
        Whether it is asked twice.
    """

    number: int
    kind: str
    fan: str
    booking: str
    amount: int
    bps: int
    card: str
    choice: str
    hours: float
    crash_in: int = 0
    is_doubled: bool = False
    is_bad: bool = False
    draw: int = 0


@dataclass(frozen=True, slots=True)
class Script:
    """A whole history before it happens."""

    seed: int
    currency: str
    fans: tuple[str, ...]
    settings: SandboxSettings
    storm: float
    steps: tuple[Step, ...] = field(default=())


def script_of(seed: int) -> Script:
    """Draw a history; the same seed draws the same one."""
    rng = Random(f"history {seed}")
    fans = tuple(f"fan_{n}" for n in range(rng.randint(1, 3)))
    bookings = tuple(f"bkg_{n}" for n in range(rng.randint(1, 3)))
    opening = ["top_up", *["book"] * len(bookings), "capture", "earn"]
    kinds = opening + rng.choices(list(_WEIGHTS), weights=list(_WEIGHTS.values()), k=rng.randint(6, 18))
    steps = tuple(_step(rng, number, kind, fans, bookings) for number, kind in enumerate(kinds))
    currency = rng.choice(CURRENCIES)
    return Script(seed, currency, fans, _settings(rng), rng.choice((0.05, 0.15, 0.35)), steps)


def _step(rng: Random, number: int, kind: str, fans: tuple[str, ...], bookings: tuple[str, ...]) -> Step:
    numbered = kind in ("book", "capture") and number <= len(bookings) + 1
    drawn: dict[str, Any] = {
        "fan": rng.choice(fans),
        "booking": bookings[number - 1] if numbered and kind == "book" else rng.choice(bookings),
        "amount": rng.choice((rng.randint(1, 99), rng.randint(100, 20_000), rng.randint(100, 20_000))),
        "bps": rng.choice((10_000, 10_000, rng.randint(1, 9_999))),
        "card": rng.choice(CARDS),
        "choice": rng.choice(CHOICES),
        "hours": rng.choice((0.0, 0.5, 6.0, 30.0, 80.0, 200.0)),
        "crash_in": rng.choice((0, 0, rng.randint(1, 25), rng.randint(1, 60))),
        "is_doubled": rng.random() < 0.1,
        "is_bad": rng.random() < 0.4,
        "draw": rng.getrandbits(32),
    }
    return Step(number, kind, **drawn)


def _settings(rng: Random) -> SandboxSettings:
    def after(*hours: float) -> dt.timedelta:
        return dt.timedelta(hours=rng.choice(hours))

    return SandboxSettings(
        fee_bps=rng.choice((0, 290)),
        fee_fixed_minor=rng.choice((0, 0, 30)),
        funds_after=after(0, 0, 24, 60),
        top_up_after=after(0, 0, 20),
        payout_after=after(0, 0, 20, 50),
        dispute_fee_minor=rng.choice((0, 1500)),
    )
