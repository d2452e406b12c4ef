"""The audit of a long ledger measured: seconds and memory of each part, at a quarter, a half and the whole of it.

    python -m benchmarks.payouts.audit [--postings 1000000] [--only sqlite|postgresql]

Books of two legs each, one of them on an account with a floor (a thousand people, each with balance and version), all
of them sealed. Prints what the checks of sums, of entries' hashes and of the chain of seals take, and the most memory.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from collections.abc import Callable

import sqlalchemy as sa

from benchmarks.payouts.reconciliation import BATCH, databases, memory_mb
from payouts import guards
from payouts.audit import audit
from payouts.database import prepare_sqlite
from payouts.ledger.audit import audit as audit_ledger
from payouts.ledger.chain import verify_chain
from payouts.ledger.entries import hash_of
from payouts.ledger.seals import seal
from payouts.tables import entry, ledger_account, metadata, posting

SHOP, FANS = "biz", 1_000
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def main() -> None:
    """Measure on each database."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--postings", type=int, default=1_000_000)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    chosen = parser.parse_args()
    with databases() as urls:
        for url in urls:
            if url.startswith(chosen.only or ""):
                measure(url, chosen.postings)


def measure(url: str, postings: int) -> None:
    """Let a ledger grow, and audit it three times on the way."""
    engine = prepare_sqlite(sa.create_engine(url))
    metadata.create_all(engine)
    written = 0
    for share in (4, 2, 1):
        entries = postings // 2 // share
        write(engine, written, entries)
        written = entries
        while engine_seal(engine):
            pass
        parts = [
            (name, *timed(engine, check))
            for name, check in (
                ("sums and hashes", audit_ledger),
                ("chain of seals", lambda c: list(verify_chain(c, SHOP).breaks)),
                ("all", audit),
            )
        ]
        told = ", ".join(f"{name} {took:.1f} s ({cpu:.1f} s of work)" for name, took, cpu in parts)
        print(
            f"{engine.dialect.name}: {2 * entries:,} postings: {told}; at most {memory_mb()} MB", flush=True
        )
    engine.dispose()


def timed(engine: sa.Engine, check: Callable[[sa.Connection], object]) -> tuple[float, float]:
    """How long a check takes that finds nothing, by the clock and in processor time."""
    with engine.connect() as connection:
        started, worked = time.perf_counter(), time.process_time()
        found = check(connection)
        assert found == [], found
        return time.perf_counter() - started, time.process_time() - worked


def engine_seal(engine: sa.Engine) -> int:
    """Seal a piece; how many entries that were."""
    with engine.begin() as connection:
        return seal(connection, SHOP, at=NOON)


def write(engine: sa.Engine, first: int, until: int) -> None:
    """Write entries as `payouts.ledger.post` leaves them, many at once; the guards would look at each."""
    with engine.begin() as connection:
        accounts = _accounts(connection)
        guards.remove(connection)
    for start in range(first, until, BATCH):
        numbers = range(start, min(start + BATCH, until))
        with engine.begin() as connection:
            connection.execute(sa.insert(posting), [leg for n in numbers for leg in _legs(n, accounts)])
            connection.execute(sa.insert(entry).inline(), [_entry(n) for n in numbers])
    with engine.begin() as connection:
        c = ledger_account.c
        for fan in range(FANS):
            times = len(range(fan, until, FANS))
            values = {"balance_minor": _balance(fan, times), "version": times}
            connection.execute(sa.update(ledger_account).where(c.id == accounts[fan]).values(values))
        guards.install(connection)


def _accounts(connection: sa.Connection) -> list[int]:
    c = ledger_account.c
    known = list(connection.execute(sa.select(c.id).order_by(c.id)).scalars())
    if known:
        return known
    people = [
        {
            "code": f"payable:fan_{n}",
            "kind": "liability",
            "normal_sign": -1,
            "floor_minor": 0,
            "owner_ref": f"fan_{n}",
        }
        for n in range(FANS)
    ]
    expense = {
        "code": "reward_expense:prg",
        "kind": "expense",
        "normal_sign": 1,
        "floor_minor": None,
        "owner_ref": None,
    }
    shared = {"business_ref": SHOP, "currency": "USD"}
    connection.execute(sa.insert(ledger_account), [one | shared for one in (*people, expense)])
    return list(connection.execute(sa.select(c.id).order_by(c.id)).scalars())


def _amount(number: int) -> int:
    return 100 + number * 7919 % 5_000


def _balance(fan: int, times: int) -> int:
    return sum(_amount(fan + FANS * n) for n in range(times))


_sums: dict[int, int] = {}


def _legs(number: int, accounts: list[int]) -> list[dict[str, object]]:
    fan, amount = number % FANS, _amount(number)
    _sums[fan] = amount + (_sums.get(fan, 0) if number >= FANS else 0)
    return [
        {
            "entry_id": number + 1, "ledger_account_id": accounts[fan], "amount_minor": -amount,
            "balance_after_minor": _sums[fan], "version": number // FANS + 1,
        },
        {
            "entry_id": number + 1, "ledger_account_id": accounts[FANS], "amount_minor": amount,
            "balance_after_minor": None, "version": None,
        },
    ]  # fmt: skip


def _entry(number: int) -> dict[str, object]:
    subject, amount = f"asg_{number}", _amount(number)
    lines = [(f"payable:fan_{number % FANS}", "USD", -amount), ("reward_expense:prg", "USD", amount)]
    at = NOON - dt.timedelta(days=2)
    return {
        "id": number + 1, "business_ref": SHOP, "key": f"earning:{number}", "kind": "earning", "subject_ref": subject,
        "event_at": at, "created_at": at, "meta": {}, "content_hash": hash_of("earning", subject, None, lines, {}),
    }  # fmt: skip


if __name__ == "__main__":
    main()
