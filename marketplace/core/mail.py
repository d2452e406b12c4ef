"""Mail: rows in an outbox, written with the change that causes them; a job sends them, or prints them where no server is set."""

from __future__ import annotations

import smtplib
import sys
from collections.abc import Iterable
from datetime import datetime
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from config import Settings
from marketplace.core import edge, jobs
from marketplace.core.db import Base, Json, Keyed, UTCDateTime, db, public_id

TIMEOUT_SECONDS = 20


class Mail(Keyed, Base):
    """One message to one person."""

    __tablename__ = "mail"

    public_id: Mapped[str] = public_id("mai")
    to_address: Mapped[str] = mapped_column(sa.String(254), index=True)
    subject: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[str] = mapped_column(sa.String(8), default="waiting")  # waiting, sent, kept (outbox only)
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    about_refs: Mapped[list[str] | None] = mapped_column(
        Json, default=list
    )  # public ids of those whom it names beside its reader; NULL: nobody knows


def post(to_address: str, subject: str, text: str, at: datetime, *, about_refs: Iterable[str] = ()) -> Mail:
    """Write a message into the outbox, and stage its sending unless mail is only kept."""
    settings: Settings = current_app.extensions["muster.settings"]
    goes_out = not settings.mail_url.startswith("outbox")
    mail = Mail(to_address=to_address, subject=" ".join(subject.split())[:200], text=text, written_at=at)
    mail.about_refs = sorted(set(about_refs))
    mail.state = "waiting" if goes_out else "kept"
    db.session.add(mail)
    db.session.flush()
    if goes_out:
        jobs.stage("mail.send", f"mail.send:{mail.public_id}", at, {"mail": mail.public_id})
    return mail


@jobs.job("mail.send", keeps_own_transactions=True)
def send(payload: dict[str, Any], at: datetime) -> None:
    """Hand one message to the mail server, or print it; sent at least once, with an id by which a server can drop the double."""
    settings: Settings = current_app.extensions["muster.settings"]
    waiting = sa.select(Mail.public_id, Mail.to_address, Mail.subject, Mail.text).where(
        Mail.public_id == payload["mail"], Mail.state == "waiting"
    )
    found = edge.read(lambda: db.session.execute(waiting).one_or_none())
    if found is None:
        return
    deliver(settings, _message(settings, *found))
    sent = sa.update(Mail).where(Mail.public_id == payload["mail"]).values(state="sent", sent_at=at)
    edge.write(lambda: db.session.execute(sent))


def _message(settings: Settings, mail_ref: str, to_address: str, subject: str, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = settings.mail_from, to_address, subject
    message["Message-ID"] = f"<{mail_ref}@{settings.host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def deliver(settings: Settings, message: EmailMessage) -> None:
    """Speak SMTP to the configured server; with none, show the message to whoever runs Muster."""
    url = urlsplit(settings.mail_url)
    if url.scheme == "terminal":
        sys.stdout.write(
            f"\nMail to {message['To']}: {message['Subject']}\n\n{message.get_content().rstrip()}\n"
        )
        sys.stdout.flush()
        return
    make = smtplib.SMTP_SSL if url.scheme == "smtps" else smtplib.SMTP
    with make(url.hostname or "localhost", url.port or 0, timeout=TIMEOUT_SECONDS) as server:
        if url.username:
            if url.scheme == "smtp":
                server.starttls()
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message)
