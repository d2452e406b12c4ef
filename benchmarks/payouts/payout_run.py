"""A payout run for many fans under the provider's limits, by a clock that only waiting moves.

    python -m benchmarks.payouts.payout_run [--fans 10000]

The sandbox answers 429 to more than 25 requests a second at one endpoint, as Stripe does. The floor is the time that the
busiest endpoint needs at that limit; how long the machine itself takes is told beside it and is no part of it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from payouts import flows, operations, recipients
from payouts.database import Executor, prepare_sqlite
from payouts.gateways.pacing import Pace, endpoint_of
from payouts.gateways.sandbox import SandboxSettings
from payouts.gateways.sandbox.transport import Sandbox
from payouts.gateways.stripe_provider import sandbox_provider
from payouts.intents import CreateRecipient, TopUp
from payouts.ledger import Entry, post
from payouts.money import Money
from payouts.runs import run_payouts
from payouts.tables import metadata

LIMIT = 25
SHOP = "biz_benchmark"
START = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


class SimulatedTime:
    """Seconds that pass only while somebody waits."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def sleep(self, seconds: float) -> None:
        """Let so many pass."""
        self.seconds += seconds

    def instant(self) -> dt.datetime:
        """The instant."""
        return START + dt.timedelta(seconds=self.seconds)


class Counted:
    """Counts what goes to each endpoint and how often the answer was 429."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.requests: Counter[str] = Counter()
        self.too_many = 0
        self._request = sandbox.request
        sandbox.request = self.request  # type: ignore[method-assign]

    def request(self, method: str, url: str, *args: Any, **options: Any) -> Any:
        """Pass a request on."""
        answer = self._request(method, url, *args, **options)
        path = url.split("://", 1)[-1].split("/", 1)[-1].split("?")[0]
        self.requests[endpoint_of(method, f"/{path}")] += 1
        self.too_many += answer[1] == 429
        return answer


def main() -> None:
    """Run it and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fans", type=int, default=10_000)
    fans = parser.parse_args().fans
    with tempfile.TemporaryDirectory() as folder:
        engine = prepare_sqlite(sa.create_engine(f"sqlite:///{Path(folder) / 'books.sqlite3'}"))
        sa.event.listen(engine, "connect", lambda made, _record: made.execute("PRAGMA synchronous=OFF"))
        metadata.create_all(engine)
        measure(engine, fans)


def measure(engine: sa.Engine, fans: int) -> None:
    """Make the fans, then pay all of them in one run."""

    @contextmanager
    def transaction() -> Iterator[Executor]:
        with engine.begin() as connection:
            yield connection

    clock = SimulatedTime()
    unlimited, _ = sandbox_provider(engine, SHOP, clock=clock.instant)
    prepare(transaction, unlimited, fans, clock)
    settings = SandboxSettings(requests_per_second=LIMIT)
    pace = Pace(monotonic=lambda: clock.seconds, sleep=clock.sleep)
    provider, sandbox = sandbox_provider(engine, SHOP, clock=clock.instant, settings=settings, pace=pace)
    counted, began, real = Counted(sandbox), clock.seconds, time.perf_counter()
    report = run_payouts(
        transaction, provider, SHOP, run_ref="run", on=clock.instant().date(), clock=clock.instant
    )
    took, busiest = clock.seconds - began, max(counted.requests.values())
    floor = busiest / LIMIT
    print(f"fans {fans}, paid {len(report.paid)}, failures {len(report.failures)}")
    for endpoint, number in counted.requests.most_common():
        print(f"  {number:7d}  {endpoint}")
    print(f"simulated {took:.1f} s, floor {floor:.1f} s, ratio {took / floor:.3f} (at most 1.05)")
    print(f"answers 429: {counted.too_many}; this machine worked {time.perf_counter() - real:.0f} s on it")


def prepare(transaction: Any, provider: Any, fans: int, clock: SimulatedTime) -> None:
    """Every fan has an account at the provider and is owed between ten and sixty dollars."""
    on = START.date() - dt.timedelta(days=1)
    for first in range(0, fans, 500):
        with transaction() as session:
            for number in range(first, min(first + 500, fans)):
                owner, amount = f"fan_{number:05d}", Money(1000 + number % 5001, "USD")
                recipients.set_recipient(session, SHOP, owner, schedule="daily", on=on)
                entry = Entry(
                    SHOP,
                    f"gig:{number}",
                    "earning",
                    f"gig_{number}",
                    START,
                    flows.fan_compensated(owner, amount),
                )
                post(session, entry, at=START)
    for number in range(fans):
        do(transaction, provider, CreateRecipient(f"fan_{number:05d}", "US"), f"recipient:{number}", clock)
    for number in range(fans * 6001 // 99_999_999 + 1):
        do(transaction, provider, TopUp("prg", Money(99_999_999, "USD")), f"top-up:{number}", clock)


def do(transaction: Any, provider: Any, intent: Any, key: str, clock: SimulatedTime) -> None:
    """Plan an operation and carry it out."""
    with transaction() as session:
        planned = operations.plan(session, SHOP, intent, key=key, at=clock.instant())
    operations.carry_out(transaction, provider, planned.id, clock=clock.instant)


if __name__ == "__main__":
    main()
