"""Loads all that an application consists of, by building one that is never used; who copies this process need not."""

from __future__ import annotations

import tempfile
from pathlib import Path

from marketplace import create_app
from tests.conftest import settings_for

with tempfile.TemporaryDirectory() as folder:
    create_app(settings_for("sqlite://", Path(folder) / "nothing", uploads_url=folder))
