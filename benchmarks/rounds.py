"""A round from rows to written offers over a large programme: `python -m benchmarks.rounds [--fans N] [--gigs M]`."""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Flask

from benchmarks import worlds
from benchmarks.speed import plain_seconds
from benchmarks.web import postgres
from marketplace.core import edge, ids
from marketplace.core.db import db
from marketplace.core.garbage import paused

BARS = {"seconds": 8.0, "mib": 1536.0}
DAYS = 14
BATCH = 10_000


def main() -> None:
    """Fill each database once, then measure the round in processes of their own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rounds")
    parser.add_argument("--fans", type=int, default=100_000)
    parser.add_argument("--gigs", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument(
        "--keep", type=Path, help="folder in which a filled SQLite file is kept and found again"
    )
    parser.add_argument("--round", dest="url", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.url:
        print(json.dumps(_measure(_app(options.url, options.keep))))
        return
    with tempfile.TemporaryDirectory(prefix="muster-bench-") as name:
        folder = options.keep or Path(name)
        if "sqlite" in options.databases:
            _show("SQLite", f"sqlite:///{folder / 'round.sqlite3'}", folder, options)
        if "postgresql" in options.databases:
            with postgres(folder) as url:
                _show("PostgreSQL", url, folder, options)


def _show(title: str, url: str, folder: Path, options: argparse.Namespace) -> None:
    app = _app(url, folder)
    with app.app_context():
        _fill(options.fans, options.gigs)
        db.session.remove()
        db.engine.dispose()
    found = []
    for number in range(options.runs):
        with _copy(url, number) as copy:
            command = [sys.executable, "-m", "benchmarks.rounds", "--round", copy, "--keep", str(folder)]
            ended = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=os.environ, text=True)
        found.append(json.loads(ended.stdout.splitlines()[-1]))
    best = sorted(found, key=lambda row: row["seconds"])[len(found) // 2]
    print(json.dumps({"database": title, "runs": options.runs, "bars": BARS} | best, indent=1), flush=True)


@contextmanager
def _copy(url: str, number: int) -> Iterator[str]:
    """A database of one run's own, so that every round finds the same world."""
    if url.startswith("sqlite"):
        world = Path(sa.make_url(url).database or "")
        copy = world.with_name(f"{world.stem}-{number}.sqlite3")
        shutil.copy(world, copy)
        yield f"sqlite:///{copy}"
        for name in (copy.name, *(f"{copy.name}{end}" for end in ("-wal", "-shm", ".queue"))):
            copy.with_name(name).unlink(missing_ok=True)
        return
    known = sa.make_url(url)
    server = sa.create_engine(
        known.set(database="template1"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool
    )
    # A database in use is no pattern for another, and the provider's sandbox keeps its connections to this one.
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    with server.connect() as connection:
        connection.exec_driver_sql(others, (known.database,))
        connection.exec_driver_sql(f"CREATE DATABASE round_{number} TEMPLATE {known.database}")
        yield known.set(database=f"round_{number}").render_as_string(hide_password=False)
        connection.exec_driver_sql(f"DROP DATABASE round_{number} WITH (FORCE)")


def _app(url: str, folder: Path) -> Flask:
    return worlds.muster(url, folder, "a secret of the benchmark alone", "demo")


def _measure(app: Flask) -> dict[str, Any]:
    """Run one whole round, from rows to written offers."""
    from marketplace.businesses.models import Programme
    from marketplace.gigs import service_rounds
    from marketplace.gigs.engine import large
    from marketplace.gigs.models import Offer
    from matching.engine.warm import warm

    at = datetime.now(UTC)
    with app.app_context(), paused():
        programme = edge.read(
            lambda: db.session.scalars(sa.select(Programme.public_id).where(Programme.slug == "asked")).one()
        )
        warm()  # compiled code is read from its cache before the clock runs, as in a worker that has run before
        plain, steps, longest = plain_seconds(), {"begin": (time.perf_counter(), time.process_time())}, 0.0

        def step(name: str) -> None:
            steps[name] = (time.perf_counter(), time.process_time())

        question = edge.read(lambda: service_rounds.gather(programme, service_rounds.Window(days=30), at))
        assert question is not None
        step("read")
        answer = question.solve()
        step("solve")
        ref = edge.write(lambda: service_rounds.begin(question, answer, at))
        assert ref is not None
        step("stored")
        is_left = True
        while is_left:
            begun = time.perf_counter()
            is_left = edge.write(lambda: service_rounds.publish_next(ref, at))
            longest = max(longest, time.perf_counter() - begun)
        step("written")
        names = list(steps)
        parts = {name: round(steps[name][1] - steps[before][1], 2) for before, name in pairwise(names)}
        return {
            "fans": question.looked_at,
            "gigs": len(question.gig_ids),
            "is_large": isinstance(question, large.LargeQuestion),
            "offers": edge.read(lambda: db.session.scalar(sa.select(sa.func.count()).select_from(Offer))),
            "is_proved": answer.objective == answer.bound,
            "seconds": round(steps["written"][1] - steps["begin"][1], 2),
            "plain": round((plain + plain_seconds()) / 2, 2),
            "wall": round(steps["written"][0] - steps["begin"][0], 2),
            "parts": parts,
            "longest_write_wall": round(longest, 2),
            "mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }


def _fill(fans: int, gigs: int) -> None:
    from marketplace.demo import seed
    from marketplace.gigs.models import Gig

    seed.fill_if_empty(fans=fans)
    known = edge.read(
        lambda: db.session.scalar(sa.select(sa.func.count()).where(Gig.title == PATTERN["title"]))
    )
    if not known:
        edge.write(lambda: _open(Random(7), gigs))
        edge.write(lambda: db.session.execute(sa.text("ANALYZE")))


def _open(rng: Random, gigs: int) -> None:
    from marketplace.gigs.models import Gig
    from marketplace.superfans.models import Membership, PackedProfile

    programme_id = worlds.open_programme()
    at = datetime.now(UTC)
    people = db.session.execute(
        sa.select(PackedProfile.fan_id, PackedProfile.lat, PackedProfile.lon, PackedProfile.document)
    ).all()
    members = [
        {
            "public_id": ids.new("mbr"), "programme_id": programme_id, "fan_id": row.fan_id, "state": "active",
            "applied_at": at, "decided_at": at - timedelta(days=60),
        }
        for row in people
    ]  # fmt: skip
    for first in range(0, len(members), BATCH):
        db.session.execute(sa.insert(Membership.__table__), members[first : first + BATCH])
    pattern = worlds.one_gig(programme_id)
    rows = [pattern | _gig(rng, rng.choice(people), at) for _ in range(gigs)]
    db.session.execute(sa.insert(Gig.__table__), rows)


PATTERN = {"title": "Two hours in the neighbourhood"}


def _gig(rng: Random, near: Any, at: datetime) -> dict[str, Any]:
    zone = near.document["zone"]
    day = at.astimezone(ZoneInfo(zone)).date() + timedelta(days=rng.randrange(2, DAYS))
    local = datetime(day.year, day.month, day.day, rng.randrange(9, 19), tzinfo=ZoneInfo(zone))
    starts_at = local.astimezone(UTC)
    skills = sorted(near.document["skills"])
    needs: dict[str, Any] = {"languages": [rng.choice(sorted(near.document["languages"]))]}
    if skills and rng.random() < 0.7:
        needs["skills_all"] = [rng.choice(skills)]
    return PATTERN | {
        "public_id": ids.new("gig"), "timezone": zone, "starts_local": f"{local:%Y-%m-%dT%H:%M:%S}", "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=2), "lat": near.lat + rng.uniform(-0.02, 0.02),
        "lon": near.lon + rng.uniform(-0.02, 0.02), "needs": needs, "places": rng.choice((1, 1, 2)),
    }  # fmt: skip


if __name__ == "__main__":
    main()
