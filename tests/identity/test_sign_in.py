"""Signing in, out and back: sessions, safe onward paths, forgotten passwords, limits, and what happens outside the lock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
import sqlalchemy as sa
from flask import Flask
from passlib.context import CryptContext

from marketplace import create_app
from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.identity.models import Identity
from marketplace.identity.passwords import HashingOutside, hash_password
from tests.conftest import _running, settings_for
from tests.identity.conftest import EMAIL, PASSWORD, Person, identity_of, link_in, mails


def test_signs_in_and_out(ada: Person) -> None:
    ada.post("/sign-out", of="/account")
    assert not ada.is_signed_in()

    ada.sign_in(email="  ADA@example.org ")

    assert ada.is_signed_in()


@pytest.mark.parametrize(
    ("email", "password", "complaint"),
    [
        (EMAIL, "not the one", "The e-mail address or the password is not right."),
        ("nobody@example.org", PASSWORD, "The e-mail address or the password is not right."),
        ("", PASSWORD, "Enter your e-mail address."),
        (EMAIL, "", "Enter your password."),
        ("", "", "Enter your password."),
    ],
)
def test_refuses_with_a_reason_that_tells_strangers_nothing(
    ada: Person, another: Callable[[], Person], email: str, password: str, complaint: str
) -> None:
    stranger = another()

    assert stranger.sign_in(email=email, password=password).status_code == 422

    assert stranger.words.count(complaint) >= 1
    assert not stranger.is_signed_in()


def test_asks_to_sign_in_and_goes_on_to_the_page(ada: Person) -> None:
    ada.post("/sign-out", of="/account")
    asked = ada.client.get("/account/details?x=1")
    assert asked.location == "/sign-in?next=/account/details?x%3D1"

    landed = ada.post(
        "/sign-in",
        of=asked.location,
        email=EMAIL,
        password=PASSWORD,
        next="/account/details?x=1",
        follow=False,
    )

    assert landed.location == "/account/details?x=1"
    assert landed.status_code == 303


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        " //evil.example",
    ],
)
def test_never_leads_off_the_site(ada: Person, elsewhere: str) -> None:
    ada.post("/sign-out", of="/account")

    by_field = ada.post("/sign-in", email=EMAIL, password=PASSWORD, next=elsewhere, follow=False)
    assert by_field.location.startswith("/")
    assert "evil" not in by_field.location

    ada.post("/sign-out", of="/account")
    token = ada.token("/sign-in")
    fields = {"csrf_token": token, "email": EMAIL, "password": PASSWORD}
    by_address = ada.client.post("/sign-in", query_string={"next": elsewhere}, data=fields)
    assert by_address.status_code == 303
    assert "evil" not in by_address.location


def test_the_session_begins_anew_at_sign_in(ada: Person) -> None:
    ada.post("/sign-out", of="/account")
    before = ada.token("/sign-in")
    with ada.client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"

    ada.sign_in()

    with ada.client.session_transaction() as cookie:
        assert "planted" not in cookie
    assert ada.client.post("/account/sessions/end", data={"csrf_token": before}).status_code == 400


def test_a_session_ends_with_the_browser_unless_it_should_stay(ada: Person) -> None:
    for remember, is_lasting in (("", False), ("y", True)):
        ada.post("/sign-out", of="/account")
        ada.sign_in(**({"remember": remember} if remember else {}))
        with ada.client.session_transaction() as cookie:
            assert bool(cookie.permanent) is is_lasting
    assert ada.client.get_cookie("remember_token") is None


def test_signing_out_everywhere_keeps_only_this_device(ada: Person, another: Callable[[], Person]) -> None:
    other = another()
    other.sign_in()
    assert other.is_signed_in()

    ada.post("/account/sessions/end", of="/account/sessions")

    assert ada.is_signed_in()
    assert not other.is_signed_in()


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(
    ada: Person, another: Callable[[], Person]
) -> None:
    other = another()
    other.post("/forgotten", email=EMAIL)
    link = link_in(mails()[-1])
    other.get(link)  # as a scanner of mail would
    before = identity_of().password

    assert other.post(link, password="short").status_code == 422
    assert identity_of().password == before
    other.post(link, password="entirely new words")

    assert not ada.is_signed_in()
    assert "used already" in (other.get(link) and other.words)
    other.sign_in(password="entirely new words")
    assert other.is_signed_in()
    assert mails()[-1].subject == "Your password was changed"


def test_a_reset_proves_the_address_of_somebody_not_confirmed_yet(person: Person) -> None:
    person.sign_up()
    person.post("/forgotten", email=EMAIL)

    person.post(link_in(mails()[-1]), password="entirely new words")

    person.sign_in(password="entirely new words")
    assert person.is_signed_in()


def test_nothing_is_mailed_to_a_closed_account(ada: Person, another: Callable[[], Person]) -> None:
    edge.write(lambda: setattr(db.session.scalars(sa.select(Identity)).one(), "active", False))
    count = len(mails())

    other = another()
    other.post("/forgotten", email=EMAIL)
    other.sign_in()

    assert len(mails()) == count
    assert not other.is_signed_in()
    assert not ada.is_signed_in()


def test_passwords_are_hashed_and_compared_with_no_transaction_open(app: Flask) -> None:
    """Another connection could write at the very moment: on SQLite it would wait for the lock and fail."""
    watched: list[bool] = []
    hash_, verify = CryptContext.hash, CryptContext.verify

    def look(context: CryptContext) -> None:
        if isinstance(context, HashingOutside):
            watched.append(db.session().in_transaction())

    def hashing(self: CryptContext, *args: object, **kwargs: object) -> object:
        look(self)
        return hash_(self, *args, **kwargs)

    def verifying(self: CryptContext, *args: object, **kwargs: object) -> object:
        look(self)
        return verify(self, *args, **kwargs)

    person = Person(app)
    with patch.object(CryptContext, "hash", hashing), patch.object(CryptContext, "verify", verifying):
        person.sign_up()
        person.post(link_in(mails()[-1]))
        person.post("/account/password", password=PASSWORD, new_password="entirely new words")
        person.post("/sign-out", of="/account")
        person.sign_in(email="nobody@example.org")
        person.sign_in(password="entirely new words")

    assert person.is_signed_in()
    assert len(watched) >= 5
    assert not any(watched)


def test_hashing_after_a_write_is_a_defect_that_shows(site: Flask) -> None:
    def work() -> None:
        db.session.add(Identity(email="x@example.org"))
        hash_password(PASSWORD)

    with pytest.raises(RuntimeError, match="before the first write"):
        edge.write(work)


@pytest.fixture
def limited(sqlite_url: str, tmp_path: Path, clock: SteppedClock) -> object:
    """An application that counts."""
    yield from _running(create_app(settings_for(sqlite_url, tmp_path, rate_limits=True), clock))


def test_guessing_at_one_address_is_stopped(limited: Flask) -> None:
    person = Person(limited)

    answers = [person.sign_in(password=f"guess number {n}").status_code for n in range(8)]

    assert answers == [422] * 6 + [429] * 2
    assert person.sign_in(email="somebody.else@example.org").status_code == 422


def test_mailing_one_address_over_and_over_is_stopped(limited: Flask) -> None:
    person = Person(limited)

    answers = [person.post("/forgotten", email=EMAIL).status_code for _n in range(7)]

    assert answers == [200] * 5 + [429] * 2


def test_counts_keep_no_addresses(limited: Flask) -> None:
    from marketplace.core.limits import RateCount

    Person(limited).sign_in()

    assert not any(
        EMAIL in key for key in edge.read(lambda: list(db.session.scalars(sa.select(RateCount.key))))
    )


def test_a_form_without_its_token_is_refused(person: Person) -> None:
    assert person.client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD}).status_code == 400


def test_no_password_is_right_for_a_hash_that_nobody_made(site: Flask) -> None:
    context = HashingOutside(site.extensions["muster.settings"])

    assert not context.verify("x", "x")
    assert context.verify("two rivers meet", context.hash("two rivers meet"))
