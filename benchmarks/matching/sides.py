"""One side of a comparison in a process of its own, so that its memory is its own: CPU seconds, peak memory, value."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from config import ROOT
from matching.engine.edges import Edges

FIELDS = ("starts", "fans", "scores", "places", "room")
ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")

Side = Callable[[Edges], dict[str, Any]]


def compare(module: str, edges: Edges, names: list[str], runs: int) -> dict[str, Any]:
    """Return the medians of every side, run in turn, each time in a new process of ``python -m module --side``."""
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as folder:
        for field in FIELDS:
            np.save(Path(folder, f"{field}.npy"), getattr(edges, field))
        for _ in range(runs):
            for name in names:
                command = [sys.executable, "-m", module, "--side", name, "--folder", folder]
                ran = subprocess.run(
                    command,
                    cwd=ROOT,
                    env=os.environ | ONE_CORE,
                    stdout=subprocess.PIPE,
                    check=True,
                    text=True,
                )
                found[name].append(json.loads(ran.stdout))
    return {
        name: rows[0] | {key: median(row[key] for row in rows) for key in ("cpu_seconds", "memory_mib")}
        for name, rows in found.items()
    }


def run_side(side: Side, folder: str, warm_up: Edges) -> None:
    """Print what one side takes: once on a small market (which loads libraries and compiled code), then measured.

    Memory is the highest of the whole process less what it had just before, so that arrays of the market and libraries
    that are loaded anyway are not counted.
    """
    edges = Edges(**{field: np.load(Path(folder, f"{field}.npy")) for field in FIELDS})
    side(warm_up)
    # The peak of this process from here on: ru_maxrss would keep that of the process which started it.
    Path("/proc/self/clear_refs").write_text("5")
    before = _memory_mib("VmRSS")
    began = time.process_time()
    said = side(edges)
    seconds = time.process_time() - began
    most = _memory_mib("VmHWM")
    print(json.dumps(said | {"cpu_seconds": round(seconds, 4), "memory_mib": round(most - before, 1)}))


def _memory_mib(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))
