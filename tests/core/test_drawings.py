"""Drawings made from data are the same each time and say nothing false."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.core.drawings import avatar_tone, placeholder_svg, qr_svg, stars_svg

KINDS = ["experience", "journey", "layover", "delivery", "help", "idea", "business", "something else"]


@pytest.mark.parametrize("kind", KINDS)
@given(key=st.text(max_size=30))
def test_a_placeholder_is_always_the_same_for_the_same_key(kind: str, key: str) -> None:
    first, second = placeholder_svg(key, kind), placeholder_svg(key, kind)

    assert first == second
    assert "style=" not in first
    ElementTree.fromstring(first)


def test_placeholders_differ_by_key_and_by_kind() -> None:
    assert len({placeholder_svg(f"exp_{n}", "experience") for n in range(40)}) > 35
    assert len({placeholder_svg("same", kind) for kind in KINDS if kind != "idea"}) == len(KINDS) - 1


def test_a_placeholder_is_decoration_unless_it_is_said() -> None:
    assert 'aria-hidden="true"' in placeholder_svg("a")
    assert 'aria-label="A &#34;walk&#34;"' in placeholder_svg("a", label='A "walk"')


@pytest.mark.parametrize(
    ("value", "width"), [(0, None), (2.5, "50.0"), (5, "100.0"), (7, "100.0"), (-1, None)]
)
def test_stars_are_filled_in_proportion(value: float, width: str | None) -> None:
    filled = re.search(r'rating__full" x="0" width="([\d.]+)"', stars_svg(value))

    assert (filled[1] if filled else None) == width


def test_initials_have_their_own_tone() -> None:
    assert avatar_tone("Marisol Vega") == avatar_tone("Marisol Vega")
    assert {avatar_tone(f"person {n}") for n in range(50)} == {"", "avatar--2", "avatar--3", "avatar--4"}


@given(st.text(min_size=1, max_size=80).filter(lambda text: text.isprintable()))
def test_a_code_holds_as_many_dark_modules_as_its_matrix(text: str) -> None:
    import segno

    matrix = segno.make(text, error="m", micro=False).matrix
    drawn = sum(int(run) for run in re.findall(r"h(\d+)v1", qr_svg(text, "Scan")))

    assert drawn == sum(map(sum, matrix))
