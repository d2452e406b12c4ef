"""Codes that people read, type and scan."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.codes.letters import ALPHABET, PROMOTION_LENGTH, VALUE_LENGTH, new_code, read_code, spelt
from payouts.errors import CodeMistyped

codes = st.builds(
    lambda length, seed: new_code(length, lambda letters: seed.choice(letters)),
    st.sampled_from([VALUE_LENGTH, PROMOTION_LENGTH]),
    st.randoms(use_true_random=False),
)


def test_no_letter_is_mistaken_for_another() -> None:
    assert not set(ALPHABET) & set("01OI")
    assert len(ALPHABET) == len(set(ALPHABET)) == 32


@given(
    codes,
    st.sampled_from(
        [str.lower, str.upper, spelt, lambda c: f"  {spelt(c).lower()} ", lambda c: c.replace("", " ")]
    ),
)
def test_a_code_is_read_however_it_is_typed(code: str, typed: object) -> None:
    assert read_code(typed(code)) == code  # type: ignore[operator]


@given(codes, st.data())
def test_one_wrong_letter_is_always_seen(code: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from([letter for letter in ALPHABET if letter != code[place]]))
    with pytest.raises(CodeMistyped):
        read_code(code[:place] + other + code[place + 1 :])


@given(st.text(max_size=40))
def test_junk_is_refused_and_never_breaks_anything(text: str) -> None:
    try:
        code = read_code(text)
    except CodeMistyped:
        return
    assert set(code) <= set(ALPHABET)


def test_two_codes_are_not_the_same() -> None:
    assert len({new_code(VALUE_LENGTH) for _ in range(1000)}) == 1000
