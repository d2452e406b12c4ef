"""A bounded client: so many requests from so many threads, each timed, over plain sockets that cost the machine little."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

from config import ROOT

THREADS = 2
START_SECONDS, WAIT_SECONDS = 60, 240  # a busy machine takes its time to begin
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Ask:
    """One request and the status that is its right answer."""

    path: str
    status: int = 200
    cookie: str = ""
    form: Mapping[str, str] | None = None

    def wire(self, port: int) -> bytes:
        """The request as it goes over the wire."""
        body = "" if self.form is None else urlencode(self.form)
        lines = [f"{'GET' if self.form is None else 'POST'} {self.path} HTTP/1.0", f"Host: localhost:{port}"]
        lines += [f"Cookie: {self.cookie}"] if self.cookie else []
        if self.form is not None:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


@dataclass(frozen=True)
class Round:
    """What one round measured: requests per second, 95th percentile, processor time of the server for each."""

    per_second: float
    p95_ms: float
    cpu_ms: float
    cards: float


class Server:
    """A web server with one synchronous worker."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port, self.process = port, process

    def ask(self, wanted: Ask) -> bytes:
        """One request; any status but the right one ends the measurement."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=WAIT_SECONDS) as wire:
            wire.sendall(wanted.wire(self.port))
            answer = b"".join(iter(lambda: wire.recv(65536), b""))
        if answer[9:12] != str(wanted.status).encode():
            raise RuntimeError(f"{wanted.path} answered {answer[:400].decode(errors='replace')}")
        return answer

    def round(self, wanted: Sequence[Ask]) -> Round:
        """Send all requests from a few threads and measure them together."""
        times: list[float] = []
        cards: list[int] = []
        faults: list[BaseException] = []
        turns = count()

        def work() -> None:
            try:
                while (turn := next(turns)) < len(wanted):
                    began = time.perf_counter()
                    answer = self.ask(wanted[turn])
                    times.append(time.perf_counter() - began)
                    cards.append(answer.count(b'<article class="listing-card'))
            except BaseException as fault:  # shown by the main thread
                faults.append(fault)

        cpu, began = self._cpu(), time.perf_counter()
        threads = [Thread(target=work) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if faults:
            raise faults[0]
        took, used = time.perf_counter() - began, self._cpu() - cpu
        n = len(wanted)
        return Round(n / took, sorted(times)[int(0.95 * n)] * 1000, used / n * 1000, sum(cards) / n)

    def _cpu(self) -> float:
        """Processor time of master and worker so far."""
        mine = str(self.process.pid)
        found = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if mine in (stat.parent.name, fields[1]):
                found += int(fields[11]) + int(fields[12])
        return found / TICKS


@contextmanager
def serving(target: str, environment: Mapping[str, str]) -> Iterator[Server]:
    """Run gunicorn with one synchronous worker on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "gunicorn", "--config", "benchmarks/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}", target,
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | dict(environment))
    try:
        for _ in range(START_SECONDS * 5):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(30)
