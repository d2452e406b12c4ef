"""An entry and its postings as values, which balance or cannot be made."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from payouts.errors import InvalidEntry
from payouts.ledger.chart import Account
from payouts.money import Money

_OPAQUE = re.compile(r"[A-Za-z0-9_.:/-]{0,80}")
_LIMITS = {"business_ref": 64, "key": 160, "kind": 40, "subject_ref": 64}
_PLAIN = {name: re.compile(rf"\S{{1,{limit}}}").fullmatch for name, limit in _LIMITS.items()}
_CANONICAL = json.JSONEncoder(sort_keys=True)

MetaValue = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Posting:
    """A signed amount on one ledger account: debit positive, credit negative."""

    account: Account
    amount: Money


def debit(account: Account, amount: Money) -> Posting:
    """Write an amount on the debit side."""
    return Posting(account, amount)


def credit(account: Account, amount: Money) -> Posting:
    """Write an amount on the credit side."""
    return Posting(account, -amount)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened to money, complete and in balance.

    Parameters
    ----------
    business_ref : str
        Opaque id of the business whose books these are.
    key : str
        Unique name of the happening within the business, up to 160 characters.
    kind : str
        What happened, up to 40 characters: ``capture``, ``fulfilment``, ...
    subject_ref : str
        Opaque id of what it is about.
    event_at : datetime
        Aware instant at which it happened.
    postings : iterable of Posting
        Amounts on the same account and currency are merged, zeros dropped.
    meta : mapping, optional
        Evidence: ids, counts and flags. Free text is refused, so that no name or address gets in.
    reverses_id : int or None
        Id of the entry that this one undoes.

    Raises
    ------
    InvalidEntry
        If fewer than two postings remain, if a currency does not add up to zero, if the instant is
        naive, or if a ref, key or meta value is not opaque.
    """

    business_ref: str
    key: str
    kind: str
    subject_ref: str
    event_at: dt.datetime
    postings: tuple[Posting, ...]
    meta: Mapping[str, MetaValue] = field(default_factory=dict)
    reverses_id: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "postings", _merged(self.postings))
        for name, is_plain in _PLAIN.items():
            if not is_plain(getattr(self, name)):
                limit = _LIMITS[name]
                raise InvalidEntry(f"{name} must be 1 to {limit} characters without spaces", field=name)
        if self.event_at.tzinfo is None:
            raise InvalidEntry("event_at needs a time zone", field="event_at")
        if len(self.postings) < 2:
            raise InvalidEntry("an entry needs at least two postings that are not zero", key=self.key)
        for name, evidence in self.meta.items():
            if isinstance(evidence, str) and not _OPAQUE.fullmatch(evidence):
                raise InvalidEntry(f"meta.{name} is not an opaque id", field=f"meta.{name}")
        sums: dict[str, int] = defaultdict(int)
        for line in self.postings:
            sums[line.amount.currency] += line.amount.amount_minor
        for code, rest in sums.items():
            if rest:
                raise InvalidEntry(f"{code} is out of balance by {rest}", currency=code, rest_minor=rest)

    @property
    def content_hash(self) -> str:
        """SHA-256 of what the entry says; its instants do not count, so that a later repeat is equal."""
        lines = [(p.account.code, p.amount.currency, p.amount.amount_minor) for p in self.postings]
        return hash_of(self.kind, self.subject_ref, self.reverses_id, lines, self.meta)


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """An entry as it stands in the ledger.

    Attributes
    ----------
    id : int
    key : str
    kind : str
    subject_ref : str
    event_at : datetime
        As first written; a repeat does not change it.
    is_repeat : bool
        Whether this call found it written already.
    """

    id: int
    key: str
    kind: str
    subject_ref: str
    event_at: dt.datetime
    is_repeat: bool


def hash_of(
    kind: str,
    subject_ref: str,
    reverses_id: int | None,
    lines: Iterable[tuple[str, str, int]],
    meta: Mapping[str, MetaValue],
) -> str:
    """Digest what an entry says.

    Parameters
    ----------
    kind, subject_ref : str
    reverses_id : int or None
    lines : iterable of (code, currency, amount_minor)
        In any order.
    meta : mapping

    Returns
    -------
    str
        64 hexadecimal digits of SHA-256 over canonical JSON.
    """
    content = [kind, subject_ref, reverses_id, sorted(list(line) for line in lines), dict(meta)]
    return hashlib.sha256(_CANONICAL.encode(content).encode()).hexdigest()


def _merged(postings: Iterable[Posting]) -> tuple[Posting, ...]:
    lines: dict[tuple[str, str], Posting] = {}
    for line in postings:
        place = (line.account.code, line.amount.currency)
        known = lines.get(place)
        if known is not None and known.account != line.account:
            raise InvalidEntry("one account code is used with two natures in the same entry")
        lines[place] = line if known is None else Posting(line.account, known.amount + line.amount)
    return tuple(line for line in lines.values() if line.amount.amount_minor)
