"""The small interface of a kind of gig, and the registry through which everything else meets kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Blueprint
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Setting:
    """One thing a programme of the kind may set, with its default, unit and meaning."""

    code: str
    default: Any
    label: Any  # lazily translated
    meaning: Any  # lazily translated
    least: int | None = None
    most: int | None = None
    unit: str = ""  # money: minor units, asked for as an amount in the business's currency; latitude, longitude: degrees
    is_asked: bool = True  # False: it follows from the others, see Kind.settled
    is_words: bool = False  # somebody reads them, and in another language would miss them
    needed: Any = (
        ""  # lazily translated: what is said where words without which the kind cannot work are left out
    )
    question: int = 0  # of the five questions the one it belongs to; 0: folded away with the rest


WEEKEND = (5, 6)
BUSY = (
    Setting("busy_from_hour", 17, _l("Busy from, hour"), _l("What begins from this hour on is at a busy time, for which a reward may pay more."), 0, 23),
    Setting("busy_until_hour", 20, _l("Busy until, hour"), _l("The same as the hour above: at no hour. Less: through the night."), 0, 24),
    Setting("busy_weekends", False, _l("Weekends are busy"), _l("Saturdays and Sundays are busy times all day.")),
)  # fmt: skip
"""When it is a busy time, in every kind: rewards may have a bonus for it."""


@dataclass(frozen=True)
class Template:
    """What five answers become: the texts and choices a new programme of the kind starts from, by locale."""

    way: str
    joining: str
    skills: tuple[str, ...]
    north_star: str
    purpose: Mapping[str, str]
    role: Mapping[str, str]
    tasks: Mapping[str, str]
    house_rules: Mapping[str, str]
    cancellation: str  # name of a default policy in payouts: single_day, multi_day, free


class Kind:
    """A kind of gig: how gigs are made and matched, what proves them done, which settings and pages it adds.

    Subclass, set the attributes, override what differs, and register one instance. The rest of the product asks
    only what stands here.
    """

    code: str = ""
    label: Any = ""  # lazily translated name of the kind, as people say it
    sentence: Any = ""  # lazily translated: what people of this kind do, for the owner who chooses
    icon: str = "compass"
    template: Template
    settings: tuple[Setting, ...] = ()
    offer_mode: str = "reserved"  # reserved: to the best in turn; open: to everyone who fits
    offers_at_once: int = 1
    accept_minutes: int = 24 * 60
    checks_in_by: tuple[str, ...] = ("code", "place")
    completes_by: tuple[str, ...] = ("statement",)
    forfeit_free_minutes: int = 24 * 60
    checkin_early_minutes: int = 30
    checkin_grace_minutes: int = 15
    checkin_circle_m: int = 300
    is_booked: bool = True  # customers buy it; the business itself asks for delivery
    is_asked_for: bool = False  # customers ask for it in their own words, and people are put forward
    adults_only: bool = False  # people say when they were born before they join
    listed_as: str = ""  # in the catalogue: "session" for dates of a listing, "journey" for stages and nights
    blueprint: Blueprint | None = None
    gig_template: str = ""  # partial with the kind's own part of a gig's page
    booking_template: str = ""  # the same of a booking's page
    request_template: str = ""  # and of the page of what a customer asked for

    @property
    def all_settings(self) -> tuple[Setting, ...]:
        """The kind's own settings, and those that every kind has."""
        return (*self.settings, *BUSY)

    def policy(self, programme: Any) -> dict[str, Any]:
        """The kind's settings with what the programme changed."""
        return {s.code: programme.settings.get(s.code, s.default) for s in self.all_settings}

    def words(self, programme: Any) -> dict[str, str]:
        """What the owner wrote among the settings, by their codes."""
        policy = self.policy(programme)
        return {s.code: str(policy[s.code] or "") for s in self.all_settings if s.is_words}

    def is_busy(self, programme: Any, begins_local: datetime) -> bool:
        """Whether what begins at this clock time begins at one of the programme's busy times."""
        policy, hour = self.policy(programme), begins_local.hour
        first, last = policy["busy_from_hour"], policy["busy_until_hour"]
        is_weekend = begins_local.weekday() in WEEKEND and policy["busy_weekends"]
        return is_weekend or (first <= hour < last if first <= last else hour >= first or hour < last)

    def suggested(self, business: Any) -> dict[str, Any]:
        """Settings that a new programme of a business starts with, where no default fits every place."""
        return {}

    def shown(self, values: dict[str, Any]) -> dict[str, Any]:
        """Settings as a form begins with them."""
        return values

    def settled(
        self, entered: dict[str, Any], business: Any, before: dict[str, Any] | None
    ) -> dict[str, Any]:
        """Settings as entered, with what follows from them; Invalid names the field that cannot be used.

        `before` are those of a programme that is changed.
        """
        return entered

    def needs(self, gig: Any) -> dict[str, Any]:
        """What the engine is told the gig needs."""
        return dict(gig.needs)

    def is_proven(self, assignment: Any) -> bool:
        """True when the proofs at hand let the fan say it is done."""
        return any(p.step == "check_in" for p in assignment.proofs)

    def facts(self, assignment: Any) -> dict[str, Any]:
        """What the reward scheme reckons with once the work is done; by default as promised."""
        return dict(assignment.gig.facts)

    def perks_given(self, assignment: Any) -> frozenset[str]:
        """Codes of perks that this kind gave by itself: no receipt is asked for these, nothing is paid twice."""
        return frozenset()

    def gig_detail(self, gig: Any, assignment: Any | None) -> dict[str, Any]:
        """What `gig_template` shows."""
        return dict(gig.detail)

    def booking_detail(self, booking: Any) -> dict[str, Any]:
        """What `booking_template` shows to the customer."""
        return dict(booking.detail)

    def on_filled(self, gig: Any, at: datetime) -> None:
        """Every place of the gig has a confirmed fan."""

    def on_unfilled(self, gig: Any, at: datetime) -> None:
        """Nobody is left to ask, or time has run out."""

    def on_cancelled(self, gig: Any, at: datetime) -> None:
        """The gig has been called off."""

    def other_starts(self, request: Any) -> list[datetime]:
        """When else what a customer asked for may begin, if nobody fits at the time it stands at; the first are tried first."""
        return []

    def asked_anew(self, request: Any) -> str:
        """The address at which a customer asks again, beginning with what they asked for; "" where they do not ask."""
        return ""

    def on_lost(self, assignment: Any, at: datetime) -> None:
        """A fan who was bound is bound no more; matching goes on by itself."""

    def on_completed(self, assignment: Any, at: datetime) -> None:
        """A fan has done the work; the earning is posted already."""


@dataclass
class Registry:
    """The kinds of this installation, in the order in which owners see them."""

    kinds: dict[str, Kind] = field(default_factory=dict)

    def register(self, kind: Kind) -> Kind:
        """Add a kind; twice the same code replaces it."""
        self.kinds[kind.code] = kind
        return kind

    def get(self, code: str) -> Kind:
        """The kind of a code; a gig of a kind that was removed still opens, as a plain gig."""
        return self.kinds.get(code) or Kind()

    def all(self) -> list[Kind]:
        """Every kind."""
        return list(self.kinds.values())


registry = Registry()
