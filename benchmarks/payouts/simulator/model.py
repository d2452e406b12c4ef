"""What should be true at the end of a history: kept in memory, by plain sums, apart from the library."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

Effect = tuple[str, str, int]
"""``(account code, key, amount)``: an account grows in its own direction."""


@dataclass
class Model:
    """The promises that were made, as the business answered its people; the provider's truth is asked at the end.

    Attributes
    ----------
    moved : mapping
        By account code and key: what was booked to it, grown in its own direction.
    captures, refunds : mapping
        By operation key: booking and amount that the business set out to take, or to give back.
    tips : mapping
        By operation key: amount, and the fans with their weights.
    until : mapping
        By earning: from when its pay may leave; the far end of time while it is frozen.
    holds : mapping
        Of whole persons, by key: whom, from when, until when.
    """

    moved: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    captures: dict[str, tuple[str, int]] = field(default_factory=dict)
    refunds: dict[str, tuple[str, int]] = field(default_factory=dict)
    tips: dict[str, tuple[int, tuple[tuple[str, int], ...]]] = field(default_factory=dict)
    until: dict[str, dt.datetime] = field(default_factory=dict)
    holds: dict[str, tuple[str, dt.datetime, dt.datetime | None]] = field(default_factory=dict)
    frozen: dict[str, str] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    run_failures: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    _offered: dict[str, list[Effect]] = field(default_factory=dict)
    _confirmed: set[str] = field(default_factory=set)
    _ever_free: set[str] = field(default_factory=set)

    def offer(self, key: str, effects: list[Effect]) -> None:
        """Note what is about to be committed; if the process dies, what was offered last may have happened."""
        if key not in self._confirmed:
            self._offered[key] = effects

    def confirm(self, key: str) -> None:
        """Note that what was offered under a key is committed."""
        if key in self._confirmed or key not in self._offered:
            return
        self._confirmed.add(key)
        for account, name, amount in self._offered[key]:
            self.moved[account][name] = self.moved[account].get(name, 0) + amount

    def booked(self, account: str) -> int:
        """What was booked to an account in all."""
        return sum(self.moved[account].values())

    def is_held(self, fan: str, at: dt.datetime) -> bool:
        """Whether a hold on the whole person was open at an instant."""
        return any(
            who == fan and since <= at and (until is None or at < until)
            for who, since, until in self.holds.values()
        )

    def see(self, at: dt.datetime) -> None:
        """Note which pay nothing keeps back at an instant."""
        for account, parts in self.moved.items():
            if account.startswith("payable:"):
                frozen = set(self.frozen.values())
                self._ever_free.update(k for k in parts if k not in frozen and self.until.get(k, at) <= at)

    def ever_free(self, fan: str) -> int:
        """Pay of a fan that was free at some instant so far, in minor units."""
        parts = self.moved[f"payable:{fan}"]
        return sum(amount for key, amount in parts.items() if amount > 0 and key in self._ever_free)
