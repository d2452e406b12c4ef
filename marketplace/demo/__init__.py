"""The demo world: invented people in real places, who may be signed in as, and the rehearsal of the whole loop with them."""

from __future__ import annotations

import click
import sqlalchemy as sa
from flask import Flask
from flask.cli import AppGroup
from flask_migrate import upgrade

from config import ROOT
from marketplace.core.db import db

muster = AppGroup("muster", help="Make worlds for measuring.")


def register(app: Flask) -> None:
    """Add the commands, and in the demo world the people whom a visitor may be."""
    from marketplace.demo import sign_ins
    from marketplace.identity import demo_people

    demo_people.offer(sign_ins.people)
    app.cli.add_command(muster)


@muster.command("seed")
@click.option(
    "--scale", type=click.IntRange(20, 100_000), default=200, show_default=True, help="How many superfans."
)
def seed_world(scale: int) -> None:
    """Fill an empty database with an invented world of a size of your choice, making its tables where there are none."""
    from marketplace.demo import seed

    if not sa.inspect(db.engine).has_table("identity"):
        upgrade(directory=str(ROOT / "migrations"))
    if not seed.fill_if_empty(fans=scale):
        raise click.ClickException(
            "There are people in this database already; make worlds in a database of their own."
        )
