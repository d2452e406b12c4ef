"""Opens the window in which the two sides review each other, takes their words, and shows both together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from marketplace.core import jobs
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.core.typed import trimmed
from marketplace.core.words import Written
from marketplace.identity.models import Identity
from marketplace.trust import case_kinds, service_cases, service_standing, standing, subjects
from marketplace.trust.insert_once import add_once
from marketplace.trust.models import Case, Review, ReviewWindow
from marketplace.trust.service_notices import notify

WINDOW_DAYS = 14
TEXT_LENGTH_MAX = 2000
CUSTOMER, FAN = "customer", "fan"
PREFIX = "rev_"
_on_shown: list[Callable[[ReviewWindow, datetime], None]] = []


def on_shown(hook: Callable[[ReviewWindow, datetime], None]) -> Callable[[ReviewWindow, datetime], None]:
    """Call `hook(window, at)` when reviews are shown or their time is over; again must change nothing."""
    if hook not in _on_shown:
        _on_shown.append(hook)
    return hook


def open_window(
    *,
    business_ref: str,
    programme_ref: str,
    subject: str,
    title: str | Written,
    customer: Identity,
    fan: Identity,
    fan_ref: str,
    at: datetime,
) -> ReviewWindow:
    """Invite customer and fan of a fulfilled booking to review each other within two weeks; once per pair."""
    titled = title if isinstance(title, Written) else Written(title, None)
    window = ReviewWindow(
        business_ref=business_ref,
        programme_ref=programme_ref,
        subject=subject,
        title=titled.words[:140],
        title_language=titled.language,
        customer_id=customer.id,
        fan_id=fan.id,
        fan_ref=fan_ref,
        opened_at=at,
        closes_at=at + timedelta(days=WINDOW_DAYS),
    )
    if not add_once(window):
        pair = (
            ReviewWindow.subject == subject,
            ReviewWindow.customer_id == customer.id,
            ReviewWindow.fan_id == fan.id,
        )
        return db.session.scalars(sa.select(ReviewWindow).where(*pair)).one()
    jobs.stage(
        "trust.show_reviews",
        f"trust.show_reviews:{window.public_id}",
        window.closes_at,
        {"window": window.public_id},
    )
    for person, other in ((customer, fan), (fan, customer)):
        params = {"name": other, "title": titled, "closes_at": window.closes_at}
        notify(person, "review.invited", params, f"/reviews/{window.public_id}", at)
    return window


def write_review(
    window: ReviewWindow,
    author: Identity,
    *,
    stars: int,
    text: str,
    private_text: str,
    at: datetime,
    language: str | None = None,
) -> Review:
    """Take one side's words; they may be rewritten until the other side's are in, and both are shown then.

    Raises NotFound for a stranger, Invalid for stars outside one to five or too many words, Refused `review_closed`
    after the window and `review_shown` once it can be read.
    """
    window = _locked(window)
    side = side_of(window, author)
    if at >= window.closes_at:
        raise Refused("review_closed")
    if not 1 <= stars <= 5:
        raise Invalid("review_stars", field="stars")
    for field, words in (("text", text), ("private_text", private_text)):
        if len(words) > TEXT_LENGTH_MAX:
            raise Invalid("text_too_long", field=field, length_max=TEXT_LENGTH_MAX)
    review = _own(window, author) or _blank(window, author, side)
    if review.shown_at is not None:
        raise Refused("review_shown")
    review.stars, review.text, review.private_text = stars, trimmed(text), trimmed(private_text)
    review.language, review.written_at = language or author.locale, at
    db.session.add(review)
    db.session.flush()
    db.session.expire(window, ["reviews"])
    if len(window.reviews) == 2:
        show_reviews(window, at)
    return review


def show_reviews(window: ReviewWindow, at: datetime) -> None:
    """Show what is in; a review of the fan moves their quality, a bad one only after a person has looked."""
    for review in window.reviews:
        if review.shown_at is not None:
            continue
        review.shown_at = at
        params = {"name": review.author, "title": window.titled}
        notify(review.about, "review.shown", params, f"/reviews/{window.public_id}", at)
        if review.fan_ref is not None:
            service_standing.record_event(
                business_ref=window.business_ref,
                programme_ref=window.programme_ref,
                fan_ref=review.fan_ref,
                part=standing.QUALITY,
                code="review",
                subject=review.public_id,
                points=standing.points_of("review", stars=review.stars),
                evidence={"stars": review.stars, "booking": window.subject},
                at=at,
            )
    for hook in _on_shown:
        hook(window, at)


@jobs.job("trust.show_reviews")
def show_at_close(payload: dict[str, str], at: datetime) -> None:
    """The window has closed: show what is in."""
    window = db.session.scalar(sa.select(ReviewWindow).where(ReviewWindow.public_id == payload["window"]))
    if window is not None:
        show_reviews(_locked(window), at)


@service_cases.on_decided
def hide_reported(case: Case, at: datetime) -> None:
    """A review goes from view by the decision of a case, and its stars with it."""
    if case.outcome != case_kinds.HIDDEN or not case.subject.startswith(PREFIX):
        return
    review = db.session.scalar(sa.select(Review).where(Review.public_id == case.subject).with_for_update())
    if review is not None and review.hidden_at is None:
        review.hidden_at = at
        service_standing.strike_event(review.public_id, "review")


def side_of(window: ReviewWindow, identity: Identity) -> str:
    """The side somebody takes in a window; NotFound for a stranger."""
    if identity.id == window.customer_id:
        return CUSTOMER
    if identity.id == window.fan_id:
        return FAN
    raise NotFound


def subject_of(ref: str) -> subjects.Subject | None:
    """A review as the subject of a report: its author is on the other side."""
    review = db.session.scalar(sa.select(Review).where(Review.public_id == ref))
    if review is None or review.shown_at is None:
        return None
    sides = ((review.author, review.side), (review.about, FAN if review.side == CUSTOMER else CUSTOMER))
    evidence = {"quote": review.text, "stars": review.stars}
    path, paths = (
        f"/reviews/{review.window.public_id}",
        {"business": "/cases"},
    )  # the window is the two people's own
    title = review.window.titled
    return subjects.Subject(
        ref, review.business_ref, title.words, path, sides, evidence, language=title.language, paths=paths
    )


def _locked(window: ReviewWindow) -> ReviewWindow:
    again = sa.select(ReviewWindow).where(ReviewWindow.id == window.id).with_for_update()
    return db.session.scalars(again, execution_options={"populate_existing": True}).one()


def _own(window: ReviewWindow, author: Identity) -> Review | None:
    mine = sa.select(Review).where(Review.window_id == window.id, Review.author_id == author.id)
    return db.session.scalar(mine)


def _blank(window: ReviewWindow, author: Identity, side: str) -> Review:
    return Review(
        window_id=window.id,
        business_ref=window.business_ref,
        subject=window.subject,
        author_id=author.id,
        about_id=window.fan_id if side == CUSTOMER else window.customer_id,
        fan_ref=window.fan_ref if side == CUSTOMER else None,
        side=side,
    )
