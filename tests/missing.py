"""What a machine lacks: the test is skipped by name and reason, unless nothing may be skipped."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def missing(reason: str) -> NoReturn:
    """Skip this test; fail it where the run is told to skip nothing."""
    if os.environ.get("MUSTER_TESTS_SKIP_NOTHING"):
        pytest.fail(f"{reason}, and nothing may be skipped")
    pytest.skip(reason)
