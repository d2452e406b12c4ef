"""Opens businesses and changes what they say of themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from config import LOCALES
from marketplace.businesses.models import Business, Programme, Staff
from marketplace.businesses.slugs import free_slug
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.minor import CURRENCIES
from marketplace.core.texts import still_true
from marketplace.core.translating import with_said
from marketplace.identity import zones
from marketplace.identity.models import Identity
from marketplace.trust.models import Upload
from marketplace.trust.service_audit import log_action

ACCENT = re.compile(r"#[0-9a-fA-F]{6}")
NAME_LENGTH_MIN = 2
TRANSLATED = ("tagline", "story")
TEXT_LENGTHS = {"name": 80, "tagline": 140, "place_name": 120, "support_email": 254, "story": 20_000}
EDITABLE = frozenset(
    {"name", "tagline", "story", "language", "accent", "country", "currency", "timezone", "place_name", "lat", "lon",
     "support_email"}
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class NewBusiness:
    """What opening a business takes."""

    name: str
    place_name: str
    lat: float
    lon: float
    country: str
    currency: str
    timezone: str
    language: str = "en"
    tagline: str = ""
    story: str = ""
    accent: str | None = None
    support_email: str = ""


def open_business(owner: Identity, data: NewBusiness, at: datetime) -> Business:
    """Open a business with its first owner; whether they may is asked of `opening.check_may_open` before."""
    values = _checked({name: getattr(data, name) for name in EDITABLE})
    slug = free_slug(values["name"], _is_slug_taken)
    business = Business(slug=slug, created_at=at, **values)
    business.support_email = business.support_email or owner.email
    db.session.add(business)
    db.session.flush()
    db.session.add(Staff(business_id=business.id, identity_id=owner.id, role="owner", created_at=at))
    db.session.flush()
    log_action(business.public_id, owner.public_id, "business.open", business.public_id, {}, at)
    return business


def change_business(
    business: Business, changes: Mapping[str, Any], actor: Identity, at: datetime
) -> Business:
    """Change what a business says of itself; what is left out stays.

    The currency is fixed once there is a programme, whose rewards are reckoned in it.
    """
    unknown = set(changes) - EDITABLE
    if unknown:
        raise ValueError(f"a business has no such field to change: {sorted(unknown)}")
    values = _checked(dict(changes))
    changed = sorted(name for name, value in values.items() if getattr(business, name) != value)
    if "currency" in changed and _has_programme(business):
        raise Invalid("currency_fixed", field="currency", currency_code=business.currency)
    before = words_of(business)
    for name in changed:
        setattr(business, name, values[name])
    if changed:
        business.translations = still_true(
            business.translations, before, words_of(business), business.language
        )
        log_action(
            business.public_id, actor.public_id, "business.edit", business.public_id, {"fields": changed}, at
        )
    return business


def words_of(business: Any) -> dict[str, str]:
    """What it says of itself in its own words, as a row or as a preview of one."""
    return {name: getattr(business, name) for name in TRANSLATED}


def translate_business(
    business: Business, locale: str, said: Mapping[str, str], actor: Identity, at: datetime
) -> None:
    """Say the same in another language; what is empty is shown as it was written."""
    kept = {name: said.get(name, "") for name in TRANSLATED}
    business.translations = with_said(business.translations, locale, kept)
    detail = {"fields": ["translations"], "language": locale}
    log_action(business.public_id, actor.public_id, "business.edit", business.public_id, detail, at)


def set_picture(business: Business, which: str, upload: Upload | None, actor: Identity, at: datetime) -> None:
    """Show another logo or cover, or none."""
    if which not in ("logo", "cover"):
        raise ValueError(f"a business has no such picture: {which}")
    setattr(business, which, upload)
    log_action(business.public_id, actor.public_id, f"business.{which}", business.public_id, {}, at)


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    for name, length_max in TEXT_LENGTHS.items():
        if name in values:
            values[name] = values[name].strip()
            if len(values[name]) > length_max:
                raise Invalid("entry_too_long", field=name, most=length_max)
    if len(values.get("name", "name")) < NAME_LENGTH_MIN:
        raise Invalid("business_needs_name", field="name")
    if not values.get("place_name", "place"):
        raise Invalid("business_needs_place", field="place_name")
    if values.get("accent") and not ACCENT.fullmatch(values["accent"]):
        raise Invalid("business_accent_unknown", field="accent")
    if "currency" in values and values["currency"] not in CURRENCIES:
        raise Invalid("business_currency_unknown", field="currency")
    if "timezone" in values and values["timezone"] not in zones.known():
        raise Invalid("business_timezone_unknown", field="timezone")
    if "language" in values and values["language"] not in LOCALES:
        raise Invalid("business_language_unknown", field="language")
    if not -90 <= values.get("lat", 0) <= 90 or not -180 <= values.get("lon", 0) <= 180:
        raise Invalid("business_place_unknown", field="place_name")
    if "accent" in values:
        values["accent"] = values["accent"] or None
    return values


def _is_slug_taken(slug: str) -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(Business.slug == slug))))


def _has_programme(business: Business) -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(Programme.business_id == business.id))))
