"""Passkeys as first and as second step, by a device in software."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from marketplace.core import edge
from marketplace.core.db import db
from marketplace.identity.models import Passkey
from tests.identity.authenticator import Device
from tests.identity.conftest import Person, link_in, mails
from tests.identity.steps import add_passkey, answer, set_up_app


def test_a_passkey_signs_in_without_a_password(ada: Person, another: Callable[[], Person]) -> None:
    device = Device()
    add_passkey(ada, device)
    assert "my phone" in (ada.get("/account/passkeys") and ada.words)
    other = another()

    other.post("/sign-in/passkey")
    answer(other, device, "get")

    assert other.is_signed_in()


def test_a_passkey_is_asked_for_after_a_password(ada: Person, another: Callable[[], Person]) -> None:
    device = Device(verifies=False)
    add_passkey(ada, device)
    other = another()

    other.sign_in()
    assert not other.is_signed_in()
    other.post("/sign-in/passkey")
    answer(other, device, "get")

    assert other.is_signed_in()


def test_a_device_that_does_not_check_its_holder_is_no_first_step(
    ada: Person, another: Callable[[], Person]
) -> None:
    device = Device(verifies=False)
    add_passkey(ada, device)
    other = another()

    other.post("/sign-in/passkey")
    answer(other, device, "get")

    assert not other.is_signed_in()
    assert "could not be checked" in other.words


def test_a_passkey_is_bound_to_our_address(ada: Person, another: Callable[[], Person]) -> None:
    device = Device()
    add_passkey(ada, device)
    device.origin = "https://evil.example"
    other = another()

    other.post("/sign-in/passkey")
    answer(other, device, "get")

    assert not other.is_signed_in()


def test_anothers_passkey_is_no_second_step_after_my_password(
    ada: Person, another: Callable[[], Person]
) -> None:
    mine, hers = Device(), Device()
    add_passkey(ada, mine)
    eve = another()
    eve.sign_up(email="eve@example.org", name="Eve")
    eve.post(link_in(mails("eve@example.org")[-1]))
    add_passkey(eve, hers)
    thief = another()

    thief.sign_in()
    thief.post("/sign-in/passkey")
    answer(thief, hers, "get")

    assert not thief.is_signed_in()


def test_a_copied_passkey_is_noticed(ada: Person, another: Callable[[], Person]) -> None:
    device = Device()
    add_passkey(ada, device)
    for _times in range(2):
        other = another()
        other.post("/sign-in/passkey")
        answer(other, device, "get")
    assert other.is_signed_in()
    device.counter = 0
    thief = another()

    thief.post("/sign-in/passkey")
    answer(thief, device, "get")

    assert not thief.is_signed_in()


def test_a_passkey_is_removed_by_its_owner(ada: Person, another: Callable[[], Person]) -> None:
    device = Device()
    add_passkey(ada, device)

    ada.post("/account/passkeys/removal", of="/account/passkeys", name="my phone")
    other = another()
    other.post("/sign-in/passkey")
    answer(other, device, "get")

    assert "is removed" in ada.words
    assert not other.is_signed_in()


def test_app_and_passkey_leave_the_choice(ada: Person, another: Callable[[], Person]) -> None:
    device = Device()
    set_up_app(ada)
    add_passkey(ada, device)
    other = another()

    other.sign_in()
    assert "How do you want to show that it is you?" in other.words
    other.post("/sign-in/way", which="webauthn")
    other.post("/sign-in/passkey")
    answer(other, device, "get")

    assert other.is_signed_in()


@pytest.mark.parametrize("junk", ["", "x", "{}", "[]", "1", '{"id": 1}', '{"id":"a","rawId":"YQ","type":"public-key","response":{}}',
    '{"id":"YQ","rawId":"YQ","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"oA","authenticatorData":"YQ","signature":"YQ"}}'])  # fmt: skip
def test_an_unreadable_answer_is_refused(ada: Person, another: Callable[[], Person], junk: str) -> None:
    other = another()
    for browser, page, task in ((ada, "/account/passkeys", "create"), (other, "/sign-in/passkey", "get")):
        browser.post(page, name="my phone")
        device = Device()
        setattr(device, task, lambda options: junk)
        answer(browser, device, task)
        assert "Server" not in browser.words

    assert not other.is_signed_in()
    assert edge.read(lambda: db.session.scalar(sa.select(sa.func.count(Passkey.id)))) == 0
