"""Ten thousand statements as PDF: time on two processes, largest memory, and that the same statement gives the same bytes.

python -m benchmarks.payouts.statements
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import multiprocessing
import random
import resource
import statistics
import sys
import time

from payouts.money import Money
from payouts.statements.csv_file import statement_csv
from payouts.statements.document import Statement, StatementHold, StatementItem
from payouts.statements.pdf_file import statement_pdf
from payouts.statements.sheet import Names, Sheet, Work, sheet_of

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
TITLES = (
    "Cata de café en Lavapiés",
    "Murals of the Mission",
    "Paquetes del sábado",
    "A night at the harbour",
    "Paseo en bici por Ámsterdam",
)
PEOPLE = ("José Ibáñez", "Ana Núñez", "Łukasz Wójcik", "Zoë Brönte", "Mia O'Hara", "Íñigo Peña")


def sheet_number(number: int) -> Sheet:
    """One invented statement, a few gigs, tips and a debt on it, in one of two languages."""
    rng = random.Random(number)
    currency = rng.choice(["USD", "EUR", "MXN", "JPY"])

    def money(low: int, high: int) -> Money:
        return Money(rng.randint(low, high), currency)

    items, work = [], {}
    for index in range(rng.randint(3, 8)):
        ref = f"asg_{number}_{index}"
        parts = [("Por hora" if number % 2 else "By the hour", money(1000, 9000)), ("Bonus", money(100, 900))]
        amount = parts[0][1] + parts[1][1]
        items.append(StatementItem(ref, "earning", False, NOON - dt.timedelta(days=index), amount))
        work[ref] = Work(rng.choice(TITLES), "21 nov, 10:00", parts)
        if rng.random() < 0.4:
            items.append(StatementItem(ref, "tip", True, NOON, money(100, 2000)))
    items.append(StatementItem("fan", "debt_netted", False, NOON, -money(1, 300)))
    held = (StatementHold(f"asg_{number}_x", money(1000, 5000), "hold_time", NOON),)
    total = sum((item.amount for item in items), Money(0, currency))
    statement = Statement(
        "biz_1", f"fan_{number}", f"pay_{number:028d}", 1 + number % 60, total, NOON, NOON, tuple(items), held, Money(0, currency)
    )  # fmt: skip
    names = Names("Café Ñandú", rng.choice(PEOPLE), "Europe/Madrid", work, f"tr_{number:024d}")
    return sheet_of(statement, names, "es" if number % 2 else "en")


def produce(numbers: range) -> tuple[int, float, float, str, list[str]]:
    """Make a share of them: how many bytes, CPU seconds, largest memory in MB, a digest, and faults."""
    size, digest, faults, began = 0, hashlib.sha256(), [], time.process_time()
    for number in numbers:
        content = statement_pdf(sheet_number(number))
        size += len(content)
        digest.update(content)
        if number % 500 == 0 and statement_pdf(sheet_number(number)) != content:
            faults.append(f"statement {number} differs from itself")
    used = time.process_time() - began
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return size, used, most, digest.hexdigest(), faults


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--statements", type=int, default=10_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    shares = [range(n, options.statements, options.processes) for n in range(options.processes)]
    seconds, found = [], []
    for _ in range(options.rounds):
        began = time.perf_counter()
        with multiprocessing.get_context("spawn").Pool(options.processes) as pool:
            found.append(pool.map(produce, shares))
        seconds.append(time.perf_counter() - began)
    began = time.process_time()
    for number in range(1000):
        statement_csv(sheet_number(number))
    csv_ms = time.process_time() - began
    last = found[-1]
    faults = [fault for one in last for fault in one[4]]
    if len({tuple(one[3] for one in round_) for round_ in found}) != 1:
        faults.append("two rounds differ")
    json.dump(
        {
            "statements": options.statements,
            "processes": options.processes,
            "seconds": round(statistics.median(seconds), 1),
            "cpu_seconds": round(sum(one[1] for one in last), 1),
            "cpu_ms_each": round(1000 * sum(one[1] for one in last) / options.statements, 2),
            "kilobytes_each": round(sum(one[0] for one in last) / options.statements / 1024, 1),
            "most_memory_mb": round(max(one[2] for one in last)),
            "csv_cpu_ms_each": round(csv_ms, 2),
            "faults": faults,
        },
        sys.stdout,
        indent=1,
    )
    sys.stdout.write("\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
