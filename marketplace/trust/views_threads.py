"""Messages: the list of threads, one thread, writing in it, and marking it read."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from marketplace.core import clock
from marketplace.core.errors import MarketplaceError
from marketplace.core.form_refusals import show_refusal
from marketplace.core.permissions import signed_in
from marketplace.trust import contact_details, people, queries_threads, service_threads, subjects
from marketplace.trust.forms import MessageForm
from marketplace.trust.reader import language, me, writing


@signed_in
def threads() -> ResponseReturnValue:
    """Everything one writes about, the latest first."""
    page = max(1, request.args.get("page", 1, type=int))
    lines = queries_threads.threads_of(me(), page)
    is_full = len(lines) == queries_threads.PAGE_THREADS
    return render_template("trust/threads.html", lines=lines, page=page, is_full=is_full)


@signed_in
def thread(public_id: str) -> ResponseReturnValue:
    """One thread."""
    return thread_page(public_id, MessageForm(), 200)


@writing
@signed_in
def post_message(public_id: str) -> ResponseReturnValue:
    """Write a message; contact details in it are let through, and the writer is told what that means."""
    form = MessageForm()
    if not form.validate():
        return thread_page(public_id, form, 422)
    text, found = form.text.data or "", queries_threads.thread_for(public_id, me())
    try:
        service_threads.post_message(found, me(), text, clock.now(), language=language())
    except MarketplaceError as refusal:
        return thread_page(public_id, form, show_refusal(form, refusal))
    if contact_details.mentions_contact(text):
        flash(
            _(
                "You have shared contact details. Only what is written here can help you if something goes wrong."
            ),
            "info",
        )
    return redirect(url_for("trust.thread", public_id=public_id) + "#write", 303)


@writing
@signed_in
def mark_thread_read(public_id: str) -> ResponseReturnValue:
    """Everything in the thread has been seen."""
    found = queries_threads.thread_for(public_id, me())
    service_threads.mark_read(found, me(), clock.now())
    if request.headers.get("HX-Request"):
        return ""  # takes the place of the button
    return redirect(url_for("trust.thread", public_id=public_id), 303)


def thread_page(public_id: str, form: MessageForm, status: int) -> ResponseReturnValue:
    """The page of one thread."""
    found = queries_threads.thread_for(public_id, me())
    desk = people.desk_of(found.business_ref)
    page = render_template(
        "trust/thread.html",
        thread=found,
        form=form,
        reader=me(),
        with_names=queries_threads.names_of_others(found, me()),
        sides={p.identity_id: p.side for p in found.parties},
        unread=queries_threads.unread_in(found, me()),
        subject=subjects.find(found.subject),
        business_name=desk.name if desk else "",
    )
    return page, status
