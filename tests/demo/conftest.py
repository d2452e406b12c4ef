"""The loaded demo world for the tests of its loading and of the loop."""

from __future__ import annotations

from tests.demo_world import (  # noqa: F401 - fixtures
    demo_app,
    demo_clock,
    demo_postgres,
    demo_site,
    demo_sqlite,
    demo_url,
)
