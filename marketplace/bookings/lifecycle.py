"""The life cycles of a booking, a payment, a request and a proposal, as data."""

from __future__ import annotations

from marketplace.core.lifecycle import Actor, Lifecycle, step

BOOKING = Lifecycle(
    "booking",
    "pending",
    (
        step("pay", "pending", "waiting", Actor.CUSTOMER, Actor.PROVIDER, follows="the money is set aside, not yet taken"),
        step("expire", "pending", "expired", Actor.CLOCK, timer="unpaid for 30 minutes", follows="the seats are free again"),
        step("confirm", "waiting", "confirmed", Actor.SYSTEM, follows="everybody needed has said yes; contact opens"),
        step("reopen", "confirmed", "waiting", Actor.SYSTEM, follows="somebody is lost; a replacement is sought"),
        step("complete", "confirmed waiting", "completed", Actor.SYSTEM, Actor.CLOCK, timer="its work is done", follows="the money is taken"),
        step("cancel", "pending waiting confirmed", "cancelled", Actor.CUSTOMER, Actor.STAFF, follows="refund by the policy agreed"),
        step("call_off", "pending waiting confirmed", "called_off", Actor.FAN, Actor.STAFF, Actor.SYSTEM, Actor.CLOCK,
             timer="nobody was found in time", follows="all the money goes back"),
    ),
)  # fmt: skip

PAYMENT = Lifecycle(
    "payment",
    "planned",
    (
        step("authorise", "planned asks_customer unknown kept", "authorised", Actor.PROVIDER),
        step(
            "keep_card",
            "planned asks_customer unknown",
            "kept",
            Actor.PROVIDER,
            follows="the price is set aside four days before it begins",
        ),
        step(
            "fall_through",
            "kept",
            "refused",
            Actor.PROVIDER,
            follows="the customer is asked for another card, and has two days",
        ),
        step(
            "ask_customer",
            "planned unknown",
            "asks_customer",
            Actor.PROVIDER,
            follows="the customer's bank wants a second step",
        ),
        step(
            "refuse",
            "planned asks_customer unknown",
            "refused",
            Actor.PROVIDER,
            follows="another card may be tried",
        ),
        step(
            "lose_sight",
            "planned asks_customer",
            "unknown",
            Actor.PROVIDER,
            follows="the provider is asked what became of it",
        ),
        step("capture", "authorised", "captured", Actor.PROVIDER),
        step(
            "lapse",
            "authorised",
            "lapsed",
            Actor.PROVIDER,
            follows="the bank let the money go before it was taken",
        ),
        step("void", "planned asks_customer authorised unknown kept", "voided", Actor.PROVIDER, Actor.SYSTEM),
        step("refund", "captured", "refunded", Actor.PROVIDER),
    ),
)

REQUEST = Lifecycle(
    "request",
    "open",
    (
        step("answer", "open", "answered", Actor.SYSTEM, follows="two or three people are put forward"),
        step(
            "find_nobody",
            "open",
            "unanswered",
            Actor.SYSTEM,
            Actor.CLOCK,
            timer="its answer is due",
            follows="the owner is told what is lacking",
        ),
        step("ask_again", "answered unanswered", "open", Actor.CUSTOMER, Actor.STAFF),
        step("choose", "answered", "chosen", Actor.CUSTOMER, follows="a booking"),
        step("withdraw", "open answered unanswered", "withdrawn", Actor.CUSTOMER),
        step("lapse", "open answered unanswered", "lapsed", Actor.CLOCK, timer="the time asked for has come"),
        step(
            "revive",
            "chosen",
            "answered",
            Actor.SYSTEM,
            follows="the person chosen could not; the others still stand",
        ),
    ),
)

PROPOSAL = Lifecycle(
    "proposal",
    "proposed",
    (
        step("choose", "proposed", "chosen", Actor.CUSTOMER),
        step(
            "step_back",
            "proposed chosen",
            "stepped_back",
            Actor.FAN,
            Actor.SYSTEM,
            follows="the customer chooses among the others",
        ),
        step("stand_again", "chosen", "proposed", Actor.SYSTEM, follows="the booking was not paid in time"),
        step(
            "pass_over", "proposed", "passed_over", Actor.CUSTOMER, Actor.SYSTEM, follows="the next is sought"
        ),
    ),
)
