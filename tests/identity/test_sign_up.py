"""From stranger to account: what is asked, what is mailed, what a link does, and what nobody may learn."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
import sqlalchemy as sa

from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.identity import claims, links, service
from marketplace.identity.models import Identity
from tests.identity.conftest import EMAIL, PASSWORD, Person, identity_of, link_in, mails


def test_asks_first_what_for(person: Person) -> None:
    person.get("/sign-up")

    assert "Lend a hand to a shop I love" in person.words
    assert "/sign-up?as=owner" in person.page


def test_signing_up_leads_over_a_mail_to_an_account(person: Person) -> None:
    assert "Look into your mailbox" in (person.sign_up() and person.words)
    assert not person.is_signed_in()
    [mail] = mails()
    assert mail.subject == "Confirm your address"
    assert mail.text.startswith("Hello Ada,\n\n")

    person.post(link_in(mail))

    assert person.is_signed_in()
    row = identity_of()
    assert row.name == "Ada"
    assert row.confirmed_at is not None
    assert row.password is not None
    assert row.password.startswith("$argon2id$")


def test_opening_the_link_changes_nothing_before_the_button(person: Person) -> None:
    person.sign_up()
    link = link_in(mails()[0])

    for _scanner in range(3):
        assert "One press" in (person.get(link) and person.words)

    assert identity_of().confirmed_at is None


def test_the_link_in_another_browser_confirms_but_signs_nobody_in(
    person: Person, another: Callable[[], Person]
) -> None:
    person.sign_up()
    other = another()

    other.post(link_in(mails()[0]))

    assert identity_of().confirmed_at is not None
    assert not other.is_signed_in()


def test_a_link_works_once_and_not_for_ever(person: Person) -> None:
    person.sign_up()
    link = link_in(mails()[0])
    person.post(link)

    assert "confirmed already" in (person.get(link) and person.words)
    assert "not right any more" in (person.get("/confirmation/made-up") and person.words)


def test_an_unconfirmed_person_with_the_right_password_is_told_why(person: Person) -> None:
    person.sign_up()

    assert person.sign_in().status_code == 422
    assert "Confirm your address first" in person.words
    person.sign_in(password="not that one")
    assert "Confirm your address first" not in person.words


def test_the_mail_is_sent_again_on_request(person: Person) -> None:
    person.sign_up()

    person.post("/confirmation", email=EMAIL.upper())

    assert [m.subject for m in mails()] == ["Confirm your address"] * 2


@pytest.mark.parametrize("path", ["/sign-up?as=fan", "/confirmation", "/forgotten"])
def test_nobody_learns_whether_an_address_is_known(
    ada: Person, another: Callable[[], Person], path: str
) -> None:
    known, unknown = another(), another()
    fields = {"name": "Eve", "password": "somewhat long enough"} if "sign-up" in path else {}

    one = known.post(path, email=EMAIL, **fields)
    two = unknown.post(path, email="nobody@example.org", **fields)

    assert one.status_code == two.status_code == 200
    assert known.words == unknown.words.replace("nobody@example.org", EMAIL)
    for browser in (known, unknown):
        with browser.client.session_transaction() as cookie:
            browser.keys = sorted(cookie)  # type: ignore[attr-defined]
    assert known.keys == unknown.keys  # type: ignore[attr-defined]


def test_somebody_who_has_an_account_is_told_by_mail_alone(
    ada: Person, another: Callable[[], Person]
) -> None:
    another().sign_up(name="Eve", password="another long password")

    assert mails()[-1].subject == "You have an account already"
    assert identity_of().name == "Ada"


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"name": ""}, "Enter your name."),
        ({"email": "nonsense"}, "not an e-mail address"),
        ({"email": ""}, "Enter your e-mail address."),
        ({"password": "short"}, "10 to 128 characters"),
        ({"password": "aaaaaaaaaaaa"}, "easy to guess"),
        ({"password": "abcdefghijkl"}, "easy to guess"),
        ({"password": "ada@example.org"}, "your name or address"),
        ({"password": ""}, "Choose a password."),
    ],
)
def test_says_what_is_wrong_and_keeps_the_rest(
    person: Person, fields: dict[str, str], complaint: str
) -> None:
    assert person.sign_up(**fields).status_code == 422

    assert complaint in person.words
    assert ("Ada" in person.page) == (fields.get("name") != "")
    assert edge.read(lambda: db.session.scalar(sa.select(sa.func.count(Identity.id)))) == 0


def test_the_time_zone_of_the_browser_is_kept_when_there_is_such_a_zone(
    person: Person, another: Callable[[], Person]
) -> None:
    person.sign_up(timezone="America/Mexico_City")
    another().sign_up(email="eve@example.org", timezone="Mars/Olympus")

    assert identity_of().timezone == "America/Mexico_City"
    assert identity_of("eve@example.org").timezone == "UTC"


def test_goes_on_to_where_the_person_was_going(person: Person) -> None:
    person.post("/sign-up?as=customer&next=/account/sessions", email=EMAIL, name="Ada", password=PASSWORD)

    response = person.post(link_in(mails()[0]), follow=False)

    assert response.status_code == 303
    assert response.location == "/account/sessions"


def test_a_mail_sent_again_still_leads_to_where_the_person_was_going(person: Person) -> None:
    """On the way to a programme the first mail goes astray: the second leads there all the same."""
    person.post("/sign-up?as=customer&next=/account/sessions", email=EMAIL, name="Ada", password=PASSWORD)
    again = re.search(r'href="(/confirmation[^"]*)"', person.page)
    assert again, person.words

    person.post(unescape(again.group(1)), email=EMAIL)
    response = person.post(link_in(mails()[-1]), follow=False)

    assert len(mails()) == 2
    assert response.location == "/account/sessions"


def test_a_link_that_ran_out_leads_on_through_the_next(person: Person, clock: SteppedClock) -> None:
    person.post("/sign-up?as=customer&next=/account/sessions", email=EMAIL, name="Ada", password=PASSWORD)
    link = link_in(mails()[0]).replace("/confirmation/", "/confirmation/x")

    wrong = person.client.get(link)
    person.post(wrong.location, email=EMAIL)

    assert person.post(link_in(mails()[-1]), follow=False).location == "/account/sessions"


def test_a_guest_signs_up_by_the_link_in_their_mail(person: Person, clock: SteppedClock) -> None:
    guest = edge.write(lambda: service.guest_for(EMAIL, "Ada", "en", "Europe/Madrid", clock.now()))
    assert guest.password is None

    person.sign_up(name="Somebody else", password="a password of a stranger")
    [mail] = mails()
    person.post(link_in(mail), password=PASSWORD)

    assert person.is_signed_in()
    row = identity_of()
    assert (row.name, row.timezone, row.public_id) == ("Ada", "Europe/Madrid", guest.public_id)
    assert row.confirmed_at == clock.now()


def test_a_claim_dies_with_the_first_password(
    person: Person, another: Callable[[], Person], clock: SteppedClock
) -> None:
    guest = edge.write(lambda: service.guest_for(EMAIL, "Ada", "en", "UTC", clock.now()))
    link = claims.claim_link(guest, "/account").removeprefix("http://localhost:5000")
    assert person.post(link, password=PASSWORD).status_code == 200

    assert another().get(link).status_code == 422
    assert another().post(link, of="/sign-in", password="mine now, all of it").status_code == 422


def test_a_guest_is_found_again_by_address_and_never_renamed(person: Person, clock: SteppedClock) -> None:
    first = edge.write(lambda: service.guest_for("Ada@Example.org", "Ada", "es", "UTC", clock.now()))
    second = edge.write(lambda: service.guest_for("ada@example.ORG", "Eve", "en", "UTC", clock.now()))

    assert second.id == first.id
    assert identity_of().name == "Ada"


def test_a_signed_link_serves_one_purpose_for_a_while(person: Person, clock: SteppedClock) -> None:
    token = links.sign("booking", {"booking": "bok_1"})

    assert links.read("booking", token, 60) == {"booking": "bok_1"}
    for purpose, spoilt, code in (
        ("review", token, "link_invalid"),
        ("booking", token + "x", "link_invalid"),
    ):
        with pytest.raises(Exception, match=code):
            links.read(purpose, spoilt, 60)
    clock.advance(seconds=61)
    with pytest.raises(Exception, match="link_expired"):
        links.read("booking", token, 60)


def test_links_in_mails_ignore_what_the_request_says_its_host_is(person: Person) -> None:
    token = person.token("/sign-up?as=fan")
    person.client.post(
        "/sign-up?as=fan",
        data={"csrf_token": token, "email": EMAIL, "name": "Ada", "password": PASSWORD},
        headers={"Host": "evil.example"},
    )

    assert "evil.example" not in "".join(m.text for m in mails())


def test_mails_speak_the_language_chosen_at_sign_up(person: Person) -> None:
    person.post("/language", of="/sign-in", locale="es")
    person.sign_up()

    assert identity_of().locale == "es"
