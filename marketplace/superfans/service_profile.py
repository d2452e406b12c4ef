"""What a superfan says of themself: each part is saved by itself, and the packed row with it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from marketplace.businesses.languages import SPOKEN
from marketplace.core.db import db
from marketplace.core.errors import Invalid
from marketplace.core.locking import lock_row
from marketplace.geo.zones import zone_at
from marketplace.identity import zones
from marketplace.identity.models import Identity
from marketplace.identity.service import tell_birth
from marketplace.superfans.choices import LEVELS_MAX, LEVELS_MIN
from marketplace.superfans.interests import INTERESTS_BY_CODE, MOTIVES_BY_CODE
from marketplace.superfans.models import REWARD_KINDS, TRAVEL_MODES, FanLanguage, FanSkill, Skill, Superfan
from marketplace.superfans.packing import hold, repack
from marketplace.trust.models import Upload

BIO_LENGTH_MAX = 2000
CAUSE_LENGTH_MAX = 80
RADIUS_M_MAX = 500_000
WEEK_HOURS = 168
SKILLS_MAX = 40
LANGUAGES_MAX = 20
FEED_KEY_BYTES = 24


@dataclass(frozen=True)
class Home:
    """Where a fan sets out from: words and point."""

    name: str
    lat: float
    lon: float


def become_superfan(identity: Identity, at: datetime) -> Superfan:
    """The person's supply side, made when it is first needed."""
    db.session.flush()
    lock_row(identity)  # two requests at once make one fan
    fan = db.session.scalar(sa.select(Superfan).where(Superfan.identity_id == identity.id))
    if fan is not None:
        return fan
    fan = Superfan(
        identity_id=identity.id, bio_language=identity.locale, timezone=identity.timezone, created_at=at
    )
    fan.identity = identity
    fan.interests, fan.motives, fan.radius_m = [], [], 5000
    db.session.add(fan)
    repack(fan, at)
    return fan


def set_skills(fan: Superfan, level_by_code: Mapping[str, int], at: datetime) -> None:
    """Say what one can do; skills of the list, or the fan's own additions, which others see once they are reviewed."""
    hold(fan)
    if len(level_by_code) > SKILLS_MAX:
        raise Invalid("too_many_chosen", field="skills", most=SKILLS_MAX)
    _check_levels(level_by_code, "skills")
    kept = {s.skill.code: s for s in fan.skills}
    found = {s.code: s for s in db.session.scalars(sa.select(Skill).where(Skill.code.in_(level_by_code)))}
    for code in level_by_code:
        skill = found.get(code)
        if skill is None or (skill.state != "listed" and code not in kept):
            raise Invalid("skill_unknown", field="skills")
    for code, fan_skill in kept.items():
        if code not in level_by_code:
            fan.skills.remove(fan_skill)
    for code, level in level_by_code.items():
        if code in kept:
            kept[code].level = level
        else:
            fan.skills.append(FanSkill(skill=found[code], level=level))
    repack(fan, at)


def set_languages(fan: Superfan, level_by_code: Mapping[str, int], at: datetime) -> None:
    """Say which languages one speaks, from a little to one's own."""
    hold(fan)
    if len(level_by_code) > LANGUAGES_MAX:
        raise Invalid("too_many_chosen", field="languages", most=LANGUAGES_MAX)
    if not level_by_code:
        raise Invalid("fan_needs_language", field="languages")
    _check_levels(level_by_code, "languages")
    if not set(level_by_code) <= set(SPOKEN):
        raise Invalid("choice_not_offered", field="languages")
    kept = {one.language: one for one in fan.languages}
    for code, one in kept.items():
        if code not in level_by_code:
            fan.languages.remove(one)
    for code, level in level_by_code.items():
        if code in kept:
            kept[code].level = level
        else:
            fan.languages.append(FanLanguage(language=code, level=level))
    repack(fan, at)


def set_interests(fan: Superfan, codes: Sequence[str], at: datetime) -> None:
    """Say what one likes, so that guests and gigs find common ground."""
    hold(fan)
    _check_codes(codes, INTERESTS_BY_CODE, "interests")
    fan.interests = sorted(set(codes))
    repack(fan, at)


