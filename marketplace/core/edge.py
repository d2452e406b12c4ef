"""The edge: where one request or job becomes one transaction, is committed, retried or rolled back."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Flask, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from marketplace.core import limits
from marketplace.core.db import db, only_reads, writing
from marketplace.core.errors import MarketplaceError

T = TypeVar("T")
ATTEMPTS = 6
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
TRANSIENT_STATES = frozenset(
    {"40001", "40P01", "55P03"}
)  # serialisation failure, deadlock, lock not available


class WroteWhileReading(RuntimeError):
    """Code behind a safe method tried to write; a GET never does."""


def write(work: Callable[[], T]) -> T:
    """Run `work` as one writing transaction: commit at its end, retry when the database was busy.

    A refusal rolls everything back, then its record, where it has one, is written in a transaction of its own.
    """
    if writing.get():
        raise RuntimeError("a transaction is open already; services do not open their own")
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _attempt(work)
        except MarketplaceError as refusal:
            record, refusal.record = refusal.record, None
            if record is not None:
                write(record)
            raise
        except DBAPIError as error:
            if not is_transient(error) or attempt == ATTEMPTS:
                raise
        time.sleep(random.uniform(0.002, 0.02) * 2**attempt)
    raise AssertionError("unreachable")


def _attempt(work: Callable[[], T]) -> T:
    db.session.rollback()  # what was read before begins again, under the lock
    token = writing.set(True)
    try:
        result = work()
        db.session.commit()
        return result
    except BaseException:
        db.session.rollback()
        raise
    finally:
        writing.reset(token)


@contextmanager
def transaction() -> Iterator[Session]:
    """One writing transaction as a block, without retries: for libraries that open several around outside calls."""
    if writing.get():
        raise RuntimeError("a transaction is open already; services do not open their own")
    db.session.rollback()
    token = writing.set(True)
    try:
        yield db.session()
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        writing.reset(token)


def read(work: Callable[[], T]) -> T:
    """Run `work` as one reading transaction; nothing it does is kept."""
    if writing.get():
        raise RuntimeError("a transaction is open already; read inside it")
    db.session.rollback()
    try:
        return work()
    finally:
        db.session.rollback()


def release() -> None:
    """End the transaction before slow work that needs no database, such as hashing a password.

    Only before anything was written: what was read is read again afterwards.
    """
    session = db.session
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("release() comes before the first write")
    session.rollback()


def keep_nothing() -> None:
    """Roll back what this request writes although its answer is no error, such as a refusal that leads back to a page."""
    g.keeps_nothing = True


def is_transient(error: DBAPIError) -> bool:
    """True when another attempt may succeed: the database was busy, or chose this transaction as a deadlock's victim."""
    state = getattr(error.orig, "sqlstate", None)
    return state in TRANSIENT_STATES or "database is locked" in str(error.orig)


class EdgeFlask(Flask):
    """Flask whose every dispatch is one transaction."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Dispatch inside a transaction that fits the method; a response of 400 and above keeps nothing."""
        if request.method in SAFE_METHODS:
            return read(super().dispatch_request)
        view = self.view_functions.get(request.endpoint or "")
        limits.count(view)
        if getattr(view, "keeps_own_transactions", False):
            return super().dispatch_request()
        try:
            return write(self._dispatch_or_reject)
        except _Rejected as rejected:
            return rejected.response

    def _dispatch_or_reject(self) -> ResponseReturnValue:
        g.keeps_nothing = False
        response = self.make_response(super().dispatch_request())
        if response.status_code >= 400 or g.keeps_nothing:
            raise _Rejected(response)
        return response


class _Rejected(Exception):
    """Carries a response that refuses, so that the transaction is rolled back around it."""

    def __init__(self, response: Any) -> None:
        self.response = response


def keeps_own_transactions(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view that calls a provider: it opens its transactions itself, before and after the call."""
    view.keeps_own_transactions = True  # type: ignore[attr-defined]
    return view


@sa.event.listens_for(Session, "after_begin")
def _begin_to_read(session: Session, transaction: Any, connection: Connection) -> None:
    if not writing.get():
        only_reads(connection)


@sa.event.listens_for(Session, "before_flush")
def _refuse_writes_while_reading(session: Session, context: Any, instances: Any) -> None:
    if writing.get() or not (session.new or session.dirty or session.deleted):
        return
    if any(session.is_modified(o) for o in session.dirty) or session.new or session.deleted:
        raise WroteWhileReading("a transaction opened for reading tried to write")
