from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.businesses.slugs import free_slug, slug_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Foglight Books", "foglight-books"),
        ("Tostadores Añil", "tostadores-anil"),
        ("Łódź & Søn", "lodz-son"),
        ("  Straße 7  ", "strasse-7"),
        ("北京", "page"),
    ],
)
def test_a_name_becomes_what_stands_in_an_address(name, slug):
    assert slug_of(name) == slug


@given(st.text(max_size=200))
def test_every_name_has_a_slug_that_fits_an_address(name):
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug_of(name))
    assert len(slug_of(name)) <= 40


def test_a_taken_slug_is_numbered():
    taken = {"foglight", "foglight-2"}

    assert free_slug("Foglight", taken.__contains__) == "foglight-3"
