"""Rate limits that count in Redis: several instances share one count, and nobody is turned away while it is gone."""

from __future__ import annotations

import multiprocessing
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fakeredis import TcpFakeServer
from redis import Redis

from tests.core.counting import answer_posts
from tests.servers import LOOKS_UP_SECONDS

HOUR_SECONDS = 3600
PATIENCE_SECONDS = 240  # the first loads the whole application, on a machine that may be busy otherwise

# Nothing of the test's own process may be in an instance, least of all the sockets of a server it stops: they are
# copies of one that has loaded the application and done nothing else.
FRESH = multiprocessing.get_context("forkserver")
FRESH.set_forkserver_preload(["tests.core.counting", "tests.core.loaded"])


class Instance:
    """One instance of the application, in a process of its own."""

    def __init__(self, limit_url: str, database_url: str, folder: Path) -> None:
        self.line, its_end = FRESH.Pipe()
        self.process = FRESH.Process(
            target=answer_posts, args=(its_end, limit_url, database_url, folder), daemon=True
        )
        self.process.start()
        its_end.close()

    def wait_until_ready(self) -> None:
        """Return once it would answer."""
        assert self._hears() == "ready"

    def post(self) -> tuple[int, str | None]:
        """Post once; gives the status and what Retry-After says."""
        self.line.send("post")
        while (heard := self._hears()) == "ready":
            pass
        status, retry_after = heard
        return status, retry_after

    def statuses(self, times: int) -> list[int]:
        """What so many posts are answered."""
        return [self.post()[0] for _ in range(times)]

    def end(self) -> None:
        """End the process and wait for it."""
        self.line.close()
        self.process.join(30)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()

    def _hears(self) -> Any:
        assert self.line.poll(PATIENCE_SECONDS), "the instance says nothing"
        return self.line.recv()


def _serve(port: int) -> TcpFakeServer:
    server = TcpFakeServer(("127.0.0.1", port))
    threading.Thread(target=server.serve_forever, args=(LOOKS_UP_SECONDS,), daemon=True).start()
    return server


def _stop(server: TcpFakeServer) -> None:
    server.shutdown()
    server.server_close()


@pytest.fixture
def redis() -> Iterator[TcpFakeServer]:
    """A server that speaks the protocol, on a free port."""
    server = _serve(0)
    yield server
    _stop(server)


def _url(port: int) -> str:
    return f"redis://127.0.0.1:{port}/0"


@pytest.fixture
def start(sqlite_url: str, tmp_path: Path) -> Iterator[Callable[[int], Instance]]:
    """Starts instances that count at a port, and ends them."""
    started: list[Instance] = []

    def one(port: int) -> Instance:
        started.append(Instance(_url(port), sqlite_url, tmp_path))
        return started[-1]

    yield one
    for instance in started:
        instance.end()


def test_two_instances_share_one_count(redis: TcpFakeServer, start: Callable[[int], Instance]) -> None:
    port = redis.server_address[1]
    one, other = start(port), start(port)
    assert one.post() == (200, None)
    assert other.post() == (200, None)
    for instance in (one, other):
        status, retry_after = instance.post()
        assert status == 429, "the third, whichever instance it comes to"
        # Redis tells whole seconds, and so does the header.
        assert 0 < int(retry_after or 0) <= HOUR_SECONDS + 1


def test_while_redis_is_away_each_instance_counts_for_itself(start: Callable[[int], Instance]) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    one, other = start(port), start(port)
    assert one.statuses(3) == [200, 200, 429]
    assert other.statuses(3) == [200, 200, 429], "turned away by nobody else's count, yet not without limit"


def test_a_redis_that_goes_and_comes_back_is_counted_in_again(start: Callable[[int], Instance]) -> None:
    first = _serve(0)
    port = first.server_address[1]
    one = start(port)
    assert one.post()[0] == 200
    _stop(first)
    assert one.post()[0] == 200, "the first that this process counts for itself"
    second = _serve(port)
    try:
        other = start(port)
        assert other.statuses(2) == [200, 200]
        ends = time.monotonic() + 20
        while (status := one.post()[0]) != 429 or not _counted_at(port):
            assert time.monotonic() < ends, f"still {status}, counted for itself"
            time.sleep(0.2)
    finally:
        _stop(second)


def _counted_at(port: int) -> bool:
    """True once more posts were counted by this server than the other instance made."""
    with Redis(port=port, decode_responses=True) as client:
        return max((int(client.get(key) or 0) for key in client.scan_iter()), default=0) > 2


def test_a_redis_that_is_silent_holds_nobody_up(start: Callable[[int], Instance]) -> None:
    with closing(socket.create_server(("127.0.0.1", 0), backlog=16)) as silent:  # takes calls, says nothing
        one = start(silent.getsockname()[1])
        one.wait_until_ready()
        begun = time.monotonic()
        assert one.statuses(3) == [200, 200, 429]
        assert time.monotonic() - begun < 10, "a second each at most, on a machine that is busy otherwise"
