"""The marketplace: pages, programme interface and jobs around the matching and payouts libraries."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings
    from marketplace.core.clock import Clock


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Flask:
    """Build the application from its settings; see `marketplace.application`."""
    # Loaded only now: tools inside the package, and the commands that start with them, do without all of it.
    from marketplace.application import build

    return build(settings, clock)
