"""A small business with books, a provider and a clock, for tests of the payouts library."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa

from payouts import flows, operations, recipients
from payouts.database import Executor
from payouts.gateways.calling import Outcome
from payouts.gateways.sandbox import Fault, Sandbox, SandboxSettings
from payouts.gateways.stripe_provider import StripeProvider, sandbox_key, sandbox_provider
from payouts.intents import Authorise, Capture, CreateRecipient, Intent, TopUp
from payouts.ledger import Entry, PostedEntry, post
from payouts.ledger.entries import Posting
from payouts.money import Money

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
"""A Friday."""

SHOP = "biz_roaster"
PLATFORM = sandbox_key(SHOP)


class Crash(BaseException):
    """The process dies here."""


def usd(amount_minor: int) -> Money:
    """So many cents."""
    return Money(amount_minor, "USD")


@dataclass
class World:
    """Books of one business on one database."""

    engine: sa.Engine
    settings: SandboxSettings = field(default_factory=SandboxSettings)
    now: dt.datetime = NOON
    faults: list[Fault] = field(default_factory=list)
    expects_findings: bool = False
    crash_at: int | None = None
    boundaries: int = 0

    def __post_init__(self) -> None:
        self.provider, self.sandbox = self.connect()

    def connect(self) -> tuple[StripeProvider, Sandbox]:
        """Reach the sandbox as a new process would."""
        return sandbox_provider(
            self.engine, SHOP, clock=self.clock, settings=self.settings, faults=self.faults
        )

    def clock(self) -> dt.datetime:
        """Give the instant."""
        return self.now

    def later(self, **delta: float) -> None:
        """Move the clock."""
        self.now += dt.timedelta(**delta)

    @contextmanager
    def transaction(self) -> Iterator[Executor]:
        """A transaction of the host, which a test may let die before or after its commit."""
        with self.engine.begin() as connection:
            yield connection
            self._boundary()
        self._boundary()

    def _boundary(self) -> None:
        self.boundaries += 1
        if self.crash_at == self.boundaries:
            raise Crash

    def post(
        self, key: str, postings: tuple[Posting, ...], *, kind: str = "test", subject: str | None = None
    ) -> PostedEntry:
        """Write an entry in a transaction of its own."""
        with self.transaction() as session:
            entry = Entry(SHOP, key, kind, subject or key, self.now, postings)
            return post(session, entry, at=self.now)

    def plan(self, intent: Intent, key: str) -> operations.Operation:
        """Plan an operation in a transaction of its own."""
        with self.transaction() as session:
            return operations.plan(session, SHOP, intent, key=key, at=self.now)

    def carry_out(self, op_id: int) -> tuple[operations.Operation, Outcome | None]:
        """Carry a planned operation out."""
        return operations.carry_out(self.transaction, self.provider, op_id, clock=self.clock)

    def do(self, intent: Intent, key: str) -> operations.Operation:
        """Plan and carry out."""
        return self.carry_out(self.plan(intent, key).id)[0]

    def fund(self, amount: Money, programme: str = "prg_1") -> operations.Operation:
        """Top a programme's budget up."""
        return self.do(TopUp(programme, amount), f"{programme}:fund:{amount.amount_minor}")

    def captured(self, booking: str, amount: Money, card: str = "pm_card_visa") -> operations.Operation:
        """Authorise and capture a booking's price."""
        authorised = self.do(Authorise(booking, amount, card), f"{booking}:authorise")
        payment_id = authorised.object_id or ""
        return self.do(Capture(booking, payment_id, amount), f"{booking}:capture")

    def fan(self, owner: str = "fan_1", *, schedule: str = "daily", least_minor: int = 0) -> str:
        """Make a fan who can be paid; gives the provider's account."""
        with self.transaction() as session:
            yesterday = self.now.date() - dt.timedelta(days=1)
            recipients.set_recipient(
                session, SHOP, owner, schedule=schedule, on=yesterday, least_minor=least_minor
            )
        return self.do(CreateRecipient(owner, "US"), f"{owner}:recipient").object_id or ""

    def earning(self, key: str, owner: str, amount: Money) -> PostedEntry:
        """Let the business owe a fan an amount."""
        return self.post(key, flows.fan_compensated(owner, amount), kind="earning")
