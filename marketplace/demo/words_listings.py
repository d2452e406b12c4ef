"""How the demo world writes down what customers can book or ask for."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """A listing in one language; the meeting point where it is not the listing's own."""

    title: str
    summary: str
    description: str
    meeting_point: str = ""


class ExperienceText(NamedTuple):
    """A listing; `place` names a local place of the business's city, `weekly` its usual sessions.

    `host` is a member of the cast, or empty when any fitting fan may lead it. A weekly session is weekday
    (Monday 0), local time and the language it is held in.
    """

    code: str
    programme: str
    host: str
    place: str
    meeting_point: str
    duration_minutes: int
    guests_min: int
    guests_max: int
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    price_minor: int
    price_per: str
    weekly: tuple[tuple[int, str, str], ...]
    language: str
    en: Words
    es: Words


class StageText(NamedTuple):
    """One part of a journey: `share_bps` is its share of the price, in hundredths of a percent."""

    day: int
    starts_local: str
    minutes: int
    place: str
    meeting_point: str
    skills: tuple[str, ...]
    languages: tuple[str, ...]
    host: str
    share_bps: int
    title_en: str
    title_es: str
    meeting_point_es: str


class StayText(NamedTuple):
    """A night of a journey."""

    night: int
    place: str
    guests_max: int
    host: str
    share_bps: int
    title_en: str
    title_es: str


class JourneyText(NamedTuple):
    """A multi-day plan with one price per person."""

    code: str
    programme: str
    slug: str
    days: int
    guests_max: int
    price_minor: int
    language: str
    en: Words
    es: Words
    stages: tuple[StageText, ...]
    stays: tuple[StayText, ...]


class RequestText(NamedTuple):
    """What somebody asks for: on the first such weekday at least `days_ahead` from today."""

    code: str
    programme: str
    words: str
    language: str
    wanted_language: str
    party: int
    weekday: int
    days_ahead: int
    starts_local: str
    minutes: int
    place: str
    skills: tuple[str, ...]
    interests: tuple[str, ...]
    budget_minor: int
