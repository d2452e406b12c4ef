"""Backup and restore of one world: its database and its photos in one archive."""

from __future__ import annotations

import io
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from config import Settings
from marketplace import create_app
from marketplace.core import audit
from marketplace.core.audit import Finding

DATABASE_MEMBER = "database"
PHOTOS_FOLDER = "uploads/"


class CannotBackUp(RuntimeError):
    """Something a backup needs is missing; the message names the remedy."""


def backup(path: Path | None = None) -> Path:
    """Write database and photos into one archive and return its path; the site may go on serving meanwhile."""
    app = create_app()
    settings: Settings = app.extensions["muster.settings"]
    now = datetime.now(UTC)
    target = path or settings.data_dir / "backups" / f"{settings.world}-{now:%Y%m%d-%H%M%S}.tar.gz"
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder, app.app_context():
        dump = Path(folder) / DATABASE_MEMBER
        _dump(settings.database_url, dump)
        partial = Path(folder) / "archive.tar.gz"
        with tarfile.open(partial, "w:gz") as archive:
            archive.add(dump, DATABASE_MEMBER)
            _add_photos(archive)
        shutil.move(partial, target)
    return target


def restore(path: Path) -> list[Finding]:
    """Replace database and photos by an archive's, and return what the audit finds in the copy."""
    app = create_app()
    settings: Settings = app.extensions["muster.settings"]
    with tempfile.TemporaryDirectory() as folder, app.app_context(), tarfile.open(path) as archive:
        archive.extractall(folder, filter="data")
        _load(app, settings.database_url, Path(folder) / DATABASE_MEMBER)
        _put_photos(Path(folder) / PHOTOS_FOLDER)
        return audit.run()


def _dump(url: str, target: Path) -> None:
    if url.startswith("sqlite"):
        with sqlite3.connect(_sqlite_path(url)) as source, sqlite3.connect(target) as copy:
            source.backup(copy)
        return
    _call("pg_dump", "--format=custom", f"--file={target}", f"--dbname={_libpq(url)}")


def _load(app: Flask, url: str, dump: Path) -> None:
    from marketplace.core.db import let_go

    let_go()
    if url.startswith("sqlite"):
        # Loaded through the backup interface too, so that a running server sees either the old world or the new.
        with sqlite3.connect(dump) as source, sqlite3.connect(_sqlite_path(url)) as target:
            source.backup(target)
        return
    _call("pg_restore", "--clean", "--if-exists", "--no-owner", f"--dbname={_libpq(url)}", str(dump))


def _add_photos(archive: tarfile.TarFile) -> None:
    from marketplace.trust import uploads

    for key, content in uploads.every_object():
        member = tarfile.TarInfo(PHOTOS_FOLDER + key)
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))


def _put_photos(folder: Path) -> None:
    from marketplace.trust import uploads

    for file in sorted(folder.rglob("*")):
        if file.is_file():
            uploads.put_object(file.relative_to(folder).as_posix(), file.read_bytes())


def _call(program: str, *arguments: str) -> None:
    if shutil.which(program) is None:
        raise CannotBackUp(
            f"{program} is missing; install PostgreSQL's client programs (on Debian: postgresql-client)"
        )
    subprocess.run([program, *arguments], check=True)  # noqa: S603 - our own arguments


def _sqlite_path(url: str) -> str:
    return str(sa.make_url(url).database)


def _libpq(url: str) -> str:
    return sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
