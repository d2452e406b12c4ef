"""At the same moment: many try, one row stays, and nobody's transaction is lost over it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Flask

from marketplace.core import edge
from marketplace.core.db import db
from marketplace.core.errors import Refused
from marketplace.core.words import Written
from marketplace.identity.models import Identity
from marketplace.trust.models import Case, Notification, Thread, ThreadParty
from marketplace.trust.service_cases import open_case
from marketplace.trust.service_notices import notify
from marketplace.trust.service_threads import open_thread
from tests.conftest import NOON
from tests.trust.worlds import BOOKING, World

AT_ONCE = 6


def all_at_once(app: Flask, work: Callable[[], Any]) -> list[str]:
    """Run the same writing transaction in several threads at the same moment; tells how each ended."""
    barrier, ends = threading.Barrier(AT_ONCE, timeout=60), []

    def one() -> None:
        with app.app_context():
            barrier.wait()
            try:
                edge.write(work)
                ends.append("done")
            except Refused as refusal:
                ends.append(refusal.code)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=one) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def count(model: type[Any]) -> int:
    return edge.read(lambda: db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0)


def test_a_case_is_opened_once(app: Flask, world: World) -> None:
    ref, ana_id, ben_id = world.ref, world.ana.id, world.ben.id

    def work() -> None:
        open_case(
            business_ref=ref, kind="dispute", subject=BOOKING, opened_by=db.session.get_one(Identity, ana_id),
            against=db.session.get_one(Identity, ben_id), title="Fog walk", text="Nobody came.", upload=None, at=NOON,
        )  # fmt: skip

    assert all_at_once(app, work) == ["case_open_already"] * (AT_ONCE - 1) + ["done"]
    assert count(Case) == 1


def test_a_thread_is_opened_once_and_everybody_gets_it(app: Flask, world: World) -> None:
    ref, ana_id, ben_id = world.ref, world.ana.id, world.ben.id

    def work() -> None:
        sides = [
            (db.session.get_one(Identity, ana_id), "customer"),
            (db.session.get_one(Identity, ben_id), "fan"),
        ]
        assert open_thread(ref, BOOKING, Written("Fog walk", "en"), sides, NOON).subject == BOOKING

    assert all_at_once(app, work) == ["done"] * AT_ONCE
    assert (count(Thread), count(ThreadParty)) == (1, 2)


def test_folded_news_stays_one_notice(app: Flask, world: World) -> None:
    ben_id = world.ben.id

    def work() -> None:
        ben = db.session.get_one(Identity, ben_id)
        notify(ben, "case.withdrawn", {"name": "Ana", "title": "Fog walk"}, "/cases", NOON, fold_key="thr_1")

    assert all_at_once(app, work) == ["done"] * AT_ONCE
    assert count(Notification) == 1
