"""Mails notices: each on its own as it comes, or a day's in one digest; never twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from marketplace.core import jobs, sweeps
from marketplace.core.db import db
from marketplace.identity.models import Identity
from marketplace.trust import mails, queries_notices, topics
from marketplace.trust.models import Notification

DIGEST_HOUR_LOCAL = 8
SWEEP_SECONDS = 15 * 60


@jobs.job("trust.mail_notice")
def mail_notice(payload: dict[str, Any], at: datetime) -> None:
    """Mail one notice if its reader wants it now and has not read it; the mail and the mark of it commit together."""
    notice = db.session.scalar(
        sa.select(Notification)
        .where(Notification.public_id == payload["notice"])
        .options(joinedload(Notification.identity, innerjoin=True))
        .with_for_update(of=Notification)
    )
    if notice is None or notice.mailed_at is not None or notice.read_at is not None:
        return
    person = notice.identity
    if (
        not _can_be_mailed(person)
        or queries_notices.preferences_of(person).get(notice.topic, topics.NOW) != topics.NOW
    ):
        return
    mails.post_notice(notice, at)
    notice.mailed_at = at


@sweeps.every(SWEEP_SECONDS, "trust.stage_digests")
def stage_digests(at: datetime) -> None:
    """Stage one digest a day for everybody who asked for it and has news, from eight in the morning of their own zone."""
    for ref, timezone in queries_notices.awaiting_digest():
        local = at.astimezone(ZoneInfo(timezone))
        if local.hour >= DIGEST_HOUR_LOCAL:
            jobs.stage("trust.send_digest", f"trust.digest:{ref}:{local:%Y-%m-%d}", at, {"identity": ref})


@jobs.job("trust.send_digest")
def send_digest(payload: dict[str, Any], at: datetime) -> None:
    """Mail what is unread and unmailed of the topics a person wants in the digest; all of it is marked in the same commit."""
    person = db.session.scalar(sa.select(Identity).where(Identity.public_id == payload["identity"]))
    if person is None or not _can_be_mailed(person):
        return
    chosen = [t for t, mail in queries_notices.preferences_of(person).items() if mail == topics.DIGEST]
    waiting = sa.select(Notification).where(
        Notification.identity_id == person.id,
        Notification.read_at.is_(None),
        Notification.mailed_at.is_(None),
        Notification.topic.in_(chosen),
    )
    notices = list(db.session.scalars(waiting.order_by(Notification.id).with_for_update()))
    if not notices:
        return
    mails.post_digest(person, notices, at)
    for notice in notices:
        notice.mailed_at = at


def _can_be_mailed(person: Identity) -> bool:
    return person.active and person.erased_at is None
