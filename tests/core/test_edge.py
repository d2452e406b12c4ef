"""One request or job is one transaction: committed at its end, rolled back on refusal, retried when busy."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask, abort, redirect
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError

from marketplace.core import edge
from marketplace.core.db import db
from marketplace.core.errors import Refused
from marketplace.core.form_refusals import flash_refusal
from marketplace.core.mail import Mail

AT = datetime(2026, 11, 23, tzinfo=UTC)


def mail(subject: str) -> Mail:
    return Mail(to_address="a@example.org", subject=subject, text="", written_at=AT)


def subjects() -> list[str]:
    return edge.read(lambda: list(db.session.scalars(sa.select(Mail.subject).order_by(Mail.id))))


def test_write_commits_at_its_end(app: Flask) -> None:
    edge.write(lambda: db.session.add(mail("kept")))

    assert subjects() == ["kept"]


def test_a_refusal_keeps_nothing_but_its_record(app: Flask) -> None:
    def work() -> None:
        db.session.add(mail("half done"))
        db.session.flush()
        raise Refused("gig_full").recorded_by(lambda: db.session.add(mail("the record")))

    with pytest.raises(Refused):
        edge.write(work)

    assert subjects() == ["the record"]


def test_a_crash_keeps_nothing(app: Flask) -> None:
    def work() -> None:
        db.session.add(mail("half done"))
        db.session.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        edge.write(work)

    assert subjects() == []


def test_reading_code_that_writes_is_stopped(app: Flask) -> None:
    def work() -> None:
        db.session.add(mail("sneaked in"))
        db.session.flush()

    with pytest.raises(edge.WroteWhileReading):
        edge.read(work)

    assert subjects() == []


def test_a_transaction_inside_a_transaction_is_refused(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="open already"):
        edge.write(lambda: edge.write(lambda: None))


def test_release_after_a_write_is_refused(app: Flask) -> None:
    def work() -> None:
        db.session.add(mail("pending"))
        edge.release()

    with pytest.raises(RuntimeError, match="before the first write"):
        edge.write(work)


def test_a_busy_database_is_tried_again(app: Flask) -> None:
    tries = []

    def work() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("", {}, Exception("database is locked"))
        return "done"

    assert edge.write(work) == "done"
    assert len(tries) == 3


def test_no_update_is_lost_between_threads(app: Flask) -> None:
    edge.write(lambda: db.session.add(mail("0")))

    def count() -> None:
        with app.app_context():
            for _ in range(10):
                edge.write(add_one)
            db.session.remove()

    def add_one() -> None:
        row = db.session.scalars(sa.select(Mail).with_for_update()).one()
        row.subject = str(int(row.subject) + 1)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert subjects() == ["40"]


@pytest.fixture
def routes(app: Flask) -> Flask:
    def keep(subject: str) -> str:
        db.session.add(mail(subject))
        return "kept"

    def reject() -> tuple[str, int]:
        db.session.add(mail("rejected"))
        return "mend it", 422

    def missing() -> str:
        db.session.add(mail("missing"))
        abort(404)

    def lead_back() -> ResponseReturnValue:
        db.session.add(mail("half done"))
        db.session.flush()
        flash_refusal(Refused("busy"))
        return redirect("/")

    app.config["WTF_CSRF_ENABLED"] = False
    app.add_url_rule("/t/back", "t.back", lead_back, methods=["POST"])
    app.add_url_rule("/t/keep/<subject>", "t.keep", keep, methods=["GET", "POST"])
    app.add_url_rule("/t/reject", "t.reject", reject, methods=["POST"])
    app.add_url_rule("/t/missing", "t.missing", missing, methods=["POST"])
    return app


def test_a_post_commits_and_a_refusing_answer_does_not(routes: Flask) -> None:
    client = routes.test_client()

    assert client.post("/t/keep/posted").status_code == 200
    assert client.post("/t/reject").status_code == 422
    assert client.post("/t/missing").status_code == 404

    assert subjects() == ["posted"]


def test_a_refusal_that_leads_back_is_said_and_keeps_nothing(routes: Flask) -> None:
    client = routes.test_client()

    assert client.post("/t/back").status_code == 302
    with client.session_transaction() as session:
        assert [category for category, _ in session["_flashes"]] == ["warning"]
    assert client.post("/t/keep/afterwards").status_code == 200

    assert subjects() == ["afterwards"]


def test_a_get_writes_nothing(routes: Flask) -> None:
    routes.test_client().get("/t/keep/gotten")

    assert subjects() == []
