"""The facts of many packed profiles as columns: bytes in, arrays out, with no loop over people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from marketplace.superfans.packed_facts import HEAD, LEVEL_BITS, MINUTE_BITS, VERSION, word

Whole = npt.NDArray[np.int64]
Documents = Callable[[Sequence[int]], Iterable[Mapping[str, Any]]]
"""Gives the documents of the fans at some positions."""
PARTS = ("skills", "languages", "interests", "rules")
LEVELS = (1 << LEVEL_BITS) - 1
MINUTES = (1 << MINUTE_BITS) - 1


class StaleFacts(ValueError):
    """Facts that were packed by another version, or not from the document beside them: pack the profiles anew."""


@dataclass(frozen=True)
class Part:
    """Entries of all fans, fan by fan: how many each has, and their numbers."""

    counts: Whole
    values: Whole

    def owners(self) -> Whole:
        """The position of the fan of every entry."""
        return np.repeat(np.arange(len(self.counts), dtype=np.int64), self.counts)

    def words(self) -> Whole:
        """The numbers of texts, without their levels."""
        return self.values >> LEVEL_BITS << LEVEL_BITS

    def levels(self) -> npt.NDArray[np.int8]:
        """What stands beside each text."""
        return (self.values & LEVELS).astype(np.int8)


@dataclass(frozen=True)
class Facts:
    """Columns of the head by name, and the entries that follow it."""

    head: Mapping[str, Whole]
    parts: Mapping[str, Part]

    def rules(self) -> Whole:
        """Weekly rules, int64[k, 4]: position of the fan, weekday, minute of opening, minute of closing."""
        part = self.parts["rules"]
        values = part.values
        return np.column_stack(
            [part.owners(), values >> 2 * MINUTE_BITS, values >> MINUTE_BITS & MINUTES, values & MINUTES]
        )


def read(blobs: Sequence[bytes]) -> Facts:
    """Facts of fans, by position. Raises StaleFacts for those of another version."""
    lengths = np.fromiter(map(len, blobs), dtype=np.int64, count=len(blobs)) // 8
    flat = np.frombuffer(b"".join(blobs), dtype="<i8")
    starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])[:-1]
    if len(blobs) and int(lengths.min()) < len(HEAD):
        raise StaleFacts("packed facts are missing: pack the profiles anew")
    table = flat[starts[:, None] + np.arange(len(HEAD))] if len(blobs) else np.empty((0, len(HEAD)), np.int64)
    head = {name: table[:, place].astype(np.int64) for place, name in enumerate(HEAD)}
    counts = [head[name] for name in PARTS]
    if (head["version"] != VERSION).any() or (lengths != len(HEAD) + sum(counts)).any():
        raise StaleFacts("packed facts are of another version: pack the profiles anew")
    begins, parts = starts + len(HEAD), {}
    for name, count in zip(PARTS, counts, strict=True):
        before = np.cumsum(count) - count
        where = np.repeat(begins - before, count) + np.arange(int(count.sum()), dtype=np.int64)
        parts[name] = Part(count, flat[where].astype(np.int64))
        begins = begins + count
    return Facts(head, parts)


def texts_of(facts: Facts, documents: Documents) -> dict[str, tuple[Whole, list[str]]]:
    """By kind of word: the distinct numbers, sorted, and the text of each, found in the documents of as few fans as it takes.

    Raises StaleFacts when a document does not say what the facts beside it do.
    """
    found, owners = {}, set()
    for name in ("zone", "skills", "languages", "interests"):
        numbers = facts.head["zone"] if name == "zone" else facts.parts[name].words()
        distinct, first = np.unique(numbers, return_index=True)
        whose = (
            first if name == "zone" else np.searchsorted(np.cumsum(facts.parts[name].counts), first, "right")
        )
        found[name] = distinct
        owners |= set(whose.tolist())
    texts: dict[int, str] = {}
    for document in documents(sorted(owners)):
        said = (document["zone"], *document["skills"], *document["languages"], *document["interests"])
        texts.update((word(text), text) for text in said)
    try:
        return {name: (numbers, [texts[one] for one in numbers.tolist()]) for name, numbers in found.items()}
    except KeyError as missing:
        raise StaleFacts("packed facts do not fit their documents: pack the profiles anew") from missing
