"""The mails that carry notices: plain text, in the reader's language, each with a link and a way to stop them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import current_app
from flask_babel import gettext

from config import Settings
from marketplace.core import i18n, mail
from marketplace.identity import claims, links
from marketplace.identity.models import Identity
from marketplace.trust import topics
from marketplace.trust.models import Notification
from marketplace.trust.queries_notices import spoken

UNSUBSCRIBE = "unsubscribe"
UNSUBSCRIBE_AGE_SECONDS = 400 * 24 * 3600  # a mail found a year later still lets its reader stop the next
DIGEST_NOTICES_MAX = 40

LinkMaker = Callable[[Identity, str], str]
_guest_links: dict[str, LinkMaker] = {}


def register_guest_link(prefix: str, make: LinkMaker) -> None:
    """Tell how somebody without a password opens a page whose path begins with a prefix: `make(guest, path)`.

    Elsewhere a guest is led to choose a password first, and on to the page from there.
    """
    _guest_links[prefix] = make


def link_for(person: Identity, path: str) -> str:
    """The address under which this person can open a page."""
    if person.password is not None:
        return plain_link(path)
    make = next((m for prefix, m in _guest_links.items() if path.startswith(prefix)), claims.claim_link)
    return make(person, path)


def plain_link(path: str) -> str:
    """The address of a page, by the address people use."""
    settings: Settings = current_app.extensions["muster.settings"]
    return settings.base_url + path


def post_notice(notice: Notification, at: datetime) -> None:
    """Write one notice into the outbox."""
    person = notice.identity
    with i18n.spoken_to(person.locale):
        sentence = spoken(notice)
        body = [_greeting(person), sentence, link_for(person, notice.path), _ending(person, notice.topic)]
        about_refs = notice.about_refs or ()
        mail.post(person.email, sentence, "\n\n".join(body) + "\n", at, about_refs=about_refs)


def post_digest(person: Identity, notices: Sequence[Notification], at: datetime) -> None:
    """Write a day's notices into the outbox as one mail."""
    with i18n.spoken_to(person.locale):
        lines = [f"- {spoken(n)}\n  {link_for(person, n.path)}" for n in notices[:DIGEST_NOTICES_MAX]]
        if len(notices) > DIGEST_NOTICES_MAX:
            all_link = link_for(person, "/notices")
            lines.append("- " + gettext("And more on your notices page: %(link)s", link=all_link))
        title = gettext("Your day on Muster")
        settings_link = link_for(person, "/account/notices")
        ending = gettext("You asked for one mail a day. Change that here: %(link)s", link=settings_link)
        body = [
            _greeting(person),
            gettext("This is new since your last digest:"),
            "\n".join(lines),
            "-- \n" + ending,
        ]
        about_refs = {ref for n in notices for ref in n.about_refs or ()}
        mail.post(person.email, title, "\n\n".join(body) + "\n", at, about_refs=about_refs)


def unsubscribe_link(person: Identity, topic: str) -> str:
    """The signed address of the page on which one press stops the mails of a topic."""
    token = links.sign(UNSUBSCRIBE, {"identity": person.public_id, "topic": topic})
    return plain_link(f"/notices/unsubscribe/{token}")


def _greeting(person: Identity) -> str:
    return str(gettext("Hello %(name)s,", name=person.name) if person.name else gettext("Hello,"))


def _ending(person: Identity, topic: str) -> str:
    label = str(topics.get(topic).label)
    link = unsubscribe_link(person, topic)
    return "-- \n" + str(gettext("No more mails about “%(topic)s”: %(link)s", topic=label, link=link))
