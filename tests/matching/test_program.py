"""The library as a program of its own: light, alone, and patient with whoever reads it."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.matching.test_cli import EXAMPLES


def test_the_library_starts_light_and_alone() -> None:
    code = (
        "import sys, matching;"
        "heavy = {'pyvrp', 'scipy', 'numba', 'ortools', 'flask', 'sqlalchemy', 'marketplace', 'payouts'};"
        "print(sorted(heavy & set(sys.modules)))"
    )

    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "[]"


def test_the_package_runs_as_a_program() -> None:
    words = [sys.executable, "-m", "matching", "solve", str(EXAMPLES / "assign.json")]

    ran = subprocess.run(words, capture_output=True, text=True, check=True)

    assert json.loads(ran.stdout)["pairs"]


def test_a_reader_that_has_had_enough_is_no_error() -> None:
    asked = f"{sys.executable} -m matching schema | head -c 1"
    done = subprocess.run(["sh", "-c", asked], capture_output=True, text=True, check=True)

    assert (done.stdout, done.stderr) == ("{", "")


def test_streams_that_are_closed_or_full_are_named() -> None:
    program = f"{sys.executable} -m matching"
    for words, said in (
        (f"{program} schema >&-", "cannot be written: the standard output is closed"),
        (f"{program} schema >/dev/full", "cannot be written: No space left on device"),
        (f"{program} solve - <&-", "cannot be read: the standard input is closed"),
    ):
        done = subprocess.run(["sh", "-c", words], capture_output=True, text=True, check=False)

        assert (done.returncode, json.loads(done.stderr)["reason"]) == (2, said)
