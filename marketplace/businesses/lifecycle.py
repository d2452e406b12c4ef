"""The lives of a programme and of what it promises its members."""

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

SCHEME = Lifecycle(
    name="scheme",
    initial="draft",
    steps=(
        step("begin", "draft", "published", Actor.SYSTEM, follows="a new programme's first version holds"),
        step("change", "draft tried", "draft", Actor.STAFF, follows="it is to be tried again"),
        step("try", "draft tried", "tried", Actor.STAFF, follows="its owner has seen what it would come to"),
        step(
            "publish",
            "tried",
            "published",
            Actor.STAFF,
            follows="new gigs are made under it; it is never changed again, members are told",
        ),
        step(
            "retire",
            "published",
            "retired",
            Actor.STAFF,
            Actor.SYSTEM,
            follows="gigs and offers made under it keep it",
        ),
    ),
    final=frozenset({"retired"}),
)
