"""Brings the invented superfans into the programmes of their city, each admission with its step and its record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from marketplace.core import ids
from marketplace.core.lifecycle import Actor, StateChange
from marketplace.demo.people import FanSketch
from marketplace.demo.people_parts import pick
from marketplace.demo.seed_people import FanKey, Written
from marketplace.demo.seed_rows import Row, insert
from marketplace.demo.words_said import APPLICATIONS
from marketplace.superfans import service_members, service_membership
from marketplace.superfans.lifecycle import MEMBERSHIP
from marketplace.superfans.models import Membership
from marketplace.trust.models import AuditLog, DecisionRecord


class Room(NamedTuple):
    """A programme as members come into it."""

    id: int
    code: str
    business_ref: str
    joining: str
    manager_ref: str


def joins(rng: Random, sketch: FanSketch) -> list[str]:
    """Codes of the programmes that suit somebody; people written by hand are in all of them."""
    skills = {code for code, _ in sketch.skills}
    if sketch.calling == "cast":
        return {"sfo": ["walks", "journeys", "ask"], "mex": ["reparto", "catas"], "ams": ["layover"]}[
            sketch.city
        ]
    if sketch.city == "ams":
        return ["layover"] if rng.random() < 0.9 else []
    if sketch.city == "mex":
        chosen = ["reparto"] if rng.random() < 0.75 else []
        return chosen + (
            ["catas"] if any(s.startswith(("coffee.", "food.", "guiding.")) for s in skills) else []
        )
    chosen = ["walks"] if any(s.startswith(("guiding.", "craft.", "hosting.groups")) for s in skills) else []
    chosen += ["journeys"] if rng.random() < 0.4 or any(s.startswith("hosting.") for s in skills) else []
    return chosen + (["ask"] if rng.random() < 0.6 or not chosen else [])


def admit(
    rng: Random, written: Written, rooms: dict[str, Room], at: datetime, *, joined_before: datetime
) -> None:
    """Write the memberships of some thousands of fans; they joined some time between `at` and `joined_before`."""
    members: list[Row] = []
    changes: list[Row] = []
    records: list[Row] = []
    logged: list[Row] = []
    span = max(timedelta(0), joined_before - at)
    for sketch, key in written:
        for code in joins(rng, sketch):
            joined_at = at + span * (rng.random() ** 0.7)
            member = _member(rng, sketch, key, rooms[code], joined_at)
            members.append(member)
            changes.append(_change(member, rooms[code]))
            records.append(_record(member, key, rooms[code]))
            logged += _logged(member, rooms[code])
    for model, rows in (
        (Membership, members),
        (StateChange, changes),
        (DecisionRecord, records),
        (AuditLog, logged),
    ):
        insert(model, rows)


def _member(rng: Random, sketch: FanSketch, key: FanKey, room: Room, joined_at: datetime) -> Row:
    waited = timedelta(hours=2 + int(rng.random() * 30)) if room.joining == "application" else timedelta(0)
    return {
        "public_id": ids.new("mbr"),
        "programme_id": room.id,
        "fan_id": key.fan_id,
        "state": "active",
        "motive": sketch.motives[0],
        "words": pick(rng, APPLICATIONS[room.code]),
        "applied_at": joined_at - waited,
        "decided_at": joined_at,
        "reason": "",
        "standing": "new",
        "credited_gigs": 0,
    }


def _change(member: Row, room: Room) -> Row:
    actor = Actor.STAFF if room.joining == "application" else Actor.SYSTEM
    return {
        "aggregate": MEMBERSHIP.name,
        "subject": member["public_id"],
        "from_state": MEMBERSHIP.initial,
        "to_state": MEMBERSHIP.target(MEMBERSHIP.initial, "admit", actor),
        "action": "admit",
        "actor": actor.value,
        "actor_ref": room.manager_ref if actor is Actor.STAFF else None,
        "reason": None,
        "at": member["decided_at"],
    }


def _record(member: Row, key: FanKey, room: Room) -> Row:
    is_decided = room.joining == "application"
    service: Any = service_members if is_decided else service_membership
    code = "membership.admitted_by_staff" if is_decided else "membership.open_to_all"
    return {
        "public_id": ids.new("dec"),
        "business_ref": room.business_ref,
        "subject": member["public_id"],
        "about_ref": key.fan_ref,
        "rule": service.RULE,
        "rule_version": service.RULE_VERSION,
        "outcome": "admitted",
        "inputs": {"state": MEMBERSHIP.initial} if is_decided else {"joining": room.joining},
        "reasons": [{"code": code, "params": {}}],
        "decided_by_ref": room.manager_ref if is_decided else None,
        "decided_at": member["decided_at"],
    }


def _logged(member: Row, room: Room) -> Iterator[Row]:
    if room.joining == "application":
        yield {
            "business_ref": room.business_ref,
            "actor_ref": room.manager_ref,
            "action": "membership.admit",
            "subject": member["public_id"],
            "detail": {},
            "at": member["decided_at"],
        }
