"""The same thing sent twice at one moment happens once, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable

import sqlalchemy as sa
from flask import Flask

from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.identity import queries, service
from marketplace.identity.models import Identity
from marketplace.identity.passwords import hash_password
from tests.identity.conftest import EMAIL, PASSWORD, Person, identity_of
from tests.identity.steps import make_codes, set_up_app

THREADS = 6


def at_once(work: Callable[[int], object]) -> list[object]:
    """Start several threads at one moment, and gather what each came to."""
    gate, results = threading.Barrier(THREADS, timeout=60), [None] * THREADS

    def run(number: int) -> None:
        gate.wait()
        results[number] = work(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def confirmed(app: Flask, clock: SteppedClock) -> Person:
    hashed = hash_password(PASSWORD)

    def work() -> None:
        row = service.guest_for(EMAIL, "Ada", "en", "UTC", clock.now())
        row.password, row.confirmed_at = hashed, clock.now()

    edge.write(work)
    person = Person(app)
    person.sign_in()
    return person


def test_a_sign_up_form_sent_twice_makes_one_person(app: Flask) -> None:
    people = [Person(app) for _ in range(THREADS)]
    tokens = [person.token("/sign-up?as=fan") for person in people]

    def send(number: int) -> int:
        fields = {"csrf_token": tokens[number], "email": EMAIL, "name": "Ada", "password": PASSWORD}
        return people[number].client.post("/sign-up?as=fan", data=fields).status_code

    assert at_once(send) == [303] * THREADS
    assert edge.read(lambda: db.session.scalar(sa.select(sa.func.count(Identity.id)))) == 1


def test_one_address_makes_one_guest(app: Flask, clock: SteppedClock) -> None:
    def book(_number: int) -> str:
        with app.app_context():
            return edge.write(lambda: service.guest_for(EMAIL, "Ada", "en", "UTC", clock.now())).public_id

    assert len(set(at_once(book))) == 1


def test_a_recovery_code_lets_one_browser_in(app: Flask, clock: SteppedClock) -> None:
    ada = confirmed(app, clock)
    set_up_app(ada)
    [code, *_rest] = make_codes(ada)
    browsers = [Person(app) for _ in range(THREADS)]
    for browser in browsers:
        browser.sign_in()
    tokens = [browser.token("/sign-in/recovery-code") for browser in browsers]

    def send(number: int) -> int:
        fields = {"csrf_token": tokens[number], "code": code}
        return browsers[number].client.post("/sign-in/recovery-code", data=fields).status_code

    assert sorted(at_once(send)) == [303] + [422] * (THREADS - 1)
    assert sum(browser.is_signed_in() for browser in browsers) == 1


def test_a_code_of_the_app_lets_one_browser_in(app: Flask, clock: SteppedClock) -> None:
    ada = confirmed(app, clock)
    authenticator = set_up_app(ada)
    browsers = [Person(app) for _ in range(THREADS)]
    for browser in browsers:
        browser.sign_in()
    tokens = [browser.token("/sign-in/code") for browser in browsers]
    code = authenticator.code(1)

    def send(number: int) -> int:
        fields = {"csrf_token": tokens[number], "code": code}
        return browsers[number].client.post("/sign-in/code", data=fields).status_code

    assert sorted(at_once(send)) == [303] + [422] * (THREADS - 1)
    assert identity_of().tf_last_counter is not None
    assert edge.read(lambda: queries.by_email(EMAIL)) is not None
