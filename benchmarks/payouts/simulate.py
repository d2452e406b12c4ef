"""Random histories against the payouts library: `python -m benchmarks.payouts.simulate [--histories N] [--seed S]`.

With `--replay SEED` one history is told step by step.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from benchmarks.payouts.simulator import Books, Report, run_history


def main() -> int:
    """Run histories and print what they came to; exit status 1 if one is not sound."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.payouts.simulate")
    parser.add_argument("--histories", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1, help="of the first history; the next ones count up")
    parser.add_argument("--replay", type=int, help="tell this one history step by step")
    parser.add_argument("--naive", action="store_true", help="with a business that does without the library")
    options = parser.parse_args()
    books = Books()
    if options.replay is not None:
        report = run_history(options.replay, books, log=print, is_naive=options.naive)
        print(*(report.violations or ["sound"]), sep="\n")
        return int(bool(report.violations))
    began = time.perf_counter()
    reports = [
        _run(seed, books, options.naive) for seed in range(options.seed, options.seed + options.histories)
    ]
    _tell(reports, time.perf_counter() - began)
    return int(any(report.violations for report in reports))


def _run(seed: int, books: Books, is_naive: bool) -> Report:
    report = run_history(seed, books, is_naive=is_naive)
    for violation in () if is_naive else report.violations:
        print(f"seed {seed}: {violation}", flush=True)
    return report


def _tell(reports: list[Report], seconds: float) -> None:
    bad = [report for report in reports if report.violations]
    print(
        f"{len(reports)} histories, {sum(r.steps for r in reports)} steps, {sum(r.crashes for r in reports)} crashes, "
        f"{sum(r.faults for r in reports)} faults, {sum(r.transfers for r in reports)} transfers"
    )
    print(
        f"{len(bad)} histories with violations: {dict(Counter(v.split()[0] for r in bad for v in r.violations))}"
    )
    print(f"{len(reports) / seconds * 60:.0f} histories per minute ({seconds:.0f} s)")


if __name__ == "__main__":
    sys.exit(main())
