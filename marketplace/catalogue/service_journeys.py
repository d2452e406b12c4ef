"""Journey templates: written by the business, published when their stages make a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from marketplace.businesses.models import Programme
from marketplace.catalogue.models import JourneyTemplate
from marketplace.catalogue.translating import stages_with_said
from marketplace.core.db import db
from marketplace.core.errors import Invalid, Refused
from marketplace.core.texts import still_true
from marketplace.core.translating import with_said
from marketplace.geo.zones import zone_at

BPS = 10_000
TEXT_FIELDS = ("title", "summary", "description")


@dataclass(frozen=True)
class JourneyText:
    """What a journey says and asks; stages carry day, time_local, minutes, title, place_name, lat, lon, is_stay, share_bps,
    and may carry translations: by locale, title and place_name."""

    title: str
    city: str
    lat: float
    lon: float
    language: str
    price_minor: int
    guests_max: int
    stages: list[dict[str, Any]]
    summary: str = ""
    description: str = ""
    translations: dict[str, dict[str, str]] = field(default_factory=dict)


def write_journey(programme: Programme, words: JourneyText, slug: str, at: datetime) -> JourneyTemplate:
    """Write a draft."""
    template = JourneyTemplate(
        business_id=programme.business_id, programme_id=programme.id, slug=slug, state="draft",
        currency=programme.currency, created_at=at, stays=[],
    )  # fmt: skip
    template.programme, template.business = programme, programme.business
    revise_journey(template, words)
    db.session.add(template)
    db.session.flush()
    return template


def revise_journey(template: JourneyTemplate, words: JourneyText) -> None:
    """Change a journey; what is booked stays as it was booked."""
    _check(words)
    before = {name: getattr(template, name) for name in TEXT_FIELDS}
    kept = still_true(
        template.translations, before, {name: getattr(words, name) for name in TEXT_FIELDS}, words.language
    )
    for name in (
        "title",
        "city",
        "lat",
        "lon",
        "language",
        "price_minor",
        "guests_max",
        "summary",
        "description",
    ):
        setattr(template, name, getattr(words, name))
    template.translations = words.translations or kept
    template.stages = words.stages
    template.days = max(int(stage["day"]) for stage in words.stages)
    template.timezone = zone_at(words.lat, words.lon)


def translate_journey(template: JourneyTemplate, locale: str, said: Mapping[str, str]) -> None:
    """Say it and its stages in another language; gigs made before keep what they were given."""
    kept = {name: said.get(name, "") for name in TEXT_FIELDS}
    template.translations = with_said(template.translations, locale, kept)
    template.stages = stages_with_said(template.stages, locale, said)


def publish_journey(template: JourneyTemplate) -> None:
    """Let it be booked."""
    if template.programme.state != "open":
        raise Refused("programme_not_open")
    template.state = "published"


def pause_journey(template: JourneyTemplate) -> None:
    """Take it out of the shop window."""
    template.state = "paused"


def _check(words: JourneyText) -> None:
    if not words.stages:
        raise Invalid("journey_without_stages", field="stages")
    if sum(int(stage["share_bps"]) for stage in words.stages) != BPS:
        raise Invalid("journey_shares", field="stages")
