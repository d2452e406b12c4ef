"""Restoring a world from an archive: looked through before anything is touched, and what was there is kept."""

from __future__ import annotations

import json
import sqlite3
import tarfile
import tempfile
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alembic.script import ScriptDirectory

from config import ROOT, Settings
from marketplace import create_app
from marketplace.core import audit
from marketplace.core.audit import Finding
from marketplace.core.db import let_go
from marketplace.operations.backup import (
    ABOUT_MEMBER,
    DATABASE_MEMBER,
    PHOTOS_FOLDER,
    About,
    call,
    engine_of,
    fingerprint,
    libpq,
    place_for,
    schema_of_database,
    sqlite_path,
    write,
)

MAGIC = {"sqlite": b"SQLite format 3\0", "postgresql": b"PGDMP"}
MIGRATIONS = ROOT / "migrations"


class CannotRestore(RuntimeError):
    """The archive cannot be restored here; the message says why and what to do. Nothing was changed."""


@dataclass(frozen=True)
class Restored:
    """What came of it.

    ``kept`` is the archive of what was there before, if anything was; ``is_key_another`` says that authenticator apps
    wait for the SECRET_KEY under which they were set up.
    """

    findings: list[Finding]
    kept: Path | None
    is_key_another: bool


def restore(path: Path) -> Restored:
    """Replace database and photos by an archive's, bring it up to date, and return what the audit finds in the copy."""
    app = create_app()
    settings: Settings = app.extensions["muster.settings"]
    with tempfile.TemporaryDirectory() as folder, app.app_context():
        unpacked = _unpacked(path, Path(folder))
        about = _about(unpacked)
        _check(path, unpacked / DATABASE_MEMBER, about, settings)
        kept = write(place_for(settings, "-before-restore")) if schema_of_database() else None
        _load(settings.database_url, unpacked / DATABASE_MEMBER)
        _put_photos(unpacked / PHOTOS_FOLDER)
        _bring_up_to_date()
        is_key_another = about is not None and about.key != fingerprint(settings)
        return Restored(audit.run(), kept, is_key_another)


def _unpacked(path: Path, folder: Path) -> Path:
    try:
        with tarfile.open(path) as archive:
            archive.extractall(folder, filter="data")
    except FileNotFoundError:
        raise CannotRestore(f"There is no file {path}. Name one that `make backup` wrote.") from None
    except (tarfile.TarError, OSError, EOFError, zlib.error) as fault:
        raise CannotRestore(f"{path} is not a whole archive of `make backup` ({fault}).") from fault
    if not (folder / DATABASE_MEMBER).is_file():
        raise CannotRestore(f"{path} holds no database: it is not an archive of `make backup`.")
    return folder


def _about(folder: Path) -> About | None:
    """What the archive says of itself; those of the first version say nothing."""
    told = folder / ABOUT_MEMBER
    try:
        return About(**json.loads(told.read_text())) if told.is_file() else None
    except (ValueError, TypeError) as fault:
        raise CannotRestore(
            "The archive's own note cannot be read: it is damaged, or of a newer Muster."
        ) from fault


def _check(path: Path, dump: Path, about: About | None, settings: Settings) -> None:
    """Refuse what would not work here, before anything is touched."""
    engine = engine_of(settings)
    with dump.open("rb") as file:
        if not file.read(16).startswith(MAGIC[engine]):
            raise CannotRestore(
                f"{path} does not hold a database of this kind ({engine}). Restore it where DATABASE_URL names the kind "
                "of database it was made on."
            )
    if about is not None and about.world != settings.world:
        raise CannotRestore(
            f"{path} holds the world “{about.world}”, and this is “{settings.world}”. The own shop is restored with "
            "`make restore SHOP=1 FILE=…`, the demo without SHOP=1."
        )
    schema = _schema_of_sqlite(path, dump) if engine == "sqlite" else about.schema if about else None
    if schema is not None and schema not in {one.revision for one in _history().walk_revisions()}:
        raise CannotRestore(f"{path} was made by a newer Muster ({schema}). Update this one first.")


@cache
def _history() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))


def _schema_of_sqlite(path: Path, dump: Path) -> str:
    try:
        with sqlite3.connect(f"file:{dump}?mode=ro", uri=True) as connection:
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if found != "ok":
                raise CannotRestore(f"The database in {path} is damaged ({found}). Take another archive.")
            return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    except (sqlite3.Error, TypeError) as fault:
        raise CannotRestore(f"The database in {path} is not one of Muster, or damaged ({fault}).") from fault


def _load(url: str, dump: Path) -> None:
    let_go()
    if url.startswith("sqlite"):
        # Loaded through the backup interface too, so that a running server sees either the old world or the new.
        with sqlite3.connect(dump) as source, sqlite3.connect(sqlite_path(url)) as target:
            source.backup(target)
        return
    script = dump.with_suffix(".sql")
    call("pg_restore", "--no-owner", "--schema=public", f"--file={script}", str(dump))
    # All or nothing, and nothing stays of a newer form: what the archive does not know would stand in a migration's way.
    emptied = ("--command=DROP SCHEMA public CASCADE", "--command=CREATE SCHEMA public")
    call(
        "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", *emptied, f"--file={script}",
        f"--dbname={libpq(url)}",
    )  # fmt: skip


def _put_photos(folder: Path) -> None:
    from marketplace.trust import uploads

    for file in sorted(folder.rglob("*")):
        if file.is_file():
            uploads.put_object(file.relative_to(folder).as_posix(), file.read_bytes())


def _bring_up_to_date() -> None:
    if schema_of_database() == _history().get_current_head():
        return
    from flask_migrate import upgrade

    upgrade(directory=str(MIGRATIONS))
    let_go()
