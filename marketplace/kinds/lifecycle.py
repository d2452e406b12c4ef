"""The life cycles of a parcel and of a voucher, as data."""

from __future__ import annotations

from marketplace.core.lifecycle import Actor, Lifecycle, step

PARCEL = Lifecycle(
    "parcel",
    "waiting",
    (
        step("plan", "waiting", "planned", Actor.STAFF, Actor.SYSTEM, follows="a stop of a block"),
        step("unplan", "planned", "waiting", Actor.STAFF, Actor.SYSTEM, follows="it waits for another block"),
        step("deliver", "planned unable", "delivered", Actor.FAN, Actor.STAFF, follows="its proof"),
        step(
            "report_unable",
            "planned",
            "unable",
            Actor.FAN,
            follows="it is brought back, at once or by ten the next morning",
        ),
        step(
            "fetch",
            "planned unable",
            "fetched",
            Actor.FAN,
            Actor.STAFF,
            follows="its proof; it goes to the pick-up point",
        ),
        step("bring_in", "fetched", "brought_in", Actor.FAN, Actor.STAFF),
        step(
            "wait_again",
            "unable",
            "waiting",
            Actor.STAFF,
            follows="what could not be fetched waits for another block",
        ),
        step("bring_back", "unable", "returned", Actor.FAN, Actor.STAFF, follows="the return is paid"),
        step("send_again", "returned", "waiting", Actor.STAFF),
        step("withdraw", "waiting planned returned", "withdrawn", Actor.STAFF),
    ),
)

VOUCHER = Lifecycle(
    "voucher",
    "issued",
    (
        step("redeem", "issued", "redeemed", Actor.STAFF, follows="what it cost is booked, at most its cap"),
        step(
            "expire",
            "issued",
            "expired",
            Actor.CLOCK,
            timer="12 hours after the meeting",
            follows="what was reserved is free again",
        ),
        step("withdraw", "issued", "withdrawn", Actor.SYSTEM, follows="the meeting was called off"),
    ),
)
