"""A round from rows to written offers over a large programme: `python -m benchmarks.rounds [--fans N] [--gigs M]`."""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import Flask

from benchmarks import worlds
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
    for _ in range(options.runs):
        command = [sys.executable, "-m", "benchmarks.rounds", "--round", url, "--keep", str(folder)]
        ended = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=os.environ, text=True)
        found.append(json.loads(ended.stdout.splitlines()[-1]))
    best = sorted(found, key=lambda row: row["seconds"])[len(found) // 2]
    print(json.dumps({"database": title, "runs": options.runs, "bars": BARS} | best, indent=1), flush=True)


def _app(url: str, folder: Path) -> Flask:
    return worlds.muster(url, folder, "a secret of the benchmark alone", "demo")


def _measure(app: Flask) -> dict[str, Any]:
    """Ask one whole round, and take it back, so that the next finds the same."""
    from marketplace.businesses.models import Programme
    from marketplace.gigs import service_rounds
    from marketplace.gigs.engine import large
    from matching.engine.warm import warm

    at = datetime.now(UTC)
    with app.app_context(), paused():
        programme = edge.read(
            lambda: db.session.scalars(sa.select(Programme.public_id).where(Programme.slug == "asked")).one()
        )
        warm()  # compiled code is read from its cache before the clock runs, as in a worker that has run before
        steps = {"begin": (time.perf_counter(), time.process_time())}

        def step(name: str) -> None:
            steps[name] = (time.perf_counter(), time.process_time())

        question = edge.read(lambda: service_rounds.gather(programme, service_rounds.Window(days=30), at))
        step("read")
        answer = question.solve()
        step("solve")
        try:
            edge.write(lambda: (service_rounds.publish(question, answer, at), _count(step), _undo()))
        except _Undone as undone:
            offers = undone.offers
        names = list(steps)
        parts = {name: round(steps[name][1] - steps[before][1], 2) for before, name in pairwise(names)}
        return {
            "fans": question.looked_at,
            "gigs": len(question.gig_ids),
            "is_large": isinstance(question, large.LargeQuestion),
            "offers": offers,
            "is_proved": answer.objective == answer.bound,
            "seconds": round(steps["written"][1] - steps["begin"][1], 2),
            "wall": round(steps["written"][0] - steps["begin"][0], 2),
            "parts": parts,
            "mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        }


class _Undone(Exception):
    """Everything was written, and is taken back."""

    offers = 0


def _count(step: Any) -> None:
    db.session.flush()
    step("written")


def _undo() -> None:
    from marketplace.gigs.models import Offer

    undone = _Undone()
    undone.offers = db.session.scalar(sa.select(sa.func.count()).select_from(Offer)) or 0
    raise undone


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

    programme_id = worlds._open_programme()
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
