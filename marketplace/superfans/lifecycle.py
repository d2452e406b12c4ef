"""The lives of a membership and of a credential."""

from __future__ import annotations

from marketplace.core.lifecycle import Actor, Lifecycle, step

MEMBERSHIP = Lifecycle(
    name="membership",
    initial="applied",
    steps=(
        step("invite", "applied left refused removed", "invited", Actor.STAFF, follows="the fan is told"),
        step("accept", "invited", "active", Actor.FAN, follows="offers may come"),
        step("decline", "invited", "left", Actor.FAN),
        step("admit", "applied", "active", Actor.STAFF, Actor.SYSTEM, follows="the fan is told, offers may come"),
        step("refuse", "applied", "refused", Actor.STAFF, follows="the fan is told why"),
        step("withdraw", "applied", "left", Actor.FAN),
        step("apply_again", "left refused", "applied", Actor.FAN),
        step("pause", "active", "paused", Actor.FAN, follows="no offers come"),
        step("resume", "paused", "active", Actor.FAN, follows="offers may come"),
        step("suspend", "active paused", "suspended", Actor.STAFF, follows="the fan is told why and may appeal"),
        step("reinstate", "suspended", "active", Actor.STAFF, follows="the fan is told, offers may come"),
        step("remove", "invited active paused suspended", "removed", Actor.STAFF, follows="the fan is told why and may appeal"),
        step("leave", "active paused suspended", "left", Actor.FAN),
    ),
)  # fmt: skip

BELONGING = ("active", "paused", "suspended")
GONE = ("left", "removed")

CREDENTIAL = Lifecycle(
    name="credential",
    initial="submitted",
    steps=(
        step("accept", "submitted", "accepted", Actor.STAFF, follows="gigs that need it may be offered"),
        step("refuse", "submitted", "refused", Actor.STAFF, follows="the fan is told why"),
        step("revoke", "accepted", "revoked", Actor.STAFF, follows="the fan is told why"),
        step("withdraw", "submitted accepted", "withdrawn", Actor.FAN),
    ),
    final=frozenset({"refused", "revoked", "withdrawn"}),
)
