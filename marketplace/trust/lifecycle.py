"""The life of a case: who may do what with it, and what the clock does."""

from __future__ import annotations

from marketplace.core.lifecycle import Actor, Lifecycle, step

LIVE = "open heard escalated"

CASE = Lifecycle(
    name="case",
    initial="open",
    steps=(
        step(
            "answer", "open", "heard", Actor.FAN, Actor.CUSTOMER, Actor.STAFF, follows="the decider is told"
        ),
        step(
            "escalate",
            "open heard",
            "escalated",
            Actor.CLOCK,
            timer="the decision is due",
            follows="goes to the owner",
        ),
        step(
            "decide", LIVE, "decided", Actor.STAFF, follows="both sides are told; what was frozen is released"
        ),
        step(
            "withdraw",
            LIVE,
            "withdrawn",
            Actor.FAN,
            Actor.CUSTOMER,
            Actor.STAFF,
            follows="what was frozen is released",
        ),
    ),
    final=frozenset({"decided", "withdrawn"}),
)
