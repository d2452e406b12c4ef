"""The world of one history: clock, weather on the line, and a process that may die before any statement."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any

import sqlalchemy as sa

from benchmarks.payouts.simulator.books import Books
from payouts.database import Executor
from payouts.gateways.provider import Provider
from payouts.gateways.sandbox import Sandbox, SandboxSettings
from payouts.gateways.stripe_provider import StripeProvider, sandbox_key, sandbox_provider

SHOP = "biz_simulated"
PLATFORM = sandbox_key(SHOP)
START = dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC)
"""A Monday."""

_STATUSES = (409, 429, 500, 503)


class Crash(BaseException):
    """The process dies here."""


@dataclass
class Weather:
    """A fault that decides anew for each request whether it meets it; stands in for a list of scripted ones.

    Attributes
    ----------
    risk : float
        Share of requests that fail, between 0 and 1.
    """

    rng: Random
    risk: float = 0.0
    kind: str = "drop"
    when: str = "before"
    status: int = 500
    met: int = 0

    def meets(self, method: str, path: str) -> bool:
        """Whether this request fails, and how."""
        if self.rng.random() >= self.risk:
            return False
        self.kind = self.rng.choice(("drop", "status"))
        self.when = self.rng.choice(("before", "after"))
        self.status = self.rng.choice(_STATUSES)
        if self.kind == "status" and self.status in (409, 429):
            self.when = "before"  # these say that nothing happened, and that must be true
        self.met += 1
        return True


@dataclass
class World:
    """One business, its books and its provider, in one history.

    Attributes
    ----------
    crash_in : int or None
        Points (statement, commit, request) until the process dies.
    transfers : list of (datetime, str, int)
        What reached recipients' accounts: instant, account and minor units, as the provider made it.
    """

    books: Books
    rng: Random
    settings: SandboxSettings
    currency: str
    now: dt.datetime = START
    crash_in: int | None = None
    crashes: int = 0
    transfers: list[tuple[dt.datetime, str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.weather = Weather(self.rng)
        self.engine = self.books.engine
        self._listen()
        self.restart()

    def clock(self) -> dt.datetime:
        """Give the instant."""
        return self.now

    def later(self, **delta: float) -> None:
        """Move the clock."""
        self.now += dt.timedelta(**delta)

    def restart(self) -> None:
        """Begin a new process, which knows nothing but the database."""
        self.crash_in = None
        made: tuple[StripeProvider, Sandbox] = sandbox_provider(
            self.books.outside,
            SHOP,
            clock=self.clock,
            settings=self.settings,
            faults=[self.weather],  # type: ignore[list-item]
        )
        self.provider: Provider = made[0]
        self.sandbox = made[1]
        self._watch(self.sandbox)

    @contextmanager
    def transaction(self) -> Iterator[Executor]:
        """A transaction of the host; the process may die before or after its commit."""
        with self.engine.begin() as connection:
            yield connection
        self.point()

    def close(self) -> None:
        """Take the hooks off the database again."""
        for name, hook in self._hooks:
            sa.event.remove(self.engine, name, hook)

    def _listen(self) -> None:
        def on_statement(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            if not statement.startswith("BEGIN"):
                self.point()

        def on_commit(_connection: Any) -> None:
            self.point()

        self._hooks = (("before_cursor_execute", on_statement), ("commit", on_commit))
        for name, hook in self._hooks:
            sa.event.listen(self.engine, name, hook)

    def point(self) -> None:
        """A place where the process may die."""
        if self.crash_in is None:
            return
        self.crash_in -= 1
        if self.crash_in <= 0:
            self.crash_in = None
            self.crashes += 1
            raise Crash

    def _watch(self, sandbox: Sandbox) -> None:
        """Let the process die before and after requests, and see what transfers are made."""
        answer = sandbox._answer

        def watched(method: str, path: str, params: Mapping[str, Any], headers: Mapping[str, str]) -> Any:
            self.point()
            before = len(self._made()) if (method, path) == ("post", "/v1/transfers") else 0
            try:
                return answer(method, path, params, headers)
            finally:
                if (method, path) == ("post", "/v1/transfers"):
                    for made in self._made()[before:]:
                        self.transfers.append((self.now, made["destination"], made["amount"]))

        request = sandbox.request

        def requested(*args: Any, **named: Any) -> Any:
            answered = request(*args, **named)
            self.point()
            return answered

        sandbox._answer = watched  # type: ignore[method-assign]
        sandbox.request = requested  # type: ignore[method-assign]

    def _made(self) -> list[dict[str, Any]]:
        return self.outside("transfer")

    def outside(self, kind: str, account_id: str = "") -> list[dict[str, Any]]:
        """What the provider has of a kind, oldest first: the truth, read past every fault."""
        query = "SELECT body FROM sandbox_object WHERE kind = ? AND account_id = ? ORDER BY number"
        return [json.loads(body) for (body,) in self.books.truth(query, (kind, account_id))]
