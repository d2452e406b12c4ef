"""Tells people things: on their page at once, and by mail as each has chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from marketplace.core import ids, jobs, words
from marketplace.core.db import db
from marketplace.core.errors import Invalid, NotFound
from marketplace.identity.models import Identity
from marketplace.trust import topics
from marketplace.trust.insert_once import add_once
from marketplace.trust.models import Notification, NotificationPreference
from marketplace.trust.plain_json import plain


class News(NamedTuple):
    """One thing for one person, as `notify` takes it; of the person key and zone are needed."""

    identity: Any
    code: str
    params: Mapping[str, Any]
    path: str


def notify(
    identity: Identity,
    code: str,
    params: Mapping[str, Any],
    path: str,
    at: datetime,
    *,
    fold_key: str | None = None,
    mail_after_minutes: int = 0,
    about: Iterable[Identity] = (),
) -> Notification:
    """Tell a person one thing: `notice.<code>` is its sentence, `path` where it leads within the site.

    What somebody wrote, such as a title, is given as `words.Written`, with its language.

    Whoever is named is given as a person among the parameters, never as a name, so that erasure knows whose it is;
    `about` adds those whom other words may name, such as a title.

    With a `fold_key`, further news of the same thing joins the unread notice instead of making another, and no
    second mail goes out until it is read. `mail_after_minutes` leaves time to read it on the page first.
    """
    if fold_key is not None:
        unread = _unread_fold(identity, fold_key)
        if unread is not None:
            unread.code, unread.params, unread.path, unread.at = code, _params(identity, params), path, at
            unread.about_refs = sorted({*(unread.about_refs or ()), *_refs(params, about)})
            return unread
    row = _columns(News(identity, code, params, path), at) | {"fold_key": fold_key}
    row["about_refs"] = _refs(params, about)
    notice = Notification(**row)
    if fold_key is None:
        db.session.add(notice)
        db.session.flush()
    elif not add_once(notice):  # the same news came by another way at this moment
        return notify(identity, code, params, path, at, fold_key=fold_key, about=about)
    jobs.stage_all([_mailing(notice.public_id, at + timedelta(minutes=mail_after_minutes))])
    return notice


def notify_all(news: Sequence[News], at: datetime) -> None:
    """Tell many people, each their own news, none of which joins an earlier notice."""
    rows = [_columns(one, at) for one in news]
    if rows:
        db.session.execute(sa.insert(Notification.__table__), rows)
    jobs.stage_all([_mailing(row["public_id"], at) for row in rows])


def _columns(news: News, at: datetime) -> dict[str, Any]:
    return {
        "public_id": ids.new("ntf"),
        "identity_id": news.identity.id,
        "code": news.code,
        "topic": topics.topic_of(news.code),
        "params": _params(news.identity, news.params),
        "about_refs": _refs(news.params, ()),
        "path": news.path,
        "at": at,
    }


def _mailing(notice_ref: str, due_at: datetime) -> jobs.Staged:
    key = f"trust.mail_notice:{notice_ref}"
    return jobs.Staged("trust.mail_notice", key, due_at, {"notice": notice_ref})


def mark_read(public_id: str, identity: Identity, at: datetime) -> Notification:
    """The person opened one of their notices; NotFound for anybody else's."""
    mine = sa.select(Notification).where(
        Notification.public_id == public_id, Notification.identity_id == identity.id
    )
    notice = db.session.scalar(mine)
    if notice is None:
        raise NotFound
    if notice.read_at is None:
        notice.read_at = at
    return notice


def mark_all_read(identity: Identity, at: datetime, *, fold_key: str | None = None) -> None:
    """The person has seen all of their notices, or all about one thing."""
    unread = sa.update(Notification).where(
        Notification.identity_id == identity.id, Notification.read_at.is_(None)
    )
    if fold_key is not None:
        unread = unread.where(Notification.fold_key == fold_key)
    db.session.execute(unread.values(read_at=at))


def choose_mail(identity: Identity, topic: str, mail: str) -> None:
    """Set how a person is told about one topic: now, digest or never by mail; the page always shows it."""
    if mail not in topics.MAILS:
        raise Invalid("choice_unknown", field=topic)
    if topic not in {t.code for t in topics.all_topics()}:
        raise Invalid("choice_unknown", field="topic")
    mine = sa.select(NotificationPreference).where(
        NotificationPreference.identity_id == identity.id, NotificationPreference.topic == topic
    )
    preference = db.session.scalar(mine.with_for_update())
    if preference is None:
        preference = NotificationPreference(identity_id=identity.id, topic=topic)
        db.session.add(preference)
    preference.mail = mail
    db.session.flush()


def _unread_fold(identity: Identity, fold_key: str) -> Notification | None:
    unread = sa.select(Notification).where(
        Notification.identity_id == identity.id,
        Notification.fold_key == fold_key,
        Notification.read_at.is_(None),
    )
    return db.session.scalar(unread.with_for_update())


def _params(identity: Identity, params: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters as kept; instants are told in the reader's own zone unless another is given."""
    named = {key: one.name if isinstance(one, Identity) else one for key, one in params.items()}
    return {"timezone": identity.timezone, **plain(words.kept(named))}


def _refs(params: Mapping[str, Any], about: Iterable[Identity]) -> list[str]:
    """Public ids of everybody whom it may name."""
    people = [*about, *(one for one in params.values() if isinstance(one, Identity))]
    return sorted({person.public_id for person in people})
