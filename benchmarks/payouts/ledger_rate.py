"""Posts a second with every invariant on, against a raw insert of header and two legs: `python -m benchmarks.payouts.ledger_rate`.

Both sides write one entry a transaction, each client a process of its own over one connection, in rounds that take turns. The raw side
calls the driver itself (sqlite3, psycopg) and inserts a header and two legs into tables with the same columns, keys, foreign keys and look-up indexes,
without guards, balances, versions, hashes, locks or look-ups. Ours makes the `Entry` and calls `post` inside SQLAlchemy's transaction. One leg is always the same platform account, the other
one of 1,000 fans' guarded accounts.
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
import multiprocessing as mp
import os
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import sqlalchemy as sa

from benchmarks.web import postgres
from payouts.audit import audit
from payouts.database import prepare_sqlite
from payouts.ledger import Entry, chart, credit, debit, post
from payouts.money import Money
from payouts.tables import metadata

SHOP, FANS, BAR = "biz_bench", 1_000, 0.5
AT = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
_TYPES = {
    "sqlite": {"id": "INTEGER PRIMARY KEY", "big": "BIGINT", "instant": "DATETIME", "json": "JSON"},
    "postgresql": {"id": "bigserial PRIMARY KEY", "big": "bigint", "instant": "timestamptz", "json": "jsonb"},
}
# What any ledger needs to be read: by key, by subject, by entry, by account.
RAW_TABLES = (
    "CREATE TABLE raw_entry (id {id}, business_ref varchar(64) NOT NULL, key varchar(160) NOT NULL, kind varchar(40) NOT NULL, "
    "subject_ref varchar(64) NOT NULL, event_at {instant} NOT NULL, created_at {instant} NOT NULL, meta {json} NOT NULL, "
    "UNIQUE (business_ref, key))",
    "CREATE INDEX raw_by_subject ON raw_entry (business_ref, subject_ref)",
    "CREATE TABLE raw_posting (id {id}, entry_id {big} NOT NULL REFERENCES raw_entry (id), "
    "ledger_account_id {big} NOT NULL REFERENCES ledger_account (id), amount_minor {big} NOT NULL)",
    "CREATE INDEX raw_by_entry ON raw_posting (entry_id)",
    "CREATE INDEX raw_by_account ON raw_posting (ledger_account_id)",
)
_COLUMNS = "business_ref, key, kind, subject_ref, event_at, created_at, meta"


def fan(number: int) -> str:
    """Name one of the fans."""
    return f"fan_{number:04d}"


def entry(number: int, key: str) -> Entry:
    """A dollar from the business to a fan."""
    amount = Money(100, "USD")
    legs = (debit(chart.PROVIDER_AVAILABLE, amount), credit(chart.payable(fan(number)), amount))
    return Entry(SHOP, key, "earning", fan(number), AT, legs)


def make(url: str) -> None:
    """Make the tables of both sides, and open every account."""
    engine = prepare_sqlite(sa.create_engine(url))
    metadata.create_all(engine)
    with engine.begin() as connection:
        for statement in RAW_TABLES:
            connection.exec_driver_sql(statement.format(**_TYPES[engine.dialect.name]))
        for number in range(FANS):
            post(connection, entry(number, f"open:{number}"), at=AT)
    with engine.begin() as connection:  # as the server does of itself within a minute
        connection.exec_driver_sql("ANALYZE")
    engine.dispose()


def ours(url: str, name: str) -> Callable[[int], None]:
    """What posts through the library."""
    engine = prepare_sqlite(sa.create_engine(url, pool_size=1))
    rng, connection = random.Random(name), engine.connect()

    def write(number: int) -> None:
        with connection.begin():
            post(connection, entry(rng.randrange(FANS), f"{name}:{number}"), at=AT)

    return write


def raw(url: str, name: str) -> Callable[[int], None]:
    """What inserts through the driver alone."""
    return (_raw_sqlite if url.startswith("sqlite") else _raw_postgresql)(url, name)


def _raw_sqlite(url: str, name: str) -> Callable[[int], None]:
    import sqlite3

    connection = sqlite3.connect(sa.make_url(url).database or "", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
        connection.execute(f"PRAGMA {pragma}")
    rng, accounts = random.Random(name), _accounts(url)

    def write(number: int) -> None:
        who = rng.randrange(FANS)
        connection.execute("BEGIN IMMEDIATE")
        found = connection.execute(
            f"INSERT INTO raw_entry ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (SHOP, f"{name}:{number}", "earning", fan(who), "2026-11-20 12:00:00.000000", "2026-11-20 12:00:00.000000", "{}"),
        )  # fmt: skip
        legs = [(found.lastrowid, accounts[""], 100), (found.lastrowid, accounts[fan(who)], -100)]
        connection.executemany(
            "INSERT INTO raw_posting (entry_id, ledger_account_id, amount_minor) VALUES (?, ?, ?)", legs
        )
        connection.execute("COMMIT")

    return write


def _raw_postgresql(url: str, name: str) -> Callable[[int], None]:
    import psycopg

    connection = psycopg.connect(url.replace("+psycopg", "", 1))
    rng, accounts, cursor = random.Random(name), _accounts(url), connection.cursor()

    def write(number: int) -> None:
        who = rng.randrange(FANS)
        cursor.execute(
            f"INSERT INTO raw_entry ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id",
            (SHOP, f"{name}:{number}", "earning", fan(who), AT, AT, "{}"),
        )
        (entry_id,) = cursor.fetchone() or (0,)
        cursor.execute(
            "INSERT INTO raw_posting (entry_id, ledger_account_id, amount_minor) VALUES (%s, %s, %s), (%s, %s, %s)",
            (entry_id, accounts[""], 100, entry_id, accounts[fan(who)], -100),
        )
        connection.commit()

    return write


def _accounts(url: str) -> dict[str, int]:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT id, coalesce(owner_ref, '') FROM ledger_account").all()
    engine.dispose()
    return {owner: account_id for account_id, owner in rows}


def client(side: Callable[..., Any], url: str, name: str, seconds: float, gate: Any, found: Any) -> None:
    """One client: warm up, wait for the others, write until the time is over."""
    write = side(url, name)
    for number in range(20):
        write(-number - 1)
    gate.wait()
    ends, count = time.perf_counter() + seconds, 0
    for number in itertools.count():
        if time.perf_counter() >= ends:
            break
        write(number)
        count += 1
    found.put(count)


def rate(side: Callable[..., Any], url: str, clients: int, seconds: float, name: str) -> float:
    """Entries a second, over all clients."""
    context = mp.get_context("fork")
    gate, found = context.Barrier(clients), context.Queue()
    names = [f"{name}:{n}" for n in range(clients)]
    workers = [context.Process(target=client, args=(side, url, n, seconds, gate, found)) for n in names]
    for worker in workers:
        worker.start()
    counts = [found.get(timeout=seconds + 120) for _ in workers]
    for worker in workers:
        worker.join()
    return sum(counts) / seconds


def measure(title: str, url: str, clients: int, rounds: int, seconds: float) -> None:
    """Rounds that take turns; medians, and the ratio of each round."""
    pairs = []
    for number in range(rounds):
        sides = [("raw", raw), ("ours", ours)] if number % 2 else [("ours", ours), ("raw", raw)]
        seen = {what: rate(side, url, clients, seconds, f"{clients}:{number}:{what}") for what, side in sides}
        pairs.append((seen["raw"], seen["ours"]))
    ratios = [mine / bare for bare, mine in pairs]
    print(
        f"{title:<12}{clients:>3} clients   raw {median(p[0] for p in pairs):>7.0f}/s   ours {median(p[1] for p in pairs):>7.0f}/s   "
        f"ratio {median(ratios):.2f} (from {min(ratios):.2f} to {max(ratios):.2f}), bar {BAR}",
        flush=True,
    )


def run(title: str, url: str, options: argparse.Namespace) -> None:
    """Measure one database, and audit what was written."""
    make(url)
    for clients in options.clients:
        measure(title, url, clients, options.rounds, options.seconds)
    with sa.create_engine(url).connect() as connection:
        entries = connection.exec_driver_sql("SELECT count(*) FROM entry").scalar_one()
        print(f"{title:<12}audit over {entries} entries: {audit(connection) or 'sound'}", flush=True)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.payouts.ledger_rate")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--seconds", type=float, default=1.0)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 20])
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--folder", type=Path, help="where the SQLite file lies: a real disk, not memory")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="muster-bench-", dir=options.folder or os.getcwd()) as name:
        if "sqlite" in options.databases:
            run("SQLite", f"sqlite:///{Path(name) / 'books.sqlite3'}", options)
        if "postgresql" in options.databases:
            with postgres(Path(name)) as url:
                run("PostgreSQL", url, options)


if __name__ == "__main__":
    main()
