"""Rate limits counted in the database, in short transactions of their own before the request's begins.

A view says `limited`; the edge counts before it opens the transaction, however deep in its wrappers the view said so:
on SQLite the count could not be written while the request holds the only lock.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.storage import Storage
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from config import Settings
from marketplace.core.db import Base, brief, db

REDIS_PATIENCE_SECONDS = 0.5
V = TypeVar("V", bound=Callable[..., Any])

limiter = Limiter(key_func=get_remote_address, default_limits=[], headers_enabled=False)


class RateCount(Base):
    """How often a key was seen in its window."""

    __tablename__ = "rate_count"

    key: Mapped[str] = mapped_column(sa.String(255), primary_key=True)
    count: Mapped[int] = mapped_column()
    expires: Mapped[int] = mapped_column(
        sa.BigInteger, index=True
    )  # seconds since the epoch, by this machine


sa.event.listen(
    RateCount.__table__,
    "after_create",
    sa.DDL("ALTER TABLE rate_count SET UNLOGGED").execute_if(dialect="postgresql"),
)


def _add(dialect: Any) -> sa.Executable:
    """One more in the present window, or the first of a new one; made once, as every write runs it."""
    over = RateCount.expires <= sa.bindparam("now")
    add = dialect.insert(RateCount).values({name: sa.bindparam(name) for name in ("key", "count", "expires")})
    fresh = add.excluded
    counted = {
        "count": sa.case((over, fresh.count), else_=RateCount.count + fresh.count),
        "expires": sa.case((over, fresh.expires), else_=RateCount.expires),
    }
    return add.on_conflict_do_update(index_elements=["key"], set_=counted).returning(RateCount.count)  # type: ignore[no-any-return]


_ADD = {"sqlite": _add(sqlite), "postgresql": _add(postgresql)}


class DatabaseStorage(Storage):
    """Counts in the table above; each count is one statement, so processes and machines share it."""

    STORAGE_SCHEME = ["muster-database"]

    def __init__(self, uri: str, wrap_exceptions: bool = False, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions, **options)

    @property
    def base_exceptions(self) -> type[Exception]:
        """What the database raises."""
        return sa.exc.SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count one more and return the count of the present window."""
        now = int(time.time())
        counted = {"key": key, "count": amount, "expires": now + expiry, "now": now}
        with brief(db.engine) as connection:
            return int(connection.execute(_ADD[db.engine.dialect.name], counted).scalar_one())

    def get(self, key: str) -> int:
        """The count of the present window."""
        query = sa.select(RateCount.count).where(RateCount.key == key, RateCount.expires > int(time.time()))
        with db.engine.connect() as connection:
            return int(connection.execute(query).scalar() or 0)

    def get_expiry(self, key: str) -> float:
        """When the present window ends, in seconds since the epoch."""
        with db.engine.connect() as connection:
            found = connection.execute(sa.select(RateCount.expires).where(RateCount.key == key)).scalar()
        return float(found or time.time())

    def check(self) -> bool:
        """True when the database answers."""
        with db.engine.connect() as connection:
            return connection.execute(sa.select(1)).scalar() == 1

    def reset(self) -> int | None:
        """Forget every count."""
        with db.engine.begin() as connection:
            return int(connection.execute(sa.delete(RateCount)).rowcount)

    def clear(self, key: str) -> None:
        """Forget one count."""
        with db.engine.begin() as connection:
            connection.execute(sa.delete(RateCount).where(RateCount.key == key))


def limited(limit: str, key_func: Callable[[], str] = get_remote_address) -> Callable[[V], V]:
    """Let so many posts of a view through, for each key."""

    def decorate(view: V) -> V:
        before = getattr(view, "counts", ())

        @wraps(view)
        def counted(*args: Any, **kwargs: Any) -> Any:
            return view(*args, **kwargs)

        counted.counts = (*before, limiter.limit(limit, key_func=key_func)(_probe(view, len(before))))  # type: ignore[attr-defined]
        return counted  # type: ignore[return-value]

    return decorate


def count(view: Any) -> None:
    """Count this request for a view; raises RateLimitExceeded."""
    for one in getattr(view, "counts", ()):
        one()


def _probe(view: Any, number: int) -> Callable[[], None]:
    """What the limiter decorates in the view's place: it knows limits by the name of a function."""

    def probe() -> None:
        pass

    probe.__module__, probe.__qualname__ = view.__module__, f"{view.__qualname__}.limit{number}"
    return probe


def seconds_to_wait() -> int:
    """How long the limit that was just passed still stands."""
    passed = limiter.current_limit
    return max(1, math.ceil(passed.reset_at - time.time())) if passed else 1


def _impatient() -> dict[str, Any]:
    """How Redis is asked: a request waits a second for it at most, then goes on without."""
    from redis.backoff import NoBackoff  # only an installation that has Redis pays for its client
    from redis.retry import Retry

    return {
        "socket_connect_timeout": REDIS_PATIENCE_SECONDS,
        "socket_timeout": REDIS_PATIENCE_SECONDS,
        "retry": Retry(NoBackoff(), 1),  # a connection that the server has dropped meanwhile is made anew
    }


def init_app(app: Flask, settings: Settings) -> None:
    """Attach the limiter with the storage of the settings."""
    url = settings.rate_limit_url
    is_own = url.startswith("database")
    app.config["RATELIMIT_STORAGE_URI"] = "muster-database://" if is_own else url
    # While Redis is away each process counts for itself: better than turning everybody down, or letting everything through.
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = not is_own
    app.config["RATELIMIT_STORAGE_OPTIONS"] = {} if is_own else _impatient()
    app.config["RATELIMIT_ENABLED"] = settings.rate_limits
    limiter.init_app(app)
