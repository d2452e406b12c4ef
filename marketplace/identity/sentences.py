"""What this area refuses, in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

SENTENCES = {
    "link_expired": _l("That link is too old. Please ask for a new one."),
    "link_invalid": _l("That link is not right, or was used already."),
    "email_invalid": _l("That is not an e-mail address we can write to."),
    "address_taken": _l("That address has been taken meanwhile. Please use another."),
    "account_closed": _l("The account with that address is closed."),
    "name_missing": _l("Enter a name."),
    "locale_unknown": _l("Choose one of the languages shown."),
    "timezone_unknown": _l("Choose one of the time zones shown."),
    "born_on_unlikely": _l("Enter a day of birth between 1900 and today."),
    "scope_unknown": _l("A token cannot be allowed that: %(scopes)s."),
    "tokens_too_many": _l("You have %(count)s tokens already. Revoke one that you no longer use."),
}
