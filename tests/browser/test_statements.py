"""A fan gives half of the pay to a cause and reads the statement; its PDF says the same, word for word; the owner reads the run."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.core import edge
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.identity.models import Identity
from marketplace.rewards.models import Earning
from marketplace.superfans.models import Superfan
from payouts import flows
from payouts.ledger import Entry, chart, credit, debit, post
from payouts.money import Money
from tests.browser.conftest import follow, press
from tests.browser.small import Visit, said, served
from tests.gigs.worlds import paid_scheme, run_due
from tests.rewards.worlds import ENDS_AT, complete, world_at_work

pytestmark = pytest.mark.browser
CAUSE, TIP, DEBT = "Árboles para Ámsterdam", 501, 250
STATED = "main h1, main h2, main dl.lines dt, main dl.lines dd, main p.small.soft"
WORDS = {
    "en": {
        "gift": "A donation", "half": "Half of it", "cause": "which cause", "day": "go to your bank", "save": "Save",
        "statement": "Statement", "pdf": "As a PDF", "given": "Not as money: A donation", "net": "32.51", "half_pay": "30.00",
        "page": "Page", "paid": "to 1 person",
    },
    "es": {
        "gift": "Una donación", "half": "La mitad", "cause": "qué causa", "day": "a tu banco", "save": "Guardar",
        "statement": "Extracto", "pdf": "En PDF", "given": "No en dinero: Una donación", "net": "32,51", "half_pay": "30,00",
        "page": "Página", "paid": "a 1 persona",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Shop:
    """A roastery whose one fan is at work."""

    app: Flask
    address: str
    clock: SteppedClock
    owner: Identity
    business_ref: str
    assignment: str
    fan: Identity

    def pay(self) -> None:
        """The work is done, tipped, something is owed for a late start; then the holds end and the money goes out."""
        with self.app.app_context():
            complete(self.assignment)
            edge.write(self._tip_and_debt)
            self.clock.move_to(ENDS_AT + timedelta(hours=48))
            for _ in range(3):
                run_due(self.clock.now())
                self.clock.advance(hours=2)
            db.session.remove()

    def _tip_and_debt(self) -> None:
        ref, at, business, tip = _fan().public_id, self.clock.now(), self.business_ref, Money(TIP, "EUR")
        owes = flows.customer_compensated("cus_1", Money(DEBT, "EUR"), by_fan=ref)
        tipped = (debit(chart.PROVIDER_AVAILABLE, tip), credit(chart.tips_payable(ref), tip))
        post(db.session, Entry(business, "tip:1", "tip", self.assignment, at, tipped), at=at)
        post(db.session, Entry(business, "late:1", "apology", "bkg_1", at, owes), at=at)


def _person(name: str) -> Identity:
    """Somebody as they are now, to be looked at outside any session."""
    found = db.session.scalars(sa.select(Identity).where(Identity.name == name)).one()
    db.session.refresh(found)
    db.session.expunge(found)
    return found


def _fan() -> Superfan:
    return db.session.scalars(sa.select(Superfan)).one()


@pytest.fixture
def shop(sqlite_template: Path, tmp_path: Path) -> Iterator[Shop]:
    """People may give their pay to a cause here."""
    choices = [{"kind": "money"}, {"kind": "donation", "causes": [CAUSE]}]
    with served(sqlite_template, tmp_path) as (app, address, clock), app.app_context():
        world, ref = world_at_work(
            fan={"payout_day": "daily"}, world={"document": paid_scheme(choices=choices)}
        )
        business_ref = edge.read(lambda: world.business.public_id)
        fan, owner = edge.read(lambda: (_person("Ana"), _person("Olive Owner")))
        made = Shop(app, address, clock, owner, business_ref, ref, fan)
        db.session.remove()
        yield made


@pytest.mark.parametrize(("locale", "width"), [("en", 390), ("es", 1280)])
def test_half_goes_to_a_cause_and_page_and_pdf_say_the_same(
    shop: Shop, visit: Visit, locale: str, width: int
) -> None:
    words = WORDS[locale]
    page = visit(shop.fan, width=width, locale=locale)
    page.goto("/fan/earnings/choice")
    page.get_by_role("radio", name=words["gift"]).check()
    page.get_by_role("radio", name=words["half"]).check()
    page.get_by_label(re.compile(words["cause"])).fill(CAUSE.lower())
    page.get_by_label(re.compile(words["day"])).select_option("daily")
    press(page, words["save"])
    shop.pay()
    with shop.app.app_context():
        parts = edge.read(lambda: db.session.scalars(sa.select(Earning.evaluation)).one())["parts"]
        db.session.remove()
    assert [(part["kind"], part["amount_minor"]) for part in parts] == [("donation", 3000), ("money", 3000)]

    page.goto("/fan/earnings")
    assert CAUSE in said(page)
    follow(page, page.get_by_role("link", name=re.compile(words["statement"])).first)
    shown = said(page)
    assert re.search(rf"{words['statement']} 2026-0001", shown)
    assert words["given"] in shown
    # Half of 60.00, a tip of 5.01, and 2.50 that was owed: each with its sign, and what reached the bank.
    assert words["net"] in page.locator(".lines__row--total .lines__amount").first.inner_text()
    assert words["half_pay"] in shown
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    with page.expect_download() as download:
        page.get_by_role("link", name=words["pdf"]).click()
    content = download.value.path().read_bytes()
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    title = page.locator("main h1").inner_text()
    feet = Counter(" ".join(f"{title} {words['page']} {n}" for n in range(1, len(pages) + 1)).split())
    printed = Counter(" ".join(one.extract_text() for one in pages).split())
    assert printed - feet == Counter(" ".join(page.locator(STATED).all_inner_texts()).split())
    with page.expect_download() as again:
        page.get_by_role("link", name=words["pdf"]).click()
    assert again.value.path().read_bytes() == content


@pytest.mark.parametrize(("locale", "width"), [("en", 1280), ("es", 390)])
def test_the_owner_reads_whom_a_run_paid_and_the_same_statement(
    shop: Shop, visit: Visit, locale: str, width: int
) -> None:
    words = WORDS[locale]
    shop.pay()
    desk = visit(shop.owner, width=width, locale=locale)
    desk.goto("/desk/anil/money/runs")
    assert words["paid"] in said(desk)
    follow(desk, desk.locator('main table a[href*="/money/runs/"]').first)
    run = said(desk)  # with plain spaces
    assert "Ana" in run
    assert desk.evaluate("document.documentElement.scrollWidth") <= width
    follow(desk, desk.get_by_role("link", name=re.compile(words["statement"])).first)
    theirs = Counter(desk.locator(STATED).all_text_contents())
    own = visit(shop.fan, width=width, locale=locale)
    own.goto("/fan/earnings")
    follow(own, own.get_by_role("link", name=re.compile(words["statement"])).first)
    assert theirs == Counter(own.locator(STATED).all_text_contents())
    amount = own.locator(".lines__row--total .lines__amount").first.inner_text()
    assert " ".join(amount.split()) in run
