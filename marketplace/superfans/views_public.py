"""The page of a fan that anybody may read; contact details never stand on it."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.businesses.models import Programme
from marketplace.core.permissions import public
from marketplace.superfans import queries
from marketplace.superfans.names import interest_name
from marketplace.superfans.profile_words import languages_words
from marketplace.trust import queries_reviews, queries_standing
from marketplace.trust.reader import anybody


@public
def fan(public_id: str) -> ResponseReturnValue:
    """Who a fan is, what they can do, how reliable they were, and what others said."""
    found = queries.public_fan(public_id)
    reader = anybody()
    photo = queries.photo_of(found)
    programmes: list[Programme] = queries.open_programmes_of(found)
    return render_template(
        "superfans/fan.html",
        fan=found,
        name=found.identity.name,
        photo_url=url_for("trust.upload", public_id=photo.public_id) if photo else None,
        skills=[queries.skill_name(s.skill) for s in found.skills if s.skill.state == "listed"],
        languages=languages_words(found),
        interests=[interest_name(code) for code in found.interests],
        reliability=queries_standing.reliability([public_id])[public_id],
        reviews=queries_reviews.about(found.identity),
        programmes=programmes,
        is_own=reader is not None and reader.id == found.identity_id,
        is_signed_in=reader is not None,
    )
