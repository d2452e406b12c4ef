"""The second step: an authenticator app, recovery codes, passkeys as first and second step, and who must have one."""

from __future__ import annotations

import html
import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from passlib.totp import TOTP

from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.identity import queries, second_factor, service
from marketplace.identity.models import Identity, Passkey
from tests.identity.authenticator import Device
from tests.identity.conftest import EMAIL, Person, identity_of, link_in, mails

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


class App:
    """An authenticator app that holds one key."""

    def __init__(self, key: str) -> None:
        self.totp = TOTP(key=key)

    def code(self, steps_ahead: int = 0) -> str:
        """The code of now, or of a few steps later."""
        return str(self.totp.generate(time.time() + 30 * steps_ahead).token)


def set_up_app(person: Person) -> App:
    """Scan the code and enter the first figures."""
    person.post("/account/app", setup="authenticator")
    found = re.search(r"qr__code[^>]*>([^<]+)<", person.page)
    action = re.search(r'action="(/account/app/[^"]+)"', person.page)
    assert found is not None, person.words
    assert action is not None
    app = App(found.group(1).replace("-", ""))
    person.post(html.unescape(action.group(1)), of="/account", code=app.code())
    return app


def make_codes(person: Person) -> list[str]:
    """Recovery codes, as shown once."""
    person.post("/account/recovery-codes")
    return re.findall(r"\b[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}\b", person.words)


def answer(person: Person, device: Device, task: str) -> str:
    """What the device says to the page that asks it; sends it and gives where that leads."""
    asked = re.search(
        r'action="([^"]+)" data-controller="passkey" data-task="(\w+)" data-options="([^"]+)"', person.page
    )
    assert asked is not None, person.words
    assert asked.group(2) == task
    options = json.loads(html.unescape(asked.group(3)))
    token = re.search(r'name="csrf_token" value="([^"]+)"', person.page)
    assert token is not None
    said = device.create(options) if task == "create" else device.get(options)
    response = person.client.post(
        html.unescape(asked.group(1)),
        data={"csrf_token": token.group(1), "credential": said},
        follow_redirects=True,
    )
    person.page = response.get_data(as_text=True)
    return response.request.path


def add_passkey(person: Person, device: Device, name: str = "my phone") -> None:
    """Make a passkey on the account page."""
    person.post("/account/passkeys", name=name)
    answer(person, device, "create")


def test_an_app_is_asked_for_after_the_password(ada: Person, another: Callable[[], Person]) -> None:
    app = set_up_app(ada)
    assert "Recovery codes" in ada.words
    assert ada.is_signed_in()
    other = another()

    other.sign_in()
    assert "The code from your app" in other.words
    assert not other.is_signed_in()
    assert other.post("/sign-in/code", code="000000").status_code == 422
    assert not other.is_signed_in()
    other.post("/sign-in/code", code=app.code(1))

    assert other.is_signed_in()


def test_a_code_is_good_once(ada: Person, another: Callable[[], Person]) -> None:
    app, code = set_up_app(ada), ""
    for _attempt in range(2):
        other = another()
        other.sign_in()
        code = code or app.code(1)
        other.post("/sign-in/code", code=code)

    assert not other.is_signed_in()
    assert "not right" in other.words


def test_codes_are_not_asked_for_before_the_password(person: Person) -> None:
    for path in ("/sign-in/code", "/sign-in/recovery-code", "/sign-in/way"):
        assert person.get(path).request.path == "/sign-in"
        assert person.post(path, of="/sign-in", code="123456").request.path == "/sign-in"


def test_the_secret_is_kept_encrypted(ada: Person) -> None:
    app = set_up_app(ada)

    kept = identity_of().tf_totp_secret
    assert kept is not None
    assert app.totp.base32_key not in kept
    assert '"enckey"' in kept


