"""The retention table in words, for the page where people look up what is kept about them."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.identity.retention import Action, Rule, label_of, rules

YEAR_DAYS = 365


class Line(NamedTuple):
    """One line of the table as people read it."""

    what: str
    why: str
    how_long: str
    when_you_go: str


def lines() -> list[Line]:
    """Every rule that can name a person, once each."""
    spoken = [_line(rule) for rule in reversed(rules()) if rule.whose is not None]
    return list(dict.fromkeys(spoken))


def _line(rule: Rule) -> Line:
    return Line(label_of(rule), str(rule.purpose), _how_long(rule.days), _when_you_go(rule))


def _how_long(days: int | None) -> str:
    if days is None:
        return _("as long as your account")
    if days >= YEAR_DAYS:
        return ngettext("%(num)s year", "%(num)s years", days // YEAR_DAYS)
    return ngettext("%(num)s day", "%(num)s days", days)


def _when_you_go(rule: Rule) -> str:
    if rule.legal_hold:
        return _("kept without your name until its time is over")
    if rule.action is Action.DELETE:
        return _("deleted")
    if rule.action is Action.UNNAME:
        return _("your name is taken out")
    return _("blanked") if rule.action is Action.BLANK else _("kept without your name")
