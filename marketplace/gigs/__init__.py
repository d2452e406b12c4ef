"""Gigs: offers, assignments, check-in, proofs and completion, matched by the library `matching`."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add the area: its words, what its ids stand for, its jobs, its checks and its pages."""
    from flask_babel import lazy_gettext as _l

    from marketplace.core import words
    from marketplace.gigs import (
        checks,  # noqa: F401 - registers its checks
        jobs,  # noqa: F401 - registers its jobs
        memberships,  # noqa: F401 - hears who comes and goes
        north_stars,
        subjects,
    )
    from marketplace.gigs.sentences import SENTENCES
    from marketplace.trust import topics

    words.register(SENTENCES)
    topics.register("gigs", _l("Offers and your gigs"))
    north_stars.register()
    subjects.register()
