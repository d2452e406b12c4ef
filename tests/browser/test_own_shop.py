"""A stranger's own shop: from the empty installation to a confirmed booking, on a phone, in Spanish, with nothing prepared."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.serving import make_server

from marketplace.core import clock, edge, jobs
from marketplace.core.db import db
from marketplace.core.mail import Mail
from marketplace.operations import serve
from tests.browser.conftest import follow, press
from tests.browser.small import said
from tests.servers import LOOKS_UP_SECONDS

pytestmark = pytest.mark.browser
OWNER, FAN, GUEST = "teresa@olmo.example", "rosa@camacho.example", "julia@prado.example"
SIGN_UP = {"password": "masa madre lenta y tibia"}


@dataclass
class Shop:
    """What `make run SHOP=1` starts, on an address of this test's."""

    app: Flask
    address: str
    chromium: Any
    contexts: ExitStack

    def visitor(self) -> Any:
        """Somebody's phone, new to the shop."""
        context = self.chromium.new_context(
            viewport={"width": 390, "height": 844},
            locale="es",
            timezone_id="America/Mexico_City",
            base_url=self.address,
        )
        self.contexts.callback(context.close)
        page = context.new_page()
        page.set_default_timeout(45_000)
        return page

    def work(self) -> None:
        """Let the work that is due be done, as the scheduler would."""
        with self.app.app_context():
            while jobs.run_due(clock.now()):
                pass
            db.session.remove()

    def link_for(self, address: str) -> str:
        """The path of the link in the newest mail to somebody."""
        with self.app.app_context():
            newest = sa.select(Mail.text).where(Mail.to_address == address).order_by(Mail.id.desc()).limit(1)
            text = edge.read(lambda: db.session.scalar(newest))
            db.session.remove()
        return str(re.search(r"http://localhost:\d+(/\S+)", text or "").group(1))  # type: ignore[union-attr]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chromium: Any) -> Iterator[Shop]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for name, value in {
        "SECRET_KEY": "a secret for tests only, long enough",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'shop.sqlite3'}",
        "MUSTER_DATA_DIR": str(tmp_path),
        "MUSTER_WORLD": "shop",
        "MUSTER_SCHEDULER": "off",
        "MUSTER_BASE_URL": f"http://localhost:{port}",
    }.items():
        monkeypatch.setenv(name, value)
    app = serve.upgrade()
    server = make_server("127.0.0.1", port, app, threaded=True)
    threading.Thread(target=server.serve_forever, args=(LOOKS_UP_SECONDS,), daemon=True).start()
    with ExitStack() as contexts:
        yield Shop(app, f"http://localhost:{port}", chromium, contexts)
    server.shutdown()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def fill(page: Any, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"main [name={name}]").first.fill(value)


def sign_up(shop: Shop, page: Any, name: str, email: str) -> None:
    fill(page, name=name, email=email, **SIGN_UP)
    press(page, "Registrarse")
    shop.work()
    page.goto(shop.link_for(email))
    press(page, "Confirmar mi dirección")


def open_shop(shop: Shop, page: Any) -> str:
    """The five minutes of an owner; gives the programme's path at the desk."""
    page.goto("/")
    press(page, "Abrir mi tienda")
    sign_up(shop, page, "Teresa Olmo", OWNER)
    page.goto("/open")
    fill(page, name="Panadería Olmo", tagline="Pan de masa madre", place="Coyoacán, Ciudad de México")
    press(page, "Continuar")
    assert page.locator("main [name=currency]").input_value() == "MXN"
    press(page, "Abrir mi tienda")
    press(page, "Continuar")  # the look: nothing chosen, nothing changed
    follow(page, page.locator("main").get_by_role("link", name="Experiencia", exact=True))
    page.locator("label", has_text="Pagar").first.click()
    fill(page, title="Paseos del pan", pay_hour="150")
    press(page, "Crear el programa")
    return str(page.url.removeprefix(shop.address))


def put_on_a_date(page: Any, desk: str) -> None:
    page.goto(f"{desk}/listings/new")
    fill(page, title="De la masa al horno", meeting_point="Jardín Hidalgo", price="350")
    press(page, "Guardar")
    press(page, "Publicar")
    today = clock.SystemClock().now().date()
    ahead = (5 - today.weekday()) % 7
    saturday = today + timedelta(days=ahead if ahead > 2 else ahead + 7)
    fill(page, starts_local=f"{saturday}T10:00")
    press(page, "Añadir")


def join(shop: Shop, page: Any) -> None:
    """Somebody who reads the recruiting page becomes a superfan and asks to join."""
    page.goto("/")
    follow(page, page.locator("main").get_by_role("link", name=re.compile("Paseos del pan")))
    follow(page, page.get_by_role("link", name="Unirse").locator("visible=true").first)
    sign_up(shop, page, "Rosa Camacho", FAN)
    press(page, "Empezar")
    assert "Paseos del pan pide: Historia local" in said(page)
    page.get_by_label("Historia local").check(force=True)
    press(page, "Guardar y seguir")  # skills
    press(page, "Guardar y seguir")  # languages: the reader's own stands there
    press(page, "Guardar y seguir")  # interests
    fill(page, place="Coyoacán")
    press(page, "Buscar")
    press(page, "Ese es el lugar")
    press(page, "Guardar y seguir")  # how far
    press(page, "Fines de semana")
    press(page, "Guardar y seguir")  # hours
    press(page, "Guardar y seguir")  # reasons
    page.locator("label", has_text="Me gusta compartir").first.click()
    press(page, "Enviar")


def test_from_nothing_to_a_confirmed_booking(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    owner, fan, guest = shop.visitor(), shop.visitor(), shop.visitor()
    programme = open_shop(shop, owner)
    assert "Mail to" in capsys.readouterr().out, "no mail server is set: the mail is where Muster runs"
    desk = programme.split("/programmes")[0]
    owner.goto(f"{desk}/budgets")
    fill(owner, amount="5000")
    press(owner, "Ponerlo")
    owner.goto(programme)
    press(owner, "Abrir el programa")
    put_on_a_date(owner, desk)

    join(shop, fan)
    owner.goto(f"{desk}/members")
    follow(owner, owner.locator("main").get_by_role("link", name=re.compile("Rosa")))
    press(owner, "Admitir")
    shop.work()

    guest.goto("/search")
    follow(guest, guest.locator("main").get_by_role("link", name=re.compile("De la masa")))
    press(guest, "Reservar")
    fill(guest, name="Julia Prado", email=GUEST)
    press(guest, "Ir al pago")
    press(guest, "Reservar")
    shop.work()

    fan.goto("/fan")
    follow(fan, fan.locator("main").get_by_role("link", name=re.compile("De la masa")))
    assert "Más invitados" in said(fan), "an offer for one says what ten would bring"
    press(fan, "Sí")
    shop.work()
    guest.reload()
    assert "Está confirmado" in said(guest)
    assert "Rosa Camacho" in said(guest)
