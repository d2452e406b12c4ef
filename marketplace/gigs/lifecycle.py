"""The life cycles of a gig, an offer and an assignment, as data."""

from __future__ import annotations

from marketplace.core.lifecycle import Actor, Lifecycle, step

GIG = Lifecycle(
    "gig",
    "open",
    (
        step("fill", "open unfilled", "filled", Actor.SYSTEM, follows="the kind's own next step"),
        step("free", "filled", "open", Actor.SYSTEM, follows="the place is offered again at once"),
        step(
            "give_up",
            "open",
            "unfilled",
            Actor.SYSTEM,
            Actor.CLOCK,
            timer="nobody is left to ask, or it starts",
        ),
        step("try_again", "unfilled", "open", Actor.STAFF, Actor.SYSTEM, follows="matching"),
        step(
            "finish",
            "open filled unfilled",
            "finished",
            Actor.SYSTEM,
            Actor.CLOCK,
            timer="every fan has ended",
        ),
        step("cancel", "open filled unfilled", "cancelled", Actor.STAFF, Actor.CUSTOMER, Actor.SYSTEM),
    ),
)

OFFER = Lifecycle(
    "offer",
    "open",
    (
        step("accept", "open", "accepted", Actor.FAN, follows="an assignment"),
        step("decline", "open", "declined", Actor.FAN, follows="the next person is asked"),
        step(
            "expire",
            "open",
            "expired",
            Actor.CLOCK,
            timer="its time to answer is over",
            follows="the next person is asked",
        ),
        step(
            "withdraw", "open", "withdrawn", Actor.SYSTEM, Actor.STAFF, timer="the gig is full or cancelled"
        ),
        step("renew", "accepted declined expired withdrawn", "open", Actor.SYSTEM, Actor.FAN),
    ),
)

ASSIGNMENT = Lifecycle(
    "assignment",
    "confirmed",
    (
        step("check_in", "confirmed", "checked_in", Actor.FAN, Actor.STAFF),
        step(
            "complete",
            "confirmed checked_in",
            "completed",
            Actor.FAN,
            Actor.STAFF,
            Actor.CLOCK,
            follows="the earning",
        ),
        step("forfeit", "confirmed", "forfeited", Actor.FAN, follows="the place is offered again at once"),
        step("release", "confirmed checked_in", "released", Actor.STAFF, Actor.CUSTOMER, Actor.SYSTEM),
        step(
            "mark_no_show",
            "confirmed",
            "no_show",
            Actor.STAFF,
            Actor.CUSTOMER,
            follows="a person confirms the effect",
        ),
        step("excuse", "no_show", "released", Actor.STAFF, follows="the mark is taken back"),
        step(
            "lapse",
            "confirmed checked_in",
            "lapsed",
            Actor.CLOCK,
            timer="14 days after the end without a word",
        ),
    ),
)
