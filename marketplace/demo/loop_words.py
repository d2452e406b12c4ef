"""The story's sentences about matches, rewards and money, in the words that the product itself uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from marketplace.core.db import db
from marketplace.core.formats import format_money
from marketplace.demo import seed_acts as acts
from marketplace.demo.loop_story import Story
from marketplace.gigs.models import Assignment, Gig, MatchingRound, Offer
from marketplace.gigs.shown import spoken
from marketplace.rewards.models import Earning
from marketplace.rewards.wording import per_hour_words, reward_rows, total_words

ASKED_SHOWN, REFUSALS_SHOWN = 3, 4


def tell_round(story: Story, code: str, gig_ref: str) -> None:
    """Who was asked, why they, what they were promised, and what kept the others out."""
    asked, left = acts.look(lambda: (_asked(gig_ref), _left(gig_ref)))
    for one in asked[:ASKED_SHOWN]:
        story.tell(
            code, "matched", f"{one['name']} is asked about “{one['title']}”: {' '.join(one['why'])}",
            [f"promised: {line}" for line in one["promised"]],
            gig=gig_ref, fan=one["fan"], reasons=one["reasons"], score=one["score"], quote=one["quote"],
        )  # fmt: skip
    if others := asked[ASKED_SHOWN:]:
        names = ", ".join(one["name"] for one in others)
        story.tell(code, "matched_too", f"So are {names}.", gig=gig_ref, fans=[one["fan"] for one in others])
    if left:
        story.tell(
            code, "round", left["text"], gig=gig_ref, looked_at=left["looked_at"], refused=left["refused"]
        )


def _asked(gig_ref: str) -> list[dict[str, Any]]:
    query = (
        sa.select(Offer).join(Gig).where(Gig.public_id == gig_ref, Offer.state == "open").order_by(Offer.id)
    )
    return [
        {
            "name": offer.fan.identity.name,
            "title": offer.gig.title,
            "fan": offer.fan.public_id,
            "why": spoken(offer.reasons) or ["it fits."],
            "reasons": offer.reasons,
            "score": offer.score,
            "quote": offer.quote,
            "promised": quoted(offer.quote),
        }
        for offer in db.session.scalars(query)
    ]


def _left(gig_ref: str) -> dict[str, Any] | None:
    query = sa.select(MatchingRound).where(MatchingRound.subject == gig_ref).order_by(MatchingRound.id.desc())
    found = db.session.scalars(query).first()
    if found is None or "refused" not in found.solution:
        return None
    refused: dict[str, int] = found.solution["refused"]
    looked_at = len(found.problem["fans"])
    most = sorted(refused.items(), key=lambda pair: -pair[1])[:REFUSALS_SHOWN]
    kept_out = ", ".join(f"{name.replace('_', ' ')} {number}" for name, number in most) or "nothing"
    text = f"{looked_at} members were looked at, {found.solution['eligible']} could do it; what kept others out: {kept_out}."
    return {"text": text, "looked_at": looked_at, "refused": refused}


def quoted(quote: Mapping[str, Any]) -> list[str]:
    """A quote or an earning, line by line with its sum."""
    rows = [f"{row['label']}: {row['words']}" for row in reward_rows(quote)]
    per_hour = per_hour_words(quote)
    return [*rows, f"in all {total_words(quote)}" + (f" ({per_hour.rstrip('.')})" if per_hour else "")]


def tell_earning(story: Story, code: str, assignment_ref: str) -> None:
    """What somebody earned, line by line, and what was different from the promise."""

    def work() -> tuple[str, Earning]:
        assignment = acts.by_ref(Assignment, assignment_ref)
        earning = db.session.scalars(sa.select(Earning).where(Earning.assignment_ref == assignment_ref)).one()
        return assignment.fan.identity.name, earning

    name, earning = acts.look(work)
    document = acts.look(lambda: earning.evaluation)
    changed = [
        f"{one['code'].replace('_', ' ')}: promised {one['quoted_minor']}, earned {one['earned_minor']} (minor units)"
        for one in document["changed"]
    ]
    lines = acts.look(lambda: quoted(document | {"promised_perks": [], "net_per_hour_minor": None}))
    story.tell(
        code, "earned", f"{name} has earned {lines[-1].removeprefix('in all ')}.", lines[:-1] + changed,
        assignment=assignment_ref, evaluation=document,
    )  # fmt: skip


def money(amount_minor: int, currency: str) -> str:
    """An amount as English readers write it."""
    return format_money(amount_minor, currency)


def name_of(assignment_ref: str) -> str:
    """Who holds an assignment."""
    return acts.look(lambda: str(acts.by_ref(Assignment, assignment_ref).fan.identity.name))
