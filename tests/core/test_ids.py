"""Public ids are random, of plain letters, and repeatable only where a seed says so."""

from __future__ import annotations

import random
from collections import Counter

from marketplace.core import ids


def test_every_letter_is_as_likely_as_any_other() -> None:
    """Sixteen letters of the alphabet, each about as often."""
    drawn = [ids.new("gig").removeprefix("gig_") for _ in range(4000)]
    assert {len(text) for text in drawn} == {ids.LENGTH}
    counts = Counter("".join(drawn))
    assert set(counts) == set(ids.ALPHABET)
    expected = 4000 * ids.LENGTH / len(ids.ALPHABET)
    assert all(abs(count - expected) < 0.15 * expected for count in counts.values())
    assert len(set(drawn)) == len(drawn)


def test_a_seed_draws_the_same_again() -> None:
    """Inside the block, and nowhere else."""
    with ids.seeded(random.Random(3)):
        first = ids.new("gig"), ids.new_code()
    with ids.seeded(random.Random(3)):
        assert (ids.new("gig"), ids.new_code()) == first
    assert ids.new("gig") != first[0]
