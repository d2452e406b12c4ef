"""The lines that trust adds to everybody's menu and account page."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext as _

from marketplace.identity import context
from marketplace.identity.context import AccountSection, MenuItem
from marketplace.identity.models import Identity
from marketplace.trust import people, queries_notices, queries_threads


def menu_of(identity: Identity) -> list[MenuItem]:
    """Messages and notices, with how many are new."""
    return [
        _item(_("Messages"), "trust.threads", "chat", queries_threads.unread_count(identity)),
        _item(_("Notices"), "trust.notices", "bell", queries_notices.unread_count(identity)),
        _item(_("Cases"), "trust.cases", "shield", 0),
    ]


def notices_section(identity: Identity) -> AccountSection:
    """The way to the preferences."""
    return AccountSection(
        _("Mails and notices"),
        _("What we mail you about, and how often."),
        url_for("trust.preferences"),
        "bell",
    )


def standing_section(identity: Identity) -> AccountSection | None:
    """The way to one's standing, for superfans."""
    if people.fan_ref_of(identity) is None:
        return None
    return AccountSection(
        _("Your standing"),
        _("What moved it, what it is worth, and how to contest it."),
        url_for("trust.own_standing"),
        "star",
    )


def blocks_section(identity: Identity) -> AccountSection:
    """The way to the list of blocked people."""
    return AccountSection(
        _("Blocked people"), _("Whom you want nothing more to do with."), url_for("trust.blocks"), "lock"
    )


def _item(label: str, endpoint: str, icon: str, count: int) -> MenuItem:
    words = _("%(label)s (%(count)s)", label=label, count=count) if count else label
    return MenuItem(words, url_for(endpoint), request.endpoint == endpoint, icon)


# Once, with the import: these registries are the process's own, however many applications it makes.
context.add_to_menu(30, menu_of)
context.add_account_section(30, notices_section)
context.add_account_section(40, standing_section)
context.add_account_section(90, blocks_section)
