"""What Muster is compared with: Flask alone with one query and the same template, or with one insert, and nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import Flask, g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import Babel
from flask_wtf.csrf import generate_csrf
from sqlalchemy.engine import Connection

from config import ROOT
from marketplace.core import assets, formats
from marketplace.core.http import csp_nonce

ROWS, PAGE_SIZE = 10_000, 20
CITIES = 100
META = sa.MetaData()
LISTING = sa.Table(
    "listing",
    META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("city", sa.String(40)),
    sa.Column("starts_at", sa.DateTime(timezone=True)),
    sa.Column("timezone", sa.String(64)),
    *(sa.Column(name, sa.String(240)) for name in (
        "session_ref", "experience_ref", "title", "summary", "text_language", "meeting_point", "price_per",
        "currency", "business_name", "host_name", "photo_ref", "language",
    )),
    *(sa.Column(name, sa.Integer) for name in ("duration_minutes", "price_minor", "seats_left")),
    sa.Index("ix_listing_city", "city", "starts_at"),
)  # fmt: skip
PERSON = sa.Table(
    "person", META, sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(40))
)
ANSWER = sa.Table(
    "answer",
    META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("person_id", sa.ForeignKey("person.id")),
    sa.Column("words", sa.String(80)),
)


def engine_for(url: str) -> sa.Engine:
    """An engine whose commits are as durable as Muster's own."""
    if not url.startswith("sqlite"):
        return sa.create_engine(url)
    engine = sa.create_engine(url, connect_args={"check_same_thread": False})

    @sa.event.listens_for(engine, "connect")
    def connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=15000"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if request and request.method == "POST" else "BEGIN")

    return engine


def create_app() -> Flask:
    """The bare application: /list and /insert."""
    app = Flask(
        __name__,
        root_path=str(ROOT),
        static_folder=str(ROOT / "static"),
        template_folder=str(ROOT / "templates"),
    )
    app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    Babel(app, locale_selector=lambda: "en")
    app.extensions["muster.settings"] = SimpleNamespace()
    app.extensions["muster.root"] = ROOT
    assets.register(app)
    app.jinja_env.globals.update(
        csp_nonce=csp_nonce, csrf_token=generate_csrf, business=None, locale="en", nav=[("Explore", "/list", True)],
        locales=[("en", "English"), ("es", "Español")],
        account_nav=[("Sign in", "/in", False, "person"), ("Sign up", "/up", False, "heart")],
        **{name: getattr(formats, name) for name in ("format_money", "format_when", "format_minutes")},
    )  # fmt: skip
    engine = engine_for(os.environ["DATABASE_URL"])
    for rule, endpoint in (
        ("/language", "identity.choose_language"), ("/search", "catalogue.search"),
        ("/experiences/<public_id>", "catalogue.experience"), ("/uploads/<public_id>", "trust.upload"),
        ("/ask/<programme>", "bookings.ask"), ("/layover/<programme>", "kinds.ask_layover"),
    ):  # fmt: skip
        app.add_url_rule(rule, endpoint, lambda **_: "")
    app.add_url_rule("/list", "list", lambda: _list(engine))
    app.add_url_rule("/insert", "insert", lambda: _insert(engine), methods=["POST"])
    return app


def _list(engine: sa.Engine) -> ResponseReturnValue:
    wanted = sa.select(LISTING).where(LISTING.c.city == request.args["city"])
    with engine.connect() as connection:
        rows = connection.execute(wanted.order_by(LISTING.c.starts_at).limit(PAGE_SIZE)).all()
    return render_template("catalogue/search.html", groups=[(row, []) for row in rows], **PLAIN)


def _insert(engine: sa.Engine) -> ResponseReturnValue:
    with engine.begin() as connection:
        g.person = connection.execute(sa.select(PERSON).where(PERSON.c.id == session["person"])).one()
        connection.execute(sa.insert(ANSWER).values(person_id=g.person.id, words=request.form["words"]))
    return redirect("/list", 303)


def _field(label: str, value: str = "") -> SimpleNamespace:
    return SimpleNamespace(label=SimpleNamespace(text=label), data=value)


class _Fields(SimpleNamespace):
    """Fields of a form, none of them hidden."""

    def __iter__(self) -> Iterator[Any]:
        return iter(())


# What the template of the search page asks for beside its rows, as constants.
PLAIN: dict[str, Any] = {
    "form": _Fields(
        place=_field("Where"), from_on=_field("From"), until_on=_field("Until"), party=_field("People"),
        words=_field("What"), language=_field("Language"), kind=_field("Kind"), errors={},
    ),
    "language_options": [("", "Any"), *((code, code) for code in ("en", "es", "nl", "fr", "de", "it"))],
    "kind_options": [("", "Everything"), ("experience", "Experiences"), ("journey", "Journeys")],
    "journeys": [], "place": None, "nowhere": False, "next_url": "/list?after=1", "pins": [], "view": "list",
    "in_language": lambda row, locale, name: getattr(row, name), "language_of": lambda row, locale, name: row.text_language,
    "language_name": lambda code: code,
    "asking": [SimpleNamespace(public_id="prg_a", kind="request", business=SimpleNamespace(name="A roastery"))],
    "layovers": [SimpleNamespace(public_id="prg_b", kind="layover")],
}  # fmt: skip
