"""Life cycles as data: states, actions, who may act, timers and what follows, in one table per aggregate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core.db import Base, Json, Keyed, UTCDateTime, db
from marketplace.core.errors import Forbidden, Refused


class Actor(StrEnum):
    """Who may move a thing from one state to another."""

    FAN = "fan"
    CUSTOMER = "customer"
    STAFF = "staff"
    CLOCK = "clock"
    SYSTEM = "system"
    PROVIDER = "provider"


@dataclass(frozen=True)
class Transition:
    """One arrow: an action that leads from some states to one, by some actors, perhaps when a timer is due."""

    action: str
    sources: frozenset[str]
    target: str
    by: frozenset[Actor]
    timer: str = ""
    follows: str = ""


def step(
    action: str, sources: str, target: str, *by: Actor, timer: str = "", follows: str = ""
) -> Transition:
    """Write one arrow of a table: sources are separated by spaces; `timer` and `follows` are words for the diagram."""
    return Transition(action, frozenset(sources.split()), target, frozenset(by), timer, follows)


class InvalidTransition(Refused):
    """The thing is not in a state from which this can be done."""

    code = "invalid_transition"


class ActorNotAllowed(Forbidden):
    """This can be done, but not by this actor."""

    code = "actor_not_allowed"


@dataclass(frozen=True)
class Lifecycle:
    """The states of one aggregate and every way between them."""

    name: str
    initial: str
    steps: tuple[Transition, ...]
    final: frozenset[str] = frozenset()
    states: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        seen = dict.fromkeys([self.initial])
        for one in self.steps:
            seen.update(dict.fromkeys(sorted(one.sources)))
            seen[one.target] = None
        object.__setattr__(self, "states", tuple(seen))
        REGISTRY[self.name] = self

    def target(self, state: str, action: str, actor: Actor) -> str:
        """The state an action leads to.

        Raises InvalidTransition when the state does not know the action, ActorNotAllowed when the actor may not.
        """
        found = self._find(state, action)
        if found is None:
            raise InvalidTransition(aggregate=self.name, state=state, action=action)
        if actor not in found.by:
            raise ActorNotAllowed(aggregate=self.name, action=action, actor=actor.value)
        return found.target

    def allows(self, state: str, action: str, actor: Actor) -> bool:
        """True when `target` would answer: what pages ask before they show a button."""
        found = self._find(state, action)
        return found is not None and actor in found.by

    def _find(self, state: str, action: str) -> Transition | None:
        return next((s for s in self.steps if s.action == action and state in s.sources), None)


REGISTRY: dict[str, Lifecycle] = {}


class StateChange(Keyed, Base):
    """One step taken: from, to, by whom, why and when; opaque ids only."""

    __tablename__ = "state_change"
    __table_args__ = (sa.Index("ix_state_change_subject", "aggregate", "subject"),)

    aggregate: Mapped[str] = mapped_column(sa.String(32))
    subject: Mapped[str] = mapped_column(sa.String(24))
    from_state: Mapped[str] = mapped_column(sa.String(32))
    to_state: Mapped[str] = mapped_column(sa.String(32))
    action: Mapped[str] = mapped_column(sa.String(32))
    actor: Mapped[str] = mapped_column(sa.String(16))
    actor_ref: Mapped[str | None] = mapped_column(sa.String(24))
    reason: Mapped[dict[str, Any] | None] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


def move(
    lifecycle: Lifecycle,
    thing: Any,
    action: str,
    actor: Actor,
    at: datetime,
    *,
    actor_ref: str | None = None,
    reason: dict[str, Any] | None = None,
) -> str:
    """Take one step with a row that has `state` and `public_id`, and write it down; returns the new state."""
    target = lifecycle.target(thing.state, action, actor)
    db.session.add(
        StateChange(
            aggregate=lifecycle.name,
            subject=thing.public_id,
            from_state=thing.state,
            to_state=target,
            action=action,
            actor=actor.value,
            actor_ref=actor_ref,
            reason=reason,
            at=at,
        )
    )
    thing.state = target
    return target


def move_all(
    lifecycle: Lifecycle,
    things: Sequence[Any],
    action: str,
    actor: Actor,
    at: datetime,
    *,
    reason: dict[str, Any] | None = None,
) -> list[str]:
    """Write down one step of many rows at once; returns their new states, which the caller writes into the rows."""
    targets = [lifecycle.target(thing.state, action, actor) for thing in things]
    rows = [
        {
            "aggregate": lifecycle.name,
            "subject": thing.public_id,
            "from_state": thing.state,
            "to_state": target,
            "action": action,
            "actor": actor.value,
            "actor_ref": None,
            "reason": reason,
            "at": at,
        }
        for thing, target in zip(things, targets, strict=True)
    ]
    if rows:
        db.session.execute(sa.insert(StateChange.__table__), rows)
    return targets


def diagram(lifecycle: Lifecycle) -> str:
    """The table as a Mermaid state diagram, for the docs."""
    lines = ["stateDiagram-v2", f"    [*] --> {lifecycle.initial}"]
    for one in lifecycle.steps:
        who = ", ".join(sorted(a.value for a in one.by))
        when = f" when {one.timer}" if one.timer else ""
        lines += [
            f"    {source} --> {one.target}: {one.action} ({who}){when}" for source in sorted(one.sources)
        ]
    lines += [f"    {state} --> [*]" for state in _ends(lifecycle)]
    return "\n".join(lines)


def _ends(lifecycle: Lifecycle) -> Iterable[str]:
    left = {source for s in lifecycle.steps for source in s.sources}
    return [state for state in lifecycle.states if state not in left]
