"""Reliability in numbers and words, for people's cards."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from marketplace.core import formats
from marketplace.trust.standing import LABELS, Reliability


def pairs(known: Reliability) -> list[tuple[str, str]]:
    """Reliability as number and words, for a person's card: (value, label)."""
    on_time = known.on_time_pct
    shown = [
        (formats.format_number(known.completed), ngettext("gig completed", "gigs completed", known.completed))
    ]
    if on_time is not None:
        shown.append((formats.format_percent(round(on_time * 10_000)), gettext("on time")))
    if known.cancelled:
        shown.append((formats.format_number(known.cancelled), gettext("given back late")))
    if known.no_show:
        shown.append((formats.format_number(known.no_show), gettext("not come")))
    if known.stars_mean is not None:
        shown.append((formats.format_number(known.stars_mean), gettext("stars of 5")))
    return shown


def label_worded(label_code: str) -> str:
    """The words for a label."""
    return str(LABELS[label_code])
