"""What may still come on top of a promised reward: each part at its most, and on what it depends, in people's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import get_locale, gettext

from marketplace.businesses.models import SchemeVersion
from marketplace.core.formats import format_money
from marketplace.rewards.treasury import schemes as treasury_schemes
from marketplace.rewards.wording import line_amount


@dataclass(frozen=True)
class Possible:
    """One part that the outcome may add: a rating, waiting, a longer day."""

    code: str
    type: str
    label: str
    note: str  # what it gives, when, and within which limits
    most_minor: int
    currency: str  # ISO 4217, its credit, or points
    words: str  # up to how much, or how much an hour


def possible_of(
    quote: Mapping[str, Any], version: SchemeVersion, full_group: Mapping[str, Any] | None = None
) -> list[Possible]:
    """What may come on top of a kept quote, by the version of the reward that it was promised by.

    `full_group` has the facts of the gig with every seat taken, where guests still come. Reckoned anew by the code that reckons the earning: version and facts are kept with the quote. Costs that are given
    back are not in it, for they stand among what is promised.
    """
    if quote.get("scheme") != version.public_id or "facts" not in quote:
        return []
    locale = str(get_locale() or "en")
    grows = _with_full_group(quote, version, full_group or {})
    return grows + [
        Possible(
            line["code"],
            line["type"],
            label,
            _floor_note() if line["type"] == "floor_per_hour" else note,
            line["amount_minor"],
            line["currency"],
            _most(line),
        )
        for line, label, note in treasury_schemes.possible_lines(version, quote["facts"], locale)
    ]


def _with_full_group(
    quote: Mapping[str, Any], version: SchemeVersion, full_group: Mapping[str, Any]
) -> list[Possible]:
    """What more guests add: a share of the price, and what is paid for each guest, grow with the group."""
    now, full = int(quote["facts"].get("guests", 0)), int(full_group.get("guests", 0))
    if full <= now:
        return []
    at_most = treasury_schemes.quote(version, {**quote["facts"], **full_group})
    more = at_most["total_minor"] - quote["total_minor"]
    if more <= 0:
        return []
    note = gettext(
        "if all %(full)s places are taken; this reward is reckoned with %(now)s", full=full, now=now
    )
    amount = gettext("up to %(amount)s", amount=format_money(more, quote["currency"]))
    return [
        Possible("full_group", "full_group", gettext("More guests"), note, more, quote["currency"], amount)
    ]


def _floor_note() -> str:
    """A floor that the promised pay is above: only a longer day may come to need it."""
    return gettext("if it takes longer than planned: your pay is made up to at least this")


def _most(line: Mapping[str, Any]) -> str:
    """Up to how much; longer work and a floor have no end, so theirs is what an hour brings."""
    if line["type"] == "floor_per_hour":
        return gettext("%(amount)s an hour", amount=line_amount(line))
    if line["type"] == "overrun":
        return gettext(
            "%(amount)s an hour", amount=format_money(line["params"]["rate_minor"], line["currency"])
        )
    return gettext("up to %(amount)s", amount=line_amount(line))
