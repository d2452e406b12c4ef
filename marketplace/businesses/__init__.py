"""Businesses, the people who act for them, their programmes and their pages."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Add the area: its words, who acts for whom, and its pages."""
    from marketplace.businesses import queries
    from marketplace.businesses.sentences import SENTENCES
    from marketplace.core import words
    from marketplace.core.permissions import Permission
    from marketplace.trust import people

    words.register(SENTENCES)
    people.register_staff_resolver(
        queries.people_of,
        queries.acts_for,
        owners_of=queries.owners_of,
        deciders_of=lambda business_ref: queries.people_of(business_ref, Permission.CASES_DECIDE),
        desk_of=queries.desk_of,
    )
