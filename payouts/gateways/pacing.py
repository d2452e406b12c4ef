"""Keeps requests under the provider's limits, and waits when it says there were too many."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import stripe

ENDPOINT_RATE = 24.0
"""Requests per second to one endpoint. Stripe allows 25 of each (docs.stripe.com/rate-limits, read in 2026)."""
TOTAL_RATE = 90.0
"""Requests per second in all. Stripe allows 100 with a live key."""
SANDBOX_TOTAL_RATE = 24.0
"""In all, with a test key: Stripe allows 25."""

_ID = re.compile(r"^(?:[a-z]+_[A-Za-z0-9_]+)$")


@dataclass(slots=True)
class _Bucket:
    """Tokens come at a steady rate; there is room for one, so that requests are spread evenly."""

    rate: float
    free_at: float = 0.0

    def next_at(self, now: float) -> float:
        """The instant from which the next token may be used."""
        return max(now, self.free_at)

    def take(self, at: float) -> None:
        """Use the next token at an instant from then on."""
        self.free_at = at + 1.0 / self.rate


class Pace:
    """A token bucket for each endpoint and one for all together.

    Parameters
    ----------
    endpoint_rate, total_rate : float
        Requests per second. They hold for this process: several that use one key divide them among
        themselves, or rely on waiting when the provider refuses.
    monotonic : callable, optional
        Gives seconds that never go back.
    sleep : callable, optional
        Waits for so many seconds.
    """

    def __init__(
        self,
        endpoint_rate: float = ENDPOINT_RATE,
        total_rate: float = TOTAL_RATE,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._endpoint_rate = endpoint_rate
        self._total = _Bucket(total_rate)
        self._buckets: dict[str, _Bucket] = {}
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self.sleep = sleep

    def wait(self, method: str, path: str) -> None:
        """Wait until a request to the path may be sent."""
        with self._lock:
            now = self._monotonic()
            bucket = self._buckets.setdefault(endpoint_of(method, path), _Bucket(self._endpoint_rate))
            at = self._total.next_at(bucket.next_at(now))
            for one in (bucket, self._total):
                one.take(at)  # whichever was waited for: both count from when the request goes out
        if at > now:
            self.sleep(at - now)


def endpoint_of(method: str, path: str) -> str:
    """Name the endpoint of a request: its path without the ids, for example ``post /v1/transfers/*/reversals``."""
    steps = [
        "*" if _ID.fullmatch(step) and any(c.isdigit() for c in step) else step for step in path.split("/")
    ]
    return f"{method.lower()} {'/'.join(steps)}"


class PacedClient(stripe.HTTPClient):
    """Stripe's HTTP client, slowed down to its limits.

    Parameters
    ----------
    inner : stripe.HTTPClient
        What really sends.
    pace : Pace
    tries : int
        How often a request that met a 429 is sent in all. The SDK does not send it again by itself.

    Notes
    -----
    What is sent again is the very same request with the same idempotency key; a 429 says that nothing was
    done. The waits double from half a second, or are as long as ``Retry-After`` says.
    """

    name = "paced"

    def __init__(self, inner: stripe.HTTPClient, pace: Pace, *, tries: int = 5) -> None:
        super().__init__()
        self._inner = inner
        self._pace = pace
        self._tries = tries

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        **options: Any,
    ) -> tuple[Any, int, Any]:
        """Send when it may be sent; send again after a 429."""
        path = re.sub(r"^\w+://[^/]+|\?.*$", "", url)
        for attempt in range(1, self._tries + 1):
            self._pace.wait(method, path)
            answer: tuple[Any, int, Any] = self._inner.request(method, url, headers, post_data, **options)
            if answer[1] != 429 or attempt == self._tries:
                break
            self._pace.sleep(_told_to_wait(answer[2]) or 0.5 * 2 ** (attempt - 1))
        return answer

    def close(self) -> None:
        """Close what really sends."""
        self._inner.close()  # type: ignore[no-untyped-call]


def _told_to_wait(headers: Any) -> float:
    found = {str(name).lower(): value for name, value in dict(headers or {}).items()}.get("retry-after", "")
    return float(found) if str(found).isdigit() else 0.0
