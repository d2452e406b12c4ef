"""The steps of setting up an app or a passkey, as a person with a browser takes them."""

from __future__ import annotations

import html
import json
import re
import time

from passlib.totp import TOTP

from tests.identity.authenticator import Device
from tests.identity.conftest import Person


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
