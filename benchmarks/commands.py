"""Processor time and memory of the loop and of a large world: `python -m benchmarks.commands`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from statistics import median

from config import ROOT

MIB = 1024  # ru_maxrss is in KiB
# What the machine does meanwhile: seconds differ from hour to hour on a shared one, their ratio much less.
PLAIN = [sys.executable, "-c", "x = 0\nfor i in range(10_000_000): x += i * i"]


def main() -> None:
    """Run each command in a process of its own, several times, and print what it took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.commands")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--scale", type=int, default=100_000)
    options = parser.parse_args()
    flask = [sys.executable, "-m", "flask", "--app", "wsgi", "muster", "seed", "--scale", str(options.scale)]
    _show("loop (bar: 20 s of processor time)", [sys.executable, "-m", "marketplace", "loop"], options.runs)
    _show(f"seed --scale {options.scale} (bars: 180 s, 2 GB)", flask, 1)


def _show(title: str, command: list[str], runs: int) -> None:
    found = [(*_measure(command), _measure(PLAIN)[0]) for _ in range(runs)]
    cpu, wall, mib, plain = (median(column) for column in zip(*found, strict=True))
    ratio = median(row[0] / row[-1] for row in found)
    print(
        f"{title}: processor {cpu:.1f} s, in all {wall:.1f} s, {mib:.0f} MiB at most ({runs} runs)\n"
        f"    {ratio:.1f} times ten million multiplications, which took {plain:.2f} s",
        flush=True,
    )


def _measure(command: list[str]) -> tuple[float, float, float]:
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder:
        setting = {"SECRET_KEY": "a secret of the benchmark alone", "MUSTER_DATA_DIR": folder}
        began = time.perf_counter()
        child = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | setting, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _pid, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - began
    if child.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {child.returncode}")
    return used.ru_utime + used.ru_stime, wall, used.ru_maxrss / MIB


if __name__ == "__main__":
    main()
