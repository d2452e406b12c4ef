"""What rewards add to other areas: a point of the checklist, first schemes, recruiting words, a number to be judged by."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _l

from marketplace.businesses import north_star, queries, readiness, recruiting, service_schemes
from marketplace.businesses.models import Programme, SchemeVersion
from marketplace.businesses.recruiting import RewardWords
from marketplace.rewards import treasury
from marketplace.rewards.queries import spend
from marketplace.rewards.wording import line_amount, line_label, perk_label, perk_words, total_words

EXAMPLE_FACTS = {"planned_minutes": 120, "stops": 12, "guests": 4, "distance_m": 10_000}
EXAMPLE_PRICE_HOURS = 4  # an example booking is priced at so many times the hourly worth


def register() -> None:
    """Add them."""
    service_schemes.register_maker(treasury.first_scheme)
    recruiting.register(words_for)
    readiness.register(
        readiness.Check(
            "budget",
            _l("The reward budget is funded"),
            has_budget,
            lambda p: url_for("budgets.budgets", business_slug=p.business.slug, programme=p.public_id),
            _l("Every offer sets its whole reward aside first, so that nobody works for a promise."),
        )
    )
    north_star.register(
        north_star.NorthStar(
            "spend", _l("Given as rewards"), "minor", spend, _l("What your people got for their work.")
        )
    )


def has_budget(programme: Programme) -> bool:
    """True when an ordinary gig could be reserved now; at once where the rewards cost the budget nothing."""
    scheme = queries.published_scheme(programme)
    if scheme is None:
        return False
    needed_minor = treasury.maximum(scheme, EXAMPLE_FACTS)
    state = treasury.budget_of(programme)
    if needed_minor == 0:
        return True
    return state.funded_minor >= needed_minor and state.overspent_minor == 0


def words_for(programme: Programme) -> RewardWords:
    """What a member gets: an example of an ordinary gig, line by line."""
    scheme = queries.published_scheme(programme)
    if scheme is None:
        return RewardWords(())
    facts = EXAMPLE_FACTS | {"price_minor": _example_price(scheme)}
    quote = treasury.quote(scheme, facts)
    lines = [(line_label(line), line_amount(line)) for line in quote["lines"]]
    have = {line["code"] for line in quote["lines"]}
    lines += [
        (perk_label(p, quote), perk_words(p, quote)) for p in quote["promised_perks"] if p["code"] not in have
    ]
    return RewardWords((), str(_l("For two hours, for example")), tuple(lines), total_words(quote))


def _example_price(scheme: SchemeVersion) -> int:
    floors = [
        c.get("amount_minor", 0)
        for c in scheme.document.get("components", ())
        if c["type"] == "floor_per_hour"
    ]
    return EXAMPLE_PRICE_HOURS * max(floors, default=0)
