"""What a small shop must not pay for: the web process loads neither a compiler nor a solver."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEAVY = {"llvmlite", "numba", "ortools", "pyvrp", "scipy", "vroom"}


def test_the_web_process_starts_without_a_compiler_or_a_solver(tmp_path: Path) -> None:
    code = f"import sys, wsgi; print(sorted({HEAVY!r} & set(sys.modules)))"
    settings = {
        "SECRET_KEY": "a-key-for-this-test-alone",
        "MUSTER_WORLD": "shop",
        "MUSTER_SCHEDULER": "off",
        "MUSTER_DATA_DIR": str(tmp_path),
        "PATH": "/usr/bin:/bin",
    }

    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, env=settings, cwd=Path(__file__).parents[2],
    )  # fmt: skip

    assert ran.stdout.splitlines()[-1] == "[]"
