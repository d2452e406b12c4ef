"""The mails of signing up and signing in: plain words in the reader's language, with links by our own address."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import g, render_template
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import MailUtil

from marketplace.core import clock, i18n, mail
from marketplace.identity.claims import claim_link
from marketplace.identity.links import absolute
from marketplace.identity.models import Identity

SUBJECTS = {
    "welcome": _l("Confirm your address"),
    "confirm": _l("Confirm your address"),
    "already_here": _l("You have an account already"),
    "reset": _l("Choose a new password"),
    "password_changed": _l("Your password was changed"),
    "change_email": _l("Confirm your new address"),
    "security_changed": _l("Your sign-in was changed"),
}


class Mailing(MailUtil):
    """Flask-Security's mails, put into our outbox."""

    def send_mail(
        self, template: str, subject: str, recipient: str, sender: Any, body: Any, html: Any, **context: Any
    ) -> None:
        """Write one mail; the library's own subject and body are not used."""
        write(template, context.pop("user"), to_address=recipient, **context)

    def normalize(self, email: str) -> str:
        """Addresses are compared in lower case."""
        return super().normalize(email).lower()

    def validate(self, email: str) -> str:
        """Addresses are kept in lower case."""
        return super().validate(email).lower()


def write(template: str, user: Identity, *, to_address: str = "", **context: Any) -> None:
    """Post the mail `templates/identity/mail/<template>.txt` in the language of the person it is about."""
    context |= {"user": user, "absolute": absolute, "claim_link": claim_link, "onward": _onward()}
    with i18n.spoken_to(user.locale):
        context["greeting"] = _("Hello %(name)s,", name=user.name) if user.name else _("Hello,")
        text = render_template(f"identity/mail/{template}.txt", **context)
        subject = str(SUBJECTS[template])
    mail.post(to_address or user.email, subject, text, clock.now())


def _onward() -> str:
    """Where the person was going, to be added to a link."""
    path = g.get("onward", "")
    return f"?next={quote(path)}" if path else ""