def set_home(fan: Superfan, home: Home, at: datetime) -> None:
    """Say where one sets out from; the clock of the weekly hours follows the place."""
    hold(fan)
    if not (-90 <= home.lat <= 90 and -180 <= home.lon <= 180):
        raise Invalid("business_place_unknown", field="place")
    fan.home_name, fan.home_lat, fan.home_lon = home.name.strip()[:120], home.lat, home.lon
    zone = zone_at(home.lat, home.lon)
    fan.timezone = zone if zone in zones.known() else fan.timezone
    repack(fan, at)


def set_travel(fan: Superfan, mode: str, radius_m: int, weekly_hours_max: int, at: datetime) -> None:
    """Say how one gets about, how far one goes, and how many hours a week at most."""
    hold(fan)
    if mode not in TRAVEL_MODES:
        raise Invalid("choice_not_offered", field="travel_mode")
    if not 0 <= radius_m <= RADIUS_M_MAX:
        raise Invalid("number_not_between", field="radius_m", least=0, most=RADIUS_M_MAX)
    if not 1 <= weekly_hours_max <= WEEK_HOURS:
        raise Invalid("number_not_between", field="weekly_hours_max", least=1, most=WEEK_HOURS)
    fan.travel_mode, fan.radius_m, fan.weekly_hours_max = mode, radius_m, weekly_hours_max
    repack(fan, at)


def set_motives(fan: Superfan, codes: Sequence[str], at: datetime) -> None:
    """Say what one comes for."""
    hold(fan)
    _check_codes(codes, MOTIVES_BY_CODE, "motives")
    fan.motives = sorted(set(codes))
    repack(fan, at)


def set_reward(fan: Superfan, kind: str, at: datetime, *, cause: str = "") -> None:
    """Say in which kind one would rather be paid; a donation needs its cause."""
    hold(fan)
    if kind not in REWARD_KINDS:
        raise Invalid("choice_not_offered", field="reward_kind")
    if kind == "donation" and not cause.strip():
        raise Invalid("donation_needs_cause", field="donation_cause")
    if len(cause) > CAUSE_LENGTH_MAX:
        raise Invalid("entry_too_long", field="donation_cause", most=CAUSE_LENGTH_MAX)
    fan.reward_kind, fan.donation_cause = kind, cause.strip() if kind == "donation" else ""
    repack(fan, at)


def set_words(fan: Superfan, bio: str, language: str, at: datetime) -> None:
    """Say who one is, in one's own words and language."""
    hold(fan)
    if len(bio) > BIO_LENGTH_MAX:
        raise Invalid("entry_too_long", field="bio", most=BIO_LENGTH_MAX)
    if language not in SPOKEN:
        raise Invalid("choice_not_offered", field="bio_language")
    fan.bio, fan.bio_language = bio.strip(), language
    repack(fan, at)


def set_photo(fan: Superfan, photo: Upload | None, at: datetime) -> None:
    """Show another photo of oneself, or none."""
    hold(fan)
    fan.photo_id = photo.id if photo else None
    repack(fan, at)


def set_birth(fan: Superfan, born_on: date, at: datetime) -> None:
    """Say when one was born; only gigs for adults ask, and nobody else is told."""
    hold(fan)
    tell_birth(fan.identity, born_on, at)
    repack(fan, at)


def rotate_feed_key(fan: Superfan, at: datetime) -> str:
    """A new secret address for the calendar feed; the one before leads nowhere any more."""
    hold(fan)
    fan.feed_key = secrets.token_urlsafe(FEED_KEY_BYTES)
    repack(fan, at)
    return fan.feed_key


def _check_levels(level_by_code: Mapping[str, int], field: str) -> None:
    if not all(LEVELS_MIN <= level <= LEVELS_MAX for level in level_by_code.values()):
        raise Invalid("number_not_between", field=field, least=LEVELS_MIN, most=LEVELS_MAX)


def _check_codes(codes: Sequence[str], known: Mapping[str, object], field: str) -> None:
    if not set(codes) <= set(known):
        raise Invalid("choice_not_offered", field=field)
