"""What a fan has said of themself, part by part, in words."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.businesses.languages import language_name
from marketplace.core.formats import format_distance, format_hours, format_minutes
from marketplace.superfans.availability import weekly_minutes
from marketplace.superfans.choices import LANGUAGE_LEVELS, REWARD_KINDS, TRAVEL_MODES
from marketplace.superfans.models import Superfan
from marketplace.superfans.names import interest_name, motive_name
from marketplace.superfans.queries import skill_name
from marketplace.superfans.service_hours import rules_of


class Row(NamedTuple):
    """One line of the profile; the step in which it is changed."""

    label: str
    value: str
    step: str


def rows_of(fan: Superfan) -> list[Row]:
    """Every part of a profile; what is missing says so."""
    none = _("Nothing yet")
    return [
        Row(_("What you say of yourself"), fan.bio or none, "words"),
        Row(_("What you can do"), skills_words(fan) or none, "skills"),
        Row(_("Languages"), ", ".join(languages_words(fan)) or none, "languages"),
        Row(
            _("What you like"), ", ".join(interest_name(code) for code in fan.interests) or none, "interests"
        ),
        Row(_("Where you are"), fan.home_name or none, "home"),
        Row(_("How far you go"), travel_words(fan), "travel"),
        Row(_("When you are free"), hours_words(fan) or none, "hours"),
        Row(_("What you come for"), ", ".join(motive_name(code) for code in fan.motives) or none, "reasons"),
        Row(_("How you like to be thanked"), reward_words(fan), "reasons"),
        Row(_("When you were born"), _("Noted") if fan.identity.born_on else _("Not given"), "birth"),
    ]


def rows_for_staff(fan: Superfan) -> list[Row]:
    """What a business reads of somebody's profile, in words that speak of them."""
    labels = {
        "words": _("What they say of themselves"),
        "skills": _("What they can do"),
        "languages": _("Languages"),
        "interests": _("What they like"),
        "travel": _("How far they go"),
        "hours": _("When they are free"),
    }
    return [row._replace(label=labels[row.step]) for row in rows_of(fan) if row.step in labels]


def skills_words(fan: Superfan) -> str:
    """The skills by name; those still under review say so."""
    named = [
        _("%(skill)s (under review)", skill=skill_name(s.skill))
        if s.skill.state == "proposed"
        else skill_name(s.skill)
        for s in fan.skills
        if s.skill.state != "refused"
    ]
    return ", ".join(sorted(named))


def languages_words(fan: Superfan) -> list[str]:
    """The languages with how well, the best first."""
    held = sorted(fan.languages, key=lambda one: (-one.level, one.language))
    return [
        _("%(language)s (%(level)s)", language=language_name(one.language), level=LANGUAGE_LEVELS[one.level])
        for one in held
    ]


def travel_words(fan: Superfan) -> str:
    """How a fan gets about, how far, and for how many hours."""
    return _(
        "%(mode)s, up to %(distance)s, at most %(hours)s a week",
        mode=TRAVEL_MODES[fan.travel_mode],
        distance=format_distance(fan.radius_m),
        hours=format_hours(fan.weekly_hours_max),
    )


def hours_words(fan: Superfan) -> str:
    """How much of a week is free, and how many days are otherwise."""
    minutes = weekly_minutes(rules_of(fan))
    if not minutes:
        return ""
    words = _("%(time)s a week", time=format_minutes(minutes))
    count = len(fan.exceptions)
    if not count:
        return words
    otherwise = ngettext("%(num)s day otherwise", "%(num)s days otherwise", count)
    return f"{words}, {otherwise}"


def reward_words(fan: Superfan) -> str:
    """How a fan likes to be paid."""
    if fan.reward_kind == "donation":
        return _("A gift to %(cause)s", cause=fan.donation_cause)
    return str(REWARD_KINDS[fan.reward_kind])
