"""Codes in a real browser: taken at the counter, typed and scanned; a booking with promotion and credit, cancelled to the cent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from marketplace.bookings import money
from marketplace.core import edge, jobs
from marketplace.core.clock import SteppedClock
from marketplace.core.db import db
from marketplace.identity.models import Identity
from tests import world as w
from tests.bookings.checkouts import balance, give_code, give_credit, half_back, promotion, taxed
from tests.bookings.conftest import Scene, make_scene
from tests.browser.conftest import follow, press
from tests.browser.small import said, served

pytestmark = pytest.mark.browser
CAMERA = """
  window.BarcodeDetector = class { async detect() { return [{ rawValue: 'CODE' }]; } };
  const canvas = document.createElement('canvas');
  setInterval(() => canvas.getContext('2d').fillRect(Math.random() * 100, 0, 10, 10), 50);
  Object.defineProperty(navigator, 'mediaDevices', { value: { getUserMedia: async () => canvas.captureStream(10) } });
"""


@dataclass(frozen=True)
class Shop:
    """A small shop behind a server, with somebody who has codes."""

    app: Flask
    address: str
    scene: Scene
    clock: SteppedClock
    fan: Identity
    code: str
    promotion: str

    @property
    def slug(self) -> str:
        return self.scene.world.business.slug

    def work(self) -> None:
        """Let the work that is due be done."""
        with self.app.app_context():
            jobs.run_due(self.clock.now())
            db.session.remove()


@pytest.fixture
def shop(sqlite_template: Path, tmp_path: Path) -> Iterator[Shop]:
    """A bookshop, a fan with a discount code and credit, a customer with credit, a promotion that runs."""
    with served(sqlite_template, tmp_path) as (app, address, clock), app.app_context():
        scene = edge.write(make_scene)
        fan = w.look(lambda: scene.world.fans[0].identity)
        give_credit(scene.customer, 1000)
        give_credit(fan, 2400, "bkg_long_ago")
        made = Shop(
            app, address, scene, clock, fan, give_code(fan.public_id, 1500), promotion(rate_bps=1000)
        )  # fmt: skip
        db.session.expunge_all()
        db.session.remove()
        yield made


@pytest.mark.parametrize(("locale", "look", "take", "taken"), [
    ("en", "Look it up", "Take the amount", "Taken: $10.00"), ("es", "Buscar", "Cobrar el importe", "Cobrado: 10,00"),
])  # fmt: skip
def test_a_code_is_redeemed_at_the_counter_once(
    shop: Shop, visit: Any, locale: str, look: str, take: str, taken: str
) -> None:
    mine = visit(shop.fan, width=390, locale=locale)
    mine.goto("/my/credit")
    shown = mine.locator(".qr__code").all_inner_texts()
    assert mine.locator(".qr svg").count() == 2
    code = next(one for one in shown if one.replace("-", "") == shop.code)
    tills = [visit(shop.scene.world.owner, width=width, locale=locale) for width in (390, 1280)]
    for till in tills:  # two members of staff scan it at the same time
        till.goto(f"/desk/{shop.slug}/counter")
        till.locator('input[name="code"]').fill(code.lower())
        press(till, look)
        assert "Gwen" in said(till)
        assert "Guide" not in said(till)
        till.locator('input[name="amount"]').fill("10")
    press(tills[0], take)
    assert taken in said(tills[0])
    press(tills[1], take)
    assert "Taken" not in said(tills[1]).split("Taken last")[0]
    assert tills[1].locator(".error-summary").count() == 1
    mine.reload()
    assert shop.code not in said(mine).replace("-", "").split("Codes you have used")[0]
    assert ("$29.00" if locale == "en" else "29,00") in said(mine)


def test_the_camera_reads_a_code_where_the_browser_can(shop: Shop, visit: Any) -> None:
    till = visit(shop.scene.world.owner, width=390, script=CAMERA.replace("CODE", shop.code))
    till.goto(f"/desk/{shop.slug}/counter")
    till.get_by_role("button", name="Scan with the camera").click()
    till.get_by_text("discount code").first.wait_for()
    assert "$15.00" in said(till)
    plain = visit(shop.scene.world.owner, width=390)
    plain.add_init_script("delete window.BarcodeDetector")
    plain.goto(f"/desk/{shop.slug}/counter")
    assert plain.get_by_role("button", name="Scan with the camera").count() == 0


def test_without_a_connection_the_counter_says_so_and_takes_nothing(shop: Shop, visit: Any) -> None:
    till = visit(shop.scene.world.owner, width=390)
    till.goto(f"/desk/{shop.slug}/counter")
    till.locator('input[name="code"]').fill(shop.code)
    till.context.set_offline(True)
    till.locator("main").get_by_role("button", name="Look it up").click()
    assert till.get_by_text("You are offline").is_visible()
    till.context.set_offline(False)
    till.get_by_text("You are offline").wait_for(state="hidden")
    press(till, "Look it up")
    assert "$15.00" in said(till)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_customer_books_with_a_promotion_and_credit_and_cancels(shop: Shop, visit: Any, width: int) -> None:
    page = visit(shop.scene.customer, width=width)
    page.goto(f"/sessions/{shop.scene.session}/booking?party=2")
    press(page, "Go on to the payment")
    assert "Set aside $78.00" in said(page)
    page.get_by_text("I have a code").click()
    page.locator('input[name="code"]').fill(shop.promotion.lower())
    press(page, "Use the code")
    press(page, "Use it for this booking")
    assert "Set aside $60.20" in said(page)
    for amount in ("$78.00", "-$7.80", "$70.20", "$10.00", "$60.20"):
        assert amount in said(page), amount
    press(page, "Set aside $60.20")
    booking = page.url
    assert "$70.20" in said(page)
    follow(page, page.get_by_role("link", name="Receipt"))
    for amount in ("$78.00", "-$7.80", "$70.20", "$10.00", "$60.20"):
        assert amount in said(page), amount
    page.goto(f"{booking}/cancellation")
    assert "You get $70.20 back" in said(page)
    assert "$60.20" in said(page)
    assert "$10.00" in said(page)
    press(page, "Cancel and get")
    shop.work()
    page.goto(booking)
    assert "$70.20" in said(page)
    assert "$10.00 of it as credit" in said(page)
    page.goto(f"{booking}/receipt")
    assert "Nothing was taken: what was set aside is yours again." in said(page)
    assert "$0.00" in said(page)
    page.goto("/my/credit")
    assert "$10.00" in said(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def amount_of(page: Any, label: str, under: str = "main") -> int:
    """Cents that a line of the page names; nothing where there is no such line."""
    row = page.locator(under).locator(".lines__row", has=page.locator("dt", has_text=re.compile(f"^{label}")))
    return (
        0 if not row.count() else int(re.sub(r"[^0-9]", "", row.first.locator(".lines__amount").inner_text()))
    )


def test_a_customer_cancels_late_and_gets_exactly_what_was_shown(shop: Shop, visit: Any) -> None:
    """With promotion, tax on top and credit, after the card's money was taken: page, booking, receipt and books agree."""
    with shop.app.app_context():
        half_back(shop.scene)
        taxed(is_inclusive=False, rates=(("City tax", 85_000),))
        db.session.remove()
    page = visit(shop.scene.customer)
    page.goto(f"/sessions/{shop.scene.session}/booking?party=2")
    press(page, "Go on to the payment")
    page.get_by_text("I have a code").click()
    page.locator('input[name="code"]').fill(shop.promotion)
    press(page, "Use the code")
    press(page, "Use it for this booking")
    press(page, "Set aside $66.17")  # 78.00 - 7.80 + 8.5 % = 76.17, of which 10.00 is credit
    booking = page.url
    ref = booking.rsplit("/", 1)[1]
    with shop.app.app_context():
        w.accept_all()
        shop.clock.move_to(w.booking(ref).starts_at - timedelta(hours=3))
        money.capture(w.payment_of(ref).public_id, None, shop.clock.now())
        db.session.remove()

    page.goto(f"{booking}/cancellation")
    shown = amount_of(page, "Back to you")
    to_card, as_credit = amount_of(page, "Back to your card"), amount_of(page, "Back as credit")
    assert shown == to_card + as_credit
    assert (
        shown + amount_of(page, "Kept by") + amount_of(page, "To those who")
        == amount_of(page, "You paid")
        == 7617
    )
    press(page, "Cancel and get")
    shop.work()
    page.goto(booking)
    assert amount_of(page, "Back to you") == shown
    assert f"${as_credit / 100:.2f} of it as credit" in said(page)
    follow(page, page.get_by_role("link", name="Receipt"))
    assert (amount_of(page, "To the card"), amount_of(page, "As store credit")) == (to_card, as_credit)
    assert amount_of(page, "Not charged") == shown
    tax = int(
        re.sub(
            r"[^0-9]",
            "",
            page.locator("section", has_text="Tax in it").locator(".lines__row--total dd").inner_text(),
        )
    )
    assert min(to_card, as_credit, tax) > 0
    with shop.app.app_context():
        refund, given = moved("refund", "provider_available"), moved("credit_given_back", f"held:{ref}")
        assert (refund, given) == (-to_card, as_credit)
        assert balance("tax_payable") == -tax
        assert balance(f"held:{ref}") == balance(f"refund_due:{ref}") == 0
        db.session.remove()
    page.goto("/my/credit")
    assert f"${as_credit / 100:.2f}" in said(page)


def moved(kind: str, code: str) -> int:
    """What entries of a kind moved on a ledger account."""
    query = sa.text(
        "SELECT sum(p.amount_minor) FROM posting p JOIN ledger_account a ON a.id = p.ledger_account_id "
        "JOIN entry e ON e.id = p.entry_id WHERE e.kind = :kind AND a.code = :code"
    )
    return w.look(lambda: int(db.session.execute(query, {"kind": kind, "code": code}).scalar_one()))
