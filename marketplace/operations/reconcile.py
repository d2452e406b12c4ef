"""Compares the money of every business, for an operator or their monitor: the exit status says how it went."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

AGREES, DIFFERS, COULD_NOT_RUN = 0, 1, 2


def main(*, business: str | None, since: str | None, until: str | None, as_json: bool) -> int:
    """Compare and print; 0 if all agree, 1 if somebody must look, 2 if it could not run."""
    from marketplace import create_app
    from marketplace.core import edge
    from marketplace.rewards import treasury

    try:
        period = _instant(since), _instant(until)
    except ValueError as error:
        print(f"A date cannot be read: {error}", file=sys.stderr)
        return COULD_NOT_RUN
    with create_app().app_context():
        known = edge.read(lambda: [(b.slug, b.public_id) for b in treasury.businesses_with_books()])
        wanted = [(slug, ref) for slug, ref in known if business in (None, slug)]
        if business is not None and not wanted:
            print(f"No business with books has the address {business}.", file=sys.stderr)
            return COULD_NOT_RUN
        reports, worst = {}, AGREES
        for slug, ref in wanted:
            try:
                reports[slug] = treasury.reconcile(ref, *period)
            except treasury.ProviderError as error:
                print(f"{slug}: the provider cannot be read: {error}", file=sys.stderr)
                worst = COULD_NOT_RUN
    if as_json:
        print(json.dumps({slug: treasury.report_document(one) for slug, one in reports.items()}, indent=2))
    else:
        for slug, one in reports.items():
            print(slug, *treasury.report_lines(one), sep="\n  ")
    return max(worst, AGREES if all(one.is_clean for one in reports.values()) else DIFFERS)


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    found = datetime.fromisoformat(text)
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
