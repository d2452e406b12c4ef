"""Whatever is typed into a form or an address, the answer is a page that says so: never a crash, and nothing half saved."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.core import edge
from marketplace.core.db import db
from marketplace.identity.models import Identity
from tests.identity.conftest import Person, identity_of

JUNK = [
    "", " ", "\x00", "a\x00b", "x" * 5000, "'\"><script>alert(1)</script>", "../../etc/passwd", "%s%n%d", "-1", "1e309",
    "{}", "[]", "null", "\u202e\u0000\ufffe", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ☃", "a@b", "a@" + "b" * 300 + ".org", "İ@example.org", "\r\nBcc: x@y.org", "999999",
]  # fmt: skip
FIELDS = [
    "email", "password", "name", "code", "which", "setup", "credential", "new_password", "locale", "timezone", "scopes",
    "days", "next", "person", "remember", "usage", "phone", "understood", "as",
]  # fmt: skip
PUBLIC = ["/sign-up?as=fan", "/sign-up", "/confirmation", "/sign-in", "/forgotten", "/sign-in/code", "/sign-in/way",
          "/sign-in/recovery-code", "/sign-in/passkey", "/language"]  # fmt: skip
SIGNED_IN = ["/account/details", "/account/password", "/account/address", "/account/app", "/account/passkeys",
             "/account/passkeys/removal", "/account/tokens", "/account/erasure", "/proof", "/proof/passkey",
             "/account/tokens/x/revocation"]  # fmt: skip
WITH_TOKEN = ["/confirmation/", "/forgotten/", "/claim/", "/sign-in/passkey/"]
WITH_TOKEN_SIGNED_IN = ["/account/address/", "/account/app/", "/account/passkeys/", "/proof/passkey/"]


@pytest.mark.parametrize("path", PUBLIC)
def test_junk_from_strangers(person: Person, path: str) -> None:
    token = person.token("/sign-in")
    for junk in JUNK:
        answer = person.client.post(path, data={"csrf_token": token, **dict.fromkeys(FIELDS, junk)})
        assert answer.status_code < 500, junk
    assert edge.read(lambda: db.session.scalar(sa.select(sa.func.count(Identity.id)))) == 0


@pytest.mark.parametrize("path", SIGNED_IN)
def test_junk_from_people(ada: Person, path: str) -> None:
    before, token = vars_of(), ada.token("/account")
    for junk in JUNK:
        fields = dict.fromkeys(FIELDS, junk) | {"understood": "", "csrf_token": token}
        answer = ada.client.post(path, data=fields)
        assert answer.status_code < 500, junk
    assert vars_of() == before


def vars_of() -> tuple[object, ...]:
    row = identity_of()
    return row.name, row.email, row.password, row.locale, row.timezone, row.tf_primary_method, row.erased_at


@pytest.mark.parametrize("path", WITH_TOKEN + WITH_TOKEN_SIGNED_IN)
def test_junk_in_addresses(ada: Person, path: str) -> None:
    token = ada.token("/account")
    fields = {"csrf_token": token, "password": "entirely new words", "code": "1", "credential": "{}"}
    for junk in ("x", "x.y.z", "W10.x.y", "%00", "é", "x" * 3000, "..%2f..", "eyJhIjoxfQ.x.y"):
        assert ada.client.get(path + junk).status_code < 500
        assert ada.client.post(path + junk, data=fields).status_code < 500


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    fields=st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=60), max_size=8),
    path=st.sampled_from(PUBLIC),
)
def test_any_text_in_any_field(site: Flask, fields: dict[str, str], path: str) -> None:
    person = Person(site)
    token = person.token("/sign-in")
    body = {name: text.encode("utf-8", "replace").decode() for name, text in fields.items()}

    answer = person.client.post(path, data={"csrf_token": token, **body})

    assert answer.status_code < 500
    assert not re.search(r"^https?://(?!localhost)", answer.headers.get("Location", ""))
