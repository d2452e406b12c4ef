"""What is done before the server starts, so that nobody waits for it later."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from marketplace.core import edge
from marketplace.core.db import db
from marketplace.geo.gazetteer_index import index_path
from marketplace.operations import serve
from marketplace.superfans.models import Skill
from marketplace.superfans.taxonomy import SKILLS


def test_before_the_first_visitor_tables_places_and_skills_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "SECRET_KEY": "a secret for tests only, long enough",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'shop.sqlite3'}",
        "MUSTER_DATA_DIR": str(tmp_path),
        "MUSTER_WORLD": "shop",
        "MUSTER_SCHEDULER": "off",
    }.items():
        monkeypatch.setenv(name, value)

    app = serve.upgrade()

    assert index_path(tmp_path).is_file()
    with app.app_context():
        assert "gig" in sa.inspect(db.engine).get_table_names()
        listed = set(
            edge.read(lambda: db.session.scalars(sa.select(Skill.code).where(Skill.state == "listed")).all())
        )
        assert listed == {entry.code for entry in SKILLS}
        db.session.remove()
        db.engine.dispose()
    serve.upgrade()  # again changes nothing and breaks nothing
