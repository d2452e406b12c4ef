"""The pieces that charts are made of."""

import pytest

from marketplace.core.svg import box, number, shortened, text


@pytest.mark.parametrize(
    ("value", "written"), [(1, "1"), (1.5, "1.5"), (1.239, "1.24"), (100.0, "100"), (0.001, "0")]
)
def test_coordinates_are_short(value: float, written: str) -> None:
    assert number(value) == written


def test_words_without_room_are_cut_with_a_sign() -> None:
    assert shortened("Bicycle delivery", 9) == "Bicycle…"
    assert shortened("Poetry", 9) == "Poetry"


def test_words_are_escaped_and_sizes_never_negative() -> None:
    assert "&lt;b&gt;" in text("0", 1, "<b>", "x")
    assert 'height="0"' in box("0", 0, "10%", -4, "x")
