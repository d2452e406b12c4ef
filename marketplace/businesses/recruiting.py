"""What a recruiting page says of rewards: words that the area of rewards supplies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from marketplace.businesses.choices import TERMS, label_of
from marketplace.businesses.models import Programme


@dataclass(frozen=True)
class RewardWords:
    """What a member gets: sentences, and an example with its whole reward line by line."""

    sentences: tuple[str, ...]
    example_title: str = ""
    example_lines: tuple[tuple[str, str], ...] = ()  # (what, how much) in words
    example_total: str = ""


Speaker = Callable[[Programme], RewardWords]
_speaker: list[Speaker] = []


def register(speaker: Speaker) -> None:
    """Say from now on by `speaker` what programmes give; the last one registered speaks."""
    _speaker[:] = [speaker]


def reward_words(programme: Programme) -> RewardWords:
    """What a programme gives, in the reader's language; the bare terms while nobody knows more."""
    if _speaker:
        return _speaker[0](programme)
    return RewardWords((label_of(TERMS, programme.terms),))
