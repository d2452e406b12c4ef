"""Backup of one world: its database and its photos in one archive, with a note of what they are."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from config import Settings
from marketplace import create_app
from marketplace.core.db import db

DATABASE_MEMBER = "database"
ABOUT_MEMBER = "about.json"
PHOTOS_FOLDER = "uploads/"


class CannotBackUp(RuntimeError):
    """Something a backup needs is missing; the message names the remedy."""


@dataclass(frozen=True)
class About:
    """What an archive says of itself: which world, on which database, in which form, under which key, and of when."""

    world: str
    engine: str
    schema: str
    key: str
    made_at: str


def backup(path: Path | None = None) -> Path:
    """Write database and photos into one archive and return its path; the site may go on serving meanwhile."""
    app = create_app()
    with app.app_context():
        return write(path or place_for(_settings(), ""))


def place_for(settings: Settings, why: str) -> Path:
    """Where an archive of now is kept."""
    return settings.data_dir / "backups" / f"{settings.world}-{datetime.now(UTC):%Y%m%d-%H%M%S}{why}.tar.gz"


def write(target: Path) -> Path:
    """Write the archive of the application at hand; nobody but its owner may read it."""
    settings = _settings()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        dump = Path(folder) / DATABASE_MEMBER
        _dump(settings.database_url, dump)
        partial = Path(folder) / "archive.tar.gz"
        with tarfile.open(partial, "w:gz") as archive:
            _add(archive, ABOUT_MEMBER, json.dumps(asdict(about(settings)), indent=1).encode())
            archive.add(dump, DATABASE_MEMBER)
            _add_photos(archive)
        partial.chmod(0o600)
        shutil.move(partial, target)
    return target


def about(settings: Settings) -> About:
    """What is told of the database as it is now."""
    return About(
        world=settings.world,
        engine=engine_of(settings),
        schema=schema_of_database(),
        key=fingerprint(settings),
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def engine_of(settings: Settings) -> str:
    """The kind of database these settings name: ``sqlite`` or ``postgresql``."""
    return sa.make_url(settings.database_url).get_backend_name()


def schema_of_database() -> str:
    """The migration the database is at; empty when it has none."""
    with db.engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return ""
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar() or ""


def fingerprint(settings: Settings) -> str:
    """Tells one SECRET_KEY from another without saying anything about it."""
    return hashlib.blake2s(settings.secret_key.encode(), person=b"backup").hexdigest()[:16]


def call(program: str, *arguments: str) -> None:
    """Run one of PostgreSQL's client programs."""
    if shutil.which(program) is None:
        raise CannotBackUp(
            f"{program} is missing; install PostgreSQL's client programs (on Debian: postgresql-client)"
        )
    done = subprocess.run(  # noqa: S603 - our own arguments
        [program, *arguments],
        env=os.environ | {"PGOPTIONS": "-c client_min_messages=warning"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotBackUp(f"{program} could not do it: {done.stderr.strip()[-500:]}")


def sqlite_path(url: str) -> str:
    """The file of a SQLite database."""
    return str(sa.make_url(url).database)


def libpq(url: str) -> str:
    """The address of a PostgreSQL database as its own programs want it."""
    return sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["muster.settings"]
    return settings


def _dump(url: str, target: Path) -> None:
    if url.startswith("sqlite"):
        with sqlite3.connect(sqlite_path(url)) as source, sqlite3.connect(target) as copy:
            source.backup(copy)
        return
    call("pg_dump", "--format=custom", f"--file={target}", f"--dbname={libpq(url)}")


def _add_photos(archive: tarfile.TarFile) -> None:
    from marketplace.trust import uploads

    for key, content in uploads.every_object():
        _add(archive, PHOTOS_FOLDER + key, content)


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))
