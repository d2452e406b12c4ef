"""Gigs and a programme's policy as the engine reads them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields
from typing import Any

import matching
from marketplace.businesses.models import Programme
from marketplace.gigs.models import Gig
from marketplace.gigs.terms import DAY_CAP_MINUTES, WEEK_CAP_MINUTES, kind_of

# A fan says 1 (a little) to 5 (native); the engine counts the six levels of the European framework.
LANGUAGE_LEVELS = {1: 1, 2: 2, 3: 4, 4: 5, 5: 6}
LANGUAGE_LEAST = 3
SKILL_LEAST = 1
_PARAMS = frozenset(f.name for f in fields(matching.Params))
_POLICY = frozenset(f.name for f in fields(matching.Policy))


def params_of(programme: Programme) -> matching.Params:
    """Weights and limits: the product's hour caps, then what the programme's matching policy says."""
    chosen = {"day_cap_minutes": DAY_CAP_MINUTES, "week_cap_minutes": WEEK_CAP_MINUTES}
    chosen |= {code: value for code, value in programme.matching_policy.items() if code in _PARAMS}
    return matching.Params(**chosen)


def policy_of(programme: Programme) -> matching.Policy:
    """What the programme's matching policy decides about whole rounds."""
    return matching.Policy(**{c: v for c, v in programme.matching_policy.items() if c in _POLICY})


def work_of(
    gig: Gig, *, places: int | None = None, value_minor: int = 0, excluded: Collection[str] = ()
) -> matching.Gig:
    """One gig as the engine reads it; what the programme asks of everybody is asked here too."""
    return matching.Gig(**work_facts(gig, gig.places if places is None else places, excluded, value_minor))


def work_facts(gig: Any, places: int, excluded: Collection[str], value_minor: int) -> dict[str, Any]:
    """The fields of a gig as the engine names them, not checked yet."""
    needs = kind_of(gig).needs(gig)
    skills = dict.fromkeys(gig.programme.skills, SKILL_LEAST) | _levels(needs.get("skills_all"), SKILL_LEAST)
    begins = gig.starts_at or gig.deadline_at
    assert begins is not None
    return {
        "id": gig.public_id,
        "starts_at": begins,
        "ends_at": gig.ends_at if gig.occupies else None,
        "location": None if gig.lat is None or gig.lon is None else matching.Place(gig.lat, gig.lon),
        "area": needs.get("area"),
        "places": places,
        "skills_all": skills,
        "skills_any": _levels(needs.get("skills_any"), SKILL_LEAST),
        "languages_any": languages_of(needs.get("languages")),
        "credentials": tuple(needs.get("credentials", ())),
        "interests": tuple(needs.get("interests", ())),
        "age_min": needs.get("age_min"),
        "party": int(needs.get("party", 0)),
        "value_minor": value_minor,
        "standing_min": int(gig.programme.matching_policy.get("standing_min", 0)),
        "excluded": excluded,
        "people": tuple(needs.get("people", ())),
        "must_be_online": bool(needs.get("must_be_online", False)),
    }


def languages_of(wanted: Any) -> dict[str, int]:
    """Languages of which one is enough, each at its least level, on the engine's scale."""
    return {code: LANGUAGE_LEVELS[level] for code, level in _levels(wanted, LANGUAGE_LEAST).items()}


def _levels(wanted: Any, least: int) -> dict[str, int]:
    if not wanted:
        return {}
    if isinstance(wanted, Mapping):
        return {str(code): int(wanted[code]) for code in sorted(wanted)}
    return dict.fromkeys(sorted(str(code) for code in wanted), least)
