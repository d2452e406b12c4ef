"""Figures for the desk: below the north star, what stands behind it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Flask

from marketplace.businesses.models import Business


def register(app: Flask) -> None:
    """Add the panels of the desk's first page."""
    from marketplace.businesses.desk import Panel, register_panel
    from marketplace.core.permissions import Permission

    register_panel(Panel("figures", 10, "insights/_figures.html", Permission.DESK_VIEW, _figures))
    register_panel(Panel("next", 20, "insights/_next.html", Permission.DESK_VIEW, _next))
    register_panel(Panel("weeks", 40, "insights/_weeks.html", Permission.DESK_VIEW, _weeks))


def _figures(business: Business, at: datetime) -> dict[str, Any] | None:
    from marketplace.insights import queries

    figures = queries.figures(business, at)
    return None if figures.is_empty else {"figures": figures}


def _next(business: Business, at: datetime) -> dict[str, Any] | None:
    from marketplace.insights import queries

    gigs = queries.next_gigs(business, at)
    return {"gigs": gigs} if gigs else None


def _weeks(business: Business, at: datetime) -> dict[str, Any] | None:
    from marketplace.core.charts import Series
    from marketplace.insights import queries

    rows = queries.gigs_by_week(business, at)
    if not any(kept or lost for _, kept, lost in rows):
        return None
    return {"rows": rows, "series_of": Series}
