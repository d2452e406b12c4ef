"""Every address of the site, filled in with the ids of a world."""

from __future__ import annotations

from collections.abc import Mapping

from werkzeug.routing import Rule

from tests.meta.two_worlds import Two

# What stands behind a place in an address, by the word before it.
NOUNS = {
    "offers": "offer", "assignments": "assignment", "bookings": "booking", "requests": "request", "proposals": "proposal",
    "sessions": "session", "journeys": "journey", "programmes": "programme", "gigs": "gig", "board": "gig",
    "listings": "listing", "cases": "case", "threads": "thread", "notices": "notice", "decisions": "decision",
    "standing": "standing", "reviews": "window", "payments": "payment", "memberships": "membership", "members": "membership",
    "credentials": "credential", "certificates": "credential", "tokens": "token", "staff": "staff", "skills": "skill",
    "invitations": "invitation", "uploads": "upload", "stops": "parcel", "parcels": "parcel", "blocks": "block", "pickup-points": "pickup_point",
    "rounds": "round", "at": "business", "fans": "fan_ref", "experiences": "listing", "people": "staff",
    "statements": "statement", "causes": "cause", "settlements": "settlement", "runs": "run", "bank": "business_ref",
    "redemptions": "redemption", "promotions": "promotion", "rates": "tax_rate", "versions": "version",
    "disputes": "dispute", "costs": "costs", "warnings": "warning", "receipts": "partner_payment", "account": "payout_account",
}  # fmt: skip

# Places that are no ids but choices, with one that exists.
CHOICES = {
    "section": "words",
    "step": "skills",
    "move": "break",
    "kind_code": "experience",
    "way": "donation",
    "part_kind": "bonus",
    "part_code": "share",
    "locale": "es",
}


def path_of(rule: Rule, two: Two, slug: str, choices: Mapping[str, str] = CHOICES) -> str | None:
    """The address filled in; None where another's desk is all that it names and the desk is one's own."""
    pieces, names_something = rule.rule.split("/"), slug == two.ours.slug
    for number, piece in enumerate(pieces):
        if not piece.startswith("<"):
            continue
        name, _, rest = piece[1:].partition(">")
        if name == "business_slug":
            pieces[number] = slug
        elif name in choices:
            pieces[number] = choices[name]
        else:
            noun = NOUNS.get(pieces[number - 1])
            assert noun is not None, f"{rule.rule}: whose id is {name}? Say so in NOUNS or EVERYBODYS"
            pieces[number] = two.ids[noun] + rest
            names_something = True
    return "/".join(pieces) if names_something else None
