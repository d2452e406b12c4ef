"""What an owner chooses between, in words: each choice with what it means."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l


class Choice(NamedTuple):
    """One possibility: its code, its name, and what it means for the business and its fans."""

    code: str
    label: Any  # lazily translated
    meaning: Any  # lazily translated


WAYS = (
    Choice(
        "crowd",
        _l("Crowd"),
        _l(
            "Many people, each doing small jobs of their own. You look at how much gets done, how well, and at what cost."
        ),
    ),
    Choice(
        "collaborators",
        _l("Collaborators"),
        _l(
            "A few people who make something together with you. You look at what comes of it and who works together again."
        ),
    ),
    Choice(
        "community",
        _l("Community"),
        _l(
            "People who come for each other as much as for you. You look at who returns and whether they feel they belong."
        ),
    ),
)
TERMS = (
    Choice(
        "volunteer",
        _l("Nothing but thanks"),
        _l("They do it for the cause or the fun. Points and recognition, no money."),
    ),
    Choice(
        "volunteer_with_perks",
        _l("Perks"),
        _l("Free coffee, the fare, the first round: small things with a cap, no pay."),
    ),
    Choice(
        "paid", _l("Pay"), _l("Money for the work, which they may also take as store credit or give away.")
    ),
)
JOINING = (
    Choice("open", _l("Anyone may join"), _l("Whoever presses the button is in at once.")),
    Choice(
        "application",
        _l("They ask, you decide"),
        _l("People apply with a few words, and you admit or refuse them with a reason."),
    ),
    Choice(
        "invitation",
        _l("Only those you invite"),
        _l("The page can be read by all, but only people with your invitation can join."),
    ),
)
CANCELLATION = (
    Choice(
        "single_day_24h",
        _l("Free until a day before"),
        _l(
            "A customer who cancels at least 24 hours before the start gets everything back; after that nothing."
        ),
    ),
    Choice(
        "single_day_7d",
        _l("Free until a week before"),
        _l(
            "A customer who cancels at least 7 days before the start gets everything back; after that nothing."
        ),
    ),
    Choice(
        "multi_day_30d",
        _l("Free until 30 days before"),
        _l(
            "For trips of several days: all back until 30 days before the start, then what the policy still leaves."
        ),
    ),
    Choice("free", _l("Always free"), _l("Customers may cancel at any time and get everything back.")),
)
# Short names that kinds use for the policy they start from.
CANCELLATION_SHORT = {"single_day": "single_day_24h", "multi_day": "multi_day_30d"}
OFFER_MODES = (
    Choice(
        "reserved",
        _l("One after the other"),
        _l("The best match is asked first; if they pass, the next one is."),
    ),
    Choice(
        "open",
        _l("Everyone who fits"),
        _l("All who fit see it at once, and the places are filled fairly, not by who taps fastest."),
    ),
)
ROLES = (
    Choice("owner", _l("Owner"), _l("May do everything, money and staff included.")),
    Choice(
        "manager",
        _l("Manager"),
        _l("Runs programmes and decides about people, but moves no money and changes no staff."),
    ),
    Choice("support", _l("Support"), _l("Sees the desk and looks after bookings.")),
)
PROGRAMME_STATES = {
    "draft": _l("Being prepared"),
    "open": _l("Open"),
    "paused": _l("Paused"),
    "closed": _l("Closed"),
}


def label_of(choices: tuple[Choice, ...], code: str) -> str:
    """The name of a choice; the code itself when nobody knows it any more."""
    return next((str(c.label) for c in choices if c.code == code), code)


def pairs(choices: tuple[Choice, ...]) -> list[tuple[str, Any]]:
    """Choices as WTForms wants them."""
    return [(c.code, c.label) for c in choices]


def meanings(choices: tuple[Choice, ...]) -> dict[str, Any]:
    """What each choice means, by its code."""
    return {c.code: c.meaning for c in choices}
