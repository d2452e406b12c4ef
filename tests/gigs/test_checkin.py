"""Check-in: its window and its circle, to the second and the metre."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.gigs.checkin import by_code, by_place, by_time, window

START = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
END = START + timedelta(hours=3)
OPENING = window(START, END, early_minutes=30, grace_minutes=5)
HERE = (52.3702, 4.8952)


@pytest.mark.parametrize(
    ("seconds", "allowed", "late"),
    [
        (-30 * 60 - 1, False, False),
        (-30 * 60, True, False),
        (0, True, False),
        (5 * 60, True, False),
        (5 * 60 + 1, True, True),
        (3 * 3600 - 1, True, True),
        (3 * 3600, False, False),
    ],
)
def test_the_window(seconds: int, allowed: bool, late: bool) -> None:
    verdict = by_time(OPENING, START + timedelta(seconds=seconds))
    assert (verdict.is_allowed, verdict.is_late) == (allowed, late)


def test_work_without_a_start_can_be_begun_whenever() -> None:
    assert window(None, None, early_minutes=30, grace_minutes=5) is None
    assert by_time(None, START).is_allowed


@pytest.mark.parametrize(
    ("metres", "accuracy_m", "allowed"),
    [
        (149, 0, True),
        (151, 0, False),
        (160, 20, True),
        (239, 90, True),
        (260, 5000, False),
        (200, -50, False),
    ],
)
def test_the_circle_grants_a_device_its_uncertainty_up_to_a_limit(
    metres: float, accuracy_m: float, allowed: bool
) -> None:
    there = (HERE[0] + metres / 111_195, HERE[1])
    verdict = by_place(OPENING, START, HERE, there, circle_m=150, accuracy_m=accuracy_m)
    assert verdict.is_allowed == allowed
    assert verdict.distance_m == pytest.approx(metres, abs=1)
    assert verdict.code == ("" if allowed else "checkin_too_far")


@given(st.text(alphabet=" \t\n", max_size=3), st.booleans())
def test_the_code_is_read_whatever_the_case_and_spaces(spaces: str, upper: bool) -> None:
    said = spaces + ("AB 2CD 4" if upper else "ab2 cd4") + spaces
    assert by_code(OPENING, START, "AB2CD4", said).is_allowed


def test_no_code_is_never_the_right_one() -> None:
    assert not by_code(OPENING, START, "", "").is_allowed
    assert by_code(OPENING, START, "AB2CD4", "AB2CD5").code == "checkin_code_wrong"
