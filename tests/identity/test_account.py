"""A person's own account: details, address, password, tokens, language, menu, and the demo's front door."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.core.errors import Invalid, NotFound, Refused
from marketplace.identity import age, context, queries, service, service_tokens
from marketplace.identity.safe_next import local_path
from tests.identity.conftest import EMAIL, PASSWORD, Person, identity_of, link_in, mails

ACCOUNT_PAGES = [
    "/account",
    "/account/details",
    "/account/password",
    "/account/address",
    "/account/app",
    "/account/recovery-codes",
    "/account/passkeys",
    "/account/sessions",
    "/account/tokens",
    "/account/data",
    "/account/data/archive.zip",
    "/account/erasure",
]


@pytest.mark.parametrize("path", ACCOUNT_PAGES)
def test_pages_open_for_their_owner_and_nobody_else(
    ada: Person, another: Callable[[], Person], path: str
) -> None:
    answer = ada.client.get(path)

    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert another().client.get(path).location == f"/sign-in?next={path}"


def test_details_are_changed(ada: Person) -> None:
    ada.post("/account/details", name=" Ada L. ", locale="es", timezone="Europe/Madrid")

    row = identity_of()
    assert (row.name, row.locale, row.timezone) == ("Ada L.", "es", "Europe/Madrid")


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"locale": "xx"}, {"timezone": "Mars/Olympus"}, {"name": "x" * 81}]
)
def test_details_that_cannot_be_are_refused_and_nothing_is_kept(ada: Person, wrong: dict[str, str]) -> None:
    fields = {"name": "New name", "locale": "es", "timezone": "Europe/Madrid"} | wrong

    assert ada.post("/account/details", **fields).status_code == 422

    assert (identity_of().name, identity_of().locale) == ("Ada", "en")


def test_a_new_address_counts_once_its_mailbox_has_answered(
    ada: Person, another: Callable[[], Person]
) -> None:
    ada.post("/account/address", email="Lovelace@example.org")
    assert "lovelace@example.org" in ada.words
    link = link_in(mails("lovelace@example.org")[-1])

    another().get(link)  # as a scanner of mail would
    assert identity_of().email == EMAIL
    ada.post(link)

    assert identity_of("lovelace@example.org").confirmed_at is not None
    assert "lovelace@example.org" in mails(EMAIL)[-1].text
    assert "no longer works" in (ada.get(link) and ada.words)


def test_the_address_of_somebody_else_is_not_given_away(ada: Person, another: Callable[[], Person]) -> None:
    eve = another()
    eve.sign_up(email="eve@example.org")
    eve.post(link_in(mails("eve@example.org")[-1]))
    count = len(mails(EMAIL))

    known = eve.post("/account/address", email=EMAIL)
    words = eve.words
    eve.post("/account/address", email="free@example.org")

    assert known.status_code == 200
    assert words == eve.words.replace("free@example.org", EMAIL)
    assert len(mails(EMAIL)) == count


def test_a_new_password_signs_other_devices_out(ada: Person, another: Callable[[], Person]) -> None:
    other = another()
    other.sign_in()

    assert (
        ada.post("/account/password", password="wrong one", new_password="entirely new words").status_code
        == 422
    )
    assert ada.post("/account/password", password=PASSWORD, new_password="ada@example.org").status_code == 422
    ada.post("/account/password", password=PASSWORD, new_password="entirely new words")

    assert ada.is_signed_in()
    assert not other.is_signed_in()


def test_a_token_is_shown_once_and_works_until_revoked(ada: Person, clock: SteppedClock) -> None:
    ada.post("/account/tokens", name="till", scopes=["account:read"], days="30")
    found = re.search(r'value="(muster_[\w-]+)"', ada.page)
    assert found is not None
    text = found.group(1)

    bearer = edge.read(lambda: service_tokens.bearer(text, clock.now()))
    assert bearer is not None
    assert bearer.scopes == ["account:read"]
    assert text not in (ada.get("/account/tokens") and ada.page)
    assert bearer.digest not in ada.page

    ada.post(f"/account/tokens/{bearer.public_id}/revocation", of="/account/tokens")
    assert edge.read(lambda: service_tokens.bearer(text, clock.now())) is None


def test_a_token_ends_with_its_days_and_with_its_owner(ada: Person, clock: SteppedClock) -> None:
    who = identity_of().public_id

    def issue() -> str:
        return service_tokens.issue(queries.by_public_id(who), "till", ["account:read"], 30, clock.now())[1]

    text = edge.write(issue)
    clock.advance(days=29)
    assert edge.read(lambda: service_tokens.bearer(text, clock.now())) is not None
    clock.advance(days=1)
    assert edge.read(lambda: service_tokens.bearer(text, clock.now())) is None
    text = edge.write(issue)
    edge.write(lambda: setattr(queries.by_public_id(who), "active", False))
    assert edge.read(lambda: service_tokens.bearer(text, clock.now())) is None


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"scopes": []}, {"scopes": ["everything"]}, {"days": "9999"}, {"days": "x"}]
)
def test_tokens_that_cannot_be_are_refused(ada: Person, wrong: dict[str, object]) -> None:
    fields = {"name": "till", "scopes": ["account:read"], "days": "30"} | wrong

    assert ada.post("/account/tokens", **fields).status_code == 422


def test_another_persons_token_is_not_there(
    ada: Person, another: Callable[[], Person], clock: SteppedClock
) -> None:
    eve = another()
    eve.sign_up(email="eve@example.org")
    eve.post(link_in(mails("eve@example.org")[-1]))
    ada.post("/account/tokens", name="till", scopes=["account:read"], days="30")
    token = edge.read(lambda: queries.live_tokens(identity_of_inside(), clock.now())[0].public_id)

    assert eve.post(f"/account/tokens/{token}/revocation", of="/account/tokens").status_code == 404
    assert edge.read(lambda: queries.live_tokens(identity_of_inside(), clock.now()))


def identity_of_inside() -> object:
    return queries.by_email(EMAIL)


def test_twenty_tokens_are_enough(ada: Person, clock: SteppedClock) -> None:
    def work() -> None:
        for number in range(service_tokens.TOKENS_MAX + 1):
            service_tokens.issue(queries.by_email(EMAIL), str(number), ["account:read"], 30, clock.now())

    with pytest.raises(Refused, match="tokens_too_many"):
        edge.write(work)
    with pytest.raises(NotFound):
        edge.read(lambda: queries.token_of(queries.by_email(EMAIL), "tok_none"))


def test_the_language_is_kept_in_the_browser_and_in_the_account(
    ada: Person, another: Callable[[], Person]
) -> None:
    answer = ada.post("/language", of="/account", locale="es", next="/account/data", follow=False)
    assert answer.location == "/account/data"
    assert identity_of().locale == "es"
    assert ada.client.get_cookie("muster_locale").value == "es"

    stranger = another()
    assert (
        stranger.post("/language", of="/sign-in", locale="es", next="//evil.example", follow=False).location
        == "/"
    )
    assert 'lang="es"' in (stranger.get("/sign-in") and stranger.page)
    assert stranger.post("/language", of="/sign-in", locale="tlh").status_code == 422


def test_what_the_library_says_is_spanish_too(site: Flask) -> None:
    from flask_babel import force_locale
    from flask_security.utils import localize_callback

    with site.test_request_context("/"), force_locale("es"):
        assert localize_callback("Username not provided") == "Nombre de usuario no proporcionado"


def test_the_menu_knows_the_reader(ada: Person, another: Callable[[], Person]) -> None:
    assert "Sign out" in (ada.get("/account") and ada.words)
    stranger = another()
    stranger.get("/sign-in")
    assert "Sign up" in stranger.words


def test_areas_add_to_menu_landing_and_account(ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(context, "_MENU_SOURCES", [])
    monkeypatch.setattr(context, "_LANDINGS", [])
    monkeypatch.setattr(context, "_SECTIONS", [])
    context.add_to_menu(1, lambda person: [context.MenuItem(f"Board of {person.name}", "/x", False, "list")])
    context.land_at(2, lambda _person: "/second")
    context.land_at(1, lambda _person: None)
    context.add_account_section(
        1, lambda _person: context.AccountSection("Notices", "When we write.", "/notices", "bell")
    )

    ada.get("/account")
    assert "Board of Ada" in ada.words
    assert "When we write." in ada.words
    assert ada.client.get("/welcome").location == "/second"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/a?b=c#d", "/a?b=c#d"), ("/", "/"), (None, ""), ("", ""), ("a", ""), ("//a", ""), ("/\\a", ""), ("/a\\b", ""),
        ("http://a", ""), ("/a\nb", ""), ("/" + "x" * 2000, ""), ("\x00/a", ""), ("/[", "/["), ("//[", ""),
    ],
)  # fmt: skip
def test_only_paths_of_this_site_are_kept(address: str | None, kept: str) -> None:
    assert local_path(address) == kept


def test_age_counts_completed_years() -> None:
    leap = date(2008, 2, 29)
    assert age.years_on(leap, date(2026, 2, 28)) == 17
    assert age.is_adult(leap, date(2026, 3, 1))
    assert not age.is_adult(None, date(2026, 3, 1))


def test_a_day_of_birth_must_be_likely(ada: Person, clock: SteppedClock) -> None:
    for unlikely in (date(1899, 12, 31), date(2026, 11, 24)):
        with pytest.raises(Invalid, match="born_on_unlikely"):
            edge.write(lambda day=unlikely: service.tell_birth(queries.by_email(EMAIL), day, clock.now()))
    edge.write(lambda: service.tell_birth(queries.by_email(EMAIL), date(1990, 5, 1), clock.now()))

    assert identity_of().born_on == date(1990, 5, 1)
