"""The second step: an authenticator app, recovery codes, how strong a session is, and who must have one."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.identity import queries, second_factor, service
from marketplace.identity.models import Identity, Passkey
from tests.identity.authenticator import Device
from tests.identity.conftest import EMAIL, Person, identity_of, mails
from tests.identity.steps import App, add_passkey, make_codes, set_up_app

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


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


def test_a_mistyped_code_is_typed_again_with_the_same_key(ada: Person) -> None:
    """Before, the page began anew with another key, and the app held two entries of which one never worked."""
    ada.post("/account/app", setup="authenticator")
    action = html.unescape(re.search(r'action="(/account/app/[^"]+)"', ada.page).group(1))
    key = re.search(r'class="qr__code[^"]*">([A-Z2-7-]+)<', ada.page).group(1)

    for wrong, said in (
        ("000000", "That code is not right"),
        ("", "Enter the six figures that your app shows"),
    ):
        assert ada.post(action, of="/account", code=wrong).status_code == 422
        assert key in ada.page
        assert said in ada.words
    ada.post(
        html.unescape(re.search(r'action="(/account/app/[^"]+)"', ada.page).group(1)),
        of="/account",
        code=App(key.replace("-", "")).code(),
    )

    assert "Recovery codes" in ada.words
    assert "not right" not in ada.words


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
