"""Notices: the page, opening one, how to be told of each topic, and stopping mails from within a mail."""

from __future__ import annotations

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.core import clock, words
from marketplace.core.errors import Invalid
from marketplace.core.permissions import public, signed_in
from marketplace.identity import links, queries
from marketplace.identity.models import Identity
from marketplace.identity.safe_next import local_path
from marketplace.trust import (
    mails,
    queries_notices,
    queries_threads,
    service_notices,
    service_threads,
    topics,
)
from marketplace.trust.models import Notification
from marketplace.trust.reader import me, writing

THREAD_PREFIX = "thr_"


@signed_in
def notices() -> ResponseReturnValue:
    """What one was told, newest first."""
    page = max(1, request.args.get("page", 1, type=int))
    lines, pages = queries_notices.notices_of(me(), page)
    return render_template("trust/notices.html", lines=lines, page=min(page, pages), pages=pages)


@writing
@signed_in
def open_notice(public_id: str) -> ResponseReturnValue:
    """Open what a notice is about; it is read then."""
    at = clock.now()
    notice = service_notices.mark_read(public_id, me(), at)
    _read_thread_of(notice, at)
    return redirect(local_path(notice.path, url_for("trust.notices")), 303)


@writing
@signed_in
def read_all_notices() -> ResponseReturnValue:
    """Everything has been seen."""
    service_notices.mark_all_read(me(), clock.now())
    return redirect(url_for("trust.notices"), 303)


@writing
@signed_in
def preferences() -> ResponseReturnValue:
    """How one is told of each topic."""
    person, problem = me(), ""
    if request.method == "POST":
        try:
            for topic in topics.all_topics():
                if topic.code in request.form:
                    service_notices.choose_mail(person, topic.code, request.form[topic.code])
        except Invalid as refusal:
            problem = words.sentence(refusal.code, refusal.params)
        else:
            flash(_("Saved. The next mail follows your choice."), "success")
            return redirect(url_for("trust.preferences"), 303)
    page = render_template(
        "trust/preferences.html",
        topics=topics.all_topics(),
        chosen=queries_notices.preferences_of(person),
        problem=problem,
    )
    return page, 422 if problem else 200


@writing
@public
def unsubscribe(token: str) -> ResponseReturnValue:
    """Stop the mails of one topic with one press, without signing in: the link in the mail is proof enough."""
    payload = links.read(mails.UNSUBSCRIBE, token, mails.UNSUBSCRIBE_AGE_SECONDS)
    person = queries.by_public_id(str(payload.get("identity", "")))
    if person is None or person.erased_at is not None:
        raise Invalid("link_invalid")
    topic = topics.get(str(payload.get("topic", "")))
    if request.method == "POST":
        return _stop(person, topic)
    return render_template("trust/unsubscribe.html", topic=topic, is_done=False)


def _stop(person: Identity, topic: topics.Topic) -> ResponseReturnValue:
    service_notices.choose_mail(person, topic.code, topics.NEVER)
    return render_template("trust/unsubscribe.html", topic=topic, is_done=True)


def _read_thread_of(notice: Notification, at: datetime) -> None:
    """A notice of messages leads to all of them."""
    if notice.fold_key is not None and notice.fold_key.startswith(THREAD_PREFIX):
        service_threads.mark_read(queries_threads.thread_for(notice.fold_key, me()), me(), at)
