"""Machine code that is kept on disk is renewed when anything compiled into it changes."""

from __future__ import annotations

import hashlib
from importlib import import_module
from pathlib import Path

import pytest

import matching.engine

SHARED = ("compiled.py", "arrays.py")
FILES = {
    "kernels_index": SHARED,
    "kernels_pair": SHARED,
    "kernels_plain": (*SHARED, "kernels_pair.py"),
    "kernels_rules": (*SHARED, "kernels_pair.py"),
    "kernels_found": SHARED,
    "kernels_feasible": (
        *SHARED,
        "kernels_pair.py",
        "kernels_plain.py",
        "kernels_rules.py",
        "kernels_found.py",
    ),
    "kernels_journeys": ("motion.py", "kernels_heap.py", "kernels_steps.py", "kernels_motion.py"),
    "kernels_auction": ("kernels_heap.py",),
    "kernels_paths": ("kernels_heap.py",),
}


@pytest.mark.parametrize(("name", "files"), FILES.items())
def test_loops_name_the_digest_of_what_is_compiled_into_them(name: str, files: tuple[str, ...]) -> None:
    folder = Path(matching.engine.__file__).parent
    text = "".join((folder / file).read_text() for file in files)

    # Write the new digest into CALLED, in the order above: that changes the file, which renews what is kept of it.
    called = import_module(f"matching.engine.{name}").CALLED
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == called
