"""What goes into a draw by lot and what comes out, as a record that anyone can replay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One person's interest in one gig: more tickets, more luck; each entry has at least one."""

    gig_id: str
    fan_id: str
    tickets: int


@dataclass(frozen=True, slots=True)
class Lot:
    """Outcome for one gig.

    Parameters
    ----------
    gig_id : str
        The gig.
    winners : tuple of str
        Ids of fans with a place, in the order drawn.
    waiting : tuple of str
        The others who could take it, in the order drawn: who follows if a winner declines.
    elsewhere : tuple of str
        Drawn earlier for a gig that excludes this one.
    """

    gig_id: str
    winners: tuple[str, ...]
    waiting: tuple[str, ...]
    elsewhere: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DrawRecord:
    """Everything needed to replay a draw.

    Parameters
    ----------
    commitment : str
        Shown when the window opened.
    seed : str
        Revealed after.
    places : mapping of str to int
        By gig id.
    entries : tuple of Entry
        Sorted by gig, then fan.
    excludes : tuple of (str, str, str)
        Fan and two gigs of which that fan can do one only.
    most_gigs : int
        Most gigs one fan wins.
    digest : str
        SHA-256 of places, entries, excludes and limit.
    lots : tuple of Lot
        Outcome by gig id; see `matching.replay`.
    """

    commitment: str
    seed: str
    places: Mapping[str, int]
    entries: tuple[Entry, ...]
    excludes: tuple[tuple[str, str, str], ...]
    most_gigs: int
    digest: str
    lots: tuple[Lot, ...]
