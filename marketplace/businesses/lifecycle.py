"""The life of a programme."""

from __future__ import annotations

from marketplace.core.lifecycle import Actor, Lifecycle, step

PROGRAMME = Lifecycle(
    name="programme",
    initial="draft",
    steps=(
        step("open", "draft", "open", Actor.STAFF, follows="fans may join and gigs go out"),
        step("pause", "open", "paused", Actor.STAFF, follows="no new gigs; what is promised is kept"),
        step("resume", "paused", "open", Actor.STAFF, follows="fans may join and gigs go out"),
        step(
            "close",
            "draft open paused",
            "closed",
            Actor.STAFF,
            follows="nobody joins; members keep what they earned",
        ),
    ),
    final=frozenset({"closed"}),
)
