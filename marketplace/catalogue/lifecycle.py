"""The life cycles of a listing and of one session of it, as data."""

from __future__ import annotations

from marketplace.core.lifecycle import Actor, Lifecycle, step

LISTING = Lifecycle(
    "listing",
    "draft",
    (
        step(
            "submit",
            "draft returned",
            "submitted",
            Actor.FAN,
            Actor.STAFF,
            follows="staff look at it; the waiting time is shown",
        ),
        step("publish", "submitted paused", "published", Actor.STAFF),
        step(
            "return", "submitted published", "returned", Actor.STAFF, follows="the reasons go to its author"
        ),
        step(
            "pause",
            "published",
            "paused",
            Actor.STAFF,
            Actor.FAN,
            follows="customers do not see it; so it is too when its author leaves the programme",
        ),
        step(
            "revise",
            "published paused",
            "submitted",
            Actor.FAN,
            follows="what was changed is looked at again",
        ),
    ),
)

SESSION = Lifecycle(
    "session",
    "scheduled",
    (
        step("fill", "scheduled", "guided", Actor.SYSTEM, follows="customers see the guide"),
        step("lose", "guided", "scheduled", Actor.SYSTEM, follows="a replacement is sought"),
        step("cancel", "scheduled guided", "cancelled", Actor.STAFF, Actor.FAN, Actor.CLOCK, Actor.SYSTEM,
             timer="too few guests, or no guide, at the published cut-off", follows="everybody's money back"),
        step("finish", "scheduled guided", "finished", Actor.CLOCK, Actor.SYSTEM, timer="it has ended"),
    ),
)  # fmt: skip
