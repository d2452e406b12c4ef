"""Why this person: the strongest lines of a score, as reasons with numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from matching.fans import Fan
from matching.geometry import distance_m
from matching.gigs import Gig
from matching.reasons import Reason, Reasons
from matching.terms import TermScore

STRONG_GRADE = 600
MOST_REASONS = 4


def reasons_for(fan: Fan, gig: Gig, lines: Sequence[TermScore], *, metres: int | None = None) -> Reasons:
    """Return why a person suits a piece of work, strongest first.

    Parameters
    ----------
    fan, gig : Fan, Gig
        The pair.
    lines : sequence of TermScore
        Lines of its score.
    metres : int or None
        Distance from the fan's home to the gig where it is known already; measured when needed if None.

    Returns
    -------
    tuple of Reason
        At most four, by points; a term the gig does not ask for gives no reason, so that each one is a fact.
    """
    strong = [line for line in lines if line.grade >= STRONG_GRADE and line.points > 0]
    strong.sort(key=lambda line: -line.points)
    reasons = (_reason(fan, gig, line.term, metres) for line in strong)
    return tuple(islice((reason for reason in reasons if reason is not None), MOST_REASONS))


def _reason(fan: Fan, gig: Gig, term: str, metres: int | None) -> Reason | None:
    match term:
        case "nearness" if gig.location is not None and fan.location is not None:
            far = distance_m(fan.location, gig.location) if metres is None else metres
            return Reason("near", {"distance_m": far})
        case "skill" if gig.skills_all or gig.skills_any:
            wanted = {*gig.skills_all, *gig.skills_any}
            held = {code: fan.skills[code] for code in sorted(wanted) if code in fan.skills}
            best = max(held, key=lambda code: held[code], default=None)
            return None if best is None else Reason("skilled", {"skill": best, "level": held[best]})
        case "language" if gig.languages_any:
            best = max(sorted(gig.languages_any), key=lambda code: fan.languages.get(code, 0))
            return Reason("speaks", {"language": best, "level": fan.languages.get(best, 0)})
        case "interest" if gig.interests:
            return Reason("shares", {"interests": tuple(sorted(set(gig.interests) & set(fan.interests)))})
        case "standing":
            return Reason("reliable", {"points": fan.standing_points})
        case "fairness":
            return Reason("due", {"served": fan.served})
        case "familiarity" if gig.area is not None:
            return Reason("knows_area", {"area": gig.area})
        case _:
            return None