def test_recovery_codes_let_in_once_each(ada: Person, another: Callable[[], Person]) -> None:
    set_up_app(ada)
    codes = make_codes(ada)
    assert len(codes) == 8
    assert not set(codes) & set(identity_of().mf_recovery_codes or [])
    one, two = another(), another()

    one.sign_in()
    one.post("/sign-in/recovery-code", code=f" {codes[0].upper()} ")
    assert one.is_signed_in()
    two.sign_in()
    assert two.post("/sign-in/recovery-code", code=codes[0]).status_code == 422
    assert not two.is_signed_in()


def test_setting_up_an_app_signs_out_devices_that_never_showed_one(
    ada: Person, another: Callable[[], Person]
) -> None:
    other = another()
    other.sign_in()

    set_up_app(ada)

    assert ada.is_signed_in()
    assert not other.is_signed_in()


def test_an_app_can_be_taken_away_again_and_the_owner_is_told(
    ada: Person, another: Callable[[], Person]
) -> None:
    set_up_app(ada)
    ada.post("/account/app", setup="disable")

    other = another()
    other.sign_in()
    assert other.is_signed_in()
    assert [m.subject for m in mails()[-2:]] == ["Your sign-in was changed"] * 2


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


def test_the_operator_helps_who_lost_everything(
    ada: Person, site: Flask, another: Callable[[], Person]
) -> None:
    set_up_app(ada)

    result = site.test_cli_runner().invoke(args=["forget-second-factor", EMAIL])

    assert result.exit_code == 0
    assert not ada.is_signed_in()
    other = another()
    other.sign_in()
    assert other.is_signed_in()


def person_with(*, app: bool = False, passkey: bool = False) -> Identity:
    row = Identity(email=EMAIL)
    if app:
        row.tf_primary_method, row.tf_totp_secret = "authenticator", "secret"
    if passkey:
        row.webauthn.append(Passkey(name="x"))
    return row


@pytest.mark.parametrize(
    ("days", "row", "needs", "reminded"),
    [
        (0, person_with(), False, True),
        (6.99, person_with(), False, True),
        (7, person_with(), True, False),
        (100, person_with(), True, False),
        (100, person_with(app=True), False, False),
        (100, person_with(passkey=True), False, False),
    ],
)
def test_staff_need_one_from_the_seventh_day(
    days: float, row: Identity, *, needs: bool, reminded: bool
) -> None:
    at = AT + timedelta(days=days)

    assert second_factor.needs_second_factor(row, AT, at) is needs
    assert second_factor.should_be_reminded(row, AT, at) is reminded


def test_a_session_knows_how_strong_it_is(ada: Person, another: Callable[[], Person]) -> None:
    def is_strong(browser: Person) -> bool:
        with browser.client.session_transaction() as cookie:
            return bool(cookie.get(second_factor.STRONG))

    assert not is_strong(ada)
    app = set_up_app(ada)
    assert is_strong(ada)
    ada.post("/account/password", password="four unrelated words", new_password="entirely new words")
    assert is_strong(ada)
    other = another()
    other.sign_in(password="entirely new words")
    other.post("/sign-in/code", code=app.code(1))
    assert is_strong(other)


def test_what_matters_asks_once_more_after_an_hour(ada: Person) -> None:
    assert ada.get("/account/tokens").request.path == "/account/tokens"
    with ada.client.session_transaction() as cookie:
        cookie["fs_paa"] = time.time() - 3700
        cookie.pop("fs_gexp", None)

    assert ada.get("/account/tokens").request.path == "/proof"
    assert ada.post("/proof?next=/account/tokens", password="wrong").status_code == 422
    ada.post("/proof?next=/account/tokens", password="four unrelated words", next="/account/tokens")

    assert ada.get("/account/tokens").request.path == "/account/tokens"


def test_forgetting_takes_everything(ada: Person, clock: SteppedClock) -> None:
    set_up_app(ada)
    add_passkey(ada, Device())

    who = identity_of().public_id
    edge.write(lambda: service.forget_second_factor(queries.by_public_id(who)))

    assert not edge.read(lambda: second_factor.has_second_factor(queries.by_public_id(who)))
