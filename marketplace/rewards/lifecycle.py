"""The life cycles of an earning, of a top-up and of a claim with a receipt, as data."""

from __future__ import annotations

from marketplace.core.lifecycle import Actor, Lifecycle, step

EARNING = Lifecycle(
    "earning",
    "held",
    (
        step("mature", "held", "payable", Actor.CLOCK, timer="the programme's hold time is over"),
        step("freeze", "held payable", "frozen", Actor.SYSTEM, follows="a case decides"),
        step("unfreeze", "frozen", "held", Actor.SYSTEM, follows="payable once its hold time is over"),
        step("pay", "held payable", "paid", Actor.PROVIDER, follows="a payout to the fan's bank"),
        step("give_away", "held payable", "given", Actor.FAN, follows="left to a cause or the business"),
        step("give", "held", "given", Actor.SYSTEM, follows="credit, a donation or points, at once"),
    ),
)

TOP_UP = Lifecycle(
    "top_up",
    "pending",
    (
        step("settle", "pending", "settled", Actor.PROVIDER, follows="it counts as budget"),
        step("refuse", "pending", "refused", Actor.PROVIDER),
    ),
)

EARNING_ADDITION = Lifecycle(
    "earning_addition",
    "awaited",
    (
        step(
            "add",
            "awaited",
            "added",
            Actor.SYSTEM,
            Actor.CLOCK,
            Actor.STAFF,
            timer="all reviews are in or their time is over, or stated waiting has stood for its time",
            follows="posted once, as an earning of its own",
        ),
        step(
            "pass",
            "awaited",
            "nothing",
            Actor.SYSTEM,
            Actor.CLOCK,
            Actor.STAFF,
            follows="what was set apart is free again",
        ),
    ),
)

PERK_CLAIM = Lifecycle(
    "perk_claim",
    "open",
    (
        step("claim", "open refused", "claimed", Actor.FAN, follows="the business looks at the receipt"),
        step("approve", "claimed", "paid", Actor.STAFF, follows="booked once, at most the cap"),
        step(
            "refuse",
            "claimed",
            "refused",
            Actor.STAFF,
            follows="the fan is told why, and may send another within a week at least",
        ),
        step(
            "lapse",
            "open refused",
            "lapsed",
            Actor.CLOCK,
            timer="its last day is over",
            follows="what was set apart is free again",
        ),
        step("withdraw", "open claimed refused", "withdrawn", Actor.FAN, follows="the fan has left"),
    ),
)
