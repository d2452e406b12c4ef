"""Machine code that is kept on disk is renewed when anything compiled into it changes."""

from __future__ import annotations

import hashlib
from pathlib import Path

from matching.engine import kernels_feasible

FILES = ("compiled.py", "arrays.py", "kernels_pair.py", "kernels_plain.py", "kernels_rules.py")


def test_the_scan_names_the_digest_of_what_is_compiled_into_it() -> None:
    folder = Path(kernels_feasible.__file__).parent
    text = "".join((folder / name).read_text() for name in FILES)

    # Write the new digest into CALLED: that changes the file, which makes the compiler renew what it keeps.
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == kernels_feasible.CALLED
